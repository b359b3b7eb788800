"""Plan -> what a condensed graph shows: steps only, on few lanes, small enough to be read at once.

Papers, meetings and choices are told in the boxes of the steps they belong to, and a tool's gaps in
one. Up to eight tools have a lane each, unless they have very many steps; of more, those on the
critical path of the last go-live have one, and one lane stands for the others. Where there are many
steps, a lane shows those on its critical path, and its title counts the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from soescan.graph import PRECEDENCE, edge_index
from soescan.model import EdgeKind, NodeKind, Plan, StepKind, Task
from soescan.report.picture.boxes import Box
from soescan.report.picture.condensed_boxes import CondensedBoxWriter, StepContext
from soescan.report.picture.critical_tools import find_critical_tools
from soescan.report.picture.dates import tools_of_tasks
from soescan.report.picture.graph_parts import (
    FOLDED,
    SHARED,
    GraphBox,
    GraphLink,
    GraphParts,
    connect,
)
from soescan.report.picture.lane_titles import folded_title, shared_title, tool_title
from soescan.report.picture.layout.lane_order import arrange_lanes
from soescan.report.picture.text import count_many

_MOST_KINDS = 4
"""Boxes in the lane of the tools that are folded, one for each kind of step."""
_MOST_CRITICAL = 60
"""Critical steps above which few tools are many: their lanes would fill three sheets."""
_MOST_CAUSED = 2
"""Steps to which an edge leads from the gaps of their tool."""
_MOST_SHARED = 4
"""Shared steps that are drawn whether they are critical or not."""


@dataclass(frozen=True, slots=True)
class GraphDetail:
    """How much a condensed graph shows."""

    most_lanes: int = 8
    """Tools up to which each has a lane."""
    critical_lanes: int = 3
    """Lanes of tools where there are more."""
    most_steps: int = 60
    """Steps up to which all are drawn one by one."""
    width: int = 1330
    """Pixels beyond which the picture goes on in a further row: at that width, letters of 11 pixels
    are 6 points high on a sheet of A4 on its side with margins of 2 cm."""


@dataclass(frozen=True, slots=True)
class _StepBefore:
    """A step that another waits for."""

    task: Task
    kind: EdgeKind
    implied: bool


def condense(plan: Plan, detail: GraphDetail) -> GraphParts:
    """What the condensed graph of a plan shows."""
    return _Condensation(plan, detail).parts()


class _Condensation:
    """Boxes and links, picked from the steps of a plan."""

    def __init__(self, plan: Plan, detail: GraphDetail) -> None:
        self.plan, self.index = plan, edge_index(plan)
        self.writer = CondensedBoxWriter(plan)
        self.number = {id_: number for number, id_ in enumerate(self.index.nodes, start=1)}
        self.owners = tools_of_tasks(plan)
        self.open = self._choose_lanes(detail)
        self.open_set = frozenset(self.open)
        self.lane_of = {id_: self._find_lane(id_) for id_ in self.index.node_of}
        self.in_lane = defaultdict[int, list[Task]](list)
        for task in self.index.task_of.values():
            self.in_lane[self.lane_of[task.id]].append(task)
        self.drawn = self._choose_steps(detail.most_steps)
        self.gaps = self._find_gaps()
        self.boxes: list[GraphBox] = []
        self.links: dict[GraphLink, None] = {}
        self.place: dict[str, int] = {}
        """Where the boxes of tasks are, and of kinds of steps of the tools that are folded."""

    # --- what is shown where ---------------------------------------------------------------------

    def _choose_lanes(self, detail: GraphDetail) -> tuple[int, ...]:
        """The tools that have a lane: all, or some of those on the critical path."""
        tools, tasks = self.plan.tools, self.plan.tasks
        critical = sum(task.critical for task in tasks)
        crowded = len(tasks) > detail.most_steps and critical > _MOST_CRITICAL
        if len(tools) <= detail.most_lanes and not (crowded and len(tools) > detail.critical_lanes):
            return tuple(range(len(tools)))
        found = find_critical_tools(self.plan, self.index, self.owners)
        return found[: detail.critical_lanes]

    def _find_lane(self, task: str) -> int:
        tools = self.owners[task]
        if tools and not self.open_set.intersection(tools):
            return FOLDED
        return tools[0] if len(tools) == 1 else SHARED

    def _choose_steps(self, most: int) -> frozenset[str]:
        """The tasks that are drawn one by one."""
        visible = [t for lane, steps in self.in_lane.items() if lane != FOLDED for t in steps]
        shared = self.in_lane.get(SHARED, ())
        if len(visible) > most:
            visible = [task for task in visible if task.critical or task.kind is StepKind.GO_LIVE]
            visible += shared if len(shared) <= _MOST_SHARED else ()
        return frozenset(task.id for task in visible)

    def _find_gaps(self) -> Mapping[int, Mapping[str, None]]:
        """The ids of the gaps of each tool that has a lane, and of the others together."""
        tools = [id_ for id_, node in self.index.nodes.items() if node.kind is NodeKind.TOOL]
        number = {id_: n for n, id_ in enumerate(tools[: len(self.plan.tools)])}
        gaps = defaultdict[int, dict[str, None]](dict)
        for edge in self.plan.edges:
            node = self.index.nodes.get(edge.from_)
            if node is not None and node.kind is NodeKind.GAP and edge.to in number:
                lane = number[edge.to]
                gaps[lane if lane in self.open_set else FOLDED][edge.from_] = None
        return gaps

    def parts(self) -> GraphParts:
        """Everything that is drawn, in the order of the plan."""
        before = {task: self._steps_before(task) for task in self.lane_of if task in self.drawn}
        for task in before:
            self._add_step(task)
        for lane in (*self.open, SHARED):
            self._add_gaps(lane)
            self._add_rest(lane)
        anchors = self._add_kinds(before.values())
        for task, steps in before.items():
            self._link_step(task, steps)
        links = tuple(self.links)
        lanes = self._order_lanes(links)
        titles = {lane: self._title(lane) for lane in lanes}
        connect(self.boxes, links)
        return GraphParts(tuple(self.boxes), links, lanes, anchors, titles, self._note())

    def _title(self, lane: int) -> tuple[str, str]:
        if lane == SHARED:
            return shared_title(part.box.shape for part in self.boxes if part.lane == SHARED)
        labels = [self.index.nodes[gap].label for gap in self.gaps.get(lane, ())]
        if lane == FOLDED:
            others = [n for n in range(len(self.plan.tools)) if n not in self.open]
            tasks = self.in_lane.get(FOLDED, ())
            return folded_title(self.plan, others, tasks, labels)
        rest = self._rest(lane)
        more = len(rest) if len(rest) < len(self.in_lane.get(lane, ())) else 0
        return tool_title(self.plan, lane, labels, more)

    def _note(self) -> str:
        """What is not drawn one by one, and what draws it; empty where nothing is left out."""
        left_out = len(self.lane_of) - len(self.drawn)
        if not left_out:
            return ""
        return (
            f"Folded: {left_out:,} of {count_many(len(self.lane_of), 'step')}."
            " soescan plan LIST -v -o graph.svg draws them all."
        )

    def _order_lanes(self, links: Sequence[GraphLink]) -> tuple[int, ...]:
        """The lanes from top to bottom: what is shared, tools so that edges are short, the rest."""
        shared = any(part.lane == SHARED for part in self.boxes)
        between = [(self.boxes[link.from_].lane, self.boxes[link.to].lane) for link in links]
        tools = list(self.open)
        if len(self.open) == len(self.plan.tools):
            middle = [SHARED] if shared else []
            half = len(tools) // 2
            return tuple(arrange_lanes([*tools[:half], *middle, *tools[half:]], between))
        return (*([SHARED] if shared else ()), *tools, FOLDED)

    # --- boxes -----------------------------------------------------------------------------------

    def _add(self, id_: str, lane: int, written: tuple[Box, str]) -> int:
        task = self.index.nodes[id_].task
        tools = self.owners.get(task, ()) if lane == SHARED else (lane,)
        self.boxes.append(GraphBox(self.number[id_], written[0], lane, written[1], tools))
        return len(self.boxes) - 1

    def _add_step(self, id_: str) -> None:
        node = self.index.node_of[id_]
        box = self.writer.step_box(self.index.task_of[node], self._context(node))
        self.place[id_] = self._add(node, self.lane_of[id_], box)

    def _context(self, step: str) -> StepContext:
        """What is told in the box of a step instead of being drawn."""
        papers = answers = 0
        choice = ""
        for edge in self.index.edges_into(step):
            node = self.index.nodes[edge.from_]
            if node.task:
                continue
            if node.kind is NodeKind.ANY_OF:
                choice = node.label
            elif node.kind is NodeKind.EVIDENCE and edge.kind is EdgeKind.BLOCKED_BY:
                answers += 1
            elif node.kind is NodeKind.EVIDENCE and edge.kind is EdgeKind.NEEDS:
                papers += 1
        return StepContext(papers, answers, choice)

    def _rest(self, lane: int) -> list[Task]:
        """The steps of a lane that are not drawn."""
        return [task for task in self.in_lane.get(lane, ()) if task.id not in self.drawn]

    def _add_rest(self, lane: int) -> None:
        """A box for the steps of a lane of which none is drawn; else its title counts the rest."""
        rest = self._rest(lane)
        if rest and len(rest) == len(self.in_lane[lane]):
            self._add(self.index.node_of[rest[0].id], lane, self.writer.rest_box(rest))

    def _add_gaps(self, lane: int) -> None:
        """A box for the gaps of a tool, with edges to the first steps that they cause.

        Where steps are not drawn, what they cause may be among them: the title counts the gaps.
        """
        gaps = self.gaps.get(lane, {})
        if not gaps or self._rest(lane):
            return
        labels = [self.index.nodes[gap].label for gap in gaps]
        tasks = self._caused_by(gaps, lane)
        place = self._add(next(iter(gaps)), lane, self.writer.gap_box(labels, tasks))
        drawn = [task for task in tasks if task.id in self.place and self.lane_of[task.id] == lane]
        for task in sorted(drawn, key=lambda task: task.start)[:_MOST_CAUSED]:
            self.links[GraphLink(place, self.place[task.id], EdgeKind.CAUSES)] = None

    def _caused_by(self, gaps: Container[str], lane: int) -> list[Task]:
        """The steps that gaps of a tool cause, each once."""
        steps = (*self.in_lane.get(lane, ()), *self.in_lane.get(SHARED, ()))
        return [
            task
            for task in steps
            if any(
                edge.from_ in gaps and edge.kind is EdgeKind.CAUSES
                for edge in self.index.edges_into(self.index.node_of[task.id])
            )
        ]

    def _add_kinds(self, before: Iterable[Sequence[_StepBefore]]) -> tuple[tuple[int, int], ...]:
        """Boxes for kinds of step of the tools that are folded: those waited for, the costliest.

        Returns pairs of boxes of which the second stands right of the first.
        """
        kinds = defaultdict[str, list[Task]](list)
        for task in self.in_lane.get(FOLDED, ()):
            kinds[task.step].append(task)
        waited = [s.task for steps in before for s in steps if self._is_folded(s.task)]
        critical = {task.step for task in waited if task.critical}
        costs = {kind: (sum(t.effort for t in tasks), len(tasks)) for kind, tasks in kinds.items()}
        order = sorted(kinds, key=lambda kind: (kind in critical, costs[kind]), reverse=True)
        order = [k for k in order if k in critical or costs[k][0]] or order[:1]
        shown = sorted(order[:_MOST_KINDS], key=lambda kind: min(t.start for t in kinds[kind]))
        places = []
        for kind in shown:
            box = self.writer.kind_box(kinds[kind], critical=kind in critical)
            places.append(self._add(self.index.node_of[kinds[kind][0].id], FOLDED, box))
            self.place |= {task.id: places[-1] for task in kinds[kind]}
        return tuple(pairwise(places))

    def _is_folded(self, task: Task) -> bool:
        return self.lane_of.get(task.id) == FOLDED

    # --- links -----------------------------------------------------------------------------------

    def _steps_before(self, id_: str) -> list[_StepBefore]:
        """The steps that one waits for, seen through choices."""
        found = []
        for edge in self.index.edges_into(self.index.node_of[id_]):
            choice = self.index.nodes[edge.from_].kind is NodeKind.ANY_OF
            sources = self.index.steps_before(edge.from_) if choice else (edge.from_,)
            for task in map(self.index.task_of.get, sources):
                if task is not None and edge.kind is not EdgeKind.CAUSES:
                    kind = EdgeKind.ANY_OF if choice else edge.kind
                    found.append(_StepBefore(task, kind, edge.implied))
        return found

    def _link_step(self, id_: str, before: Sequence[_StepBefore]) -> None:
        last = max((s.task.finish for s in before if _counts(s)), default=0)
        for step in before:
            critical = self._is_critical(step, id_, last)
            if step.task.id not in self.place or (self._is_folded(step.task) and not critical):
                continue
            ends = self.place[step.task.id], self.place[id_]
            if ends[0] != ends[1]:
                self.links[GraphLink(*ends, step.kind, critical, step.implied)] = None

    def _is_critical(self, step: _StepBefore, id_: str, last: int) -> bool:
        """Is a step on the chain that makes a date? Of several before another, the last is."""
        after = self.index.task_of[self.index.node_of[id_]]
        if step.implied or not (after.critical and step.task.critical):
            return False
        return step.kind is EdgeKind.QUEUED_BEHIND or (_counts(step) and step.task.finish == last)


def _counts(step: _StepBefore) -> bool:
    """May the one that waits begin no earlier than this ends? Of a choice, what is not critical
    was not waited for."""
    chosen = step.kind is not EdgeKind.ANY_OF or step.task.critical
    return step.kind in PRECEDENCE and chosen
