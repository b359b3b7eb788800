"""Instance + Schedule -> Schedule, with proof or gap: the constraint solver of the `solve` extra.

Looks at the same problem as the search and starts from its schedule. What it finds is laid once
more by the serial generation, so that both mean the same by a schedule.
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
    instance: SchedulingProblem, found: Schedule, seconds: float, seed: int = 1, workers: int = 1
) -> Schedule:
    """The better of a schedule and what the solver finds in `seconds`, with the bound it proved.

    With one worker the same seed gives the same answer unless time runs out first. Raises
    UsageError when the `solve` extra is not installed.
    """
    try:
        from ortools.sat.python import cp_model
    except ImportError as error:
        hint = "pip install 'soescan[solve]'"
        raise UsageError("--solve needs OR-Tools, which is not installed", hint=hint) from error
    if found.proved or not len(instance):
        return found
    model = _ConstraintModel(instance, found, cp_model.CpModel())
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.random_seed = seed
    solver.parameters.num_workers = workers
    status = solver.solve(model.model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return found
    # What no go-live waits for gives way to everything that one does.
    starts = [start + model.horizon for start in found.start]
    for index, variable in model.starts.items():
        starts[index] = solver.value(variable)
    passes = SerialScheduleGenerator(instance, 2)
    laid = passes.schedule_forward(
        repair_precedence(passes.topological_order, passes.predecessors, starts)
    )
    cost = instance.compute_cost(laid.finish)
    best = found
    if cost < found.cost:
        best = replace(found, start=tuple(laid.start), finish=tuple(laid.finish), cost=cost)
    if not model.is_exact:
        return best
    bound = max(found.lower_bound, solver.best_objective_bound / _SCALE)
    rounding = len(instance.target_weights) * model.horizon / _SCALE
    return replace(best, lower_bound=bound, proved=best.cost[0] <= bound + rounding)


def _latest_target_finish(instance: SchedulingProblem, found: Schedule) -> int:
    """The day by which every target is finished in any schedule that is not worse than one."""
    early = SerialScheduleGenerator(instance, 1).relax_resources().finish
    room = found.cost[0] - sum(weight * early[index] for index, weight in instance.target_weights)
    return max(ceil(early[index] + room / weight) for index, weight in instance.target_weights)


def _find_relevant_activities(instance: SchedulingProblem) -> list[int]:
    """The targets and all that they may wait for."""
    found = {index for index, _ in instance.target_weights}
    for index in reversed(instance.topological_order):
        if index in found:
            found.update(instance.activities[index].predecessors)
    return sorted(found)


class _ConstraintModel:
    """The instance in the solver's words, without what no target waits for."""

    def __init__(
        self, instance: SchedulingProblem, found: Schedule, model: cp_model.CpModel
    ) -> None:
        self.problem, self.model = instance, model
        self.horizon = max(_latest_target_finish(instance, found), *found.finish) + 1
        self.relevant = _find_relevant_activities(instance)
        self.starts: dict[int, cp_model.IntVar] = {}
        self.finishes: dict[int, cp_model.IntVar | cp_model.LinearExpr] = {}
        for index in self.relevant:
            self._add_times(index)
            model.add_hint(self.starts[index], found.start[index])
        for index in self.relevant:
            self._add_precedence(index)
        self.is_exact = True
        for resource in range(len(instance.capacities)):
            self._add_capacity(resource)
        weighted = [
            int(weight * _SCALE) * self.finishes[index] for index, weight in instance.target_weights
        ]
        model.minimize(sum(weighted))

    def _add_times(self, index: int) -> None:
        """Start and finish: free, or on the days of a calendar."""
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
        at = [k for k in range(len(days) - length + 1) if release <= days[k] <= self.horizon]
        pairs = [(days[k], days[k + length - 1] + 1) for k in at]
        start = self.model.new_int_var(0, self.horizon, "")
        finish = self.model.new_int_var(0, max(finish for _, finish in pairs), "")
        self.model.add_allowed_assignments([start, finish], pairs)
        return start, finish

    def _add_precedence(self, index: int) -> None:
        activity = self.problem.activities[index]
        if activity.min_predecessors is None or activity.min_predecessors >= len(
            activity.predecessors
        ):
            for before in activity.predecessors:
                self.model.add(self.starts[index] >= self.finishes[before])
            return
        counts = []
        for before in activity.predecessors:
            counts.append(counted := self.model.new_bool_var(""))
            waits = self.model.add(self.starts[index] >= self.finishes[before])
            waits.only_enforce_if(counted)
        self.model.add(sum(counts) >= activity.min_predecessors)

    def _add_capacity(self, resource: int) -> None:
        """Nobody does more at a time than they can.

        A day off within an activity counts as taken here and as free in the serial generation. That
        is the same as long as nobody else who shares the resource works on such a day; else the
        solver's bound says nothing about our schedules.
        """
        intervals, demands = [], []
        calendars: set[int | None] = set()
        gapped: set[int | None] = set()
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
                gapped |= {activity.calendar} if activity.duration > 1 else set()
        if intervals:
            self.model.add_cumulative(intervals, demands, self.problem.capacities[resource])
        self.is_exact = self.is_exact and all(
            self._is_subset(other, own) for own in gapped for other in calendars
        )

    def _is_subset(self, calendar: int | None, other: int | None) -> bool:
        """Is every day of a calendar a day of another?"""
        if other is None or calendar == other:
            return True
        days = self.problem.calendars
        return calendar is not None and set(days[calendar]) <= set(days[other])
