"""Markdown: the answer first, then every table, and nothing but text in it."""

from __future__ import annotations

import re

import pytest
from inline_snapshot import snapshot

from soescan.model import Header, Outcome, Tool
from soescan.report import Audience, RenderOptions, render
from soescan.report.formats.as_markdown import escape_markdown
from soescan.report.tables import TABLES, heading_for, list_tables
from tests.report import factories


def test_the_answer_comes_first_and_every_table_has_a_heading() -> None:
    text = render(factories.example(), "markdown")
    assert text.startswith("# Two of five tools can go ahead, ")
    titles = re.findall(r"^## (.*)$", text, re.M)
    assert titles == [sheet.title for sheet in list_tables(Audience.MARKETING)]


@pytest.mark.parametrize("audience", Audience)
def test_each_reader_finds_the_same_tables_in_their_order(audience: Audience) -> None:
    text = render(factories.example(), "markdown", RenderOptions(audience=audience))
    titles = re.findall(r"^## (.*)$", text, re.M)
    assert titles == [heading_for(audience, sheet) for sheet in list_tables(audience)]
    assert len(titles) == len(TABLES)
    assert titles[0] == "Summary"


def test_a_small_report_as_a_whole() -> None:
    tool = Tool("A|B", "https://a.example/?q=1|2")
    one = factories.assessment("A|B", Outcome.BLOCKED, tool=tool, says="prohibited")
    text = render(factories.report(one, catalog=Header("x", "X", own=False)), "markdown")
    head, body = text[: text.index("## Chances")], text[text.index("## Tools") :]
    assert head + body[: body.index("## Gaps")] == snapshot("""\
# A\\|B is blocked.

Spring: as of 2026-11-23, checked against X.

This is the SOE that came with soescan, not your IT's own: read it as a rehearsal. Ask IT for their list of approved products (a spreadsheet will do), for soescan check --soe.

## Summary

The answer, the catalog it is based on, and the main figures.

| What | Value | Meaning |
| --- | --- | --- |
| Answer | A\\|B is blocked. |  |
| Proposal | Spring |  |
| As of | 2026-11-23 | Approvals and facts count if they are valid on this day. |
| Checked against | X | This is the SOE that came with soescan, not your IT's own: read it as a rehearsal. Ask IT for their list of approved products (a spreadsheet will do), for soescan check --soe. |
| Earliest |  | No tool has a date. |
| Plan for |  | No tool has a date. |
| Effort (person-days) |  | Likely work of everyone who reviews, approves or carries out a step. |
| Saved by sharing (person-days) |  | More work if every tool were reviewed on its own. |
| Longest queue (working days) |  | No step waits for people who are busy. |
| soescan |  | The version that made this report. |

## Tools

Each tool: its outcome, when it can go live, and the next step.

| Tool | Outcome | Because | Gaps | Open | Next | Who | Address | Use | Matched by |
| --- | --- | --- | ---: | ---: | --- | --- | --- | --- | --- |
| A\\|B | blocked | prohibited | 0 | 0 | Drop it, for it is prohibited. | the requester | [https\\://a.example/?q=1\\|2](<https://a.example/?q=1%7C2>) | proposed | nothing |

## Tools in use

No tool is in use already.

## Overlaps

No tools are known to do the same, nor an approved product that does it already.

""")


def test_an_empty_table_says_what_would_fill_it() -> None:
    assert "No tool is known to conflict with a standard." in render(factories.report(), "markdown")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a|b", r"a\|b"),
        ("a\nb", "a b"),
        ("`x` *y* _z_ ~w~", r"\`x\` \*y\* \_z\_ \~w\~"),
        ("[a](b)", r"\[a\](b)"),
        ("<b>&amp;", "&lt;b&gt;&amp;amp;"),
        ("https://a.example", r"https\://a.example"),
        ("WWW.a.example", r"WWW\.a.example"),
        ("jo@a.example", "jo@<!-- -->a.example"),
        ("#1 and 1. and - x", r"\#1 and 1. and - x"),
        ("1. x", r"1\. x"),
        ("- x", r"\- x"),
        ("0.1.0", "0.1.0"),
        ("\\|", r"\\\|"),
    ],
)
def test_what_means_something_to_markdown_is_written_as_text(text: str, shown: str) -> None:
    assert escape_markdown(text) == shown
