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
    network: StageNetwork, order: Sequence[int], jobs: Sequence[Job], catalog: Catalog, horizon: int
) -> tuple[StochasticNetwork, list[int]]:
    """The network of the stages, in `order`, and the position of each stage in it.

    `order` is a permutation of the stages, predecessors first; `horizon` the last day number.
    """
    positions = [0] * len(order)
    for position, index in enumerate(order):
        positions[index] = position
    meeting_days = _meeting_days(network)
    meeting_index = {committee: number for number, committee in enumerate(meeting_days)}
    activities = []
    for index in order:
        stage = network.stages[index]
        queue = stage.role if _is_queued(stage, network) else None
        committee = stage.committee if stage.kind is StageKind.MEETING else None
        follows_calendar = queue is not None and _follows_role_calendar(stage, network)
        if committee is not None:
            follows_calendar = stage.days == meeting_days[committee]
        activities.append(
            StochasticActivity(
                tuple(positions[predecessor] for predecessor in stage.predecessors),
                stage.min_predecessors,
                stage.duration,
                stage.role,
                queue,
                None if committee is None else meeting_index[committee],
                None if follows_calendar else stage.days,
                jobs[stage.job].step.rework
                if stage.job is not None and _begins_job(network, index)
                else 0,
            )
        )
    planning = catalog.policy.planning
    return (
        StochasticNetwork(
            tuple(activities),
            tuple(
                Queue(capacity.people, capacity.days, capacity.free_from) if capacity else Queue()
                for capacity in network.capacities
            ),
            tuple(
                MeetingSeries(days, catalog.committees[number].max_items)
                for number, days in meeting_days.items()
            ),
            tuple(positions[goal] for goal in network.tool_goals if goal is not None),
            tuple(positions[index] for index in network.job_ends),
            len(catalog.roles),
            planning.together,
            str(planning.spread),
            horizon,
        ),
        positions,
    )


def _meeting_days(network: StageNetwork) -> dict[int, DayIndices]:
    """The days on which each committee decides on anything; its agenda is one for all steps."""
    days_by_committee: dict[int, set[int]] = {}
    for stage in network.stages:
        if stage.kind is StageKind.MEETING and stage.committee is not None:
            days_by_committee.setdefault(stage.committee, set()).update(stage.days or ())
    return {committee: tuple(sorted(days)) for committee, days in days_by_committee.items()}


def _is_queued(stage: Stage, network: StageNetwork) -> bool:
    return stage.kind is StageKind.WORK and network.capacities[stage.role or 0] is not None


def _follows_role_calendar(stage: Stage, network: StageNetwork) -> bool:
    """Is the calendar of a stage that of its role, without freezes?"""
    capacity = network.capacities[stage.role or 0]
    return capacity is not None and stage.days == capacity.days


def _begins_job(network: StageNetwork, index: int) -> bool:
    """Is it the first stage of its job that takes time, which is the one that is done again?"""
    stage = network.stages[index]
    return stage.kind in (StageKind.WORK, StageKind.LEAD) and not any(
        network.stages[predecessor].job == stage.job for predecessor in stage.predecessors
    )
