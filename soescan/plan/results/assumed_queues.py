"""Draft -> what is said where only queues at assumed capacities would make a day.

A day that comes of figures nobody has confirmed only illustrates, and is told as a week. Later than
a year it does not even illustrate: people are planned by the year, and what a queue at a guessed
capacity comes to then, next year's plan decides. There the queue is told, and IT is asked.
"""

from __future__ import annotations

from collections.abc import Mapping

from soescan.model import Question, Role, Supplier
from soescan.plan.draft import Draft
from soescan.plan.results.schedule_analysis import ScheduleAnalysis, StartCause
from soescan.plan.scheduling.stages import StageKind
from soescan.quantities import quantity

_WEEKS_A_YEAR = 365.25 / 7
_ROUGH_YEARS = 10
"""From here on, a tenth of a year is no figure."""


def find_assumed_roles(analysis: ScheduleAnalysis, stage: int) -> list[int]:
    """The roles on the critical sequence of a stage whose capacity is assumed, busiest first."""
    days = analysis.accumulate(stage, _add_assumed_role)
    return sorted(days, key=lambda role: (-days[role], role))


def _add_assumed_role(
    analysis: ScheduleAnalysis, days: Mapping[int, int] | None, index: int
) -> Mapping[int, int]:
    """The days of work of each role whose capacity is assumed, with those of a stage."""
    stage, days = analysis.stages[index], days or {}
    role = stage.role
    if stage.kind is not StageKind.WORK or role is None or role not in analysis.draft.assumed_roles:
        return days
    return {**days, role: days.get(role, 0) + analysis.finish[index] - analysis.start[index]}


def find_assumed_committees(analysis: ScheduleAnalysis, stage: int) -> list[int]:
    """The committees on the critical sequence of a stage whose full agendas are an assumption."""
    committees = analysis.accumulate(stage, _add_assumed_committee)
    return list(committees)


def _add_assumed_committee(
    analysis: ScheduleAnalysis, committees: tuple[int, ...] | None, index: int
) -> tuple[int, ...]:
    """The committees whose full agendas are an assumption, with that of a stage, the last first."""
    number, committees = analysis.stages[index].committee, committees or ()
    if number is None or number not in analysis.draft.assumed_committees:
        return committees
    is_full = analysis.find_driver(index).cause is StartCause.FULL
    return tuple(dict.fromkeys((number, *committees))) if is_full else committees


def describe_missing_date(draft: Draft, analysis: ScheduleAnalysis, stage: int) -> str:
    """Why no date is told of a stage that only such queues make late: whose queue, how long."""
    roles = find_assumed_roles(analysis, stage)
    committees = find_assumed_committees(analysis, stage)
    if committees and not roles:
        return _describe_agenda(draft, committees[0])
    number = next(iter(roles or sorted(draft.assumed_roles)))
    role = draft.catalog.roles[number]
    return (
        f"there is no date yet: at the assumed {quantity(role.capacity or 0, 'day')} a week,"
        f" {role.label} would need {_format_years(_count_queue_years(draft, role))}"
        " for what waits, so ask IT"
    )


def _describe_agenda(draft: Draft, number: int) -> str:
    committee = draft.catalog.committees[number]
    items = quantity(committee.max_items or 0, "decision")
    return (
        f"there is no date yet: {quantity(_count_decisions(draft, number), 'decision')} wait for"
        f" the {committee.label or committee.id}, which takes an assumed {items} a meeting,"
        " so ask IT"
    )


def _count_decisions(draft: Draft, number: int) -> int:
    """How many decisions of the plan are a committee's."""
    stages = draft.network.stages
    return sum(s.kind is StageKind.MEETING and s.committee == number for s in stages)


def ask_for_capacities(draft: Draft, analysis: ScheduleAnalysis) -> tuple[Question, ...]:
    """Questions to IT about assumed capacities: those that leave tools without a date first."""
    tools: dict[int, dict[str, None]] = {}
    undated: set[int] = set()
    for tool, goal in enumerate(draft.network.tool_goals):
        for number in find_assumed_roles(analysis, goal) if goal is not None else ():
            tools.setdefault(number, {})[draft.requirements[tool].tool] = None
            undated |= {number} if goal in draft.untold_stages else set()
    ordered = sorted(tools, key=lambda number: (number not in undated, -len(tools[number])))
    return tuple(
        Question(
            Supplier.IT,
            _ask_for_capacity(draft, draft.catalog.roles[number]),
            tools=tuple(tools[number]),
            settles=len(tools[number]),
        )
        for number in ordered
    )


def _ask_for_capacity(draft: Draft, role: Role) -> str:
    queue, work = _format_years(_count_queue_years(draft, role)), _count_work(draft, role)
    takes = "takes" if work == 1 else "take"
    return (
        f"How many days a week does {role.label} have for this work? The plan assumes "
        f"{quantity(role.capacity or 0, 'day')}; then {quantity(work, 'person-day')} of work"
        f" {takes} {queue}."
    )


def _count_work(draft: Draft, role: Role) -> float:
    """The likely person-days of a role, with those already waiting."""
    return round(role.backlog + draft.likely_work[role.id], 1)


def _count_queue_years(draft: Draft, role: Role) -> float:
    return _count_work(draft, role) / (role.capacity or 1) / _WEEKS_A_YEAR


def _format_years(years: float) -> str:
    """A number of years in words: months below one, whole years where a tenth says nothing."""
    if years < 1:
        months = max(1, round(12 * years))
        return quantity(months, "month")
    shown = f"{years:.0f}" if years >= _ROUGH_YEARS else f"{round(years, 1):g}"
    return "1 year" if shown == "1" else f"{shown} years"
