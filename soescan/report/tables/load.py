"""What the plan asks of each role, and how long things wait for it."""

from __future__ import annotations

from soescan.model import Report
from soescan.report.tables.table import Column, ColumnKind, TableData, TableSpec

_COLUMNS = (
    Column("Role", width=26),
    Column("Effort (person-days)", ColumnKind.NUMBER, width=12),
    Column("Steps", ColumnKind.NUMBER, width=8),
    Column("Capacity (person-days a week)", ColumnKind.NUMBER, width=14),
    Column("Longest wait (working days)", ColumnKind.NUMBER, width=14),
    Column("What waits", width=44),
)


def _build(report: Report) -> TableData:
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
    return TableData(_COLUMNS, tuple(rows))


TABLE = TableSpec(
    id="load",
    title="Load",
    description="The work of each role, the longest queue first.",
    when_empty="No role has work to do.",
    build=_build,
)
