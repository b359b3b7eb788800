"""Network -> Simulation: when the targets are reached if everything takes the time it may take.

One loop over the nodes; each step of it works on all draws at once. Draws come in chunks, so that
memory does not grow with their number.
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
from soescan.plan.simulation.sampling import Floats, durations

Days = NDArray[np.int32]

CHUNK = 2_000
"""Draws at a time: enough to make numpy's overhead small, few enough to stay near the processor."""


@dataclass(frozen=True, slots=True)
class Simulation:
    """What came of the draws."""

    finish: Days
    """The finish of each target in each draw: a row for a target."""
    watched: Days
    """The same for the nodes that are watched."""
    critical: NDArray[np.float64]
    """How often a target would have been earlier if the node had been."""
    matters: NDArray[np.float64]
    """Correlation of what a node takes with each target's finish: a row for a node."""


def simulate(
    network: StochasticNetwork, draws: int = 10_000, seed: int = 1, *, explain: bool = True
) -> Simulation:
    """Run the network through so many draws. `explain` also says which nodes mattered."""
    targets, watched = list(network.targets), list(network.watched)
    tally = _Tally(len(network.activities), len(targets))
    found, seen = [], []
    for number, size in enumerate(_chunks(draws)):
        takes = durations(network, size, seed, number)
        run = Run(network, takes)
        found.append(run.finish[targets])
        seen.append(run.finish[watched])
        if explain:
            tally.add(run)
    finish, others = np.concatenate(found, axis=1), np.concatenate(seen, axis=1)
    return Simulation(finish, others, tally.critical(), tally.matters())


def _chunks(draws: int) -> Iterator[int]:
    while draws > 0:
        yield min(draws, CHUNK)
        draws -= CHUNK


class Run:
    """One chunk of draws through the network.

    Work starts when it is ready and its queue is free, not only at the start of a day; what waits
    for it starts on the next whole day.
    """

    def __init__(self, network: StochasticNetwork, takes: Floats) -> None:
        """`takes` are the days of each node in each draw."""
        self.network, self.takes = network, takes
        self._zeros = np.zeros(takes.shape[1], dtype=np.int32)
        # Half a day counts as one, as it does in a schedule; `rint` would go to the even number.
        self._whole = np.maximum(np.floor(takes + np.float32(0.5)), takes > 0).astype(np.int32)
        self.ready = np.empty(takes.shape, dtype=np.int32)
        self.finish = np.empty(takes.shape, dtype=np.int32)
        self.behind: dict[int, list[int]] = {}
        """The nodes that each node may have queued behind."""
        self.held: dict[int, NDArray[np.bool_]] = {}
        """In which draws a node had to wait for its people."""
        self._queues = [_Line(q, takes.shape[1], network.horizon) for q in network.queues]
        self._sittings = [_Table(s, takes.shape[1], network.horizon) for s in network.meetings]
        for index, node in enumerate(network.activities):
            self._visit(index, node)

    def _visit(self, index: int, node: StochasticActivity) -> None:
        ready, finish = self.ready[index], self.finish[index]
        self._wait(node, ready)
        calendar = self._calendar(node.days)
        if calendar is not None:
            np.take(calendar.next, ready, out=ready, mode="clip")
        if node.meetings is not None:
            self._sittings[node.meetings].decide(ready, finish, calendar)
        elif node.queue is not None:
            line = self._queues[node.queue]
            self.behind[index] = line.taken[-2 * line.servers :]
            self.held[index] = line.work(ready, self.takes[index], finish, index, calendar)
        elif calendar is not None:
            calendar.after(ready, self._whole[index], finish)
        else:
            np.add(ready, self._whole[index], out=finish)

    def _wait(self, node: StochasticActivity, ready: Days) -> None:
        """When enough of what a node waits for is finished."""
        waits = node.predecessors
        if not waits:
            ready[:] = 0
        elif node.min_predecessors is None or node.min_predecessors >= len(waits):
            ready[:] = self.finish[waits[0]]
            for before in waits[1:]:
                np.maximum(ready, self.finish[before], out=ready)
        elif node.min_predecessors == 1:
            ready[:] = self.finish[waits[0]]
            for before in waits[1:]:
                np.minimum(ready, self.finish[before], out=ready)
        else:
            ready[:] = np.partition(self.finish[list(waits)], node.min_predecessors - 1, axis=0)[
                node.min_predecessors - 1
            ]

    def _calendar(self, days: tuple[int, ...] | None) -> _Calendar | None:
        if days is None:
            return None
        return _calendar(days, self.network.horizon)

    def critical(self) -> NDArray[np.bool_]:
        """For each node and draw: would a target have been earlier if the node had been?"""
        found = np.zeros(self.takes.shape, dtype=np.bool_)
        found[list(self.network.targets)] = True
        for index in range(len(self.network.activities) - 1, -1, -1):
            here = found[index]
            if not here.any():
                continue
            node, ready = self.network.activities[index], self.ready[index]
            held = self.held.get(index)
            for before in self.behind.get(index, ()):
                if held is not None:
                    found[before] |= here & held & (self.finish[before] > ready)
            if held is not None:
                here = here & ~held
            for before in node.predecessors:
                # Not `==`: what a meeting or a calendar holds up is still due to what came last.
                found[before] |= here & (self.finish[before] >= self._last(node, index, ready))
        return found

    def _last(self, node: StochasticActivity, index: int, ready: Days) -> Days:
        """The finish that a node waited for, before calendars moved it."""
        if node.days is None:
            return ready
        out = np.empty_like(ready)
        self._wait(node, out)
        return out


class _Calendar:
    """The days on which something may go on, ready to be looked up."""

    def __init__(self, days: tuple[int, ...], horizon: int) -> None:
        self.days = np.asarray([*days, horizon], dtype=np.int32)
        self.index = np.searchsorted(self.days, np.arange(horizon + 1)).astype(np.int32)
        """The position of the first day that is not earlier."""
        self.next = self.days[np.minimum(self.index, len(self.days) - 1)]

    def after(self, ready: Days, whole: Days, finish: Days) -> None:
        """The finish of so many of the days from `ready` on; with none, that day itself."""
        last = self.index.take(ready, mode="clip")
        last += np.maximum(whole, 1)
        last -= 1
        np.add(self.days.take(last, mode="clip"), whole > 0, out=finish)


_calendar = lru_cache(maxsize=256)(_Calendar)
"""Chunks and what-ifs look at the same days again and again."""


class _Line:
    """People taking one thing after the other, in all draws at once.

    Their time is counted in days on which they work.
    """

    def __init__(self, queue: Queue, draws: int, horizon: int) -> None:
        self.servers = queue.servers
        self.taken: list[int] = []
        self._calendar = None if queue.days is None else _calendar(queue.days, horizon)
        free = queue.release
        if self._calendar is not None:
            free = int(self._calendar.index[min(queue.release, horizon)])
        self._free = np.full((queue.servers, draws), free, dtype=np.float32)

    def work(
        self, ready: Days, takes: Floats, finish: Days, index: int, own: _Calendar | None
    ) -> NDArray[np.bool_]:
        """Work as soon as somebody is free; leaves the whole day on which it is done.

        `own` are the days on which it may go on, if those are fewer than the people's. Says in
        which draws somebody had to be waited for.
        """
        free, calendar = self._free[0], self._calendar
        come = ready if calendar is None else calendar.index.take(ready, mode="clip")
        held: NDArray[np.bool_] = free >= come + 1
        np.maximum(free, come, out=free)
        if own is not None:
            done = self._within(own, takes)
        else:
            free += takes
            # A thousandth of a day is rounding, not work.
            done = np.ceil(free - np.float32(1e-3)).astype(np.int32)
            if calendar is not None:
                done -= 1
                done = calendar.days.take(done, mode="clip")
                done += 1
        np.maximum(done, ready, out=finish)
        for server in range(self.servers - 1):  # the first may now be later than those behind it
            later = np.maximum(self._free[server], self._free[server + 1])
            np.minimum(self._free[server], self._free[server + 1], out=self._free[server])
            self._free[server + 1] = later
        self.taken.append(index)
        return held

    def _within(self, own: _Calendar, takes: Floats) -> Days:
        """Work on some of the people's days only; whoever does it does nothing else meanwhile."""
        free, calendar = self._free[0], self._calendar
        whole = free.astype(np.int32)
        day = whole if calendar is None else calendar.days.take(whole, mode="clip")
        at = own.index.take(day, mode="clip")
        # What is left of a day counts only if the work may go on upon that day.
        begun = np.where(own.days.take(at) == day, free - whole.astype(np.float32), np.float32(0))
        end = at.astype(np.float32) + begun
        end += takes
        last = np.maximum(np.ceil(end - np.float32(1e-3)).astype(np.int32) - 1, at)
        day = own.days.take(last, mode="clip")
        people = day if calendar is None else calendar.index.take(day, mode="clip")
        end -= last.astype(np.float32)
        np.maximum(free, people.astype(np.float32) + end, out=free)
        return np.where(takes > 0, day + 1, 0).astype(np.int32)


class _Table:
    """The meetings of a body, and how full they are in each draw."""

    def __init__(self, sitting: MeetingSeries, draws: int, horizon: int) -> None:
        self._calendar = _calendar(sitting.days, horizon)
        self._most = sitting.max_items
        self._draws = np.arange(draws)
        self._items = np.zeros((len(sitting.days) + 1, draws), dtype=np.int16)

    def decide(self, ready: Days, finish: Days, own: _Calendar | None) -> None:
        """The day after the first meeting that still has room, of those that `own` allows."""
        allowed = own or self._calendar
        choice = allowed.index.take(ready, mode="clip")
        meetings = np.searchsorted(self._calendar.days, allowed.days)
        if self._most is not None:
            last = len(allowed.days) - 1
            while True:
                full = (self._items[meetings[choice], self._draws] >= self._most) & (choice < last)
                if not full.any():
                    break
                choice[full] += 1
            self._items[meetings[choice], self._draws] += 1
        np.add(allowed.days[choice], 1, out=finish)


class _Tally:
    """Sums over chunks, for what can only be said of all draws."""

    def __init__(self, nodes: int, targets: int) -> None:
        self._draws = 0
        self._critical = np.zeros(nodes)
        self._takes, self._takes2 = np.zeros(nodes), np.zeros(nodes)
        self._finish, self._finish2 = np.zeros(targets), np.zeros(targets)
        self._both = np.zeros((nodes, targets))

    def add(self, run: Run) -> None:
        """Count a chunk in."""
        takes = run.takes
        finish = run.finish[list(run.network.targets)].astype(np.float32)
        self._draws += takes.shape[1]
        self._critical += np.count_nonzero(run.critical(), axis=1)
        self._takes += takes.sum(axis=1, dtype=np.float64)
        self._takes2 += np.einsum("ij,ij->i", takes, takes)
        self._finish += finish.sum(axis=1, dtype=np.float64)
        self._finish2 += np.einsum("ij,ij->i", finish, finish)
        self._both += takes @ finish.T

    def critical(self) -> NDArray[np.float64]:
        """The share of draws in which a node was critical."""
        return self._critical / max(1, self._draws)

    def matters(self) -> NDArray[np.float64]:
        """Correlations; 0 where there is no spread."""
        count = max(1, self._draws)
        mean_takes, mean_finish = self._takes / count, self._finish / count
        shared = self._both / count - np.outer(mean_takes, mean_finish)
        takes = np.sqrt(np.maximum(self._takes2 / count - mean_takes**2, 0))
        finish = np.sqrt(np.maximum(self._finish2 / count - mean_finish**2, 0))
        spread = np.outer(takes, finish)
        found = np.zeros_like(shared)
        np.divide(shared, spread, out=found, where=spread > 1e-4)
        return found
