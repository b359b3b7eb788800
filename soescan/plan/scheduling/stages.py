"""Jobs -> StageNetwork: the stages that are scheduled and simulated, with their precedence.

A job is first worked on (effort: somebody's time), then waits (lead: nobody's), then lies with a
committee (papers handed in so many days before a meeting), one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import ceil

from soescan.errors import CatalogError
from soescan.model import Case, Catalog, Committee, Estimate, Role, Step, StepKind
from soescan.plan.requirements.jobs import Job
from soescan.plan.requirements.required_steps import ToolRequirements
from soescan.plan.workdays import NO_TIME, DayIndices, Workdays, count_weekly_workdays

_ROUNDING = 1e-9


class StageKind(StrEnum):
    """What happens to a job in a stage; `moment` takes no time, `join` belongs to no job."""

    WORK = "work"
    LEAD = "lead"
    PAPERS = "papers"
    MEETING = "meeting"
    MOMENT = "moment"
    JOIN = "join"


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of a job, or a join of several paths. Stages, jobs, roles, committees by number."""

    kind: StageKind
    job: int | None
    predecessors: tuple[int, ...]
    min_predecessors: int | None = None
    duration: Estimate = NO_TIME
    """Working days; for work, those that one person of the role takes at its rate."""
    role: int | None = None
    committee: int | None = None
    days: DayIndices | None = None
    """The day numbers on which it may go on, ascending; None: all."""


@dataclass(frozen=True, slots=True)
class RoleCapacity:
    """The capacity of a role: servers of a queue, each for a part of the day."""

    people: int
    """How many jobs are worked on at a time."""
    rate: float
    """Person-days that one of them does in a working day, at most 1."""
    days: DayIndices | None
    """The day numbers on which the role works, ascending; None: all."""
    free_from: int
    """The day number on which the backlog is done."""


@dataclass(frozen=True, slots=True)
class StageNetwork:
    """All stages in topological order, and where each job and tool ends."""

    stages: tuple[Stage, ...]
    job_ends: tuple[int, ...]
    """The last stage of each job."""
    tool_goals: tuple[int | None, ...]
    """The stage at which each tool is live; None for a tool without steps."""
    capacities: tuple[RoleCapacity | None, ...]
    """By role of the catalog; None for a role without a limit, for which nobody waits."""


def build_stages(
    jobs: Sequence[Job],
    requirements: Sequence[ToolRequirements],
    cases: Sequence[Case],
    workdays: Workdays,
) -> StageNetwork:
    """The stages of the jobs, joined by the order of the steps.

    The order holds through steps that nobody needs. Raises CatalogError when a committee has no
    meeting that can decide.
    """
    catalog = cases[0].catalog
    builder = _StageBuilder(jobs, catalog, workdays)
    job_ends = tuple(builder.add_job(number) for number in range(len(jobs)))
    tool_goals = tuple(builder.add_goal(tool) for tool in range(len(requirements)))
    return StageNetwork(tuple(builder.stages), job_ends, tool_goals, builder.capacities)


def compute_role_capacity(role: Role, catalog: Catalog, workdays: Workdays) -> RoleCapacity | None:
    """The capacity of a role from its person-days a week and its backlog; None without a limit."""
    if role.capacity is None:
        return None
    workdays_per_week = count_weekly_workdays(role.calendar or catalog.catalog.calendar)
    people = max(1, ceil(role.capacity / workdays_per_week - _ROUNDING))
    rate = role.capacity / (people * workdays_per_week)
    days = workdays.list_role_days(role)
    backlog_days = ceil(role.backlog / (people * rate) - _ROUNDING) if role.backlog else 0
    free_from = backlog_days
    if days is not None and backlog_days:
        free_from = days[min(backlog_days, len(days) - 1)]
    return RoleCapacity(people, rate, days, free_from)


class _StageBuilder:
    """Collects stages job by job and remembers where each ends."""

    def __init__(self, jobs: Sequence[Job], catalog: Catalog, workdays: Workdays) -> None:
        self.jobs, self.catalog, self.workdays = jobs, catalog, workdays
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
        self.capacities = tuple(
            compute_role_capacity(role, catalog, workdays) for role in catalog.roles
        )

    def add_job(self, number: int) -> int:
        """Add the stages of a job; returns the number of the last. Jobs come in their order."""
        job = self.jobs[number]
        predecessors, min_predecessors = (
            ((), None) if job.satisfied else self._find_predecessors(job)
        )
        for stage in self._split_job(number, job):
            self.stages.append(
                replace(stage, predecessors=predecessors, min_predecessors=min_predecessors)
            )
            predecessors, min_predecessors = (len(self.stages) - 1,), None
        self._job_ends[number] = len(self.stages) - 1
        return self._job_ends[number]

    def add_goal(self, tool: int) -> int | None:
        """The stage at which a tool is live: after its go-live steps, or without one after all."""
        jobs = self._jobs_by_tool.get(tool)
        if not jobs:
            return None
        final_jobs = [n for n in jobs if self.jobs[n].step.kind is StepKind.GO_LIVE] or jobs
        if len(final_jobs) == 1:
            return self._job_ends[final_jobs[0]]
        return self._add_join(tuple(self._job_ends[n] for n in final_jobs), None)

    # --- order -----------------------------------------------------------------------------------

    def _find_predecessors(self, job: Job) -> tuple[tuple[int, ...], int | None]:
        """The predecessors of a job, through steps that nobody needs, and how many must finish."""
        if job.step.join == "all":
            ends = [end for tool in job.tools for end in self._list_ends(tool, job.step)]
            return tuple(dict.fromkeys(ends)), None
        if len(job.tools) == 1:
            voting, passed = self._split_ends(job.tools[0], job.step)
            if not passed:
                return voting, _count_required(job.step, len(voting))
        joined = [end for tool in job.tools for end in self._list_ends(tool, job.step)]
        return tuple(dict.fromkeys(joined)), None

    def _list_ends(self, tool: int, step: Step) -> Iterator[int]:
        """The stages that must all be finished before a step of a tool may begin.

        Votes are joined into one stage that waits for as many as the step wants. A step that is not
        asked for gives no vote; what lies before it is waited for all the same.
        """
        voting, passed = self._split_ends(tool, step)
        if step.join == "all":
            yield from voting
        elif voting:
            yield self._add_join(voting, _count_required(step, len(voting)))
        yield from passed

    def _split_ends(self, tool: int, step: Step) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The ends of the preceding steps that are asked for, and of what the others wait for."""
        voting: list[int] = []
        passed: list[int] = []
        for step_id in step.after:
            job = self._job_by_step.get((tool, step_id))
            if job is not None:
                voting.append(self._job_ends[job])
            else:
                passed += self._list_ends(tool, self._step_by_id[step_id])
        return tuple(dict.fromkeys(voting)), tuple(dict.fromkeys(passed))

    def _add_join(self, predecessors: tuple[int, ...], min_predecessors: int | None) -> int:
        if len(predecessors) == 1:
            return predecessors[0]
        self.stages.append(Stage(StageKind.JOIN, None, predecessors, min_predecessors))
        return len(self.stages) - 1

    # --- parts -----------------------------------------------------------------------------------

    def _split_job(self, number: int, job: Job) -> Iterator[Stage]:
        step = job.step
        if job.satisfied:
            yield Stage(StageKind.MOMENT, number, ())
            return
        role = self._role_index[step.role]
        all_days = self.workdays.list_role_days(self.catalog.roles[role])
        days = self.workdays.list_unfrozen_role_days(self.catalog.roles[role], step.kind)
        has_duration = False
        if step.effort and step.effort.high > 0:
            has_duration = True
            yield self._build_work_stage(number, step, role)
        if step.lead and step.lead.high > 0:
            has_duration = True
            yield Stage(StageKind.LEAD, number, (), duration=step.lead, role=role, days=days)
        if step.committee is not None:
            yield from self._build_committee_stages(number, step)
        elif not has_duration:
            yield Stage(StageKind.MOMENT, number, (), days=None if days is all_days else days)

    def _build_work_stage(self, number: int, step: Step, role: int) -> Stage:
        catalog_role, capacity = self.catalog.roles[role], self.capacities[role]
        duration = step.effort or NO_TIME
        days = self.workdays.list_unfrozen_role_days(catalog_role, step.kind)
        if capacity is not None:
            rate = capacity.rate
            duration = Estimate(duration.low / rate, duration.likely / rate, duration.high / rate)
        return Stage(StageKind.WORK, number, (), duration=duration, role=role, days=days)

    def _build_committee_stages(self, number: int, step: Step) -> Iterator[Stage]:
        committees = enumerate(self.catalog.committees)
        index, committee = next((n, body) for n, body in committees if body.id == step.committee)
        if committee.submission_lead > 1:
            # What is finished on the last day for papers is handed in on it.
            lead = committee.submission_lead - 1.0
            duration, days = Estimate(lead, lead, lead), self.workdays.organisation_days
            yield Stage(StageKind.PAPERS, number, (), duration=duration, days=days)
        days = self.workdays.list_unfrozen_meeting_days(committee, step.kind)
        if not days:
            raise _report_missing_meeting(committee, step, self.workdays)
        yield Stage(StageKind.MEETING, number, (), committee=index, days=days)


def _report_missing_meeting(committee: Committee, step: Step, workdays: Workdays) -> CatalogError:
    expected = f"a meeting of {committee.id} that can decide on {step.id}"
    period = f"between {workdays.start} and {workdays.dates[-1]}"
    return CatalogError(
        [f"{committee.place}: committees: expected {expected} {period}, found none"]
    )


def _count_required(step: Step, count: int) -> int | None:
    """How many of `count` preceding steps must be done; None for all of them."""
    if step.join == "all":
        return None
    return 1 if step.join == "any" else min(count, max(1, int(step.join)))
