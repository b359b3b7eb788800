"""A part of the page -> what its template needs, as far as its budget allows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from soescan.model import Report
from soescan.report.page.budget import Budget, Extent, Shortlist, shorten_cells, take
from soescan.report.page.cards import build_cards
from soescan.report.page.cells import CellView, view_cell
from soescan.report.page.critical_chains import critical_chains
from soescan.report.page.grid import GridLayout, build_grid, keep_placed_columns
from soescan.report.page.pictures import graph, timeline
from soescan.report.page.questions import group_by_addressee
from soescan.report.page.sections import PagePart, PartTemplate
from soescan.report.page.topics import summarize_topic
from soescan.report.tables import TABLES, TableData, TableSpec
from soescan.report.tables.headline import KeyFigure, key_figures
from soescan.report.tables.questions import all_questions

TABLE_OF: Mapping[str, TableSpec] = {table.id: table for table in TABLES}


@dataclass(frozen=True, slots=True)
class PartContent:
    """What a template needs, and how much of the part that is."""

    value: Any
    extent: Extent = field(default=Extent())
    description: str = ""
    """What it is, where the part's description does not say it."""

    def __bool__(self) -> bool:
        return bool(self.value)


def build_content(report: Report, part: PagePart, *, verbose: bool) -> PartContent:
    """What a part says of a report; false if it has nothing to say."""
    return _CONTENT_OF[part.template](report, part, verbose)


def _grid(report: Report, part: PagePart, verbose: bool) -> PartContent:
    if part.budget.shortlist and not verbose:
        return _shortlist(part.budget.shortlist(report, part.budget.rows), part.budget)
    table, extent = _take_rows(report, part, verbose)
    layout = part.layout if verbose else part.budget.layout or part.layout
    return PartContent(build_grid(table if verbose else _brief(table, layout), layout), extent)


def _shortlist(chosen: Shortlist, budget: Budget) -> PartContent:
    rows, _ = take(chosen.table.rows, budget, verbose=False)
    table = TableData(chosen.table.columns, tuple(rows))
    extent = Extent(len(rows), chosen.total, budget.unit, grouped=chosen.grouped)
    grid = build_grid(_brief(table, chosen.layout), chosen.layout)
    return PartContent(grid, extent, chosen.description)


def _cards(report: Report, part: PagePart, verbose: bool) -> PartContent:
    table, extent = _take_rows(report, part, verbose)
    table = table if verbose else shorten_cells(table)
    return PartContent(build_cards(table, part.card_layout, brief=not verbose), extent)


def _take_rows(report: Report, part: PagePart, verbose: bool) -> tuple[TableData, Extent]:
    """The first rows of a part's table that its budget has room for."""
    table = TABLE_OF[part.id].build(report)
    rows, extent = take(table.rows, part.budget, verbose=verbose)
    return TableData(table.columns, tuple(rows)), extent


def _brief(table: TableData, layout: GridLayout) -> TableData:
    """A table of which only the columns side by side are shown, with short texts."""
    return shorten_cells(keep_placed_columns(table, layout))


def _chains(report: Report, part: PagePart, verbose: bool) -> PartContent:
    tools = [tool for tool in report.plan.tools if tool.earliest is not None]
    tools.sort(key=lambda tool: tool.earliest or report.as_of, reverse=True)
    shown, extent = take(tools, part.budget, verbose=verbose)
    return PartContent(critical_chains(shown), extent)


def _topic(report: Report, part: PagePart, verbose: bool) -> PartContent:
    most = part.budget.limit(verbose=verbose)
    summaries = summarize_topic(report.assessments, part.id, most, brief=not verbose)
    total = len(report.assessments)
    return PartContent(summaries, Extent(len(summaries), total, part.budget.unit, verbose))


def _questions(report: Report, part: PagePart, verbose: bool) -> PartContent:
    shown, extent = take(list(all_questions(report)), part.budget, verbose=verbose)
    return PartContent(group_by_addressee(report, shown, brief=not verbose), extent)


@dataclass(frozen=True, slots=True)
class FigureTile:
    """A figure, large."""

    label: str
    value: CellView
    unit: str
    meaning: str


def _figure_tile(figure: KeyFigure) -> FigureTile:
    return FigureTile(figure.label, view_cell(figure.value), figure.unit, figure.meaning)


_CONTENT_OF: Mapping[PartTemplate, Callable[[Report, PagePart, bool], PartContent]] = {
    PartTemplate.FIGURES: lambda report, part, verbose: PartContent(
        tuple(map(_figure_tile, key_figures(report)))
    ),
    PartTemplate.GRID: _grid,
    PartTemplate.CARDS: _cards,
    PartTemplate.WHY: _chains,
    PartTemplate.TOPIC: _topic,
    PartTemplate.GRAPH: lambda report, part, verbose: PartContent(graph(report, whole=verbose)),
    PartTemplate.TIMELINE: lambda report, part, verbose: PartContent(
        timeline(report, whole=verbose)
    ),
    PartTemplate.QUESTIONS: _questions,
}
