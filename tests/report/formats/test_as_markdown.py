"""Markdown: the answer first, then every table, and nothing but text in it."""

from __future__ import annotations

import re

import pytest
from inline_snapshot import snapshot

from soescan.model import Header, Outcome, Tool
from soescan.report import Audience, RenderOptions, render
from soescan.report.formats.as_markdown import escape_markdown
from soescan.report.tables import TABLES, find_table, heading_for, headline, list_tables
from tests.report import factories
from tests.report.brief.factories import long_names

FIRST = ["Tool by tool", "This week", "What would change the answer"]


def test_the_first_page_comes_first_and_then_every_table_with_a_heading() -> None:
    text = render(factories.example(), "markdown")
    assert text.startswith(f"# Spring launch 2027\n\n**{headline(factories.example())}**\n")
    titles = re.findall(r"^## (.*)$", text, re.M)
    assert titles == [*FIRST, *(sheet.title for sheet in list_tables(Audience.MARKETING))]


@pytest.mark.parametrize("audience", Audience)
def test_each_reader_finds_the_same_tables_in_their_order(audience: Audience) -> None:
    text = render(factories.example(), "markdown", RenderOptions(audience=audience))
    titles = re.findall(r"^## (.*)$", text, re.M)
    compared = ["How the tools compare"] if audience is Audience.PROCUREMENT else []
    assert titles == [
        *(*compared, *FIRST),
        *(heading_for(audience, sheet) for sheet in list_tables(audience)),
    ]
    assert len(titles) == len(compared) + len(FIRST) + len(TABLES)


def test_tables_are_as_long_as_people_read_and_say_what_is_left_unless_all_is_wanted() -> None:
    table = find_table("approvals").build(factories.example())
    few = render(factories.example(), "markdown")
    assert f"The report with -v has {len(table.rows) - 12} more rows." in few
    every = render(factories.example(), "markdown", RenderOptions(verbose=True))
    assert "more row" not in every
    section = every[every.index("## Approvals") :].partition("\n## ")[0]
    assert section.count("\n| ") == len(table.rows) + 2
    assert "| Waits for |" in section


def test_many_tools_make_no_long_text() -> None:
    assert len(render(long_names(60), "markdown")) < 60_000


def test_a_small_report_as_a_whole() -> None:
    tool = Tool("A|B", "https://a.example/?q=1|2")
    one = factories.assessment("A|B", Outcome.BLOCKED, tool=tool, says="prohibited")
    text = render(factories.report(one, catalog=Header("x", "X", own=False)), "markdown")
    assert text[: text.index("## Gaps")] == snapshot("""\
# Spring

**A\\|B is blocked.**

As of Mon 23 Nov 2026, checked against X.

**This is the SOE that came with soescan, not your IT's own: read it as a rehearsal. Ask IT for their list of approved products (a spreadsheet will do), for soescan check --soe.**

## Tool by tool

| Tool | Verdict | Why | Earliest | Next step | Who |
| --- | --- | --- | --- | --- | --- |
| A\\|B | blocked | Prohibited |  | Choose another product | you |

**Cost:** Not stated; a column “cost” in your list adds it.

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

| Tool | Outcome | Because | Next | Who |
| --- | --- | --- | --- | --- |
| A\\|B | blocked | prohibited | Drop it, for it is prohibited. | the requester |

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
