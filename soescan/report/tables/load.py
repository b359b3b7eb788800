"""What the plan asks of each role, and how long things wait for it."""

from __future__ import annotations

from soescan.model import Report
from soescan.report.tables.table import Column, Kind, Sheet, Table

_COLUMNS = (
    Column("Role", width=26),
    Column("Effort (person-days)", Kind.NUMBER, width=12),
    Column("Steps", Kind.NUMBER, width=8),
    Column("Capacity (person-days a week)", Kind.NUMBER, width=14),
    Column("Longest wait (working days)", Kind.NUMBER, width=14),
    Column("What waits", width=44),
)


def _table(report: Report) -> Table:
    labels = {task.id: f"{task.label} for {', '.join(task.tools)}" for task in report.plan.tasks}
    loads = sorted(report.plan.loads, key=lambda load: (-load.longest_wait, -load.effort))
    rows = (
        (
            load.role,
            load.effort,
            load.tasks,
            load.capacity,
            load.longest_wait,
            labels.get(load.waits, load.waits),
        )
        for load in loads
    )
    return Table(_COLUMNS, tuple(rows))


SHEET = Sheet(
    id="load",
    title="Load",
    says="What is asked of each role, the longest queue first.",
    empty="Nobody has to do anything.",
    table=_table,
)
