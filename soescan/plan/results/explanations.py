"""Drivers -> words that a marketer understands: why not earlier."""

from __future__ import annotations

from collections.abc import Iterator

from soescan.dates import format_date
from soescan.model import Freeze, Reason
from soescan.plan.draft import Draft
from soescan.plan.results.schedule_analysis import ScheduleAnalysis, StartCause, StartDriver
from soescan.plan.scheduling.stages import Stage, StageKind


def explain_go_live(
    draft: Draft, drivers: ScheduleAnalysis, goal: int, tool: int
) -> tuple[Reason, ...]:
    """Why a tool is not live earlier, in order of time."""
    found: list[Reason] = []
    seen: set[int | None] = set()
    for stage in list(drivers.critical_path(goal, tool))[::-1]:
        job = draft.network.stages[stage].job
        # Whom a step is shared with is said once; that it is for this tool goes without saying.
        what = _name_for_tool(draft, stage, tool, again=job in seen)
        found += _explain_stage(draft, drivers, stage, what)
        seen.add(job)
    return tuple(found)


def explain_start(draft: Draft, drivers: ScheduleAnalysis, job: int) -> str:
    """What decides the day of a job, in words; of its stages, the one that waits most tells."""
    for index in reversed(draft.stages_of_job(job)):
        if says := _describe_cause(draft, drivers, index):
            return says
    before = drivers.find_driver(draft.stages_of_job(job)[0]).predecessor
    while before is not None:
        stage = draft.network.stages[before]
        if stage.job is not None:
            return f"after {_name_for_all(draft, stage)}"
        before = drivers.find_driver(
            before
        ).predecessor  # where ways come together, the last of them tells
    return "can start at once"


def _describe_cause(draft: Draft, drivers: ScheduleAnalysis, index: int) -> str:
    """What else than its turn a stage waits for, shortly."""
    stage, driver = draft.network.stages[index], drivers.find_driver(index)
    if driver.cause in (StartCause.QUEUE, StartCause.BACKLOG):
        return f"{_name_people(draft, stage)} first {_describe_queue(draft, drivers, index)}"
    if driver.cause is StartCause.FREEZE:
        freeze = _find_freeze(draft, stage, driver)
        return f"not during {freeze.name}" if freeze else "not during a freeze"
    if stage.kind is StageKind.MEETING:
        full = ", the first with room" if driver.cause is StartCause.FULL else ""
        day = draft.workdays.date_of(draft.schedule.start[index])
        return f"{_name_committee(draft, stage)} of {format_date(day)}{full}"
    return ""


def _describe_queue(draft: Draft, drivers: ScheduleAnalysis, index: int) -> str:
    """What the people of a stage do before it."""
    ahead = [draft.network.stages[other] for other in drivers.list_stages_ahead(index)]
    stage = draft.network.stages[index]
    found = draft.network.capacities[stage.role or 0]
    behind = found is not None and found.free_from > drivers.find_driver(index).ready_day
    parts = ["finish what is waiting already"] if behind or not ahead else []
    if ahead:
        more = f" and {len(ahead) - 2} more" if len(ahead) > 2 else ""
        parts.append(f"do {', then '.join(_name_for_all(draft, one) for one in ahead[:2])}{more}")
    return ", then ".join(parts)


def _explain_stage(
    draft: Draft, drivers: ScheduleAnalysis, index: int, what: str
) -> Iterator[Reason]:
    stage, clock, driver = draft.network.stages[index], draft.workdays, drivers.find_driver(index)
    start, finish = draft.schedule.start[index], draft.schedule.finish[index]
    task = draft.jobs[stage.job].id if stage.job is not None else ""
    if start > driver.ready_day and (held := _describe_wait(draft, drivers, index, what)):
        yield Reason(
            held, clock.date_of(driver.ready_day), clock.last_date(driver.ready_day, start), task
        )
    if stage.kind in (StageKind.JOIN, StageKind.PAPERS) or (
        stage.kind is StageKind.MOMENT and start == finish
    ):
        return
    begins, ends = clock.date_of(start), clock.last_date(start, finish)
    if stage.kind is StageKind.MEETING:
        yield Reason(_describe_meeting(draft, index, stage, what), ends, ends, task)
    elif stage.job is not None:
        yield Reason(_describe_duration(draft, index, stage, what), begins, ends, task)


def _describe_wait(draft: Draft, drivers: ScheduleAnalysis, index: int, what: str) -> str:
    """What a stage waits for although it is ready; nothing when it is only the next meeting."""
    stage, driver = draft.network.stages[index], drivers.find_driver(index)
    if driver.cause in (StartCause.QUEUE, StartCause.BACKLOG):
        days, people = _format_days(drivers.count_queue_days(index)), _name_people(draft, stage)
        return (
            f"{what} waits {days} for {people}, who first {_describe_queue(draft, drivers, index)}"
        )
    if driver.cause is StartCause.FULL:
        return f"{what} has to wait: the meetings before are full"
    if driver.cause is StartCause.FREEZE:
        freeze = _find_freeze(draft, stage, driver)
        named = (
            f"{freeze.name}, {format_date(freeze.from_)} to {format_date(freeze.to)}"
            if freeze
            else "a freeze"
        )
        return f"{what} has to wait for the end of {named}"
    return ""


def _describe_meeting(draft: Draft, index: int, stage: Stage, what: str) -> str:
    body = draft.catalog.committees[stage.committee or 0]
    before = [number for number in stage.days or () if number < draft.schedule.start[index]]
    lead = (
        f"; papers must be in {_format_days(body.submission_lead)} before"
        if body.submission_lead
        else ""
    )
    missed = (
        f"; its meeting of {format_date(draft.workdays.date_of(before[-1]))} comes too early"
        if before
        else ""
    )
    return f"{_name_committee(draft, stage)} decides on {what}{lead}{missed}"


def _describe_duration(draft: Draft, index: int, stage: Stage, what: str) -> str:
    days = _format_days(draft.problem.activities[index].duration)
    if stage.kind is StageKind.WORK and stage.job is not None:
        effort = draft.jobs[stage.job].step.effort
        role = draft.catalog.roles[stage.role or 0]
        pace = f" at {role.capacity:g} a week" if role.capacity is not None else ""
        likely = effort.likely if effort else 0
        unit = "person-day" if likely == 1 else "person-days"
        return f"{what}: {likely:g} {unit} of {role.label}{pace} take {days}"
    other = index and draft.network.stages[index - 1]
    if other and other.job == stage.job and other.kind is StageKind.WORK:
        return f"{what} then takes {days} more until it is done"
    return f"{what} ({_name_people(draft, stage)}) takes {days}"


def _name_for_tool(draft: Draft, index: int, tool: int, *, again: bool) -> str:
    """A job by its label, with the other tools that share it."""
    number = draft.network.stages[index].job
    if number is None:
        return "all that comes before"
    job = draft.jobs[number]
    if tool not in job.tools:  # what a shared step waits for on behalf of another tool
        return _name_for_all(draft, draft.network.stages[index])
    others = [draft.requirements[other].tool for other in job.tools if other != tool]
    label = f"“{job.step.label or job.step.id}”"
    if not others or again:
        return label
    more = f" and {len(others) - 3} more" if len(others) > 3 else ""
    return f"{label} (shared with {', '.join(others[:3])}{more})"


def _name_for_all(draft: Draft, stage: Stage) -> str:
    """A job by its label, with its tools where not all share it."""
    if stage.job is None:
        return "all that comes before"
    job = draft.jobs[stage.job]
    label = job.step.label or job.step.id
    names = [draft.requirements[tool].tool for tool in job.tools]
    planned = sum(goal is not None for goal in draft.network.tool_goals)
    if len(names) == planned and planned > 1:
        return f"“{label}”"
    shown = ", ".join(names) if len(names) <= 3 else f"{len(names)} tools"
    return f"“{label}” for {shown}"


def _name_people(draft: Draft, stage: Stage) -> str:
    if stage.role is not None:
        return draft.catalog.roles[stage.role].label
    step = draft.jobs[stage.job].step if stage.job is not None else None
    return next((r.label for r in draft.catalog.roles if step and r.id == step.role), "somebody")


def _name_committee(draft: Draft, stage: Stage) -> str:
    body = draft.catalog.committees[stage.committee or 0]
    return body.label or body.id


def _find_freeze(draft: Draft, stage: Stage, driver: StartDriver) -> Freeze | None:
    """The freeze that holds a stage up; of several, the one that lasts longest."""
    if stage.job is None:
        return None
    job = draft.jobs[stage.job]
    role = next(r for r in draft.catalog.roles if r.id == job.step.role)
    ready = draft.workdays.date_of(driver.ready_day)
    found = [f for f in draft.workdays.list_freezes(job.step.kind, role) if f.to >= ready]
    return min(found, key=lambda f: f.from_, default=None)


def _format_days(count: int) -> str:
    return "1 working day" if count == 1 else f"{count} working days"
