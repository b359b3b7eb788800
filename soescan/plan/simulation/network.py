"""What the simulation runs on: the same stages as the schedule, with estimates for durations.

The order in which people take things is the schedule's and stays fixed; how long things take is
drawn anew each time. All numbers are working days.
"""

from __future__ import annotations

from dataclasses import dataclass

from soescan.model import Estimate

NO_TIME = Estimate(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Queue:
    """People who take one thing after the other."""

    servers: int = 1
    """How many things they do at a time."""
    days: tuple[int, ...] | None = None
    """The days on which they work, ascending; None: every day."""
    release: int = 0
    """The day on which they have time for something new."""


@dataclass(frozen=True, slots=True)
class MeetingSeries:
    """A body that meets on some days."""

    days: tuple[int, ...]
    max_items: int | None = None
    """How many things it decides in a meeting."""


@dataclass(frozen=True, slots=True)
class StochasticActivity:
    """One stage: time that passes, work of somebody, or a decision in a meeting."""

    predecessors: tuple[int, ...] = ()
    """Nodes before it in the list."""
    min_predecessors: int | None = None
    duration: Estimate = NO_TIME
    """Days of work at the pace of its queue, or days that pass."""
    role: int | None = None
    """Whose good and bad weeks it shares."""
    queue: int | None = None
    meetings: int | None = None
    days: tuple[int, ...] | None = None
    """The days on which it may go on or happen, ascending; None: every day. For a decision, those
    of the meetings that may take it."""
    rework: float = 0
    """How likely it is to come back and be done again, each time."""


@dataclass(frozen=True, slots=True)
class StochasticNetwork:
    """Nodes, each after what it waits for and in the order in which people take them."""

    activities: tuple[StochasticActivity, ...]
    queues: tuple[Queue, ...] = ()
    meetings: tuple[MeetingSeries, ...] = ()
    targets: tuple[int, ...] = ()
    watched: tuple[int, ...] = ()
    """Nodes whose finish is wanted too, without anything hanging on them."""
    role_count: int = 0
    """How many owners there are."""
    role_correlation: float = 0.5
    """How often a node takes the luck of its owner instead of its own."""
    distribution: str = "pert"
    """How likely what is between the points of an estimate is: pert or triangular."""
    horizon: int = 2_000
    """The last day that is looked at; what is later counts as that day."""
