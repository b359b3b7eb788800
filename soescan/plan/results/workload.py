"""Draft -> the workload of each role, and the swaps in its queue that bring a tool forward."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from itertools import islice

from soescan.model import Load, Task
from soescan.plan.draft import Draft, reschedule
from soescan.plan.requirements.jobs import Job
from soescan.plan.results.schedule_analysis import ScheduleAnalysis
from soescan.plan.results.tasks import likely_effort
from soescan.plan.simulation.build_network import find_queue
from soescan.quantities import quantity

_MAX_SWAPS = 60
_MAX_STARTS = 50_000
"""A large plan tries fewer, for each is a schedule of its own."""
_MAX_SUGGESTIONS = 3


def compute_role_loads(draft: Draft, tasks: Sequence[Task]) -> tuple[Load, ...]:
    """For each role with work: effort in person-days, capacity, longest wait and least slack.

    Waits and slack are working days; `tasks` are those of the draft.
    """
    loads = []
    by_id = {task.id: task for task in tasks}
    for role in draft.catalog.roles:
        jobs = [job for job in draft.jobs if job.step.role == role.id and not job.satisfied]
        if jobs:
            longest_waiting = max(jobs, key=lambda job: by_id[job.id].queued)
            queue_days = by_id[longest_waiting.id].queued
            loads.append(
                Load(
                    role.label,
                    round(sum(map(likely_effort, jobs)), 3),
                    len(jobs),
                    role.capacity,
                    role.status,
                    queue_days,
                    longest_waiting.id if queue_days else "",
                    min(by_id[job.id].slack for job in jobs),
                )
            )
    return tuple(loads)


def compute_shared_savings(jobs: Sequence[Job]) -> float:
    """Person-days of likely effort that sharing spares: all runs but one of each shared job."""
    return round(sum(likely_effort(job) * (len(job.tools) - 1) for job in jobs), 3)


def describe_ordering(draft: Draft) -> str:
    """What decides which tool goes first where several wait for the same people or agenda."""
    queues: dict[Hashable, set[tuple[int, ...]]] = {}
    for index, stage in enumerate(draft.network.stages):
        if (queue := find_queue(stage, draft.network)) is not None:
            queues.setdefault(queue, set()).add(_list_tools(draft, index))
    if all(len(tools) < 2 for tools in queues.values()):
        return ""
    if any(case.tool.priority is not None for case in draft.cases):
        return (
            "Where tools wait for the same people, their priority decides which goes first, then "
            "the order of the list."
        )
    return (
        "Tools of the same weight that wait for the same people go in the order of the list. "
        "To change that, set a tool's priority (1 goes first)."
    )


def suggest_swaps(draft: Draft, analysis: ScheduleAnalysis) -> tuple[str, ...]:
    """Sentences on swaps of two neighbours in a queue that bring a tool forward, best first.

    Each swap is scheduled anew; a large draft tries fewer of them.
    """
    swaps = []
    max_swaps = min(_MAX_SWAPS, _MAX_STARTS // len(draft.problem))
    for first, second in islice(_pair_neighbours(draft, analysis), max_swaps):
        moved = _moved_tools(draft, first, second)
        gain = max(moved.values(), default=0)
        is_told = draft.untold_stages.isdisjoint(draft.go_lives[tool] for tool in moved)
        if gain > 0 and is_told:
            swaps.append((sum(moved.values()), gain, _describe_swap(draft, first, second, moved)))
    swaps.sort(key=lambda item: (-item[0], -item[1], item[2]))
    return tuple(dict.fromkeys(text for _, _, text in swaps))[:_MAX_SUGGESTIONS]


def _moved_tools(draft: Draft, first: int, second: int) -> dict[int, int]:
    """The working days by which tools are earlier (below 0: later) when two stages are swapped."""
    schedule = draft.schedule
    order = list(schedule.start)
    # The second is taken first; ties keep everything else where it was.
    order[second], order[first] = schedule.start[first], schedule.start[second]
    swapped = reschedule(draft, order).finish
    return {
        tool: schedule.finish[goal] - swapped[goal]
        for tool, goal in draft.go_lives.items()
        if schedule.finish[goal] != swapped[goal]
    }


def _pair_neighbours(draft: Draft, analysis: ScheduleAnalysis) -> Iterator[tuple[int, int]]:
    """Pairs of stages close to each other in a queue that are not for the same tools."""
    pairs = set()
    for index in draft.stage_order:
        peers = analysis.list_queue_peers(index)
        if not peers:
            continue
        later = [
            peer for peer in peers if draft.schedule.start[peer] >= draft.schedule.start[index]
        ]
        for other in later[:3]:
            pair = (min(index, other), max(index, other))
            if pair not in pairs and _list_tools(draft, index) != _list_tools(draft, other):
                pairs.add(pair)
                yield index, other


def _list_tools(draft: Draft, stage: int) -> tuple[int, ...]:
    number = draft.network.stages[stage].job
    return draft.jobs[number].tools if number is not None else ()


def _describe_swap(draft: Draft, first: int, second: int, moved: dict[int, int]) -> str:
    stages = draft.network.stages
    role = draft.catalog.roles[stages[first].role or 0].label

    def name_work(stage: int) -> str:
        number = stages[stage].job
        job = draft.jobs[number or 0]
        names = ", ".join(draft.requirements[tool].tool for tool in job.tools)
        return f"“{job.step.label or job.step.id}” for {names}"

    effects = []
    for tool, days in sorted(moved.items(), key=lambda item: -item[1]):
        goal = draft.go_lives[tool]
        finish = draft.schedule.finish[goal]
        moved_by = abs(
            (draft.finish_date(goal, finish) - draft.finish_date(goal, finish - days)).days
        )
        direction = "earlier" if days > 0 else "later"
        effects.append(f"{draft.requirements[tool].tool} {quantity(moved_by, 'day')} {direction}")
    return f"If {role} takes {name_work(second)} before {name_work(first)}: {', '.join(effects)}."
