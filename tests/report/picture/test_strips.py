"""A drawing cut into rows: nothing is lost, nothing comes twice, nothing stands outside."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from soescan.report.picture.layout import Spacing, lay_out
from soescan.report.picture.layout.strips import cut_into_strips
from tests.examples import examples

HEAD = 20
EDGES = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=20)
LANES = st.lists(st.integers(0, 2), min_size=12, max_size=12)


@settings(max_examples=examples(25))
@given(EDGES, LANES, st.sampled_from([150, 300, 10_000]))
def test_every_box_stands_in_one_row_and_every_edge_arrives(
    edges: list[tuple[int, int]], lanes: list[int], most: int
) -> None:
    sizes = [(100, 40)] * 12
    forward = [(a, b) for a, b in edges if a < b]
    layout = lay_out(
        sizes, forward, lanes=lanes, bands=4, spacing=Spacing(column=20, head=HEAD, foot=8)
    )
    strips = cut_into_strips(layout, sizes, lanes, most, HEAD)
    assert strips.width <= max(most, 120) + 20
    assert sorted(n for row in strips.rows for n in row.corners) == list(range(12))
    for row in strips.rows:
        for n, (x, y) in row.corners.items():
            top, bottom = row.bands[lanes[n]]
            assert 0 <= x <= strips.width - 100
            assert row.top <= top + HEAD <= y <= bottom - 40
    for number in range(len(forward)):
        pieces = [piece for row in strips.rows for piece in row.pieces[number]]
        assert sum(piece.ends for piece in pieces) == 1
        assert all(0 <= x <= strips.width for piece in pieces for x, _ in piece.points)


def test_rows_stand_below_each_other() -> None:
    chain = [(n, n + 1) for n in range(11)]
    layout = lay_out([(100, 40)] * 12, chain, lanes=[0] * 12, bands=1)
    strips = cut_into_strips(layout, [(100, 40)] * 12, [0] * 12, 500, HEAD)
    assert len(strips.rows) == 4
    assert all(a.bottom < b.top for a, b in zip(strips.rows, strips.rows[1:], strict=False))
    assert strips.height == strips.rows[-1].bottom
