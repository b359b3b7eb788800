"""Changes -> the cheapest set of them that brings every tool to a date.

Changes work on each other: two findings may ask for the same step, so that each alone saves
nothing; people who have more time may spend it on another tool. Nor does more always help: the
order of work is found by a search, and a step of several of which one is enough may be the quick
one. So no bound on what a set could save at best is used as a proof. Sets are tried in the order of
their cost, and the first that is enough is the cheapest, for all cheaper ones were tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from soescan.plan.whatif.scenarios import Set, Trials

_MOST_WORK = 20_000
"""Without a time there is a bound on the work, so that the answer is always the same."""
_LOOKS = 4
"""Looks at sets that cost as much as a unit of work."""


@dataclass(frozen=True, slots=True)
class Cheapest:
    """What the search came to."""

    chosen: Set | None
    """The cheapest set that was found to be enough."""
    proved: bool
    """No set is cheaper; without a set, none is enough."""
    tried: int
    """No set that changes so few things, or fewer, is enough."""


def cheapest(trials: Trials, by: date, stop: Callable[[], bool] | None = None) -> Cheapest:
    """The cheapest set that brings all tools that are left to a date, at P80.

    Looks until `stop` says so, or else until a bounded amount of work is done.
    """
    looks, most = 0, trials.work + _MOST_WORK

    def over() -> bool:
        nonlocal looks
        looks += 1
        return trials.work + looks // _LOOKS > most if stop is None else stop()

    if trials.on_time((), by):
        return Cheapest((), proved=True, tried=0)
    rank = _ranked(trials, by)
    enough = min(_enough(trials, rank, by, over), key=trials.cost, default=None)
    dearest = trials.cost(enough or tuple(rank))
    for cost in range(1, dearest + (enough is None)):
        for chosen in _sets(trials, rank, cost):
            if over():
                return Cheapest(enough, proved=False, tried=cost - 1)
            if chosen is not None and trials.on_time(chosen, by):
                return Cheapest(chosen, proved=True, tried=cost - 1)
    return Cheapest(enough, proved=True, tried=dearest - (enough is not None))


def _sets(trials: Trials, rank: Sequence[int], cost: int) -> Iterator[Set | None]:
    """All sets of a cost that do not contradict themselves, those of the best changes first.

    None stands for a look at the beginning of a set, so that whoever asks can stop.
    """
    costs = [trials.tries[number].cost for number in rank]
    rest = [sum(costs[n:]) for n in range(len(costs) + 1)]

    def from_(start: int, left: int, chosen: Set) -> Iterator[Set | None]:
        if not left:
            yield tuple(sorted(chosen))
            return
        yield None
        for n in range(start, len(rank)):
            if rest[n] < left:
                return
            if costs[n] <= left and not any(trials.clash(rank[n], other) for other in chosen):
                yield from from_(n + 1, left - costs[n], (*chosen, rank[n]))

    yield from from_(0, cost, ())


# --- something that is enough --------------------------------------------------------------------


def _ranked(trials: Trials, by: date) -> list[int]:
    """The changes, those first that alone bring the tools nearest to the date for their cost.

    Of equals, those come last that leave a tool out.
    """
    late = trials.base.late(by)
    gains: dict[int, float] = {}
    for number, one in enumerate(trials.tries):
        gains[number] = (late - trials.of((number,)).late(by)) / one.cost
    return sorted(gains, key=lambda n: (-gains[n], trials.tries[n].drops is not None, n))


def _enough(
    trials: Trials, rank: Sequence[int], by: date, over: Callable[[], bool]
) -> Iterator[Set]:
    """Sets that are enough, none of whose members can be spared alone.

    Once from the best change on, once without leaving a tool out unless there is no other way.
    """
    kept = [number for number in rank if trials.tries[number].drops is None]
    gone = [number for number in rank if trials.tries[number].drops is not None]
    for ordered in (rank, [*kept, *gone]):
        chosen: list[int] = []
        for number in ordered:
            if over():
                return
            if not any(trials.clash(number, other) for other in chosen):
                chosen.append(number)
                if trials.on_time(tuple(sorted(chosen)), by):
                    yield _spared(trials, chosen, by, over)
                    break


def _spared(trials: Trials, chosen: Sequence[int], by: date, over: Callable[[], bool]) -> Set:
    """A set without the members that it does not need, the least useful looked at first."""
    left = list(chosen)
    for number in reversed(chosen):
        fewer = tuple(sorted(other for other in left if other != number))
        if fewer and not over() and trials.on_time(fewer, by):
            left.remove(number)
    return tuple(sorted(left))
