"""The first page in the JSON of a report: derived, for programs to read, and never read back."""

from __future__ import annotations

from datetime import date

from soescan.report.tables.table import Cell, Hyperlink, TableData, Week
from soescan.schema import DocumentSchema, TypeAdapter


def _write_table(table: TableData) -> dict[str, object]:
    titles = [column.title for column in table.columns]
    return {"columns": titles, "rows": [[_write_cell(cell) for cell in row] for row in table.rows]}


def _write_cell(cell: Cell) -> str | int | float | None:
    if isinstance(cell, Hyperlink):
        return cell.url
    return str(cell) if isinstance(cell, date | Week) else cell


TABLE_ADAPTER = TypeAdapter(
    TableData,
    lambda node: None,
    _write_table,
    {
        "description": "A table: the titles of its columns, and its rows.",
        "type": "object",
        "properties": {
            "columns": {"type": "array", "items": {"type": "string"}},
            "rows": {"type": "array", "items": {"type": "array"}},
        },
        "required": ["columns", "rows"],
        "additionalProperties": False,
    },
)

FIRST_PAGE_FORM = DocumentSchema(TABLE_ADAPTER)
"""Writes a `FirstPage`."""
