"""Pictures on a sheet of A4: letters can be read, and what they tell stands beside them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from soescan.report.docx.graph_image import (
    LETTER_HEIGHT,
    SMALLEST_LETTER,
    draw_approval_graph,
    draw_timeline_image,
)
from soescan.report.picture.condensed_parts import GraphDetail
from soescan.report.picture.graph import draw_graph
from soescan.report.picture.timeline import draw_timeline
from tests.report.picture.factories import FOUR, made, sure

ACROSS, UPRIGHT = 728, 482
"""Points between margins of 2 cm on a sheet of A4 on its side, and upright."""
PLANS = {
    "one": made("Mailwind"),
    "four": FOUR,
    "weeks": sure(FOUR, illustrative=True),
    "row": made("Only", more=60),
}


def _width(svg: str) -> int:
    match = re.search(r'<svg[^>]*? width="(\d+)"', svg)
    assert match is not None
    return int(match[1])


def _smallest_letter(svg: str) -> float:
    sizes = map(float, re.findall(r"font-size:([\d.]+)px", svg))
    return min(sizes)


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_scaled_to_the_width_of_the_sheet_no_letter_is_below_six_points(plan: object) -> None:
    assert isinstance(plan, type(FOUR))
    for svg, room in (
        (draw_graph(plan), ACROSS),
        (draw_graph(plan, GraphDetail(most_steps=0, width=880)), UPRIGHT),
        (draw_timeline(plan), UPRIGHT),
        (draw_timeline(plan, fold=True), UPRIGHT),
    ):
        assert _smallest_letter(svg) == LETTER_HEIGHT
        assert _smallest_letter(svg) * min(1, room / _width(svg)) >= SMALLEST_LETTER


@pytest.mark.parametrize("name", ["one", "four", "weeks"])
def test_in_a_document_both_pictures_can_be_read_on_one_sheet(name: str) -> None:
    for image in (draw_approval_graph(PLANS[name]), draw_timeline_image(PLANS[name])):
        assert image is not None
        assert image.letter_points() >= SMALLEST_LETTER
        assert "80 % likely by" in image.description


def test_without_a_step_there_is_no_picture() -> None:
    empty = replace(FOUR, tasks=(), nodes=(), edges=())
    assert draw_approval_graph(empty) is None
    assert draw_timeline_image(empty) is None
