"""A scheduling problem in whole days, without names: what the scheduler works on.

Days are numbered from 0. An activity that starts on day `s` and finishes at `f` has worked on days
before `f`; what waits for it may start on day `f`. Everything that makes dates (weekends, holidays,
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
    """What it takes of each resource on each of its days."""
    predecessors: tuple[int, ...] = ()
    """The activities it waits for."""
    min_predecessors: int | None = None
    """How many of them must be finished; None: all."""
    calendar: int | None = None
    """Which calendar of the instance; None: every day."""
    release: int = 0
    """The first day on which it may start."""


@dataclass(frozen=True)
class SchedulingProblem:
    """Activities, what they share, and what is to be early.

    The objective is the weighted mean of the targets' finishes, then the last finish of all.
    """

    activities: tuple[Activity, ...]
    capacities: tuple[int, ...] = ()
    calendars: tuple[tuple[int, ...], ...] = ()
    """The days of each, ascending. None of them ends before the last activity could."""
    targets: tuple[tuple[int, float], ...] = ()
    """The activities whose finish counts, with their weights."""
    topological_order: tuple[int, ...] = field(init=False, repr=False, compare=False)
    """Everything after what it waits for."""

    def __post_init__(self) -> None:
        object.__setattr__(
            self, "topological_order", reach.order([a.predecessors for a in self.activities])
        )
        for index, activity in enumerate(self.activities):
            if any(d > c for d, c in zip(activity.demands, self.capacities, strict=False)):
                raise ValueError(f"activity {index} needs more than there ever is")

    def __len__(self) -> int:
        return len(self.activities)

    @cached_property
    def target_weights(self) -> tuple[tuple[int, float], ...]:
        """The targets, with weights that add up to one."""
        total = sum(weight for _, weight in self.targets)
        return tuple((index, weight / total) for index, weight in self.targets)

    def compute_cost(self, finish: list[int]) -> tuple[float, int]:
        """How late a schedule is: less is better."""
        return sum(finish[index] * weight for index, weight in self.target_weights), max(finish)

    @cached_property
    def has_single_sink(self) -> bool:
        """Is there one target, and does it wait for everything else?"""
        if len(self.targets) != 1 or any(a.min_predecessors is not None for a in self.activities):
            return False
        before = reach.reach(self.topological_order, [a.predecessors for a in self.activities])
        return before[self.targets[0][0]].bit_count() == len(self) - 1

    def resource_days(self) -> Iterator[float]:
        """Days that each resource needs at the least for everything that is asked of it."""
        for resource, capacity in enumerate(self.capacities):
            used = sum(a.duration * a.demands[resource] for a in self.activities if a.demands)
            yield used / capacity if capacity else 0.0


@dataclass(frozen=True, slots=True)
class Schedule:
    """First day and finish of each activity."""

    start: tuple[int, ...]
    finish: tuple[int, ...]
    cost: tuple[float, int]
    lower_bound: float
    """No schedule has a smaller first cost."""
    generated: float = 0
    """How many schedules were generated to find it."""
    proved: bool = False
    """True when nothing better exists."""


class InfeasibleActivityError(ValueError):
    """An activity finds no place before its calendar ends."""

    def __init__(self, activity: int) -> None:
        """`activity` is its number in the instance."""
        super().__init__(f"activity {activity} finds no place before its calendar ends")
        self.activity = activity
