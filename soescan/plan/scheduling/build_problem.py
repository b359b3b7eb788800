"""Stages -> the scheduling problem: likely durations in whole days, and shared resources.

The simulation gets the same stages with their estimates: see `simulation.build_network`.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from soescan.model import Catalog
from soescan.plan.scheduling.problem import Activity, Instance
from soescan.plan.scheduling.stages import Part, Stage, Stages
from soescan.plan.workdays import Days

_DAY = 1_000
"""Parts of one person's day, so that two short jobs fit into one day."""
_ROUNDING = 1e-3
"""Days of work that are rounding, not work."""


def instance(made: Stages, weights: Sequence[float], catalog: Catalog) -> Instance:
    """The stages with likely durations, and a resource for each role and each full committee."""
    calendars: dict[Days, int] = {}
    roles = [n for n, found in enumerate(made.paces) if found is not None]
    bodies = [n for n, body in enumerate(catalog.committees) if body.max_items is not None]
    capacities = [_DAY * (p.people if (p := made.paces[n]) else 0) for n in roles]
    capacities += [catalog.committees[n].max_items or 0 for n in bodies]
    resource = {("role", n): k for k, n in enumerate(roles)}
    resource |= {("body", n): k + len(roles) for k, n in enumerate(bodies)}
    activities = []
    for stage, (days, share) in zip(made.stages, whole_days(made), strict=True):
        demands = [0] * len(capacities)
        if stage.part is Part.WORK and ("role", stage.role) in resource:
            demands[resource["role", stage.role or 0]] = share
        if stage.part is Part.MEETING and ("body", stage.body) in resource:
            demands[resource["body", stage.body or 0]] = 1
        activities.append(
            Activity(
                days,
                tuple(demands),
                stage.waits,
                stage.needs,
                None if stage.days is None else calendars.setdefault(stage.days, len(calendars)),
                _release(stage, made),
            )
        )
    targets = tuple(
        (goal, weight) for goal, weight in zip(made.goals, weights, strict=True) if goal is not None
    )
    return Instance(tuple(activities), tuple(capacities), tuple(calendars), targets)


def whole_days(made: Stages) -> list[tuple[int, int]]:
    """Likely days of each stage, and what part of one person's day it takes on each.

    What is rounded off one piece of work is carried over to the next of the same people, so that a
    long queue is as long as its work.
    """
    carried: dict[int, float] = {}
    found = []
    for stage in made.stages:
        likely = stage.takes.likely
        if stage.part is Part.MEETING:
            found.append((1, 0))
        elif stage.part is not Part.WORK or made.paces[stage.role or 0] is None:
            found.append((max(int(likely + 0.5), int(likely > 0)), 0))
        elif likely < 1:
            found.append((1, max(1, ceil(_DAY * likely - 1e-6))))
        else:
            # It is done within a day that has begun; the rest of the day is for what comes next.
            due = carried.get(stage.role or 0, 0.0) + likely
            days = max(1, ceil(due - _ROUNDING))
            carried[stage.role or 0] = due - days
            found.append((days, _DAY))
    return found


def _release(stage: Stage, made: Stages) -> int:
    found = made.paces[stage.role] if stage.part is Part.WORK and stage.role is not None else None
    return found.free if found else 0
