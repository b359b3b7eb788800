"""Nodes of a plan -> what stands in their box, and what is read out after it."""

from __future__ import annotations

from collections.abc import Sequence

from soescan.model import EdgeKind, NodeKind, Plan, PlanNode, Task
from soescan.report.picture.boxes import SMALL, Box, Shape, beside, box
from soescan.report.picture.dates import When
from soescan.report.picture.text import Line, brief
from soescan.report.text import quantity

_NAMED = 5
"""Members of a group that are read out."""
_SPOKEN = 60
"""Characters of a name that is read out."""
SHAPES = {
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
_MORE = {
    NodeKind.EVIDENCE: ("more paper", "more papers"),
    NodeKind.RENEWAL: ("more renewal", "more renewals"),
    NodeKind.SUBPROCESSOR: ("more company", "more companies"),
}


class Contents:
    """Writes boxes for the nodes of one plan."""

    def __init__(self, plan: Plan) -> None:
        """Look up what boxes are made of."""
        self.plan, self.when = plan, When(plan)
        self.tasks = {task.id: task for task in plan.tasks}
        self._meets: dict[str, set[str]] = {}
        for edge in plan.edges:
            if edge.kind is EdgeKind.MEETS:
                self._meets.setdefault(edge.from_, set()).add(edge.to)

    def box(self, node: PlanNode, tools: Sequence[int]) -> Box:
        """The box of one node, which concerns some tools."""
        task = self.tasks.get(node.task)
        if task is None:
            return box(SHAPES[node.kind], *self._label(node))
        week = task.illustrative
        when = "on file" if task.satisfied else self.when.short(task.ends, week=week)
        if node.kind is NodeKind.GO_LIVE and task.p80 and not task.satisfied:
            when += f", P80 {self.when.short(task.p80, week=week)}"
        many = quantity(len(tools), "tool") if len(tools) > 1 else ""
        return box(
            *(SHAPES[node.kind], task.label),
            beside(task.role, ", ".join(filter(None, (many, when)))),
            critical=task.critical,
            kept=bool(task.satisfied),
            assumed=task.assumed,
        )

    def _label(self, node: PlanNode) -> tuple[str, tuple[str, ...]]:
        """The label of what is no step. Of a meeting, the day stands on a line of its own."""
        met = (self.tasks.get(task) for task in self._meets.get(node.id, ()))
        days = {task.meeting for task in met if task and task.meeting}
        body, comma, _ = node.label.rpartition(", ")
        if comma and len(days) == 1:
            return body, (f"meets {self.when.short(days.pop())}",)
        return node.label, ()

    def group(self, nodes: Sequence[PlanNode]) -> Box:
        """One box for several nodes of a kind: the first by name, the others by number."""
        first = nodes[0]
        more = quantity(len(nodes) - 1, *_MORE[first.kind])
        return box(SHAPES[first.kind], first.label, (f"and {more}",) if len(nodes) > 1 else ())

    def says(self, nodes: Sequence[PlanNode], tools: Sequence[int]) -> str:
        """What is read out after the text of a box: tools, kind, and what else is drawn."""
        task = self.tasks.get(nodes[0].task)
        found = [self._listed([self.plan.tools[n].tool for n in tools]), str(nodes[0].kind)]
        if len(nodes) > 1:
            found.append(self._listed([node.label for node in nodes]))
        if task:
            found += ["on the critical path"] * task.critical + ["assumed"] * task.assumed
            found += [f"on file: {brief(task.satisfied)}"] if task.satisfied else []
        return "; ".join(filter(None, found))

    def _listed(self, names: Sequence[str]) -> str:
        more = len(names) - _NAMED
        named = ", ".join(brief(name, _SPOKEN) for name in names[:_NAMED])
        return named + (f" and {more} more" if more > 0 else "")

    def summary(self, tool: int, tasks: Sequence[Task]) -> tuple[Box, str]:
        """One box for all steps of a tool, and what is read out after it."""
        found = self.plan.tools[tool]
        shared = len(set(found.tasks)) - len(tasks)
        steps = quantity(len(tasks), "step") + (f", {shared} shared" if shared > 0 else "")
        critical = any(task.critical for task in tasks)
        made = Box(Shape.FOLDED, (Line(f"{steps} · {self.when.live(found)}", SMALL),), critical)
        return made, f"{brief(found.tool, _SPOKEN)}, folded" + "; on the critical path" * critical
