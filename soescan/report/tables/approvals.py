"""The steps to every go-live: who, why, when, and what they wait for."""

from __future__ import annotations

from collections.abc import Sequence

from soescan.model import Report, Task
from soescan.report.tables.dates import date_or_week, format_day
from soescan.report.tables.table import Cell, Column, ColumnKind, TableData, TableSpec
from soescan.report.tables.wording import join_tools, join_unique

_COLUMNS = (
    Column("Step", width=28),
    Column("Tools", width=28),
    Column("Who", width=20),
    Column("Kind", width=11),
    Column("Starts", ColumnKind.DATE, width=16),
    Column("Ends", ColumnKind.DATE, width=16),
    Column("P80", ColumnKind.DATE, width=16),
    Column("Effort (person-days)", ColumnKind.NUMBER, width=12),
    Column("Slack (working days)", ColumnKind.NUMBER, width=12),
    Column("On the critical path", width=9),
    Column("Waits for", width=40),
    Column("Queued (working days)", ColumnKind.NUMBER, width=12),
    Column("Meeting", ColumnKind.DATE, width=16),
    Column("Papers by", ColumnKind.DATE, width=16),
    Column("Documents required", width=30),
    Column("Tests required", width=24),
    Column("On file", width=24),
    Column("Valid until", ColumnKind.DATE, width=16),
    Column("Because", width=40),
    Column("Assumed", width=9),
    Column("Lead time", width=11),
    Column("Source of the lead time", width=24),
)


def _build(report: Report) -> TableData:
    tasks = sorted(report.plan.tasks, key=lambda task: (bool(task.satisfied), task.start))
    return TableData(_COLUMNS, tuple(map(_row, tasks)))


def _row(task: Task) -> tuple[Cell, ...]:
    todo = not task.satisfied
    starts, ends, p80 = (
        date_or_week(day, illustrative=task.illustrative) if todo else None
        for day in (task.starts, task.ends, task.p80)
    )
    return (
        task.label,
        join_tools(task.tools),
        task.role,
        task.kind,
        starts,
        ends,
        p80,
        task.effort if todo else None,
        task.slack if todo else None,
        "yes" if todo and task.critical else "",
        task.waits_for if todo else "",
        task.queued if todo else None,
        # A committee's days are those of its calendar, however rough the others are.
        task.meeting if todo else None,
        task.papers_by if todo else None,
        join_unique(task.artefacts),
        join_unique(task.tests),
        task.satisfied,
        date_or_week(task.valid_until, illustrative=task.illustrative and todo),
        join_unique(task.because),
        "yes" if task.assumed else "",
        task.status,
        _lead_time_source(task),
    )


def _lead_time_source(task: Task) -> str:
    """Who said how long the step takes, and when IT confirmed it."""
    confirmed = format_day(task.confirmed_on) if task.confirmed_on else ""
    return ", ".join(filter(None, (task.source, confirmed)))


_KIND_COLUMNS = (
    Column("Step", width=32),
    Column("Who", width=22),
    Column("Steps", ColumnKind.NUMBER, width=8),
    Column("Tools", width=40),
    Column("Starts", ColumnKind.DATE, width=16),
    Column("Ends", ColumnKind.DATE, width=16),
    Column("P80", ColumnKind.DATE, width=16),
    Column("Effort (person-days)", ColumnKind.NUMBER, width=12),
)
KINDS_DESCRIPTION = "Every kind of step that is left, from its first beginning to its last end."


def steps_by_kind(report: Report) -> TableData:
    """A line for each kind of step that is left to do: for plans too long to be read."""
    tasks_by_kind: dict[tuple[str, str], list[Task]] = {}
    for task in sorted(report.plan.tasks, key=lambda task: task.start):
        if not task.satisfied:
            tasks_by_kind.setdefault((task.label, task.role), []).append(task)
    return TableData(_KIND_COLUMNS, tuple(map(_kind_row, tasks_by_kind.values())))


def _kind_row(tasks: Sequence[Task]) -> tuple[Cell, ...]:
    weeks = any(task.illustrative for task in tasks)
    starts = min((task.starts for task in tasks if task.starts), default=None)
    is_told = all(task.ends for task in tasks)
    ends = max((task.ends for task in tasks if task.ends and is_told), default=None)
    p80 = max((task.p80 for task in tasks if task.p80 and is_told), default=None)
    return (
        tasks[0].label,
        tasks[0].role,
        len(tasks),
        join_tools(tool for task in tasks for tool in task.tools),
        *(date_or_week(day, illustrative=weeks) for day in (starts, ends, p80)),
        sum(task.effort for task in tasks) or None,
    )


TABLE = TableSpec(
    id="approvals",
    title="Approvals",
    description="Every step before go-live, in the order in which they start.",
    when_empty="No step is required for any tool.",
    build=_build,
)
