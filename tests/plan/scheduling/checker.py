"""Is a schedule one at all? Written from the definition, day by day, without the scheduler."""

from __future__ import annotations

from collections import Counter
from itertools import product

from soescan.plan.draft import Draft
from soescan.plan.scheduling.problem import Activity, Schedule, SchedulingProblem
from soescan.plan.scheduling.stages import StageKind


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


def find_plan_faults(draft: Draft) -> list[str]:
    """Everything that is wrong with the dates of a draft, in which people work on within a day."""
    return [
        *_check_precedence(draft.problem, draft.schedule),
        *_check_stage_days(draft),
        *_check_people(draft),
        *_check_agendas(draft),
    ]


def _check_stage_days(draft: Draft) -> list[str]:
    faults = []
    for index, stage in enumerate(draft.network.stages):
        start, finish = draft.schedule.start[index], draft.schedule.finish[index]
        days = range(draft.workdays.horizon) if stage.days is None else stage.days
        if start not in days or (finish > start and finish - 1 not in days):
            faults.append(f"{index} starts or ends on a day off")
        worked = sum(start <= day < finish for day in days)
        if worked < stage.duration.likely - 0.5:
            faults.append(f"{index} takes {worked} days, not {stage.duration.likely}")
    return faults


def _check_people(draft: Draft) -> list[str]:
    """Between any two days, no role does more work than its people have days."""
    faults = []
    for role, capacity in enumerate(draft.network.capacities):
        if capacity is None:
            continue
        work = [
            (draft.schedule.start[n], draft.schedule.finish[n], stage.duration.likely)
            for n, stage in enumerate(draft.network.stages)
            if stage.kind is StageKind.WORK and stage.role == role
        ]
        days = range(draft.workdays.horizon) if capacity.days is None else capacity.days
        for first, last in product({w[0] for w in work}, {w[1] for w in work}):
            done = sum(
                likely for start, finish, likely in work if first <= start and finish <= last
            )
            there = capacity.people * sum(first <= day < last for day in days)
            if done > there + 0.01 * len(work):
                faults.append(f"role {role} does {done} days of work in {there} days")
        if any(start < capacity.free_from for start, _, _ in work):
            faults.append(f"role {role} begins before its backlog is done")
    return faults


def _check_agendas(draft: Draft) -> list[str]:
    decided = Counter(
        (stage.committee, draft.schedule.start[n])
        for n, stage in enumerate(draft.network.stages)
        if stage.kind is StageKind.MEETING
    )
    limits = [committee.max_items for committee in draft.catalog.committees]
    return [
        f"committee {committee} decides {items} things on day {day}"
        for (committee, day), items in decided.items()
        if (limit := limits[committee or 0]) is not None and items > limit
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
