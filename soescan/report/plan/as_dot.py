"""The graph of a plan in DOT, for Graphviz.

Looks at: nodes by kind, edges by kind, and a cluster for each tool.

Why it matters: a picture of who waits for whom, to print or to hang on a wall.

Cannot show: days; the timeline does.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import EdgeKind, NodeKind, Plan, PlanNode
from soescan.report.format import RenderOptions
from soescan.report.plan.format import PlanFormat
from soescan.report.text import truncate

_SHAPES = {
    NodeKind.TOOL: "box3d",
    NodeKind.EVIDENCE: "note",
    NodeKind.COMMITTEE: "octagon",
    NodeKind.GO_LIVE: "doublecircle",
    NodeKind.RENEWAL: "cds",
    NodeKind.SUBPROCESSOR: "component",
    NodeKind.ANY_OF: "diamond",
}
_STYLES = {
    EdgeKind.QUEUED_BEHIND: "dashed",
    EdgeKind.INFORMS: "dotted",
    EdgeKind.SHARED_BY: "dotted",
    EdgeKind.ANY_OF: "dashed",
}

_MANY = 1_000
"""Edges from which on Graphviz's search for the best places is cut short: it grows with their
square, half a minute for 5,000, and the eye sees no difference."""
_LABEL = 120
"""Characters of a box; Graphviz cannot lay out much longer ones. The tooltip holds more."""


def render(plan: Plan, options: RenderOptions) -> str:
    """One digraph; what only one tool needs stands in that tool's cluster."""
    return "\n".join(_lines(plan)) + "\n"


def _lines(plan: Plan) -> Iterator[str]:
    yield "digraph plan {"
    yield f"  rankdir=LR; newrank=true;{' nslimit=0.1;' if len(plan.edges) > _MANY else ''}"
    yield '  node [shape=box, fontname="sans-serif"]; edge [fontname="sans-serif"];'
    only = {task.id: task.tools[0] for task in plan.tasks if len(task.tools) == 1}
    critical = {task.id for task in plan.tasks if task.critical}
    # Tools of one name share a cluster, for no node may stand in two.
    for number, tool in enumerate(dict.fromkeys(tool.tool for tool in plan.tools)):
        inside = [n for n in plan.nodes if only.get(n.task) == tool]
        if inside:
            yield f"  subgraph cluster_{number + 1} {{"
            yield f"    label={_quoted(truncate(tool, _LABEL))};"
            yield from (f"    {_node(node, critical)}" for node in inside)
            yield "  }"
    yield from (f"  {_node(node, critical)}" for node in plan.nodes if node.task not in only)
    for edge in (edge for edge in plan.edges if not edge.implied):
        style = _STYLES.get(edge.kind, "solid")
        says = f"label={_quoted(edge.kind)}, tooltip={_quoted(edge.says)}, style={style}"
        yield f"  {_quoted(edge.from_)} -> {_quoted(edge.to)} [{says}];"
    yield "}"


def _node(node: PlanNode, critical: set[str]) -> str:
    parts = [
        f"label={_quoted(truncate(node.label, _LABEL))}",
        f"tooltip={_quoted('; '.join(node.because))}",
    ]
    parts.append(f"shape={_SHAPES.get(node.kind, 'box')}")
    if node.task in critical:
        parts.append("penwidth=2")
    return f"{_quoted(node.id)} [{', '.join(parts)}];"


def _quoted(text: str) -> str:
    """A string of DOT, which knows two escapes and no control characters."""
    clean = "".join(c if c.isprintable() else " " for c in text)
    escaped = clean.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


FORMAT = PlanFormat(id="dot", doc=__doc__, endings=(".dot", ".gv"), render=render)
