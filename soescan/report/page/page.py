"""Report -> the page: what each section holds is worked out when its turn comes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from soescan.model import Plan, Report
from soescan.report.format import Audience, RenderOptions
from soescan.report.page.cards import build_cards
from soescan.report.page.cells import CellView, format_day, shorten_name, view_cell, view_text
from soescan.report.page.critical_chains import critical_chains
from soescan.report.page.grid import ColumnHead, build_grid, column_heads
from soescan.report.page.phone_tables import phone_table_css
from soescan.report.page.pictures import STYLES, graph, timeline
from soescan.report.page.questions import group_by_addressee
from soescan.report.page.sections import PARTS, PagePart, PartTemplate, arrange_bands
from soescan.report.page.security_policy import content_security_policy
from soescan.report.page.topics import summarize_topic
from soescan.report.tables import TABLES, TableSpec
from soescan.report.tables.answer import headline
from soescan.report.tables.headline import KeyFigure, key_figures
from soescan.report.tables.overlaps import list_overlap_notices
from soescan.report.tables.reading_order import HEADINGS
from soescan.report.tables.summary import (
    ask_notice,
    ownership_notice,
    prohibited_notice,
    scan_notice,
    stale_catalog_notice,
)
from soescan.report.tables.wording import as_sentence
from soescan.report.text import clean

if TYPE_CHECKING:
    from jinja2 import Environment

_TABLES: Mapping[str, TableSpec] = {sheet.id: sheet for sheet in TABLES}
_PARTS: Mapping[str, PagePart] = {part.id: part for part in PARTS}


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the page, for one report and reader."""

    part: PagePart
    title: str
    report: Report

    @property
    def description(self) -> str:
        """What it shows."""
        return self.part.description or (
            _TABLES[self.part.id].description if self.part.id in _TABLES else ""
        )

    @property
    def introduction(self) -> str:
        """What it comes to, where that is more than its rows."""
        needs = self.report.needs
        if self.part.id == "needs" and needs:
            return f"{as_sentence(needs.verdict)} {as_sentence(needs.says)}"
        return ""

    @property
    def when_empty(self) -> str:
        """What would fill it."""
        table = _TABLES.get(self.part.id)
        return self.part.when_empty or (table.when_empty if table else "")

    def content(self) -> Any:
        """What its template needs."""
        return _CONTENT_OF[self.part.template](self.report, self.part)


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """What the templates are given."""

    title: str
    answer: str
    about: tuple[tuple[str, str], ...]
    notices: tuple[str, ...]
    audience: Audience
    bands: tuple[tuple[tuple[Section, ...], ...], ...]
    style: str
    script: str
    policy: str

    @property
    def sections(self) -> Iterator[Section]:
        """Every section, in the order in which it is read."""
        for band in self.bands:
            for column in band:
                yield from column


def render(report: Report, options: RenderOptions) -> Iterator[str]:
    """The page, bit by bit."""
    page = build_page(report, options.audience or Audience.MARKETING)
    stream = _environment().get_template("page.html.j2").stream(page=page)
    stream.enable_buffering(200)
    yield from stream


def build_page(report: Report, audience: Audience) -> HtmlPage:
    """The page of a report for a reader."""
    style, script = _style() + phone_table_css(_all_column_heads(report)), _script()
    headings = HEADINGS[audience]

    def sections(names: Iterable[str]) -> Iterator[Section]:
        for part in (_PARTS[name] for name in names):
            section = Section(part, headings.get(part.id, part.title), report)
            if section.when_empty or part.id not in _TABLES or section.content():
                yield section

    return HtmlPage(
        title=shorten_name(report.title or "Tools"),
        answer=view_text(headline(report)).text,
        about=tuple(_about_pairs(report)),
        notices=tuple(_notices(report)),
        audience=audience,
        bands=tuple(
            columns
            for band in arrange_bands(audience)
            if any(columns := tuple(tuple(sections(column)) for column in band))
        ),
        style=style,
        script=script,
        policy=content_security_policy((style, *STYLES), (script,)),
    )


def _all_column_heads(report: Report) -> Iterator[tuple[str, tuple[ColumnHead, ...]]]:
    """The heads of the columns of every table on the page."""
    for part in PARTS:
        if part.template is PartTemplate.GRID:
            yield part.id, column_heads(_TABLES[part.id].build(report), part.layout)


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


def _notices(report: Report) -> Iterator[str]:
    if notice := prohibited_notice(report):
        yield notice
    if not report.catalog.own:
        yield ownership_notice(report)
    if notice := stale_catalog_notice(report):
        yield notice
    yield from list_overlap_notices(report)
    if notice := scan_notice(report):
        yield notice
    if notice := ask_notice(report):
        yield notice
    if notice := _illustrative_notice(report.plan):
        yield notice


_FEW = 3
"""Tools that are named; more are counted."""


def _illustrative_notice(plan: Plan) -> str:
    """Which dates are only weeks, and why; empty where all are days."""
    dated = [tool for tool in plan.tools if tool.earliest or tool.in_use]
    rough = [tool.tool for tool in dated if tool.illustrative]
    if not rough:
        return ""
    some = ", ".join(rough) if len(rough) <= _FEW else f"{len(rough)} tools"
    whose = "Dates" if len(rough) == len(dated) else f"Dates of {some}"
    return (
        f"{whose} are given as weeks: they rest on lead times that IT has not confirmed. The open "
        "questions say what to ask IT."
    )


# --- what the sections hold ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FigureTile:
    """A figure, large."""

    label: str
    value: CellView
    unit: str
    meaning: str


def _figure_tile(figure: KeyFigure) -> FigureTile:
    return FigureTile(figure.label, view_cell(figure.value), figure.unit, figure.meaning)


_CONTENT_OF: Mapping[PartTemplate, Callable[[Report, PagePart], Any]] = {
    PartTemplate.FIGURES: lambda report, part: tuple(map(_figure_tile, key_figures(report))),
    PartTemplate.GRID: lambda report, part: build_grid(_TABLES[part.id].build(report), part.layout),
    PartTemplate.CARDS: lambda report, part: build_cards(
        _TABLES[part.id].build(report), part.card_layout
    ),
    PartTemplate.WHY: lambda report, part: critical_chains(report),
    PartTemplate.TOPIC: lambda report, part: summarize_topic(report, part.id),
    PartTemplate.GRAPH: lambda report, part: graph(report),
    PartTemplate.TIMELINE: lambda report, part: timeline(report),
    PartTemplate.QUESTIONS: lambda report, part: group_by_addressee(report),
}


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
    environment.filters |= {"as_is": Markup, "brief": shorten_name}
    return environment
