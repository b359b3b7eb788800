"""Stages -> the stochastic network that the simulation draws: the same stages, with estimates."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from heapq import heappop, heappush

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
    network: StageNetwork,
    order: Sequence[int],
    jobs: Sequence[Job],
    catalog: Catalog,
    horizon: int,
    go_lives: Iterable[int] = (),
) -> tuple[StochasticNetwork, list[int]]:
    """The network of the stages, in `order`, and the position of each stage in it.

    `order` is that of `order_stages`; `horizon` the last day number; `go_lives` are the stages at
    which tools go live.
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
        targets=tuple(positions[goal] for goal in go_lives),
        watched=tuple(positions[index] for index in network.job_ends),
        role_count=len(catalog.roles),
        role_correlation=planning.together,
        distribution=str(planning.spread),
        horizon=horizon,
    )
    return stochastic, positions


def order_stages(network: StageNetwork, start: Sequence[int]) -> list[int]:
    """The stages in the order in which they are simulated: people take things by planned `start`.

    `start` is the day number of each stage in a schedule. Predecessors come first. Only a stage
    that needs some of its predecessors may come before the others, where they queue behind it for
    the same people: then it cannot wait for them.
    """
    stages = network.stages
    by_start = sorted(range(len(stages)), key=lambda index: (start[index], index))
    rank = {index: number for number, index in enumerate(by_start)}
    waits_for = [set(stage.predecessors) for stage in stages]
    followers: list[set[int]] = [set() for _ in stages]
    last_in_queue: dict[Hashable, int] = {}
    for index in by_start:
        if (queue := find_queue(stages[index], network)) is not None:
            waits_for[index] |= {last_in_queue[queue]} if queue in last_in_queue else set()
            last_in_queue[queue] = index
        for before in waits_for[index]:
            followers[before].add(index)
    ready = [rank[index] for index in by_start if not waits_for[index]]
    order: list[int] = []
    taken: set[int] = set()
    for next_by_start in by_start:
        while ready or next_by_start not in taken:
            # With nothing ready, the next is a partial join that has all it needs by the schedule.
            index = by_start[heappop(ready)] if ready else next_by_start
            if index in taken:
                continue
            taken.add(index)
            order.append(index)
            for follower in followers[index]:
                waits_for[follower].discard(index)
                if not waits_for[follower]:
                    heappush(ready, rank[follower])
    return order


def find_queue(stage: Stage, network: StageNetwork) -> Hashable:
    """What a stage queues in: that of its people, or the agenda of its committee; None: nothing."""
    if stage.kind is StageKind.MEETING:
        return stage.kind, stage.committee
    return (stage.kind, stage.role) if _is_queued(stage, network) else None


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
        predecessors=tuple(
            positions[predecessor]
            for predecessor in stage.predecessors
            if positions[predecessor] < positions[index]
        ),
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
