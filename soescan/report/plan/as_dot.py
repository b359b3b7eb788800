"""The graph of a plan in DOT, for Graphviz.

Looks at: nodes by kind with their people and their person-days, edges by kind, and a cluster for
each tool with its steps and its gaps.

Why it matters: a picture of who waits for whom, to print or to hang on a wall.

Cannot show: days; the timeline does.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.graph import ApprovalGraph, ApprovalNode, approval_graph
from soescan.model import EdgeKind, NodeKind, Plan
from soescan.report.format import RenderOptions
from soescan.report.plan.format import PlanFormat
from soescan.report.tables.prohibited import notice_of_plan
from soescan.report.text import person_days, truncate

_SHAPES = {
    NodeKind.TOOL: "box3d",
    NodeKind.EVIDENCE: "note",
    NodeKind.COMMITTEE: "octagon",
    NodeKind.GO_LIVE: "doublecircle",
    NodeKind.RENEWAL: "cds",
    NodeKind.SUBPROCESSOR: "component",
    NodeKind.ANY_OF: "diamond",
    NodeKind.GAP: "box",
}
_STYLES = {
    EdgeKind.QUEUED_BEHIND: "dashed",
    EdgeKind.INFORMS: "dotted",
    EdgeKind.SHARED_BY: "dotted",
    EdgeKind.ANY_OF: "dashed",
    EdgeKind.CAUSES: "dotted",
}

_MANY = 1_000
"""Edges from which on Graphviz's search for the best places is cut short: it grows with their
square, half a minute for 5,000, and the eye sees no difference."""
_LABEL = 120
"""Characters of a line in a box; Graphviz cannot lay out much longer ones. Tooltips hold more."""


def render(plan: Plan, options: RenderOptions) -> str:
    """One digraph; what only one tool needs stands in that tool's cluster."""
    tools, notice = [tool.tool for tool in plan.tools], notice_of_plan(plan)
    return "\n".join(_lines(approval_graph(plan), tools, notice)) + "\n"


def _lines(graph: ApprovalGraph, tools: list[str], notice: str) -> Iterator[str]:
    yield "digraph plan {"
    if notice:
        yield f"  label={_quote(notice)}; labelloc=t;"
    yield f"  rankdir=LR; newrank=true;{' nslimit=0.1;' if len(graph.edges()) > _MANY else ''}"
    yield '  node [shape=box, fontname="sans-serif"]; edge [fontname="sans-serif"];'
    clusters: dict[str | None, list[ApprovalNode]] = {}
    for node in graph.nodes():
        clusters.setdefault(_cluster_of(node), []).append(node)
    # Tools of one name share a cluster, for no node may stand in two.
    for number, tool in enumerate(dict.fromkeys(tools), start=1):
        if tool in clusters:
            yield f"  subgraph cluster_{number} {{"
            yield f"    label={_quote(truncate(tool, _LABEL))};"
            yield from (f"    {_write_node(node)}" for node in clusters[tool])
            yield "  }"
    yield from (f"  {_write_node(node)}" for node in clusters.get(None, ()))
    for edge in graph.edges(implied=False):
        style = _STYLES.get(edge.kind, "solid")
        says = f"label={_quote(edge.kind)}, tooltip={_quote(edge.says)}, style={style}"
        yield f"  {_quote(edge.from_)} -> {_quote(edge.to)} [{says}];"
    yield "}"


def _cluster_of(node: ApprovalNode) -> str | None:
    """The tool in whose cluster a node stands: a step or a gap of that tool alone."""
    inside = node.task or node.kind in (NodeKind.GAP, NodeKind.ANY_OF)
    return node.tools[0] if inside and len(node.tools) == 1 else None


def _write_node(node: ApprovalNode) -> str:
    people = " · ".join(filter(None, (node.role, person_days(node.effort))))
    parts = [
        f"label={_quote(truncate(node.label, _LABEL), truncate(people, _LABEL))}",
        f"tooltip={_quote('; '.join(node.because))}",
        f"shape={_SHAPES.get(node.kind, 'box')}",
    ]
    if node.critical:
        parts.append("penwidth=2")
    if node.kind is NodeKind.GAP:
        parts.append("style=dashed")
    return f"{_quote(node.id)} [{', '.join(parts)}];"


def _quote(*lines: str) -> str:
    """A string of DOT, which knows two escapes and no control characters."""
    clean = ("".join(c if c.isprintable() else " " for c in line) for line in lines)
    return '"' + r"\n".join(s.replace("\\", "\\\\").replace('"', '\\"') for s in clean) + '"'


FORMAT = PlanFormat(id="dot", doc=__doc__, endings=(".dot", ".gv"), render=render)
