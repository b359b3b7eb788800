"""Report -> the page: its first sheet, and what stands folded behind it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from soescan.model import Report
from soescan.report.first_page import FirstPage, ToolGroupKind, build_first_page
from soescan.report.format import Audience, RenderOptions
from soescan.report.page.budget import shorten_text
from soescan.report.page.cells import format_day, shorten_name
from soescan.report.page.content import TABLE_OF, PartContent, build_content
from soescan.report.page.grid import ColumnHead, Grid, GridLayout, build_grid
from soescan.report.page.phone_tables import phone_table_css
from soescan.report.page.pictures import STYLES
from soescan.report.page.sections import PARTS, PagePart
from soescan.report.page.security_policy import content_security_policy
from soescan.report.tables.reading_order import HEADINGS, arrange_chapters, sort_parts
from soescan.report.tables.wording import as_sentence, capitalize_first
from soescan.report.text import clean

if TYPE_CHECKING:
    from jinja2 import Environment

_PARTS: Mapping[str, PagePart] = {part.id: part for part in PARTS}
_LINE_HEADS = tuple(map(ColumnHead, ("Tool", "Why", "Earliest", "Next step")))
_GROUP_TONES: Mapping[ToolGroupKind, str] = {
    ToolGroupKind.GO_AHEAD: "good",
    ToolGroupKind.CONDITIONS: "warn",
    ToolGroupKind.LIKELY: "likely",
    ToolGroupKind.NEEDS_PAPER: "warn",
    ToolGroupKind.TROUBLE: "trouble",
    ToolGroupKind.BLOCKED: "bad",
    ToolGroupKind.UNKNOWN: "open",
    ToolGroupKind.IN_USE: "plain",
}
"""How the tools of a group are marked, each with a sign of its own beside the word."""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the page, for one report and reader."""

    part: PagePart
    title: str
    content: PartContent
    introduction: str = ""
    """What it comes to, where that is more than its rows."""

    @property
    def description(self) -> str:
        """What it shows."""
        table = TABLE_OF.get(self.part.id)
        own = self.content.description or self.part.description
        return own or (table.description if table else "")


@dataclass(frozen=True, slots=True)
class PageChapter:
    """Sections that answer one question of a reader."""

    title: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class EmptyPart:
    """A part with nothing in it, and what would fill it."""

    id: str
    title: str
    says: str


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """What the templates are given."""

    first: FirstPage
    comparison: Grid | None
    about: tuple[tuple[str, str], ...]
    audience: Audience
    unfolded: bool
    """Whether every part is open from the start, as on paper."""
    chapters: tuple[PageChapter, ...]
    empty: tuple[EmptyPart, ...]
    style: str
    script: str
    policy: str


def render(report: Report, options: RenderOptions) -> Iterator[str]:
    """The page, bit by bit."""
    page = build_page(report, options)
    stream = _environment().get_template("page.html.j2").stream(page=page)
    stream.enable_buffering(200)
    yield from stream


def build_page(report: Report, options: RenderOptions) -> HtmlPage:
    """The page of a report for a reader."""
    audience = options.audience or Audience.MARKETING
    first = build_first_page(report, audience)
    comparison = build_grid(first.comparison, GridLayout()) if first.comparison else None
    sections = _build_sections(report, audience, verbose=options.verbose)
    filled = {section.part.id: section for section in sections if section.content}
    style, script = _style() + phone_table_css(_table_heads(filled.values(), comparison)), _script()
    chapters = arrange_chapters(audience, list(filled))
    return HtmlPage(
        first=first,
        comparison=comparison,
        about=tuple(_about_pairs(report)),
        audience=audience,
        unfolded=options.long,
        chapters=tuple(
            PageChapter(chapter.title, tuple(filled[part] for part in chapter.parts))
            for chapter in chapters
        ),
        empty=tuple(_empty_parts(sections)),
        style=style,
        script=script,
        policy=content_security_policy((style, *STYLES), (script,)),
    )


def _build_sections(report: Report, audience: Audience, *, verbose: bool) -> list[Section]:
    """Every part in the reader's order; each is worked out once, and only as far as it is shown."""
    sections = []
    for part in (_PARTS[name] for name in sort_parts(audience, list(_PARTS))):
        title = HEADINGS[audience].get(part.id, part.title)
        introduction = _word_needs(report) if part.id == "needs" else ""
        content = build_content(report, part, verbose=verbose)
        sections.append(Section(part, title, content, introduction))
    return sections


def _word_needs(report: Report) -> str:
    needs = report.needs
    return f"{as_sentence(needs.verdict)} {as_sentence(needs.says)}" if needs else ""


def _empty_parts(sections: Iterable[Section]) -> Iterator[EmptyPart]:
    """The parts with nothing in them, as far as there is something to say of that."""
    for section in sections:
        part = section.part
        table = TABLE_OF.get(part.id)
        says = part.when_empty or (table.when_empty if table else "")
        if not section.content and says:
            yield EmptyPart(part.id, section.title, says)


def _table_heads(
    sections: Iterable[Section], comparison: Grid | None
) -> Iterator[tuple[str, tuple[ColumnHead, ...]]]:
    """The heads of the columns of every table on the page."""
    yield "verdicts", _LINE_HEADS
    if comparison:
        yield "comparison", comparison.heads
    for section in sections:
        if isinstance(section.content.value, Grid):
            yield section.part.id, section.content.value.heads


def _about_pairs(report: Report) -> Iterator[tuple[str, str]]:
    catalog = report.catalog
    yield "As of", format_day(report.as_of)
    yield "Checked against", catalog.name
    if catalog.owner:
        yield "Owned by", catalog.owner
    if catalog.as_of:
        yield "Catalog as of", format_day(catalog.as_of)
    if catalog.review_by:
        yield "To be reviewed by", format_day(catalog.review_by)
    yield "soescan", report.version


# --- templates -----------------------------------------------------------------------------------


@cache
def _read_asset(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


@cache
def _style() -> str:
    """The style without what is written for those who edit it: comments and indentation."""
    return re.sub(r"/\*.*?\*/\s*|(?<=\n) +", "", _read_asset("page.css"), flags=re.DOTALL)


@cache
def _script() -> str:
    return _read_asset("page.js")


@cache
def _environment() -> Environment:
    """Everything that a template shows is cleaned and escaped, whether it asks for it or not."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined
    from markupsafe import Markup

    def finalize(value: object) -> object:
        return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    environment = Environment(
        autoescape=True,
        finalize=finalize,
        loader=FunctionLoader(lambda name: _read_asset(f"templates/{name}")),
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
        auto_reload=False,
    )
    environment.filters |= {
        "as_is": Markup,
        "brief": shorten_name,
        "short": shorten_text,
        "upfirst": capitalize_first,
        "tone": _GROUP_TONES.__getitem__,
    }
    return environment
