"""Plan -> its approval graph: who waits for whom and why, with people, effort and dates.

A node stands for a tool, a step asked of tools, a paper, a meeting, a choice among steps, a gap
that causes steps, a renewal, or a company behind a tool. An edge says what one is to the other
(`EdgeKind`). Two nodes may be joined by several edges of different kinds, so the graph is a
`networkx.MultiDiGraph`, the directed graph that keeps parallel edges apart.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from soescan.graph.attributes import NodeAttributes
from soescan.model import EdgeKind, NodeKind, Plan, PlanEdge, PlanNode, Task, ToolPlan

if TYPE_CHECKING:
    import networkx as nx

PRECEDENCE = frozenset({EdgeKind.NEEDS, EdgeKind.ANY_OF, EdgeKind.BLOCKED_BY})
"""Edges that say that the first is done before the second."""


@dataclass(frozen=True, slots=True)
class ApprovalNode:
    """One node with all that is known of it. What does not apply to its kind is empty or None."""

    id: str
    kind: NodeKind
    label: str
    because: tuple[str, ...] = ()
    """The findings and rules that asked for it, in words."""
    task: str = ""
    """The id of the task it stands for, if it is one."""
    illustrative: bool = False
    """Its dates rest on lead times that IT has not confirmed."""
    lanes: tuple[int, ...] = ()
    """The tools it is for, by their numbers in the plan, from 0."""
    tools: tuple[str, ...] = ()
    """The same by name."""
    role: str = ""
    effort: float = 0.0
    """Likely person-days: of a step its own; of a tool those of its steps; of a gap those of the
    steps it causes; of a renewal those of the step that is done again. Only steps add up."""
    lead: float = 0.0
    """Likely working days of waiting that are nobody's work."""
    starts: date | None = None
    ends: date | None = None
    """Its last day; of a tool, its earliest go-live."""
    p80: date | None = None
    """The day by which it is done in 80 of 100 draws."""
    critical: bool = False
    """On the chain that makes the date of one of its tools."""
    criticality: float | None = None
    """In which share of the draws it held a go-live up: the criticality index."""
    slack: int | None = None
    """Working days it may slip without moving a go-live."""

    @property
    def has_week_dates(self) -> bool:
        """Are its days told as weeks? Those of a meeting are its committee's, and never rough."""
        meeting = self.kind is NodeKind.COMMITTEE and not self.task
        return self.illustrative and not meeting


class ApprovalGraph:
    """Reads the approval graph of one plan.

    Nodes come in the order of the plan, and so do edges, whose keys are their numbers in it.
    """

    def __init__(self, graph: nx.MultiDiGraph[str], tasks: Iterable[Task]) -> None:
        """Wrap a graph whose nodes have the fields of `ApprovalNode` as attributes."""
        self.networkx = graph
        self._tasks = {task.id: task for task in tasks}

    def __contains__(self, id_: str) -> bool:
        """Is there a node of that id?"""
        return id_ in self.networkx

    def node(self, id_: str) -> ApprovalNode:
        """The node of an id. Raises KeyError when there is none."""
        return ApprovalNode(id_, **self.networkx.nodes[id_])

    def nodes(self, *kinds: NodeKind) -> tuple[ApprovalNode, ...]:
        """The nodes of some kinds, or all."""
        kept = frozenset(kinds or NodeKind)
        nodes = self.networkx.nodes(data=True)
        return tuple(ApprovalNode(id_, **about) for id_, about in nodes if about["kind"] in kept)

    def numbers(self) -> dict[str, int]:
        """The place of each node in the plan, from 1: its name in a picture."""
        return {id_: number for number, id_ in enumerate(self.networkx, start=1)}

    def task(self, id_: str) -> Task | None:
        """The task that a node stands for, if it is one. Raises KeyError when there is no node."""
        return self._tasks.get(self.networkx.nodes[id_]["task"])

    def edges(self, *kinds: EdgeKind, implied: bool = True) -> tuple[PlanEdge, ...]:
        """The edges of some kinds, or all; without those that follow from others (`implied`),
        which leaves the transitive reduction of what is needed."""
        kept = frozenset(kinds or EdgeKind)
        found = sorted(self.networkx.edges(keys=True, data=True), key=lambda edge: edge[2])
        return tuple(
            PlanEdge(from_, to, about["kind"], about["says"], about["implied"])
            for from_, to, _, about in found
            if about["kind"] in kept and (implied or not about["implied"])
        )

    def predecessors(
        self, id_: str, kinds: Collection[EdgeKind] = frozenset(EdgeKind), *, implied: bool = True
    ) -> tuple[str, ...]:
        """The nodes with an edge of these kinds to this one, each once."""
        return tuple(
            dict.fromkeys(
                from_
                for from_, _, edge in self.networkx.in_edges(id_, data=True)
                if edge["kind"] in kinds and (implied or not edge["implied"])
            )
        )

    def successors(
        self, id_: str, kinds: Collection[EdgeKind] = frozenset(EdgeKind)
    ) -> tuple[str, ...]:
        """The nodes with an edge of these kinds from this one, each once."""
        found = self.networkx.out_edges(id_, data=True)
        return tuple(dict.fromkeys(to for _, to, edge in found if edge["kind"] in kinds))

    def ancestors(self, id_: str, kinds: Collection[EdgeKind] = PRECEDENCE) -> frozenset[str]:
        """All nodes from which edges of these kinds lead here."""
        import networkx as nx

        return frozenset(nx.ancestors(self._restrict(kinds), id_))

    def descendants(self, id_: str, kinds: Collection[EdgeKind] = PRECEDENCE) -> frozenset[str]:
        """All nodes to which edges of these kinds lead from here."""
        import networkx as nx

        return frozenset(nx.descendants(self._restrict(kinds), id_))

    def steps_before(
        self, id_: str, kinds: Collection[EdgeKind] = PRECEDENCE, *, implied: bool = True
    ) -> tuple[str, ...]:
        """The nodes right before one, seen through choices: instead of an any-of node, the steps
        among which it chooses."""
        return self._beyond_choices(id_, lambda at: self.predecessors(at, kinds, implied=implied))

    def steps_after(self, id_: str, kinds: Collection[EdgeKind] = PRECEDENCE) -> tuple[str, ...]:
        """The nodes right after one, seen through choices: instead of an any-of node, the step that
        waits for what is chosen."""
        return self._beyond_choices(id_, lambda at: self.successors(at, kinds))

    def _beyond_choices(
        self, id_: str, neighbours: Callable[[str], tuple[str, ...]]
    ) -> tuple[str, ...]:
        found: dict[str, None] = {}
        choices = [id_]
        for choice in choices:  # grows while it is read; a saved graph may hold a loop
            for near in neighbours(choice):
                if self.networkx.nodes[near]["kind"] is not NodeKind.ANY_OF:
                    found[near] = None
                elif near not in choices:
                    choices.append(near)
        return tuple(found)

    def reverse(self) -> ApprovalGraph:
        """The same graph with every edge turned round; it shares its nodes with this one."""
        return ApprovalGraph(self.networkx.reverse(copy=False), self._tasks.values())

    def _restrict(self, kinds: Collection[EdgeKind]) -> nx.MultiDiGraph[str]:
        import networkx as nx

        def kept(from_: str, to: str, key: int) -> bool:
            return self.networkx.edges[from_, to, key]["kind"] in kinds

        view: nx.MultiDiGraph[str] = nx.subgraph_view(self.networkx, filter_edge=kept)
        return view


# A report asks for the graph of its one plan in several places; of 30,000 nodes it takes a second.
@lru_cache(maxsize=1)
def approval_graph(plan: Plan) -> ApprovalGraph:
    """The approval graph of a plan: the same for one just made and for one that was saved."""
    return _build_graph(plan.nodes, plan.edges, plan.tasks, plan.tools)


def _build_graph(
    nodes: Iterable[PlanNode],
    edges: Iterable[PlanEdge],
    tasks: Sequence[Task],
    tools: Sequence[ToolPlan],
) -> ApprovalGraph:
    """Join nodes with edges, and give each node what is known of its task, its tools and those
    around it.

    `tools` are in the order of the tool nodes. An edge that ends at no node is left out.
    """
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in nodes:
        saved = {field.name: getattr(node, field.name) for field in fields(node)}
        graph.add_node(saved.pop("id"), **saved)
    for number, edge in enumerate(edges):
        if edge.from_ in graph and edge.to in graph:
            about = {"kind": edge.kind, "says": edge.says, "implied": edge.implied}
            graph.add_edge(edge.from_, edge.to, key=number, **about)
    attributes = NodeAttributes(graph, tasks, tools)
    for id_ in graph:
        graph.nodes[id_].update(attributes.compute(id_))
    return ApprovalGraph(nx.freeze(graph), tasks)
