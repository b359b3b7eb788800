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
from soescan.plan.scheduling.serial_schedule import ScheduleView, SerialScheduleGenerator

_BUSIEST_WEIGHT, _MEAN_WEIGHT = 2.0, 0.3
"""How much the busiest resource and all of them count beside the targets. Tried on PSPLIB's j30."""
_MAX_TARGETS = 8
_NEVER = 1 << 40
"""A day after every schedule."""
_MIN_WIDTH = 2
"""A beam is never narrower."""


@dataclass(slots=True)
class _PartialSchedule:
    """A half-made schedule."""

    score: float
    scheduled: int
    """The activities that have a start, as a set of bits."""
    now: int
    """No later activity starts before."""
    running: tuple[tuple[int, int], ...]
    """Finish and activity, by finish, of what goes on after now."""
    finish: dict[int, int]
    start: dict[int, int]
    eligible: tuple[int, ...]
    """What waits for nothing any more."""
    remaining_work: tuple[float, ...]
    """Days of each resource that are still to be done."""
    target_bounds: tuple[float, ...]
    """How late each target is at the least."""


def is_supported(instance: SchedulingProblem) -> bool:
    """Can the beam see this problem? It knows no joins but all, and few targets."""
    return 0 < len(instance.targets) <= _MAX_TARGETS and all(
        a.min_predecessors is None for a in instance.activities
    )


def search_beam(
    passes: SerialScheduleGenerator, budget: int, best: float, *, mirrored: bool
) -> list[ScheduleView]:
    """Whole schedules with a first cost below `best`, the best first.

    `budget` is how many starts may be given. In the mirror only a problem with one end and without
    calendars can be judged.
    """
    beam = _BeamSearch(passes, best, mirrored=mirrored)
    left = min(budget, passes.starts_left)
    parts = [beam.start_empty()]
    count = len(passes.durations)
    for level in range(count):
        grown = list(beam.expand(parts))
        passes.starts_left -= beam.starts_given
        left -= beam.starts_given
        branching = max(1.0, beam.starts_given / max(1, len(parts)))
        beam.starts_given = 0
        if left <= 0 and level < count - 1:
            return []
        width = max(_MIN_WIDTH, int(left / max(1, count - 1 - level) / branching))
        parts = nsmallest(width, grown, key=lambda part: part.score)
    everything = range(count)
    laid = [
        ScheduleView([p.start[i] for i in everything], [p.finish[i] for i in everything], mirrored)
        for p in parts
    ]
    return sorted(laid, key=lambda one: max(one.finish))


class _BeamSearch:
    """One side of a problem, and how its half-made schedules grow."""

    def __init__(self, passes: SerialScheduleGenerator, best: float, *, mirrored: bool) -> None:
        instance = passes.problem
        self.best, self.starts_given = best, 0
        self.durations, self.packed_demands = passes.durations, passes.packed_demands
        self.packed_capacity, self.guard_bits = passes.packed_capacity, passes.guard_bits
        self.predecessors, self.successors = passes.predecessors, passes.after
        self.targets, self.shares = instance.target_weights, instance.activities
        self.releases = [a.release for a in instance.activities]
        self.calendar_days = [
            None if a.calendar is None else instance.calendars[a.calendar]
            for a in instance.activities
        ]
        tails = [passes.compute_tails(target) for target, _ in instance.target_weights]
        if mirrored:
            self.predecessors, self.successors = passes.after, passes.predecessors
            ahead = passes.relax_resources().finish
            tails = [ahead]
            self.targets = ((instance.topological_order[0], 1.0),)
        self.tails = list(zip(*tails, strict=True))
        self.predecessor_sets = [sum(1 << one for one in found) for found in self.predecessors]
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
        self.has_single_sink = instance.has_single_sink

    def start_empty(self) -> _PartialSchedule:
        """Nothing placed yet."""
        open_ = tuple(i for i, needed in enumerate(self.predecessor_sets) if not needed)
        work = tuple(map(sum, zip(*self.loads, strict=True)))
        return _PartialSchedule(0, 0, 0, (), {}, {}, open_, work, (0.0,) * len(self.targets))

    def expand(self, parts: list[_PartialSchedule]) -> Iterator[_PartialSchedule]:
        """Every way to start one more activity, without those that others make needless."""
        by_set: dict[int, list[_PartialSchedule]] = {}
        for part in parts:
            for child in self._branch(part):
                rivals = by_set.setdefault(child.scheduled, [])
                if not any(_dominates(rival, child) for rival in rivals):
                    rivals[:] = [r for r in rivals if not _dominates(child, r)]
                    rivals.append(child)
        for rivals in by_set.values():
            for child in rivals:
                child.eligible = (*child.eligible, *self._newly_eligible(child))
                yield child

    def _newly_eligible(self, child: _PartialSchedule) -> Iterator[int]:
        last = next(reversed(child.start))
        for later in self.successors[last]:
            if self.predecessor_sets[later] & child.scheduled == self.predecessor_sets[later]:
                yield later

    def _branch(self, part: _PartialSchedule) -> Iterator[_PartialSchedule]:
        candidates = [(*self._earliest_times(part, one), one) for one in part.eligible]
        first = min(finish for _, finish, _ in candidates)
        ends = [
            max(end, *(start + self.tails[one][k] if self.tails[one][k] >= 0 else 0
                       for start, _, one in candidates))
            for k, end in enumerate(part.target_bounds)
        ]  # fmt: skip
        if self._weighted_mean(ends) >= self.best:
            return
        for start, finish, one in candidates:
            if start < first or (start == first and start == finish):
                self.starts_given += 1
                child = self._schedule_next(part, candidates, start, finish, one)
                if child:
                    yield child

    def _earliest_times(self, part: _PartialSchedule, one: int) -> tuple[int, int]:
        """When an activity can start and finish, after everything that has started."""
        finish = part.finish
        day = part.now
        for before in self.predecessors[one]:
            if finish[before] > day:
                day = finish[before]
        if self.releases[one] > day:
            day = self.releases[one]
        length, demand, guard = self.durations[one], self.packed_demands[one], self.guard_bits
        if demand:
            free = self.packed_capacity
            going = [(end, self.packed_demands[other]) for end, other in part.running if end > day]
            for _, taken in going:
                free -= taken
            at = 0
            while (free - demand) & guard != guard:
                day = going[at][0]
                while at < len(going) and going[at][0] == day:
                    free += going[at][1]
                    at += 1
        days = self.calendar_days[one]
        if days is None:
            return day, day + length
        at = bisect_left(days, day)
        last = at + max(length, 1) - 1
        return (days[at], days[last] + (length > 0)) if last < len(days) else (_NEVER, _NEVER)

    def _schedule_next(
        self,
        part: _PartialSchedule,
        candidates: list[tuple[int, int, int]],
        start: int,
        finish: int,
        one: int,
    ) -> _PartialSchedule | None:
        tails = self.tails
        ends = list(part.target_bounds)
        for other_start, _, other in candidates:
            day = other_start if other_start > start else start
            for k, tail in enumerate(tails[other]):
                if tail >= 0 and day + tail > ends[k]:
                    ends[k] = day + tail
        running = [item for item in part.running if item[0] > start]
        if finish > start:
            running.append((finish, one))
            running.sort()
        work = [a - b for a, b in zip(part.remaining_work, self.loads[one], strict=True)]
        busy = [start + days for days in work]
        for end, other in running:
            for resource, rate in enumerate(self.rates[other]):
                busy[resource] += (end - start) * rate
        late, busiest = self._weighted_mean(ends), max(busy, default=0.0)
        if self.has_single_sink and busiest > late:
            late = busiest
        if late > self.best - 1 + 1e-9 if self.has_single_sink else late >= self.best:
            return None
        score = late + _BUSIEST_WEIGHT * busiest + _MEAN_WEIGHT * sum(busy) / max(1, len(busy))
        return _PartialSchedule(
            score=score,
            scheduled=part.scheduled | 1 << one,
            now=start,
            running=tuple(running),
            finish=part.finish | {one: finish},
            start=part.start | {one: start},
            eligible=tuple(other for other in part.eligible if other != one),
            remaining_work=tuple(work),
            target_bounds=tuple(ends),
        )

    def _weighted_mean(self, ends: list[float]) -> float:
        if len(ends) == 1:
            return ends[0]
        return sum(end * weight for end, (_, weight) in zip(ends, self.targets, strict=True))


def _dominates(one: _PartialSchedule, other: _PartialSchedule) -> bool:
    """Of two with the same activities: is `one` no later than `other` anywhere?"""
    if one.now > other.now:
        return False
    finish, now = other.finish, other.now
    for end, activity in one.running:
        theirs = finish[activity]
        if end > (theirs if theirs > now else now):
            return False
    return True
