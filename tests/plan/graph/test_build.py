"""Edges of a plan that follow from others are told apart, and only where they truly follow."""

from __future__ import annotations

from typing import Any

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from soescan import plan
from soescan.graph import approval_graph
from soescan.model import Confidence, EdgeKind, Estimate, NodeKind, Plan, Step, StepId, StepKind
from tests.plan.factories import OPTIONS, assess_tools, step, tool


def planned(*steps: Step) -> Plan:
    return plan.schedule(assess_tools(tool("Mail"), approvals=steps), OPTIONS)


def after(*ids: str, **more: Any) -> dict[str, Any]:
    return {"after": tuple(map(StepId, ids)), **more}


def edges(found: Plan, kind: EdgeKind, *, implied: bool) -> set[tuple[str, str]]:
    """The steps at the ends of edges."""
    step_of = {task.id: str(task.step) for task in found.tasks}
    return {
        (step_of[e.from_], step_of[e.to])
        for e in found.edges
        if e.kind is kind and e.implied is implied and {e.from_, e.to} <= set(step_of)
    }


def choices(found: Plan) -> list[tuple[str, set[str], str]]:
    """Each choice among steps: how many are enough, of which steps, and what waits for them."""
    step_of = {task.id: str(task.step) for task in found.tasks}
    graph = approval_graph(found)
    return [
        (node.label, {step_of[id_] for id_ in graph.steps_before(node.id)}, step_of[after])
        for node in graph.nodes(NodeKind.ANY_OF)
        for after in graph.successors(node.id)
    ]


def test_an_edge_that_a_longer_way_replaces_is_implied() -> None:
    found = planned(
        step("a"), step("b", **after("a")), step("c", **after("a", "b")), kind_live("c")
    )
    assert edges(found, EdgeKind.NEEDS, implied=True) == {("a", "c")}
    assert edges(found, EdgeKind.NEEDS, implied=False) == {("a", "b"), ("b", "c"), ("c", "live")}


def kind_live(*ids: str) -> Step:
    return step("live", kind=StepKind.GO_LIVE, **after(*ids))


def test_a_way_that_need_not_be_taken_implies_nothing() -> None:
    # c waits for a; b waits for a or for x: b done does not mean that a is.
    found = planned(
        step("a"),
        step("x"),
        step("b", **after("a", "x", join="any")),
        step("c", **after("a", "b")),
        kind_live("c"),
    )
    assert ("a", "c") in edges(found, EdgeKind.NEEDS, implied=False)
    assert choices(found) == [("1 of 2", {"a", "x"}, "b")]
    assert not any(e.implied for e in found.edges)


def test_several_ways_behind_a_step_that_is_not_asked_are_any_of_several() -> None:
    # The step between is not asked of this tool: what it waited for, one of two, still counts.
    found = planned(
        step("a"),
        step("b"),
        step("between", always=False, **after("a", "b", join="any")),
        step("c", **after("between")),
        kind_live("c"),
    )
    assert choices(found) == [("1 of 2", {"a", "b"}, "c")]
    assert edges(found, EdgeKind.NEEDS, implied=False) == {("c", "live")}


@given(st.lists(st.lists(st.integers(0, 6), max_size=4), min_size=1, max_size=8))
def test_the_others_are_the_fewest_with_the_same_order(waits: list[list[int]]) -> None:
    names = [f"s{number}" for number in range(len(waits))]
    steps = [
        step(name, **after(*sorted({names[w] for w in found if w < number})))
        for number, (name, found) in enumerate(zip(names, waits, strict=True))
    ]
    found = planned(*steps, kind_live(*names))
    kept = edges(found, EdgeKind.NEEDS, implied=False)
    every = nx.DiGraph(kept | edges(found, EdgeKind.NEEDS, implied=True))
    assert kept == set(nx.transitive_reduction(every).edges)


def test_until_when_a_step_counts_is_a_week_while_its_lead_time_is_a_default() -> None:
    said = {}
    for status in (Confidence.DEFAULT, Confidence.CONFIRMED):
        review = step("review", lead=Estimate(1, 1, 1), valid_months=12, status=status)
        found = planned(review, kind_live("review"))
        said[status] = [node.because for node in found.nodes if node.kind is NodeKind.RENEWAL]
    again = "then it has to be reviewed again"
    assert said[Confidence.DEFAULT] == [(f"valid until the week of 1 Nov 2027, {again}",)]
    assert said[Confidence.CONFIRMED] == [(f"valid until Tue 2 Nov 2027, {again}",)]
