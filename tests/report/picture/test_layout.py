"""Layered drawings: nothing overlaps, nothing runs backwards, the same twice; few crossings."""

from __future__ import annotations

from itertools import combinations, pairwise

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.report.picture.layout import GraphLayout, Spacing, lay_out
from soescan.report.picture.layout.crossing_count import count_crossings
from soescan.report.picture.layout.crossing_minimization import improve_order, minimize_crossings
from soescan.report.picture.layout.lane_order import arrange_lanes
from soescan.report.picture.layout.layer_assignment import (
    assign_layers,
    layer_choices,
    remove_cycles,
)
from tests.benchmarks.layout import count_curve_crossings, made, ours

Edges = list[tuple[int, int]]
SPACING = Spacing(head=20, foot=8)


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[tuple[int, int]], Edges, list[int], Edges]:
    """Sizes of boxes, edges without loops, lanes, and loose edges."""
    count = draw(st.integers(1, 14))
    number = st.integers(0, count - 1)
    size = st.tuples(st.integers(1, 90), st.integers(1, 40).map(lambda half: 2 * half))
    sizes = draw(st.lists(size, min_size=count, max_size=count))
    pairs = draw(st.lists(st.tuples(number, number), max_size=24, unique=True))
    edges = [(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]]
    lanes = draw(st.lists(st.integers(0, 3), min_size=count, max_size=count))
    loose = draw(st.lists(st.tuples(number, number).filter(lambda p: p[0] != p[1]), max_size=4))
    return sizes, sorted(set(edges)), lanes, loose


def boxes(found: GraphLayout, sizes: list[tuple[int, int]]) -> list[tuple[int, int, int, int]]:
    return [(x, y, x + w, y + h) for (x, y), (w, h) in zip(found.corners, sizes, strict=True)]


@given(graphs(), st.booleans())
def test_no_two_boxes_overlap(
    graph: tuple[list[tuple[int, int]], Edges, list[int], Edges], banded: bool
) -> None:
    sizes, edges, lanes, loose = graph
    found = lay_out(sizes, edges, lanes=lanes if banded else (), loose=loose, spacing=SPACING)
    for (a, b, c, d), (e, f, g, h) in combinations(boxes(found, sizes), 2):
        assert c <= e or g <= a or d <= f or h <= b
    assert all(
        x >= 0 and y >= 0 and right <= found.width and bottom <= found.height
        for x, y, right, bottom in boxes(found, sizes)
    )


@given(graphs(), st.booleans())
def test_no_edge_runs_backwards_or_through_a_box(
    graph: tuple[list[tuple[int, int]], Edges, list[int], Edges], banded: bool
) -> None:
    sizes, edges, lanes, _ = graph
    found = lay_out(sizes, edges, lanes=lanes if banded else (), spacing=SPACING)
    at = boxes(found, sizes)
    for (a, b), route in zip(edges, found.routes, strict=True):
        assert route[0] == (at[a][2], (at[a][1] + at[a][3]) // 2)
        assert route[-1] == (at[b][0], (at[b][1] + at[b][3]) // 2)
        assert all(x1 <= x2 for (x1, _), (x2, _) in pairwise(route))
        for (x1, y1), (x2, y2) in pairwise(route):
            if y1 == y2:
                assert not any(
                    left < x2 and x1 < right and top < y1 < bottom
                    for left, top, right, bottom in at
                )


@given(graphs())
def test_lanes_do_not_overlap_and_hold_what_is_theirs(
    graph: tuple[list[tuple[int, int]], Edges, list[int], Edges],
) -> None:
    sizes, edges, lanes, loose = graph
    found = lay_out(sizes, edges, lanes=lanes, bands=5, loose=loose, spacing=SPACING)
    assert len(found.bands) == 5
    assert all(one[1] == other[0] for one, other in pairwise(found.bands))
    for lane, (_, top, _, bottom) in zip(lanes, boxes(found, sizes), strict=True):
        assert found.bands[lane][0] + SPACING.head <= top
        assert bottom + SPACING.foot <= found.bands[lane][1]


@given(graphs())
def test_the_same_boxes_give_the_same_drawing(
    graph: tuple[list[tuple[int, int]], Edges, list[int], Edges],
) -> None:
    sizes, edges, lanes, loose = graph
    assert lay_out(sizes, edges, lanes=lanes, loose=loose) == lay_out(
        sizes, edges, lanes=lanes, loose=loose
    )


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=30))
def test_loops_are_drawn_too(edges: Edges) -> None:
    found = lay_out([(20, 10)] * 8, edges)
    assert len(found.routes) == len(edges)
    kept, order = remove_cycles(8, edges)
    place = {node: at for at, node in enumerate(order)}
    assert all(place[a] < place[b] for a, b in kept)
    assert nx.is_directed_acyclic_graph(nx.DiGraph(kept))
    if nx.is_directed_acyclic_graph(nx.DiGraph(edges)):
        assert kept == edges


@given(graphs())
def test_edges_are_no_longer_in_sum_than_the_longest_ways_make_them(
    graph: tuple[list[tuple[int, int]], Edges, list[int], Edges],
) -> None:
    sizes, edges, _, _ = graph
    kept, order = remove_cycles(len(sizes), edges)
    longest, last = [0] * len(sizes), [0] * len(sizes)
    for node in order:
        longest[node] = max((longest[a] + 1 for a, b in edges if b == node), default=0)
    for node in reversed(order):
        last[node] = max((last[b] + 1 for a, b in edges if a == node), default=0)
    most = [
        sum(longest[b] - longest[a] for a, b in edges),
        sum(last[a] - last[b] for a, b in edges),
    ]
    both = layer_choices(len(sizes), kept, order)
    assert both[0] == assign_layers(len(sizes), kept, order)
    for found, length in zip(both, most, strict=False):
        assert min(found) == 0
        assert all(found[b] - found[a] >= 1 for a, b in edges)
        assert sum(found[b] - found[a] for a, b in edges) <= length


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(7, 13)), max_size=30, unique=True))
def test_crossings_are_the_pairs_that_cross(edges: Edges) -> None:
    after: list[list[int]] = [[] for _ in range(14)]
    for a, b in edges:
        after[a].append(b)
    crossed = sum((a - c) * (b - d) < 0 for (a, b), (c, d) in combinations(edges, 2))
    assert count_crossings([list(range(7)), list(range(7, 14))], after) == crossed


@given(graphs())
def test_ordering_keeps_every_node_and_lane_and_never_adds_crossings(
    graph: tuple[list[tuple[int, int]], Edges, list[int], Edges],
) -> None:
    _, edges, lanes, _ = graph
    half = len(lanes) // 2
    edges = [(a, b) for a, b in edges if a < half <= b]
    before: list[list[int]] = [[] for _ in lanes]
    after: list[list[int]] = [[] for _ in lanes]
    for a, b in edges:
        after[a].append(b)
        before[b].append(a)
    given_ = [
        sorted(range(half), key=lanes.__getitem__),
        sorted(range(half, len(lanes)), key=lanes.__getitem__),
    ]
    begun = minimize_crossings(given_, before, after, lanes)
    assert begun.crossings == count_crossings(begun.layers, after) <= count_crossings(given_, after)
    found = improve_order(begun)
    assert count_crossings(found, after) == begun.crossings
    assert [sorted(layer) for layer in found] == [sorted(layer) for layer in given_]
    assert all(lanes[a] <= lanes[b] for layer in found for a, b in pairwise(layer))
    assert count_crossings(found, after) <= count_crossings(given_, after)


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 5), st.integers(0, 5)), max_size=40),
    st.lists(st.integers(-1, 2), min_size=24, max_size=24),
)
def test_a_search_knows_how_often_edges_cross_even_where_there_are_two_of_them(
    found: list[tuple[int, int, int]], lanes: list[int]
) -> None:
    before: list[list[int]] = [[] for _ in lanes]
    after: list[list[int]] = [[] for _ in lanes]
    for layer, a, b in found:
        after[6 * layer + a].append(6 * layer + 6 + b)
        before[6 * layer + 6 + b].append(6 * layer + a)
    begun = minimize_crossings(
        [list(range(at, at + 6)) for at in range(0, 24, 6)], before, after, lanes
    )
    first = begun.crossings
    assert first == count_crossings(begun.layers, after)
    best = improve_order(begun)
    assert begun.crossings == count_crossings(best, after) <= first
    assert sorted(node for layer in best for node in layer) == list(range(24))
    for row in best:
        bound = [lanes[node] for node in row if lanes[node] >= 0]
        assert bound == sorted(bound)


@pytest.mark.parametrize("count", [60, 150])
def test_what_is_drawn_crosses_as_often_as_was_counted(count: int) -> None:
    # An S from column to column crosses another once or not at all.
    nodes, edges, _ = made(count)
    found = lay_out([(150, 40)] * nodes, edges)
    middles = [(x + 75.0, y + 20.0) for x, y in found.corners]
    drawn = count_curve_crossings(ours(found), edges, middles)
    assert abs(drawn - found.crossings) <= 0.02 * found.crossings


def test_a_long_edge_is_straight_where_there_is_room() -> None:
    found = lay_out([(20, 10)] * 4, [(0, 1), (1, 2), (2, 3), (0, 3)])
    assert len(found.routes[3]) <= 4


@given(
    st.integers(1, 6).flatmap(
        lambda n: st.tuples(
            st.permutations(range(n)),
            st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=12),
        )
    )
)
def test_lanes_are_arranged_as_well_as_any_single_move_can_make_them(
    given_: tuple[list[int], Edges],
) -> None:
    lanes, edges = given_
    found = arrange_lanes(lanes, edges)
    assert sorted(found) == sorted(lanes)

    def length(order: list[int]) -> int:
        return sum(abs(order.index(a) - order.index(b)) for a, b in edges)

    assert length(found) <= length(lanes)
    for lane in lanes:
        rest = [one for one in found if one != lane]
        moves = ([*rest[:at], lane, *rest[at:]] for at in range(len(lanes)))
        assert all(length(found) <= length(move) for move in moves)
    if length(found) == length(lanes):
        assert found == lanes or found == lanes[::-1]


def test_nothing_is_a_drawing_too() -> None:
    assert lay_out([], []) == GraphLayout((), (), (), 0, 0, 0)
