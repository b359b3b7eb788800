"""The approval graph in the JSON of a report: without what follows from the rest of the report.

Nine nodes in ten are a paper before a step, or a gap of a tool: `GraphOutline` makes them of tasks
and findings. A file holds the others, and between them runs of nodes and edges that follow.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from typing import TypeVar

from soescan.graph import GraphOutline
from soescan.model import Assessment, Finding, Outcome, Plan, Report, Verdict

T = TypeVar("T", bound=Hashable)

GRAPH = "graph"
"""The key under which a report says what it leaves out."""


@dataclass(frozen=True, slots=True)
class GraphRun:
    """Several nodes, or edges, of the graph that follow from the rest of the report."""

    at: int
    """The place of the first of them among all nodes or edges, from 0."""
    first: int
    """Its place among those that follow, from 0."""
    count: int


@dataclass(frozen=True, slots=True)
class ImpliedGraph:
    """What is left out of the graph of a plan, for it follows from tasks, tools and findings."""

    steps: tuple[str, ...] = ()
    """The order of the steps in the graph, by id."""
    nodes: tuple[GraphRun, ...] = ()
    edges: tuple[GraphRun, ...] = ()


def leave_out_implied(report: Report) -> tuple[Report, ImpliedGraph]:
    """A report without the nodes and edges that follow from the rest of it, and where they were."""
    steps = _order_steps(report.plan)
    outline = _outline(report, steps)
    nodes, node_runs = _find_runs(report.plan.nodes, tuple(outline.nodes.values()))
    edges, edge_runs = _find_runs(report.plan.edges, tuple(dict.fromkeys(outline.edges)))
    plan = replace(report.plan, nodes=nodes, edges=edges)
    return replace(report, plan=plan), ImpliedGraph(steps, node_runs, edge_runs)


def put_back_implied(report: Report, implied: ImpliedGraph) -> Report:
    """The report of which `leave_out_implied` made this one and `implied`.

    Raises ValueError when runs overlap, or name what does not follow.
    """
    outline = _outline(report, implied.steps)
    nodes = _insert_runs(report.plan.nodes, tuple(outline.nodes.values()), implied.nodes)
    edges = _insert_runs(report.plan.edges, tuple(dict.fromkeys(outline.edges)), implied.edges)
    return replace(report, plan=replace(report.plan, nodes=nodes, edges=edges))


def _order_steps(plan: Plan) -> tuple[str, ...]:
    steps = {task.id: task.step for task in plan.tasks}
    return tuple(dict.fromkeys(steps[node.id] for node in plan.nodes if node.id in steps))


def _outline(report: Report, steps: Sequence[str]) -> GraphOutline:
    """All that follows, in the order in which planning finds it."""
    plan, rank = report.plan, {step: number for number, step in enumerate(steps)}
    outline = GraphOutline(plan.tools, plan.tasks)
    pairs = [pair for pair in enumerate(report.assessments) if pair[0] < len(plan.tools)]
    for number, _ in pairs:
        outline.add_tool(number)
    known = [task for task in outline.tasks.values() if task.step in rank]
    first = {task.id: next(iter(outline.list_task_tools(task.id)), 0) for task in known}
    for task in sorted(known, key=lambda task: (rank[task.step], first[task.id])):
        outline.add_task(task)
    for number, a in pairs:
        lists = (f for f in a.facts if f.key == "subproc.list" and not f.is_lead)
        outline.add_companies(number, lists)
    for number, a in pairs:
        outline.add_gaps(number, _list_gaps(a, outline.list_steps(number).keys()))
    outline.mark_illustrative()
    return outline


def _list_gaps(a: Assessment, steps: Set[str]) -> Iterator[Finding]:
    """The findings that call for a step of the plan."""
    if a.outcome is not Outcome.IN_SOE:
        for finding in a.findings:
            is_gap = finding.verdict in (Verdict.CONFLICTS, Verdict.UNKNOWN)
            if is_gap and not steps.isdisjoint(finding.needs):
                yield finding


def _find_runs(
    listed: Sequence[T], following: Sequence[T]
) -> tuple[tuple[T, ...], tuple[GraphRun, ...]]:
    """What does not follow, and the runs of what does; these name each thing once, in its order."""
    places = {item: place for place, item in enumerate(following)}
    others: list[T] = []
    starts: list[tuple[int, int]] = []  # of each run: its place among all, and among what follows
    ends: list[int] = []
    end = 0  # of the last run, among what follows
    for at, item in enumerate(listed):
        place = places.get(item, -1)
        if place < end:
            others.append(item)
            continue
        if starts and place == end and at - starts[-1][0] == place - starts[-1][1]:
            ends[-1] = place + 1
        else:
            starts.append((at, place))
            ends.append(place + 1)
        end = place + 1
    runs = (GraphRun(at, first, end - first) for (at, first), end in zip(starts, ends, strict=True))
    return tuple(others), tuple(runs)


def _insert_runs(
    others: Sequence[T], following: Sequence[T], runs: Sequence[GraphRun]
) -> tuple[T, ...]:
    listed: list[T] = []
    used = end = 0
    for run in runs:
        missing = run.at - len(listed)
        if not 0 <= missing <= len(others) - used:
            raise ValueError(f"runs that fit together, found one at {run.at}")
        if not end <= run.first < run.first + run.count <= len(following):
            found = f"{run.count} from {run.first}"
            raise ValueError(f"a run of the {len(following)} that follow, found {found}")
        listed += others[used : used + missing]
        used, end = used + missing, run.first + run.count
        listed += following[run.first : end]
    return (*listed, *others[used:])
