"""The graph of a plan as GraphML, for yEd, Gephi and networkx.

Looks at: nodes and edges, each with its kind, its reason and its dates.

Why it matters: other programs lay it out, filter it and compute with it.

Cannot show: the people and papers of a task; CSV does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from soescan.dates import iso_date_or_week
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
                "starts": iso_date_or_week(task.starts, illustrative=task.illustrative),
                "ends": iso_date_or_week(task.ends, illustrative=task.illustrative),
                "critical": str(task.critical).lower(),
            }
        graph.add_node(node.id, **{key: _printable(value) for key, value in about.items()})
    for edge in plan.edges:
        about = {"kind": str(edge.kind), "implied": str(edge.implied).lower()}
        graph.add_edge(edge.from_, edge.to, **about, says=_printable(edge.says))
    return graph


def graphml(plan: Plan) -> str:
    """The graph as GraphML."""
    import networkx as nx

    return "\n".join(nx.generate_graphml(as_networkx(plan))) + "\n"


def _printable(text: str) -> str:
    """XML cannot hold control characters, not even escaped."""
    return "".join(c if c.isprintable() else " " for c in text)
