"""The approval graph: everything is there, can be read, reached and followed, and nothing runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soescan.model import NodeKind, Plan
from soescan.report.picture.boxes import SMALL, Box, BoxShape, join_or_stack, make_box
from soescan.report.picture.condensed_parts import GraphDetail, condense
from soescan.report.picture.graph import STYLE, draw_graph, draw_whole_graph
from soescan.report.picture.graph_parts import FOLDED, select_everything
from tests.examples import examples
from tests.report.picture.factories import FOUR, HARD, items, made, read, sure, words

PLANS = {"one": made("Mailwind"), "four": FOUR, "hard": made(*HARD)}


@pytest.fixture(params=PLANS, ids=str)
def plan(request: pytest.FixtureRequest) -> Plan:
    return PLANS[request.param]


def test_every_step_is_a_box_of_the_whole_graph_and_no_box_comes_twice(plan: Plan) -> None:
    root = read(draw_whole_graph(plan))
    shown = [int(str(one.get("data-id"))) for one in items(root, "g-n")]
    assert len(shown) == len(set(shown))
    tasks = {at for at, node in enumerate(plan.nodes, start=1) if node.task}
    assert tasks <= set(shown)


def test_every_edge_between_boxes_is_drawn_those_that_follow_hidden(plan: Plan) -> None:
    root = read(draw_whole_graph(plan))
    found = select_everything(plan)
    drawn = [one for one in root.iter() if one.get("data-e")]
    assert len(drawn) == len(found.links)
    (hidden,) = items(root, "g-i")
    marked = [one for one in hidden.iter() if one.get("data-e")]
    assert len(marked) == sum(link.implied for link in found.links) > 0
    assert hidden.get("display") == "none"
    assert ".g-all .g-i{display:inline}" in STYLE
    assert "g-all" not in str(root.get("class"))
    assert "g-all" in str(read(draw_graph(plan, all_edges=True)).get("class"))


def test_the_name_of_a_box_begins_with_what_is_written_in_it(plan: Plan) -> None:
    # WCAG 2.2, 2.5.3 Label in Name.
    for one in items(read(draw_graph(plan)), "g-n"):
        assert str(one.get("aria-label")).startswith(" ".join(words(one).split()))


def test_boxes_can_be_reached_and_followed_by_keyboard(plan: Plan) -> None:
    found = items(read(draw_graph(plan)), "g-n")
    assert [str(one.get("tabindex")) for one in found].count("0") == 1
    after = {str(one.get("data-id")): str(one.get("data-after", "")).split() for one in found}
    drawn = {
        part.id: {str(end) for end in part.after} for part in condense(plan, GraphDetail()).boxes
    }
    assert {int(start): set(ends) for start, ends in after.items()} == drawn
    assert {end for ends in after.values() for end in ends} <= set(after)


def test_it_stands_alone_and_nothing_in_it_runs(plan: Plan) -> None:
    for one in read(draw_graph(plan)).iter():
        assert not {"style", "href", "onload"} & set(one.attrib)
        assert str(one.tag).rpartition("}")[2] in {
            "svg",
            "style",
            "g",
            "rect",
            "path",
            "text",
            "circle",
            "desc",
        }
    assert not re.search(r"var\(|url\(|@import|!important", STYLE)


def test_the_same_plan_gives_the_same_bytes(plan: Plan) -> None:
    assert draw_graph(plan) == draw_graph(plan)


def _luminance(colour: str) -> float:
    parts_ = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts_]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _full(colour: str) -> str:
    return colour if len(colour) == 7 else "#" + "".join(2 * c for c in colour[1:])


def contrasts(style: str) -> Iterator[tuple[str, str, float]]:
    """The contrast of each colour of text, and of each line, on each ground."""
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", style)
    grounds = {"#ffffff"}
    inks: dict[str, float] = {}
    for selector, body in rules:
        for kind, colour in re.findall(r"(fill|stroke):(#[0-9a-f]{3,6})\b", body):
            bright = _luminance(_full(colour)) > 0.7
            if kind == "fill" and bright:
                grounds.add(_full(colour))
            elif not bright:
                needed = 4.5 if "text" in selector or "font" in body else 3.0
                inks[_full(colour)] = max(inks.get(_full(colour), 0), needed)
    for ink, needed in inks.items():
        for ground in grounds:
            high, low = sorted((_luminance(ink), _luminance(ground)), reverse=True)
            yield ink, ground, (high + 0.05) / (low + 0.05) / needed


def test_every_colour_can_be_told_from_every_ground() -> None:
    # WCAG 2.2, 1.4.3 and 1.4.11: 4.5 for text, 3 for lines.
    found = list(contrasts(STYLE))
    assert len(found) > 12
    assert [one for one in found if one[2] < 1] == []


def test_four_tools_and_sixty_steps_fit_a_page() -> None:
    assert len(FOUR.tools) == 4
    assert 50 <= len(FOUR.tasks) <= 70
    assert len(draw_graph(FOUR).encode()) <= 45 * 1024


MANY = GraphDetail(most_lanes=2)
"""Makes four tools many."""


def test_of_many_tools_those_on_the_critical_path_have_lanes_and_one_stands_for_the_rest() -> None:
    found = condense(FOUR, MANY)
    tools = [lane for lane in found.lanes if lane >= 0]
    last = max(range(4), key=lambda at: FOUR.tools[at].p80 or date.min)
    assert tools[0] == last
    assert found.lanes[-1] == FOLDED
    folded = 4 - len(tools)
    assert found.titles[FOLDED][0].startswith(f"{folded} more tool")
    assert f"{folded} more tool" in words(read(draw_graph(FOUR, MANY)))


def test_every_step_is_drawn_or_counted() -> None:
    few = condense(FOUR, GraphDetail(most_steps=0))
    tasks = {at: node.task for at, node in enumerate(FOUR.nodes, start=1) if node.task}
    drawn = [part for part in few.boxes if part.id in tasks]
    more = [re.search(r"(\d+) more step", subtitle) for _, subtitle in few.titles.values()]
    assert len(drawn) + sum(int(found[1]) for found in more if found) == len(FOUR.tasks)
    assert f"{len(FOUR.tasks) - len(drawn)} of {len(FOUR.tasks)} steps" in few.note
    assert all(part.box.critical for part in drawn if part.lane >= 0)


@pytest.mark.slow
def test_a_graph_of_many_tools_is_as_small_as_one_of_nine() -> None:
    many = made(*(f"Tool {number}" for number in range(30)))
    drawn = draw_graph(many)
    assert len(drawn.encode()) <= 45 * 1024
    assert len(words(read(drawn)).split()) <= 900
    assert len(draw_whole_graph(many)) > 4 * len(drawn)


def test_a_plan_without_anything_is_an_empty_picture() -> None:
    assert items(read(draw_graph(Plan())), "g-n") == []


def test_weeks_stand_for_dates_that_only_illustrate() -> None:
    week = sure(FOUR, illustrative=True)
    assert "by week of " in words(read(draw_graph(week)))
    assert "week of" not in words(read(draw_graph(FOUR)))


def test_text_that_runs_from_right_to_left_stays_in_the_middle_of_its_box() -> None:
    drawn = make_box(BoxShape.STEP, "שלום עולם", ("Security",)).draw(0, 0)
    assert 'direction="rtl"' in drawn
    assert "text-anchor" not in drawn
    assert ".g-n{cursor:pointer;text-anchor:middle}" in STYLE


def test_boxes_are_read_lane_by_lane() -> None:
    tool = {part.id: part.lane for part in condense(FOUR, GraphDetail()).boxes}
    lanes = [tool[int(str(one.get("data-id")))] for one in items(read(draw_graph(FOUR)), "g-n")]
    assert [lane for lane, _ in groupby(lanes)] == list(condense(FOUR, GraphDetail()).lanes)


def _inside(made_: Box, x: float, y: float) -> bool:
    """Is a point inside the outline of a box at (0, 0)?"""
    w, h = made_.width, made_.height
    across = abs(y - h / 2) / (h / 2)
    left = {
        BoxShape.COMMITTEE: 12 * across,
        BoxShape.ANY_OF: w / 2 * across,
        BoxShape.ACTION: 8 * (1 - y / h),
    }.get(made_.shape, 0.0)
    right = {
        BoxShape.COMMITTEE: w - 12 * across,
        BoxShape.ANY_OF: w - w / 2 * across,
        BoxShape.ACTION: w - 8 * (y / h),
        BoxShape.RENEWAL: w - 12 * across,
    }.get(made_.shape, w)
    return left <= x <= right and 0 <= y <= h


@settings(max_examples=examples(200))
@given(
    st.sampled_from(list(BoxShape)),
    st.text(max_size=80) | st.sampled_from(HARD),
    st.text(max_size=60) | st.sampled_from(HARD),
)
def test_every_label_fits_its_box(shape: BoxShape, label: str, role: str) -> None:
    found = make_box(shape, label, join_or_stack(role, "31 Dec"))
    top = (found.height - 15 * len(found.lines)) / 2
    for at, line in enumerate(found.lines):
        for x in (-line.width / 2, line.width / 2):
            for y in (top + 15 * at + 2, top + 15 * at + 14):
                assert _inside(found, found.width / 2 + x, y), (found, line)
    assert found.lines[-1].size in (SMALL, 12.0)


def test_every_kind_of_node_has_an_outline_of_its_own() -> None:
    from soescan.report.picture.box_contents import SHAPES
    from soescan.report.picture.boxes import OUTLINES

    assert set(SHAPES) == set(NodeKind)
    drawn = {shape: "".join(OUTLINES[shape](0, 0, 80, 40)) for shape in BoxShape}
    assert len(set(drawn.values())) == len(drawn)
