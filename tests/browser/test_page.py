"""The page in a real browser: quiet, alone, for everybody, at every width, and on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_FILE_PATH  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext

from soescan.report.format import Audience
from soescan.report.page.sections import PARTS
from tests.browser.conftest import Visit
from tests.report.page import factories

pytestmark = pytest.mark.slow
HEAVY = pytest.mark.heavy
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": 1400, "height": 1000})
    yield opened
    opened.close()


@cache
def axe_core() -> str:
    """The script of axe-core, as it comes with its package."""
    return Path(AXE_FILE_PATH).read_text(encoding="utf-8")


def violations(visit: Visit) -> list[str]:
    """What axe-core objects to, each with the first element it is about."""
    if not visit.page.evaluate("'axe' in window"):
        visit.page.evaluate(axe_core())
    found: Any = visit.page.evaluate(
        "tags => axe.run({ runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })"
        ".then(found => found.violations.map(v => `${v.id}: ${v.nodes[0].html.slice(0, 160)}`))",
        list(TAGS),
    )
    return [str(one) for one in found]


LIGHT_PHONE, DARK_SCREEN = (390, "light"), (1400, "dark")
ALL_LOOKS = (LIGHT_PHONE, (390, "dark"), (1400, "light"), DARK_SCREEN)


@pytest.mark.parametrize(
    ("reader", "looks"),
    [
        (Audience.MARKETING, (LIGHT_PHONE, DARK_SCREEN)),
        *(pytest.param(reader, ALL_LOOKS, marks=HEAVY) for reader in Audience),
    ],
)
def test_the_page_is_quiet_and_alone_and_open_to_everybody(
    browser: Browser, pages: dict[str, Path], reader: Audience, looks: tuple[tuple[int, str], ...]
) -> None:
    context = browser.new_context()
    visit = Visit(context, pages[reader])
    colours = set()
    for width, scheme in looks:
        visit.resize(width)
        visit.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        colours.add(visit.page.evaluate("getComputedStyle(document.body).backgroundColor"))
        assert violations(visit) == [], (width, scheme)
    assert len(colours) == 2
    assert visit.said == []
    assert visit.asked_for == [visit.address]
    context.close()


@HEAVY
def test_what_is_folded_is_open_to_everybody_too(context: BrowserContext, tmp_path: Path) -> None:
    path = tmp_path / "short.html"
    path.write_text(factories.html(factories.short_example()), encoding="utf-8")
    visit = Visit(context, path)
    visit.page.evaluate("for (const e of document.querySelectorAll('details')) e.open = true")
    assert violations(visit) == []


def test_nothing_runs_over_the_side(
    context: BrowserContext, pages: dict[str, Path], tmp_path: Path
) -> None:
    long = tmp_path / "long.html"
    long.write_text(factories.html(factories.hostile()), encoding="utf-8")
    for path in (*pages.values(), long):
        visit = Visit(context, path, unfold=True)
        for width in (360, 390, 641, 1000, 1280, 1400, 2560):
            visit.resize(width)
            assert visit.overflow == 0, (path.name, width)
            if path != long and (width <= 640 or width >= 1280):
                assert visit.cut == [], (path.name, width)


def test_on_a_phone_a_cell_says_which_column_it_is_in(
    context: BrowserContext, pages: dict[str, Path]
) -> None:
    visit = Visit(context, pages["marketing"], unfold=True)
    says = "getComputedStyle(document.querySelector('#tools td'), '::before').content"
    assert visit.page.evaluate(says) == "none"
    visit.resize(390)
    assert visit.page.evaluate(says) == '"Outcome"'
    row = "document.querySelector('#tools tbody tr').children"
    assert visit.page.evaluate(f"new Set([...{row}].map(e => e.offsetLeft)).size") == 1


def test_everything_can_be_read_without_scripts(browser: Browser, pages: dict[str, Path]) -> None:
    context = browser.new_context(java_script_enabled=False)
    visit = Visit(context, pages["marketing"])
    for summary in visit.page.locator(".part > summary").all():
        summary.click()
    for part in PARTS:
        assert visit.page.locator(f"#{part.id}").is_visible(), part.id
        assert len(visit.page.locator(f"#{part.id}").inner_text()) > 20, part.id
    for control in visit.page.locator("button, select, input").all():
        assert not control.is_visible()
    assert visit.said == []
    context.close()


def test_the_keyboard_follows_the_graph(context: BrowserContext, pages: dict[str, Path]) -> None:
    visit = Visit(context, pages["marketing"], unfold=True)
    page = visit.page
    page.locator("#graph .pic").focus()
    page.keyboard.press("Tab")
    focused = "document.activeElement.dataset.id"
    reached = page.evaluate(focused)
    assert reached, "Tab reaches the first box"
    page.keyboard.press("ArrowDown")
    assert page.evaluate(focused) not in (reached, None)
    first = page.locator("#graph [data-after]").first.get_attribute("data-id")
    page.locator(f"#graph [data-id='{first}']").focus()
    width = "getComputedStyle(document.activeElement.querySelector('.g-s')).strokeWidth"
    assert page.evaluate(width) == "4px", "the focus can be seen"
    after = page.locator(f"#graph [data-id='{first}']").get_attribute("data-after") or ""
    page.keyboard.press("ArrowRight")
    assert page.evaluate(focused) in after.split()
    assert " waits for: " in page.inner_text("#told")
    page.keyboard.press("ArrowLeft")
    before = page.evaluate(focused)
    page.keyboard.press("End")
    assert page.evaluate(focused) != before
    page.keyboard.press("Home")
    page.locator(f"#graph [data-id='{first}']").focus()
    page.keyboard.press("Enter")
    shown, of = map(int, page.inner_text("#count").split(" of "))
    assert 0 < shown < of, "only what it waits for and what it holds up"
    page.keyboard.press("Escape")
    assert page.inner_text("#count") == f"{of} of {of}"
    bar = page.locator("#timeline [data-id]").first
    bar.focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.matches('#timeline [data-id]')")
    assert page.evaluate(focused) != bar.get_attribute("data-id")


def test_the_toolbar_of_the_graph(context: BrowserContext, pages: dict[str, Path]) -> None:
    page = Visit(context, pages["it"], unfold=True).page
    graph = page.locator("#graph .tools")

    def count() -> int:
        return int(page.inner_text("#count").split()[0])

    every = count()
    graph.get_by_label("Find").fill("contract")
    found = count()
    assert 0 < found < every
    assert page.locator("#graph .g-n:not(.dim)").count() == found
    graph.get_by_label("Find").fill("")
    graph.get_by_label("Tool").select_option(index=1)
    assert 0 < count() < every
    graph.get_by_label("Tool").select_option(index=0)
    graph.get_by_label("Critical only").check()
    assert count() == page.locator("#graph .g-n.g-c").count()
    graph.get_by_label("Critical only").uncheck()
    hidden = page.locator("#graph .g-i")
    assert hidden.count() > 0
    assert not hidden.first.is_visible()
    graph.get_by_label("All edges").check()
    assert (
        page.evaluate("getComputedStyle(document.querySelector('#graph .g-i')).display") == "inline"
    )
    wide = "document.querySelector('#graph svg').getBoundingClientRect().width"
    before = page.evaluate(wide)
    graph.get_by_label("Fit the window").check()
    assert page.evaluate(wide) <= before
    page.locator("#graph .g-n").nth(3).click()
    assert count() < every


def test_dark_and_back(context: BrowserContext, pages: dict[str, Path]) -> None:
    page = Visit(context, pages["marketing"]).page
    colour = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(colour)
    button = page.get_by_role("button", name="Dark page")
    assert button.get_attribute("aria-pressed") == "false"
    button.click()
    assert page.evaluate(colour) != light
    assert button.get_attribute("aria-pressed") == "true"
    button.click()
    assert page.evaluate(colour) == light


def test_questions_are_copied_ready_to_send(
    context: BrowserContext, pages: dict[str, Path]
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = Visit(context, pages["procurement"], unfold=True).page
    read = "navigator.clipboard.readText()"
    box = page.locator("#questions details", has_text="Ask the vendor")
    box.get_by_role("button", name="Copy question 1").click()
    page.wait_for_function("document.querySelector('#live').textContent == 'Copied'")
    assert page.evaluate(read) == box.locator(".q").first.text_content()
    letter = box.locator("select option").last
    number = int(re.findall(r"\((\d+)\)", letter.text_content() or "")[-1])
    asked = box.locator(".q").all_text_contents()
    wanted = [asked[int(place)] for place in (letter.get_attribute("value") or "").split()]
    assert len(wanted) == number
    box.locator("select").select_option(index=box.locator("select option").count() - 1)
    box.get_by_role("button", name="Copy all").click()
    same = "async text => (await navigator.clipboard.readText()) === text"
    page.wait_for_function(same, arg="\n".join(wanted))


def test_hostile_texts_are_shown_and_run_nothing(context: BrowserContext, tmp_path: Path) -> None:
    for reader in Audience:
        path = tmp_path / f"{reader}.html"
        path.write_text(factories.html(factories.hostile(), reader), encoding="utf-8")
        visit = Visit(context, path)
        assert visit.said == []
        assert visit.asked_for == [visit.address]
        assert "tools" in visit.page.title()
        assert visit.page.title() != "run"
        assert visit.page.locator("main script, main img, main iframe").count() == 0
        for link in visit.page.locator("main a[href]").all():
            assert re.match("https?://|#[a-z]+$", link.get_attribute("href") or "")
        shown = visit.page.locator("#tools").text_content() or ""
        for text in factories.HOSTILE[:3]:
            assert text in shown


def sheets(visit: Visit) -> list[tuple[int, int]]:
    """The sheets on which a page is printed, each with its size in points."""
    paper = visit.page.pdf(prefer_css_page_size=True, print_background=True)
    found = re.findall(rb"/MediaBox *\[ *0 +0 +([\d.]+) +([\d.]+) *\]", paper)
    return [(round(float(wide)), round(float(high))) for wide, high in found]


A4, A4_ACROSS = (595, 842), (842, 595)


def test_on_paper_it_is_one_sheet_and_what_was_unfolded(
    context: BrowserContext, pages: dict[str, Path]
) -> None:
    for path in pages.values():
        visit = Visit(context, path)
        assert sheets(visit) == [A4], path.name
    visit = Visit(context, pages["marketing"])
    visit.page.get_by_role("button", name="Open all").click()
    unfolded = sheets(visit)
    assert set(unfolded) == {A4, A4_ACROSS}, "upright, and across for the graph"
    assert 8 < len(unfolded) < 45


@pytest.mark.parametrize("tools", [25, pytest.param(500, marks=HEAVY)])
def test_the_first_sheet_is_as_short_for_many_tools(
    context: BrowserContext, tmp_path: Path, tools: int
) -> None:
    path = tmp_path / "many.html"
    report = factories.many_said(tools, 4)
    for reader in Audience if tools < 100 else (Audience.MARKETING,):
        path.write_text(factories.html(report, reader), encoding="utf-8")
        visit = Visit(context, path)
        assert len(visit.page.inner_text("body").split()) <= 2_500
        assert sheets(visit) == [A4]
        assert path.stat().st_size <= 1.5 * 1_024 * 1_024


def test_a_link_unfolds_what_it_leads_to(browser: Browser, pages: dict[str, Path]) -> None:
    for scripts in (True, False):
        context = browser.new_context(java_script_enabled=scripts)
        page = Visit(context, pages["marketing"]).page
        assert len(page.inner_text("body").split()) <= 2_500
        assert not page.locator("#questions").is_visible()
        page.get_by_role("link", name="All open questions").click()
        assert page.locator("#questions").is_visible()
        page.goto(f"{pages['it'].as_uri()}#evidence")
        assert page.locator("#evidence").is_visible()
        assert page.locator(".part[open]").count() == 1
        context.close()


def test_all_parts_are_unfolded_and_folded_at_once(
    context: BrowserContext, pages: dict[str, Path]
) -> None:
    page = Visit(context, pages["marketing"]).page
    parts = page.locator(".part")
    page.locator(".part > summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator(".part[open]").count() == 1
    page.get_by_role("button", name="Open all").click()
    assert page.locator(".part[open]").count() == parts.count()
    page.get_by_role("button", name="Close all").click()
    assert page.locator(".part[open]").count() == 0


@HEAVY
def test_sixty_tools_open_in_time_and_can_be_read(context: BrowserContext, tmp_path: Path) -> None:
    path = tmp_path / "many.html"
    report = factories.many(60, 19)
    path.write_text(factories.html(report), encoding="utf-8")
    assert len(report.plan.tasks) > 750
    visit = Visit(context, path)
    assert visit.said == []
    assert visit.overflow == 0
    assert visit.page.locator("#verdicts tbody tr").count() == 60
    assert not visit.page.locator("#verdicts tbody tr").last.is_visible(), "folded"
    assert not visit.page.locator("#approvals").is_visible(), "folded"
