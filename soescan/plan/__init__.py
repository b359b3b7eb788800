"""Cases + assessments -> Plan: the steps each tool needs, why, and in which order.

The only folder that knows about graphs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import networkx as nx

from soescan import conditions
from soescan.conditions import World
from soescan.model import (
    Assessment,
    Case,
    Finding,
    OnUnknown,
    Outcome,
    Plan,
    Step,
    Task,
    ToolPlan,
    Verdict,
)


def schedule(judged: Iterable[tuple[Case, Assessment]]) -> Plan:
    """Lay out each tool's steps by likely working days, as early as their order allows."""
    laid_out: _LaidOut = {}
    return Plan(tuple(_plan(case, assessment, laid_out) for case, assessment in judged))


@dataclass(frozen=True, slots=True)
class _Asked:
    """A step that a tool needs, and what asked for it."""

    step: Step
    because: tuple[str, ...]
    assumed: bool


_LaidOut = dict[tuple[_Asked, ...], tuple[Task, ...]]
"""Tools that are asked the same steps for the same reasons share one layout."""


def _plan(case: Case, assessment: Assessment, laid_out: _LaidOut) -> ToolPlan:
    name = case.tool.name
    if assessment.outcome is Outcome.BLOCKED:
        return ToolPlan(name, says=f"no way to a go-live: {assessment.says}")
    asked = _asked(case, assessment)
    if not asked:
        says = (
            "the catalog names no steps" if not case.catalog.approvals else "no step is asked for"
        )
        return ToolPlan(name, says=says)
    key = tuple(asked.values())
    if key not in laid_out:
        graph = _graph(asked, case.catalog.approvals)
        steps: dict[str, Step] = {step.id: step for step in case.catalog.approvals}
        roles: dict[str, str] = {role.id: role.label for role in case.catalog.roles}
        laid_out[key] = _timed(graph, asked, steps, roles)
    tasks = laid_out[key]
    days = max(task.finish for task in tasks)
    unknown = [task.step for task in tasks if _untimed(asked[task.step].step)]
    says = f"no lead time known for {', '.join(unknown)}: ask IT" if unknown else ""
    waiting = [
        f.rule
        for f in assessment.findings
        if f.verdict is Verdict.UNKNOWN and f.on_unknown is OnUnknown.BLOCK
    ]
    if waiting:
        says = "; ".join(filter(None, (f"starts when answered: {', '.join(waiting)}", says)))
    return ToolPlan(name, tasks, days, says)


def _asked(case: Case, assessment: Assessment) -> dict[str, _Asked]:
    """The steps that findings need, that hold always, or whose condition holds or is unknown."""
    outcome = (str(assessment.outcome),)
    facts = {key: tuple(f.value for f in found) for key, found in case.facts.items()}
    world = World(facts | {"soe.outcome": outcome}, case.as_of, case.orders)
    wanted = _needed(assessment)
    asked: dict[str, _Asked] = {}
    for step in case.catalog.approvals:
        findings = wanted.get(step.id, [])
        because = [
            f"{f.rule} {'is open' if f.verdict is Verdict.UNKNOWN else f.verdict}" for f in findings
        ]
        sure = any(f.verdict is Verdict.CONFLICTS for f in findings)
        if step.always:
            because.append("asked of every tool")
            sure = True
        if step.when is not None:
            holds = conditions.evaluate(step.when, world)
            if holds is not False:
                missing = ", ".join(conditions.missing(step.when, world))
                because.append("its condition holds" if holds else f"not known: {missing}")
                sure = sure or holds is True
        if because:
            asked[step.id] = _Asked(step, tuple(dict.fromkeys(because)), assumed=not sure)
    return asked


def _needed(assessment: Assessment) -> Mapping[str, list[Finding]]:
    """The findings that call for each step. A tool in the SOE needs none for open questions."""
    wanted: dict[str, list[Finding]] = {}
    for finding in assessment.findings if assessment.outcome is not Outcome.IN_SOE else ():
        for step in finding.needs:
            wanted.setdefault(step, []).append(finding)
    return wanted


def _graph(asked: Mapping[str, _Asked], steps: Iterable[Step]) -> nx.DiGraph[str]:
    """The asked steps; an edge means "before", also through steps that are not asked."""
    after: dict[str, tuple[str, ...]] = {step.id: step.after for step in steps}
    graph: nx.DiGraph[str] = nx.DiGraph()
    for name in asked:
        graph.add_node(name)
        waiting, seen = list(after[name]), set()
        while waiting:
            before = waiting.pop()
            if before in seen:
                continue
            seen.add(before)
            if before in asked:
                graph.add_edge(before, name)
            else:
                waiting.extend(after[before])
    return graph


def _timed(
    graph: nx.DiGraph[str],
    asked: Mapping[str, _Asked],
    steps: Mapping[str, Step],
    roles: Mapping[str, str],
) -> tuple[Task, ...]:
    """Earliest start and finish of every step, and which of them the end waits for."""
    rank = {name: index for index, name in enumerate(asked)}
    # A list, so that a cycle would fail here; catalogs with cycles are refused when read.
    order = list(nx.lexicographical_topological_sort(graph, key=rank.__getitem__))
    known: dict[str, float | None] = {}
    start = {name: _ready(name, steps, asked, known) or 0.0 for name in order}
    finish = {name: start[name] + _days(asked[name].step) for name in order}
    end = max(finish.values())
    latest: dict[str, float] = {}
    for name in reversed(order):
        # A step that needs only some of those before it does not wait for the slower ones.
        waiting = (n for n in graph.successors(name) if finish[name] <= start[n])
        latest[name] = min((latest[n] - _days(asked[n].step) for n in waiting), default=end)
    return tuple(
        Task(
            step=asked[name].step.id,
            label=asked[name].step.label or name,
            role=roles.get(asked[name].step.role, asked[name].step.role),
            because=asked[name].because,
            days=_days(asked[name].step),
            start=start[name],
            finish=finish[name],
            critical=latest[name] - finish[name] < 1e-9,
            assumed=asked[name].assumed,
            source=asked[name].step.source,
        )
        for name in order
    )


def _ready(
    name: str,
    steps: Mapping[str, Step],
    asked: Mapping[str, _Asked],
    known: dict[str, float | None],
) -> float | None:
    """When enough of what a step waits for is done; None when nothing of it is asked.

    A step that is not asked takes no time, but what it waits for, and how much of it, counts.
    """
    if name not in known:
        done = []
        for before in steps[name].after:
            at = _ready(before, steps, asked, known)
            if before in asked:
                at = (at or 0.0) + _days(steps[before])
            if at is not None:
                done.append(at)
        done.sort()
        known[name] = done[_joined(steps[name], len(done)) - 1] if done else None
    return known[name]


def _joined(step: Step, count: int) -> int:
    """How many of the steps before must be done."""
    if step.join == "any":
        return 1
    return min(count, max(1, int(step.join))) if step.join.isdecimal() else count


def _untimed(step: Step) -> bool:
    return step.effort is None and step.lead is None


def _days(step: Step) -> float:
    """Likely working days from start to finish: work, then waiting."""
    return sum(part.likely for part in (step.effort, step.lead) if part)
