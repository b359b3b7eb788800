"""Cases + assessments -> a draft: jobs, their schedule and its simulation, still in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from soescan.errors import CatalogError
from soescan.model import Assessment, Case, Catalog
from soescan.plan.requirements.jobs import Job, jobs
from soescan.plan.requirements.required_steps import Wanted, wanted
from soescan.plan.scheduling.build_problem import instance
from soescan.plan.scheduling.heuristic_search import improve
from soescan.plan.scheduling.problem import Instance, NeverFitsError, Schedule
from soescan.plan.scheduling.serial_schedule import Passes, lawful
from soescan.plan.scheduling.stages import Part, Stages, stages
from soescan.plan.simulation.build_network import network
from soescan.plan.simulation.monte_carlo import Simulation, simulate
from soescan.plan.workdays import YEARS, Clock, clock

_MOST_STARTS = 100_000
"""A large plan gets fewer schedules, so that its first page still comes within seconds."""
_YEARS = (YEARS, 4 * YEARS, 16 * YEARS)
"""Where there is more work than the first holds, the next is looked at."""
_LEAST_WEIGHT = 1e-3
"""A tool that is worth nothing still comes last, not never."""


@dataclass(frozen=True, slots=True)
class How:
    """How thoroughly to plan."""

    start: date | None = None
    """The first day; None: the day of the assessment."""
    budget: int = 200
    """Schedules to generate."""
    draws: int = 10_000
    seed: int = 1
    solve: float = 0
    """Seconds for the solver."""
    explain: bool = True
    """Also say which steps matter, in the simulation."""


@dataclass(frozen=True)
class Draft:
    """Everything a plan is written from."""

    cases: tuple[Case, ...]
    wanted: tuple[Wanted, ...]
    jobs: tuple[Job, ...]
    clock: Clock
    stages: Stages
    instance: Instance
    schedule: Schedule
    how: How

    @property
    def catalog(self) -> Catalog:
        """The catalog all cases are held against."""
        return self.cases[0].catalog

    @cached_property
    def order(self) -> list[int]:
        """The stages in the order in which people take them."""
        passes = Passes(self.instance, 1)
        return lawful(passes.order, passes.before, self.schedule.start)

    @cached_property
    def simulation(self) -> Simulation:
        """The draws: `critical` and `matters` by stage, `finish` by tool, `watched` by job."""
        made, place = network(self.stages, self.order, self.jobs, self.catalog, self.clock.horizon)
        found = simulate(made, self.how.draws, self.how.seed, explain=self.how.explain)
        return replace(found, critical=found.critical[place], matters=found.matters[place])

    @cached_property
    def rows(self) -> dict[int, int]:
        """The row of the simulation that belongs to a tool."""
        planned = [tool for tool, goal in enumerate(self.stages.goals) if goal is not None]
        return {tool: row for row, tool in enumerate(planned)}

    def own(self, job: int) -> range:
        """The stages of a job."""
        last = first = self.stages.ends[job]
        while first and self.stages.stages[first - 1].job == job:
            first -= 1
        return range(first, last + 1)

    def done(self, stage: int, finish: float) -> date:
        """The date of a finish: the last day of work, or the day of a moment."""
        part = self.stages.stages[stage].part
        moment = part is Part.MOMENT or (part is Part.JOIN and finish == 0)
        return self.clock.day(finish if moment else finish - 1)


def draft(judged: Sequence[tuple[Case, Assessment]], how: How) -> Draft | None:
    """Plan the tools; None when there is nothing to plan."""
    cases = tuple(case for case, _ in judged)
    asked = tuple(wanted(case, assessment) for case, assessment in judged)
    if not any(one.steps for one in asked):
        return None
    for years in _YEARS:
        made = _within(cases, asked, how, years)
        if made is not None:
            return made
    name = cases[0].catalog.catalog.name
    expected = f"{name}: expected that what is asked can be done within {_YEARS[-1]} years"
    raise CatalogError([f"{expected}, found more work than that"], hint="plan fewer tools at once")


def _within(
    cases: tuple[Case, ...], asked: tuple[Wanted, ...], how: How, years: int
) -> Draft | None:
    """A plan that ends within so many years; None when there is more work than that."""
    start = how.start or cases[0].as_of
    days = clock(start, cases[0].catalog, years)
    made = jobs(cases, asked, start)
    taken = stages(made, asked, cases, days)
    said = [case.tool.weight for case in cases]
    weights = [1.0 if weight is None else max(weight, _LEAST_WEIGHT) for weight in said]
    problem = instance(taken, weights, cases[0].catalog)
    try:
        Passes(problem, 1).relaxed()
    except NeverFitsError as error:
        # Nobody is busy here, and still it cannot be: the calendar does not allow it.
        raise _never(taken, made, days, error.activity) from error
    try:
        found = _scheduled(problem, how)
    except NeverFitsError:
        return None
    return Draft(cases, asked, made, days, taken, problem, found, how)


def _scheduled(problem: Instance, how: How) -> Schedule:
    budget = max(1, min(how.budget, _MOST_STARTS // max(1, len(problem))))
    found = improve(problem, budget, how.seed)
    if how.solve:
        from soescan.plan.scheduling.constraint_solver import solve

        found = solve(problem, found, how.solve, how.seed)
    return found


def _never(taken: Stages, made: Sequence[Job], clock: Clock, activity: int) -> CatalogError:
    number = taken.stages[activity].job
    step = made[number or 0].step
    expected = f"{step.place}: approvals: expected that {step.id} can be done by {clock.dates[-1]}"
    found = "no day on which its people, its committee and its freezes let it happen"
    return CatalogError([f"{expected}, found {found}"])


def replanned(old: Draft, order: Sequence[int]) -> Schedule:
    """The schedule of the same plan if people took things in another order."""
    passes = Passes(old.instance, 1)
    laid = passes.forwards(lawful(passes.order, passes.before, order))
    cost = old.instance.cost(laid.finish)
    return Schedule(tuple(laid.start), tuple(laid.finish), cost, old.schedule.bound)
