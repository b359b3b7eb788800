"""The two sheets of a brief: what is on them, and that they hold whatever there is to say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from soescan.model import Outcome, Report
from soescan.report import Audience
from soescan.report.brief import (
    A4,
    BriefHeading,
    BriefTable,
    BriefText,
    PaperSpace,
    as_html,
    build_brief,
)
from soescan.report.brief.paper import measure_blocks
from tests.report import factories
from tests.report.brief.factories import long_names

LETTER_IN_LARGE_TYPE = PaperSpace(width=430, height=560, text=14, heading=18, title=28)


def tables(blocks: tuple[object, ...]) -> list[BriefTable]:
    return [block for block in blocks if isinstance(block, BriefTable)]


@pytest.mark.parametrize("space", [A4, LETTER_IN_LARGE_TYPE], ids=["A4", "large type"])
@pytest.mark.parametrize("tools", [1, 8, 25])
@pytest.mark.parametrize("audience", Audience)
def test_each_sheet_holds_what_is_on_it(audience: Audience, tools: int, space: PaperSpace) -> None:
    brief = build_brief(long_names(tools), audience, space, space)
    for sheet in (brief.first, brief.second):
        assert 0 < measure_blocks(sheet, space) <= space.height
        assert any(isinstance(block, BriefHeading) for block in sheet)


def test_each_of_few_tools_has_a_line_and_many_are_grouped() -> None:
    few = build_brief(factories.example(), Audience.MARKETING, A4, A4).first
    names = {a.tool.name for a in factories.example().assessments}
    assert {row[0] for row in tables(few)[0].rows} == names
    many = build_brief(long_names(25), Audience.MARKETING, A4, A4).first
    assert tables(many)[0].head[0] == "Verdict"
    assert sum(int(row[1]) for row in tables(many)[0].rows) == 25


def test_one_standard_is_one_line_whatever_the_number_of_tools() -> None:
    brief = build_brief(long_names(24), Audience.MARKETING, A4, A4)
    gaps = brief.sections[0]
    keys = [(row[0], row[3]) for row in gaps.rows]
    assert len(keys) == len(set(keys))
    assert any("4 tools" in row[1] or row[1].startswith("4 ") for row in gaps.rows)


def test_what_a_sheet_leaves_out_is_counted_with_where_it_stands() -> None:
    brief = build_brief(factories.example(), Audience.MARKETING, A4, A4, "The annex")
    says = [block.text for block in brief.second if isinstance(block, BriefText)]
    for section, table in zip(brief.sections, tables(brief.second), strict=True):
        more = len(section.rows) - len(table.rows)
        expected = f"The annex has {more} more {section.noun}{'s' if more > 1 else ''}."
        assert (expected in says) == (more > 0)


def test_a_part_that_the_sheet_shows_in_full_is_not_shown_again() -> None:
    few = build_brief(factories.example(), Audience.IT, A4, A4)
    assert few.unfinished == ()
    small = replace(A4, height=500)
    many = build_brief(factories.example(), Audience.IT, A4, small)
    assert many.sections[1] in many.unfinished


def test_a_tool_without_costs_is_counted_and_has_no_row() -> None:
    cheap, dear = factories.example().assessments[:2]
    free = replace(cheap, tool=replace(cheap.tool, cost=type(cheap.tool.cost)(), name="Free"))
    report: Report = factories.report(free, dear)
    costs = build_brief(report, Audience.PROCUREMENT, A4, A4).sections[0]
    assert "1 tool has no cost stated" in costs.says


def test_without_gaps_dates_and_costs_each_part_says_so() -> None:
    bare = factories.report(factories.assessment("Pigeonpost", Outcome.FITS))
    for audience in Audience:
        for section in build_brief(bare, audience, A4, A4).sections:
            assert not section.rows
            assert section.says.endswith(".")


def test_a_name_in_html_is_text() -> None:
    nasty = factories.report(factories.assessment("<script>x</script>\u202e", Outcome.FITS))
    page = as_html(build_brief(nasty, Audience.IT, A4, A4), "a < b")
    assert "<script>" not in page
    assert "\u202e" not in page
    assert "<title>a &lt; b</title>" in page
    assert 'lang="en"' in page
    assert "<th scope=col>" in page
