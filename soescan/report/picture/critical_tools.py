"""Plan -> the tools that its last go-live waits for, step by step back to the first day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from soescan.graph import PRECEDENCE, EdgeIndex
from soescan.model import EdgeKind, Plan, Task

_BEFORE = PRECEDENCE | {EdgeKind.QUEUED_BEHIND}


def last_go_live(plan: Plan) -> int | None:
    """The number of the tool that is live last by the days that are told; None where none is."""
    dated = [number for number, tool in enumerate(plan.tools) if tool.earliest]

    def live(number: int) -> tuple[date, date, int]:
        tool = plan.tools[number]
        early = tool.earliest or date.min
        return tool.p80 or early, early, -number

    return max(dated, key=live, default=None)


def find_critical_tools(
    plan: Plan, index: EdgeIndex, owners: Mapping[str, tuple[int, ...]]
) -> tuple[int, ...]:
    """The numbers of the tools on the critical path of the last go-live, it first.

    Where no go-live has a day, the first tool that has steps.
    """
    last = last_go_live(plan)
    if last is None:
        return tuple(number for number, tool in enumerate(plan.tools) if tool.tasks)[:1]
    known = [index.node_of[id_] for id_ in plan.tools[last].tasks if id_ in index.node_of]
    own = [index.task_of[node] for node in known]
    step = max(own, key=lambda task: (task.critical, task.finish), default=None)
    lanes: dict[int, None] = {last: None}
    seen: set[str] = set()
    while step is not None and step.id not in seen:
        seen.add(step.id)
        if len(owners[step.id]) == 1:
            lanes[owners[step.id][0]] = None
        step = _last_before(index, index.node_of[step.id])
    return tuple(lanes)


def _last_before(index: EdgeIndex, id_: str) -> Task | None:
    """Of the critical steps that one waits for, the last to be done."""
    before = (index.task_of.get(node) for node in index.steps_before(id_, _BEFORE))
    critical = [task for task in before if task is not None and task.critical]
    return max(critical, key=lambda task: task.finish, default=None)
