"""StochasticNetwork -> SimulationResult: a Monte Carlo simulation of the finish of each target.

One loop over the activities; each step of it works on all draws at once. Draws come in batches, so
that memory grows neither with their number nor, beyond a size, with that of the activities. Arrays
are activities x draws, or one row of that; days are day numbers of `Workdays`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from soescan.plan.simulation.network import (
    MeetingSeries,
    Queue,
    StochasticActivity,
    StochasticNetwork,
)
from soescan.plan.simulation.sampling import Floats, draw_durations

DayArray = NDArray[np.int32]
"""Day numbers."""
KeptDays = NDArray[np.uint16] | NDArray[np.int32]
"""Day numbers of all draws, in two bytes each where they fit."""

BATCH_SIZE = 2_000
"""Draws at a time: enough to make numpy's overhead small, few enough to stay near the processor."""
_BATCH_CELLS = 8_000_000
"""Activities x draws at a time; each takes some 20 bytes, and a network of 4,000 gets all draws."""
_ROWS_AT_A_TIME = 1_024
"""Activities whose correlations are computed together."""
_ROUNDING = np.float32(1e-3)
"""Days of work that are rounding, not work."""


@dataclass(frozen=True, slots=True)
class SimulationResult:
    """The finishes of all draws, and what they depend on."""

    finish: KeptDays
    """The finish of each target in each draw: targets x draws."""
    watched_finish: KeptDays
    """The finish of each watched activity in each draw: watched activities x draws."""
    criticality_index: NDArray[np.float64]
    """For each activity the share of draws in which it was critical (Van Slyke 1963).

    0 for all when the simulation did not explain.
    """
    duration_sensitivity: NDArray[np.float64]
    """Pearson correlation of duration and finish over the draws: activities x targets.

    Its absolute value is the cruciality index of Williams (1992). 0 where either does not vary.
    Without targets when the simulation did not explain.
    """


def simulate(
    network: StochasticNetwork, draws: int = 10_000, seed: int = 1, *, explain: bool = True
) -> SimulationResult:
    """Draw all durations so many times and follow the network with each.

    `explain` also computes the criticality index and the duration sensitivity.
    The same network, number of draws and seed give the same result.
    """
    targets, watched = list(network.targets), list(network.watched)
    sums = _SensitivitySums(len(network.activities), len(targets)) if explain else None
    finish = _allocate_days(len(targets), draws, network.horizon)
    watched_finish = _allocate_days(len(watched), draws, network.horizon)
    for batch, draw_numbers in enumerate(_split_draws(draws, len(network.activities))):
        columns = slice(draw_numbers.start, draw_numbers.stop)
        run = BatchRun(network, draw_durations(network, len(draw_numbers), seed, batch))
        finish[:, columns] = run.finish[targets]
        watched_finish[:, columns] = run.finish[watched]
        if sums:
            sums.add(run)
        del run  # before the next takes as much memory again
    if sums is None:
        nothing = np.zeros(len(network.activities)), np.zeros((len(network.activities), 0))
        return SimulationResult(finish, watched_finish, *nothing)
    return SimulationResult(
        finish, watched_finish, sums.criticality_index(), sums.duration_sensitivity()
    )


def run_likely(network: StochasticNetwork) -> tuple[list[int], list[int]]:
    """Start and finish of each activity, as day numbers, if all takes its likely time."""
    likely = [[activity.duration.likely] for activity in network.activities]
    run = BatchRun(network, np.asarray(likely, dtype=np.float32), keep_starts=True)
    start = run.finish if run.start is None else run.start
    return start[:, 0].tolist(), run.finish[:, 0].tolist()


def _allocate_days(rows: int, draws: int, horizon: int) -> KeptDays:
    """An array for days: half of what two bytes hold is for what ends after the horizon."""
    if horizon <= np.iinfo(np.uint16).max // 2:
        return np.empty((rows, draws), dtype=np.uint16)
    return np.empty((rows, draws), dtype=np.int32)


def _split_draws(draws: int, activities: int) -> Iterator[range]:
    """The numbers of the draws, a batch at a time.

    >>> [len(batch) for batch in _split_draws(1_200, 16_000)]
    [500, 500, 200]
    """
    size = max(1, min(BATCH_SIZE, _BATCH_CELLS // max(1, activities)))
    for first in range(0, draws, size):
        yield range(first, min(first + size, draws))


class BatchRun:
    """One batch of draws through the network.

    Work starts when it is ready and its queue is free, not only at the start of a day; what waits
    for it starts on the next whole day.
    """

    def __init__(
        self, network: StochasticNetwork, durations: Floats, *, keep_starts: bool = False
    ) -> None:
        """Simulate at once; `durations` are working days, activities x draws."""
        self.network, self.durations = network, durations
        self.start = np.empty(durations.shape, dtype=np.int32) if keep_starts else None
        """The day on which each activity begins; None unless they are kept."""
        self._zeros = np.zeros(durations.shape[1], dtype=np.int32)
        self.ready = np.empty(durations.shape, dtype=np.int32)
        self.finish = np.empty(durations.shape, dtype=np.int32)
        self.queued_behind: dict[int, list[int]] = {}
        """For each activity with a queue: those just before it there, which may have held it up."""
        self.has_queued: dict[int, NDArray[np.bool_]] = {}
        """For each activity with a queue and each draw: had it to wait for its people?"""
        draws, horizon = durations.shape[1], network.horizon
        self._work_queues = [_WorkQueue(queue, draws, horizon) for queue in network.queues]
        self._agendas = [_Agenda(series, draws, horizon) for series in network.meetings]
        self._lookups: dict[int, _DayLookup] = {}
        for index, activity in enumerate(network.activities):
            self._simulate_activity(index, activity)

    def _simulate_activity(self, index: int, activity: StochasticActivity) -> None:
        ready, finish = self.ready[index], self.finish[index]
        self._compute_ready_days(activity, ready)
        calendar = self._look_up_calendar(activity.days)
        if calendar is not None:
            np.take(calendar.next, ready, out=ready, mode="clip")
        if activity.meetings is not None:
            self._agendas[activity.meetings].decide(ready, finish, calendar)
        elif activity.queue is not None:
            work_queue = self._work_queues[activity.queue]
            self.queued_behind[index] = work_queue.activities[-2 * work_queue.servers :]
            start = None if self.start is None else self.start[index]
            self.has_queued[index] = work_queue.work(
                ready, self.durations[index], finish, index, calendar, start
            )
            return
        elif calendar is not None:
            calendar.add_workdays(ready, _round_days(self.durations[index]), finish)
        else:
            np.add(ready, _round_days(self.durations[index]), out=finish)
        if self.start is not None:
            self.start[index] = ready if activity.meetings is None else finish - 1

    def _compute_ready_days(self, activity: StochasticActivity, ready: DayArray) -> None:
        """Write into `ready` the day on which enough predecessors are finished, by draw."""
        predecessors = activity.predecessors
        if not predecessors:
            ready[:] = 0
        elif activity.min_predecessors is None or activity.min_predecessors >= len(predecessors):
            ready[:] = self.finish[predecessors[0]]
            for predecessor in predecessors[1:]:
                np.maximum(ready, self.finish[predecessor], out=ready)
        elif activity.min_predecessors == 1:
            ready[:] = self.finish[predecessors[0]]
            for predecessor in predecessors[1:]:
                np.minimum(ready, self.finish[predecessor], out=ready)
        else:
            ready[:] = np.partition(
                self.finish[list(predecessors)], activity.min_predecessors - 1, axis=0
            )[activity.min_predecessors - 1]

    def _look_up_calendar(self, days: tuple[int, ...] | None) -> _DayLookup | None:
        if days is None:
            return None
        # By identity, for the hash of thousands of days takes longer than a step of the loop.
        if id(days) not in self._lookups:
            self._lookups[id(days)] = _cached_day_lookup(days, self.network.horizon)
        return self._lookups[id(days)]

    def find_critical(self) -> NDArray[np.bool_]:
        """Is the activity critical in the draw: activities x draws.

        Backwards from the targets: the predecessors are critical that decided when a critical
        activity was ready, or, where it queued, the work that its people did before.
        """
        critical = np.zeros(self.durations.shape, dtype=np.bool_)
        critical[list(self.network.targets)] = True
        for index in range(len(self.network.activities) - 1, -1, -1):
            is_critical = critical[index]
            if not is_critical.any():
                continue
            activity, ready = self.network.activities[index], self.ready[index]
            has_queued = self.has_queued.get(index)
            for predecessor in self.queued_behind.get(index, ()):
                if has_queued is not None:
                    critical[predecessor] |= (
                        is_critical & has_queued & (self.finish[predecessor] > ready)
                    )
            if has_queued is not None:
                is_critical = is_critical & ~has_queued
            for predecessor in activity.predecessors:
                # Not `==`: what a meeting or a calendar holds up is still due to what came last.
                critical[predecessor] |= is_critical & (
                    self.finish[predecessor]
                    >= self._find_predecessor_finish(activity, index, ready)
                )
        return critical

    def _find_predecessor_finish(
        self, activity: StochasticActivity, index: int, ready: DayArray
    ) -> DayArray:
        """The day on which enough predecessors were finished, before a calendar moved it."""
        if activity.days is None:
            return ready
        finish = np.empty_like(ready)
        self._compute_ready_days(activity, finish)
        return finish


def _round_days(durations: Floats) -> DayArray:
    """Whole days: half a day counts as one, as in a schedule; `rint` goes to the even number."""
    rounded: Floats = np.maximum(np.floor(durations + np.float32(0.5)), durations > 0)
    return rounded.astype(np.int32)


class _DayLookup:
    """The days of a calendar as arrays over all day numbers up to the horizon."""

    def __init__(self, days: tuple[int, ...], horizon: int) -> None:
        self.days = np.asarray([*days, horizon], dtype=np.int32)
        self.index = np.searchsorted(self.days, np.arange(horizon + 1)).astype(np.int32)
        """By day number, the position in `days` of the first that is not earlier."""
        self.next = self.days[np.minimum(self.index, len(self.days) - 1)]

    def add_workdays(self, ready: DayArray, duration: DayArray, finish: DayArray) -> None:
        """Write the finish of `duration` days of this calendar from `ready` on; 0 takes none."""
        position = self.index.take(ready, mode="clip")
        position += np.maximum(duration, 1)
        position -= 1
        np.add(self.days.take(position, mode="clip"), duration > 0, out=finish)


_cached_day_lookup = lru_cache(maxsize=256)(_DayLookup)
"""Batches and what-if scenarios look up the same days again and again."""


class _WorkQueue:
    """The servers of a queue in all draws at once, the one that is free first at row 0.

    Their time is counted in days on which they work, with fractions.
    """

    def __init__(self, queue: Queue, draws: int, horizon: int) -> None:
        self.servers = queue.servers
        self.activities: list[int] = []
        self._calendar = None if queue.days is None else _cached_day_lookup(queue.days, horizon)
        free = queue.release
        if self._calendar is not None:
            free = int(self._calendar.index[min(queue.release, horizon)])
        self._free_from = np.full((queue.servers, draws), free, dtype=np.float32)

    def work(
        self,
        ready: DayArray,
        durations: Floats,
        finish: DayArray,
        index: int,
        own_days: _DayLookup | None,
        start: DayArray | None = None,
    ) -> NDArray[np.bool_]:
        """Work on an activity as soon as a server is free; write its finish, a whole day.

        `own_days` are the days on which it may go on, if those are fewer than the people's. Writes
        the day on which it begins into `start`, if given. Returns by draw whether it had to wait
        for a server for a day or more.
        """
        free, calendar = self._free_from[0], self._calendar
        arrival = ready if calendar is None else calendar.index.take(ready, mode="clip")
        has_queued: NDArray[np.bool_] = free >= arrival + 1
        np.maximum(free, arrival, out=free)
        if start is not None:
            start[:] = self._find_start_days(own_days)
        if own_days is not None:
            finish_day = self._work_within(own_days, durations)
        else:
            free += durations
            finish_day = np.ceil(free - _ROUNDING).astype(np.int32)
            if calendar is not None:
                finish_day -= 1
                finish_day = calendar.days.take(finish_day, mode="clip")
                finish_day += 1
        np.maximum(finish_day, ready, out=finish)
        for server in range(self.servers - 1):  # the first may now be later than those behind it
            later = np.maximum(self._free_from[server], self._free_from[server + 1])
            np.minimum(
                self._free_from[server], self._free_from[server + 1], out=self._free_from[server]
            )
            self._free_from[server + 1] = later
        self.activities.append(index)
        return has_queued

    def _find_start_days(self, own_days: _DayLookup | None) -> DayArray:
        """The day on which the first server begins what it takes on next, by draw."""
        day: DayArray = np.floor(self._free_from[0] + _ROUNDING).astype(np.int32)
        if self._calendar is not None:
            day = self._calendar.days.take(day, mode="clip")
        if own_days is not None:
            day = own_days.next.take(day, mode="clip")
        return day

    def _work_within(self, own_days: _DayLookup, durations: Floats) -> DayArray:
        """Work on some of the people's days only; whoever does it does nothing else meanwhile."""
        free, calendar = self._free_from[0], self._calendar
        whole = free.astype(np.int32)
        day = whole if calendar is None else calendar.days.take(whole, mode="clip")
        position = own_days.index.take(day, mode="clip")
        # What is left of a day counts only if the work may go on upon that day.
        part_left = free - whole.astype(np.float32)
        part_of_day = np.where(own_days.days.take(position) == day, part_left, np.float32(0))
        end_position = position.astype(np.float32) + part_of_day
        end_position += durations
        last = np.ceil(end_position - _ROUNDING).astype(np.int32) - 1
        last_position = np.maximum(last, position)
        day = own_days.days.take(last_position, mode="clip")
        people_position = day if calendar is None else calendar.index.take(day, mode="clip")
        end_position -= last_position.astype(np.float32)
        np.maximum(free, people_position.astype(np.float32) + end_position, out=free)
        return np.where(durations > 0, day + 1, 0).astype(np.int32)


class _Agenda:
    """The meetings of a committee and the decisions on each agenda: meetings x draws."""

    def __init__(self, series: MeetingSeries, draws: int, horizon: int) -> None:
        self._calendar = _cached_day_lookup(series.days, horizon)
        self._max_items = series.max_items
        self._draw_numbers = np.arange(draws)
        self._items_by_meeting = np.zeros((len(series.days) + 1, draws), dtype=np.int16)

    def decide(self, ready: DayArray, finish: DayArray, own_days: _DayLookup | None) -> None:
        """Write the day after the first meeting with room, of those that `own_days` allows."""
        allowed = own_days or self._calendar
        choice = allowed.index.take(ready, mode="clip")
        meetings = np.searchsorted(self._calendar.days, allowed.days)
        if self._max_items is not None:
            last = len(allowed.days) - 1
            while True:
                is_full = (
                    self._items_by_meeting[meetings[choice], self._draw_numbers] >= self._max_items
                ) & (choice < last)
                if not is_full.any():
                    break
                choice[is_full] += 1
            self._items_by_meeting[meetings[choice], self._draw_numbers] += 1
        np.add(allowed.days[choice], 1, out=finish)


class _SensitivitySums:
    """Running sums over batches for the criticality index and the correlations."""

    def __init__(self, activities: int, targets: int) -> None:
        self._draws = 0
        self._critical_draws = np.zeros(activities)
        self._duration_sum, self._duration_squares = np.zeros(activities), np.zeros(activities)
        self._finish_sum, self._finish_squares = np.zeros(targets), np.zeros(targets)
        self._products = np.zeros((activities, targets))

    def add(self, run: BatchRun) -> None:
        """Add the draws of a batch."""
        durations = run.durations
        finish = run.finish[list(run.network.targets)].astype(np.float32)
        self._draws += durations.shape[1]
        self._critical_draws += np.count_nonzero(run.find_critical(), axis=1)
        self._duration_sum += durations.sum(axis=1, dtype=np.float64)
        self._duration_squares += np.einsum("ij,ij->i", durations, durations)
        self._finish_sum += finish.sum(axis=1, dtype=np.float64)
        self._finish_squares += np.einsum("ij,ij->i", finish, finish)
        self._products += durations @ finish.T

    def criticality_index(self) -> NDArray[np.float64]:
        """The share of draws in which each activity was critical."""
        return self._critical_draws / max(1, self._draws)

    def duration_sensitivity(self) -> NDArray[np.float64]:
        """Pearson correlations, activities x targets; 0 where either does not vary."""
        count = max(1, self._draws)
        mean_duration, mean_finish = self._duration_sum / count, self._finish_sum / count
        duration_deviation = np.sqrt(
            np.maximum(self._duration_squares / count - mean_duration**2, 0)
        )
        finish_deviation = np.sqrt(np.maximum(self._finish_squares / count - mean_finish**2, 0))
        correlation = self._products / count
        for first in range(0, len(correlation), _ROWS_AT_A_TIME):
            rows = slice(first, first + _ROWS_AT_A_TIME)
            covariance = correlation[rows]
            covariance -= np.outer(mean_duration[rows], mean_finish)
            scale = np.outer(duration_deviation[rows], finish_deviation)
            is_known = scale > 1e-4
            np.divide(covariance, scale, out=covariance, where=is_known)
            covariance[~is_known] = 0
        return correlation
