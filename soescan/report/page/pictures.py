"""The pictures of a plan, and which boxes of the graph belong to which tool."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from soescan.model import Plan, Report
from soescan.report.picture.condensed_parts import GraphDetail, condense
from soescan.report.picture.graph import STYLE as GRAPH
from soescan.report.picture.graph import draw_parts, draw_whole_graph
from soescan.report.picture.graph_parts import GraphParts, select_everything
from soescan.report.picture.timeline import STYLE as TIMELINE
from soescan.report.picture.timeline import draw_timeline as draw_timeline
from soescan.report.text import clean

STYLES = (GRAPH, TIMELINE)
"""The style sheets that the pictures carry."""


@dataclass(frozen=True, slots=True)
class Graph:
    """The approval graph, and what its toolbar needs."""

    svg: str
    tools: tuple[tuple[str, tuple[int, ...]], ...]
    """Each tool that has a lane with the numbers of its boxes."""


def graph(report: Report, *, whole: bool = False) -> Graph | None:
    """The graph of a plan, as far as it can be read at once or as a whole; None without steps."""
    plan = report.plan
    if not plan.tasks:
        return None
    if whole:
        everything = select_everything(plan)
        return Graph(_clean_picture(draw_whole_graph(plan)), tuple(_boxes(plan, everything)))
    detail = GraphDetail()
    parts = condense(plan, detail)
    return Graph(_clean_picture(draw_parts(plan, parts, detail)), tuple(_boxes(plan, parts)))


def timeline(report: Report, *, whole: bool = False) -> str:
    """The timeline of a plan, folded where it is long unless whole; nothing where is no day."""
    plan = report.plan
    if plan.start is None or not plan.tasks:
        return ""
    return _clean_picture(draw_timeline(plan, fold=False if whole else None))


def _clean_picture(svg: str) -> str:
    """A picture is put on the page as it is, so what could steer a reader is taken out here."""
    return "\n".join(map(clean, svg.split("\n")))


def _boxes(plan: Plan, parts: GraphParts) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Each tool that has a lane with the boxes of its own steps and those it shares."""
    for lane in parts.lanes:
        boxes = tuple(part.id for part in parts.boxes if lane in part.tools)
        if lane >= 0 and boxes:
            yield plan.tools[lane].tool, boxes
