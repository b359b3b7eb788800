"""The approval graph as GraphML, which networkx, igraph, yEd and Gephi read."""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import date
from enum import StrEnum
from typing import Any

from soescan.dates import iso_date_or_week
from soescan.graph.approvals import ApprovalGraph, ApprovalNode

_BOOLEAN_KEY = re.compile(r'<key id="(d\d+)" [^>]*attr\.type="boolean"')


def graphml(graph: ApprovalGraph) -> str:
    """The graph as GraphML 1.0: attributes as text, numbers and truth values, edges with ids.

    What is not known of a node is left out; days are ISO 8601, or weeks where they only illustrate.
    """
    import networkx as nx

    written: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in graph.nodes():
        written.add_node(_identifier(node.id), **_attributes(node))
    for number, edge in enumerate(graph.edges(), start=1):
        about = {"kind": str(edge.kind), "implied": edge.implied, "says": _printable(edge.says)}
        start, end = _identifier(edge.from_), _identifier(edge.to)
        written.add_edge(start, end, key=f"e{number}", **about)
    return _lower_booleans("\n".join(nx.generate_graphml(written)) + "\n")


def _lower_booleans(text: str) -> str:
    """Truth values as XML Schema writes them, and GraphML with it; networkx writes Python's."""
    keys = "|".join(_BOOLEAN_KEY.findall(text))
    pattern = rf'(?<=<data key=")({keys})">(True|False)(?=</data>)'
    return re.sub(pattern, lambda match: f'{match[1]}">{match[2].lower()}', text)


def _attributes(node: ApprovalNode) -> dict[str, str | float | bool]:
    found = {
        field.name: _value(getattr(node, field.name), node)
        for field in fields(node)
        if field.name not in ("id", "lanes", "task")
    }
    found |= {
        "because": _printable("; ".join(node.because)),
        "tools": _printable(", ".join(node.tools)),
    }
    return {name: value for name, value in found.items() if value is not None}


def _value(value: Any, node: ApprovalNode) -> Any:
    if isinstance(value, date):
        return iso_date_or_week(value, illustrative=node.has_week_dates)
    return _printable(str(value)) if isinstance(value, str | StrEnum) else value


def _identifier(text: str) -> str:
    """An id that XML can hold; what it cannot is spelt out, so that no two become one."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def _printable(text: str) -> str:
    """XML cannot hold control characters, not even escaped."""
    return "".join(c if c.isprintable() else " " for c in text)
