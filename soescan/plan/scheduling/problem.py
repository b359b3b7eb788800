"""Stages -> what the scheduler and the simulation work on.

Both get the same stages: the scheduler with likely durations in whole days, the simulation with the
estimates.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from soescan.model import Catalog
from soescan.plan.clock import Days
from soescan.plan.requirements.jobs import Job
from soescan.plan.requirements.stages import Part, Stage, Stages
from soescan.plan.scheduling.instance import Activity, Instance
from soescan.plan.simulation.network import Network, Node, Queue, Sitting

_DAY = 1_000
"""Parts of one person's day, so that two short jobs fit into one day."""
_ROUNDING = 1e-3
"""Days of work that are rounding, not work."""


# --- for the scheduler ---------------------------------------------------------------------------


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


# --- for the simulation --------------------------------------------------------------------------


def network(
    made: Stages, order: Sequence[int], jobs: Sequence[Job], catalog: Catalog, horizon: int
) -> tuple[Network, list[int]]:
    """The stages with their estimates, in the schedule's order; and where each stage stands."""
    place = [0] * len(order)
    for position, index in enumerate(order):
        place[index] = position
    sittings = _sittings(made)
    numbers = {body: number for number, body in enumerate(sittings)}
    nodes = []
    for index in order:
        stage = made.stages[index]
        queue = stage.role if _queued(stage, made) else None
        sitting = stage.body if stage.part is Part.MEETING else None
        plain = queue is not None and _plain(stage, made)
        if sitting is not None:
            plain = stage.days == sittings[sitting]
        nodes.append(
            Node(
                tuple(place[before] for before in stage.waits),
                stage.needs,
                stage.takes,
                stage.role,
                queue,
                None if sitting is None else numbers[sitting],
                None if plain else stage.days,
                jobs[stage.job].step.rework if stage.job is not None and _first(made, index) else 0,
            )
        )
    planning = catalog.policy.planning
    return (
        Network(
            tuple(nodes),
            tuple(Queue(p.people, p.days, p.free) if p else Queue() for p in made.paces),
            tuple(
                Sitting(days, catalog.committees[body].max_items) for body, days in sittings.items()
            ),
            tuple(place[goal] for goal in made.goals if goal is not None),
            tuple(place[index] for index in made.ends),
            len(catalog.roles),
            planning.together,
            str(planning.spread),
            horizon,
        ),
        place,
    )


def _sittings(made: Stages) -> dict[int, Days]:
    """The days on which each committee decides on anything; its agenda is one for all steps."""
    found: dict[int, set[int]] = {}
    for stage in made.stages:
        if stage.part is Part.MEETING and stage.body is not None:
            found.setdefault(stage.body, set()).update(stage.days or ())
    return {body: tuple(sorted(days)) for body, days in found.items()}


def _queued(stage: Stage, made: Stages) -> bool:
    return stage.part is Part.WORK and made.paces[stage.role or 0] is not None


def _plain(stage: Stage, made: Stages) -> bool:
    """Are the stage's days just those of its people?"""
    found = made.paces[stage.role or 0]
    return found is not None and stage.days == found.days


def _first(made: Stages, index: int) -> bool:
    """Is it the first stage of its job with time in it: the one that is done again?"""
    stage = made.stages[index]
    return stage.part in (Part.WORK, Part.LEAD) and not any(
        made.stages[before].job == stage.job for before in stage.waits
    )
