"""The approval graph of a plan: one networkx graph, and the typed functions that read it.

It is a floor of its own under `plan` and `report`, because both need it and neither may import the
other: `plan` lists its nodes and edges in the `Plan`; every export and picture makes the graph of
them with `approval_graph`, of a plan just made as of one read from a file.
No other room imports networkx.
"""

from __future__ import annotations

from soescan.graph.approvals import (
    PRECEDENCE,
    ApprovalGraph,
    ApprovalNode,
    approval_graph,
)
from soescan.graph.edge_index import EdgeIndex, edge_index
from soescan.graph.interchange import graphml
from soescan.graph.outline import GraphOutline

__all__ = [
    "PRECEDENCE",
    "ApprovalGraph",
    "ApprovalNode",
    "EdgeIndex",
    "GraphOutline",
    "approval_graph",
    "edge_index",
    "graphml",
]
