"""Order, reach and the edges that are needed, beside networkx."""

from __future__ import annotations

from graphlib import CycleError

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.plan.graph.reach import ancestors, members, topological_order, transitive_reduction

Waits = list[tuple[int, ...]]


@st.composite
def graphs(draw: st.DrawFn) -> Waits:
    """What each of up to 15 nodes waits for, numbered in no special order."""
    count = draw(st.integers(1, 15))
    names = draw(st.permutations(range(count)))
    waits: Waits = [()] * count
    for n in range(count):
        before = draw(st.lists(st.integers(0, n - 1), unique=True, max_size=4)) if n else []
        waits[names[n]] = tuple(names[b] for b in before)
    return waits


def as_networkx(waits: Waits) -> nx.DiGraph[int]:
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(len(waits)))
    graph.add_edges_from((before, node) for node, found in enumerate(waits) for before in found)
    return graph


@given(graphs())
def test_everything_comes_after_what_it_waits_for(waits: Waits) -> None:
    found = topological_order(waits)
    assert sorted(found) == list(range(len(waits)))
    assert all(found.index(b) < found.index(n) for n, before in enumerate(waits) for b in before)


@given(graphs())
def test_reach_is_what_networkx_calls_ancestors(waits: Waits) -> None:
    graph = as_networkx(waits)
    found = ancestors(topological_order(waits), waits)
    for node in graph:
        assert set(members(found[node])) == nx.ancestors(graph, node)


@given(graphs())
def test_the_needed_edges_are_the_transitive_reduction(waits: Waits) -> None:
    found = as_networkx(transitive_reduction(topological_order(waits), waits))
    assert set(found.edges) == set(nx.transitive_reduction(as_networkx(waits)).edges)


def test_a_loop_is_named() -> None:
    with pytest.raises(CycleError) as caught:
        topological_order([(), (0, 3), (1,), (2,), (3,)])
    loop = caught.value.args[1]
    assert loop[0] == loop[-1]
    assert set(loop) == {1, 2, 3}
