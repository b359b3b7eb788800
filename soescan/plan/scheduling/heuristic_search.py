"""Instance -> Schedule: the best that a number of schedules can find.

A few random schedules, improved forwards and backwards; then two beams, from the front and from the
back; then a small population whose members are shaken, crossed and improved again. The same seed
gives the same schedule, on any machine.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from random import Random

from soescan.plan.scheduling import beam_search
from soescan.plan.scheduling.problem import InfeasibleActivityError, Schedule, SchedulingProblem
from soescan.plan.scheduling.serial_schedule import (
    ScheduleView,
    SerialScheduleGenerator,
    repair_precedence,
    sort_by_keys,
)

_INITIAL_SCHEDULES = 20
"""Schedules before the beams."""
_BEAM_SHARE, _LARGE_SHARE, _LARGE = 0.8, 0.3, 90
"""The part of the budget for the beams; less where there are many activities, for the time."""
_POPULATION, _LARGE_POPULATION = 10, 30
_FROM_BEAM, _FROM_LARGE = 5, 10
_CROSSOVER_RATE, _LARGE_CROSSOVER_RATE = 0.6, 0.9
"""How often two parents are crossed; else one is shaken."""
_PERTURBATION, _LARGE_PERTURBATION = 0.15, 0.04
"""How far, as a part of the whole. Tried on PSPLIB's j30 and, for the large ones, j120."""
_MAX_SAMPLED = 500
_ROUNDING = 1e-9

Cost = tuple[float, int]


def _never_stop() -> bool:
    return False


def find_schedule(
    instance: SchedulingProblem,
    budget: int = 1_000,
    seed: int = 1,
    stop: Callable[[], bool] = _never_stop,
) -> Schedule:
    """The best schedule found with `budget` schedules, or before `stop` says so.

    Raises NeverFitsError when an activity finds no place in its calendar.
    """
    search = _HeuristicSearch(instance, budget, seed, stop)
    search.sample_initial_schedules()
    # There is a schedule now; an order that finds no place in a calendar is only a bad one.
    with suppress(InfeasibleActivityError):
        search.run_beams()
        search.evolve_population()
    found = search.best.view.forward_view()
    return Schedule(
        tuple(found.start),
        tuple(found.finish),
        search.best.cost,
        search.generator.lower_bound,
        budget - search.generator.starts_left / max(1, len(instance)),
        proved=search.is_optimal,
    )


@dataclass(slots=True)
class _Member:
    """A schedule of the population."""

    cost: Cost
    view: ScheduleView


class _HeuristicSearch:
    """One search: a population, a budget, a source of chance."""

    def __init__(
        self, instance: SchedulingProblem, budget: int, seed: int, stop: Callable[[], bool]
    ) -> None:
        self.problem, self.stop = instance, stop
        self.generator = SerialScheduleGenerator(instance, max(1, budget))
        self.random = Random(seed)  # noqa: S311 - for search, not for secrets
        self.members: list[_Member] = []
        large = len(instance) > _LARGE
        self._beam_share = _LARGE_SHARE if large else _BEAM_SHARE
        self._population_size = _LARGE_POPULATION if large else _POPULATION
        self._from_beam = _FROM_LARGE if large else _FROM_BEAM
        self._crossover_rate = _LARGE_CROSSOVER_RATE if large else _CROSSOVER_RATE
        self._perturbation = _LARGE_PERTURBATION if large else _PERTURBATION
        released = any(a.release for a in instance.activities)
        self.is_reversible = instance.has_single_sink and not instance.calendars and not released
        latest = self.generator.schedule_backward(
            self.generator.reverse_topological_order, self.generator.relax_resources()
        )
        self.generator.starts_left += len(instance)  # it served for priorities only, without queues
        self._latest_finish = [-start for start in latest.start]
        self._latest_start = [-finish for finish in latest.finish]

    @property
    def best(self) -> _Member:
        return self.members[0]

    @property
    def is_optimal(self) -> bool:
        """Is the best as good as any schedule could be?"""
        return bool(self.members) and self.best.cost[0] <= self.generator.lower_bound + _ROUNDING

    @property
    def is_finished(self) -> bool:
        return self.is_optimal or self.generator.is_exhausted or self.stop()

    def _compute_cost(self, laid: ScheduleView) -> Cost | None:
        """None for a schedule in the mirror that says nothing about the problem itself."""
        if not laid.is_reversed:
            return self.problem.compute_cost(laid.finish)
        if self.is_reversible:
            end = max(laid.finish)
            return float(end), end
        return None

    # --- the three stages ------------------------------------------------------------------------

    def sample_initial_schedules(self) -> None:
        """Random schedules by late starts and late finishes, the first without chance."""
        if not len(self.problem):
            self.members = [_Member((0.0, 0), ScheduleView([], [], False))]
            return
        until = self.generator.starts_left - _INITIAL_SCHEDULES * len(self.problem)
        strength = 0.0
        while not self.members or (self.generator.starts_left > until and not self.is_finished):
            keys = self.random.choice((self._latest_finish, self._latest_start))
            try:
                self._improve(self.generator.schedule_forward(self._sample_order(keys, strength)))
            except InfeasibleActivityError:
                if not self.members:
                    raise
            strength = self.random.choice((0.5, 1.0, 2.0, 3.0))

    def run_beams(self) -> None:
        """Beams from both sides, each with half of its share."""
        if not beam_search.is_supported(self.problem):
            return
        left = int(self.generator.starts_left * self._beam_share)
        sides = (False, True) if self.is_reversible else (False,)
        for number, mirrored in enumerate(sides):
            if self.is_finished:
                return
            before = self.generator.starts_left
            best = self.best.cost[0]
            found = beam_search.search_beam(
                self.generator, left // (len(sides) - number), best, mirrored=mirrored
            )
            left -= before - self.generator.starts_left
            for laid in found[: self._from_beam]:
                self._improve(laid)

    def evolve_population(self) -> None:
        """Shake or cross members and improve what comes of it, until the budget is spent."""
        while not self.is_finished:
            parent = self._select_parent()
            base, waits = self.generator.opposite_side(parent.view)
            if self.random.random() < self._crossover_rate and len(self.members) > 1:
                keys = self._cross_over(parent, self.random.choice(self.members), base)
            else:
                keys = self._perturb_keys(parent)
            self._improve(self.generator.reverse(parent.view, repair_precedence(base, waits, keys)))

    # --- what they are made of -------------------------------------------------------------------

    def _improve(self, laid: ScheduleView) -> None:
        """Improve forwards and backwards until that gains nothing, and keep the outcome."""
        cost = self._compute_cost(laid)
        kept = None if cost is None else _Member(cost, laid)
        while not self.generator.is_exhausted and not (
            kept and kept.cost[0] <= self.generator.lower_bound
        ):
            laid = self.generator.reverse(laid, self.generator.reverse_order(laid))
            cost = self._compute_cost(laid)
            if cost is None:
                continue
            if kept is None or cost <= kept.cost:
                better = kept is None or cost < kept.cost
                kept = _Member(cost, laid)
                if better:
                    continue
            break
        if kept:
            self._add_member(kept)

    def _add_member(self, member: _Member) -> None:
        """Into the population, if it is new and not worse than the worst."""
        full = len(self.members) >= self._population_size
        if full and member.cost > self.members[-1].cost:
            return
        if any(member.view.finish == other.view.finish for other in self.members):
            return
        if full:
            self.members.pop()
        self.members.append(member)
        self.members.sort(key=lambda one: one.cost)

    def _select_parent(self) -> _Member:
        count = len(self.members)
        return self.members[min(self.random.randrange(count), self.random.randrange(count))]

    def _sample_order(self, keys: list[int], strength: float) -> list[int]:
        """An order by chance, biased towards small keys (Kolisch's regret-based sampling).

        Among thousands of activities, keys are disturbed instead: that takes no time.
        """
        if len(keys) > _MAX_SAMPLED:
            most = strength and (max(keys) - min(keys)) * _LARGE_PERTURBATION / strength
            noisy = [key + self.random.uniform(-most, most) for key in keys]
            return repair_precedence(
                self.generator.topological_order, self.generator.predecessors, noisy
            )
        open_ = [len(before) for before in self.generator.predecessors]
        able = [one for one in self.generator.topological_order if not open_[one]]
        found = []
        while able:
            if strength and len(able) > 1:
                worst = max(keys[one] for one in able)
                total, sums = 0.0, []
                for one in able:
                    total += (worst - keys[one] + 1) ** strength
                    sums.append(total)
                chosen = able[bisect(sums, self.random.random() * total)]
            else:
                chosen = min(able, key=keys.__getitem__)
            able.remove(chosen)
            found.append(chosen)
            for later in self.generator.after[chosen]:
                open_[later] -= 1
                if not open_[later]:
                    able.append(later)
        return found

    def _perturb_keys(self, parent: _Member) -> list[float]:
        """Keys for the other side, disturbed within a stretch of time."""
        end = max(1, parent.cost[1])
        middle = self.random.randrange(end)
        reach = self.random.randint(end // 8, max(1, end // 2))
        most = 2 * end * self._perturbation * self.random.random()
        return [
            -finish + (self.random.uniform(-most, most) if abs(finish - middle) <= reach else 0.0)
            for finish in parent.view.finish
        ]

    def _cross_over(self, parent: _Member, other: _Member, base: list[int]) -> list[float]:
        """Keys for the other side: one parent's order with a piece in the order of another."""
        count = len(base)
        ours = self.generator.reverse_order(parent.view)
        if other.view.is_reversed is parent.view.is_reversed:
            theirs = self.generator.reverse_order(other.view)
        else:
            theirs = sort_by_keys(base, other.view.start)
        cut = self.random.randrange(count)
        length = self.random.randint(count // 4, max(1, 3 * count // 4))
        placed = set(ours[:cut])
        piece = [one for one in theirs if one not in placed][:length]
        placed.update(piece)
        order = ours[:cut] + piece + [one for one in ours if one not in placed]
        most = count * self._perturbation * self.random.random() / 2
        keys = [0.0] * count
        for rank, one in enumerate(order):
            keys[one] = rank + self.random.uniform(-most, most)
        return keys
