"""One table, as CSV for a spreadsheet.

Looks at: the table asked for with `--table`, or the line per tool.

Why it matters: every program reads it, and a list can be sorted, filtered and sent on.

Cannot show: more than one table; the workbook holds them all, and JSON everything.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Report
from soescan.report.format import Format, RenderOptions
from soescan.report.tables import Cell, ColumnKind, find_table
from soescan.report.tables.cells import as_csv, cell_text, neutralize_formula


def render(report: Report, options: RenderOptions) -> Iterator[str]:
    """A table with its head; no text of it can start a formula."""
    table = find_table(options.table or "tools").build(report)
    kinds = [column.kind for column in table.columns]
    heads = [neutralize_formula(cell_text(column.title)) for column in table.columns]
    rows = ([_format_cell(*pair) for pair in zip(row, kinds, strict=True)] for row in table.rows)
    yield as_csv([heads, *rows])


def _format_cell(cell: Cell, kind: ColumnKind) -> str:
    if kind is ColumnKind.SHARE and isinstance(cell, float):
        return cell_text(round(cell, 4))
    text = cell_text(cell, kind)
    return text if isinstance(cell, int | float) else neutralize_formula(text)


FORMAT = Format(id="csv", doc=__doc__, endings=(".csv",), render=render)
