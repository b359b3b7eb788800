"""The questions a newcomer asks of the first page, each answered by a line of it."""

from __future__ import annotations

import pytest

from soescan.report import Audience, RenderOptions, render
from tests.report import factories

ANSWERS = {
    "May we buy it?": "Two of five tools can go ahead",
    "When?": "80% likely by 1 Mar 2027",
    "By whose rules?": "checked against Harbour Tea Company SOE.",
    "Do we have something that does it?": "Quayside Desk is approved and covers live chat:",
    "Why not the other?": "Hound Pixel: blocked. Trackhound is prohibited: it resells",
    "What do I do on Monday?": "This week 1.",
    "Who else has to move?": "IT Operations: Intake talk",
    "What would make it sooner?": "days earlier on average.",
    "Who decides?": "Who decides: IT Operations decides last",
    "How much work is it?": "person-days in",
    "What does it cost?": "Cost: 14,000 EUR a year and 2,500 EUR once",
    "What if I do nothing?": "work on Parley Chat starts only then",
    "Will my date hold?": "% likely for",
}


@pytest.fixture(scope="module")
def said() -> str:
    options = RenderOptions(width=100, audience=Audience.MARKETING)
    return " ".join(render(factories.example(), "table", options).split())


@pytest.mark.parametrize("question", ANSWERS)
def test_a_line_of_the_first_page_answers(said: str, question: str) -> None:
    assert ANSWERS[question] in said
