"""The texts of the demo can be read aloud: numbers agree, and no subject is named twice."""

from __future__ import annotations

import re
from functools import cache

import pytest

from soescan.app import render_plan
from soescan.report import RenderOptions, render
from tests.demo.test_story import report

NOUNS = [
    "days",
    "steps",
    "tools",
    "tasks",
    "changes",
    "questions",
    "standards",
    "blockers",
    "conditions",
    "facts",
    "gaps",
    "sites",
    "rows",
    "tables",
    "weeks",
    "months",
    "seconds",
    "proposals",
    "paths",
    "needs",
    "waivers",
    "roles",
    "links",
]
ONE_OF_MANY = re.compile(rf"(?<![\w.,/:-])1 (?:[a-z]+[- ])?(?:{'|'.join(NOUNS)})\b")
TWICE = re.compile(r"\b([A-Z][\w ]{2,40}): \1:")
STILTED = ("not: is", "is none of", "makes a date", "makes the date", "of 100 draws",
           "asked of every tool", "would stand", "cannot be told", "and is given")  # fmt: skip


@cache
def texts() -> dict[str, str]:
    options = RenderOptions(wrap=False, verbose=True)
    pages = {name: render(report(), name, options) for name in ("table", "markdown", "html")}
    return pages | {"plan": render_plan(report().plan, "table", options)}


@pytest.mark.slow
@pytest.mark.parametrize("page", ["table", "markdown", "html", "plan"])
def test_the_demo_reads_aloud(page: str) -> None:
    text = re.sub(r"<(style|script).*?</\1>|<[^>]+>", " ", texts()[page], flags=re.S)
    assert not ONE_OF_MANY.findall(text)
    assert not TWICE.findall(text)
    assert not [words for words in STILTED if words in text]


@pytest.mark.parametrize(
    "text", ["1 working days", "takes 1 days", "1 changes were not tried", "(1 tools)"]
)
def test_a_number_that_does_not_agree_is_found(text: str) -> None:
    assert ONE_OF_MANY.search(text)


@pytest.mark.parametrize("text", ["1.1 days", "21 days", "1 working day", "1 day", "0 of 1 tool"])
def test_a_number_that_agrees_is_not(text: str) -> None:
    assert not ONE_OF_MANY.search(text)
