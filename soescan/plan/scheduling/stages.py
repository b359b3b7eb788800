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
from soescan.plan.requirements.required_steps import ToolRequirements
from soescan.plan.simulation.network import NO_TIME
from soescan.plan.workdays import DayIndices, Workdays, count_weekly_workdays

_ROUNDING = 1e-9


class StageKind(StrEnum):
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

    kind: StageKind
    job: int | None
    predecessors: tuple[int, ...]
    min_predecessors: int | None = None
    duration: Estimate = NO_TIME
    """Working days; for work, at the pace of the role."""
    role: int | None = None
    committee: int | None = None
    days: DayIndices | None = None
    """The days on which it may go on; None: all."""


@dataclass(frozen=True, slots=True)
class RoleCapacity:
    """How the people of a role work: so many at a time, each a part of the day."""

    people: int
    rate: float
    """What one of them does in a working day, in person-days."""
    days: DayIndices | None
    free_from: int
    """The day on which what waits already is done."""


@dataclass(frozen=True, slots=True)
class StageNetwork:
    """All stages, each after those it waits for, and where each job and tool ends."""

    stages: tuple[Stage, ...]
    job_ends: tuple[int, ...]
    """The last stage of each job."""
    tool_goals: tuple[int | None, ...]
    """The stage at which each tool is live; None for a tool without a way."""
    capacities: tuple[RoleCapacity | None, ...]
    """By role of the catalog; None where nobody ever waits for it."""


def build_stages(
    jobs: Sequence[Job], wanted: Sequence[ToolRequirements], cases: Sequence[Case], clock: Workdays
) -> StageNetwork:
    """Take the jobs of a plan apart."""
    catalog = cases[0].catalog
    builder = _StageBuilder(jobs, catalog, clock)
    ends = tuple(builder.add_job(number) for number in range(len(jobs)))
    goals = tuple(builder.add_goal(tool) for tool in range(len(wanted)))
    return StageNetwork(tuple(builder.stages), ends, goals, builder.capacities)


def role_capacity(role: Role, catalog: Catalog, clock: Workdays) -> RoleCapacity | None:
    """How a role works; None when the catalog does not limit it."""
    if role.capacity is None:
        return None
    week = count_weekly_workdays(role.calendar or catalog.catalog.calendar)
    people = max(1, ceil(role.capacity / week - _ROUNDING))
    rate = role.capacity / (people * week)
    days = clock.role_days(role)
    behind = ceil(role.backlog / (people * rate) - _ROUNDING) if role.backlog else 0
    free = behind
    if days is not None and behind:
        free = days[min(behind, len(days) - 1)]
    return RoleCapacity(people, rate, days, free)


class _StageBuilder:
    """Makes stages job by job and remembers where each ends."""

    def __init__(self, jobs: Sequence[Job], catalog: Catalog, clock: Workdays) -> None:
        self.jobs, self.catalog, self.clock = jobs, catalog, clock
        self.stages: list[Stage] = []
        self._role_index = {role.id: n for n, role in enumerate(catalog.roles)}
        self._step_by_id: Mapping[str, Step] = {step.id: step for step in catalog.approvals}
        self._job_by_step = {
            (tool, job.step.id): number for number, job in enumerate(jobs) for tool in job.tools
        }
        self._jobs_by_tool: dict[int, list[int]] = {}
        for number, job in enumerate(jobs):
            for tool in job.tools:
                self._jobs_by_tool.setdefault(tool, []).append(number)
        self._job_ends: dict[int, int] = {}
        self.capacities = tuple(role_capacity(role, catalog, clock) for role in catalog.roles)

    def add_job(self, number: int) -> int:
        """The last stage of a job, made with all its stages."""
        job = self.jobs[number]
        waits, needs = ((), None) if job.satisfied else self._find_predecessors(job)
        for part in self._split_job(number, job):
            self.stages.append(
                Stage(
                    part.kind,
                    number,
                    waits,
                    needs,
                    part.duration,
                    part.role,
                    part.committee,
                    part.days,
                )
            )
            waits, needs = (len(self.stages) - 1,), None
        self._job_ends[number] = len(self.stages) - 1
        return self._job_ends[number]

    def add_goal(self, tool: int) -> int | None:
        """The stage at which a tool is live: after its go-live steps, or after all there are."""
        own = self._jobs_by_tool.get(tool)
        if not own:
            return None
        live = [n for n in own if self.jobs[n].step.kind is StepKind.GO_LIVE] or own
        if len(live) == 1:
            return self._job_ends[live[0]]
        return self._add_join(tuple(self._job_ends[n] for n in live), None)

    # --- order -----------------------------------------------------------------------------------

    def _find_predecessors(self, job: Job) -> tuple[tuple[int, ...], int | None]:
        """What a job waits for, through steps that are not asked, and how much of it."""
        if job.step.join == "all":
            found = [w for tool in job.tools for w in self._list_all_predecessors(tool, job.step)]
            return tuple(dict.fromkeys(found)), None
        joins = []
        for tool in job.tools:
            members = self._list_step_ends(tool, job.step)
            if len(job.tools) == 1:
                return members, _required_count(job.step, len(members))
            if members:
                joins.append(self._add_join(members, _required_count(job.step, len(members))))
        return tuple(joins), None

    def _list_all_predecessors(self, tool: int, step: Step) -> Iterator[int]:
        for before in step.after:
            asked = self._job_by_step.get((tool, before))
            if asked is not None:
                yield self._job_ends[asked]
            elif self._step_by_id[before].join == "all":
                yield from self._list_all_predecessors(tool, self._step_by_id[before])
            else:
                yield from self._pass_through(tool, self._step_by_id[before])

    def _list_step_ends(self, tool: int, step: Step) -> tuple[int, ...]:
        """One stage for each step before that is asked for, or leads to one that is."""
        found: list[int] = []
        for before in step.after:
            asked = self._job_by_step.get((tool, before))
            if asked is not None:
                found.append(self._job_ends[asked])
            else:
                found += self._pass_through(tool, self._step_by_id[before])
        return tuple(found)

    def _pass_through(self, tool: int, step: Step) -> Iterator[int]:
        """A step that is not asked takes no time, but how much it would have waited for counts."""
        members = self._list_step_ends(tool, step)
        if members:
            yield self._add_join(members, _required_count(step, len(members)))

    def _add_join(self, waits: tuple[int, ...], needs: int | None) -> int:
        if len(waits) == 1:
            return waits[0]
        self.stages.append(Stage(StageKind.JOIN, None, waits, needs))
        return len(self.stages) - 1

    # --- parts -----------------------------------------------------------------------------------

    def _split_job(self, number: int, job: Job) -> Iterator[Stage]:
        step = job.step
        if job.satisfied:
            yield Stage(StageKind.MOMENT, number, ())
            return
        role = self._role_index[step.role]
        days = self.clock.exclude_freezes(
            self.clock.organisation_days, step.kind, self.catalog.roles[role]
        )
        made = False
        if step.effort and step.effort.high > 0:
            made = True
            yield self._build_work_stage(number, step, role)
        if step.lead and step.lead.high > 0:
            made = True
            yield Stage(StageKind.LEAD, number, (), duration=step.lead, role=role, days=days)
        if step.committee is not None:
            yield from self._build_committee_stages(number, step)
        elif not made:
            frozen = days is not self.clock.organisation_days
            yield Stage(StageKind.MOMENT, number, (), days=days if frozen else None)

    def _build_work_stage(self, number: int, step: Step, role: int) -> Stage:
        person = self.catalog.roles[role]
        rate = self.capacities[role]
        effort = step.effort or NO_TIME
        days = self.clock.exclude_freezes(self.clock.role_days(person), step.kind, person)
        if rate is None:
            return Stage(StageKind.WORK, number, (), duration=effort, role=role, days=days)
        takes = Estimate(effort.low / rate.rate, effort.likely / rate.rate, effort.high / rate.rate)
        return Stage(StageKind.WORK, number, (), duration=takes, role=role, days=days)

    def _build_committee_stages(self, number: int, step: Step) -> Iterator[Stage]:
        body = next(n for n, c in enumerate(self.catalog.committees) if c.id == step.committee)
        committee = self.catalog.committees[body]
        if committee.submission_lead:
            lead = float(committee.submission_lead)
            yield Stage(
                StageKind.PAPERS,
                number,
                (),
                duration=Estimate(lead, lead, lead),
                days=self.clock.organisation_days,
            )
        days = self.clock.exclude_freezes(self.clock.meeting_days(committee), step.kind, None) or ()
        if not days:
            raise _missing_meeting(committee, step, self.clock)
        yield Stage(StageKind.MEETING, number, (), committee=body, days=days)


def _missing_meeting(committee: Committee, step: Step, clock: Workdays) -> CatalogError:
    expected = f"a meeting of {committee.id} that can decide on {step.id}"
    between = f"between {clock.start} and {clock.dates[-1]}"
    return CatalogError(
        [f"{committee.place}: committees: expected {expected} {between}, found none"]
    )


def _required_count(step: Step, count: int) -> int | None:
    """How many of those before must be done; None when it is all of them."""
    if step.join == "all":
        return None
    return 1 if step.join == "any" else min(count, max(1, int(step.join)))
