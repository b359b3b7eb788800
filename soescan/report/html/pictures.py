"""The pictures of a plan, and which boxes of the graph belong to which tool."""

from __future__ import annotations

from dataclasses import dataclass

from soescan.model import Report
from soescan.report.picture import graph as picture
from soescan.report.words import clean

MOST_STEPS = 20_000
"""Steps up to which a plan is drawn."""


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
    return Graph(_cleaned(picture.graph(plan)), tuple(_boxes(report)))


def _cleaned(svg: str) -> str:
    """A picture is put on the page as it is, so what could steer a reader is taken out here."""
    return "\n".join(map(clean, svg.split("\n")))


def _boxes(report: Report) -> list[tuple[str, tuple[int, ...]]]:
    """A tool's own steps, those it shares, and what stands right beside them without a step."""
    plan = report.plan
    number = {node.id: at for at, node in enumerate(plan.nodes, start=1)}
    steps = {node.id for node in plan.nodes if node.task}
    of_task = {node.task: node.id for node in plan.nodes if node.task}
    beside: dict[str, set[str]] = {}
    for edge in plan.edges:
        for one, other in ((edge.from_, edge.to), (edge.to, edge.from_)):
            if other not in steps:
                beside.setdefault(one, set()).add(other)
    found = []
    for tool in plan.tools:
        own = {of_task[task] for task in tool.tasks if task in of_task}
        near = set().union(*(beside.get(node, set()) for node in own))
        if own:
            found.append((tool.tool, tuple(sorted(number[node] for node in own | near))))
    return found
