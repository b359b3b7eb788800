"""What a reader asks first: IT's concerns, and procurement's comparison."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from soescan.model import Report
from soescan.quantities import quantity
from soescan.report.first_page.nouns import MOST_TOOLS, LabelledText, ToolGroup
from soescan.report.tables import costs
from soescan.report.tables.cells import select_columns
from soescan.report.tables.table import TableData

_COMPARED = ("Tool", "Vendor", "Annual cost", "Currency", "Edition", "Until")


def list_concerns(report: Report) -> tuple[LabelledText, ...]:
    """For IT: uptime, security and data integrity, and what is asked of its people."""
    effort = sum(task.effort for task in report.plan.tasks if not task.satisfied)
    return (LabelledText("Asked of IT", f"{quantity(round(effort, 1), 'person-day')} in all."),)


def build_comparison(report: Report, groups: Sequence[ToolGroup]) -> TableData:
    """For procurement: tools side by side, those that can go ahead first."""
    table = select_columns(costs.TABLE.build(report), _COMPARED)
    order = [line.tool for group in groups for line in group.lines]
    rows = sorted(table.rows, key=lambda row: order.index(str(row[0])))
    return replace(table, rows=tuple(rows[:MOST_TOOLS]))
