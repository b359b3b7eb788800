"""SchedulingProblem + Schedule -> Schedule with a proof or a gap: OR-Tools CP-SAT (extra `solve`).

The model is the usual one of the field: an interval for each activity, a cumulative constraint for
each resource. It is hinted with the schedule of the heuristic search. What the solver finds is
generated once more by the serial scheme, so that both mean the same by a schedule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING

from soescan.errors import UsageError
from soescan.plan.scheduling.problem import Schedule, SchedulingProblem
from soescan.plan.scheduling.serial_schedule import SerialScheduleGenerator, repair_precedence

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

_SCALE = 10**8
"""Weights become whole numbers of this part, rounded down so that a bound stays one."""


def solve_with_constraints(
    problem: SchedulingProblem, incumbent: Schedule, seconds: float, seed: int = 1, workers: int = 1
) -> Schedule:
    """The better of `incumbent` and what the solver finds in `seconds`, with the proved bound.

    With one worker the same seed gives the same answer unless time runs out first. Raises
    UsageError when the `solve` extra is not installed.
    """
    try:
        from ortools.sat.python import cp_model
    except ImportError as error:
        hint = "pip install 'soescan[solve]'"
        raise UsageError("--solve needs OR-Tools, which is not installed", hint=hint) from error
    if incumbent.proved or not len(problem):
        return incumbent
    model = _ConstraintModel(problem, incumbent, cp_model.CpModel())
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.random_seed = seed
    solver.parameters.num_workers = workers
    status = solver.solve(model.model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return incumbent
    # What no go-live waits for gives way to everything that one does.
    starts = [start + model.horizon for start in incumbent.start]
    for index, variable in model.starts.items():
        starts[index] = solver.value(variable)
    generator = SerialScheduleGenerator(problem, 2)
    view = generator.schedule_forward(
        repair_precedence(generator.topological_order, generator.predecessors, starts)
    )
    cost = problem.compute_cost(view.finish)
    best = incumbent
    if cost < incumbent.cost:
        best = replace(incumbent, start=tuple(view.start), finish=tuple(view.finish), cost=cost)
    if not model.is_exact:
        return best
    bound = max(incumbent.lower_bound, solver.best_objective_bound / _SCALE)
    rounding = len(problem.target_weights) * model.horizon / _SCALE
    return replace(best, lower_bound=bound, proved=best.cost[0] <= bound + rounding)


def _bound_target_finish(problem: SchedulingProblem, incumbent: Schedule) -> int:
    """A day by which every target is finished in any schedule no worse than `incumbent`."""
    earliest_finish = SerialScheduleGenerator(problem, 1).relax_resources().finish
    targets = [(earliest_finish[index], weight) for index, weight in problem.target_weights]
    allowance = incumbent.cost[0] - sum(weight * finish for finish, weight in targets)
    return max(ceil(finish + allowance / weight) for finish, weight in targets)


def _find_relevant_activities(problem: SchedulingProblem) -> list[int]:
    """The targets and all their ancestors, ascending."""
    relevant = {index for index, _ in problem.target_weights}
    for index in reversed(problem.topological_order):
        if index in relevant:
            relevant.update(problem.activities[index].predecessors)
    return sorted(relevant)


class _ConstraintModel:
    """The problem as a CP-SAT model, without the activities that no target waits for."""

    def __init__(
        self, problem: SchedulingProblem, incumbent: Schedule, model: cp_model.CpModel
    ) -> None:
        self.problem, self.model = problem, model
        self.horizon = max(_bound_target_finish(problem, incumbent), *incumbent.finish) + 1
        self.relevant = _find_relevant_activities(problem)
        self.starts: dict[int, cp_model.IntVar] = {}
        self.finishes: dict[int, cp_model.IntVar | cp_model.LinearExpr] = {}
        for index in self.relevant:
            self._add_times(index)
            model.add_hint(self.starts[index], incumbent.start[index])
        for index in self.relevant:
            self._add_precedence(index)
        self.is_exact = True
        for resource in range(len(problem.capacities)):
            self._add_capacity(resource)
        weighted = [int(weight * _SCALE) * self.finishes[n] for n, weight in problem.target_weights]
        model.minimize(sum(weighted))

    def _add_times(self, index: int) -> None:
        """Variables for start and finish: any days, or the days of a calendar."""
        activity, horizon = self.problem.activities[index], self.horizon
        if activity.calendar is None:
            start = self.model.new_int_var(activity.release, horizon, "")
            self.finishes[index] = start + activity.duration
        else:
            days = self.problem.calendars[activity.calendar]
            start, finish = self._add_calendar_times(
                days, max(activity.duration, 1), activity.release
            )
            self.finishes[index] = finish if activity.duration else start
        self.starts[index] = start

    def _add_calendar_times(
        self, days: Sequence[int], length: int, release: int
    ) -> tuple[cp_model.IntVar, cp_model.IntVar]:
        positions = [
            position
            for position in range(len(days) - length + 1)
            if release <= days[position] <= self.horizon
        ]
        times = [(days[position], days[position + length - 1] + 1) for position in positions]
        start = self.model.new_int_var(0, self.horizon, "")
        finish = self.model.new_int_var(0, max(finish for _, finish in times), "")
        self.model.add_allowed_assignments([start, finish], times)
        return start, finish

    def _add_precedence(self, index: int) -> None:
        activity = self.problem.activities[index]
        if activity.min_predecessors is None or activity.min_predecessors >= len(
            activity.predecessors
        ):
            for predecessor in activity.predecessors:
                self.model.add(self.starts[index] >= self.finishes[predecessor])
            return
        counts = []
        for predecessor in activity.predecessors:
            counts.append(is_counted := self.model.new_bool_var(""))
            constraint = self.model.add(self.starts[index] >= self.finishes[predecessor])
            constraint.only_enforce_if(is_counted)
        self.model.add(sum(counts) >= activity.min_predecessors)

    def _add_capacity(self, resource: int) -> None:
        """A resource is never in use beyond its capacity (a cumulative constraint).

        A day off within an activity counts as taken here and as free in the serial generation. That
        is the same as long as nobody else who shares the resource works on such a day; else the
        solver's bound says nothing about our schedules.
        """
        intervals, demands = [], []
        calendars: set[int | None] = set()
        multi_day: set[int | None] = set()
        for index in self.relevant:
            activity = self.problem.activities[index]
            demand = activity.demands[resource] if activity.demands else 0
            if demand and activity.duration:
                start, finish = self.starts[index], self.finishes[index]
                size = (
                    activity.duration
                    if activity.calendar is None
                    else self.model.new_int_var(1, self.horizon * 2, "")
                )
                intervals.append(self.model.new_interval_var(start, size, finish, ""))
                demands.append(demand)
                calendars.add(activity.calendar)
                multi_day |= {activity.calendar} if activity.duration > 1 else set()
        if intervals:
            self.model.add_cumulative(intervals, demands, self.problem.capacities[resource])
        self.is_exact = self.is_exact and all(
            self._is_subset(other, calendar) for calendar in multi_day for other in calendars
        )

    def _is_subset(self, calendar: int | None, other: int | None) -> bool:
        """Is every day of a calendar (None: every day) also a day of the other?"""
        if other is None or calendar == other:
            return True
        days = self.problem.calendars
        return calendar is not None and set(days[calendar]) <= set(days[other])
