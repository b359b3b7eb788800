"""SchedulingProblem -> Schedule: the best that a budget of generated schedules finds.

Three stages: random schedules by priority-rule sampling, each improved forward and backward; beams
in both directions; then a small population whose members are perturbed, crossed over and improved
again. The same seed gives the same schedule, on any machine.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from random import Random

from soescan.plan.scheduling.beam_search import is_supported, search_beam
from soescan.plan.scheduling.problem import InfeasibleActivityError, Schedule, SchedulingProblem
from soescan.plan.scheduling.serial_schedule import (
    ScheduleView,
    SerialScheduleGenerator,
    repair_precedence,
    sort_by_keys,
)

_INITIAL_SCHEDULES = 20
"""Schedules that are sampled before the beams."""
_BEAM_SHARE, _LARGE_SHARE, _LARGE = 0.8, 0.3, 90
"""The part of the budget for the beams; less where there are many activities, for the time."""
_POPULATION, _LARGE_POPULATION = 10, 30
_FROM_BEAM, _FROM_LARGE = 5, 10
_CROSSOVER_RATE, _LARGE_CROSSOVER_RATE = 0.6, 0.9
"""The share of new members that come of two parents; the others are one parent, perturbed."""
_PERTURBATION, _LARGE_PERTURBATION = 0.15, 0.04
"""Amplitude as a share of the makespan. Tuned on PSPLIB's j30 and, for large problems, j120."""
_MAX_SAMPLED = 500
_ROUNDING = 1e-9

Cost = tuple[float, int]


def _never_stop() -> bool:
    return False


def find_schedule(
    problem: SchedulingProblem,
    budget: int = 1_000,
    seed: int = 1,
    stop: Callable[[], bool] = _never_stop,
) -> Schedule:
    """The best schedule found by generating `budget` schedules, or until `stop` returns true.

    A schedule as good as its lower bound ends the search and is marked as proved. Raises
    InfeasibleActivityError when an activity finds no place in its calendar.
    """
    search = _HeuristicSearch(problem, budget, seed, stop)
    search.sample_initial_schedules()
    # There is a schedule now; an order that finds no place in a calendar is only a bad one.
    with suppress(InfeasibleActivityError):
        search.run_beams()
        search.evolve_population()
    view = search.best.view.to_forward()
    return Schedule(
        tuple(view.start),
        tuple(view.finish),
        search.best.cost,
        search.generator.lower_bound,
        budget - search.generator.starts_left / max(1, len(problem)),
        proved=search.is_optimal,
    )


@dataclass(slots=True)
class _Member:
    """A schedule of the population, with its cost in days."""

    cost: Cost
    view: ScheduleView


class _HeuristicSearch:
    """One search: the population, best first, the budget that is left, and the random numbers."""

    def __init__(
        self, problem: SchedulingProblem, budget: int, seed: int, stop: Callable[[], bool]
    ) -> None:
        self.problem, self.stop = problem, stop
        self.generator = SerialScheduleGenerator(problem, max(1, budget))
        self.random = Random(seed)  # noqa: S311 - for search, not for secrets
        self.members: list[_Member] = []
        is_large = len(problem) > _LARGE
        self._beam_share = _LARGE_SHARE if is_large else _BEAM_SHARE
        self._population_size = _LARGE_POPULATION if is_large else _POPULATION
        self._from_beam = _FROM_LARGE if is_large else _FROM_BEAM
        self._crossover_rate = _LARGE_CROSSOVER_RATE if is_large else _CROSSOVER_RATE
        self._perturbation = _LARGE_PERTURBATION if is_large else _PERTURBATION
        has_releases = any(activity.release for activity in problem.activities)
        self.is_reversible = problem.has_single_sink and not problem.calendars and not has_releases
        latest = self.generator.schedule_backward(
            self.generator.reverse_topological_order, self.generator.relax_resources()
        )
        self.generator.starts_left += len(problem)  # it served for priorities only, without queues
        self._latest_finish = [-start for start in latest.start]
        self._latest_start = [-finish for finish in latest.finish]

    @property
    def best(self) -> _Member:
        return self.members[0]

    @property
    def is_optimal(self) -> bool:
        """Has the best schedule a cost equal to the lower bound?"""
        return bool(self.members) and self.best.cost[0] <= self.generator.lower_bound + _ROUNDING

    @property
    def is_finished(self) -> bool:
        return self.is_optimal or self.generator.is_exhausted or self.stop()

    def _compute_cost(self, view: ScheduleView) -> Cost | None:
        """The cost of a schedule; None for a reversed one that does not show it."""
        if not view.is_reversed:
            return self.problem.compute_cost(view.finish)
        if self.is_reversible:
            makespan = max(view.finish)
            return float(makespan), makespan
        return None

    # --- the three stages ------------------------------------------------------------------------

    def sample_initial_schedules(self) -> None:
        """Schedules by the latest-finish and latest-start rules, sampled but for the first.

        Where targets differ in weight, one begins with what the heaviest needs.
        """
        if not len(self.problem):
            self.members = [_Member((0.0, 0), ScheduleView([], [], False))]
            return
        budget_end = self.generator.starts_left - _INITIAL_SCHEDULES * len(self.problem)
        if len({weight for _, weight in self.problem.targets}) > 1:
            order = self._order_by_weight()
            with suppress(InfeasibleActivityError):
                self._improve(self.generator.schedule_forward(order))
        bias = 0.0
        while not self.members or (
            self.generator.starts_left > budget_end and not self.is_finished
        ):
            keys = self.random.choice((self._latest_finish, self._latest_start))
            try:
                self._improve(self.generator.schedule_forward(self._sample_order(keys, bias)))
            except InfeasibleActivityError:
                if not self.members:
                    raise
            bias = self.random.choice((0.5, 1.0, 2.0, 3.0))

    def _order_by_weight(self) -> list[int]:
        """Activities by the heaviest target that needs them, then by latest finish."""
        heaviest = [0.0] * len(self.problem)
        for target, weight in self.problem.targets:
            heaviest[target] = max(heaviest[target], weight)
        for activity in self.generator.reverse_topological_order:
            for predecessor in self.generator.predecessors[activity]:
                heaviest[predecessor] = max(heaviest[predecessor], heaviest[activity])
        numbers = range(len(self.problem))
        ranked = sorted(numbers, key=lambda n: (-heaviest[n], self._latest_finish[n]))
        keys = [0] * len(ranked)
        for rank, activity in enumerate(ranked):
            keys[activity] = rank
        base, predecessors = self.generator.topological_order, self.generator.predecessors
        return repair_precedence(base, predecessors, keys)

    def run_beams(self) -> None:
        """Search beams with their share of the budget, in both directions where possible."""
        if not is_supported(self.problem):
            return
        beam_budget = int(self.generator.starts_left * self._beam_share)
        sides = (False, True) if self.is_reversible else (False,)
        for number, is_reversed in enumerate(sides):
            if self.is_finished:
                return
            starts_before = self.generator.starts_left
            upper_bound = self.best.cost[0]
            share = beam_budget // (len(sides) - number)
            views = search_beam(self.generator, share, upper_bound, is_reversed=is_reversed)
            beam_budget -= starts_before - self.generator.starts_left
            for view in views[: self._from_beam]:
                self._improve(view)

    def evolve_population(self) -> None:
        """Perturb or cross over members and improve the outcome, until the search is finished."""
        while not self.is_finished:
            parent = self._select_parent()
            base, predecessors = self.generator.opposite_side(parent.view)
            if self.random.random() < self._crossover_rate and len(self.members) > 1:
                keys = self._cross_over(parent, self.random.choice(self.members), base)
            else:
                keys = self._perturb_keys(parent)
            order = repair_precedence(base, predecessors, keys)
            self._improve(self.generator.reverse(parent.view, order))

    # --- members ---------------------------------------------------------------------------------

    def _improve(self, view: ScheduleView) -> None:
        """Forward-backward improvement until a pass gains nothing; the best joins the population.

        After Tormos and Lova (2001): each pass schedules in the opposite direction, by the finishes
        of the last.
        """
        cost, bound = self._compute_cost(view), self.generator.lower_bound
        best = None if cost is None else _Member(cost, view)
        while not self.generator.is_exhausted and not (best and best.cost[0] <= bound):
            view = self.generator.reverse(view, self.generator.reverse_order(view))
            cost = self._compute_cost(view)
            if cost is None:
                continue
            is_better = best is None or cost < best.cost
            if best is None or cost <= best.cost:
                best = _Member(cost, view)
            if not is_better:
                break
        if best:
            self._add_member(best)

    def _add_member(self, member: _Member) -> None:
        """Add a member unless it is a duplicate or, in a full population, worse than the worst."""
        is_full = len(self.members) >= self._population_size
        if is_full and member.cost > self.members[-1].cost:
            return
        if any(member.view.finish == other.view.finish for other in self.members):
            return
        if is_full:
            self.members.pop()
        self.members.append(member)
        self.members.sort(key=lambda member: member.cost)

    def _select_parent(self) -> _Member:
        count = len(self.members)
        return self.members[min(self.random.randrange(count), self.random.randrange(count))]

    def _sample_order(self, keys: list[int], bias: float) -> list[int]:
        """A random order, predecessors first, biased towards small keys.

        Regret-based biased random sampling (Drexl 1991, in the form of Kolisch 1996): of the
        eligible activities, each is drawn with a weight of (regret + 1) to the power of `bias`;
        a bias of 0 takes the smallest key. Among more than `_MAX_SAMPLED` activities the keys are
        perturbed instead, which takes linear time.
        """
        base, predecessors = self.generator.topological_order, self.generator.predecessors
        if len(keys) > _MAX_SAMPLED:
            amplitude = bias and (max(keys) - min(keys)) * _LARGE_PERTURBATION / bias
            noisy = [key + self.random.uniform(-amplitude, amplitude) for key in keys]
            return repair_precedence(base, predecessors, noisy)
        unscheduled = list(map(len, predecessors))
        eligible = [activity for activity in base if not unscheduled[activity]]
        order = []
        while eligible:
            if bias and len(eligible) > 1:
                worst = max(keys[activity] for activity in eligible)
                total, sums = 0.0, []
                for activity in eligible:
                    total += (worst - keys[activity] + 1) ** bias
                    sums.append(total)
                chosen = eligible[bisect(sums, self.random.random() * total)]
            else:
                chosen = min(eligible, key=keys.__getitem__)
            eligible.remove(chosen)
            order.append(chosen)
            for successor in self.generator.successors[chosen]:
                unscheduled[successor] -= 1
                if not unscheduled[successor]:
                    eligible.append(successor)
        return order

    def _perturb_keys(self, parent: _Member) -> list[float]:
        """Keys for the opposite direction, perturbed for what finishes within a random period."""
        makespan = max(1, parent.cost[1])
        middle = self.random.randrange(makespan)
        radius = self.random.randint(makespan // 8, max(1, makespan // 2))
        amplitude = 2 * makespan * self._perturbation * self.random.random()
        return [
            -finish
            + (
                self.random.uniform(-amplitude, amplitude)
                if abs(finish - middle) <= radius
                else 0.0
            )
            for finish in parent.view.finish
        ]

    def _cross_over(self, parent: _Member, other: _Member, base: list[int]) -> list[float]:
        """Keys for the opposite direction: a parent's order with a segment in another's order.

        The two-point crossover of activity lists (Hartmann 1998), then a perturbation of the ranks.
        `base` is a topological order of that direction.
        """
        count = len(base)
        first_order = self.generator.reverse_order(parent.view)
        if other.view.is_reversed is parent.view.is_reversed:
            second_order = self.generator.reverse_order(other.view)
        else:
            second_order = sort_by_keys(base, other.view.start)
        cut = self.random.randrange(count)
        length = self.random.randint(count // 4, max(1, 3 * count // 4))
        placed = set(first_order[:cut])
        segment = [activity for activity in second_order if activity not in placed][:length]
        placed.update(segment)
        rest = [activity for activity in first_order if activity not in placed]
        order = first_order[:cut] + segment + rest
        amplitude = count * self._perturbation * self.random.random() / 2
        keys = [0.0] * count
        for rank, activity in enumerate(order):
            keys[activity] = rank + self.random.uniform(-amplitude, amplitude)
        return keys
