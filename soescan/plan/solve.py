"""Instance + Schedule -> Schedule, with proof or gap: the constraint solver of the `solve` extra.

Looks at the same problem as the search and starts from its schedule. What it finds is laid once
more by the serial generation, so that both mean the same by a schedule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from soescan.errors import UsageError
from soescan.plan.instance import Instance, Schedule
from soescan.plan.passes import Passes, lawful

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

_SCALE = 10_000
"""Weights become whole numbers of this part."""


def solve(
    instance: Instance, found: Schedule, seconds: float, seed: int = 1, workers: int = 1
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
    starts = [solver.value(start) for start in model.starts]
    passes = Passes(instance, 2)
    laid = passes.forwards(lawful(passes.order, passes.before, starts))
    cost = instance.cost(laid.finish)
    best = found
    if cost < found.cost:
        best = replace(found, start=tuple(laid.start), finish=tuple(laid.finish), cost=cost)
    if not model.exact:
        return best
    bound = max(found.bound, solver.best_objective_bound / _SCALE)
    return replace(best, bound=bound, proved=best.cost[0] <= bound + 1 / _SCALE)


class _Model:
    """The instance in the solver's words."""

    def __init__(self, instance: Instance, found: Schedule, model: cp_model.CpModel) -> None:
        self.instance, self.model = instance, model
        self.horizon = max(found.finish) + 1
        self.starts: list[cp_model.IntVar] = []
        self.finishes: list[cp_model.IntVar | cp_model.LinearExpr] = []
        for index in range(len(instance)):
            self._timed(index)
            model.add_hint(self.starts[index], found.start[index])
        for index in range(len(instance)):
            self._waits(index)
        self.exact = True
        for resource in range(len(instance.capacities)):
            self._shares(resource)
        weighted = [
            round(weight * _SCALE) * self.finishes[index] for index, weight in instance.weights
        ]
        model.minimize(sum(weighted))

    def _timed(self, index: int) -> None:
        """Start and finish: free, or on the days of a calendar."""
        activity, horizon = self.instance.activities[index], self.horizon
        if activity.calendar is None:
            start = self.model.new_int_var(activity.release, horizon, "")
            self.finishes.append(start + activity.duration)
        else:
            days = self.instance.calendars[activity.calendar]
            start, finish = self._on(days, max(activity.duration, 1), activity.release)
            self.finishes.append(finish if activity.duration else start)
        self.starts.append(start)

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
        if activity.needs is None or activity.needs >= len(activity.waits):
            for before in activity.waits:
                self.model.add(self.starts[index] >= self.finishes[before])
            return
        counts = []
        for before in activity.waits:
            counts.append(counted := self.model.new_bool_var(""))
            waits = self.model.add(self.starts[index] >= self.finishes[before])
            waits.only_enforce_if(counted)
        self.model.add(sum(counts) >= activity.needs)

    def _shares(self, resource: int) -> None:
        """Nobody does more at a time than they can.

        A day off within an activity counts as taken here and as free in the serial generation. That
        is the same as long as all who share the resource have the same days off; else the solver's
        bound says nothing about our schedules.
        """
        intervals, demands, calendars = [], [], set()
        for index, activity in enumerate(self.instance.activities):
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
        if intervals:
            self.model.add_cumulative(intervals, demands, self.instance.capacities[resource])
        self.exact = self.exact and len(calendars) < 2
