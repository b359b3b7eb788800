"""Stages -> the scheduling problem: likely durations in whole days, and shared resources.

The simulation gets the same stages with their estimates: see `simulation.build_network`.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from soescan.model import Catalog
from soescan.plan.scheduling.problem import Activity, SchedulingProblem
from soescan.plan.scheduling.stages import Stage, StageKind, StageNetwork
from soescan.plan.workdays import DayIndices

_PERSON_DAY = 1_000
"""Parts of one person's day, so that two short jobs fit into one day."""
_ROUNDING = 1e-3
"""Days of work that are rounding, not work."""


def build_problem(
    network: StageNetwork, weights: Sequence[float], catalog: Catalog
) -> SchedulingProblem:
    """The scheduling problem of the stages, one activity each, with likely durations.

    Resources are the roles with a capacity, in thousandths of a person's day, and the committees
    with a limited agenda, in items. `weights` are those of the tools.
    """
    capacities = _list_capacities(network, catalog)
    resources = {key: number for number, key in enumerate(capacities)}
    calendars: dict[DayIndices, int] = {}
    activities = []
    for stage, (duration, demand) in zip(network.stages, round_durations(network), strict=True):
        demands = [0] * len(capacities)
        is_meeting = stage.kind is StageKind.MEETING
        resource = resources.get((stage.kind, stage.committee if is_meeting else stage.role))
        if resource is not None:
            demands[resource] = 1 if is_meeting else demand
        calendar = None
        if stage.days is not None:
            calendar = calendars.setdefault(stage.days, len(calendars))
        activities.append(
            Activity(
                duration,
                tuple(demands),
                stage.predecessors,
                stage.min_predecessors,
                calendar,
                _find_release_day(stage, network),
            )
        )
    goals = zip(network.tool_goals, weights, strict=True)
    targets = tuple((goal, weight) for goal, weight in goals if goal is not None)
    return SchedulingProblem(
        tuple(activities), tuple(capacities.values()), tuple(calendars), targets
    )


def _list_capacities(
    network: StageNetwork, catalog: Catalog
) -> dict[tuple[StageKind, int | None], int]:
    """Capacities by the kind of stage that takes them and the number of the role or committee."""
    capacities: dict[tuple[StageKind, int | None], int] = {
        (StageKind.WORK, number): _PERSON_DAY * capacity.people
        for number, capacity in enumerate(network.capacities)
        if capacity is not None
    }
    for number, committee in enumerate(catalog.committees):
        if committee.max_items is not None:
            capacities[StageKind.MEETING, number] = committee.max_items
    return capacities


def round_durations(network: StageNetwork) -> list[tuple[int, int]]:
    """For each stage its likely duration in whole days and its demand of its role on each.

    The demand is in thousandths of a person's day. What is rounded off one piece of work is carried
    over to the next of the same role, so that a long queue is as long as its work.
    """
    carried: dict[int, float] = {}
    rounded = []
    for stage in network.stages:
        likely = stage.duration.likely
        if stage.kind is StageKind.MEETING:
            rounded.append((1, 0))
        elif stage.kind is not StageKind.WORK or network.capacities[stage.role or 0] is None:
            rounded.append((max(int(likely + 0.5), int(likely > 0)), 0))
        elif likely < 1:
            rounded.append((1, max(1, ceil(_PERSON_DAY * likely - 1e-6))))
        else:
            # It is done within a day that has begun; the rest of the day is for what comes next.
            work = carried.get(stage.role or 0, 0.0) + likely
            days = max(1, ceil(work - _ROUNDING))
            carried[stage.role or 0] = work - days
            rounded.append((days, _PERSON_DAY))
    return rounded


def _find_release_day(stage: Stage, network: StageNetwork) -> int:
    capacity = (
        network.capacities[stage.role]
        if stage.kind is StageKind.WORK and stage.role is not None
        else None
    )
    return capacity.free_from if capacity else 0
