"""Draft -> what the plan asks of each role, and which order of work would help whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from soescan.model import Load, Task
from soescan.plan.draft import Draft, reschedule
from soescan.plan.requirements.jobs import Job
from soescan.plan.results.schedule_analysis import ScheduleAnalysis
from soescan.plan.results.tasks import likely_effort

_MAX_SWAPS = 60
_MAX_STARTS = 50_000
"""A large plan tries fewer, for each is a schedule of its own."""
_MAX_SUGGESTIONS = 3


def compute_role_loads(draft: Draft, tasks: Sequence[Task]) -> tuple[Load, ...]:
    """Effort, capacity, longest queue and slack of each role that has something to do."""
    found = []
    by_id = {task.id: task for task in tasks}
    for role in draft.catalog.roles:
        own = [job for job in draft.jobs if job.step.role == role.id and not job.satisfied]
        if own:
            waits = max(own, key=lambda job: by_id[job.id].queued)
            longest = by_id[waits.id].queued
            found.append(
                Load(
                    role.label,
                    round(sum(map(likely_effort, own)), 3),
                    len(own),
                    role.capacity,
                    longest,
                    waits.id if longest else "",
                    min(by_id[job.id].slack for job in own),
                )
            )
    return tuple(found)


def compute_shared_savings(jobs: Sequence[Job]) -> float:
    """Person-days that every tool on its own would need besides."""
    return round(sum(likely_effort(job) * (len(job.tools) - 1) for job in jobs), 3)


def suggest_swaps(draft: Draft, drivers: ScheduleAnalysis) -> tuple[str, ...]:
    """Swaps in a queue that bring a tool forward, those that gain most first."""
    found = []
    most = min(_MAX_SWAPS, _MAX_STARTS // len(draft.problem))
    for first, second in islice(_queue_neighbours(draft, drivers), most):
        order = list(draft.schedule.start)
        # The second is taken first; ties keep everything else where it was.
        order[second] = draft.schedule.start[first]
        order[first] = draft.schedule.start[second]
        swapped = reschedule(draft, order).finish
        moved = {
            tool: draft.schedule.finish[goal] - swapped[goal]
            for tool, goal in enumerate(draft.network.tool_goals)
            if goal is not None and draft.schedule.finish[goal] != swapped[goal]
        }
        gain = max(moved.values(), default=0)
        if gain > 0:
            found.append((sum(moved.values()), gain, _describe_swap(draft, first, second, moved)))
    found.sort(key=lambda item: (-item[0], -item[1], item[2]))
    return tuple(dict.fromkeys(says for _, _, says in found))[:_MAX_SUGGESTIONS]


def _queue_neighbours(draft: Draft, drivers: ScheduleAnalysis) -> Iterator[tuple[int, int]]:
    """Pairs that follow each other in a queue and are not for the same tools."""
    seen = set()
    for index in draft.stage_order:
        line = drivers.list_queue_peers(index)
        if not line:
            continue
        later = [n for n in line if draft.schedule.start[n] >= draft.schedule.start[index]]
        for other in later[:3]:
            pair = (min(index, other), max(index, other))
            if pair not in seen and _tools_of_stage(draft, index) != _tools_of_stage(draft, other):
                seen.add(pair)
                yield index, other


def _tools_of_stage(draft: Draft, stage: int) -> tuple[int, ...]:
    number = draft.network.stages[stage].job
    return draft.jobs[number].tools if number is not None else ()


def _describe_swap(draft: Draft, first: int, second: int, moved: dict[int, int]) -> str:
    stages = draft.network.stages
    role = draft.catalog.roles[stages[first].role or 0].label

    def named(stage: int) -> str:
        number = stages[stage].job
        job = draft.jobs[number or 0]
        names = ", ".join(draft.requirements[tool].tool for tool in job.tools)
        return f"“{job.step.label or job.step.id}” for {names}"

    effects = []
    for tool, days in sorted(moved.items(), key=lambda item: -item[1]):
        goal = draft.network.tool_goals[tool] or 0
        now = draft.schedule.finish[goal]
        moved_by = abs((draft.finish_date(goal, now) - draft.finish_date(goal, now - days)).days)
        unit, way = "day" if moved_by == 1 else "days", "earlier" if days > 0 else "later"
        effects.append(f"{draft.requirements[tool].tool} {moved_by} {unit} {way}")
    return f"If {role} takes {named(second)} before {named(first)}: {', '.join(effects)}."
