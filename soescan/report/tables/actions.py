"""What can be done in the first week: by whom, for which tools, with what attached."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, timedelta

from soescan.graph import edge_index
from soescan.model import EdgeKind, Plan, Report, Supplier, Task
from soescan.report.tables.dates import date_or_week
from soescan.report.tables.table import Cell, Column, ColumnKind, TableData, TableSpec
from soescan.report.tables.wording import ADDRESSEES, join_tools, join_unique, word_in_line

_COLUMNS = (
    Column("Who", width=22),
    Column("Does", width=60),
    Column("For", width=30),
    Column("Attach", width=30),
    Column("By", ColumnKind.DATE, width=16),
    Column("Why now", width=40),
)
_WEEK = timedelta(days=6)
_QUESTIONS = 5
_PRECEDENCE = (EdgeKind.NEEDS, EdgeKind.ANY_OF, EdgeKind.QUEUED_BEHIND)


def _build(report: Report) -> TableData:
    return TableData(
        _COLUMNS, (*_first_questions(report), *_first_steps(report.plan), *_papers_due(report.plan))
    )


def _first_questions(report: Report) -> Iterator[tuple[Cell, ...]]:
    """The most telling questions: asking costs nothing, and everything else waits for answers."""
    needed = [question for question in report.questions if not question.good_to_know]
    for question in needed[:_QUESTIONS]:
        is_scan = question.asks is Supplier.PROBE
        addressee = "whoever runs soescan" if is_scan else ADDRESSEES[question.asks]
        action = question.text if is_scan else f"answers: {word_in_line(question)}"
        reason = "asks nobody" if is_scan else "settles the most findings"
        yield addressee, action, join_tools(question.tools), "", None, reason


def _first_steps(plan: Plan) -> Iterator[tuple[Cell, ...]]:
    for sample in list_first_steps(plan):
        yield (
            sample.role,
            sample.label,
            join_tools(sample.tools),
            join_unique((*sample.artefacts, *sample.tests)),
            date_or_week(sample.ends, illustrative=sample.illustrative),
            "on the critical path" if sample.critical else "can start at once",
        )


def list_first_steps(plan: Plan) -> Iterator[Task]:
    """Steps that begin in the first week with nothing left before them, the urgent ones first.

    Those that are the same to who does them are one, for all their tools, and critical if one is.
    """
    if plan.start is None:
        return
    for tasks in sorted(_group_first_tasks(plan, plan.start + _WEEK), key=_urgency):
        tools = tuple(dict.fromkeys(tool for task in tasks for tool in task.tools))
        yield replace(tasks[0], tools=tools, critical=any(task.critical for task in tasks))


def _group_first_tasks(plan: Plan, until: date) -> Collection[list[Task]]:
    """Tasks that can begin by a day; those that are the same to who does them are a group."""
    blocked = _blocked_tasks(plan)
    groups: dict[tuple[object, ...], list[Task]] = {}
    for task in plan.tasks:
        if not task.satisfied and task.id not in blocked and task.starts and task.starts <= until:
            ends = date_or_week(task.ends, illustrative=task.illustrative)
            key = (task.role, task.label, ends, task.artefacts, task.tests)
            groups.setdefault(key, []).append(task)
    return groups.values()


def _urgency(tasks: list[Task]) -> tuple[bool, date]:
    return not any(task.critical for task in tasks), tasks[0].ends or date.max


def _blocked_tasks(plan: Plan) -> set[str]:
    """Tasks that wait for a task that is not done, or for an answer."""
    index = edge_index(plan)
    open_ = {id_ for id_, task in index.task_of.items() if not task.satisfied}
    return {
        task.id
        for id_, task in index.task_of.items()
        if any(edge.kind is EdgeKind.BLOCKED_BY for edge in index.edges_into(id_))
        or not open_.isdisjoint(index.steps_before(id_, _PRECEDENCE))
    }


def _papers_due(plan: Plan) -> Iterator[tuple[Cell, ...]]:
    """Papers that a meeting wants within the week."""
    if plan.start is None:
        return
    due = [t for t in plan.tasks if t.papers_by and t.papers_by <= plan.start + _WEEK]
    for task in sorted(due, key=lambda task: task.papers_by or date.max):
        if not task.satisfied:
            yield (
                ADDRESSEES[Supplier.REQUESTER],
                f"hands in the papers for “{task.label}”",
                join_tools(task.tools),
                join_unique(task.artefacts),
                task.papers_by,
                f"the meeting of {task.meeting} decides on them" if task.meeting else "",
            )


TABLE = TableSpec(
    id="actions",
    title="This week",
    description="What can start in the first week of the plan.",
    when_empty="Nothing can start this week.",
    build=_build,
)
