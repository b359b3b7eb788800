"""One table, as CSV for a spreadsheet.

Looks at: the table asked for with `--table`, or the line per tool.

Why it matters: every program reads it, and a list can be sorted, filtered and sent on.

Cannot show: more than one table; the workbook holds them all, and JSON everything.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Report
from soescan.report.format import Format, Look
from soescan.report.tables import Cell, Kind, sheet
from soescan.report.tables.cells import as_csv, text, unformula


def render(report: Report, look: Look) -> Iterator[str]:
    """A table with its head; no text of it can start a formula."""
    table = sheet(look.table or "tools").table(report)
    kinds = [column.kind for column in table.columns]
    heads = [unformula(text(column.title)) for column in table.columns]
    rows = ([_cell(*pair) for pair in zip(row, kinds, strict=True)] for row in table.rows)
    yield as_csv([heads, *rows])


def _cell(cell: Cell, kind: Kind) -> str:
    if kind is Kind.SHARE and isinstance(cell, float):
        return text(round(cell, 4))
    found = text(cell, kind)
    return found if isinstance(cell, int | float) else unformula(found)


FORMAT = Format(id="csv", doc=__doc__, endings=(".csv",), render=render)
