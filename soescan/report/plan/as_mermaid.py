"""The graph of a plan in Mermaid, for pages that draw it.

Looks at: tools, gaps, steps and meetings with their person-days, and what waits for what.

Why it matters: wikis and code hosts show Mermaid without any program being installed.

Cannot show: more than Mermaid draws: 500 edges and 50,000 characters. Above that it is reduced, and
says so.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from soescan.graph import ApprovalGraph, ApprovalNode, approval_graph
from soescan.model import EdgeKind, NodeKind, Plan, PlanEdge
from soescan.quantities import quantity
from soescan.report.format import RenderOptions
from soescan.report.plan.format import PlanFormat
from soescan.report.tables.prohibited import notice_of_plan
from soescan.report.text import person_days, truncate

MOST_EDGES, MOST_CHARACTERS = 500, 50_000
"""Mermaid's own limits: its settings maxEdges and maxTextSize."""
_SIDE = (NodeKind.EVIDENCE, NodeKind.RENEWAL, NodeKind.SUBPROCESSOR, NodeKind.GAP)
_ARROWS = {
    EdgeKind.QUEUED_BEHIND: "-. queue .->",
    EdgeKind.INFORMS: "-.->",
    EdgeKind.CAUSES: "-.->",
}
_ARROW = "-->"
_ORDER = (EdgeKind.NEEDS, EdgeKind.ANY_OF)
_LABEL = 120
"""Characters of a text in a box."""


def render(plan: Plan, options: RenderOptions) -> str:
    """A flowchart, with all there is or with as much as Mermaid can draw."""
    graph, notice = approval_graph(plan), notice_of_plan(plan)
    for note, nodes in _reduced_versions(graph):
        edges = _edges_between(graph, nodes)
        text = _add_notice("\n".join(_lines(note, nodes, edges)) + "\n", notice)
        if len(edges) <= MOST_EDGES and len(text) <= MOST_CHARACTERS:
            return text
    text = _add_notice("\n".join(_lines_by_step(plan, graph)) + "\n", notice)
    if text.count("\n") <= MOST_EDGES and len(text) <= MOST_CHARACTERS:
        return text
    return _add_notice(
        "flowchart LR\n%% The plan is too large for Mermaid: ask for --format dot or graphml.\n"
        f'  all["{len(plan.tasks)} tasks for {len(plan.tools)} tools"]\n',
        notice,
    )


def _add_notice(text: str, notice: str) -> str:
    """A flowchart with what must be asked before anything else in a box of its own."""
    head, _, body = text.partition("\n")
    lines = "<br>".join(map(_escape, re.split(r"(?<=[.?]) ", notice)))
    return f'{head}\n  notice["{lines}"]\n{body}' if notice else text


def _reduced_versions(graph: ApprovalGraph) -> Iterator[tuple[str, Sequence[ApprovalNode]]]:
    """Ever less: everything; steps and the choices among them; what makes the dates."""
    yield "", graph.nodes()
    kept = [node for node in graph.nodes() if node.kind not in _SIDE]
    yield "Papers, renewals, subprocessors and gaps are left out.", kept
    critical = {node.id for node in kept if node.critical}
    chosen = {before for id_ in critical for before in graph.predecessors(id_)}
    chosen = {id_ for id_ in chosen if critical.intersection(graph.steps_before(id_))}
    kept = [
        node
        for node in kept
        if node.kind is NodeKind.TOOL
        or node.id in critical
        or (node.kind is NodeKind.ANY_OF and node.id in chosen)
    ]
    yield "Only the critical path is shown.", kept


def _edges_between(graph: ApprovalGraph, nodes: Sequence[ApprovalNode]) -> list[PlanEdge]:
    ids = {node.id for node in nodes}
    return [edge for edge in graph.edges(implied=False) if edge.from_ in ids and edge.to in ids]


def _lines(note: str, nodes: Sequence[ApprovalNode], edges: Sequence[PlanEdge]) -> Iterator[str]:
    yield "flowchart LR"
    if not nodes:
        yield '  nothing["no step is planned"]'
    if note:
        yield from _note_lines(note)
    names = {node.id: f"n{number}" for number, node in enumerate(nodes, start=1)}
    for node in nodes:
        whose = ", ".join(node.tools) if node.task or node.kind is NodeKind.GAP else ""
        lines = filter(None, (node.label, whose, person_days(node.effort)))
        yield f'  {names[node.id]}["{"<br>".join(map(_escape, lines))}"]'
    for edge in edges:
        arrow = _ARROWS.get(edge.kind, _ARROW)
        yield f"  {names[edge.from_]} {arrow} {names[edge.to]}"
    yield from _class_lines(
        "critical", "stroke-width:3px", [names[node.id] for node in nodes if node.critical]
    )
    gaps = [names[node.id] for node in nodes if node.kind is NodeKind.GAP]
    yield from _class_lines("gap", "stroke-dasharray:4", gaps)


def _class_lines(name: str, style: str, nodes: Sequence[str]) -> Iterator[str]:
    if nodes:
        yield f"  classDef {name} {style}"
        yield f"  class {','.join(nodes)} {name}"


def _note_lines(note: str) -> Iterator[str]:
    """What is left out, for who reads the file and for who sees the picture."""
    says = f"{note} All of it is more than Mermaid draws: ask for --format dot or graphml."
    yield f"%% {says}"
    yield f'  note["{_escape(says)}"]'


def _lines_by_step(plan: Plan, graph: ApprovalGraph) -> Iterator[str]:
    """A box for each step, with how many tools it is for: what a plan of many tools looks like."""
    steps = {task.id: task.step for task in plan.tasks}
    labels = {task.step: task.label for task in plan.tasks}
    tools, effort = Counter[str](), defaultdict[str, float](float)
    for task in plan.tasks:
        tools[task.step] += len(task.tools)
        effort[task.step] += task.effort
    names = {step: f"n{number}" for number, step in enumerate(labels, start=1)}
    yield "flowchart LR"
    yield from _note_lines("Tools are counted, not named.")
    for step, label in labels.items():
        lines = (_escape(label), quantity(tools[step], "tool"), person_days(effort[step]))
        yield f'  {names[step]}["{"<br>".join(lines)}"]'
    edges = {
        (steps[before], steps[node.task])
        for node in graph.nodes()
        if node.task
        for before in graph.steps_before(node.id, _ORDER, implied=False)
        if before in steps
    }
    for before, after in sorted(edges):
        yield f"  {names[before]} {_ARROW} {names[after]}"


def _escape(text: str) -> str:
    """Text inside quotes; Mermaid reads entities there and Markdown between backticks."""
    clean = truncate(text, _LABEL)
    entities = {"#": "#35;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "&": "#amp;", "`": "#96;"}
    return "".join(entities.get(c, c) for c in clean)


FORMAT = PlanFormat(id="mermaid", doc=__doc__, endings=(".mmd",), render=render)
