"""The approval graph as GraphML, which networkx, igraph, yEd and Gephi read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from enum import StrEnum
from typing import Any

from soescan.dates import iso_date_or_week
from soescan.graph.approvals import ApprovalGraph, ApprovalNode
from soescan.model import PlanEdge

_SCHEMA = "http://graphml.graphdrawing.org/xmlns"
_HEAD = (
    f'<graphml xmlns="{_SCHEMA}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    f' xsi:schemaLocation="{_SCHEMA} {_SCHEMA}/1.0/graphml.xsd">'
)
_TYPES = {str: "string", bool: "boolean", int: "long", float: "double"}
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def graphml(graph: ApprovalGraph) -> str:
    """The graph as GraphML 1.0: attributes as text, numbers and truth values, edges with ids.

    What is not known of a node is left out; days are ISO 8601, or weeks where they only illustrate.
    Characters beyond ASCII are written as references.
    """
    writer = _GraphmlWriter()
    body = [*_write_nodes(graph, writer), *_write_edges(graph, writer)]
    lines = [_HEAD, *reversed(writer.keys), '  <graph edgedefault="directed">', *body]
    text = "\n".join((*lines, "  </graph>", "</graphml>", ""))
    return text.encode("ascii", "xmlcharrefreplace").decode("ascii")


class _GraphmlWriter:
    """Writes elements, and declares the keys of their data.

    networkx writes the same bytes, but holds all of a document three times before it does.
    """

    def __init__(self) -> None:
        self.keys: list[str] = []
        self._ids: dict[tuple[str, str, str], str] = {}

    def write(self, scope: str, start: str, about: Mapping[str, str | float | bool]) -> str:
        """An element of a kind with the attributes of its start tag, and data by name."""
        lines = [f"    <{scope} {start}>"]
        for name, value in about.items():
            shown = str(value)
            if isinstance(value, bool):
                shown = shown.lower()
            key = f'      <data key="{self._find_key(scope, name, _TYPES[type(value)])}"'
            text = shown.translate(_ENTITIES).replace("&quot;", '"')
            lines.append(f"{key}>{text}</data>" if text else f"{key} />")
        return "\n".join((*lines, f"    </{scope}>"))

    def _find_key(self, scope: str, name: str, type_: str) -> str:
        """The id of the key of data, which is declared where it is new."""
        if (scope, name, type_) not in self._ids:
            id_ = self._ids[scope, name, type_] = f"d{len(self._ids)}"
            about = f'for="{scope}" attr.name="{name}" attr.type="{type_}"'
            self.keys.append(f'  <key id="{id_}" {about} />')
        return self._ids[scope, name, type_]


def _write_nodes(graph: ApprovalGraph, writer: _GraphmlWriter) -> Iterator[str]:
    for node in graph.nodes():
        id_ = _identifier(node.id).translate(_ENTITIES)
        yield writer.write("node", f'id="{id_}"', _attributes(node))


def _write_edges(graph: ApprovalGraph, writer: _GraphmlWriter) -> Iterator[str]:
    """The edges, with their numbers in the plan as ids; those that begin at one node together."""
    between: dict[str, dict[str, list[tuple[int, PlanEdge]]]] = {
        node.id: {} for node in graph.nodes()
    }
    for numbered in enumerate(graph.edges(), start=1):
        edge = numbered[1]
        between[edge.from_].setdefault(edge.to, []).append(numbered)
    for ends in between.values():
        for number, edge in (numbered for edges in ends.values() for numbered in edges):
            start, end = (_identifier(id_).translate(_ENTITIES) for id_ in (edge.from_, edge.to))
            about: dict[str, str | float | bool] = {"kind": str(edge.kind)}
            about |= {"implied": edge.implied, "says": _printable(edge.says)}
            yield writer.write("edge", f'source="{start}" target="{end}" id="e{number}"', about)


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
