"""How many rows of a table people are shown, and how a part says what it leaves out.

One mechanism for the page, the brief and Markdown: a format with `-v` shows every row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from soescan.quantities import quantity
from soescan.report.tables.table import TableData

MOST_ROWS = 10
"""Rows of a table that `ROWS_SHOWN` does not name."""
ROWS_SHOWN: Mapping[str, int] = {
    "summary": 20,
    "tools": 25,
    "in-use": 25,
    "gaps": 12,
    "questions": 7,
    "approvals": 12,
    "costs": 25,
    "standards": 12,
    "load": 8,
    "routes": 8,
    "chances": 8,
    "evidence": 5,
    "unread": 5,
    "subprocessors": 8,
    "registers": 8,
    "method": 20,
}
"""How many rows of a table help somebody who reads; more are looked up."""


def rows_shown(table_id: str, *, verbose: bool = False) -> int | None:
    """How many rows of a table to show; None: all of them.

    >>> rows_shown("tools"), rows_shown("tools", verbose=True)
    (25, None)
    """
    return None if verbose else ROWS_SHOWN.get(table_id, MOST_ROWS)


def limit_rows(table: TableData, most: int | None) -> tuple[TableData, int]:
    """The first rows of a table, and how many that leaves out; None: all.

    >>> limit_rows(TableData((), ((1,), (2,), (3,))), 2)
    (TableData(columns=(), rows=((1,), (2,))), 1)
    """
    if most is None or len(table.rows) <= most:
        return table, 0
    return replace(table, rows=table.rows[:most]), len(table.rows) - most


def word_left_out(left_out: int, where: str, noun: str = "row") -> str:
    """A sentence on what is left out and where it stands; "" for nothing.

    >>> word_left_out(1, "The workbook"), word_left_out(40, "The workbook", "question")
    ('The workbook has 1 more row.', 'The workbook has 40 more questions.')
    """
    return f"{where} has {quantity(left_out, f'more {noun}')}." if left_out else ""
