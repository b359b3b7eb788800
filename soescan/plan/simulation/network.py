"""The stochastic network of the simulation: the stages of the schedule, with estimated durations.

The order in which people take things is the schedule's and stays fixed; how long things take is
drawn anew each time. Durations are working days, days are day numbers of `Workdays`.
"""

from __future__ import annotations

from dataclasses import dataclass

from soescan.model import Estimate
from soescan.plan.workdays import NO_TIME


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue with one or more servers: the people of a role, who keep to the network's order."""

    servers: int = 1
    """How many activities they work on at a time."""
    days: tuple[int, ...] | None = None
    """The days on which they work, ascending; None: every day."""
    release: int = 0
    """The first day on which they have time for something new."""


@dataclass(frozen=True, slots=True)
class MeetingSeries:
    """The meetings of a committee."""

    days: tuple[int, ...]
    """The days of its meetings, ascending."""
    max_items: int | None = None
    """How many decisions fit on the agenda of one meeting; None: any number."""


@dataclass(frozen=True, slots=True)
class StochasticActivity:
    """One stage: time that passes, work of somebody, or a decision in a meeting."""

    predecessors: tuple[int, ...] = ()
    """Activities before it in the network's order, by number."""
    min_predecessors: int | None = None
    """How many of them must be finished before it starts; None: all."""
    duration: Estimate = NO_TIME
    """Days of work of one server of its queue, or days that pass."""
    role: int | None = None
    """The role whose common random number it may take (see `role_correlation`)."""
    queue: int | None = None
    """The queue that works on it; None: nobody is waited for."""
    meetings: int | None = None
    """The series of meetings that decides on it."""
    days: tuple[int, ...] | None = None
    """The days on which it may go on or happen, ascending; None: every day. For a decision, those
    of the meetings that may take it."""
    rework: float = 0
    """The probability of being done again, each time that it is done."""


@dataclass(frozen=True, slots=True)
class StochasticNetwork:
    """Activities, each after its predecessors, in the order in which people take them."""

    activities: tuple[StochasticActivity, ...]
    queues: tuple[Queue, ...] = ()
    meetings: tuple[MeetingSeries, ...] = ()
    targets: tuple[int, ...] = ()
    """The activities whose finish is a go-live."""
    watched: tuple[int, ...] = ()
    """Activities whose finish is reported too, though no target need wait for them."""
    role_count: int = 0
    role_correlation: float = 0.5
    """The probability with which an activity takes its role's random number, not its own.

    Two activities of a role then have the rank correlation of its square, by a Frechet copula.
    """
    distribution: str = "pert"
    """The distribution between the points of an estimate: pert or triangular."""
    horizon: int = 2_000
    """The last day that is simulated; what is later counts as that day."""
