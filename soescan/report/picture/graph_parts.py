"""Plan -> what the whole graph shows: boxes, their lanes, and the edges between them.

A lane per tool, and one for what several share. What a lane already says needs no edge: that a step
counts for a tool, and that a go-live is its tool's. What is on file is part of the step it is for.
The papers of a step share a box, and so do the companies behind a tool, and its renewals when they
are many. `condensed_parts` makes the same of less.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from soescan.graph import PRECEDENCE, ApprovalNode, approval_graph
from soescan.model import EdgeKind, NodeKind, Plan, PlanEdge
from soescan.report.picture.box_contents import BoxWriter
from soescan.report.picture.boxes import Box
from soescan.report.picture.lane_titles import LaneTitle, shared_title, tool_title
from soescan.report.picture.layout.lane_order import arrange_lanes

SHARED = -1
"""The lane of what several tools share."""
FOLDED = -2
"""The lane of the tools that have none of their own."""
_MOST_RENEWALS = 2
"""Renewals of a tool that are drawn one by one."""
_MOST_GAPS = 3
"""Boxes of gaps in a lane, one for each set of steps that they cause; more share one."""
_CAUSED = (EdgeKind.CAUSES,)
_UNDRAWN = frozenset({EdgeKind.SHARED_BY, EdgeKind.SATISFIED_BY})


@dataclass(slots=True)
class GraphBox:
    """A box of the graph."""

    id: int
    """The number of its node in the plan, from 1."""
    box: Box
    lane: int
    spoken: str
    """What is read out after the text of the box."""
    tools: tuple[int, ...] = ()
    """The numbers of the tools it is for."""
    after: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class GraphLink:
    """An edge between two boxes, by their places in the list."""

    from_: int
    to: int
    kind: EdgeKind
    critical: bool = False
    implied: bool = False


@dataclass(frozen=True, slots=True)
class GraphParts:
    """Everything the graph shows, not yet placed."""

    boxes: tuple[GraphBox, ...]
    links: tuple[GraphLink, ...]
    lanes: tuple[int, ...]
    """Numbers of tools, `SHARED` and `FOLDED`, from top to bottom."""
    anchors: tuple[tuple[int, int], ...] = ()
    """Boxes of which the second stands right of the first, without an edge."""
    titles: Mapping[int, LaneTitle] = field(default_factory=dict)
    """The title of each lane."""
    note: str = ""
    """What is left out; empty where nothing is."""


def connect(boxes: Sequence[GraphBox], links: Iterable[GraphLink]) -> None:
    """Tell each box which boxes come after it, without what follows from other links."""
    for link in links:
        if not link.implied:
            boxes[link.from_].after.append(boxes[link.to].id)


def select_everything(plan: Plan) -> GraphParts:
    """What the graph of a plan shows where nothing is left out."""
    return _PartSelection(plan).draw_parts()


def _is_reminder(node: ApprovalNode) -> bool:
    """Does a node say that something ends? Looking at it again may also be a step."""
    return node.kind is NodeKind.RENEWAL and not node.task


LaneGroup = tuple[int, list[ApprovalNode]]
"""A lane, and the nodes that share a box in it."""


class _PartSelection:
    """Boxes and links, picked from the nodes and edges of a plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.graph = plan, approval_graph(plan)
        self.boxes = BoxWriter(plan, self.graph)
        self.number = self.graph.numbers()
        self.nodes = {node.id: node for node in self.graph.nodes()}
        self.tasks = {task.id: task for task in plan.tasks}
        self.last: dict[str, int] = {}
        for edge in self.graph.edges(*PRECEDENCE):
            self.last[edge.to] = max(self.last.get(edge.to, 0), self._finish(edge.from_))
        satisfying = {edge.from_ for edge in self.graph.edges(EdgeKind.SATISFIED_BY)}
        drawn = (NodeKind.TOOL,)
        self.groups = self._group_nodes(
            [n for n in self.nodes.values() if n.id not in satisfying and n.kind not in drawn]
        )

    def _lane_of(self, node: ApprovalNode) -> int:
        return node.lanes[0] if len(node.lanes) == 1 else SHARED

    def _group_nodes(self, nodes: Sequence[ApprovalNode]) -> list[LaneGroup]:
        """The nodes that are drawn, together with those they share a box with."""
        renewals = Counter(self._lane_of(n) for n in nodes if _is_reminder(n))
        causes = {n.id: self.graph.successors(n.id, _CAUSED) for n in nodes}
        gaps = {(self._lane_of(n), causes[n.id]) for n in nodes if n.kind is NodeKind.GAP}
        boxes = Counter(lane for lane, _ in gaps)
        groups: dict[object, LaneGroup] = {}
        for node in nodes:
            lane = self._lane_of(node)
            key: object = node.id
            if node.kind is NodeKind.SUBPROCESSOR:
                key = "companies", node.lanes
            elif node.kind is NodeKind.GAP:
                key = "gaps", lane, () if boxes[lane] > _MOST_GAPS else causes[node.id]
            elif _is_reminder(node) and renewals[lane] > _MOST_RENEWALS:
                key = "renewals", lane
            elif gates := self._gated_steps(node):
                key = "papers", gates[0]
            groups.setdefault(key, (lane, []))[1].append(node)
        return list(groups.values())

    def _gated_steps(self, node: ApprovalNode) -> tuple[str, ...]:
        """The steps before which a paper must be there; nothing for what is no paper."""
        paper = node.kind is NodeKind.EVIDENCE and not node.task
        return self.graph.successors(node.id, (EdgeKind.NEEDS,)) if paper else ()

    def _finish(self, id_: str) -> int:
        """The working day on which a step is done, or on which the step chosen of several is."""
        node = self.nodes[id_]
        if node.task in self.tasks:
            return self.tasks[node.task].finish
        chosen = self.graph.steps_before(id_) if node.kind is NodeKind.ANY_OF else ()
        tasks = (self.graph.task(before) for before in chosen)
        return max((task.finish for task in tasks if task and task.critical), default=0)

    def _is_critical(self, id_: str) -> bool:
        """Is a step on a critical chain, or a choice between two steps that are?"""
        node = self.nodes[id_]
        if node.kind is not NodeKind.ANY_OF:
            return node.critical
        ends = self.graph.steps_before(id_), self.graph.steps_after(id_)
        return all(any(self.nodes[step].critical for step in steps) for steps in ends)

    def _find_anchors(self, place: dict[str, int]) -> tuple[tuple[int, int], ...]:
        """Where what has no edges that are drawn belongs: renewals after their tool's go-live."""
        anchors = []
        for lane, nodes in self.groups:
            if len(nodes) > 1 and _is_reminder(nodes[0]) and nodes[0].id in place:
                live = [
                    n for group_lane, (n, *_) in self.groups if group_lane == lane and n.id in place
                ]
                live = [node for node in live if node.kind is NodeKind.GO_LIVE]
                anchors += [(place[node.id], place[nodes[0].id]) for node in live[-1:]]
        return tuple(anchors)

    def draw_parts(self) -> GraphParts:
        """Everything that is drawn, in the order of the plan."""
        boxes: list[GraphBox] = []
        place: dict[str, int] = {}
        for lane, nodes in self.groups:
            place |= {node.id: len(boxes) for node in nodes}
            box = self.boxes.group_box(nodes) if len(nodes) > 1 else None
            box = box or self.boxes.node_box(nodes[0])
            spoken = self.boxes.describe(nodes)
            tools = nodes[0].lanes
            boxes.append(GraphBox(self.number[nodes[0].id], box, lane, spoken, tools))
        links = self._draw_links(place)
        connect(boxes, links)
        lanes = self._order_lanes(boxes, links)
        anchors = self._find_anchors(place)
        titles = {lane: self._title(lane, boxes) for lane in lanes}
        return GraphParts(tuple(boxes), links, lanes, anchors, titles)

    def _title(self, lane: int, boxes: Sequence[GraphBox]) -> LaneTitle:
        if lane == SHARED:
            return shared_title(part.box.shape for part in boxes if part.lane == SHARED)
        nodes = [node for at, group in self.groups if at == lane for node in group]
        gaps = [node.label for node in nodes if node.kind is NodeKind.GAP]
        return tool_title(self.plan, lane, gaps)

    def _draw_links(self, place: dict[str, int]) -> tuple[GraphLink, ...]:
        several = [nodes[0] for _, nodes in self.groups if len(nodes) > 1]
        merged = {place[n.id] for n in several if _is_reminder(n) and n.id in place}
        links = dict[GraphLink, None]()
        for edge in self.graph.edges():
            if edge.from_ in place and edge.to in place and edge.kind not in _UNDRAWN:
                ends = place[edge.from_], place[edge.to]
                implied = edge.implied or place[edge.to] in merged
                links[GraphLink(*ends, edge.kind, self._is_critical_edge(edge), implied)] = None
        return tuple(links)

    def _is_critical_edge(self, edge: PlanEdge) -> bool:
        """Is an edge on the chain that makes a date? Of several before a step, the last is."""
        if edge.implied or not self._is_critical(edge.to):
            return False
        if edge.kind is EdgeKind.MEETS:
            return True
        if not self._is_critical(edge.from_):
            return False
        if edge.kind is EdgeKind.QUEUED_BEHIND:
            return True
        last = self.last.get(edge.to) if self.nodes[edge.to].task else self._finish(edge.to)
        return edge.kind in PRECEDENCE and self._finish(edge.from_) == last

    def _order_lanes(
        self, boxes: Sequence[GraphBox], links: Sequence[GraphLink]
    ) -> tuple[int, ...]:
        """The lanes from top to bottom, so that edges between them are short.

        The search begins with the tools as they are listed and what is shared in their middle,
        where as many edges come to it from above as from below.
        """
        tools = list(range(len(self.plan.tools)))
        if not any(part.lane == SHARED for part in boxes):
            return tuple(tools)
        between = [(boxes[link.from_].lane, boxes[link.to].lane) for link in links]
        pulls = Counter[int]()
        for source, target in between:
            if SHARED in (source, target) and source != target:
                pulls[target if source == SHARED else source] += 1
        above = [sum(pulls[n] for n in tools[:position]) for position in range(len(tools) + 1)]
        position = min(range(len(above)), key=lambda n: abs(2 * above[n] - above[-1]))
        return tuple(arrange_lanes([*tools[:position], SHARED, *tools[position:]], between))
