"""Legends explain every sign of the very picture, and none that is not in it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from soescan.model import Plan
from soescan.report.picture.boxes import BoxShape
from soescan.report.picture.condensed_parts import GraphDetail, condense
from soescan.report.picture.graph import draw_graph, draw_whole_graph
from soescan.report.picture.timeline import draw_timeline
from tests.report.picture.factories import FOUR, made, read, words

ONE = made("Mailwind")
FEW = GraphDetail(most_lanes=2, most_steps=0)
GRAPHS = {
    "one": draw_graph(ONE),
    "four": draw_graph(FOUR),
    "folded": draw_graph(FOUR, FEW),
    "rows": draw_graph(FOUR, GraphDetail(most_steps=0, width=400)),
    "whole": draw_whole_graph(FOUR),
}
LINES = {
    "g-q": "queued behind",
    "g-y": "any of",
    "g-o": "valid until then",
    "g-u": "is why",
}
"""The class of each line, and how the legend speaks of it."""


@pytest.fixture(params=GRAPHS, ids=str)
def graph(request: pytest.FixtureRequest) -> str:
    return GRAPHS[request.param]


def _legend(svg: str) -> str:
    """The words before the first lane."""
    return svg.partition('class="g-h"')[0]


def test_every_kind_of_line_is_explained_and_no_other(graph: str) -> None:
    implied = graph.partition('class="g-i"')[2]
    shown = graph.replace(implied, "") if implied else graph
    for kind, meaning in LINES.items():
        used = re.search(rf'class="[^"]*{kind}[^"]*" data-e', shown) is not None
        assert used == (meaning in _legend(graph)), kind
    assert "must be done before" in _legend(graph)
    assert ("follows from other lines" in graph) == ("data-e" in implied)


def test_every_mark_is_explained_and_no_other(graph: str) -> None:
    legend, _, drawn = graph.partition('class="g-h"')
    for sign, meaning in (
        ('class="g-d"', "on the critical path"),
        ('class="g-a"', "assumed: not known"),
        (r" PD\b[^\"]*</text>", "person-days of work"),
        (">by ", "80 % likely done by then"),
        ('g-n[^"]* g-shared', BoxShape.SHARED.value),
        ('g-n[^"]* g-committee', BoxShape.COMMITTEE.value),
        ('g-n[^"]* g-gap', BoxShape.GAP.value),
        ('g-n[^"]* g-kept', "on file, nothing to do"),
    ):
        assert bool(re.search(sign, drawn)) == (meaning in legend), meaning


def test_a_graph_in_rows_says_how_lines_go_on() -> None:
    assert "goes on in the next row" in GRAPHS["rows"]
    assert "goes on in the next row" not in GRAPHS["one"]


def test_what_is_folded_is_said_in_the_last_line_with_what_draws_it() -> None:
    note = condense(FOUR, FEW).note
    assert re.fullmatch(r"Folded: \d+ of 57 steps\. soescan plan LIST -v -o graph\.svg .*", note)
    assert _legend(GRAPHS["folded"]).rindex(note) > _legend(GRAPHS["folded"]).rindex("before")
    assert "Folded" not in GRAPHS["four"] + GRAPHS["whole"]


SIGNS = {
    "t-q": "waits for its people",
    "t-p": "by: 80 % likely live by then",
    "t-k": "on file",
    "t-o": "a committee decides",
    "t-f": "freeze: ",
}


@pytest.mark.parametrize("fold", [True, False])
@pytest.mark.parametrize("plan", [FOUR, replace(ONE, freezes=())], ids=["four", "one"])
def test_a_timeline_explains_every_sign_and_no_other(plan: Plan, fold: bool) -> None:
    svg = draw_timeline(plan, fold=fold)
    legend, _, drawn = svg.partition('<g role="group"')
    for kind, meaning in SIGNS.items():
        used = f'class="{kind}"' in (svg if kind == "t-f" else drawn)
        assert used == (meaning in legend), kind
    assert ('class="t-d"' in drawn) == ("critical path" in legend or "live last" in legend)


def test_pictures_say_in_three_sentences_what_they_tell() -> None:
    for svg in (*GRAPHS.values(), draw_timeline(FOUR), draw_timeline(FOUR, fold=True)):
        (description,) = [one for one in read(svg).iter() if str(one.tag).endswith("}desc")]
        text = str(description.text)
        assert 2 <= len(re.findall(r"\.(?: |$)", text)) <= 4
        assert "80 % likely by " in text
        assert len(text.split()) <= 60


def test_words_are_few() -> None:
    many = replace(FOUR, tools=FOUR.tools * 5)
    assert len(words(read(draw_timeline(many))).split()) <= 400
    assert len(words(read(draw_graph(FOUR, FEW))).split()) <= 400
