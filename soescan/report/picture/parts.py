"""Plan -> what the graph shows: boxes, their lanes, and the edges between them.

A lane per tool, and one for what several share. What a lane already says needs no edge: that a step
counts for a tool, and that a go-live is its tool's. What is on file is part of the step it is for.
Where there are many tools, those whose go-lives come first fold to one box each.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from soescan.model import EdgeKind, NodeKind, Plan, PlanEdge, PlanNode, Task
from soescan.report.picture.boxes import Box, Shape, beside, box
from soescan.report.picture.when import ends, illustrative, live, owners, short
from soescan.report.words import count

SHARED = -1
"""The lane of what several tools share."""
_OPEN_BOXES = 150
"""More boxes than that are not drawn one by one."""
_OPEN_TOOLS = 4
"""Tools that stay open when the others fold: those that are live last."""
_NAMED = 3
"""Companies behind a tool that are named."""
_SHAPES = {
    NodeKind.REQUEST: Shape.REQUEST,
    NodeKind.TOOL: Shape.REQUEST,
    NodeKind.EVIDENCE: Shape.EVIDENCE,
    NodeKind.REVIEW: Shape.STEP,
    NodeKind.APPROVAL: Shape.STEP,
    NodeKind.SHARED_APPROVAL: Shape.SHARED,
    NodeKind.COMMITTEE: Shape.COMMITTEE,
    NodeKind.ANY_OF: Shape.ANY_OF,
    NodeKind.ACTION: Shape.ACTION,
    NodeKind.GO_LIVE: Shape.GO_LIVE,
    NodeKind.RENEWAL: Shape.RENEWAL,
    NodeKind.SUBPROCESSOR: Shape.COMPANY,
}
_ORDER = frozenset({EdgeKind.NEEDS, EdgeKind.ANY_OF, EdgeKind.BLOCKED_BY, EdgeKind.MEETS})
"""Edges that can be on the chain that makes a date."""


@dataclass(slots=True)
class Part:
    """A box of the graph."""

    id: int
    """The number of its node in the plan, from 1."""
    box: Box
    lane: int
    says: str
    """What a reader hears after the text of the box."""
    before: list[int] = field(default_factory=list)
    after: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Link:
    """An edge between two boxes, by their places in the list."""

    from_: int
    to: int
    kind: EdgeKind
    critical: bool = False
    implied: bool = False


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything the graph shows, not yet placed."""

    boxes: tuple[Part, ...]
    links: tuple[Link, ...]
    lanes: tuple[int, ...]
    """Numbers of tools, and `SHARED`, from top to bottom; without those that are folded."""
    folded: tuple[Part, ...] = ()
    """A box for each tool whose steps are not drawn one by one."""


def folding(plan: Plan, fold: bool | None) -> frozenset[int]:
    """The tools to fold: none, all but those that are live last, or as their number asks for."""
    drawn = sum(node.kind is not NodeKind.SUBPROCESSOR for node in plan.nodes)
    if fold is False or (fold is None and drawn <= _OPEN_BOXES):
        return frozenset()
    planned = [number for number, tool in enumerate(plan.tools) if tool.earliest]
    last = sorted(planned, key=lambda n: _when(plan, n), reverse=True)
    return frozenset(last[_OPEN_TOOLS:])


def _when(plan: Plan, number: int) -> tuple[date, date]:
    tool = plan.tools[number]
    early = tool.earliest or date.min
    return tool.p80 or early, early


def parts(plan: Plan, fold: bool | None = None) -> Parts:
    """What the graph of a plan shows."""
    return _Picked(plan, folding(plan, fold)).parts()


class _Picked:
    """Boxes and links, picked from the nodes and edges of a plan."""

    def __init__(self, plan: Plan, folded: frozenset[int]) -> None:
        self.plan, self.folded = plan, folded
        self.tasks = {task.id: task for task in plan.tasks}
        self.owners = owners(plan)
        self.nodes = {node.id: node for node in plan.nodes}
        self.number = {node.id: at for at, node in enumerate(plan.nodes, start=1)}
        self.of = {node.id: self._lanes_of_task(node.task) for node in plan.nodes}
        for edge in plan.edges:
            for one, other in ((edge.from_, edge.to), (edge.to, edge.from_)):
                node = self.nodes[one]
                if not node.task:
                    self.of[one] |= self._lanes_of_task(self.nodes[other].task)

        self.last: dict[str, int] = {}
        for edge in plan.edges:
            task = self.tasks.get(edge.from_)
            if task and edge.kind in _ORDER:
                self.last[edge.to] = max(self.last.get(edge.to, 0), task.finish)

    def _lanes_of_task(self, task: str) -> frozenset[int]:
        return frozenset(self.owners.get(task, ()))

    def _lane(self, node: PlanNode) -> int:
        found = self.of[node.id]
        if node.kind is NodeKind.COMMITTEE or len(found) != 1:
            return SHARED
        return next(iter(found))

    def parts(self) -> Parts:
        """Everything, in the order of the plan."""
        boxes: list[Part] = []
        place: dict[str, int] = {}
        inside: dict[int, list[Task]] = {}
        for node in self.plan.nodes:
            lane = self._lane(node)
            if node.kind is NodeKind.TOOL or node.kind is NodeKind.SUBPROCESSOR:
                continue
            if node.id.startswith("file:"):
                continue
            if lane in self.folded:
                if node.task:
                    inside.setdefault(lane, []).append(self.tasks[node.task])
                continue
            place[node.id] = len(boxes)
            boxes.append(self._part(node, lane))
        boxes += self._companies()
        folded = tuple(self._summary(lane, tasks) for lane, tasks in sorted(inside.items()))
        links = self._links(place)
        for link in links:
            if not link.implied:
                boxes[link.from_].after.append(boxes[link.to].id)
                boxes[link.to].before.append(boxes[link.from_].id)
        return Parts(tuple(boxes), tuple(links), self._order(boxes, links), folded)

    # --- boxes -----------------------------------------------------------------------------------

    def _part(self, node: PlanNode, lane: int) -> Part:
        task = self.tasks.get(node.task)
        tools = [self.plan.tools[n] for n in sorted(self.of[node.id])]
        week = illustrative(tools)
        shape = _SHAPES[node.kind]
        if task is None:
            label, small = self._label(node, week)
            made = box(shape, label, small)
        else:
            when = ends(task, week=week)
            if node.kind is NodeKind.GO_LIVE and task.p80 and not task.satisfied:
                small = beside(task.role, f"{when}, P80 {short(task.p80, week=week)}")
            else:
                many = count(len(tools), "tool") if len(tools) > 1 else ""
                small = beside(task.role, ", ".join(filter(None, (many, when))))
            made = box(
                *(shape, task.label, small),
                critical=task.critical,
                kept=bool(task.satisfied),
                assumed=task.assumed,
            )
        return Part(self.number[node.id], made, lane, self._says(node, task))

    def _label(self, node: PlanNode, week: bool) -> tuple[str, tuple[str, ...]]:
        """The label of what is no step. Of a meeting, the day stands on a line of its own."""
        if node.kind is NodeKind.COMMITTEE:
            days = {
                task.meeting
                for edge in self.plan.edges
                if edge.from_ == node.id and (task := self.tasks.get(edge.to)) and task.meeting
            }
            body, comma, _ = node.label.rpartition(", ")
            if comma and len(days) == 1:
                return body, (f"meets {short(days.pop(), week=week)}",)
        return node.label, ()

    def _says(self, node: PlanNode, task: Task | None) -> str:
        names = [self.plan.tools[n].tool for n in sorted(self.of[node.id])]
        found = [", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")]
        found.append(str(node.kind))
        if task:
            found += ["on the critical path"] * task.critical + ["assumed"] * task.assumed
            found += [f"on file: {task.satisfied}"] if task.satisfied else []
        return "; ".join(filter(None, found))

    def _companies(self) -> list[Part]:
        """One box for all the companies behind a tool."""
        behind: dict[int, list[PlanNode]] = {}
        tools = {node.id: n for n, node in enumerate(self._tool_nodes())}
        for edge in self.plan.edges:
            node = self.nodes[edge.from_]
            if node.kind is NodeKind.SUBPROCESSOR and edge.to in tools:
                behind.setdefault(tools[edge.to], []).append(node)
        found = []
        for lane, nodes in sorted(behind.items()):
            if lane not in self.folded:
                first, more = nodes[0].label, len(nodes) - 1
                small = (f"and {count(more, 'more company', 'more companies')}",) if more else ()
                names = ", ".join(node.label for node in nodes[:_NAMED])
                says = f"behind {self.plan.tools[lane].tool}: {names}"
                made = box(
                    Shape.COMPANY, first, (*small, "get its data" if more else "gets its data")
                )
                found.append(Part(self.number[nodes[0].id], made, lane, says))
        return found

    def _tool_nodes(self) -> list[PlanNode]:
        return [node for node in self.plan.nodes if node.kind is NodeKind.TOOL]

    def _summary(self, lane: int, tasks: Sequence[Task]) -> Part:
        """One box for all steps of a tool."""
        tool = self.plan.tools[lane]
        shared = len(tool.tasks) - len(tasks)
        small = count(len(tasks), "step") + (f" · {shared} shared" if shared else "")
        critical = any(task.critical for task in tasks)
        made = box(Shape.FOLDED, small, (live(tool),), critical=critical)
        says = f"{tool.tool}, folded" + ("; with steps on the critical path" if critical else "")
        first = next(node for node in self.plan.nodes if node.task == tasks[0].id)
        return Part(self.number[first.id], made, lane, says)

    # --- links -----------------------------------------------------------------------------------

    def _links(self, place: dict[str, int]) -> list[Link]:
        found = []
        for edge in self.plan.edges:
            if edge.from_ in place and edge.to in place:
                critical = self._critical(edge)
                ends = place[edge.from_], place[edge.to]
                found.append(Link(*ends, edge.kind, critical, edge.implied))
        return found

    def _critical(self, edge: PlanEdge) -> bool:
        """Is an edge on the chain that makes a date? Of several before a step, the last is."""
        to, from_ = self.tasks.get(edge.to), self.tasks.get(edge.from_)
        if to is None or not to.critical or edge.implied:
            return False
        if edge.kind is EdgeKind.MEETS:
            return True
        if from_ is None or not from_.critical:
            return False
        if edge.kind is EdgeKind.QUEUED_BEHIND:
            return True
        return edge.kind in _ORDER and from_.finish == self.last[edge.to]

    def _order(self, boxes: Sequence[Part], links: Sequence[Link]) -> tuple[int, ...]:
        """The lanes from top to bottom: tools as they are listed, what is shared in the middle."""
        tools = [n for n in range(len(self.plan.tools)) if n not in self.folded]
        if not any(part.lane == SHARED for part in boxes):
            return tuple(tools)
        pulls = Counter[int]()
        for link in links:
            one, other = boxes[link.from_].lane, boxes[link.to].lane
            if SHARED in (one, other) and one != other:
                pulls[other if one == SHARED else one] += 1
        half = sum(pulls[n] for n in tools) / 2
        at, above = 0, 0
        while at < len(tools) and above < half:
            above += pulls[tools[at]]
            at += 1
        if at and above - half > half - (above - pulls[tools[at - 1]]):
            at -= 1
        return (*tools[:at], SHARED, *tools[at:])
