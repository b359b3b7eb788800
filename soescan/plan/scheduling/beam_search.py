"""Beam search: many half-made schedules at once, of which the most promising go on.

Activities are started one after another in time. Of two half-made schedules that hold the same
activities, one that is no later anywhere makes the other needless (the cut-set rule of
Demeulemeester and Herroelen 1992); what could be done before the next start without disturbing it
must be (Giffler and Thompson 1960). What remains is ranked by how late its targets must become, and
how late the busiest resource.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import nsmallest

from soescan.plan.scheduling.problem import SchedulingProblem
from soescan.plan.scheduling.serial_schedule import Laid, Passes

_BUSIEST, _MEAN = 2.0, 0.3
"""How much the busiest resource and all of them count beside the targets. Tried on PSPLIB's j30."""
_MOST_TARGETS = 8
_NEVER = 1 << 40
"""A day after every schedule."""
_FEWEST = 2
"""A beam is never narrower."""


@dataclass(slots=True)
class _Part:
    """A half-made schedule."""

    score: float
    done: int
    """The activities that have a start, as a set of bits."""
    now: int
    """No later activity starts before."""
    running: tuple[tuple[int, int], ...]
    """Finish and activity, by finish, of what goes on after now."""
    finish: dict[int, int]
    start: dict[int, int]
    open_: tuple[int, ...]
    """What waits for nothing any more."""
    work: tuple[float, ...]
    """Days of each resource that are still to be done."""
    ends: tuple[float, ...]
    """How late each target is at the least."""


def possible(instance: SchedulingProblem) -> bool:
    """Can the beam see this problem? It knows no joins but all, and few targets."""
    return 0 < len(instance.targets) <= _MOST_TARGETS and all(
        a.min_predecessors is None for a in instance.activities
    )


def search(passes: Passes, budget: int, best: float, *, mirrored: bool) -> list[Laid]:
    """Whole schedules with a first cost below `best`, the best first.

    `budget` is how many starts may be given. In the mirror only a problem with one end and without
    calendars can be judged.
    """
    beam = _Beam(passes, best, mirrored=mirrored)
    left = min(budget, passes.left)
    parts = [beam.root()]
    count = len(passes.durations)
    for level in range(count):
        grown = list(beam.grow(parts))
        passes.left -= beam.placed
        left -= beam.placed
        branching = max(1.0, beam.placed / max(1, len(parts)))
        beam.placed = 0
        if left <= 0 and level < count - 1:
            return []
        width = max(_FEWEST, int(left / max(1, count - 1 - level) / branching))
        parts = nsmallest(width, grown, key=lambda part: part.score)
    everything = range(count)
    laid = [
        Laid([p.start[i] for i in everything], [p.finish[i] for i in everything], mirrored)
        for p in parts
    ]
    return sorted(laid, key=lambda one: max(one.finish))


class _Beam:
    """One side of a problem, and how its half-made schedules grow."""

    def __init__(self, passes: Passes, best: float, *, mirrored: bool) -> None:
        instance = passes.instance
        self.best, self.placed = best, 0
        self.durations, self.demands = passes.durations, passes.demands
        self.free, self.guard = passes.free, passes.guard
        self.before, self.after = passes.before, passes.after
        self.targets, self.shares = instance.target_weights, instance.activities
        self.releases = [a.release for a in instance.activities]
        self.days = [
            None if a.calendar is None else instance.calendars[a.calendar]
            for a in instance.activities
        ]
        tails = [passes.tails(target) for target, _ in instance.target_weights]
        if mirrored:
            self.before, self.after = passes.after, passes.before
            ahead = passes.relaxed().finish
            tails = [ahead]
            self.targets = ((instance.topological_order[0], 1.0),)
        self.tails = list(zip(*tails, strict=True))
        self.needed = [sum(1 << one for one in found) for found in self.before]
        self.loads = [
            tuple(
                a.duration * d / c if c else 0.0
                for d, c in zip(a.demands, instance.capacities, strict=False)
            )
            or (0.0,) * len(instance.capacities)
            for a in instance.activities
        ]
        self.rates = [
            tuple(load / a.duration if a.duration else 0.0 for load in loads)
            for a, loads in zip(instance.activities, self.loads, strict=True)
        ]
        self.one_end = instance.has_single_sink

    def root(self) -> _Part:
        """Nothing placed yet."""
        open_ = tuple(i for i, needed in enumerate(self.needed) if not needed)
        work = tuple(map(sum, zip(*self.loads, strict=True)))
        return _Part(0, 0, 0, (), {}, {}, open_, work, (0.0,) * len(self.targets))

    def grow(self, parts: list[_Part]) -> Iterator[_Part]:
        """Every way to start one more activity, without those that others make needless."""
        by_set: dict[int, list[_Part]] = {}
        for part in parts:
            for child in self._children(part):
                rivals = by_set.setdefault(child.done, [])
                if not any(_makes_needless(rival, child) for rival in rivals):
                    rivals[:] = [r for r in rivals if not _makes_needless(child, r)]
                    rivals.append(child)
        for rivals in by_set.values():
            for child in rivals:
                child.open_ = (*child.open_, *self._opened(child))
                yield child

    def _opened(self, child: _Part) -> Iterator[int]:
        last = next(reversed(child.start))
        for later in self.after[last]:
            if self.needed[later] & child.done == self.needed[later]:
                yield later

    def _children(self, part: _Part) -> Iterator[_Part]:
        candidates = [(*self._earliest(part, one), one) for one in part.open_]
        first = min(finish for _, finish, _ in candidates)
        ends = [
            max(end, *(start + self.tails[one][k] if self.tails[one][k] >= 0 else 0
                       for start, _, one in candidates))
            for k, end in enumerate(part.ends)
        ]  # fmt: skip
        if self._mean(ends) >= self.best:
            return
        for start, finish, one in candidates:
            if start < first or (start == first and start == finish):
                self.placed += 1
                child = self._child(part, candidates, start, finish, one)
                if child:
                    yield child

    def _earliest(self, part: _Part, one: int) -> tuple[int, int]:
        """When an activity can start and finish, after everything that has started."""
        finish = part.finish
        day = part.now
        for before in self.before[one]:
            if finish[before] > day:
                day = finish[before]
        if self.releases[one] > day:
            day = self.releases[one]
        length, demand, guard = self.durations[one], self.demands[one], self.guard
        if demand:
            free = self.free
            going = [(end, self.demands[other]) for end, other in part.running if end > day]
            for _, taken in going:
                free -= taken
            at = 0
            while (free - demand) & guard != guard:
                day = going[at][0]
                while at < len(going) and going[at][0] == day:
                    free += going[at][1]
                    at += 1
        days = self.days[one]
        if days is None:
            return day, day + length
        at = bisect_left(days, day)
        last = at + max(length, 1) - 1
        return (days[at], days[last] + (length > 0)) if last < len(days) else (_NEVER, _NEVER)

    def _child(
        self,
        part: _Part,
        candidates: list[tuple[int, int, int]],
        start: int,
        finish: int,
        one: int,
    ) -> _Part | None:
        tails = self.tails
        ends = list(part.ends)
        for other_start, _, other in candidates:
            day = other_start if other_start > start else start
            for k, tail in enumerate(tails[other]):
                if tail >= 0 and day + tail > ends[k]:
                    ends[k] = day + tail
        running = [item for item in part.running if item[0] > start]
        if finish > start:
            running.append((finish, one))
            running.sort()
        work = [a - b for a, b in zip(part.work, self.loads[one], strict=True)]
        busy = [start + days for days in work]
        for end, other in running:
            for resource, rate in enumerate(self.rates[other]):
                busy[resource] += (end - start) * rate
        late, busiest = self._mean(ends), max(busy, default=0.0)
        if self.one_end and busiest > late:
            late = busiest
        if late > self.best - 1 + 1e-9 if self.one_end else late >= self.best:
            return None
        score = late + _BUSIEST * busiest + _MEAN * sum(busy) / max(1, len(busy))
        return _Part(
            score=score,
            done=part.done | 1 << one,
            now=start,
            running=tuple(running),
            finish=part.finish | {one: finish},
            start=part.start | {one: start},
            open_=tuple(other for other in part.open_ if other != one),
            work=tuple(work),
            ends=tuple(ends),
        )

    def _mean(self, ends: list[float]) -> float:
        if len(ends) == 1:
            return ends[0]
        return sum(end * weight for end, (_, weight) in zip(ends, self.targets, strict=True))


def _makes_needless(one: _Part, other: _Part) -> bool:
    """Of two with the same activities: is `one` no later than `other` anywhere?"""
    if one.now > other.now:
        return False
    finish, now = other.finish, other.now
    for end, activity in one.running:
        theirs = finish[activity]
        if end > (theirs if theirs > now else now):
            return False
    return True
