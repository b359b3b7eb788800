"""The page without a browser: its order, its policy, its size, and what it does with any text."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from soescan.model import Outcome, Plan, Severity, Verdict
from soescan.report.first_page import build_first_page
from soescan.report.format import Audience
from soescan.report.page.cells import LONGEST, view_cell
from soescan.report.page.content import build_content
from soescan.report.page.grid import ColumnHead, Grid, GridLayout, build_grid
from soescan.report.page.phone_tables import css_string, phone_table_css
from soescan.report.page.sections import PARTS, PagePart, PartTemplate
from soescan.report.tables import (
    TABLES,
    Cell,
    Column,
    ColumnKind,
    Hyperlink,
    TableData,
    Week,
    standards,
)
from soescan.report.tables.headline import key_figures
from soescan.report.tables.reading_order import HEADINGS, arrange_chapters, sort_parts
from tests.examples import examples
from tests.report.page import factories

COLUMNS = {
    sheet.id: [column.title for column in sheet.build(factories.example()).columns]
    for sheet in TABLES
}


def soup(text: str) -> BeautifulSoup:
    return BeautifulSoup(text, "lxml")


# --- order ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("audience", Audience)
def test_every_reader_gets_every_part_once(audience: Audience) -> None:
    ids = [part.id for part in PARTS]
    parts = [part for chapter in arrange_chapters(audience, ids) for part in chapter.parts]
    assert sorted(parts) == sorted(ids)
    assert set(HEADINGS[audience]) <= set(parts)


@pytest.mark.parametrize("audience", Audience)
def test_verdicts_stand_before_dates_and_dates_before_loads(audience: Audience) -> None:
    parts = sort_parts(audience, [part.id for part in PARTS])
    assert parts.index("tools") < parts.index("timeline") < parts.index("load")
    assert parts.index("gaps") < parts.index("why") < parts.index("load")
    assert parts.index("gaps") < parts.index("evidence") < parts.index("method")


def test_every_table_is_on_the_page() -> None:
    """The summary is the first sheet: the answer, and what it was held against."""
    assert {sheet.id for sheet in TABLES} - {part.id for part in PARTS} == {"summary"}


@pytest.mark.parametrize(
    "part",
    [p for p in PARTS if p.template in (PartTemplate.GRID, PartTemplate.CARDS)],
    ids=lambda part: part.id,
)
def test_what_a_part_lays_out_is_in_its_table(part: Any) -> None:
    grid, card = part.layout, part.card_layout
    titles = {*grid.main, grid.group_by, *grid.shared, *grid.shared_within, grid.ditto, *grid.omit}
    brief = part.budget.layout or GridLayout()
    titles |= {*brief.main, card.name, card.about, *card.tags, card.statement, card.remedy}
    assert titles - {""} <= set(COLUMNS[part.id])


@pytest.mark.slow
def test_it_reads_of_uptime_security_and_data_before_any_benefit() -> None:
    page = soup(factories.html(factories.example(), Audience.IT))
    ids = [section["id"] for section in page.select("main section")]
    assert ids[0] == "concerns", "the first sheet begins with them"
    ids = [section["id"] for section in page.select(".part section")]
    assert ids[:3] == ["uptime", "security", "data"]
    first = [h.get_text().lower() for h in page.select(".part h3")[:3]]
    for word, heading in zip(("uptime", "security", "data integrity"), first, strict=True):
        assert word in heading
    for benefit in ("routes", "needs"):
        assert ids.index(benefit) > ids.index("evidence")
    needs = factories.example().needs
    assert needs is not None
    assert needs.says not in str(page).split('id="routes"')[0]


@pytest.mark.slow
@pytest.mark.parametrize("audience", Audience)
def test_the_answer_is_the_heading_and_headings_are_in_order(audience: Audience) -> None:
    page = soup(factories.html(factories.example(), audience))
    first = build_first_page(factories.example(), audience)
    assert [h.get_text() for h in page.find_all("h1")] == [first.answer]
    levels = [int(h.name[1]) for h in page.find_all(re.compile("^h[1-6]$"))]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    tiles = [dt.get_text() for dt in page.select(".figures dt")]
    assert tiles == [figure.label for figure in key_figures(factories.example())]
    assert len(tiles) == 5


def test_a_part_without_rows_says_what_would_fill_it() -> None:
    bare = replace(
        factories.nothing_known(), assessments=(), questions=(), notes=(), plan=Plan(), title="Tea"
    )
    page = soup(factories.html(bare))
    for part in PARTS:
        if part.id in ("about-proposal", "about-catalog"):  # what nobody wrote is not missed
            assert page.select_one(f"#{part.id}") is None
        elif part.id not in ("figures", "method"):
            empty = page.select_one(f"#nothing #{part.id} .empty")
            assert empty is not None, part.id
            assert re.search(r": .*\.$|The proposal lists no tool\.$", empty.get_text()), part.id


@pytest.mark.slow
@pytest.mark.parametrize("audience", Audience)
def test_every_part_of_the_example_has_something_to_say(audience: Audience) -> None:
    page = soup(factories.html(factories.example(), audience))
    assert len(page.select(".part > section")) == len(PARTS), "one stands for what is empty"
    empty = [e["id"] for e in page.select("#nothing > dl > div")]
    assert empty == ["registers"], "no product of the example exists, so no register knows it"
    for link in page.select("a[href^='#']"):
        assert page.select_one(str(link["href"])), link


# --- policy --------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_policy_names_every_style_and_script_by_its_hash() -> None:
    page = soup(factories.html(factories.example()))
    meta = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
    assert meta is not None
    policy = str(meta["content"])
    embedded = page.find_all(["style", "script"])
    assert len(embedded) >= 3
    for tag in embedded:
        digest = hashlib.sha256(tag.get_text().encode()).digest()
        assert f"'sha256-{base64.b64encode(digest).decode()}'" in policy, tag.name
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy


def inert(text: str) -> None:
    """Nothing in a page runs, loads or styles but what the page brings itself."""
    page = soup(text)
    assert len(page.find_all("script")) == 1
    assert not page.find_all(["img", "iframe", "object", "embed", "form", "base", "audio", "video"])
    assert len(page.find_all("link")) == 1
    for tag in page.find_all(True):
        for name, value in tag.attrs.items():
            assert not name.startswith("on"), tag
            assert name != "style", tag
            if name in ("href", "src"):
                assert re.match(r"#[a-z-]+$|https?://|data:,$", str(value)), tag


@pytest.mark.slow
@pytest.mark.parametrize("audience", Audience)
def test_hostile_texts_are_inert(audience: Audience) -> None:
    text = factories.html(factories.hostile(), audience)
    inert(text)
    assert not set(text) & set("\x00\x1b\u202e\u2066\u200b")
    assert len(text) < 3_000_000


@pytest.mark.slow
@settings(max_examples=examples(25))
@given(st.lists(st.text(min_size=1, max_size=60), min_size=2, max_size=3))
def test_any_text_is_inert(texts: list[str]) -> None:
    texts = [t for t in texts if t.strip()] or ["x"]
    inert(factories.html(factories.hostile(tuple(texts))))


# --- cells ---------------------------------------------------------------------------------------

DAY = date(2027, 1, 14)


@pytest.mark.parametrize(
    ("cell", "kind", "says"),
    [
        (None, ColumnKind.TEXT, ""),
        ("", ColumnKind.TEXT, ""),
        (DAY, ColumnKind.DATE, "14 Jan 2027"),
        (Week(DAY), ColumnKind.DATE, "week of 11 Jan 2027"),
        (1234.5, ColumnKind.NUMBER, "1,234.5"),
        (0, ColumnKind.NUMBER, "0"),
        (0.367, ColumnKind.SHARE, "37 %"),
        (Outcome.NEEDS_EXCEPTION, ColumnKind.TEXT, "needs an exception"),
        (Verdict.NOT_APPLICABLE, ColumnKind.TEXT, "not applicable"),
        (Hyperlink("https://www.mug.example/a/"), ColumnKind.LINK, "mug.example/a"),
        (Hyperlink("dns:mug.example/TXT"), ColumnKind.LINK, "dns:mug.example/TXT"),
    ],
)
def test_what_a_cell_says(cell: Cell, kind: ColumnKind, says: str) -> None:
    assert view_cell(cell, kind).text == says


@pytest.mark.parametrize("verdict", [*Outcome, *Verdict, *Severity])
def test_every_verdict_is_marked(verdict: Outcome | Verdict | Severity) -> None:
    assert view_cell(verdict).tone
    assert view_cell(verdict).text


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JAVASCRIPT://x",
        "data:text/html,x",
        "//mug.example",
        "https://a b",
        "http://a.example/\nx",
        "vbscript:x",
        "file:///etc/passwd",
        "https://a.example/" + "x" * LONGEST,
    ],
)
def test_only_addresses_of_the_web_become_links(url: str) -> None:
    assert not re.search(r"\s", view_cell(Hyperlink(url)).url)
    assert view_cell(Hyperlink(url)).url in ("", url)
    if not url.startswith("http"):
        assert view_cell(Hyperlink(url, "here")).url == ""


def test_a_text_without_end_is_cut_and_says_so() -> None:
    says = view_cell("x" * 10_000).text
    assert says == "x" * LONGEST + "… (9,000 more characters in the JSON)"


@pytest.mark.slow
def test_names_from_right_to_left_are_set_apart() -> None:
    assert view_cell("שלום").right_to_left
    assert view_cell("1. شاي").right_to_left
    assert not view_cell("Tea שלום").right_to_left
    assert "<bdi>שלום עולם של כלים</bdi>" in factories.html(factories.hostile())


# --- tables --------------------------------------------------------------------------------------

TEA = TableData(
    (
        Column("Tool"),
        Column("Leaf"),
        Column("Water"),
        Column("Cups", ColumnKind.NUMBER),
        Column("Note"),
    ),
    (
        ("Mug", "black", "hot", 1, None),
        ("Mug", "black", "hot", 2, None),
        ("Mug", "green", "cool", 3, "thrice"),
        ("Pot", "black", "hot", 4, None),
    ),
)


def test_a_table_in_groups() -> None:
    found = build_grid(
        TEA, GridLayout(main=("Cups", "Water"), group_by="Tool", shared=("Leaf",), ditto="Water")
    )
    assert [head.title for head in found.heads] == ["Cups", "Water"]
    assert [(group.name.text, group.count) for group in found.groups] == [("Mug", 3), ("Pot", 1)]
    black, green = found.groups[0].blocks
    assert [(name, value.text) for name, value in black.shared[0]] == [("Leaf", "black")]
    assert [[c.text for c in row.cells] for row in black.rows] == [["1", "hot"], ["2", "as above"]]
    assert [(name, value.text) for name, value in green.rows[0].details] == [("Note", "thrice")]


def test_blocks_within_blocks_say_what_they_share_once() -> None:
    found = build_grid(TEA, GridLayout(main=("Cups",), shared=("Tool",), shared_within=("Leaf",)))
    lines = [[[(n, v.text) for n, v in line] for line in b.shared] for b in found.groups[0].blocks]
    assert lines[0] == [[("Tool", "Mug")], [("", "black")]]
    assert lines[1] == [[("", "green")]]
    assert lines[2][0] == [("Tool", "Pot")]


def test_a_text_too_long_for_its_column_has_room_under_its_row() -> None:
    long = "tea " * 100
    found = build_grid(replace(TEA, rows=((long, "black", "hot", 1, None),)), GridLayout())
    (row,) = found.groups[0].blocks[0].rows
    assert row.cells[0].text == f"{long[:119]}…"
    assert [(name, value.text) for name, value in row.details] == [("Tool", long)]


def test_what_every_row_says_is_said_once() -> None:
    rows = tuple((f"Mug {n}", "black", "hot", n, "twice") for n in range(3))
    found = build_grid(replace(TEA, rows=rows), GridLayout(main=("Tool", "Leaf")))
    assert [(name, value.text) for name, value in found.same] == [
        ("Water", "hot"),
        ("Note", "twice"),
    ]
    assert [(name, value.text) for name, value in found.groups[0].blocks[0].rows[1].details] == [
        ("Cups", "1")
    ]


@pytest.mark.parametrize("verbose", [False, True])
@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.id)
def test_a_part_keeps_to_its_budget_and_counts_the_rest(part: PagePart, verbose: bool) -> None:
    extent = build_content(factories.many_said(12, 3), part, verbose=verbose).extent
    assert extent.shown <= part.budget.limit(verbose=verbose)
    assert extent.shown <= extent.total
    if extent.shown < extent.total and not extent.grouped:
        assert f"{extent.total - extent.shown} more" in extent.rest
        assert f"{extent.shown} of {extent.total}" in extent.size
    if verbose:
        assert extent.shown == extent.total
        assert extent.rest == ""


def shares(grid: Grid) -> list[int]:
    """Every share in a table, in percent."""
    rows = [row for group in grid.groups for block in group.blocks for row in block.rows]
    return [cell.share for row in rows for cell in row.cells if cell.share is not None]


def test_a_brief_part_shows_what_tells_most() -> None:
    by_id = {part.id: part for part in PARTS}
    report = factories.many(16, 3)
    facts = build_content(report, by_id["evidence"], verbose=False)
    assert facts.extent.total == sum(len(a.facts) for a in report.assessments)
    shown = {row.cells[1].text for g in facts.value.groups for b in g.blocks for row in b.rows}
    assert shown == {"SAML sign-on"}, "the others decided nothing"
    steps = build_content(report, by_id["approvals"], verbose=False)
    assert steps.extent.size == f"{len(report.plan.tasks)} steps by kind"
    assert steps.extent.rest.startswith(f"Each of the {len(report.plan.tasks)} steps is in")
    chances = build_content(report, by_id["chances"], verbose=False)
    every = build_content(report, by_id["chances"], verbose=True)
    assert max(shares(chances.value)) <= sorted(shares(every.value))[chances.extent.shown - 1]
    few = build_content(factories.many(2, 3), by_id["approvals"], verbose=False)
    assert few.extent.rest == ""


def test_a_long_table_is_folded_where_it_is_verbose() -> None:
    rows = tuple(("Mug", "black", "hot", n, None) for n in range(61))
    assert build_grid(replace(TEA, rows=rows), GridLayout()).groups[0].folded


def test_groups_beyond_those_asked_for_are_folded() -> None:
    found = build_grid(TEA, GridLayout(group_by="Tool", open_groups=1))
    assert [group.folded for group in found.groups] == [False, True]


def test_many_tools_are_counted_by_verdict_instead_of_a_column_each() -> None:
    few, many = (
        standards.TABLE.build(factories.example()),
        standards.TABLE.build(factories.many(12, 2)),
    )
    assert len(few.columns) == 3 + len(factories.example().assessments)
    assert many.columns[3].title == "conflicts"
    assert len(many.rows) == 3
    for row in many.rows:
        assert sum(cell for cell in row[3:] if isinstance(cell, int)) == 12


def test_the_chain_of_the_latest_tool_comes_first() -> None:
    part = next(part for part in PARTS if part.id == "why")
    found = build_content(factories.example(), part, verbose=False).value
    latest = max(tool.earliest for tool in factories.example().plan.tools if tool.earliest)
    assert found[0].earliest == view_cell(latest).text
    assert all(chain.links for chain in found)


# --- on a phone ----------------------------------------------------------------------------------


def test_cells_are_named_by_the_heads_of_their_columns() -> None:
    style = phone_table_css(
        [("tea", (ColumnHead("Tea"), ColumnHead("Cups (a day)"))), ("empty", ())]
    )
    assert style == (
        '@media screen and (max-width:640px){#tea{td:nth-child(2):before{content:"Cups (a day)"}}}'
    )


@given(st.text())
def test_no_name_ends_a_string_of_the_style(text: str) -> None:
    assert re.fullmatch(r'"(?:[a-zA-Z0-9 ().,%-]|\\[0-9a-f]{1,6} )*"', css_string(text))


# --- size ----------------------------------------------------------------------------------------


def test_the_same_report_is_the_same_page() -> None:
    assert factories.html(factories.example()) == factories.html(factories.example())


@pytest.mark.slow
def test_the_script_is_small() -> None:
    script = soup(factories.html(factories.example())).find("script")
    assert script is not None
    assert len(script.get_text().encode()) <= 5_632


@pytest.mark.slow
@pytest.mark.parametrize("audience", Audience)
def test_the_page_is_light(audience: Audience) -> None:
    """The topics and what could not be read are evidence too, ordered by what it is about."""
    small = factories.sixty_steps()
    assert len(small.assessments) == 4
    assert len(small.plan.tasks) >= 60
    assert sum(len(a.facts) for a in small.assessments) > 400
    page = factories.html(small, audience)
    assert len(page.encode()) <= 176 * 1_024
    evidence = r'(?s)<section id="(?:evidence|gaps|unread|uptime|security|data)".*?</section>'
    without, found = re.subn(evidence, "", page)
    assert found == 5, "nothing is known to stand in the way"
    assert len(without.encode()) <= 128 * 1_024


def words(page: str) -> int:
    """Every word of a page, folded or not, also those of its pictures."""
    body = page.partition("<body>")[2]
    bare = re.sub(r"(?s)<(style|script)\b.*?</\1>", "", body)
    return len(re.sub(r"<[^>]*>", " ", bare).split())


@pytest.mark.slow
def test_a_page_of_25_tools_has_at_most_12_000_words() -> None:
    """Each tool has the facts of one of the example's, so that every part is full."""
    report = factories.many_said(25, 10)
    assert sum(len(a.facts) for a in report.assessments) > 2_000
    page = factories.html(report, Audience.IT)  # the reader whose page says most
    assert 5_000 < words(page) <= 12_000


@pytest.mark.slow
def test_verbose_keeps_everything_and_unfolds_nothing() -> None:
    report = factories.example()
    brief, full = factories.html(report), factories.html(report, verbose=True)
    assert words(full) > 2 * words(brief)
    for page in map(soup, (brief, full)):
        assert not page.select("details.part[open], details.others[open]")
    assert " with -v." not in full
    rows = soup(full).select("#evidence tbody tr:not(.s, .u)")
    assert len(rows) == sum(len(a.facts) for a in report.assessments)


@pytest.mark.slow
def test_four_thousand_tools_do_not_fill_the_page() -> None:
    tools = factories.many(2, 2)
    one = tools.assessments[1]
    many = tuple(
        replace(one, tool=replace(one.tool, name=f"Tool {number}")) for number in range(4_000)
    )
    text = factories.html(replace(tools, assessments=many))
    assert len(text) < 3_000_000
    assert "3975 more tools are in the workbook and the JSON, and on this page with -v." in text


@pytest.mark.slow
def test_pictures_of_many_steps_are_folded_and_say_so() -> None:
    page = soup(factories.html(factories.many(9, 3)))
    for part in ("graph", "timeline"):
        picture = page.select_one(f"#{part} svg")
        assert picture is not None
        assert "Folded: " in picture.get_text()
        assert len(picture.get_text(" ").split()) < 800
    assert len(page.select("#approvals tbody tr")) > 3


def test_an_endless_name_is_brief_where_it_heads_a_column() -> None:
    page = soup(factories.html(factories.hostile(("A" * 10_000, "Tea", "Mug"))))
    for selector in ("#standards thead th", "summary bdi", "option", "h4 bdi", "title"):
        found = page.select(selector)
        assert found, selector
        assert max(len(one.get_text()) for one in found) < 1_100, selector
    assert max(len(th.get_text()) for th in page.select("#standards thead th")) == 120
