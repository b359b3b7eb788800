"""Nodes of a plan -> what stands in their box, and what is read out after it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from soescan.graph import ApprovalGraph, ApprovalNode
from soescan.model import EdgeKind, NodeKind, Plan
from soescan.quantities import quantity
from soescan.report.picture.boxes import (
    Box,
    BoxShape,
    join_or_stack,
    make_box,
    make_quiet_box,
)
from soescan.report.picture.condensed_boxes import describe_end, format_effort
from soescan.report.picture.dates import DateFormatter
from soescan.report.picture.text import shorten
from soescan.report.text import person_days

_NAMED = 5
"""Members of a group that are read out."""
_SPOKEN = 60
"""Characters of a name that is read out."""
SHAPES = {
    NodeKind.REQUEST: BoxShape.REQUEST,
    NodeKind.TOOL: BoxShape.REQUEST,
    NodeKind.EVIDENCE: BoxShape.EVIDENCE,
    NodeKind.REVIEW: BoxShape.STEP,
    NodeKind.APPROVAL: BoxShape.STEP,
    NodeKind.SHARED_APPROVAL: BoxShape.SHARED,
    NodeKind.COMMITTEE: BoxShape.COMMITTEE,
    NodeKind.ANY_OF: BoxShape.ANY_OF,
    NodeKind.ACTION: BoxShape.ACTION,
    NodeKind.GO_LIVE: BoxShape.GO_LIVE,
    NodeKind.RENEWAL: BoxShape.RENEWAL,
    NodeKind.SUBPROCESSOR: BoxShape.COMPANY,
    NodeKind.GAP: BoxShape.GAP,
}
_MORE = {
    NodeKind.EVIDENCE: ("more paper", "more papers"),
    NodeKind.RENEWAL: ("more renewal", "more renewals"),
    NodeKind.SUBPROCESSOR: ("more company", "more companies"),
    NodeKind.GAP: ("more gap", "more gaps"),
}


class BoxWriter:
    """Writes boxes for the nodes of one plan."""

    def __init__(self, plan: Plan, graph: ApprovalGraph) -> None:
        """Look up what boxes are made of."""
        self.plan, self.graph, self.when = plan, graph, DateFormatter(plan)

    def node_box(self, node: ApprovalNode) -> Box:
        """The box of one node: what is done, by whom, for how many tools, its effort, its day."""
        task = self.graph.task(node.id)
        if node.kind is NodeKind.GAP:
            return self.group_box([node])
        if task is None:
            return make_box(SHAPES[node.kind], *self._node_label(node))
        many = quantity(len(node.lanes), "tool") if len(node.lanes) > 1 else ""
        dates = ", ".join(filter(None, (many, describe_end(task, self.when))))
        return make_box(
            *(SHAPES[node.kind], node.label),
            join_or_stack(node.role, format_effort(node.effort), dates),
            critical=node.critical,
            on_file=bool(task.satisfied),
            assumed=task.assumed,
        )

    def _node_label(self, node: ApprovalNode) -> tuple[str, tuple[str, ...]]:
        """The label of what is no step. Of a meeting, the day stands on a line of its own."""
        body, comma, _ = node.label.rpartition(", ")
        if node.kind is NodeKind.COMMITTEE and comma and node.starts:
            return body, (f"meets {self.when.format_day(node.starts)}",)
        return node.label, ()

    def group_box(self, nodes: Sequence[ApprovalNode]) -> Box:
        """One box for several nodes of a kind: the first by name, the others by number."""
        first = nodes[0]
        others_text = (
            (f"and {quantity(len(nodes) - 1, *_MORE[first.kind])}",) if len(nodes) > 1 else ()
        )
        if first.kind is NodeKind.GAP:
            caused = sum(self.graph.node(to).effort for to in self._caused(nodes))
            calls = (f"{person_days(caused)} of work",) if caused else ()
            return make_quiet_box(BoxShape.GAP, first.label, (*others_text, *calls))
        return make_box(SHAPES[first.kind], first.label, others_text)

    def _caused(self, gaps: Sequence[ApprovalNode]) -> Iterable[str]:
        """The steps that gaps cause, each once."""
        caused = (EdgeKind.CAUSES,)
        return dict.fromkeys(to for gap in gaps for to in self.graph.successors(gap.id, caused))

    def describe(self, nodes: Sequence[ApprovalNode]) -> str:
        """What is read out after the text of a box: tools, kind, and what else is drawn."""
        first, task = nodes[0], self.graph.task(nodes[0].id)
        tools = [self.plan.tools[lane].tool for lane in first.lanes]
        parts = [self._list_names(tools), str(first.kind).replace("-", " ")]
        if len(nodes) > 1:
            parts.append(self._list_names([node.label for node in nodes]))
        work = map(self.graph.node, self._caused(nodes)) if first.kind is NodeKind.GAP else nodes
        parts.append(person_days(sum(node.effort for node in work)))
        if task:
            parts += ["on the critical path"] * task.critical + ["assumed"] * task.assumed
            parts += [f"on file: {shorten(task.satisfied)}"] if task.satisfied else []
        return "; ".join(filter(None, parts))

    def _list_names(self, names: Sequence[str]) -> str:
        left_out = len(names) - _NAMED
        named = ", ".join(shorten(name, _SPOKEN) for name in names[:_NAMED])
        return named + (f" and {left_out} more" if left_out > 0 else "")
