"""Case + Assessment -> the steps a tool is asked for, and why.

A step is there because a finding needs it, because it is asked of every tool, or because its
condition holds or cannot be told. What cannot be told is kept and listed as assumed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from soescan import conditions
from soescan.conditions import FactSet
from soescan.model import (
    Assessment,
    Case,
    Condition,
    FastTrack,
    Finding,
    OnUnknown,
    Outcome,
    Step,
    StepId,
    Verdict,
)
from soescan.reference import builtin


@dataclass(frozen=True, slots=True)
class RequiredStep:
    """A step that a tool needs, and what asked for it."""

    step: Step
    because: tuple[str, ...]
    assumed: bool
    artefacts: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ToolRequirements:
    """All that one tool is asked for."""

    tool: str
    steps: Mapping[str, RequiredStep]
    route: FastTrack | None = None
    unanswered_standards: tuple[str, ...] = ()
    """Standards whose answer everything waits for."""
    says: str = ""
    """Why there is no way to a go-live, or nothing to do."""


def derive_requirements(case: Case, assessment: Assessment) -> ToolRequirements:
    """The steps of one tool, by its findings and by what the catalog asks."""
    name = case.tool.name
    if assessment.outcome is Outcome.BLOCKED:
        return ToolRequirements(name, {}, says=f"no way to a go-live: {assessment.says}")
    world = build_fact_set(case, assessment)
    steps = _collect_steps(case, assessment, world)
    route = _choose_route(case, world)
    if route:
        # A shorter way is no way round what is known to be wrong.
        firm = {n for f in assessment.findings if f.verdict is Verdict.CONFLICTS for n in f.needs}
        kept = {n: one for n, one in steps.items() if n not in route.skip or n in firm}
        steps = _carry_gates(case, steps, kept)
    if not steps:
        nothing = case.catalog.approvals and "no step is asked for"
        return ToolRequirements(name, {}, route, says=nothing or "the catalog names no steps")
    return ToolRequirements(name, steps, route, _find_unanswered_standards(assessment))


def _carry_gates(
    case: Case, steps: Mapping[str, RequiredStep], kept: Mapping[str, RequiredStep]
) -> dict[str, RequiredStep]:
    """The steps of a route, with the gates and tests of those it skips at whatever comes next.

    Where nothing comes next, the step itself stays.
    """
    found, carried = dict(kept), set[str]()
    after: dict[str, tuple[StepId, ...]] = {s.id: s.after for s in case.catalog.approvals}
    for name in kept:
        open_: list[str] = list(after[name])
        seen = set[str]()
        while open_:
            before = open_.pop()
            if before in seen or before in kept:
                continue
            seen.add(before)
            open_ += after.get(before, ())
            if one := steps.get(before):
                papers = dict.fromkeys((*found[name].artefacts, *one.artefacts))
                tests = dict.fromkeys((*found[name].tests, *one.tests))
                found[name] = replace(found[name], artefacts=tuple(papers), tests=tuple(tests))
                carried.add(before)
    last = {n: s for n, s in steps.items() if n not in carried and (s.artefacts or s.tests)}
    return last | found


def build_fact_set(case: Case, assessment: Assessment) -> FactSet:
    """The case's facts and its outcome, ready for conditions."""
    facts = {key: tuple(f.value for f in found) for key, found in case.facts.items()}
    return FactSet(facts | {"soe.outcome": (str(assessment.outcome),)}, case.as_of, case.orders)


def _find_unanswered_standards(assessment: Assessment) -> tuple[str, ...]:
    return tuple(
        f.rule
        for f in assessment.findings
        if f.verdict is Verdict.UNKNOWN and f.on_unknown is OnUnknown.BLOCK
    )


def _choose_route(case: Case, world: FactSet) -> FastTrack | None:
    """The first fast track whose condition is known to hold. An emergency must be asked for."""
    return next(
        (
            track
            for track in case.catalog.fast_track
            if not track.emergency and conditions.evaluate(track.when, world) is True
        ),
        None,
    )


def _collect_steps(case: Case, assessment: Assessment, world: FactSet) -> dict[str, RequiredStep]:
    needed = _group_findings(assessment)
    asked: dict[str, RequiredStep] = {}
    for step in case.catalog.approvals:
        because, sure = _explain_step(step, needed.get(step.id, []), world)
        if because:
            asked[step.id] = RequiredStep(
                step,
                tuple(dict.fromkeys(because)),
                assumed=not sure,
                artefacts=_gate_artefacts(case, step, world),
                tests=_required_tests(case, step, world),
            )
    return asked


def _explain_step(step: Step, findings: list[Finding], world: FactSet) -> tuple[list[str], bool]:
    """Why a step is asked for, and whether any of it is known for sure."""
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
            missing = ", ".join(conditions.find_missing_facts(step.when, world))
            says = conditions.describe_condition(step.when, builtin.vocabulary())
            because.append(says if holds else f"not known: {missing}")
            sure = sure or holds is True
    return because, sure


def _group_findings(assessment: Assessment) -> Mapping[str, list[Finding]]:
    """The findings that call for each step. A tool in the SOE needs none for open questions."""
    found: dict[str, list[Finding]] = {}
    for finding in assessment.findings if assessment.outcome is not Outcome.IN_SOE else ():
        for step in finding.needs:
            found.setdefault(step, []).append(finding)
    return found


def _gate_artefacts(case: Case, step: Step, world: FactSet) -> tuple[str, ...]:
    """Papers that must be there before a step. No route skips them."""
    papers = [
        artefact
        for gate in case.catalog.gates
        if gate.before == step.id and _can_hold(gate.when, world)
        for artefact in gate.artefacts
    ]
    return tuple(dict.fromkeys(papers))


def _required_tests(case: Case, step: Step, world: FactSet) -> tuple[str, ...]:
    """Tests that must have been made before a step. No route skips them."""
    return tuple(
        test.label
        for test in case.catalog.tests
        if test.before == step.id and _can_hold(test.when, world)
    )


def _can_hold(when: Condition | None, world: FactSet) -> bool:
    return when is None or conditions.evaluate(when, world) is not False
