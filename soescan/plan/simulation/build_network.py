"""Stages -> the stochastic network that the simulation draws: the same stages, with estimates."""

from __future__ import annotations

from collections.abc import Sequence

from soescan.model import Catalog
from soescan.plan.requirements.jobs import Job
from soescan.plan.scheduling.stages import Stage, StageKind, StageNetwork
from soescan.plan.simulation.network import (
    MeetingSeries,
    Queue,
    StochasticActivity,
    StochasticNetwork,
)
from soescan.plan.workdays import DayIndices


def build_network(
    made: StageNetwork, order: Sequence[int], jobs: Sequence[Job], catalog: Catalog, horizon: int
) -> tuple[StochasticNetwork, list[int]]:
    """The stages with their estimates, in the schedule's order; and where each stage stands."""
    place = [0] * len(order)
    for position, index in enumerate(order):
        place[index] = position
    sittings = _meeting_days(made)
    numbers = {body: number for number, body in enumerate(sittings)}
    nodes = []
    for index in order:
        stage = made.stages[index]
        queue = stage.role if _is_queued(stage, made) else None
        sitting = stage.committee if stage.kind is StageKind.MEETING else None
        plain = queue is not None and _follows_role_calendar(stage, made)
        if sitting is not None:
            plain = stage.days == sittings[sitting]
        nodes.append(
            StochasticActivity(
                tuple(place[before] for before in stage.predecessors),
                stage.min_predecessors,
                stage.duration,
                stage.role,
                queue,
                None if sitting is None else numbers[sitting],
                None if plain else stage.days,
                jobs[stage.job].step.rework
                if stage.job is not None and _begins_job(made, index)
                else 0,
            )
        )
    planning = catalog.policy.planning
    return (
        StochasticNetwork(
            tuple(nodes),
            tuple(Queue(p.people, p.days, p.free_from) if p else Queue() for p in made.capacities),
            tuple(
                MeetingSeries(days, catalog.committees[body].max_items)
                for body, days in sittings.items()
            ),
            tuple(place[goal] for goal in made.tool_goals if goal is not None),
            tuple(place[index] for index in made.job_ends),
            len(catalog.roles),
            planning.together,
            str(planning.spread),
            horizon,
        ),
        place,
    )


def _meeting_days(made: StageNetwork) -> dict[int, DayIndices]:
    """The days on which each committee decides on anything; its agenda is one for all steps."""
    found: dict[int, set[int]] = {}
    for stage in made.stages:
        if stage.kind is StageKind.MEETING and stage.committee is not None:
            found.setdefault(stage.committee, set()).update(stage.days or ())
    return {body: tuple(sorted(days)) for body, days in found.items()}


def _is_queued(stage: Stage, made: StageNetwork) -> bool:
    return stage.kind is StageKind.WORK and made.capacities[stage.role or 0] is not None


def _follows_role_calendar(stage: Stage, made: StageNetwork) -> bool:
    """Are the stage's days just those of its people?"""
    found = made.capacities[stage.role or 0]
    return found is not None and stage.days == found.days


def _begins_job(made: StageNetwork, index: int) -> bool:
    """Is it the first stage of its job with time in it: the one that is done again?"""
    stage = made.stages[index]
    return stage.kind in (StageKind.WORK, StageKind.LEAD) and not any(
        made.stages[before].job == stage.job for before in stage.predecessors
    )
