"""What a node has besides its kind and its label: tools, people, work and dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from soescan.model import EdgeKind, NodeKind, Task, ToolPlan

if TYPE_CHECKING:
    import networkx as nx


class NodeAttributes:
    """Works them out from the tasks and tools of a plan, and from the edges of its graph."""

    def __init__(
        self, graph: nx.MultiDiGraph[str], tasks: Iterable[Task], tools: Sequence[ToolPlan]
    ) -> None:
        """Of a graph with all its nodes and edges; the tools in the order of their nodes."""
        self.graph, self.plans = graph, tools
        self.tasks = {task.id: task for task in tasks}
        named = [id_ for id_, about in graph.nodes(data=True) if about["kind"] is NodeKind.TOOL]
        self.number = {id_: number for number, id_ in enumerate(named[: len(tools)])}
        self.owners: dict[str, list[int]] = {}
        for number, tool in enumerate(tools):
            for task in dict.fromkeys(tool.tasks):
                self.owners.setdefault(task, []).append(number)

    def compute(self, id_: str) -> Mapping[str, Any]:
        """The attributes of one node; those that do not apply to it are left at nothing."""
        kind, task = self.graph.nodes[id_]["kind"], self._task_of(id_)
        lanes = self.find_lanes(id_)
        names = tuple(self.plans[lane].tool for lane in lanes)
        about: dict[str, Any] = {"lanes": lanes, "tools": names}
        if task is not None:
            return about | _task_attributes(task)
        if kind is NodeKind.TOOL:
            return about | (self._tool_attributes(lanes[0]) if lanes else {})
        if kind is NodeKind.GAP:
            caused = (step.effort for step in self._tasks_after(id_, EdgeKind.CAUSES))
            return about | {"effort": float(sum(caused))}
        if kind is NodeKind.RENEWAL:
            return about | self._renewal_attributes(id_)
        if kind is NodeKind.COMMITTEE:
            met = {step.meeting for step in self._tasks_after(id_, EdgeKind.MEETS)}
            day = met.pop() if len(met) == 1 else None
            return about | {"starts": day, "ends": day}
        return about

    def find_lanes(self, id_: str) -> tuple[int, ...]:
        """The numbers of the tools a node is for.

        A task knows its tools; what is joined to tools is theirs; a choice is of whom it is made
        for; everything else belongs to those whose steps it stands beside.
        """
        about = self.graph.nodes[id_]
        if about["kind"] is NodeKind.TOOL:
            return (self.number[id_],) if id_ in self.number else ()
        if about["task"] in self.tasks:
            return tuple(self.owners.get(about["task"], ()))
        if about["kind"] is NodeKind.ANY_OF:
            near = self._after_choices(id_)
        else:
            near = [*self.graph.successors(id_), *self.graph.predecessors(id_)]
        tools = {self.number[other] for other in near if other in self.number}
        beside = (self.owners.get(self.graph.nodes[other]["task"], ()) for other in near)
        return tuple(sorted(tools or {lane for lanes in beside for lane in lanes}))

    def _after_choices(self, id_: str) -> list[str]:
        """What waits for a choice, which may be a choice itself."""
        near = [id_]
        for node in near:  # grows while it is read; a saved graph may hold a loop
            if self.graph.nodes[node]["kind"] is NodeKind.ANY_OF:
                near += [other for other in self.graph.successors(node) if other not in near]
        return near[1:]

    def _task_of(self, id_: str) -> Task | None:
        return self.tasks.get(self.graph.nodes[id_]["task"])

    def _tasks_after(self, id_: str, kind: EdgeKind) -> Iterator[Task]:
        """The tasks to which edges of a kind lead."""
        for _, to, about in self.graph.out_edges(id_, data=True):
            if about["kind"] is kind and (task := self._task_of(to)) is not None:
                yield task

    def _tool_attributes(self, number: int) -> dict[str, Any]:
        plan = self.plans[number]
        tasks = (self.tasks[task] for task in plan.tasks if task in self.tasks)
        starts = [task.starts for task in tasks if task.starts]
        return {
            "effort": float(plan.effort),
            "starts": min(starts, default=None),
            "ends": plan.earliest,
            "p80": plan.p80,
        }

    def _renewal_attributes(self, id_: str) -> dict[str, Any]:
        """A reminder: the day by which a step has to be done again, and its work."""
        again = [task for before in self.graph.predecessors(id_) if (task := self._task_of(before))]
        if not again:
            return {}
        day = again[0].valid_until
        return {"role": again[0].role, "effort": float(again[0].effort), "starts": day, "ends": day}


def _task_attributes(task: Task) -> dict[str, Any]:
    return {
        "tools": task.tools,
        "illustrative": task.illustrative,
        "role": task.role,
        "effort": float(task.effort),
        "lead": float(task.lead),
        "starts": task.starts,
        "ends": task.ends,
        "p80": task.p80,
        "critical": task.critical,
        "criticality": float(task.often_critical),
        "slack": task.slack,
    }
