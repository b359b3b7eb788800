"""Stages -> the stochastic network that the simulation draws: the same stages, with estimates."""

from __future__ import annotations

from collections.abc import Sequence

from soescan.model import Catalog
from soescan.plan.requirements.jobs import Job
from soescan.plan.scheduling.stages import Part, Stage, Stages
from soescan.plan.simulation.network import Network, Node, Queue, Sitting
from soescan.plan.workdays import Days


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
