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
from soescan.plan.scheduling.serial_schedule import Laid, Passes, lawful, ranked

_FIRST = 20
"""Schedules before the beams."""
_BEAM_SHARE, _LARGE_SHARE, _LARGE = 0.8, 0.3, 90
"""The part of the budget for the beams; less where there are many activities, for the time."""
_POPULATION, _LARGE_POPULATION = 10, 30
_FROM_BEAM, _FROM_LARGE = 5, 10
_CROSSED, _LARGE_CROSSED = 0.6, 0.9
"""How often two parents are crossed; else one is shaken."""
_SHAKE, _LARGE_SHAKE = 0.15, 0.04
"""How far, as a part of the whole. Tried on PSPLIB's j30 and, for the large ones, j120."""
_MANY = 500
_ROUNDING = 1e-9

Cost = tuple[float, int]


def _never() -> bool:
    return False


def improve(
    instance: SchedulingProblem,
    budget: int = 1_000,
    seed: int = 1,
    stop: Callable[[], bool] = _never,
) -> Schedule:
    """The best schedule found with `budget` schedules, or before `stop` says so.

    Raises NeverFitsError when an activity finds no place in its calendar.
    """
    search = _Search(instance, budget, seed, stop)
    search.begin()
    # There is a schedule now; an order that finds no place in a calendar is only a bad one.
    with suppress(InfeasibleActivityError):
        search.widen()
        search.evolve()
    found = search.best.laid.ahead()
    return Schedule(
        tuple(found.start),
        tuple(found.finish),
        search.best.cost,
        search.passes.bound,
        budget - search.passes.left / max(1, len(instance)),
        proved=search.settled,
    )


@dataclass(slots=True)
class _Member:
    """A schedule of the population."""

    cost: Cost
    laid: Laid


class _Search:
    """One search: a population, a budget, a source of chance."""

    def __init__(
        self, instance: SchedulingProblem, budget: int, seed: int, stop: Callable[[], bool]
    ) -> None:
        self.instance, self.stop = instance, stop
        self.passes = Passes(instance, max(1, budget))
        self.chance = Random(seed)  # noqa: S311 - for search, not for secrets
        self.members: list[_Member] = []
        large = len(instance) > _LARGE
        self._share = _LARGE_SHARE if large else _BEAM_SHARE
        self._most = _LARGE_POPULATION if large else _POPULATION
        self._from_beam = _FROM_LARGE if large else _FROM_BEAM
        self._often_crossed = _LARGE_CROSSED if large else _CROSSED
        self._shake = _LARGE_SHAKE if large else _SHAKE
        released = any(a.release for a in instance.activities)
        self.both_sides = instance.has_single_sink and not instance.calendars and not released
        latest = self.passes.mirrored(self.passes.backwards, self.passes.relaxed())
        self.passes.left += len(instance)  # it served for priorities only, without queues
        self._latest_finish = [-start for start in latest.start]
        self._latest_start = [-finish for finish in latest.finish]

    @property
    def best(self) -> _Member:
        return self.members[0]

    @property
    def settled(self) -> bool:
        """Is the best as good as any schedule could be?"""
        return bool(self.members) and self.best.cost[0] <= self.passes.bound + _ROUNDING

    @property
    def over(self) -> bool:
        return self.settled or self.passes.spent or self.stop()

    def _cost(self, laid: Laid) -> Cost | None:
        """None for a schedule in the mirror that says nothing about the problem itself."""
        if not laid.mirrored:
            return self.instance.compute_cost(laid.finish)
        if self.both_sides:
            end = max(laid.finish)
            return float(end), end
        return None

    # --- the three stages ------------------------------------------------------------------------

    def begin(self) -> None:
        """Random schedules by late starts and late finishes, the first without chance."""
        if not len(self.instance):
            self.members = [_Member((0.0, 0), Laid([], [], False))]
            return
        until = self.passes.left - _FIRST * len(self.instance)
        strength = 0.0
        while not self.members or (self.passes.left > until and not self.over):
            keys = self.chance.choice((self._latest_finish, self._latest_start))
            try:
                self._settle(self.passes.forwards(self._drawn(keys, strength)))
            except InfeasibleActivityError:
                if not self.members:
                    raise
            strength = self.chance.choice((0.5, 1.0, 2.0, 3.0))

    def widen(self) -> None:
        """Beams from both sides, each with half of its share."""
        if not beam_search.possible(self.instance):
            return
        left = int(self.passes.left * self._share)
        sides = (False, True) if self.both_sides else (False,)
        for number, mirrored in enumerate(sides):
            if self.over:
                return
            before = self.passes.left
            best = self.best.cost[0]
            found = beam_search.search(
                self.passes, left // (len(sides) - number), best, mirrored=mirrored
            )
            left -= before - self.passes.left
            for laid in found[: self._from_beam]:
                self._settle(laid)

    def evolve(self) -> None:
        """Shake or cross members and improve what comes of it, until the budget is spent."""
        while not self.over:
            parent = self._drawn_member()
            base, waits = self.passes.sides(parent.laid)
            if self.chance.random() < self._often_crossed and len(self.members) > 1:
                keys = self._crossed(parent, self.chance.choice(self.members), base)
            else:
                keys = self._shaken(parent)
            self._settle(self.passes.flipped(parent.laid, lawful(base, waits, keys)))

    # --- what they are made of -------------------------------------------------------------------

    def _settle(self, laid: Laid) -> None:
        """Improve forwards and backwards until that gains nothing, and keep the outcome."""
        cost = self._cost(laid)
        kept = None if cost is None else _Member(cost, laid)
        while not self.passes.spent and not (kept and kept.cost[0] <= self.passes.bound):
            laid = self.passes.flipped(laid, self.passes.turned(laid))
            cost = self._cost(laid)
            if cost is None:
                continue
            if kept is None or cost <= kept.cost:
                better = kept is None or cost < kept.cost
                kept = _Member(cost, laid)
                if better:
                    continue
            break
        if kept:
            self._keep(kept)

    def _keep(self, member: _Member) -> None:
        """Into the population, if it is new and not worse than the worst."""
        full = len(self.members) >= self._most
        if full and member.cost > self.members[-1].cost:
            return
        if any(member.laid.finish == other.laid.finish for other in self.members):
            return
        if full:
            self.members.pop()
        self.members.append(member)
        self.members.sort(key=lambda one: one.cost)

    def _drawn_member(self) -> _Member:
        count = len(self.members)
        return self.members[min(self.chance.randrange(count), self.chance.randrange(count))]

    def _drawn(self, keys: list[int], strength: float) -> list[int]:
        """An order by chance, biased towards small keys (Kolisch's regret-based sampling).

        Among thousands of activities, keys are disturbed instead: that takes no time.
        """
        if len(keys) > _MANY:
            most = strength and (max(keys) - min(keys)) * _LARGE_SHAKE / strength
            noisy = [key + self.chance.uniform(-most, most) for key in keys]
            return lawful(self.passes.order, self.passes.before, noisy)
        open_ = [len(before) for before in self.passes.before]
        able = [one for one in self.passes.order if not open_[one]]
        found = []
        while able:
            if strength and len(able) > 1:
                worst = max(keys[one] for one in able)
                total, sums = 0.0, []
                for one in able:
                    total += (worst - keys[one] + 1) ** strength
                    sums.append(total)
                chosen = able[bisect(sums, self.chance.random() * total)]
            else:
                chosen = min(able, key=keys.__getitem__)
            able.remove(chosen)
            found.append(chosen)
            for later in self.passes.after[chosen]:
                open_[later] -= 1
                if not open_[later]:
                    able.append(later)
        return found

    def _shaken(self, parent: _Member) -> list[float]:
        """Keys for the other side, disturbed within a stretch of time."""
        end = max(1, parent.cost[1])
        middle = self.chance.randrange(end)
        reach = self.chance.randint(end // 8, max(1, end // 2))
        most = 2 * end * self._shake * self.chance.random()
        return [
            -finish + (self.chance.uniform(-most, most) if abs(finish - middle) <= reach else 0.0)
            for finish in parent.laid.finish
        ]

    def _crossed(self, parent: _Member, other: _Member, base: list[int]) -> list[float]:
        """Keys for the other side: one parent's order with a piece in the order of another."""
        count = len(base)
        ours = self.passes.turned(parent.laid)
        if other.laid.mirrored is parent.laid.mirrored:
            theirs = self.passes.turned(other.laid)
        else:
            theirs = ranked(base, other.laid.start)
        cut = self.chance.randrange(count)
        length = self.chance.randint(count // 4, max(1, 3 * count // 4))
        placed = set(ours[:cut])
        piece = [one for one in theirs if one not in placed][:length]
        placed.update(piece)
        order = ours[:cut] + piece + [one for one in ours if one not in placed]
        most = count * self._shake * self.chance.random() / 2
        keys = [0.0] * count
        for rank, one in enumerate(order):
            keys[one] = rank + self.chance.uniform(-most, most)
        return keys
