"""The graph of a plan in Mermaid, for pages that draw it.

Looks at: tasks, tools and meetings, and what waits for what.

Why it matters: wikis and code hosts show Mermaid without any program being installed.

Cannot show: more than Mermaid draws: 500 edges and 50,000 characters. Above that it is reduced, and
says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from soescan.model import EdgeKind, NodeKind, Plan, PlanEdge, PlanNode
from soescan.report.format import RenderOptions
from soescan.report.plan.format import PlanFormat
from soescan.report.text import quantity, truncate

MOST_EDGES, MOST_CHARACTERS = 500, 50_000
"""Mermaid's own limits: its settings maxEdges and maxTextSize."""
_SIDE = (NodeKind.EVIDENCE, NodeKind.RENEWAL, NodeKind.SUBPROCESSOR)
_ARROWS = {EdgeKind.QUEUED_BEHIND: "-. queue .->", EdgeKind.INFORMS: "-.->"}
_ARROW = "-->"
_LABEL = 120
"""Characters of a text in a box."""


def render(plan: Plan, options: RenderOptions) -> str:
    """A flowchart, with all there is or with as much as Mermaid can draw."""
    for note, nodes, edges in _versions(plan):
        text = "\n".join(_lines(plan, note, nodes, edges)) + "\n"
        if len(edges) <= MOST_EDGES and len(text) <= MOST_CHARACTERS:
            return text
    text = "\n".join(_by_step(plan)) + "\n"
    if text.count("\n") <= MOST_EDGES and len(text) <= MOST_CHARACTERS:
        return text
    return (
        "flowchart LR\n%% The plan is too large for Mermaid: ask for --format dot or graphml.\n"
        f'  all["{len(plan.tasks)} tasks for {len(plan.tools)} tools"]\n'
    )


def _versions(plan: Plan) -> Iterator[tuple[str, Sequence[PlanNode], Sequence[PlanEdge]]]:
    """Ever less: everything; tasks only; what makes the dates."""
    yield "", plan.nodes, _between(plan, plan.nodes)
    kept = [node for node in plan.nodes if node.kind not in _SIDE]
    yield "Papers, renewals and subprocessors are left out.", kept, _between(plan, kept)
    critical = {task.id for task in plan.tasks if task.critical}
    kept = [node for node in kept if node.task in critical or node.kind is NodeKind.TOOL]
    yield "Only what makes the dates is shown.", kept, _between(plan, kept)


def _between(plan: Plan, nodes: Sequence[PlanNode]) -> list[PlanEdge]:
    ids = {node.id for node in nodes}
    drawn = (edge for edge in plan.edges if not edge.implied)
    return [edge for edge in drawn if edge.from_ in ids and edge.to in ids]


def _lines(
    plan: Plan, note: str, nodes: Sequence[PlanNode], edges: Sequence[PlanEdge]
) -> Iterator[str]:
    yield "flowchart LR"
    if note:
        yield from _noted(note)
    names = {node.id: f"n{number}" for number, node in enumerate(nodes, start=1)}
    critical = {task.id for task in plan.tasks if task.critical}
    tools = {task.id: ", ".join(task.tools) for task in plan.tasks}
    for node in nodes:
        whose = f"<br>{_text(tools[node.task])}" if node.task in tools else ""
        yield f'  {names[node.id]}["{_text(node.label)}{whose}"]'
    for edge in edges:
        arrow = _ARROWS.get(edge.kind, _ARROW)
        yield f"  {names[edge.from_]} {arrow} {names[edge.to]}"
    marked = [names[node.id] for node in nodes if node.task in critical]
    if marked:
        yield "  classDef critical stroke-width:3px"
        yield f"  class {','.join(marked)} critical"


def _noted(note: str) -> Iterator[str]:
    """What is left out, for who reads the file and for who sees the picture."""
    says = f"{note} All of it is more than Mermaid draws: ask for --format dot or graphml."
    yield f"%% {says}"
    yield f'  note["{_text(says)}"]'


def _by_step(plan: Plan) -> Iterator[str]:
    """A box for each step, with how many tools it is for: what a plan of many tools looks like."""
    steps = {task.id: task.step for task in plan.tasks}
    labels = {task.step: task.label for task in plan.tasks}
    tools: Counter[str] = Counter()
    for task in plan.tasks:
        tools[task.step] += len(task.tools)
    names = {step: f"n{number}" for number, step in enumerate(labels, start=1)}
    yield "flowchart LR"
    yield from _noted("Tools are counted, not named.")
    for step, label in labels.items():
        yield f'  {names[step]}["{_text(label)}<br>{quantity(tools[step], "tool")}"]'
    edges = {
        (steps[edge.from_], steps[edge.to])
        for edge in plan.edges
        if edge.kind in (EdgeKind.NEEDS, EdgeKind.ANY_OF)
        and not edge.implied
        and edge.from_ in steps
        and edge.to in steps
    }
    for before, after in sorted(edges):
        yield f"  {names[before]} {_ARROW} {names[after]}"


def _text(text: str) -> str:
    """Text inside quotes; Mermaid reads entities there and Markdown between backticks."""
    clean = truncate(text, _LABEL)
    entities = {"#": "#35;", '"': "#quot;", "<": "#lt;", ">": "#gt;", "&": "#amp;", "`": "#96;"}
    return "".join(entities.get(c, c) for c in clean)


FORMAT = PlanFormat(id="mermaid", doc=__doc__, endings=(".mmd",), render=render)
