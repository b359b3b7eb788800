"""One draw through a network, one node at a time: what the simulation must agree with."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from soescan.plan.simulation.network import Queue, StochasticActivity, StochasticNetwork


def simulate_draw(network: StochasticNetwork, durations: Sequence[float]) -> list[int]:
    """The finish of every node, with these durations."""
    finishes: list[int] = []
    free = [[_work_days(queue, queue.release)] * queue.servers for queue in network.queues]
    items: dict[tuple[int, int], int] = {}
    for activity, duration in zip(network.activities, durations, strict=True):
        ready = _find_day(activity.days, _find_ready_day(activity, finishes))
        if activity.meetings is not None:
            finish = _decide(network, activity, activity.meetings, ready, items)
        elif activity.queue is not None:
            finish = _work(
                network.queues[activity.queue], free[activity.queue], ready, duration, activity.days
            )
        else:
            finish = _add_days(activity.days, ready, duration)
        finishes.append(finish)
    return finishes


def _find_ready_day(activity: StochasticActivity, finishes: list[int]) -> int:
    earlier = sorted(finishes[predecessor] for predecessor in activity.predecessors)
    return (
        earlier[min(activity.min_predecessors or len(earlier), len(earlier)) - 1] if earlier else 0
    )


def _find_day(days: tuple[int, ...] | None, day: int) -> int:
    return day if days is None else days[bisect_left(days, day)]


def _add_days(days: tuple[int, ...] | None, ready: int, duration: float) -> int:
    whole = max(math.floor(np.float32(duration + np.float32(0.5))), int(duration > 0))
    if days is None:
        return ready + whole
    first = bisect_left(days, ready)
    return days[first + max(whole, 1) - 1] + (whole > 0)


def _work_days(queue: Queue, day: int) -> float:
    """How many days somebody has worked before a day."""
    return float(day if queue.days is None else bisect_left(queue.days, day))


def _work(
    queue: Queue, free: list[float], ready: int, duration: float, own_days: tuple[int, ...] | None
) -> int:
    # Single precision, as the simulation counts.
    start = np.float32(max(free[0], _work_days(queue, ready)))
    if own_days is not None:
        return _work_within(queue, free, ready, duration, own_days, start)
    end = np.float32(start + np.float32(duration))
    free[0] = float(end)
    free.sort()
    finish_day = math.ceil(np.float32(end - np.float32(1e-3)))
    finish = finish_day if queue.days is None else queue.days[max(finish_day - 1, 0)] + 1
    return max(finish, ready)


def _work_within(
    queue: Queue,
    free: list[float],
    ready: int,
    duration: float,
    own_days: tuple[int, ...],
    start: np.float32,
) -> int:
    """Day by day: what is left of the first, then whole days, on the work's own days only."""
    first = int(start) if queue.days is None else queue.days[int(start)]
    days = own_days[bisect_left(own_days, first) :]
    begun = np.float32(start - np.float32(int(start))) if days[0] == first else np.float32(0)
    end = np.float32(
        np.float32(np.float32(bisect_left(own_days, first)) + begun) + np.float32(duration)
    )
    position = bisect_left(own_days, first)
    while end - np.float32(1e-3) > position + 1:
        position += 1
    people_position = (
        own_days[position] if queue.days is None else bisect_left(queue.days, own_days[position])
    )
    remainder = np.float32(end - np.float32(position))
    free[0] = float(max(start, np.float32(np.float32(people_position) + remainder)))
    free.sort()
    return max(own_days[position] + 1 if duration > 0 else 0, ready)


def _decide(
    network: StochasticNetwork,
    activity: StochasticActivity,
    series: int,
    ready: int,
    items: dict[tuple[int, int], int],
) -> int:
    meetings = network.meetings[series]
    days = meetings.days if activity.days is None else activity.days
    for day in days[bisect_left(days, ready) :]:
        if meetings.max_items is None or items.get((series, day), 0) < meetings.max_items:
            items[series, day] = items.get((series, day), 0) + 1
            return day + 1
    raise AssertionError("no meeting has room")
