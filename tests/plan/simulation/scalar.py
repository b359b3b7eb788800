"""One draw through a network, one node at a time: what the simulation must agree with."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from soescan.plan.simulation.network import Queue, StochasticActivity, StochasticNetwork


def finishes(network: StochasticNetwork, takes: Sequence[float]) -> list[int]:
    """The finish of every node, with these durations."""
    done: list[int] = []
    free = [[_work_days(queue, queue.release)] * queue.servers for queue in network.queues]
    items: dict[tuple[int, int], int] = {}
    for node, days in zip(network.activities, takes, strict=True):
        ready = _on_or_after(node.days, _ready(node, done))
        if node.meetings is not None:
            finish = _decided(network, node, node.meetings, ready, items)
        elif node.queue is not None:
            finish = _worked(network.queues[node.queue], free[node.queue], ready, days, node.days)
        else:
            finish = _passed(node.days, ready, days)
        done.append(finish)
    return done


def _ready(node: StochasticActivity, done: list[int]) -> int:
    found = sorted(done[before] for before in node.predecessors)
    return found[min(node.min_predecessors or len(found), len(found)) - 1] if found else 0


def _on_or_after(days: tuple[int, ...] | None, day: int) -> int:
    return day if days is None else days[bisect_left(days, day)]


def _passed(days: tuple[int, ...] | None, ready: int, takes: float) -> int:
    whole = max(math.floor(np.float32(takes + np.float32(0.5))), int(takes > 0))
    if days is None:
        return ready + whole
    first = bisect_left(days, ready)
    return days[first + max(whole, 1) - 1] + (whole > 0)


def _work_days(queue: Queue, day: int) -> float:
    """How many days somebody has worked before a day."""
    return float(day if queue.days is None else bisect_left(queue.days, day))


def _worked(
    queue: Queue, free: list[float], ready: int, takes: float, own: tuple[int, ...] | None
) -> int:
    # Single precision, as the simulation counts.
    start = np.float32(max(free[0], _work_days(queue, ready)))
    if own is not None:
        return _worked_within(queue, free, ready, takes, own, start)
    end = np.float32(start + np.float32(takes))
    free[0] = float(end)
    free.sort()
    done = math.ceil(np.float32(end - np.float32(1e-3)))
    finish = done if queue.days is None else queue.days[max(done - 1, 0)] + 1
    return max(finish, ready)


def _worked_within(
    queue: Queue,
    free: list[float],
    ready: int,
    takes: float,
    own: tuple[int, ...],
    start: np.float32,
) -> int:
    """Day by day: what is left of the first, then whole days, on the work's own days only."""
    first = int(start) if queue.days is None else queue.days[int(start)]
    days = own[bisect_left(own, first) :]
    begun = np.float32(start - np.float32(int(start))) if days[0] == first else np.float32(0)
    end = np.float32(np.float32(np.float32(bisect_left(own, first)) + begun) + np.float32(takes))
    at = bisect_left(own, first)
    while end - np.float32(1e-3) > at + 1:
        at += 1
    people = own[at] if queue.days is None else bisect_left(queue.days, own[at])
    rest = np.float32(end - np.float32(at))
    free[0] = float(max(start, np.float32(np.float32(people) + rest)))
    free.sort()
    return max(own[at] + 1 if takes > 0 else 0, ready)


def _decided(
    network: StochasticNetwork,
    node: StochasticActivity,
    sitting: int,
    ready: int,
    items: dict[tuple[int, int], int],
) -> int:
    body = network.meetings[sitting]
    days = body.days if node.days is None else node.days
    for day in days[bisect_left(days, ready) :]:
        if body.max_items is None or items.get((sitting, day), 0) < body.max_items:
            items[sitting, day] = items.get((sitting, day), 0) + 1
            return day + 1
    raise AssertionError("no meeting has room")
