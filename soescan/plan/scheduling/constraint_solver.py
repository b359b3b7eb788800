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
from soescan.plan.scheduling.serial_schedule import Passes, lawful

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

_SCALE = 10**8
"""Weights become whole numbers of this part, rounded down so that a bound stays one."""


def solve(
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
    model = _Model(instance, found, cp_model.CpModel())
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
    passes = Passes(instance, 2)
    laid = passes.forwards(lawful(passes.order, passes.before, starts))
    cost = instance.compute_cost(laid.finish)
    best = found
    if cost < found.cost:
        best = replace(found, start=tuple(laid.start), finish=tuple(laid.finish), cost=cost)
    if not model.exact:
        return best
    bound = max(found.lower_bound, solver.best_objective_bound / _SCALE)
    rounding = len(instance.target_weights) * model.horizon / _SCALE
    return replace(best, lower_bound=bound, proved=best.cost[0] <= bound + rounding)


def _latest(instance: SchedulingProblem, found: Schedule) -> int:
    """The day by which every target is finished in any schedule that is not worse than one."""
    early = Passes(instance, 1).relaxed().finish
    room = found.cost[0] - sum(weight * early[index] for index, weight in instance.target_weights)
    return max(ceil(early[index] + room / weight) for index, weight in instance.target_weights)


def _needed(instance: SchedulingProblem) -> list[int]:
    """The targets and all that they may wait for."""
    found = {index for index, _ in instance.target_weights}
    for index in reversed(instance.topological_order):
        if index in found:
            found.update(instance.activities[index].predecessors)
    return sorted(found)


class _Model:
    """The instance in the solver's words, without what no target waits for."""

    def __init__(
        self, instance: SchedulingProblem, found: Schedule, model: cp_model.CpModel
    ) -> None:
        self.instance, self.model = instance, model
        self.horizon = max(_latest(instance, found), *found.finish) + 1
        self.needed = _needed(instance)
        self.starts: dict[int, cp_model.IntVar] = {}
        self.finishes: dict[int, cp_model.IntVar | cp_model.LinearExpr] = {}
        for index in self.needed:
            self._timed(index)
            model.add_hint(self.starts[index], found.start[index])
        for index in self.needed:
            self._waits(index)
        self.exact = True
        for resource in range(len(instance.capacities)):
            self._shares(resource)
        weighted = [
            int(weight * _SCALE) * self.finishes[index] for index, weight in instance.target_weights
        ]
        model.minimize(sum(weighted))

    def _timed(self, index: int) -> None:
        """Start and finish: free, or on the days of a calendar."""
        activity, horizon = self.instance.activities[index], self.horizon
        if activity.calendar is None:
            start = self.model.new_int_var(activity.release, horizon, "")
            self.finishes[index] = start + activity.duration
        else:
            days = self.instance.calendars[activity.calendar]
            start, finish = self._on(days, max(activity.duration, 1), activity.release)
            self.finishes[index] = finish if activity.duration else start
        self.starts[index] = start

    def _on(
        self, days: Sequence[int], length: int, release: int
    ) -> tuple[cp_model.IntVar, cp_model.IntVar]:
        at = [k for k in range(len(days) - length + 1) if release <= days[k] <= self.horizon]
        pairs = [(days[k], days[k + length - 1] + 1) for k in at]
        start = self.model.new_int_var(0, self.horizon, "")
        finish = self.model.new_int_var(0, max(finish for _, finish in pairs), "")
        self.model.add_allowed_assignments([start, finish], pairs)
        return start, finish

    def _waits(self, index: int) -> None:
        activity = self.instance.activities[index]
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

    def _shares(self, resource: int) -> None:
        """Nobody does more at a time than they can.

        A day off within an activity counts as taken here and as free in the serial generation. That
        is the same as long as nobody else who shares the resource works on such a day; else the
        solver's bound says nothing about our schedules.
        """
        intervals, demands = [], []
        calendars: set[int | None] = set()
        gapped: set[int | None] = set()
        for index in self.needed:
            activity = self.instance.activities[index]
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
            self.model.add_cumulative(intervals, demands, self.instance.capacities[resource])
        self.exact = self.exact and all(
            self._within(other, own) for own in gapped for other in calendars
        )

    def _within(self, calendar: int | None, other: int | None) -> bool:
        """Is every day of a calendar a day of another?"""
        if other is None or calendar == other:
            return True
        days = self.instance.calendars
        return calendar is not None and set(days[calendar]) <= set(days[other])
