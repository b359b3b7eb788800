"""Cases + assessments -> Plan: who must agree, in which order, how long, when at the earliest.

`asked` says which steps a tool needs, `jobs` merges them, `stages` takes them apart into work,
waiting and meetings, `search` schedules them, `simulate` draws what may happen, and the rest says
what came of it. Read them in this order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from soescan.model import (
    Assessment,
    Case,
    EdgeKind,
    Freeze,
    NodeKind,
    Plan,
    PlanEdge,
    PlanNode,
    Task,
    ToolPlan,
)
from soescan.plan.draft import Draft, PlanOptions, draft_plan
from soescan.plan.graph.links import graph
from soescan.plan.requirements.required_steps import derive_requirements
from soescan.plan.results.outlook import build_tool_plans, collect_time_questions, optimality_gap
from soescan.plan.results.schedule_analysis import ScheduleAnalysis
from soescan.plan.results.tasks import build_tasks
from soescan.plan.results.workload import compute_role_loads, compute_shared_savings, suggest_swaps

_MAX_TOOLS = 500
"""Nobody brings more to IT at once; a longer list is an inventory."""


def schedule(
    judged: Iterable[tuple[Case, Assessment]],
    how: PlanOptions | None = None,
    wish: date | None = None,
) -> Plan:
    """Plan the way of all tools to their go-live.

    The same inputs and the same seed give the same plan. Raises CatalogError when the catalog
    makes a step impossible.
    """
    pairs, how = list(judged), how or PlanOptions()
    if len(pairs) > _MAX_TOOLS:
        says = f"more than {_MAX_TOOLS} tools are not planned at once: plan some of them"
        return Plan(tuple(ToolPlan(case.tool.name, says=says) for case, _ in pairs))
    made = draft_plan(pairs, how)
    if made is None:
        asked = (derive_requirements(case, assessment) for case, assessment in pairs)
        return Plan(tools=tuple(ToolPlan(one.tool, says=one.says) for one in asked))
    return write_plan(made, wish)


def write_plan(made: Draft, wish: date | None = None) -> Plan:
    """A draft in words and dates."""
    drivers = ScheduleAnalysis(made)
    listed = build_tasks(made, drivers)
    nodes, edges = graph(made, drivers, listed)
    nodes = _mark_illustrative(nodes, edges, listed)
    tools = build_tool_plans(made, drivers, wish)
    return Plan(
        start=made.workdays.start,
        tools=tools,
        tasks=listed,
        nodes=nodes,
        edges=edges,
        loads=compute_role_loads(made, listed),
        advice=suggest_swaps(made, drivers),
        questions=collect_time_questions(made, drivers),
        freezes=_relevant_freezes(made, tools),
        saved_by_sharing=compute_shared_savings(made.jobs),
        seed=made.options.seed,
        draws=made.options.draws,
        spread=made.catalog.policy.planning.spread,
        proved=made.schedule.proved,
        gap=optimality_gap(made),
        solve=made.options.solver_seconds,
    )


def _mark_illustrative(
    nodes: Iterable[PlanNode], edges: Iterable[PlanEdge], listed: Iterable[Task]
) -> tuple[PlanNode, ...]:
    """The nodes, with those marked whose time only illustrates.

    That a committee meets on a day is a fact of its calendar, but not that it decides then.
    """
    rough = {task.id for task in listed if task.illustrative}
    rough |= {edge.from_ for edge in edges if edge.kind is EdgeKind.MEETS and edge.to in rough}
    rough |= {edge.to for edge in edges if edge.kind is EdgeKind.INFORMS and edge.from_ in rough}
    return tuple(_mark_node(node) if node.id in rough else node for node in nodes)


def _mark_node(node: PlanNode) -> PlanNode:
    """Only the label of a meeting says a day."""
    meeting = node.kind is NodeKind.COMMITTEE and not node.task
    label = f"{node.label} (illustrative)" if meeting else node.label
    return replace(node, label=label, illustrative=True)


def _relevant_freezes(made: Draft, tools: tuple[ToolPlan, ...]) -> tuple[Freeze, ...]:
    """The freezes between the start and the day by which everything is all but surely live."""
    last = max((tool.p95 for tool in tools if tool.p95), default=made.workdays.start)
    own = made.catalog.catalog.calendar.freezes
    return tuple(f for f in own if f.to >= made.workdays.start and f.from_ <= last)


__all__ = ["PlanOptions", "schedule", "write_plan"]
