"""One graph of the approvals: complete, true to the plan it is of, and the same when read back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from click.testing import CliRunner
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from soescan import app, plan, report
from soescan.assessment import assess
from soescan.cli import main
from soescan.graph import PRECEDENCE, ApprovalGraph, approval_graph
from soescan.model import (
    Assessment,
    Case,
    EdgeKind,
    Estimate,
    NodeKind,
    Outcome,
    Plan,
    PlanEdge,
    PlanNode,
    Report,
    Scope,
    Step,
    StepId,
    StepKind,
    Test,
    Tool,
    Verdict,
)
from soescan.plan.draft import draft_plan
from soescan.plan.graph.build import list_nodes_and_edges
from soescan.plan.results.outlook import build_tool_plans
from soescan.plan.results.schedule_analysis import ScheduleAnalysis
from soescan.plan.results.tasks import build_tasks
from soescan.report.format import RenderOptions
from tests.assessment.factories import OIDC, SAML, case, standard
from tests.demo.test_story import report as demo
from tests.examples import examples
from tests.plan.factories import MONDAY, OPTIONS, ROLES, assess_tools, step, steps, tool

EFFORT, LEAD = Estimate(1, 2, 4), Estimate(2, 5, 9)
REVIEW = step("review", "security", always=False, effort=EFFORT, lead=LEAD, scope=Scope.VENDOR)
TRIAL = step("trial", always=False, effort=EFFORT, after=(StepId("review"),))
LIVE = step("live", kind=StepKind.GO_LIVE, after=(StepId("trial"), StepId("review")))
STANDARDS = (
    standard("saml", Test(SAML, "eq", True), needs=("review", "trial", "live")),
    standard("oidc", Test(OIDC, "eq", True), needs=("review",)),
    standard("idle", Test(SAML, "eq", True), needs=()),
)


def with_gaps(*tools: Tool) -> list[tuple[Case, Assessment]]:
    """Tools of which nothing is known, so that every standard is open."""
    catalog: dict[str, Any] = {"roles": ROLES, "approvals": (REVIEW, TRIAL, LIVE), "as_of": MONDAY}
    cases = [case(*STANDARDS, tool=one, **catalog) for one in tools]
    return [(one, assess(one)) for one in cases]


def drawn(chosen: tuple[Step, ...], count: int) -> Plan:
    return plan.schedule(
        assess_tools(*(tool(f"T{n}", "V") for n in range(count)), approvals=chosen), OPTIONS
    )


@settings(max_examples=examples(40))
@given(steps(), st.integers(1, 3))
def test_every_task_is_a_node_with_its_people_its_work_and_its_days(
    chosen: tuple[Step, ...], count: int
) -> None:
    found = drawn(chosen, count)
    graph = approval_graph(found)
    for task in found.tasks:
        node = graph.node(task.id)
        assert graph.task(task.id) == task
        assert (node.role, node.effort, node.lead) == (task.role, task.effort, task.lead)
        assert (node.starts, node.ends, node.p80) == (task.starts, task.ends, task.p80)
        assert (node.criticality, node.slack) == (task.often_critical, task.slack)
        assert (node.because, node.tools) == (task.because, task.tools)
        assert tuple(found.tools[lane].tool for lane in node.lanes) == task.tools
    work = sum(node.effort for node in graph.nodes() if node.task)
    assert work == pytest.approx(sum(task.effort for task in found.tasks))


@settings(max_examples=examples(40))
@given(steps(), st.integers(1, 3))
def test_edges_are_the_precedence_of_the_schedule(chosen: tuple[Step, ...], count: int) -> None:
    found = drawn(chosen, count)
    graph = approval_graph(found)
    listed = nx.DiGraph((before, step.id) for step in chosen for before in step.after)
    listed.add_nodes_from(step.id for step in chosen)
    for task in found.tasks:
        named = {graph.task(before) for before in graph.steps_before(task.id)}
        waits = {before for before in named if before is not None}
        assert {one.step for one in waits} <= nx.ancestors(listed, task.step)
        needed = map(graph.task, graph.predecessors(task.id, (EdgeKind.NEEDS,)))
        assert all(one.finish <= task.start for one in needed if one)
    order = nx.DiGraph((e.from_, e.to) for e in graph.edges(*PRECEDENCE))
    assert nx.is_directed_acyclic_graph(order)


@settings(max_examples=examples(40))
@given(steps(), st.integers(1, 3))
def test_a_choice_has_more_members_than_are_enough(chosen: tuple[Step, ...], count: int) -> None:
    graph = approval_graph(drawn(chosen, count))
    for node in graph.nodes(NodeKind.ANY_OF):
        enough, of, many = node.label.partition(" of ")
        assert of
        assert 0 < int(enough) < int(many)
        assert graph.steps_before(node.id)
        (after,) = graph.successors(node.id)
        assert node.lanes == graph.node(after).lanes
    assert all(graph.node(edge.to).kind is NodeKind.ANY_OF for edge in graph.edges(EdgeKind.ANY_OF))


def _plan_nodes(graph: ApprovalGraph) -> tuple[PlanNode, ...]:
    return tuple(
        PlanNode(node.id, node.kind, node.label, node.because, node.task, node.illustrative)
        for node in graph.nodes()
    )


def _same(one: ApprovalGraph, other: ApprovalGraph) -> bool:
    return nx.utils.graphs_equal(one.networkx, other.networkx)


@settings(max_examples=examples(25))
@given(steps(), st.integers(1, 3))
def test_the_graph_of_a_plan_has_all_nodes_and_edges_that_were_listed(
    chosen: tuple[Step, ...], count: int
) -> None:
    made = draft_plan(
        assess_tools(*(tool(f"T{n}", "V") for n in range(count)), approvals=chosen), OPTIONS
    )
    assume(made is not None)
    assert made
    drivers = ScheduleAnalysis(made)
    tasks, tools = build_tasks(made, drivers), build_tool_plans(made, drivers, None)
    nodes, edges = list_nodes_and_edges(made, drivers, tasks, tools)
    graph = approval_graph(plan.write_plan(made))
    assert _plan_nodes(graph) == nodes
    assert graph.edges() == edges


@pytest.mark.slow
def test_a_graph_read_back_is_equal_and_so_is_every_export(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text(report.render(demo(), "json"), encoding="utf-8")
    saved = report.read_saved_report(path)
    assert _same(approval_graph(saved.plan), approval_graph(demo().plan))
    for form in app.plan_formats():
        for options in (RenderOptions(), RenderOptions(verbose=True)):
            direct = app.render_plan(demo().plan, form.id, options)
            assert app.render_plan(saved.plan, form.id, options) == direct, form.id


def test_the_report_command_writes_the_graph_of_a_saved_report(tmp_path: Path) -> None:
    path, to = tmp_path / "report.json", tmp_path / "again.graphml"
    path.write_text(report.render(demo(), "json"), encoding="utf-8")
    done = CliRunner().invoke(main, ["report", str(path), "-o", str(to)])
    assert done.exit_code == 0, done.output
    assert to.read_text(encoding="utf-8") == app.render_plan(
        demo().plan, "graphml", RenderOptions()
    )


# --- gaps ----------------------------------------------------------------------------------------


def gaps_of(found: Report) -> set[tuple[int, str]]:
    """Tool and standard of each finding that conflicts or is open, and calls for a step."""
    steps_of = {
        (lane, task.step)
        for task in found.plan.tasks
        for lane, one in enumerate(found.plan.tools)
        if task.id in one.tasks
    }
    return {
        (lane, finding.name)
        for lane, assessment in enumerate(found.assessments)
        for finding in assessment.findings
        if finding.verdict in (Verdict.CONFLICTS, Verdict.UNKNOWN)
        and assessment.outcome is not Outcome.IN_SOE
        and any((lane, needed) in steps_of for needed in finding.needs)
    }


def test_gaps_are_the_findings_that_call_for_steps_joined_to_the_steps_they_cause() -> None:
    graph = approval_graph(demo().plan)
    gaps = graph.nodes(NodeKind.GAP)
    assert {(node.lanes[0], node.label.rpartition(" is ")[0]) for node in gaps} == gaps_of(demo())
    for node in gaps:
        caused = graph.successors(node.id, (EdgeKind.CAUSES,))
        name, _, verdict = node.label.rpartition(" is ")
        assert verdict in ("not met", "open")
        finding = next(f for f in demo().assessments[node.lanes[0]].findings if f.name == name)
        assert node.because == (finding.says,)
        for id_ in caused:
            task = graph.task(id_)
            assert task
            assert task.step in finding.needs
            assert any(reason.startswith(node.label) for reason in task.because)
        assert node.effort == sum(graph.node(id_).effort for id_ in caused)


def test_a_gap_is_of_one_tool_also_where_the_step_it_causes_is_shared() -> None:
    found = plan.schedule(with_gaps(tool("Mail", "Acme"), tool("Chat", "Acme")), OPTIONS)
    graph = approval_graph(found)
    gaps = {node.id: node for node in graph.nodes(NodeKind.GAP)}
    assert list(gaps) == ["gap:1:saml", "gap:1:oidc", "gap:2:saml", "gap:2:oidc"]
    assert [node.tools for node in gaps.values()] == [("Mail",)] * 2 + [("Chat",)] * 2
    caused = {id_: graph.successors(id_, (EdgeKind.CAUSES,)) for id_ in gaps}
    assert caused["gap:2:oidc"] == ("review@acme",)
    assert caused["gap:2:saml"] == ("review@acme", "trial@chat-2", "live@chat-2")
    assert (gaps["gap:2:oidc"].effort, gaps["gap:2:saml"].effort) == (2, 4)
    assert graph.node("review@acme").lead == 5


def test_a_tool_of_the_soe_has_no_gaps_for_its_open_questions_call_for_nothing() -> None:
    found = [
        (one, replace(assessment, outcome=Outcome.IN_SOE))
        for one, assessment in with_gaps(tool("Mail"))
    ]
    graph = approval_graph(plan.schedule(found, OPTIONS))
    assert graph.nodes(NodeKind.GO_LIVE)
    assert not graph.nodes(NodeKind.GAP)


# --- reading -------------------------------------------------------------------------------------


def test_reading_agrees_with_networkx() -> None:
    graph = approval_graph(demo().plan)
    order = nx.DiGraph((edge.from_, edge.to) for edge in graph.edges(*PRECEDENCE))
    back = graph.reverse()
    for node in graph.nodes():
        if node.id in order:
            assert graph.ancestors(node.id) == nx.ancestors(order, node.id)
            assert graph.descendants(node.id) == nx.descendants(order, node.id)
        assert back.ancestors(node.id) == graph.descendants(node.id)
        assert set(back.successors(node.id)) == set(graph.predecessors(node.id))
    assert _plan_nodes(graph) == demo().plan.nodes
    assert graph.edges() == demo().plan.edges
    assert isinstance(graph.networkx, nx.DiGraph)


def test_what_stands_beside_the_steps_has_its_tools_its_work_and_its_days() -> None:
    found = demo().plan
    graph = approval_graph(found)
    for lane, node in enumerate(graph.nodes(NodeKind.TOOL)):
        planned = found.tools[lane]
        assert (node.label, node.lanes, node.tools) == (planned.tool, (lane,), (planned.tool,))
        assert (node.effort, node.ends, node.p80) == (planned.effort, planned.earliest, planned.p80)
    for node in graph.nodes(NodeKind.COMMITTEE):
        if not node.task:
            assert isinstance(node.starts, date)
            assert f"meeting:{node.id.split(':')[1]}:{node.starts}" == node.id
    for node in graph.nodes(NodeKind.RENEWAL):
        if not node.task:
            (again,) = map(graph.node, graph.predecessors(node.id))
            assert (node.effort, node.role, node.lanes) == (again.effort, again.role, again.lanes)
    for node in graph.nodes(NodeKind.SUBPROCESSOR):
        assert node.lanes
        assert node.effort == 0


def test_a_plan_without_anything_has_an_empty_graph() -> None:
    graph = approval_graph(Plan())
    assert not graph.nodes()
    assert not graph.edges()
    assert not graph.numbers()


def test_choices_are_seen_through_also_one_in_another_and_a_loop_of_them_ends() -> None:
    def choice(id_: str) -> PlanNode:
        return PlanNode(id_, NodeKind.ANY_OF, "1 of 2")

    names = "abcd"
    nodes = (*(PlanNode(name, NodeKind.REVIEW, name) for name in names), choice("x"), choice("y"))
    inner = [PlanEdge(name, "x", EdgeKind.ANY_OF, "") for name in "ab"]
    outer = [PlanEdge(name, "y", EdgeKind.ANY_OF, "") for name in "xc"]
    edges = (*inner, *outer, PlanEdge("y", "d", EdgeKind.NEEDS, ""))
    graph = approval_graph(Plan(nodes=nodes, edges=edges))
    assert set(graph.steps_before("d")) == {"a", "b", "c"}
    assert graph.steps_after("a") == ("d",)
    assert graph.ancestors("d") == {"a", "b", "c", "x", "y"}
    loop = (
        PlanEdge("x", "y", EdgeKind.BLOCKED_BY, ""),
        PlanEdge("y", "x", EdgeKind.BLOCKED_BY, ""),
    )
    graph = approval_graph(Plan(nodes=nodes, edges=(*edges, *loop)))
    assert set(graph.steps_before("d")) == {"a", "b", "c"}
    assert graph.node("x").lanes == ()


def test_an_edge_that_ends_at_no_node_is_left_out_and_a_tool_without_a_plan_has_no_lane() -> None:
    nodes = (PlanNode("tool:1", NodeKind.TOOL, "Mail"),)
    stray = (PlanEdge("gone", "tool:1", EdgeKind.INFORMS, ""),)
    graph = approval_graph(Plan(nodes=nodes, edges=stray))
    assert not graph.edges()
    assert graph.node("tool:1").lanes == ()
