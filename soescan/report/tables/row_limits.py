"""How much of a table people are shown in Markdown, and how a part says what it leaves out.

With `-v` they are shown every row and column. The page, which can fold, has budgets of its own
(`report.page.budget`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from soescan.quantities import quantity
from soescan.report.tables.cells import select_columns
from soescan.report.tables.table import TableData

_MOST_ROWS = 8
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
    "evidence": 5,
    "unread": 5,
    "method": 20,
}
"""How many rows of a table help somebody who reads; more are looked up."""
COLUMNS_SHOWN: Mapping[str, tuple[str, ...]] = {
    "tools": ("Tool", "Outcome", "Outlook", "Because", "Earliest", "P80", "Next", "Who"),
    "in-use": ("Tool", "Decision", "Because", "Owner", "Next review", "Last day", "Instead"),
    "gaps": ("Tool", "Standard", "Severity", "What is expected and found", "How to close it"),
    "questions": ("Ask", "Wanted", "Question", "For"),
    "approvals": ("Step", "Tools", "Who", "Starts", "Ends", "P80", "Effort (person-days)"),
    "load": (
        *("Role", "Effort (person-days)", "Steps", "Capacity (person-days a week)"),
        "Longest wait (working days)",
    ),
    "routes": (
        *("Change", "For", "Days earlier (P80, total over the tools)"),
        *("Effort saved (person-days)", "Needs covered"),
    ),
    "costs": (
        *("Tool", "Vendor", "Annual cost", "One-off cost", "Support cost", "Currency", "Edition"),
        *("Notice proposed (days)", "Until"),
    ),
    "evidence": ("Tool", "Fact", "Value", "Basis", "When", "Where"),
}
"""The columns by which somebody decides; the others are looked up."""


def limit_table(table: TableData, id_: str, *, verbose: bool = False) -> tuple[TableData, int]:
    """A table as people are shown it, and how many rows that leaves out.

    >>> from soescan.report.tables.table import Column
    >>> rows = tuple((f"step {n}",) for n in range(10))
    >>> shown, left_out = limit_table(TableData((Column("What waits"),), rows), "waits")
    >>> len(shown.rows), left_out
    (8, 2)
    """
    if verbose:
        return table, 0
    shown = COLUMNS_SHOWN.get(id_)
    table = select_columns(table, shown) if shown else table
    most = ROWS_SHOWN.get(id_, _MOST_ROWS)
    return replace(table, rows=table.rows[:most]), max(0, len(table.rows) - most)


def word_left_out(left_out: int, where: str, noun: str = "row") -> str:
    """A sentence on what is left out and where it stands; "" for nothing.

    >>> word_left_out(1, "The workbook"), word_left_out(40, "The workbook", "question")
    ('The workbook has 1 more row.', 'The workbook has 40 more questions.')
    """
    return f"{where} has {quantity(left_out, f'more {noun}')}." if left_out else ""
