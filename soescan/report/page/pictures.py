"""The pictures of a plan, and which boxes of the graph belong to which tool."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from soescan.model import Plan, Report
from soescan.report.page import squeezed
from soescan.report.picture.graph import STYLE as GRAPH
from soescan.report.picture.graph import graph as draw_graph
from soescan.report.picture.timeline import STYLE as TIMELINE
from soescan.report.picture.timeline import timeline as draw_timeline
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
    svg = _cleaned(draw_graph(plan))
    drawn = frozenset(map(int, re.findall(r' data-id="(\d+)"', svg)))
    return Graph(squeezed.picture(svg), tuple(_boxes(plan, drawn)))


def timeline(report: Report) -> str:
    """The timeline of a plan; nothing where there is no day."""
    plan = report.plan
    if plan.start is None or not plan.tasks or len(plan.tasks) > MOST_STEPS:
        return ""
    return squeezed.picture(_cleaned(draw_timeline(plan)))


def _cleaned(svg: str) -> str:
    """A picture is put on the page as it is, so what could steer a reader is taken out here."""
    return "\n".join(map(clean, svg.split("\n")))


def _boxes(plan: Plan, drawn: frozenset[int]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """A tool's own steps, those it shares, and what stands right beside them without a step."""
    number = {node.id: at for at, node in enumerate(plan.nodes, start=1)}
    steps = {node.id for node in plan.nodes if node.task}
    of_task = {node.task: node.id for node in plan.nodes if node.task}
    beside: dict[str, set[str]] = {}
    for edge in plan.edges:
        for one, other in ((edge.from_, edge.to), (edge.to, edge.from_)):
            if other not in steps:
                beside.setdefault(one, set()).add(other)
    for tool in plan.tools:
        own = {of_task[task] for task in tool.tasks if task in of_task}
        near = set().union(*(beside.get(node, set()) for node in own))
        if boxes := drawn.intersection(number[node] for node in own | near):
            yield tool.tool, tuple(sorted(boxes))
