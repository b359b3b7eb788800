"""Beam search over partial schedules: many at once, of which the most promising are extended.

Activities are started one after another in time. Of two partial schedules of the same activities,
one that is no later anywhere dominates the other (the cut-set rule of Demeulemeester and Herroelen
1992, Management Science 38); an activity that could finish before the next start without delaying
it must do so (active schedules, Giffler and Thompson 1960, Operations Research 8). What remains is
ranked by how late its targets must become, and how late the busiest resource.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import nsmallest

from soescan.plan.scheduling.problem import SchedulingProblem
from soescan.plan.scheduling.serial_schedule import ScheduleView, SerialScheduleGenerator

_BUSIEST_WEIGHT, _MEAN_WEIGHT = 2.0, 0.3
"""Weights of the busiest resource and of their mean beside the targets. Tuned on PSPLIB's j30."""
_MAX_TARGETS = 8
_NEVER = 1 << 40
"""A day after every schedule."""
_MIN_WIDTH = 2
"""A beam is never narrower."""
_MAX_RESOURCES = 100
"""With more roles hundreds of steps can start at once, and to compare them all takes minutes."""


@dataclass(slots=True)
class _PartialSchedule:
    """Starts and finishes of some of the activities, in days."""

    score: float
    """Less is more promising."""
    scheduled: int
    """The activities that have a start, as a bit set."""
    now: int
    """No further activity starts before this day."""
    running: tuple[tuple[int, int], ...]
    """Finish and activity, by finish, of what goes on after `now`."""
    finish: dict[int, int]
    start: dict[int, int]
    eligible: tuple[int, ...]
    """The activities without a start whose predecessors all have one."""
    remaining_work: tuple[float, ...]
    """Days that each resource needs for what has no start yet."""
    target_bounds: tuple[float, ...]
    """A lower bound on the finish of each target."""


def is_supported(problem: SchedulingProblem) -> bool:
    """Is the problem one for the beam: every predecessor needed, few targets and resources?"""
    return (
        0 < len(problem.targets) <= _MAX_TARGETS
        and len(problem.capacities) <= _MAX_RESOURCES
        and all(activity.min_predecessors is None for activity in problem.activities)
    )


def search_beam(
    generator: SerialScheduleGenerator, budget: int, upper_bound: float, *, is_reversed: bool
) -> list[ScheduleView]:
    """Complete schedules with a mean target finish below `upper_bound`, the shortest first.

    `budget` is how many starts may be given; they are taken from the generator's. None is returned
    when it runs out on the way. Reversed, only a problem with a single sink and without calendars
    can be searched.
    """
    beam = _BeamSearch(generator, upper_bound, is_reversed=is_reversed)
    starts_left = min(budget, generator.starts_left)
    partials = [beam.start_empty()]
    count = len(generator.durations)
    for level in range(count):
        children = list(beam.expand(partials))
        generator.starts_left -= beam.starts_given
        starts_left -= beam.starts_given
        branching = max(1.0, beam.starts_given / max(1, len(partials)))
        beam.starts_given = 0
        if starts_left <= 0 and level < count - 1:
            return []
        width = max(_MIN_WIDTH, int(starts_left / max(1, count - 1 - level) / branching))
        partials = nsmallest(width, children, key=lambda child: child.score)
    activities = range(count)
    views = [
        ScheduleView(
            [partial.start[activity] for activity in activities],
            [partial.finish[activity] for activity in activities],
            is_reversed,
        )
        for partial in partials
    ]
    return sorted(views, key=lambda view: max(view.finish))


class _BeamSearch:
    """The data of one direction of a problem, and how its partial schedules are extended."""

    def __init__(
        self, generator: SerialScheduleGenerator, upper_bound: float, *, is_reversed: bool
    ) -> None:
        problem = generator.problem
        self.best, self.starts_given = upper_bound, 0
        self.durations, self.packed_demands = generator.durations, generator.packed_demands
        self.packed_capacity, self.guard_bits = generator.packed_capacity, generator.guard_bits
        self.predecessors, self.successors = generator.predecessors, generator.successors
        self.targets, self.shares = problem.target_weights, problem.activities
        self.releases = [item.release for item in problem.activities]
        self.calendar_days = [
            None if item.calendar is None else problem.calendars[item.calendar]
            for item in problem.activities
        ]
        tails = [generator.compute_tails(target) for target, _ in problem.target_weights]
        if is_reversed:
            self.predecessors, self.successors = generator.successors, generator.predecessors
            forward_finish = generator.relax_resources().finish
            tails = [forward_finish]
            self.targets = ((problem.topological_order[0], 1.0),)
        self.tails = list(zip(*tails, strict=True))
        self.predecessor_sets = [
            sum(1 << activity for activity in predecessors) for predecessors in self.predecessors
        ]
        self.loads = [
            tuple(
                item.duration * demand / capacity if capacity else 0.0
                for demand, capacity in zip(item.demands, problem.capacities, strict=False)
            )
            or (0.0,) * len(problem.capacities)
            for item in problem.activities
        ]
        # Of hundreds of roles an activity needs one or two: only those are summed up.
        self.rates = [
            tuple((r, load / item.duration) for r, load in enumerate(loads) if load)
            for item, loads in zip(problem.activities, self.loads, strict=True)
        ]
        self.has_single_sink = problem.has_single_sink

    def start_empty(self) -> _PartialSchedule:
        """The partial schedule without any activity."""
        sets = enumerate(self.predecessor_sets)
        eligible = tuple(activity for activity, predecessors in sets if not predecessors)
        remaining_work = tuple(map(sum, zip(*self.loads, strict=True)))
        bounds = (0.0,) * len(self.targets)
        return _PartialSchedule(0, 0, 0, (), {}, {}, eligible, remaining_work, bounds)

    def expand(self, partials: list[_PartialSchedule]) -> Iterator[_PartialSchedule]:
        """Every way to start one more activity, without those that another dominates."""
        by_activities: dict[int, list[_PartialSchedule]] = {}
        for partial in partials:
            for child in self._branch(partial):
                rivals = by_activities.setdefault(child.scheduled, [])
                if not any(_dominates(rival, child) for rival in rivals):
                    rivals[:] = [rival for rival in rivals if not _dominates(child, rival)]
                    rivals.append(child)
        for rivals in by_activities.values():
            for child in rivals:
                child.eligible = (*child.eligible, *self._find_newly_eligible(child))
                yield child

    def _find_newly_eligible(self, child: _PartialSchedule) -> Iterator[int]:
        last = next(reversed(child.start))
        for successor in self.successors[last]:
            if not self.predecessor_sets[successor] & ~child.scheduled:
                yield successor

    def _branch(self, partial: _PartialSchedule) -> Iterator[_PartialSchedule]:
        candidates = [(*self._find_earliest_times(partial, a), a) for a in partial.eligible]
        earliest_finish = min(finish for _, finish, _ in candidates)
        target_bounds = [
            max(bound, *(start + tail if (tail := self.tails[activity][target]) >= 0 else 0
                         for start, _, activity in candidates))
            for target, bound in enumerate(partial.target_bounds)
        ]  # fmt: skip
        if self._weighted_mean(target_bounds) >= self.best:
            return
        for start, finish, activity in candidates:
            if start < earliest_finish or (start == earliest_finish and start == finish):
                self.starts_given += 1
                child = self._schedule_next(partial, candidates, start, finish, activity)
                if child:
                    yield child

    def _find_earliest_times(self, partial: _PartialSchedule, activity: int) -> tuple[int, int]:
        """The first start and the finish of an activity, beside all that has started, in days."""
        finish = partial.finish
        day = partial.now
        for predecessor in self.predecessors[activity]:
            if finish[predecessor] > day:
                day = finish[predecessor]
        if self.releases[activity] > day:
            day = self.releases[activity]
        length, demand = self.durations[activity], self.packed_demands[activity]
        if demand:
            guard = self.guard_bits
            free = self.packed_capacity
            demands = self.packed_demands
            running = [(end, demands[other]) for end, other in partial.running if end > day]
            for _, in_use in running:
                free -= in_use
            position = 0
            while (free - demand) & guard != guard:
                day = running[position][0]
                while position < len(running) and running[position][0] == day:
                    free += running[position][1]
                    position += 1
        days = self.calendar_days[activity]
        if days is None:
            return day, day + length
        position = bisect_left(days, day)
        last = position + max(length, 1) - 1
        return (days[position], days[last] + (length > 0)) if last < len(days) else (_NEVER, _NEVER)

    def _schedule_next(
        self,
        partial: _PartialSchedule,
        candidates: list[tuple[int, int, int]],
        start: int,
        finish: int,
        activity: int,
    ) -> _PartialSchedule | None:
        tails = self.tails
        target_bounds = list(partial.target_bounds)
        for candidate_start, _, candidate in candidates:
            day = candidate_start if candidate_start > start else start
            for target, tail in enumerate(tails[candidate]):
                if tail >= 0 and day + tail > target_bounds[target]:
                    target_bounds[target] = day + tail
        running = [item for item in partial.running if item[0] > start]
        if finish > start:
            running.append((finish, activity))
            running.sort()
        remaining_work = [
            a - b for a, b in zip(partial.remaining_work, self.loads[activity], strict=True)
        ]
        resource_ends = [start + days for days in remaining_work]
        for end, busy in running:
            for resource, rate in self.rates[busy]:
                resource_ends[resource] += (end - start) * rate
        lateness, busiest = self._weighted_mean(target_bounds), max(resource_ends, default=0.0)
        if self.has_single_sink and busiest > lateness:
            lateness = busiest
        if lateness > self.best - 1 + 1e-9 if self.has_single_sink else lateness >= self.best:
            return None
        mean = _MEAN_WEIGHT * sum(resource_ends) / max(1, len(resource_ends))
        return _PartialSchedule(
            score=lateness + _BUSIEST_WEIGHT * busiest + mean,
            scheduled=partial.scheduled | 1 << activity,
            now=start,
            running=tuple(running),
            finish=partial.finish | {activity: finish},
            start=partial.start | {activity: start},
            eligible=tuple(candidate for candidate in partial.eligible if candidate != activity),
            remaining_work=tuple(remaining_work),
            target_bounds=tuple(target_bounds),
        )

    def _weighted_mean(self, target_bounds: list[float]) -> float:
        if len(target_bounds) == 1:
            return target_bounds[0]
        return sum(
            bound * weight for bound, (_, weight) in zip(target_bounds, self.targets, strict=True)
        )


def _dominates(partial: _PartialSchedule, other: _PartialSchedule) -> bool:
    """Of two with the same activities: is the first no later than the other anywhere?"""
    if partial.now > other.now:
        return False
    finish, now = other.finish, other.now
    for end, activity in partial.running:
        other_finish = finish[activity]
        if end > (other_finish if other_finish > now else now):
            return False
    return True
