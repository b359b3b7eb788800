"""Is a schedule one at all? Written from the definition, day by day, without the scheduler."""

from __future__ import annotations

from soescan.plan.scheduling.problem import Activity, Schedule, SchedulingProblem


def worked(instance: SchedulingProblem, one: int, schedule: Schedule) -> list[int]:
    """The days on which an activity goes on."""
    days = range(schedule.start[one], schedule.finish[one])
    calendar = instance.activities[one].calendar
    return [d for d in days if calendar is None or d in instance.calendars[calendar]]


def faults(instance: SchedulingProblem, schedule: Schedule) -> list[str]:
    """Everything that is wrong with a schedule."""
    return [*_order(instance, schedule), *_days(instance, schedule), *_capacity(instance, schedule)]


def _order(instance: SchedulingProblem, schedule: Schedule) -> list[str]:
    wrong = []
    for one, activity in enumerate(instance.activities):
        if schedule.start[one] < activity.release:
            wrong.append(f"{one} starts before its release")
        done = [
            before
            for before in activity.predecessors
            if schedule.finish[before] <= schedule.start[one]
        ]
        if len(done) < _needed(activity):
            wrong.append(f"{one} starts before what it waits for")
    return wrong


def _needed(activity: Activity) -> int:
    count = len(activity.predecessors)
    return count if activity.min_predecessors is None else min(activity.min_predecessors, count)


def _days(instance: SchedulingProblem, schedule: Schedule) -> list[str]:
    wrong = []
    for one, activity in enumerate(instance.activities):
        days = worked(instance, one, schedule)
        if len(days) != activity.duration:
            wrong.append(f"{one} works {len(days)} days, not {activity.duration}")
        if activity.duration and (days[0], days[-1] + 1) != (
            schedule.start[one],
            schedule.finish[one],
        ):
            wrong.append(f"{one} starts or ends on a day off")
        if activity.duration or activity.calendar is None:
            continue
        if schedule.start[one] not in instance.calendars[activity.calendar]:
            wrong.append(f"{one} happens on a day off")
    return wrong


def _capacity(instance: SchedulingProblem, schedule: Schedule) -> list[str]:
    used: dict[tuple[int, int], int] = {}
    for one, activity in enumerate(instance.activities):
        for day in worked(instance, one, schedule):
            for resource, demand in enumerate(activity.demands):
                used[resource, day] = used.get((resource, day), 0) + demand
    return [
        f"resource {resource} gives {taken} on day {day}"
        for (resource, day), taken in used.items()
        if taken > instance.capacities[resource]
    ]
