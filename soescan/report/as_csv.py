"""One table, as CSV for a spreadsheet.

Looks at: the table asked for with `--table`, or the line per tool.

Why it matters: every program reads it, and a list can be sorted, filtered and sent on.

Cannot show: more than one table; the workbook holds them all, and JSON everything.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from soescan.model import Report
from soescan.report.contents import Cell, Kind, sheet
from soescan.report.contents.cells import text, unformula
from soescan.report.format import Format, Look

_MARK = "\ufeff"
"""Spreadsheet programs take a file without a byte order mark for one in an old code page."""


def render(report: Report, look: Look) -> Iterator[str]:
    """A table with its head (RFC 4180); no text of it can start a formula."""
    table = sheet(look.table or "tools").table(report)
    kinds = [column.kind for column in table.columns]
    yield _MARK + _line([unformula(text(column.title)) for column in table.columns])
    for row in table.rows:
        yield _line([_cell(cell, kind) for cell, kind in zip(row, kinds, strict=True)])


def _cell(cell: Cell, kind: Kind) -> str:
    if kind is Kind.SHARE and isinstance(cell, float):
        return text(round(cell, 4))
    found = text(cell, kind)
    return found if isinstance(cell, int | float) else unformula(found)


def _line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


FORMAT = Format(id="csv", doc=__doc__, endings=(".csv",), render=render)
