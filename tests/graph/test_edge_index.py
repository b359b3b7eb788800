"""The index of edges tells of steps what the whole graph tells."""

from __future__ import annotations

from dataclasses import replace

from soescan.graph import EdgeIndex, approval_graph
from soescan.model import EdgeKind, PlanEdge
from tests.report.picture.factories import FOUR


def test_steps_before_are_those_of_the_graph() -> None:
    graph, index = approval_graph(FOUR), EdgeIndex(FOUR)
    for id_, task in index.task_of.items():
        assert index.node_of[task.id] == id_
        assert set(index.steps_before(id_)) == set(graph.steps_before(id_))


def test_edges_that_end_nowhere_are_left_out() -> None:
    step = next(node.id for node in FOUR.nodes if node.task)
    stray = PlanEdge("nowhere", step, EdgeKind.NEEDS, "?")
    index = EdgeIndex(replace(FOUR, edges=(stray, *FOUR.edges)))
    assert stray not in index.edges_into(step)
    assert index.edges_into(step) == EdgeIndex(FOUR).edges_into(step)
    assert index.edges_into("nowhere") == ()


def test_a_loop_of_choices_ends() -> None:
    choice = next(node.id for node in FOUR.nodes if node.kind.value == "any-of")
    loop = PlanEdge(choice, choice, EdgeKind.ANY_OF, "?")
    index = EdgeIndex(replace(FOUR, edges=(*FOUR.edges, loop)))
    assert index.steps_before(choice) == EdgeIndex(FOUR).steps_before(choice)
