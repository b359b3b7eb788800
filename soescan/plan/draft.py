"""Cases + assessments -> a draft: jobs, their schedule and its simulation, still in numbers."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from soescan.dates import add_months
from soescan.errors import CatalogError
from soescan.model import Assessment, Case, Catalog, Confidence, Tool
from soescan.plan.requirements.jobs import Job, merge_jobs
from soescan.plan.requirements.required_steps import ToolRequirements, derive_requirements
from soescan.plan.scheduling.build_problem import build_problem
from soescan.plan.scheduling.heuristic_search import find_schedule
from soescan.plan.scheduling.problem import InfeasibleActivityError, Schedule, SchedulingProblem
from soescan.plan.scheduling.serial_schedule import SerialScheduleGenerator, repair_precedence
from soescan.plan.scheduling.stages import StageKind, StageNetwork, build_stages
from soescan.plan.simulation.build_network import build_network, order_stages
from soescan.plan.simulation.monte_carlo import SimulationResult, run_likely, simulate
from soescan.plan.workdays import DEFAULT_YEARS, Workdays, build_workdays

_MAX_STARTS = 100_000
"""A large plan gets fewer schedules, so that its first page still comes within seconds."""
_HORIZONS_YEARS = (DEFAULT_YEARS, 4 * DEFAULT_YEARS, 16 * DEFAULT_YEARS)
"""Where there is more work than the first holds, the next is looked at."""
_MAX_RANKS = 8
"""More priorities than these are more than numbers can tell apart."""
_TOLD_MONTHS = 12
"""What only queues at assumed capacities make later than this is not told as a day."""
_MIN_WEIGHT = 1e-3
"""A tool that is worth nothing still comes last, not never."""


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """How a plan is made: its first day, how long to search, how many draws."""

    start: date | None = None
    """The first day; None: the day of the assessment."""
    budget: int = 200
    """Schedules that the search generates."""
    draws: int = 10_000
    """Draws of the simulation."""
    seed: int = 1
    """Of the search, the solver and the simulation."""
    solver_seconds: float = 0
    """Seconds for the constraint solver; 0: do without."""
    explain: bool = True
    """Should the simulation also compute criticality and sensitivity?"""


@dataclass(frozen=True)
class Draft:
    """Everything a plan is written from. Tools, jobs, stages and days by number."""

    cases: tuple[Case, ...]
    requirements: tuple[ToolRequirements, ...]
    jobs: tuple[Job, ...]
    workdays: Workdays
    network: StageNetwork
    problem: SchedulingProblem
    stage_order: tuple[int, ...]
    """The stages in the order in which people take them."""
    schedule: Schedule
    options: PlanOptions

    @property
    def catalog(self) -> Catalog:
        """The catalog all cases are held against."""
        return self.cases[0].catalog

    @cached_property
    def simulation(self) -> SimulationResult:
        """The simulation: sensitivities by stage, `finish` by tool, `watched_finish` by job."""
        options, horizon = self.options, self.workdays.horizon
        network, positions = build_network(
            self.network, self.stage_order, self.jobs, self.catalog, horizon, self.go_lives.values()
        )
        result = simulate(network, options.draws, options.seed, explain=options.explain)
        return replace(
            result,
            criticality_index=result.criticality_index[positions],
            duration_sensitivity=result.duration_sensitivity[positions],
        )

    @cached_property
    def simulation_rows(self) -> dict[int, int]:
        """The row of `simulation.finish` by tool, for tools that go live."""
        return {tool: row for row, tool in enumerate(self.go_lives)}

    @cached_property
    def go_lives(self) -> dict[int, int]:
        """The stage at which a tool goes live, by tool; tools in use are live and have none."""
        return {
            tool: goal
            for tool, goal in enumerate(self.network.tool_goals)
            if goal is not None and self.requirements[tool].in_use is None
        }

    @cached_property
    def jobs_by_tool(self) -> tuple[tuple[int, ...], ...]:
        """The numbers of the jobs that serve each tool, ascending."""
        by_tool: list[list[int]] = [[] for _ in self.cases]
        for number, job in enumerate(self.jobs):
            for tool in job.tools:
                by_tool[tool].append(number)
        return tuple(map(tuple, by_tool))

    @cached_property
    def likely_work(self) -> dict[str, float]:
        """The likely person-days that the jobs ask of each role, by its id."""
        efforts: dict[str, list[float]] = {role.id: [] for role in self.catalog.roles}
        for job in self.jobs:
            if job.step.effort and not job.satisfied:
                efforts[job.step.role].append(job.step.effort.likely)
        return {role: sum(days) for role, days in efforts.items()}

    @cached_property
    def planned_tools(self) -> int:
        """How many tools need any step."""
        return sum(goal is not None for goal in self.network.tool_goals)

    @cached_property
    def assumed_roles(self) -> frozenset[int]:
        """The roles whose capacity is an assumption that nobody has asked IT about, by number."""
        return frozenset(
            number
            for number, role in enumerate(self.catalog.roles)
            if role.capacity is not None and role.status is Confidence.DEFAULT
        )

    @cached_property
    def assumed_committees(self) -> frozenset[int]:
        """The committees whose agenda is limited by an assumption, by number."""
        return frozenset(
            number
            for number, committee in enumerate(self.catalog.committees)
            if committee.max_items is not None and committee.status is Confidence.DEFAULT
        )

    @cached_property
    def untold_stages(self) -> frozenset[int]:
        """The stages of which no day is told, for only queues at assumed capacities make it.

        They end later than a year after the start, and without the limits of those roles and
        committees within it, or more than a year earlier.
        """
        start = self.workdays.start
        last_told = add_months(start, _TOLD_MONTHS)
        ends = {
            index: self.finish_date(index, day) for index, day in enumerate(self.schedule.finish)
        }
        late = [index for index, day in ends.items() if day > last_told]
        stages = self.network.stages
        busy = {stage.role for stage in stages if stage.kind is StageKind.WORK}
        meets = {stage.committee for stage in stages if stage.kind is StageKind.MEETING}
        if not late or not (busy & self.assumed_roles or meets & self.assumed_committees):
            return frozenset()
        finishes = _schedule_without_limits(self).finish
        unlimited = {index: self.finish_date(index, finishes[index]) for index in late}
        most_delay = last_told - start
        return frozenset(
            index
            for index in late
            if unlimited[index] <= last_told or ends[index] - unlimited[index] > most_delay
        )

    def list_job_stages(self, job: int) -> range:
        """The stages of a job, which follow each other."""
        last = first = self.network.job_ends[job]
        while first and self.network.stages[first - 1].job == job:
            first -= 1
        return range(first, last + 1)

    def count_worked_days(self, stage: int) -> int:
        """On how many of its days a stage goes on."""
        days, start, finish = (
            self.network.stages[stage].days,
            self.schedule.start[stage],
            self.schedule.finish[stage],
        )
        return (
            finish - start if days is None else bisect_left(days, finish) - bisect_left(days, start)
        )

    def finish_date(self, stage: int, finish: float) -> date:
        """The date of the finish of a stage: the last day of work, or the day of a moment."""
        part = self.network.stages[stage].kind
        moment = part is StageKind.MOMENT or (part is StageKind.JOIN and finish == 0)
        return self.workdays.date_of(finish if moment else finish - 1)


def draft_plan(
    assessed: Sequence[tuple[Case, Assessment]],
    options: PlanOptions,
    known: Sequence[ToolRequirements] | None = None,
) -> Draft | None:
    """Schedule the assessed tools; None when no tool needs a step.

    `known` are the requirements of the tools, for who has them already.

    Raises CatalogError when a step can never happen, or when there is more work than 64 years hold.
    """
    cases = tuple(case for case, _ in assessed)
    requirements = tuple(known or (derive_requirements(*pair) for pair in assessed))
    if not any(requirement.steps for requirement in requirements):
        return None
    jobs = merge_jobs(cases, requirements, options.start or cases[0].as_of)
    for years in _HORIZONS_YEARS:
        draft = _draft_within(cases, requirements, jobs, options, years)
        if draft is not None:
            return draft
    name = cases[0].catalog.catalog.name
    message = f"{name}: expected that what is asked can be done within {_HORIZONS_YEARS[-1]} years"
    raise CatalogError([f"{message}, found more work than that"], hint="plan fewer tools at once")


def _draft_within(
    cases: tuple[Case, ...],
    requirements: tuple[ToolRequirements, ...],
    jobs: tuple[Job, ...],
    options: PlanOptions,
    years: int,
) -> Draft | None:
    """A draft that ends within so many years; None when there is more work than that."""
    start = options.start or cases[0].as_of
    workdays = build_workdays(start, cases[0].catalog, years)
    network = build_stages(jobs, requirements, cases, workdays)
    weights = weigh_tools([case.tool for case in cases])
    problem = build_problem(network, weights, cases[0].catalog)
    try:
        SerialScheduleGenerator(problem, 1).relax_resources()
    except InfeasibleActivityError as error:
        # Nobody is busy here, and still it cannot be: the calendar does not allow it.
        raise _report_infeasible_step(network, jobs, workdays, error.activity) from error
    try:
        schedule = _find_schedule(problem, options)
    except InfeasibleActivityError:
        return None
    order = tuple(order_stages(network, schedule.start))
    draft = _run_likely(
        Draft(cases, requirements, jobs, workdays, network, problem, order, schedule, options)
    )
    return None if max(draft.schedule.finish) >= workdays.horizon else draft


def _schedule_without_limits(draft: Draft) -> Schedule:
    """The schedule of a draft if nobody ever waited because of an assumed capacity.

    The stages are those of the draft and keep their numbers.
    """
    catalog = replace(
        draft.catalog,
        roles=tuple(
            replace(role, capacity=None) if number in draft.assumed_roles else role
            for number, role in enumerate(draft.catalog.roles)
        ),
        committees=tuple(
            replace(committee, max_items=None) if number in draft.assumed_committees else committee
            for number, committee in enumerate(draft.catalog.committees)
        ),
    )
    cases = [replace(case, catalog=catalog) for case in draft.cases]
    network = build_stages(draft.jobs, draft.requirements, cases, draft.workdays)
    problem = build_problem(network, weigh_tools([case.tool for case in cases]), catalog)
    schedule = _find_schedule(problem, replace(draft.options, solver_seconds=0))
    relaxed = replace(
        draft,
        cases=tuple(cases),
        network=network,
        problem=problem,
        stage_order=tuple(order_stages(network, schedule.start)),
        schedule=schedule,
    )
    return _run_likely(relaxed).schedule


def weigh_tools(tools: Sequence[Tool]) -> list[float]:
    """What an earlier day is worth for each tool: its weight, and its priority above all.

    A tool outweighs sixteen of the next priority; those without a priority come last.
    """
    stated = sorted({tool.priority for tool in tools if tool.priority is not None})
    rank = {priority: min(number, _MAX_RANKS) for number, priority in enumerate(stated)}
    last = min(len(stated), _MAX_RANKS)
    return [
        (1.0 if tool.weight is None else max(tool.weight, _MIN_WEIGHT))
        * 16.0 ** (last - (last if tool.priority is None else rank[tool.priority]))
        for tool in tools
    ]


def _run_likely(draft: Draft) -> Draft:
    """A draft with the days to which its order really leads: its simulation without chance.

    The search counts work in whole days, people work on with what is left of a day.
    """
    horizon = draft.workdays.horizon
    stochastic, positions = build_network(
        draft.network, draft.stage_order, draft.jobs, draft.catalog, horizon
    )
    starts, finishes = run_likely(stochastic)
    finish = [finishes[position] for position in positions]
    searched, cost = draft.schedule, draft.problem.compute_cost(finish)
    schedule = replace(
        searched,
        start=tuple(starts[position] for position in positions),
        finish=tuple(finish),
        cost=cost,
        lower_bound=min(searched.lower_bound, cost[0]),
        proved=searched.proved and cost == searched.cost,
    )
    return replace(draft, schedule=schedule)


def _find_schedule(problem: SchedulingProblem, options: PlanOptions) -> Schedule:
    budget = max(1, min(options.budget, _MAX_STARTS // max(1, len(problem))))
    schedule = find_schedule(problem, budget, options.seed)
    if options.solver_seconds:
        from soescan.plan.scheduling.constraint_solver import solve_with_constraints

        schedule = solve_with_constraints(problem, schedule, options.solver_seconds, options.seed)
    return schedule


def _report_infeasible_step(
    network: StageNetwork, jobs: Sequence[Job], workdays: Workdays, activity: int
) -> CatalogError:
    job = network.stages[activity].job
    step = jobs[job or 0].step
    expected = (
        f"{step.place}: approvals: expected that {step.id} can be done by {workdays.dates[-1]}"
    )
    found = "no day on which its people, its committee and its freezes let it happen"
    return CatalogError([f"{expected}, found {found}"])


def reschedule(draft: Draft, order: Sequence[int]) -> Schedule:
    """The schedule of a draft if people took the stages in another order.

    `order` has a key for each stage, least first; precedence is kept.
    """
    passes = SerialScheduleGenerator(draft.problem, 1)
    view = passes.schedule_forward(
        repair_precedence(passes.topological_order, passes.predecessors, order)
    )
    cost = draft.problem.compute_cost(view.finish)
    schedule = Schedule(tuple(view.start), tuple(view.finish), cost, draft.schedule.lower_bound)
    reordered = tuple(order_stages(draft.network, schedule.start))
    return _run_likely(replace(draft, stage_order=reordered, schedule=schedule)).schedule
