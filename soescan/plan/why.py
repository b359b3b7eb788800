"""Drivers -> words that a marketer understands: why not earlier."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from soescan.model import Freeze, Reason
from soescan.plan.draft import Draft
from soescan.plan.drivers import Cause, Driver, Drivers
from soescan.plan.stages import Part, Stage


def chain(draft: Draft, drivers: Drivers, goal: int) -> tuple[Reason, ...]:
    """Why a tool is not live earlier, in order of time."""
    links = list(drivers.chain(goal))[::-1]
    return tuple(
        reason for stage, driver in links for reason in _link(draft, stage, driver, drivers)
    )


def waits_for(draft: Draft, drivers: Drivers, job: int) -> str:
    """What decides the day of a job, in words; of its stages, the one that waits most tells."""
    for index in reversed(draft.own(job)):
        driver = drivers.of(index)
        if driver.cause not in (Cause.AFTER, Cause.START, Cause.DAY_OFF):
            return _cause(draft, index, driver)
    first = draft.own(job)[0]
    driver = drivers.of(first)
    return _after(draft, driver)


def _after(draft: Draft, driver: Driver) -> str:
    if driver.stage is None:
        return "can start at once"
    before = draft.stages.stages[driver.stage]
    return (
        "after all of its tool's steps" if before.job is None else f"after {_named(draft, before)}"
    )


def _cause(draft: Draft, index: int, driver: Driver) -> str:
    stage = draft.stages.stages[index]
    if driver.cause is Cause.QUEUE and driver.stage is not None:
        ahead = draft.stages.stages[driver.stage]
        return f"{_people(draft, stage)} first do {_named(draft, ahead)}"
    if driver.cause is Cause.BACKLOG:
        return f"{_people(draft, stage)} first finish what is waiting already"
    if driver.cause is Cause.FREEZE:
        freeze = _freeze(draft, stage, driver)
        return f"not during {freeze.name}" if freeze else "not during a freeze"
    if stage.part is Part.MEETING:
        full = ", the first with room" if driver.cause is Cause.FULL else ""
        return f"{_body(draft, stage)} of {day(draft.clock.day(draft.schedule.start[index]))}{full}"
    return ""


def _link(draft: Draft, index: int, driver: Driver, drivers: Drivers) -> Iterator[Reason]:
    stage, clock = draft.stages.stages[index], draft.clock
    start, finish = draft.schedule.start[index], draft.schedule.finish[index]
    task = draft.jobs[stage.job].id if stage.job is not None else ""
    if (
        driver.cause in (Cause.QUEUE, Cause.BACKLOG, Cause.FREEZE, Cause.FULL)
        and start > driver.ready
    ):
        says = _held(draft, index, driver, drivers)
        yield Reason(says, clock.day(driver.ready), clock.last(driver.ready, start), task)
    if stage.part in (Part.JOIN, Part.PAPERS) or (stage.part is Part.MOMENT and start == finish):
        return
    begins, ends = clock.day(start), clock.last(start, finish)
    if stage.part is Part.MEETING:
        yield Reason(_decides(draft, index, stage), ends, ends, task)
    elif stage.job is not None:
        yield Reason(_takes(draft, index, stage), begins, ends, task)


def _held(draft: Draft, index: int, driver: Driver, drivers: Drivers) -> str:
    stage = draft.stages.stages[index]
    what = _named(draft, stage)
    days = _days(drivers.queued(index))
    if driver.cause is Cause.QUEUE and driver.stage is not None:
        ahead = _named(draft, draft.stages.stages[driver.stage])
        return f"{what} waits {days} in the queue of {_people(draft, stage)}, behind {ahead}"
    if driver.cause is Cause.BACKLOG:
        return f"{what} waits {days}: {_people(draft, stage)} first finish what is waiting already"
    if driver.cause is Cause.FULL:
        return f"{what} has to wait: the meetings before are full"
    freeze = _freeze(draft, stage, driver)
    named = f"{freeze.name}, {day(freeze.from_)} to {day(freeze.to)}" if freeze else "a freeze"
    return f"{what} has to wait for the end of a freeze: {named}"


def _decides(draft: Draft, index: int, stage: Stage) -> str:
    body = draft.catalog.committees[stage.body or 0]
    lead = body.submission_lead
    papers = f"; papers must be in {_days(lead)} before" if lead else ""
    return f"{_body(draft, stage)} decides on {_named(draft, stage)}{papers}"


def _takes(draft: Draft, index: int, stage: Stage) -> str:
    days = _days(_worked(draft, index))
    if stage.part is Part.WORK and stage.job is not None:
        effort = draft.jobs[stage.job].step.effort
        role = draft.catalog.roles[stage.role or 0]
        pace = f" at {role.capacity:g} a week" if role.capacity is not None else ""
        likely = effort.likely if effort else 0
        return f"{_named(draft, stage)}: {likely:g} person-days of {role.label}{pace} take {days}"
    return f"{_named(draft, stage)} ({_people(draft, stage)}) takes {days}"


def _worked(draft: Draft, index: int) -> int:
    return draft.instance.activities[index].duration


def _named(draft: Draft, stage: Stage) -> str:
    """A job by its label, with its tools where not all share it."""
    if stage.job is None:
        return "all that comes before"
    job = draft.jobs[stage.job]
    label = job.step.label or job.step.id
    names = [draft.wanted[tool].tool for tool in job.tools]
    planned = sum(goal is not None for goal in draft.stages.goals)
    if len(names) == planned and planned > 1:
        return f"“{label}”"
    shown = ", ".join(names) if len(names) <= 3 else f"{len(names)} tools"
    return f"“{label}” for {shown}"


def _people(draft: Draft, stage: Stage) -> str:
    if stage.role is not None:
        return draft.catalog.roles[stage.role].label
    step = draft.jobs[stage.job].step if stage.job is not None else None
    return next((r.label for r in draft.catalog.roles if step and r.id == step.role), "somebody")


def _body(draft: Draft, stage: Stage) -> str:
    body = draft.catalog.committees[stage.body or 0]
    return body.label or body.id


def _freeze(draft: Draft, stage: Stage, driver: Driver) -> Freeze | None:
    """The freeze that holds a stage up; of several, the one that lasts longest."""
    if stage.job is None:
        return None
    job = draft.jobs[stage.job]
    role = next(r for r in draft.catalog.roles if r.id == job.step.role)
    ready = draft.clock.day(driver.ready)
    found = [f for f in draft.clock.freezes(job.step.kind, role) if f.to >= ready]
    return min(found, key=lambda f: f.from_, default=None)


def _days(count: int) -> str:
    return "1 working day" if count == 1 else f"{count} working days"


def day(when: date) -> str:
    """A date as people say it.

    >>> day(date(2027, 2, 1))
    'Mon 1 Feb 2027'
    """
    # Not strftime: its words depend on the machine's locale.
    weekday = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[when.weekday()]
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return f"{weekday} {when.day} {months[when.month - 1]} {when.year}"
