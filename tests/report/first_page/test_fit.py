"""Whatever a proposal and a catalog write, a first page is one page of short sentences."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import chain

import pytest

from soescan.model import Report
from soescan.report import Audience, RenderOptions
from soescan.report.first_page import FirstPage, build_first_page
from soescan.report.formats import as_text
from soescan.report.tables.answer import MOST_WORDS
from tests.report import hostile

LONG = ("x" * 5_000, "word " * 1_000, "<b> " * 900 + "=cmd|'/c calc'!A1")
MOST_CHARACTERS = 9_000
"""Of all texts of a first page beside the names of its tools: a page of A4 has fewer."""


@pytest.fixture(scope="module", params=LONG, ids=["letters", "words", "markup"])
def poisoned(request: pytest.FixtureRequest) -> Report:
    return hostile.report(request.param)


def texts(page: FirstPage) -> list[str]:
    labelled = [text.says for text in (*page.concerns, *page.reasons)]
    lines = [line for group in page.groups for line in group.lines]
    return [
        *(page.answer, page.basis, *page.cautions, *labelled),
        *chain.from_iterable((a.who, a.does, a.tools, a.why) for a in page.actions),
        *chain.from_iterable((c.who, c.what, c.settles) for c in page.changes),
        *chain.from_iterable((x.because, x.next_step, x.who) for x in lines),
    ]


@pytest.mark.parametrize("audience", Audience)
def test_a_first_page_has_a_measure_whatever_others_write(
    poisoned: Report, audience: Audience
) -> None:
    page = build_first_page(poisoned, audience)
    shown = texts(page)
    assert len(page.answer.split()) <= MOST_WORDS
    sentences = [s for text in shown for s in re.split(r"(?<=[.!?…])\s+", text)]
    assert max(len(sentence.split()) for sentence in sentences) <= 25
    assert sum(map(len, shown)) <= MOST_CHARACTERS
    tools = [line.tool for group in page.groups for line in group.lines]
    assert tools == [a.tool.name for a in poisoned.assessments]


def test_what_is_short_is_told_as_it_is() -> None:
    made = hostile.report("Nova")
    wanted = replace(made, assessments=made.assessments[:1])
    assert "…" not in "".join(texts(build_first_page(wanted)))


def test_a_terminal_shows_the_beginning_and_the_end_of_a_long_name() -> None:
    shown = as_text.render_answer(hostile.report("a" * 4_000 + " edition 7"), RenderOptions())
    assert "edition 7" in shown
    assert len(shown) < 1_000
