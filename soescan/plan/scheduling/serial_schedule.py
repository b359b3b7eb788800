"""Serial schedule generation: one activity after another, each as early as it can be.

The same generation runs forwards and, on the problem seen in a mirror, backwards: to schedule
everything as late as possible is to schedule the mirror image as early as possible. Alternating the
two is forward-backward improvement (Tormos and Lova 2001; Valls, Ballestin and Quintanilla 2005,
"Justification and RCPSP").

What is free on a day is one whole number with a field for each resource and a guard bit above each
field: one subtraction tells whether an activity fits, for all resources at once.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from soescan.plan.scheduling.problem import InfeasibleActivityError, SchedulingProblem

CalendarDays = Sequence[int]


@dataclass(frozen=True, slots=True)
class ScheduleView:
    """One schedule, seen from one side: forwards, or in the mirror."""

    start: list[int]
    finish: list[int]
    is_reversed: bool

    def forward_view(self) -> ScheduleView:
        """The same schedule seen forwards."""
        if not self.is_reversed:
            return self
        end = max(self.finish)
        start = [end - day for day in self.finish]
        return ScheduleView(start, [end - day for day in self.start], is_reversed=False)


class SerialScheduleGenerator:
    """Generates schedules of an instance and counts them.

    The unit of the count is what the literature calls a schedule (Kolisch and Hartmann 2006): one
    start given to each activity. Work that gives up half-way counts for what it has placed.
    """

    def __init__(self, instance: SchedulingProblem, budget: float) -> None:
        """`budget` is how many schedules may be generated."""
        activities = instance.activities
        self.problem = instance
        self.starts_left = round(budget * len(activities))
        """How many starts may still be given."""
        self.durations = [a.duration for a in activities]
        self.predecessors = [a.predecessors for a in activities]
        self.topological_order = list(instance.topological_order)
        self.reverse_topological_order = self.topological_order[::-1]
        successors: list[list[int]] = [[] for _ in activities]
        for index, activity in enumerate(activities):
            for one in activity.predecessors:
                successors[one].append(index)
        self.after = [tuple(found) for found in successors]
        self._calendars = [a.calendar for a in activities]
        self._releases = [a.release for a in activities]
        self._min_predecessors = [a.min_predecessors for a in activities]
        self.has_partial_joins = any(needs is not None for needs in self._min_predecessors)
        self._pack_capacities()

    def _pack_capacities(self) -> None:
        """Everything about capacity as single numbers."""
        width = max((c.bit_length() for c in self.problem.capacities), default=0) + 1
        fields = range(len(self.problem.capacities))
        self.guard_bits = sum(1 << width * (f + 1) - 1 for f in fields)
        self.packed_capacity = self.guard_bits + sum(
            c << width * f for f, c in enumerate(self.problem.capacities)
        )
        self.packed_demands = [
            sum(d << width * f for f, d in enumerate(a.demands)) if a.duration else 0
            for a in self.problem.activities
        ]
        ends = [days[-1] + 1 for days in self.problem.calendars if days]
        releases = max(self._releases, default=0)
        self._horizon = max([0, *ends]) + releases + sum(self.durations) + 1

    @property
    def is_exhausted(self) -> bool:
        """Is there no budget left for another schedule?"""
        return self.starts_left < len(self.durations)

    def schedule_forward(self, order: Sequence[int]) -> ScheduleView:
        """Everything as early as the order allows."""
        calendars = self.problem.calendars
        days = [None if c is None else calendars[c] for c in self._calendars]
        return self._generate(order, self.predecessors, days, self._releases, mirrored=False)

    def schedule_backward(self, order: Sequence[int], ahead: ScheduleView) -> ScheduleView:
        """Everything as late as the order allows, counted back from the end of a schedule.

        Targets stay as early as they are there, so that going forwards again cannot make a plan
        without calendars later.
        """
        end = max(ahead.finish)
        releases = [0] * len(self.durations)
        if not self.problem.has_single_sink:
            for target, _ in self.problem.targets:
                releases[target] = end - ahead.finish[target]
        days = [None if c is None else self._reverse_calendar(c, end) for c in self._calendars]
        return self._generate(order, self.after, days, releases, mirrored=True)

    def reverse(self, laid: ScheduleView, order: Sequence[int]) -> ScheduleView:
        """The other side of a schedule, laid anew in an order of that side."""
        return (
            self.schedule_forward(order)
            if laid.is_reversed
            else self.schedule_backward(order, laid)
        )

    def reverse_order(self, laid: ScheduleView) -> list[int]:
        """The order of the other side: what finishes last comes first."""
        base, waits = self.opposite_side(laid)
        keys = [-day for day in laid.finish]
        if self.has_partial_joins:
            # What waits for some may have finished before the rest of what it waits for.
            return repair_precedence(base, waits, keys)
        return sorted(base, key=keys.__getitem__)

    def opposite_side(self, laid: ScheduleView) -> tuple[list[int], list[tuple[int, ...]]]:
        """Order and waits of the side that a schedule is *not* on."""
        if laid.is_reversed:
            return self.topological_order, self.predecessors
        return self.reverse_topological_order, self.after

    def _reverse_calendar(self, calendar: int, end: int) -> CalendarDays:
        """A calendar seen from the end; before the first day every day is one."""
        key = (calendar, end)
        if key not in self._reversed_calendars:
            days = self.problem.calendars[calendar]
            ahead = [end - 1 - day for day in reversed(days[: bisect_left(days, end)])]
            self._reversed_calendars[key] = (*ahead, *range(end, end + self._horizon))
        return self._reversed_calendars[key]

    @cached_property
    def _reversed_calendars(self) -> dict[tuple[int, int], CalendarDays]:
        return {}

    def _generate(
        self,
        order: Sequence[int],
        waits: Sequence[Sequence[int]],
        calendars: Sequence[CalendarDays | None],
        releases: Sequence[int],
        *,
        mirrored: bool,
    ) -> ScheduleView:
        # The hot loop of the planner: locals, no calls for an activity without a calendar.
        guard, durations, demands = self.guard_bits, self.durations, self.packed_demands
        free = [self.packed_capacity] * (self._horizon * (1 + mirrored))
        start, finish = [0] * len(durations), [0] * len(durations)
        self.starts_left -= len(order)
        for one in order:
            day = releases[one]
            for before in waits[one]:
                if finish[before] > day:
                    day = finish[before]
            if not mirrored and self._min_predecessors[one] is not None:
                day = self._compute_ready_day(one, finish)
            length, demand, days = durations[one], demands[one], calendars[one]
            if days is not None:
                start[one], finish[one] = _place_on_calendar(
                    days, day, length, demand, free, guard, one
                )
                continue
            if demand:
                last = day + length - 1
                while last >= day:
                    if (free[last] - demand) & guard != guard:
                        day = last + 1
                        last = day + length
                    last -= 1
                for taken in range(day, day + length):
                    free[taken] -= demand
            start[one], finish[one] = day, day + length
        return ScheduleView(start, finish, mirrored)

    def _compute_ready_day(self, one: int, finish: Sequence[int]) -> int:
        """When enough of what an activity waits for is finished."""
        done = sorted(finish[before] for before in self.predecessors[one])
        needed = self._min_predecessors[one] or len(done)
        return max(self._releases[one], done[min(needed, len(done)) - 1] if done else 0)

    # --- what holds without queues ---------------------------------------------------------------

    def relax_resources(self) -> ScheduleView:
        """Everything as early as it could be if nobody were ever busy."""
        demands, left = self.packed_demands, self.starts_left
        self.packed_demands = [0] * len(demands)
        try:
            return self.schedule_forward(self.topological_order)
        finally:
            self.packed_demands, self.starts_left = demands, left

    @cached_property
    def lower_bound(self) -> float:
        """A first cost that no schedule can be below."""
        unhindered, _ = self.problem.compute_cost(self.relax_resources().finish)
        work = (
            max(self.problem.resource_days(), default=0.0) if self.problem.has_single_sink else 0.0
        )
        return max(unhindered, float(-int(-work // 1)))

    def compute_tails(self, target: int) -> list[int]:
        """Days from the start of each activity to the finish of a target, or -1 for strangers.

        Calendars are left out: it is never less than that.
        """
        tails = [-1] * len(self.durations)
        tails[target] = self.durations[target]
        for one in self.reverse_topological_order:
            for later in self.after[one]:
                if tails[later] >= 0 and self.problem.activities[later].min_predecessors is None:
                    tails[one] = max(tails[one], tails[later] + self.durations[one])
        return tails


def _place_on_calendar(
    days: CalendarDays, ready: int, length: int, demand: int, free: list[int], guard: int, one: int
) -> tuple[int, int]:
    """Place an activity on a calendar; its days off are no interruption."""
    at = bisect_left(days, ready)
    last = at + max(length, 1) - 1
    if demand:
        check = last
        while check >= at:
            if check >= len(days):
                raise InfeasibleActivityError(one)
            if (free[days[check]] - demand) & guard != guard:
                at = check + 1
                check = at + length
            check -= 1
        last = at + length - 1
        for taken in days[at : at + length]:
            free[taken] -= demand
    if last >= len(days):
        raise InfeasibleActivityError(one)
    return days[at], days[last] + (length > 0)


def sort_by_keys(base: Sequence[int], keys: Sequence[float]) -> list[int]:
    """A base order, re-ordered by keys; what is equal stays as it was."""
    return sorted(base, key=keys.__getitem__)


def repair_precedence(
    base: Sequence[int], waits: Sequence[Sequence[int]], keys: Sequence[float]
) -> list[int]:
    """The order that comes closest to the keys and has everything after what it waits for."""
    lifted = list(keys)
    for one in base:
        key = lifted[one]
        for before in waits[one]:
            if lifted[before] > key:
                key = lifted[before]
        lifted[one] = key
    return sorted(base, key=lifted.__getitem__)
