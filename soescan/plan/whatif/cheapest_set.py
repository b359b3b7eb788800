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

from soescan.plan.whatif.scenarios import ChangeSet, ScenarioRunner

_MAX_WORK = 20_000
"""Without a time there is a bound on the work, so that the answer is always the same."""
_LOOKS_PER_WORK = 4
"""Looks at sets that cost as much as a unit of work."""


@dataclass(frozen=True, slots=True)
class CheapestSet:
    """What the search came to."""

    changes: ChangeSet | None
    """The cheapest set that was found to be enough."""
    proved: bool
    """No set is cheaper; without a set, none is enough."""
    insufficient_cost: int
    """No set that changes so few things, or fewer, is enough."""


def find_cheapest_set(
    trials: ScenarioRunner, by: date, stop: Callable[[], bool] | None = None
) -> CheapestSet:
    """The cheapest set that brings all tools that are left to a date, at P80.

    Looks until `stop` says so, or else until a bounded amount of work is done.
    """
    looks, most = 0, trials.work + _MAX_WORK

    def over() -> bool:
        nonlocal looks
        looks += 1
        return trials.work + looks // _LOOKS_PER_WORK > most if stop is None else stop()

    if trials.is_on_time((), by):
        return CheapestSet((), proved=True, insufficient_cost=0)
    rank = _rank_changes(trials, by)
    enough = min(
        _find_sufficient_sets(trials, rank, by, over), key=trials.compute_cost, default=None
    )
    dearest = trials.compute_cost(enough or tuple(rank))
    for cost in range(1, dearest + (enough is None)):
        for chosen in _enumerate_sets(trials, rank, cost):
            if over():
                return CheapestSet(enough, proved=False, insufficient_cost=cost - 1)
            if chosen is not None and trials.is_on_time(chosen, by):
                return CheapestSet(chosen, proved=True, insufficient_cost=cost - 1)
    return CheapestSet(enough, proved=True, insufficient_cost=dearest - (enough is not None))


def _enumerate_sets(
    trials: ScenarioRunner, rank: Sequence[int], cost: int
) -> Iterator[ChangeSet | None]:
    """All sets of a cost that do not contradict themselves, those of the best changes first.

    None stands for a look at the beginning of a set, so that whoever asks can stop.
    """
    costs = [trials.changes[number].cost for number in rank]
    rest = [sum(costs[n:]) for n in range(len(costs) + 1)]

    def from_(start: int, left: int, chosen: ChangeSet) -> Iterator[ChangeSet | None]:
        if not left:
            yield tuple(sorted(chosen))
            return
        yield None
        for n in range(start, len(rank)):
            if rest[n] < left:
                return
            if costs[n] <= left and not any(
                trials.are_contradictory(rank[n], other) for other in chosen
            ):
                yield from from_(n + 1, left - costs[n], (*chosen, rank[n]))

    yield from from_(0, cost, ())


# --- something that is enough --------------------------------------------------------------------


def _rank_changes(trials: ScenarioRunner, by: date) -> list[int]:
    """The changes, those first that alone bring the tools nearest to the date for their cost.

    Of equals, those come last that leave a tool out.
    """
    late = trials.base.count_days_late(by)
    gains: dict[int, float] = {}
    for number, one in enumerate(trials.changes):
        gains[number] = (late - trials.run((number,)).count_days_late(by)) / one.cost
    return sorted(gains, key=lambda n: (-gains[n], trials.changes[n].dropped_tool is not None, n))


def _find_sufficient_sets(
    trials: ScenarioRunner, rank: Sequence[int], by: date, over: Callable[[], bool]
) -> Iterator[ChangeSet]:
    """Sets that are enough, none of whose members can be spared alone.

    Once from the best change on, once without leaving a tool out unless there is no other way.
    """
    kept = [number for number in rank if trials.changes[number].dropped_tool is None]
    gone = [number for number in rank if trials.changes[number].dropped_tool is not None]
    for ordered in (rank, [*kept, *gone]):
        chosen: list[int] = []
        for number in ordered:
            if over():
                return
            if not any(trials.are_contradictory(number, other) for other in chosen):
                chosen.append(number)
                if trials.is_on_time(tuple(sorted(chosen)), by):
                    yield _drop_spare_changes(trials, chosen, by, over)
                    break


def _drop_spare_changes(
    trials: ScenarioRunner, chosen: Sequence[int], by: date, over: Callable[[], bool]
) -> ChangeSet:
    """A set without the members that it does not need, the least useful looked at first."""
    left = list(chosen)
    for number in reversed(chosen):
        fewer = tuple(sorted(other for other in left if other != number))
        if fewer and not over() and trials.is_on_time(fewer, by):
            left.remove(number)
    return tuple(sorted(left))
