"""The pictures of a plan, and which boxes of the graph belong to which tool."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from soescan.graph import approval_graph
from soescan.model import Plan, Report
from soescan.report.picture.graph import STYLE as GRAPH
from soescan.report.picture.graph import draw_graph as draw_graph
from soescan.report.picture.timeline import STYLE as TIMELINE
from soescan.report.picture.timeline import draw_timeline as draw_timeline
from soescan.report.text import clean

STYLES = (GRAPH, TIMELINE)
"""The style sheets that the pictures carry."""
MOST_STEPS = 20_000
"""Steps up to which a plan is drawn."""
TOO_MANY = "There are too many steps to be drawn; the table of steps has them."


@dataclass(frozen=True, slots=True)
class Graph:
    """The approval graph, and what its toolbar needs."""

    svg: str
    tools: tuple[tuple[str, tuple[int, ...]], ...]
    """Each tool with the numbers of its boxes."""


def graph(report: Report) -> Graph | None:
    """The graph of a plan; nothing where there is no step, or far too many."""
    plan = report.plan
    if not plan.tasks or len(plan.tasks) > MOST_STEPS:
        return None
    svg = _clean_picture(draw_graph(plan))
    drawn = frozenset(map(int, re.findall(r' data-id="(\d+)"', svg)))
    return Graph(svg, tuple(_boxes_of_tools(plan, drawn)))


def timeline(report: Report) -> str:
    """The timeline of a plan; nothing where there is no day."""
    plan = report.plan
    if plan.start is None or not plan.tasks or len(plan.tasks) > MOST_STEPS:
        return ""
    return _clean_picture(draw_timeline(plan))


def _clean_picture(svg: str) -> str:
    """A picture is put on the page as it is, so what could steer a reader is taken out here."""
    return "\n".join(map(clean, svg.split("\n")))


def _boxes_of_tools(plan: Plan, drawn: frozenset[int]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Each tool with the boxes of its own steps, those it shares, and what stands beside them."""
    approvals = approval_graph(plan)
    number = approvals.numbers()
    boxes: dict[int, list[int]] = {}
    for node in approvals.nodes():
        for lane in node.lanes if number[node.id] in drawn else ():
            boxes.setdefault(lane, []).append(number[node.id])
    for lane, tool in enumerate(plan.tools):
        if lane in boxes:
            yield tool.tool, tuple(boxes[lane])
