"""Cases + assessments -> Plan: who must agree, in which order, how long, when at the earliest.

The pipeline, room by room:

    requirements    assessment -> the steps a tool needs -> jobs, shared between tools
    scheduling      jobs -> stages -> scheduling problem -> schedule
    simulation      stages with estimates, in the schedule's order -> finishes of many draws
    draft           the three above, still in numbers
    results         draft -> tasks, reasons, workload, outlook of each tool, forecast
    graph           draft -> the graph of the approvals
    whatif          plans made anew with changes: what each saves, which reach a date

`workdays` turns dates into day numbers and back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from soescan.graph import ApprovalGraph, approval_graph
from soescan.model import (
    Assessment,
    Case,
    Freeze,
    Plan,
    ToolPlan,
)
from soescan.plan.draft import Draft, PlanOptions, draft_plan
from soescan.plan.graph.build import list_nodes_and_edges
from soescan.plan.requirements.required_steps import derive_requirements
from soescan.plan.results.outlook import (
    build_empty_plan,
    build_tool_plans,
    collect_time_questions,
    optimality_gap,
)
from soescan.plan.results.schedule_analysis import ScheduleAnalysis
from soescan.plan.results.tasks import build_tasks
from soescan.plan.results.workload import (
    compute_role_loads,
    compute_shared_savings,
    describe_ordering,
    suggest_swaps,
)
from soescan.reference.products.lifecycles import find_end

_MAX_TOOLS = 500
"""Nobody brings more to IT at once; a longer list is an inventory."""


def schedule(
    assessed: Iterable[tuple[Case, Assessment]],
    options: PlanOptions | None = None,
    wish_date: date | None = None,
) -> Plan:
    """Plan the approvals of all tools up to their go-live.

    All cases are of one catalog. With a `wish_date` each tool gets the chance of being live by
    then. The same inputs and the same seed give the same plan. Raises CatalogError when the catalog
    makes a step impossible.
    """
    cases, options = list(assessed), options or PlanOptions()
    if len(cases) > _MAX_TOOLS:
        message = f"more than {_MAX_TOOLS} tools are not planned at once: plan some of them"
        unplanned = tuple(_leave_unplanned(case, judged, message) for case, judged in cases)
        return _mark_prohibited(Plan(unplanned), cases)
    draft = draft_plan(cases, options)
    if draft is None:
        requirements = (derive_requirements(case, assessment) for case, assessment in cases)
        return _mark_prohibited(Plan(tuple(map(build_empty_plan, requirements))), cases)
    return _mark_prohibited(write_plan(draft, wish_date), cases)


def _mark_prohibited(plan: Plan, cases: Sequence[tuple[Case, Assessment]]) -> Plan:
    """The plan with the prohibited products that each tool may be."""
    judged = [assessment.match.prohibited for _, assessment in cases]
    if not any(judged):
        return plan
    pairs = zip(plan.tools, judged, strict=True)
    return replace(plan, tools=tuple(replace(t, prohibited=may_be) for t, may_be in pairs))


def _leave_unplanned(case: Case, judged: Assessment, message: str) -> ToolPlan:
    ended = "" if judged.in_use else find_end(judged.findings)
    says = f"there is no date: {ended}" if ended else "" if judged.in_use else message
    return ToolPlan(case.tool.name, says=says, in_use=judged.in_use, ended=ended)


def write_plan(draft: Draft, wish_date: date | None = None) -> Plan:
    """The plan of a draft: its numbers as dates, with the reasons in words."""
    analysis = ScheduleAnalysis(draft)
    tasks = build_tasks(draft, analysis)
    tools = build_tool_plans(draft, analysis, wish_date)
    nodes, edges = list_nodes_and_edges(draft, analysis, tasks, tools)
    return Plan(
        start=draft.workdays.start,
        tools=tools,
        ordering=describe_ordering(draft),
        tasks=tasks,
        nodes=nodes,
        edges=edges,
        loads=compute_role_loads(draft, tasks),
        advice=suggest_swaps(draft, analysis),
        questions=collect_time_questions(draft, analysis),
        freezes=_select_freezes(draft, tools),
        saved_by_sharing=compute_shared_savings(draft.jobs),
        seed=draft.options.seed,
        draws=draft.options.draws,
        spread=draft.catalog.policy.planning.spread,
        proved=draft.schedule.proved,
        gap=optimality_gap(draft),
        solve=draft.options.solver_seconds,
    )


def _select_freezes(draft: Draft, tools: tuple[ToolPlan, ...]) -> tuple[Freeze, ...]:
    """The freezes between the start and the last P95 of any tool."""
    last = max((tool.p95 for tool in tools if tool.p95), default=draft.workdays.start)
    freezes = draft.catalog.catalog.calendar.freezes
    return tuple(
        freeze for freeze in freezes if freeze.to >= draft.workdays.start and freeze.from_ <= last
    )


__all__ = ["ApprovalGraph", "PlanOptions", "approval_graph", "schedule", "write_plan"]
