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
"""Without a time limit the work is bounded, so that the answer is always the same."""
_LOOKS_PER_WORK = 4
"""So many checks of sets count as a unit of work."""


@dataclass(frozen=True, slots=True)
class CheapestSet:
    """The outcome of the search for the cheapest set of changes that is enough."""

    changes: ChangeSet | None
    """The cheapest set that was found to be enough; None: none was found."""
    proved: bool
    """Is it known that no cheaper set is enough, or without a set, that none is?"""
    insufficient_cost: int
    """No set of this cost or less is enough."""


def find_cheapest_set(
    runner: ScenarioRunner,
    deadline: date,
    stop: Callable[[], bool] | None = None,
    *,
    keep_tools: bool = False,
) -> CheapestSet:
    """The cheapest set of changes with which all remaining tools are live by a deadline, at P80.

    `keep_tools` looks only at sets that leave no tool out.

    Searches until `stop` returns true, or without it until a bounded amount of work is done, so
    that the answer does not depend on the machine.
    """
    checks, max_work = 0, runner.work + _MAX_WORK

    def is_over() -> bool:
        nonlocal checks
        checks += 1
        return runner.work + checks // _LOOKS_PER_WORK > max_work if stop is None else stop()

    if runner.is_on_time((), deadline):
        return CheapestSet((), proved=True, insufficient_cost=0)
    ranking = _rank_changes(runner, deadline)
    if keep_tools:
        ranking = [n for n in ranking if runner.changes[n].dropped_tool is None]
    sufficient = min(
        _find_sufficient_sets(runner, ranking, deadline, is_over),
        key=runner.compute_cost,
        default=None,
    )
    max_cost = runner.compute_cost(sufficient or tuple(ranking))
    for cost in range(1, max_cost + (sufficient is None)):
        for change_set in _enumerate_sets(runner, ranking, cost):
            if is_over():
                return CheapestSet(sufficient, proved=False, insufficient_cost=cost - 1)
            if change_set is not None and runner.is_on_time(change_set, deadline):
                return CheapestSet(change_set, proved=True, insufficient_cost=cost - 1)
    return CheapestSet(
        sufficient, proved=True, insufficient_cost=max_cost - (sufficient is not None)
    )


def _enumerate_sets(
    runner: ScenarioRunner, ranking: Sequence[int], cost: int
) -> Iterator[ChangeSet | None]:
    """All sets of exactly this cost without a contradiction, the best-ranked changes first.

    None is yielded for each beginning of a set, so that the caller can stop in between.
    """
    costs = [runner.changes[number].cost for number in ranking]
    remaining_cost = [sum(costs[n:]) for n in range(len(costs) + 1)]

    def extend(start: int, budget: int, change_set: ChangeSet) -> Iterator[ChangeSet | None]:
        if not budget:
            yield tuple(sorted(change_set))
            return
        yield None
        for n in range(start, len(ranking)):
            if remaining_cost[n] < budget:
                return
            if costs[n] <= budget and not any(
                runner.are_contradictory(ranking[n], member) for member in change_set
            ):
                yield from extend(n + 1, budget - costs[n], (*change_set, ranking[n]))

    yield from extend(0, cost, ())


# --- a sufficient set ----------------------------------------------------------------------------


def _rank_changes(runner: ScenarioRunner, deadline: date) -> list[int]:
    """The numbers of the changes by days of lateness saved per cost, each tried alone, best first.

    Of equals, those that drop a tool come last.
    """
    days_late = runner.base.count_days_late(deadline)
    gains: dict[int, float] = {}
    for number, change in enumerate(runner.changes):
        gains[number] = (days_late - runner.run((number,)).count_days_late(deadline)) / change.cost
    return sorted(gains, key=lambda n: (-gains[n], runner.changes[n].dropped_tool is not None, n))


def _find_sufficient_sets(
    runner: ScenarioRunner, ranking: Sequence[int], deadline: date, is_over: Callable[[], bool]
) -> Iterator[ChangeSet]:
    """Sets that are enough and have no member that can be spared alone.

    Once from the best change on, once without leaving a tool out unless there is no other way.
    """
    keeping = [number for number in ranking if runner.changes[number].dropped_tool is None]
    dropping = [number for number in ranking if runner.changes[number].dropped_tool is not None]
    for order in (ranking, [*keeping, *dropping]):
        members: list[int] = []
        for number in order:
            if is_over():
                return
            if not any(runner.are_contradictory(number, member) for member in members):
                members.append(number)
                if runner.is_on_time(tuple(sorted(members)), deadline):
                    yield _drop_spare_changes(runner, members, deadline, is_over)
                    break


def _drop_spare_changes(
    runner: ScenarioRunner, members: Sequence[int], deadline: date, is_over: Callable[[], bool]
) -> ChangeSet:
    """The set without members that it does not need, the worst-ranked tried first."""
    needed = list(members)
    for number in reversed(members):
        fewer = tuple(sorted(member for member in needed if member != number))
        if fewer and not is_over() and runner.is_on_time(fewer, deadline):
            needed.remove(number)
    return tuple(sorted(needed))
