"""Report -> the page: what each section holds is worked out when its turn comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from soescan.model import Report
from soescan.report.format import Look, Reader
from soescan.report.page import squeezed
from soescan.report.page.cards import cards
from soescan.report.page.cells import Shown, brief, say_day, shown, text
from soescan.report.page.grid import Head, grid, heads
from soescan.report.page.pictures import MOST_STEPS, STYLES, TOO_MANY, graph, timeline
from soescan.report.page.policy import policy
from soescan.report.page.questions import by_addressee
from soescan.report.page.sections import PARTS, Part, Show, bands
from soescan.report.page.stacked import stacked
from soescan.report.page.topics import topic
from soescan.report.page.why import chains
from soescan.report.tables import SHEETS, Sheet
from soescan.report.tables.answer import Figure, figures, headline
from soescan.report.tables.order import HEADINGS
from soescan.report.tables.summary import stale, whose
from soescan.report.tables.words import sentence
from soescan.report.words import clean

if TYPE_CHECKING:
    from jinja2 import Environment

_SHEETS: Mapping[str, Sheet] = {sheet.id: sheet for sheet in SHEETS}
_PARTS: Mapping[str, Part] = {part.id: part for part in PARTS}


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the page, for one report and reader."""

    part: Part
    title: str
    report: Report

    @property
    def says(self) -> str:
        """What it shows."""
        return self.part.says or (_SHEETS[self.part.id].says if self.part.id in _SHEETS else "")

    @property
    def lead(self) -> str:
        """What it comes to, where that is more than its rows."""
        needs = self.report.needs
        if self.part.id == "needs" and needs:
            return f"{sentence(needs.verdict)} {sentence(needs.says)}"
        return ""

    @property
    def empty(self) -> str:
        """What would fill it."""
        if (
            self.part.show in (Show.GRAPH, Show.TIMELINE)
            and len(self.report.plan.tasks) > MOST_STEPS
        ):
            return TOO_MANY
        return self.part.empty or (_SHEETS[self.part.id].empty if self.part.id in _SHEETS else "")

    def content(self) -> Any:
        """What its template needs."""
        return _CONTENTS[self.part.show](self.report, self.part)


@dataclass(frozen=True, slots=True)
class Page:
    """What the templates are given."""

    title: str
    answer: str
    about: tuple[tuple[str, str], ...]
    notices: tuple[str, ...]
    reader: Reader
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


def render(report: Report, look: Look) -> Iterator[str]:
    """The page, bit by bit."""
    made = page(report, look.reader or Reader.MARKETING)
    stream = _environment().get_template("page.html.j2").stream(page=made)
    stream.enable_buffering(200)
    yield from stream


def page(report: Report, reader: Reader) -> Page:
    """The page of a report for a reader."""
    style, script = _style() + stacked(_heads(report)), _script()
    headings = HEADINGS[reader]

    def section(name: str) -> Section:
        part = _PARTS[name]
        return Section(part, headings.get(name, part.title), report)

    return Page(
        title=brief(report.title or "Tools"),
        answer=text(headline(report)).text,
        about=tuple(_about(report)),
        notices=tuple(_notices(report)),
        reader=reader,
        bands=tuple(
            tuple(tuple(section(name) for name in column) for column in band)
            for band in bands(reader)
        ),
        style=style,
        script=script,
        policy=policy((style, *STYLES), (script,)),
    )


def _heads(report: Report) -> Iterator[tuple[str, tuple[Head, ...]]]:
    """The heads of the columns of every table on the page."""
    for part in PARTS:
        if part.show is Show.GRID:
            yield part.id, heads(_SHEETS[part.id].table(report), part.layout)


def _about(report: Report) -> Iterator[tuple[str, str]]:
    catalog = report.catalog
    yield "As of", say_day(report.as_of)
    yield "Held against", catalog.name
    if catalog.owner:
        yield "Owned by", catalog.owner
    if catalog.as_of:
        yield "Catalog as of", say_day(catalog.as_of)
    if catalog.review_by:
        yield "To be reviewed by", say_day(catalog.review_by)
    yield "soescan", report.version


def _notices(report: Report) -> Iterator[str]:
    if not report.catalog.own:
        yield whose(report)
    if says := stale(report):
        yield says
    if any(tool.illustrative for tool in report.plan.tools):
        yield (
            "Dates are given as weeks, for they rest on lead times that IT has not confirmed. What"
            " to ask IT stands under the open questions."
        )


# --- what the sections hold ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tile:
    """A figure, large."""

    label: str
    value: Shown
    unit: str
    says: str


def _tile(figure: Figure) -> Tile:
    return Tile(figure.label, shown(figure.value), figure.unit, figure.says)


_CONTENTS: Mapping[Show, Callable[[Report, Part], Any]] = {
    Show.FIGURES: lambda report, part: tuple(map(_tile, figures(report))),
    Show.GRID: lambda report, part: grid(_SHEETS[part.id].table(report), part.layout),
    Show.CARDS: lambda report, part: cards(_SHEETS[part.id].table(report), part.face),
    Show.WHY: lambda report, part: chains(report),
    Show.TOPIC: lambda report, part: topic(report, part.id),
    Show.GRAPH: lambda report, part: graph(report),
    Show.TIMELINE: lambda report, part: timeline(report),
    Show.QUESTIONS: lambda report, part: by_addressee(report),
}


# --- templates -----------------------------------------------------------------------------------


@cache
def _file(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


@cache
def _style() -> str:
    return squeezed.style(_file("page.css"))


@cache
def _script() -> str:
    return squeezed.script(_file("page.js"))


@cache
def _environment() -> Environment:
    """Everything that a template shows is cleaned and escaped, whether it asks for it or not."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined
    from markupsafe import Markup

    def finalize(value: object) -> object:
        return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    made = Environment(
        autoescape=True,
        finalize=finalize,
        loader=FunctionLoader(lambda name: _file(f"templates/{name}")),
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=StrictUndefined,
        auto_reload=False,
    )
    made.filters |= {"as_is": Markup, "brief": brief}
    return made
