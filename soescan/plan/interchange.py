"""Plan <-> networkx: the graph of a plan for other programs, and as GraphML for yEd and Gephi."""

from __future__ import annotations

from typing import TYPE_CHECKING

from soescan.model import Plan

if TYPE_CHECKING:
    import networkx as nx


def as_networkx(plan: Plan) -> nx.MultiDiGraph[str]:
    """The graph of a plan; every node and edge with its kind, its reason and its dates."""
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    tasks = {task.id: task for task in plan.tasks}
    for node in plan.nodes:
        about = {"kind": str(node.kind), "label": node.label, "because": "; ".join(node.because)}
        about["illustrative"] = str(node.illustrative).lower()
        if task := tasks.get(node.task):
            about |= {
                "role": task.role,
                "tools": ", ".join(task.tools),
                "starts": str(task.starts),
                "ends": str(task.ends),
                "critical": str(task.critical).lower(),
            }
        graph.add_node(node.id, **{key: _printable(value) for key, value in about.items()})
    for edge in plan.edges:
        graph.add_edge(edge.from_, edge.to, kind=str(edge.kind), says=_printable(edge.says))
    return graph


def graphml(plan: Plan) -> str:
    """The graph as GraphML."""
    import networkx as nx

    return "\n".join(nx.generate_graphml(as_networkx(plan))) + "\n"


def _printable(text: str) -> str:
    """XML cannot hold control characters, not even escaped."""
    return "".join(c if c.isprintable() else " " for c in text)
