"""Stages -> the stochastic network that the simulation draws: the same stages, with estimates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
    meeting_days = _list_meeting_days(network)
    planning = catalog.policy.planning
    stochastic = StochasticNetwork(
        activities=tuple(
            _build_activity(network, index, positions, meeting_days, jobs) for index in order
        ),
        queues=tuple(
            Queue(capacity.people, capacity.days, capacity.free_from) if capacity else Queue()
            for capacity in network.capacities
        ),
        meetings=tuple(
            MeetingSeries(days, catalog.committees[committee].max_items)
            for committee, days in meeting_days.items()
        ),
        targets=tuple(positions[goal] for goal in network.tool_goals if goal is not None),
        watched=tuple(positions[index] for index in network.job_ends),
        role_count=len(catalog.roles),
        role_correlation=planning.together,
        distribution=str(planning.spread),
        horizon=horizon,
    )
    return stochastic, positions


def _build_activity(
    network: StageNetwork,
    index: int,
    positions: Sequence[int],
    meeting_days: Mapping[int, DayIndices],
    jobs: Sequence[Job],
) -> StochasticActivity:
    stage = network.stages[index]
    queue = stage.role if _is_queued(stage, network) else None
    committee = stage.committee if stage.kind is StageKind.MEETING else None
    has_common_days = queue is not None and _follows_role_calendar(stage, network)
    if committee is not None:
        has_common_days = stage.days == meeting_days[committee]
    is_repeated = stage.job is not None and _begins_job(network, index)
    return StochasticActivity(
        predecessors=tuple(positions[predecessor] for predecessor in stage.predecessors),
        min_predecessors=stage.min_predecessors,
        duration=stage.duration,
        role=stage.role,
        queue=queue,
        meetings=None if committee is None else list(meeting_days).index(committee),
        days=None if has_common_days else stage.days,
        rework=jobs[stage.job or 0].step.rework if is_repeated else 0,
    )


def _list_meeting_days(network: StageNetwork) -> dict[int, DayIndices]:
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
