"""The resource-constrained project scheduling problem in whole days, without names.

Days are numbered from 0. An activity that starts on day `s` and finishes at `f` has worked on days
before `f`; a successor may start on day `f`. Everything that makes dates (weekends, holidays,
meetings, freezes) has become a calendar: the days on which an activity may go on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from soescan.plan.graph import reach


@dataclass(frozen=True, slots=True)
class Activity:
    """Work that goes on without a pause, day after day of its calendar."""

    duration: int
    """Days of its calendar. With none it is a moment, on a day of its calendar."""
    demands: tuple[int, ...] = ()
    """What it takes of each resource on each of its days, in units of the capacity."""
    predecessors: tuple[int, ...] = ()
    """The activities that precede it, by number."""
    min_predecessors: int | None = None
    """How many predecessors must be finished before it starts; None: all."""
    calendar: int | None = None
    """The number of its calendar in the problem; None: every day."""
    release: int = 0
    """The first day on which it may start."""


@dataclass(frozen=True)
class SchedulingProblem:
    """Activities, the resources they share, and the targets that are to be early.

    An instance of the resource-constrained project scheduling problem (RCPSP; Kolisch 1996) with
    calendars, releases and joins that need only some of their predecessors. The objective is the
    weighted mean of the targets' finishes, then the makespan. Raises ValueError for an activity
    that demands more than a resource ever has.
    """

    activities: tuple[Activity, ...]
    capacities: tuple[int, ...] = ()
    calendars: tuple[tuple[int, ...], ...] = ()
    """The days of each, ascending. None of them ends before the last activity could."""
    targets: tuple[tuple[int, float], ...] = ()
    """The activities whose finish counts, with their weights, which are more than 0."""
    topological_order: tuple[int, ...] = field(init=False, repr=False, compare=False)
    """All activities, each after its predecessors."""

    def __post_init__(self) -> None:
        object.__setattr__(
            self,
            "topological_order",
            reach.topological_order([item.predecessors for item in self.activities]),
        )
        for index, activity in enumerate(self.activities):
            if any(
                demand > capacity
                for demand, capacity in zip(activity.demands, self.capacities, strict=False)
            ):
                raise ValueError(f"activity {index} needs more than there ever is")

    def __len__(self) -> int:
        return len(self.activities)

    @cached_property
    def target_weights(self) -> tuple[tuple[int, float], ...]:
        """The targets, with weights that add up to one."""
        total = sum(weight for _, weight in self.targets)
        return tuple((index, weight / total) for index, weight in self.targets)

    def compute_cost(self, finish: list[int]) -> tuple[float, int]:
        """The objective for these finishes by activity, in days: weighted mean, then makespan."""
        return sum(finish[index] * weight for index, weight in self.target_weights), max(finish)

    @cached_property
    def has_single_sink(self) -> bool:
        """Is there one target which waits for all other activities, so that it ends the project?"""
        if len(self.targets) != 1 or any(a.min_predecessors is not None for a in self.activities):
            return False
        predecessors = [activity.predecessors for activity in self.activities]
        ancestors = reach.ancestors(self.topological_order, predecessors)
        return ancestors[self.targets[0][0]].bit_count() == len(self) - 1

    def compute_resource_days(self) -> Iterator[float]:
        """For each resource its total work divided by its capacity: a lower bound on days."""
        for resource, capacity in enumerate(self.capacities):
            work = sum(a.duration * a.demands[resource] for a in self.activities if a.demands)
            yield work / capacity if capacity else 0.0


@dataclass(frozen=True, slots=True)
class Schedule:
    """Start and finish of each activity, as day numbers, with its cost and the bound on it."""

    start: tuple[int, ...]
    finish: tuple[int, ...]
    cost: tuple[float, int]
    lower_bound: float
    """No schedule has a smaller weighted mean finish, in days."""
    generated: float = 0
    """How many schedules were generated to find it."""
    proved: bool = False
    """Is it known that no schedule has a smaller weighted mean finish?"""


class InfeasibleActivityError(ValueError):
    """An activity finds no place before its calendar ends."""

    def __init__(self, activity: int) -> None:
        """`activity` is its number in the problem."""
        super().__init__(f"activity {activity} finds no place before its calendar ends")
        self.activity = activity
