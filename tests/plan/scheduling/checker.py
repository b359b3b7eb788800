"""Is a schedule one at all? Written from the definition, day by day, without the scheduler."""

from __future__ import annotations

from soescan.plan.scheduling.problem import Activity, Schedule, SchedulingProblem


def list_workdays(instance: SchedulingProblem, number: int, schedule: Schedule) -> list[int]:
    """The days on which an activity goes on."""
    days = range(schedule.start[number], schedule.finish[number])
    calendar = instance.activities[number].calendar
    return [d for d in days if calendar is None or d in instance.calendars[calendar]]


def find_faults(instance: SchedulingProblem, schedule: Schedule) -> list[str]:
    """Everything that is wrong with a schedule."""
    return [
        *_check_precedence(instance, schedule),
        *_check_calendars(instance, schedule),
        *_check_capacities(instance, schedule),
    ]


def _check_precedence(instance: SchedulingProblem, schedule: Schedule) -> list[str]:
    faults = []
    for number, activity in enumerate(instance.activities):
        if schedule.start[number] < activity.release:
            faults.append(f"{number} starts before its release")
        finished = [
            before
            for before in activity.predecessors
            if schedule.finish[before] <= schedule.start[number]
        ]
        if len(finished) < _count_required(activity):
            faults.append(f"{number} starts before what it waits for")
    return faults


def _count_required(activity: Activity) -> int:
    count = len(activity.predecessors)
    return count if activity.min_predecessors is None else min(activity.min_predecessors, count)


def _check_calendars(instance: SchedulingProblem, schedule: Schedule) -> list[str]:
    faults = []
    for number, activity in enumerate(instance.activities):
        days = list_workdays(instance, number, schedule)
        if len(days) != activity.duration:
            faults.append(f"{number} works {len(days)} days, not {activity.duration}")
        if activity.duration and (days[0], days[-1] + 1) != (
            schedule.start[number],
            schedule.finish[number],
        ):
            faults.append(f"{number} starts or ends on a day off")
        if activity.duration or activity.calendar is None:
            continue
        if schedule.start[number] not in instance.calendars[activity.calendar]:
            faults.append(f"{number} happens on a day off")
    return faults


def _check_capacities(instance: SchedulingProblem, schedule: Schedule) -> list[str]:
    used: dict[tuple[int, int], int] = {}
    for number, activity in enumerate(instance.activities):
        for day in list_workdays(instance, number, schedule):
            for resource, demand in enumerate(activity.demands):
                used[resource, day] = used.get((resource, day), 0) + demand
    return [
        f"resource {resource} gives {in_use} on day {day}"
        for (resource, day), in_use in used.items()
        if in_use > instance.capacities[resource]
    ]
