"""Reads what is next to a step in a plan without building the whole approval graph.

A graph of half a million nodes takes a gigabyte; a picture of its critical path reads some hundred.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from functools import lru_cache

from soescan.graph.approvals import PRECEDENCE
from soescan.model import EdgeKind, NodeKind, Plan, PlanEdge, PlanNode, Task

_READ = PRECEDENCE | {EdgeKind.QUEUED_BEHIND, EdgeKind.INFORMS, EdgeKind.CAUSES}


class EdgeIndex:
    """The nodes of a plan by their ids, and the edges between them by the step they lead to."""

    def __init__(self, plan: Plan) -> None:
        """Read a plan. Edges that end at no step and no choice are left out."""
        tasks = {task.id: task for task in plan.tasks}
        self.nodes: dict[str, PlanNode] = {node.id: node for node in plan.nodes}
        self.task_of: dict[str, Task] = {
            node.id: tasks[node.task] for node in plan.nodes if node.task in tasks
        }
        self.node_of = {task.id: id_ for id_, task in self.task_of.items()}
        """The node that stands for each task."""
        self._into = defaultdict[str, list[PlanEdge]](list)
        for edge in plan.edges:
            node = self.nodes.get(edge.to)
            read = node is not None and (node.task or node.kind is NodeKind.ANY_OF)
            if read and edge.from_ in self.nodes and edge.kind in _READ:
                self._into[edge.to].append(edge)

    def edges_into(self, id_: str) -> tuple[PlanEdge, ...]:
        """The edges that end at a step or at a choice, in the order of the plan."""
        return tuple(self._into.get(id_, ()))

    def steps_before(self, id_: str, kinds: Collection[EdgeKind] = PRECEDENCE) -> tuple[str, ...]:
        """The nodes right before one, seen through choices, as `ApprovalGraph.steps_before`."""
        found: dict[str, None] = {}
        choices = [id_]
        for choice in choices:  # grows while it is read; a saved plan may hold a loop
            for edge in self._into.get(choice, ()):
                if edge.kind not in kinds:
                    continue
                if self.nodes[edge.from_].kind is not NodeKind.ANY_OF:
                    found[edge.from_] = None
                elif edge.from_ not in choices:
                    choices.append(edge.from_)
        return tuple(found)


# Pictures of one plan are tried in several sizes until one can be read.
@lru_cache(maxsize=1)
def edge_index(plan: Plan) -> EdgeIndex:
    """The index of a plan."""
    return EdgeIndex(plan)
