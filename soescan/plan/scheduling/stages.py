"""Jobs -> stages: work, waiting, papers, meeting.

A job is first worked on (effort: somebody's time), then waits (lead: nobody's), then lies with a
committee (papers handed in so many days before a meeting), one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from soescan.errors import CatalogError
from soescan.model import Case, Catalog, Committee, Estimate, Role, Step, StepKind
from soescan.plan.requirements.jobs import Job
from soescan.plan.requirements.required_steps import Wanted
from soescan.plan.simulation.network import NO_TIME
from soescan.plan.workdays import Clock, Days, weekly

_ROUNDING = 1e-9


class Part(StrEnum):
    """What happens to a job in a stage."""

    WORK = "work"
    LEAD = "lead"
    PAPERS = "papers"
    MEETING = "meeting"
    MOMENT = "moment"
    JOIN = "join"


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of a job; or, without one, a place where ways come together."""

    part: Part
    job: int | None
    waits: tuple[int, ...]
    needs: int | None = None
    takes: Estimate = NO_TIME
    """Working days; for work, at the pace of the role."""
    role: int | None = None
    body: int | None = None
    days: Days | None = None
    """The days on which it may go on; None: all."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How the people of a role work: so many at a time, each a part of the day."""

    people: int
    rate: float
    """What one of them does in a working day, in person-days."""
    days: Days | None
    free: int
    """The day on which what waits already is done."""


@dataclass(frozen=True, slots=True)
class Stages:
    """All stages, each after those it waits for, and where each job and tool ends."""

    stages: tuple[Stage, ...]
    ends: tuple[int, ...]
    """The last stage of each job."""
    goals: tuple[int | None, ...]
    """The stage at which each tool is live; None for a tool without a way."""
    paces: tuple[Pace | None, ...]
    """By role of the catalog; None where nobody ever waits for it."""


def stages(
    jobs: Sequence[Job], wanted: Sequence[Wanted], cases: Sequence[Case], clock: Clock
) -> Stages:
    """Take the jobs of a plan apart."""
    catalog = cases[0].catalog
    builder = _Builder(jobs, catalog, clock)
    ends = tuple(builder.job(number) for number in range(len(jobs)))
    goals = tuple(builder.goal(tool) for tool in range(len(wanted)))
    return Stages(tuple(builder.stages), ends, goals, builder.paces)


def pace(role: Role, catalog: Catalog, clock: Clock) -> Pace | None:
    """How a role works; None when the catalog does not limit it."""
    if role.capacity is None:
        return None
    week = weekly(role.calendar or catalog.catalog.calendar)
    people = max(1, ceil(role.capacity / week - _ROUNDING))
    rate = role.capacity / (people * week)
    days = clock.of(role)
    behind = ceil(role.backlog / (people * rate) - _ROUNDING) if role.backlog else 0
    free = behind
    if days is not None and behind:
        free = days[min(behind, len(days) - 1)]
    return Pace(people, rate, days, free)


class _Builder:
    """Makes stages job by job and remembers where each ends."""

    def __init__(self, jobs: Sequence[Job], catalog: Catalog, clock: Clock) -> None:
        self.jobs, self.catalog, self.clock = jobs, catalog, clock
        self.stages: list[Stage] = []
        self._roles = {role.id: n for n, role in enumerate(catalog.roles)}
        self._steps: Mapping[str, Step] = {step.id: step for step in catalog.approvals}
        self._by_tool = {
            (tool, job.step.id): number for number, job in enumerate(jobs) for tool in job.tools
        }
        self._of: dict[int, list[int]] = {}
        for number, job in enumerate(jobs):
            for tool in job.tools:
                self._of.setdefault(tool, []).append(number)
        self._ends: dict[int, int] = {}
        self.paces = tuple(pace(role, catalog, clock) for role in catalog.roles)

    def job(self, number: int) -> int:
        """The last stage of a job, made with all its stages."""
        job = self.jobs[number]
        waits, needs = ((), None) if job.satisfied else self._waits(job)
        for part in self._parts(number, job):
            self.stages.append(
                Stage(part.part, number, waits, needs, part.takes, part.role, part.body, part.days)
            )
            waits, needs = (len(self.stages) - 1,), None
        self._ends[number] = len(self.stages) - 1
        return self._ends[number]

    def goal(self, tool: int) -> int | None:
        """The stage at which a tool is live: after its go-live steps, or after all there are."""
        own = self._of.get(tool)
        if not own:
            return None
        live = [n for n in own if self.jobs[n].step.kind is StepKind.GO_LIVE] or own
        if len(live) == 1:
            return self._ends[live[0]]
        return self._joined(tuple(self._ends[n] for n in live), None)

    # --- order -----------------------------------------------------------------------------------

    def _waits(self, job: Job) -> tuple[tuple[int, ...], int | None]:
        """What a job waits for, through steps that are not asked, and how much of it."""
        if job.step.join == "all":
            found = [w for tool in job.tools for w in self._all(tool, job.step)]
            return tuple(dict.fromkeys(found)), None
        joins = []
        for tool in job.tools:
            members = self._members(tool, job.step)
            if len(job.tools) == 1:
                return members, _needed(job.step, len(members))
            if members:
                joins.append(self._joined(members, _needed(job.step, len(members))))
        return tuple(joins), None

    def _all(self, tool: int, step: Step) -> Iterator[int]:
        for before in step.after:
            asked = self._by_tool.get((tool, before))
            if asked is not None:
                yield self._ends[asked]
            elif self._steps[before].join == "all":
                yield from self._all(tool, self._steps[before])
            else:
                yield from self._passed(tool, self._steps[before])

    def _members(self, tool: int, step: Step) -> tuple[int, ...]:
        """One stage for each step before that is asked for, or leads to one that is."""
        found: list[int] = []
        for before in step.after:
            asked = self._by_tool.get((tool, before))
            if asked is not None:
                found.append(self._ends[asked])
            else:
                found += self._passed(tool, self._steps[before])
        return tuple(found)

    def _passed(self, tool: int, step: Step) -> Iterator[int]:
        """A step that is not asked takes no time, but how much it would have waited for counts."""
        members = self._members(tool, step)
        if members:
            yield self._joined(members, _needed(step, len(members)))

    def _joined(self, waits: tuple[int, ...], needs: int | None) -> int:
        if len(waits) == 1:
            return waits[0]
        self.stages.append(Stage(Part.JOIN, None, waits, needs))
        return len(self.stages) - 1

    # --- parts -----------------------------------------------------------------------------------

    def _parts(self, number: int, job: Job) -> Iterator[Stage]:
        step = job.step
        if job.satisfied:
            yield Stage(Part.MOMENT, number, ())
            return
        role = self._roles[step.role]
        days = self.clock.without_freezes(self.clock.ours, step.kind, self.catalog.roles[role])
        made = False
        if step.effort and step.effort.high > 0:
            made = True
            yield self._work(number, step, role)
        if step.lead and step.lead.high > 0:
            made = True
            yield Stage(Part.LEAD, number, (), takes=step.lead, role=role, days=days)
        if step.committee is not None:
            yield from self._decided(number, step)
        elif not made:
            frozen = days is not self.clock.ours
            yield Stage(Part.MOMENT, number, (), days=days if frozen else None)

    def _work(self, number: int, step: Step, role: int) -> Stage:
        person = self.catalog.roles[role]
        rate = self.paces[role]
        effort = step.effort or NO_TIME
        days = self.clock.without_freezes(self.clock.of(person), step.kind, person)
        if rate is None:
            return Stage(Part.WORK, number, (), takes=effort, role=role, days=days)
        takes = Estimate(effort.low / rate.rate, effort.likely / rate.rate, effort.high / rate.rate)
        return Stage(Part.WORK, number, (), takes=takes, role=role, days=days)

    def _decided(self, number: int, step: Step) -> Iterator[Stage]:
        body = next(n for n, c in enumerate(self.catalog.committees) if c.id == step.committee)
        committee = self.catalog.committees[body]
        if committee.submission_lead:
            lead = float(committee.submission_lead)
            yield Stage(
                Part.PAPERS, number, (), takes=Estimate(lead, lead, lead), days=self.clock.ours
            )
        days = self.clock.without_freezes(self.clock.meets(committee), step.kind, None) or ()
        if not days:
            raise _never_meets(committee, step, self.clock)
        yield Stage(Part.MEETING, number, (), body=body, days=days)


def _never_meets(committee: Committee, step: Step, clock: Clock) -> CatalogError:
    expected = f"a meeting of {committee.id} that can decide on {step.id}"
    between = f"between {clock.start} and {clock.dates[-1]}"
    return CatalogError(
        [f"{committee.place}: committees: expected {expected} {between}, found none"]
    )


def _needed(step: Step, count: int) -> int | None:
    """How many of those before must be done; None when it is all of them."""
    if step.join == "all":
        return None
    return 1 if step.join == "any" else min(count, max(1, int(step.join)))
