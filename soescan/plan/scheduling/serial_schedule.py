"""The serial schedule generation scheme: one activity after another, each as early as it can be.

The scheme is Kelley's (1963, "The critical-path method: resources planning and scheduling"), in the
form of Kolisch (1996, European Journal of Operational Research 90). It runs forward and, on the
problem with time reversed, backward: to schedule everything as late as possible is to schedule the
reversed problem as early as possible. Alternating the two is forward-backward improvement (Li and
Willis 1992; Tormos and Lova 2001; Valls, Ballestin and Quintanilla 2005, "Justification and
RCPSP").

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
"""Day numbers, ascending."""


@dataclass(frozen=True, slots=True)
class ScheduleView:
    """One schedule, forward or with time reversed: days by activity, counted from its own end."""

    start: list[int]
    finish: list[int]
    """The day after the last day of work; the start of what takes no time."""
    is_reversed: bool
    """Reversed: day 0 is the end of the schedule that it came from."""

    def to_forward(self) -> ScheduleView:
        """The same schedule in forward time, moved so that its first activity starts on day 0."""
        if not self.is_reversed:
            return self
        makespan = max(self.finish)
        start = [makespan - day for day in self.finish]
        return ScheduleView(start, [makespan - day for day in self.start], is_reversed=False)


class SerialScheduleGenerator:
    """Generates schedules of a problem and counts them.

    The unit of the count is the schedule of Kolisch and Hartmann (2006, European Journal of
    Operational Research 174): one start given to each activity. A partial schedule that is given up
    counts for the starts that it has.
    """

    def __init__(self, problem: SchedulingProblem, budget: float) -> None:
        """`budget` is how many schedules may be generated."""
        activities = problem.activities
        self.problem = problem
        self.starts_left = round(budget * len(activities))
        """How many starts may still be given."""
        self.durations = [a.duration for a in activities]
        self.predecessors = [a.predecessors for a in activities]
        self.topological_order = list(problem.topological_order)
        self.reverse_topological_order = self.topological_order[::-1]
        successors: list[list[int]] = [[] for _ in activities]
        for index, activity in enumerate(activities):
            for predecessor in activity.predecessors:
                successors[predecessor].append(index)
        self.successors = [tuple(later) for later in successors]
        self._calendars = [a.calendar for a in activities]
        self._releases = [a.release for a in activities]
        self._min_predecessors = [a.min_predecessors for a in activities]
        self.has_partial_joins = any(needs is not None for needs in self._min_predecessors)
        self._pack_capacities()

    def _pack_capacities(self) -> None:
        """Capacities and demands as whole numbers: a field and a guard bit for each resource."""
        width = max((capacity.bit_length() for capacity in self.problem.capacities), default=0) + 1
        fields = range(len(self.problem.capacities))
        self.guard_bits = sum(1 << width * (field + 1) - 1 for field in fields)
        self.packed_capacity = self.guard_bits + sum(
            capacity << width * field for field, capacity in enumerate(self.problem.capacities)
        )
        self.packed_demands = [
            sum(demand << width * field for field, demand in enumerate(activity.demands))
            if activity.duration
            else 0
            for activity in self.problem.activities
        ]
        ends = [days[-1] + 1 for days in self.problem.calendars if days]
        releases = max(self._releases, default=0)
        self._horizon = max([0, *ends]) + releases + sum(self.durations) + 1

    @property
    def is_exhausted(self) -> bool:
        """Is less budget left than one schedule takes?"""
        return self.starts_left < len(self.durations)

    def schedule_forward(self, order: Sequence[int]) -> ScheduleView:
        """Schedule the activities in this order, each as early as it can be.

        `order` is a permutation of all activities, predecessors first (see `repair_precedence`).
        Raises InfeasibleActivityError when one finds no place before its calendar ends.
        """
        calendars = self.problem.calendars
        days = [None if number is None else calendars[number] for number in self._calendars]
        return self._generate(order, self.predecessors, days, self._releases, is_reversed=False)

    def schedule_backward(self, order: Sequence[int], forward: ScheduleView) -> ScheduleView:
        """Schedule the activities in this order, each as late as it can be.

        `order` has successors first; days are counted back from the makespan of `forward`. Targets
        may not finish later than they do there, so that the next forward pass cannot make a plan
        without calendars later. Raises InfeasibleActivityError as the forward pass does.
        """
        makespan = max(forward.finish)
        releases = [0] * len(self.durations)
        if not self.problem.has_single_sink:
            for target, _ in self.problem.targets:
                releases[target] = makespan - forward.finish[target]
        days = [
            None if number is None else self._reverse_calendar(number, makespan)
            for number in self._calendars
        ]
        return self._generate(order, self.successors, days, releases, is_reversed=True)

    def reverse(self, view: ScheduleView, order: Sequence[int]) -> ScheduleView:
        """Schedule in the opposite direction of `view`, in an order of that direction."""
        if view.is_reversed:
            return self.schedule_forward(order)
        return self.schedule_backward(order, view)

    def reverse_order(self, view: ScheduleView) -> list[int]:
        """An order for the opposite direction: latest finish first (Li and Willis 1992)."""
        base, predecessors = self.opposite_side(view)
        keys = [-day for day in view.finish]
        if self.has_partial_joins:
            # What waits for some may have finished before the rest of what it waits for.
            return repair_precedence(base, predecessors, keys)
        return sorted(base, key=keys.__getitem__)

    def opposite_side(self, view: ScheduleView) -> tuple[list[int], list[tuple[int, ...]]]:
        """A topological order and the predecessors in the direction opposite to that of `view`."""
        if view.is_reversed:
            return self.topological_order, self.predecessors
        return self.reverse_topological_order, self.successors

    def _reverse_calendar(self, calendar: int, makespan: int) -> CalendarDays:
        """A calendar counted back from the makespan; beyond day 0 every day belongs to it."""
        key = (calendar, makespan)
        if key not in self._calendar_cache:
            days = self.problem.calendars[calendar]
            reversed_days = [
                makespan - 1 - day for day in reversed(days[: bisect_left(days, makespan)])
            ]
            self._calendar_cache[key] = (
                *reversed_days,
                *range(makespan, makespan + self._horizon),
            )
        return self._calendar_cache[key]

    @cached_property
    def _calendar_cache(self) -> dict[tuple[int, int], CalendarDays]:
        return {}

    def _generate(
        self,
        order: Sequence[int],
        predecessors: Sequence[Sequence[int]],
        calendars: Sequence[CalendarDays | None],
        releases: Sequence[int],
        *,
        is_reversed: bool,
    ) -> ScheduleView:
        # The hot loop of the planner: locals, no calls for an activity without a calendar.
        guard, durations, demands = self.guard_bits, self.durations, self.packed_demands
        free = [self.packed_capacity] * (self._horizon * (1 + is_reversed))
        start, finish = [0] * len(durations), [0] * len(durations)
        self.starts_left -= len(order)
        for activity in order:
            day = releases[activity]
            for predecessor in predecessors[activity]:
                if finish[predecessor] > day:
                    day = finish[predecessor]
            if not is_reversed and self._min_predecessors[activity] is not None:
                day = self._compute_ready_day(activity, finish)
            length, demand, days = durations[activity], demands[activity], calendars[activity]
            if days is not None:
                start[activity], finish[activity] = _place_on_calendar(
                    days, day, length, demand, free, guard, activity
                )
                continue
            if demand:
                last = day + length - 1
                while last >= day:
                    if (free[last] - demand) & guard != guard:
                        day = last + 1
                        last = day + length
                    last -= 1
                for busy in range(day, day + length):
                    free[busy] -= demand
            start[activity], finish[activity] = day, day + length
        return ScheduleView(start, finish, is_reversed)

    def _compute_ready_day(self, activity: int, finish: Sequence[int]) -> int:
        """The first day on which enough predecessors are finished and the release has come."""
        finishes = sorted(finish[predecessor] for predecessor in self.predecessors[activity])
        required = self._min_predecessors[activity] or len(finishes)
        return max(
            self._releases[activity], finishes[min(required, len(finishes)) - 1] if finishes else 0
        )

    # --- what holds without queues ---------------------------------------------------------------

    def relax_resources(self) -> ScheduleView:
        """The earliest schedule without resource limits: the resource relaxation.

        Calendars, releases and precedence still hold. It does not count against the budget. Raises
        InfeasibleActivityError when a calendar ends too early even so.
        """
        demands, starts_left = self.packed_demands, self.starts_left
        self.packed_demands = [0] * len(demands)
        try:
            return self.schedule_forward(self.topological_order)
        finally:
            self.packed_demands, self.starts_left = demands, starts_left

    @cached_property
    def lower_bound(self) -> float:
        """A lower bound on the mean finish of the targets, in days.

        The larger of two: the critical-path bound, which ignores resources, and for a single sink
        the resource bound, the most work that any resource has per unit of capacity.
        """
        precedence_bound, _ = self.problem.compute_cost(self.relax_resources().finish)
        resource_bound = 0.0
        if self.problem.has_single_sink:
            resource_bound = max(self.problem.compute_resource_days(), default=0.0)
        return max(precedence_bound, float(-int(-resource_bound // 1)))

    def compute_tails(self, target: int) -> list[int]:
        """The tail of each activity: at least so many days from its start to a target's finish.

        -1 for an activity that the target does not wait for. Calendars are left out and joins that
        need only some predecessors are not followed, so it is a lower bound.
        """
        tails = [-1] * len(self.durations)
        tails[target] = self.durations[target]
        for activity in self.reverse_topological_order:
            duration = self.durations[activity]
            for successor in self.successors[activity]:
                if tails[successor] >= 0 and self._min_predecessors[successor] is None:
                    tails[activity] = max(tails[activity], tails[successor] + duration)
        return tails


def _place_on_calendar(
    days: CalendarDays,
    ready: int,
    length: int,
    demand: int,
    free: list[int],
    guard_bits: int,
    activity: int,
) -> tuple[int, int]:
    """Start and finish of an activity on a calendar, whose days off do not interrupt it.

    Takes the demand out of `free` on the days of work. Raises InfeasibleActivityError when the
    calendar ends before the activity does.
    """
    first = bisect_left(days, ready)
    last = first + max(length, 1) - 1
    if demand:
        check = last
        while check >= first:
            if check >= len(days):
                raise InfeasibleActivityError(activity)
            if (free[days[check]] - demand) & guard_bits != guard_bits:
                first = check + 1
                check = first + length
            check -= 1
        last = first + length - 1
        for busy in days[first : first + length]:
            free[busy] -= demand
    if last >= len(days):
        raise InfeasibleActivityError(activity)
    return days[first], days[last] + (length > 0)


def sort_by_keys(base: Sequence[int], keys: Sequence[float]) -> list[int]:
    """The activities of an order by ascending keys; equal ones keep their order."""
    return sorted(base, key=keys.__getitem__)


def repair_precedence(
    base: Sequence[int], predecessors: Sequence[Sequence[int]], keys: Sequence[float]
) -> list[int]:
    """The activities by ascending keys, each key raised to the largest among its predecessors.

    `base` is a topological order, `keys` has one number for each activity. The result has every
    activity after its predecessors; of equal keys, `base` decides.

    >>> repair_precedence([0, 1, 2], [(), (), (0,)], [5, 2, 1])
    [1, 0, 2]
    """
    repaired = list(keys)
    for activity in base:
        key = repaired[activity]
        for predecessor in predecessors[activity]:
            if repaired[predecessor] > key:
                key = repaired[predecessor]
        repaired[activity] = key
    return sorted(base, key=repaired.__getitem__)
