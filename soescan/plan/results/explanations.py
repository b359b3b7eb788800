"""ScheduleAnalysis -> sentences for people who do not schedule: why something is not earlier."""

from __future__ import annotations

from collections.abc import Iterator

from soescan.dates import format_date
from soescan.model import Freeze, Reason
from soescan.plan.draft import Draft
from soescan.plan.results.schedule_analysis import ScheduleAnalysis, StartCause, StartDriver
from soescan.plan.scheduling.stages import Stage, StageKind
from soescan.quantities import quantity


def explain_go_live(
    draft: Draft, analysis: ScheduleAnalysis, goal: int, tool: int
) -> tuple[Reason, ...]:
    """Why a tool is not live earlier: a reason for each stage on its critical path, by time.

    `goal` is the stage at which `tool` is live; both are numbers of the draft.
    """
    reasons: list[Reason] = []
    named_jobs: set[int | None] = set()
    for stage in list(analysis.critical_path(goal, tool))[::-1]:
        job = draft.network.stages[stage].job
        # Whom a step is shared with is said once; that it is for this tool goes without saying.
        subject = _name_for_tool(draft, stage, tool, is_repeated=job in named_jobs)
        reasons += _explain_stage(draft, analysis, stage, subject)
        named_jobs.add(job)
    return tuple(reasons)


def explain_start(draft: Draft, analysis: ScheduleAnalysis, job: int) -> str:
    """What decides when a job is done: its last stage that waits for more than its turn."""
    for index in reversed(draft.list_job_stages(job)):
        if explanation := _describe_cause(draft, analysis, index):
            return explanation
    predecessor = analysis.find_driver(draft.list_job_stages(job)[0]).predecessor
    while predecessor is not None:
        stage = draft.network.stages[predecessor]
        if stage.job is not None:
            return f"after {_name_for_all(draft, stage)}"
        # Where ways come together, the last of them tells.
        predecessor = analysis.find_driver(predecessor).predecessor
    return "can start at once"


def _describe_cause(draft: Draft, analysis: ScheduleAnalysis, index: int) -> str:
    """In a few words, what a stage waits for beside its predecessors; empty for nothing."""
    stage, driver = draft.network.stages[index], analysis.find_driver(index)
    if driver.cause in (StartCause.QUEUE, StartCause.BACKLOG):
        return f"{_name_people(draft, stage)} first {_describe_queue(draft, analysis, index)}"
    if driver.cause is StartCause.FREEZE:
        freeze = _find_freeze(draft, stage, driver)
        return f"not during {freeze.name}" if freeze else "not during a freeze"
    if stage.kind is StageKind.MEETING:
        suffix = ", the first with a free slot" if driver.cause is StartCause.FULL else ""
        day = draft.workdays.date_of(draft.schedule.start[index])
        return f"{_name_committee(draft, stage)} on {format_date(day)}{suffix}"
    return ""


def _describe_queue(draft: Draft, analysis: ScheduleAnalysis, index: int) -> str:
    """What the people of a stage do before it."""
    ahead = [draft.network.stages[number] for number in analysis.list_stages_ahead(index)]
    stage = draft.network.stages[index]
    capacity = draft.network.capacities[stage.role or 0]
    ready_day = analysis.find_driver(index).ready_day
    has_backlog = capacity is not None and capacity.free_from > ready_day
    parts = ["finish their backlog"] if has_backlog or not ahead else []
    if ahead:
        more = f" and {len(ahead) - 2} more" if len(ahead) > 2 else ""
        names = [_name_for_all(draft, other) for other in ahead[:2]]
        parts.append(f"do {', then '.join(names)}{more}")
    return ", then ".join(parts)


def _explain_stage(
    draft: Draft, analysis: ScheduleAnalysis, index: int, subject: str
) -> Iterator[Reason]:
    stage, driver = draft.network.stages[index], analysis.find_driver(index)
    workdays, ready_day = draft.workdays, driver.ready_day
    start, finish = draft.schedule.start[index], draft.schedule.finish[index]
    task = draft.jobs[stage.job].id if stage.job is not None else ""
    if start > ready_day and (wait := _describe_wait(draft, analysis, index, subject)):
        begins, ends = workdays.date_of(ready_day), workdays.last_date(ready_day, start)
        yield Reason(wait, begins, ends, task)
    takes_no_time = stage.kind is StageKind.MOMENT and start == finish
    if takes_no_time or stage.kind in (StageKind.JOIN, StageKind.PAPERS):
        return
    begins, ends = workdays.date_of(start), workdays.last_date(start, finish)
    if stage.kind is StageKind.MEETING:
        yield Reason(_describe_meeting(draft, index, stage, subject), ends, ends, task)
    elif stage.job is not None:
        yield Reason(_describe_duration(draft, index, stage, subject), begins, ends, task)


def _describe_wait(draft: Draft, analysis: ScheduleAnalysis, index: int, subject: str) -> str:
    """What a stage waits for although it is ready; empty when it is only the next meeting."""
    stage, driver = draft.network.stages[index], analysis.find_driver(index)
    if driver.cause in (StartCause.QUEUE, StartCause.BACKLOG):
        days, people = _format_days(analysis.count_queue_days(index)), _name_people(draft, stage)
        queue = _describe_queue(draft, analysis, index)
        return f"{subject} waits {days} for {people}, who first {queue}"
    if driver.cause is StartCause.FULL:
        return f"{subject} has to wait: the earlier meetings are full"
    if driver.cause is StartCause.FREEZE:
        freeze = _find_freeze(draft, stage, driver)
        period = (
            f"{freeze.name}, {format_date(freeze.from_)} to {format_date(freeze.to)}"
            if freeze
            else "a freeze"
        )
        return f"{subject} has to wait for the end of {period}"
    return ""


def _describe_meeting(draft: Draft, index: int, stage: Stage, subject: str) -> str:
    committee = draft.catalog.committees[stage.committee or 0]
    missed_days = [number for number in stage.days or () if number < draft.schedule.start[index]]
    lead = (
        f"; papers are due {_format_days(committee.submission_lead)} before"
        if committee.submission_lead
        else ""
    )
    missed = (
        f"; the meeting of {format_date(draft.workdays.date_of(missed_days[-1]))} is too early"
        if missed_days
        else ""
    )
    return f"{_name_committee(draft, stage)} decides on {subject}{lead}{missed}"


def _describe_duration(draft: Draft, index: int, stage: Stage, subject: str) -> str:
    days = _format_days(draft.count_worked_days(index))
    if stage.kind is StageKind.WORK and stage.job is not None:
        effort = draft.jobs[stage.job].step.effort
        role = draft.catalog.roles[stage.role or 0]
        pace = f" at {quantity(role.capacity, 'day')} a week" if role.capacity is not None else ""
        likely = effort.likely if effort else 0
        work = f"{quantity(likely, 'person-day')} of work for {role.label}{pace}"
        return f"{subject} takes {days}: {work}"
    previous = index and draft.network.stages[index - 1]
    if previous and previous.job == stage.job and previous.kind is StageKind.WORK:
        more = quantity(draft.count_worked_days(index), "more working day")
        return f"{subject} then takes {more}"
    return f"{subject} ({_name_people(draft, stage)}) takes {days}"


def _name_for_tool(draft: Draft, index: int, tool: int, *, is_repeated: bool) -> str:
    """A job by its label, with the other tools that share it."""
    number = draft.network.stages[index].job
    if number is None:
        return "all that comes before"
    job = draft.jobs[number]
    if tool not in job.tools:  # what a shared step waits for on behalf of another tool
        return _name_for_all(draft, draft.network.stages[index])
    other_tools = [draft.requirements[other].tool for other in job.tools if other != tool]
    label = f"“{job.step.label or job.step.id}”"
    if not other_tools or is_repeated:
        return label
    more = f" and {len(other_tools) - 3} more" if len(other_tools) > 3 else ""
    return f"{label} (shared with {', '.join(other_tools[:3])}{more})"


def _name_for_all(draft: Draft, stage: Stage) -> str:
    """A job by its label, with its tools where not all share it."""
    if stage.job is None:
        return "all that comes before"
    job = draft.jobs[stage.job]
    label = job.step.label or job.step.id
    names = [draft.requirements[tool].tool for tool in job.tools]
    if len(names) == draft.planned_tools > 1:
        return f"“{label}”"
    shown = ", ".join(names) if len(names) <= 3 else f"{len(names)} tools"
    return f"“{label}” for {shown}"


def _name_people(draft: Draft, stage: Stage) -> str:
    if stage.role is not None:
        return draft.catalog.roles[stage.role].label
    step = draft.jobs[stage.job].step if stage.job is not None else None
    return next((r.label for r in draft.catalog.roles if step and r.id == step.role), "somebody")


def _name_committee(draft: Draft, stage: Stage) -> str:
    committee = draft.catalog.committees[stage.committee or 0]
    return committee.label or committee.id


def _find_freeze(draft: Draft, stage: Stage, driver: StartDriver) -> Freeze | None:
    """The freeze that holds a stage up: of those that end after it is ready, the first to begin."""
    if stage.job is None:
        return None
    job = draft.jobs[stage.job]
    role = next(role for role in draft.catalog.roles if role.id == job.step.role)
    ready_date = draft.workdays.date_of(driver.ready_day)
    freezes = [
        freeze
        for freeze in draft.workdays.list_freezes(job.step.kind, role)
        if freeze.to >= ready_date
    ]
    return min(freezes, key=lambda freeze: freeze.from_, default=None)


def _format_days(count: int) -> str:
    return quantity(count, "working day")
