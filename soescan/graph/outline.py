"""Tasks, tools and findings -> the part of an approval graph that follows from them.

What follows: a node for each tool and each step, with its papers, its record on file and its
renewal; the companies behind a tool; the gaps of a tool, joined to the steps that they cause. What
only planning knows is added by `plan.graph`: which step waits for which, queues, meetings, choices.
A saved report leaves out what follows, and gets it back from here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from soescan.dates import format_date_or_week
from soescan.model import (
    EdgeKind,
    Fact,
    Finding,
    NodeKind,
    PlanEdge,
    PlanNode,
    StepKind,
    Task,
    ToolPlan,
    Verdict,
)
from soescan.names import fold

_KINDS = {
    StepKind.REQUEST: NodeKind.REQUEST,
    StepKind.EVIDENCE: NodeKind.EVIDENCE,
    StepKind.REVIEW: NodeKind.REVIEW,
    StepKind.APPROVAL: NodeKind.APPROVAL,
    StepKind.COMMITTEE: NodeKind.COMMITTEE,
    StepKind.ACTION: NodeKind.ACTION,
    StepKind.GO_LIVE: NodeKind.GO_LIVE,
    StepKind.RENEWAL: NodeKind.RENEWAL,
}
_MOST_COMPANIES = 40
"""Subprocessors of one tool that are drawn."""


def tool_node_id(number: int) -> str:
    """The id of the node of a tool, by its number in the plan, from 0."""
    return f"tool:{number + 1}"


class GraphOutline:
    """Collects the nodes and edges that follow from a plan's tasks and tools, and from findings."""

    def __init__(self, tools: Sequence[ToolPlan], tasks: Iterable[Task]) -> None:
        """Empty, of a plan with these tools and tasks."""
        self.tools = tools
        self.tasks = {task.id: task for task in tasks}
        self.nodes: dict[str, PlanNode] = {}
        self.edges: list[PlanEdge] = []
        self._owners: dict[str, list[int]] = {}
        for number, tool in enumerate(tools):
            for task in dict.fromkeys(tool.tasks):
                self._owners.setdefault(task, []).append(number)

    def add_node(self, id_: str, kind: NodeKind, label: str, *because: str, task: str = "") -> str:
        """Add a node unless there is one of that id, which is returned."""
        self.nodes.setdefault(id_, PlanNode(id_, kind, label, because, task))
        return id_

    def add_edge(self, from_: str, to: str, kind: EdgeKind, says: str) -> None:
        """Add an edge between two nodes, in words."""
        self.edges.append(PlanEdge(from_, to, kind, says))

    def list_task_tools(self, id_: str) -> Sequence[int]:
        """The tools that a task is for, by number, ascending."""
        return self._owners.get(id_, ())

    def add_tool(self, number: int) -> str:
        """A node for a tool; its id is returned."""
        plan = self.tools[number]
        why = f"it is in use: {plan.in_use.action}" if plan.in_use else "it is proposed"
        return self.add_node(tool_node_id(number), NodeKind.TOOL, plan.tool, why)

    def add_task(self, task: Task) -> None:
        """A node for a task, with what is on file for it, its papers and its renewal."""
        tools = self.list_task_tools(task.id)
        shared = len(tools) > 1 and task.kind in (StepKind.REVIEW, StepKind.APPROVAL)
        kind = NodeKind.SHARED_APPROVAL if shared else _KINDS[task.kind]
        self.add_node(task.id, kind, task.label, *task.because, task=task.id)
        for tool in tools if len(tools) > 1 else ():
            says = f"done once for {len(tools)} tools (scope: {task.scope})"
            self.add_edge(task.id, tool_node_id(tool), EdgeKind.SHARED_BY, says)
        if task.kind is StepKind.GO_LIVE:
            for tool in tools:
                says = f"{self.tools[tool].tool} is live then"
                self.add_edge(task.id, tool_node_id(tool), EdgeKind.INFORMS, says)
        self._add_papers(task)
        self._add_renewal(task)

    def _add_papers(self, task: Task) -> None:
        if task.satisfied:
            on_file = self.add_node(f"file:{task.id}", NodeKind.EVIDENCE, "On file", task.satisfied)
            self.add_edge(on_file, task.id, EdgeKind.SATISFIED_BY, task.satisfied)
        for number, paper in enumerate(task.artefacts, start=1):
            id_, says = f"paper:{task.id}:{number}", f"needed before “{task.label}”"
            self.add_node(id_, NodeKind.EVIDENCE, paper, says)
            self.add_edge(id_, task.id, EdgeKind.NEEDS, "required on every route")

    def _add_renewal(self, task: Task) -> None:
        if task.valid_until and not task.satisfied:
            until = format_date_or_week(task.valid_until, illustrative=task.illustrative)
            the = "the " if task.illustrative else ""
            again = f"valid until {the}{until}, then it has to be reviewed again"
            self.add_node(f"renew:{task.id}", NodeKind.RENEWAL, f"Renew: {task.label}", again)
            self.add_edge(task.id, f"renew:{task.id}", EdgeKind.INFORMS, again)

    def add_companies(self, number: int, lists: Iterable[Fact]) -> None:
        """The companies behind a tool, which its vendor passes data on to, out of facts."""
        for fact in lists:
            names = fact.value if isinstance(fact.value, tuple) else (str(fact.value),)
            for name in names[:_MOST_COMPANIES]:
                says = f"gets data from {self.tools[number].tool} ({fact.origin.basis})"
                id_ = f"company:{fold(name).replace(' ', '-')}"
                self.add_node(id_, NodeKind.SUBPROCESSOR, name, says)
                self.add_edge(id_, tool_node_id(number), EdgeKind.INFORMS, says)

    def list_steps(self, number: int) -> Mapping[str, str]:
        """The task of a tool for each step that it needs."""
        tasks = (self.tasks[id_] for id_ in self.tools[number].tasks if id_ in self.tasks)
        return {task.step: task.id for task in tasks}

    def add_gaps(self, number: int, gaps: Iterable[Finding]) -> None:
        """What a tool does not meet, or is not known to, joined to the steps it causes."""
        steps = self.list_steps(number)
        for finding in gaps:
            verdict = "is open" if finding.verdict is Verdict.UNKNOWN else "is not met"
            says = f"{finding.name} {verdict}"
            gap = self.add_node(
                f"gap:{number + 1}:{finding.rule}", NodeKind.GAP, says, finding.says
            )
            informs = f"{says} for {self.tools[number].tool}"
            self.add_edge(gap, tool_node_id(number), EdgeKind.INFORMS, informs)
            for step in finding.needs:
                if task := steps.get(step):
                    self.add_edge(gap, task, EdgeKind.CAUSES, f"required because {says}")

    def mark_illustrative(self) -> None:
        """Mark the nodes whose time only illustrates.

        That a committee meets on a day is a fact of its calendar, but not that it decides then.
        """
        rough = {task.id for task in self.tasks.values() if task.illustrative}
        meets, informs = EdgeKind.MEETS, EdgeKind.INFORMS
        rough |= {edge.from_ for edge in self.edges if edge.kind is meets and edge.to in rough}
        rough |= {edge.to for edge in self.edges if edge.kind is informs and edge.from_ in rough}
        for id_ in rough & self.nodes.keys():
            node = self.nodes[id_]
            meeting = node.kind is NodeKind.COMMITTEE and not node.task  # its label says a day
            label = f"{node.label} (illustrative)" if meeting else node.label
            self.nodes[id_] = replace(node, label=label, illustrative=True)
