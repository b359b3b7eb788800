"""Case + Assessment -> ToolRequirements: the steps that a tool needs, and why.

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
    Catalog,
    Condition,
    FastTrack,
    Finding,
    OnUnknown,
    Outcome,
    Step,
    StepId,
    StepKind,
    Test,
    UseAction,
    UseDecision,
    Verdict,
)
from soescan.plan.graph import reach
from soescan.plan.requirements.assumed_facts import assume_facts
from soescan.reference import builtin
from soescan.reference.builtin import country_index
from soescan.reference.products.lifecycles import find_end


@dataclass(frozen=True, slots=True)
class RequiredStep:
    """A step that a tool needs, and the reasons for it."""

    step: Step
    because: tuple[str, ...]
    """Why it is required, in words, at least one reason."""
    assumed: bool
    """Is it required only because something is not known?"""
    artefacts: tuple[str, ...] = ()
    """Papers that gates ask for before it."""
    tests: tuple[str, ...] = ()
    """Labels of the tests that must have been made before it."""


@dataclass(frozen=True, slots=True)
class ToolRequirements:
    """All steps that one tool needs."""

    tool: str
    """Its name."""
    steps: Mapping[str, RequiredStep]
    """By the id of the step, in the catalog's order."""
    route: FastTrack | None = None
    """The fast track that it takes, if one is open to it."""
    unanswered_standards: tuple[str, ...] = ()
    """The ids of standards that must be answered before anything begins."""
    gaps: tuple[Finding, ...] = ()
    """What the tool does not meet, or is not known to, and what calls for one of the steps."""
    says: str = ""
    """Why there is no way to a go-live, or nothing to do."""
    ended: str = ""
    """What is told of the end of its product; empty: it is on offer."""
    in_use: UseDecision | None = None
    """What is to become of a tool in use, which has no go-live."""


def derive_requirements(case: Case, assessment: Assessment) -> ToolRequirements:
    """The steps of a tool, by its findings, the catalog's conditions and an open fast track.

    A blocked tool needs none, and neither does one whose product is no longer on offer; `says` why.
    Of tools in use, only those that are to be regularised need any, and none of these goes live.
    """
    name, in_use = case.tool.name, assessment.in_use
    if in_use and in_use.action is not UseAction.REGULARISE:
        return ToolRequirements(name, {}, in_use=in_use)
    if assessment.outcome is Outcome.BLOCKED:
        return ToolRequirements(name, {}, says=f"it cannot go live ({assessment.says})")
    if told := find_end(assessment.findings):
        return ToolRequirements(name, {}, says=f"there is no date: {told}", ended=told)
    facts = build_fact_set(case, assessment)
    steps = _collect_steps(case, assessment, facts)
    route = _choose_route(case, facts)
    if route:
        # A shorter way is no way round what is known to be wrong.
        conflicts = [f for f in assessment.findings if f.verdict is Verdict.CONFLICTS]
        skipped = set(route.skip) - {step for finding in conflicts for step in finding.needs}
        remaining = {id_: step for id_, step in steps.items() if id_ not in skipped}
        steps = _carry_gates(case, steps, remaining)
    if in_use:
        steps = _leave_out_go_live(case, steps)
    if not steps:
        nothing = case.catalog.approvals and "no step is required"
        says = nothing or "the catalog names no steps"
        return ToolRequirements(name, {}, route, says=says, in_use=in_use)
    unanswered, gaps = _find_unanswered_standards(assessment), _find_gaps(assessment, steps)
    return ToolRequirements(name, steps, route, unanswered, gaps, in_use=in_use)


def _leave_out_go_live(case: Case, steps: Mapping[str, RequiredStep]) -> dict[str, RequiredStep]:
    """The steps of a tool that is live already.

    Papers and tests that its go-live would have waited for are due before the last step.
    """
    kept = {id_: s for id_, s in steps.items() if s.step.kind is not StepKind.GO_LIVE}
    last = next((step.id for step in reversed(sort_steps(case.catalog)) if step.id in kept), None)
    for required in steps.values() if last else ():
        if last and required.step.kind is StepKind.GO_LIVE:
            before = kept[last]
            artefacts = dict.fromkeys((*before.artefacts, *required.artefacts))
            tests = dict.fromkeys((*before.tests, *required.tests))
            kept[last] = replace(before, artefacts=tuple(artefacts), tests=tuple(tests))
    return kept


def sort_steps(catalog: Catalog) -> list[Step]:
    """The catalog's steps in topological order: each after those it waits for."""
    index: Mapping[str, int] = {step.id: n for n, step in enumerate(catalog.approvals)}
    predecessors = [
        [index[before] for before in step.after if before in index] for step in catalog.approvals
    ]
    return [catalog.approvals[n] for n in reach.topological_order(predecessors)]


def _carry_gates(
    case: Case, steps: Mapping[str, RequiredStep], remaining: Mapping[str, RequiredStep]
) -> dict[str, RequiredStep]:
    """The steps of a route, each with the gates and tests of the skipped steps before it.

    A skipped step with gates or tests that no remaining step comes after stays.
    """
    updated, carried_ids = dict(remaining), set[str]()
    after: dict[str, tuple[StepId, ...]] = {s.id: s.after for s in case.catalog.approvals}
    for name in remaining:
        pending: list[str] = list(after[name])
        seen = set[str]()
        while pending:
            predecessor = pending.pop()
            if predecessor in seen or predecessor in remaining:
                continue
            seen.add(predecessor)
            pending += after.get(predecessor, ())
            if skipped := steps.get(predecessor):
                artefacts = dict.fromkeys((*updated[name].artefacts, *skipped.artefacts))
                tests = dict.fromkeys((*updated[name].tests, *skipped.tests))
                updated[name] = replace(
                    updated[name], artefacts=tuple(artefacts), tests=tuple(tests)
                )
                carried_ids.add(predecessor)
    last = {n: s for n, s in steps.items() if n not in carried_ids and (s.artefacts or s.tests)}
    return last | updated


def build_fact_set(case: Case, assessment: Assessment) -> FactSet:
    """The facts of a case for conditions, with its outcome under `soe.outcome`."""
    values = {
        key: tuple(fact.value for fact in counting)
        for key, facts_of_key in case.facts.items()
        if (counting := conditions.settle_facts(facts_of_key).counting)
    }
    values |= {"soe.outcome": (str(assessment.outcome),)}
    return FactSet(values, case.as_of, case.orders, builtin.last_days(), country_index())


def _find_unanswered_standards(assessment: Assessment) -> tuple[str, ...]:
    return tuple(
        finding.name
        for finding in assessment.findings
        if finding.verdict is Verdict.UNKNOWN and finding.on_unknown is OnUnknown.BLOCK
    )


def _choose_route(case: Case, facts: FactSet) -> FastTrack | None:
    """The first fast track whose condition is known to hold. An emergency must be asked for."""
    tracks = (track for track in case.catalog.fast_track if not track.emergency)
    return next((track for track in tracks if is_track_open(track, facts)), None)


_MAY_BECOME = (
    *(Outcome.CANNOT_TELL, Outcome.FITS, Outcome.FITS_WITH_CONDITIONS),
    *(Outcome.NEEDS_EXCEPTION, Outcome.BLOCKED),
)
"""What a tool that cannot be told yet is, and may turn out to be."""


def is_track_open(track: FastTrack, facts: FactSet) -> bool:
    """Is it known that a tool meets the condition of a fast track?

    An outcome that cannot be told yet may become any other: the condition must hold for all of
    them, unless it speaks of *cannot-tell* itself.
    """
    outcomes: tuple[str, ...] = tuple(map(str, facts.facts["soe.outcome"]))
    tests = conditions.iter_tests(track.when)
    named = {str(Outcome.CANNOT_TELL) in _list_operands(test) for test in tests}
    if outcomes == (Outcome.CANNOT_TELL,) and True not in named:
        outcomes = tuple(map(str, _MAY_BECOME))
    return all(
        conditions.evaluate(track.when, _with_outcome(facts, outcome)) is True
        for outcome in outcomes
    )


def _list_operands(test: Test) -> tuple[str, ...]:
    if test.fact != "soe.outcome":
        return ()
    return tuple(map(str, test.value)) if isinstance(test.value, tuple) else (str(test.value),)


def _with_outcome(facts: FactSet, outcome: str) -> FactSet:
    return replace(facts, facts={**facts.facts, "soe.outcome": (outcome,)})


def _collect_steps(case: Case, assessment: Assessment, facts: FactSet) -> dict[str, RequiredStep]:
    assumed = assume_facts(case.catalog, facts)
    findings = _group_findings(case, assessment, assumed)
    required: dict[str, RequiredStep] = {}
    for step in case.catalog.approvals:
        reasons, certain = _explain_step(step, findings.get(step.id, []), facts, assumed)
        if reasons:
            required[step.id] = RequiredStep(
                step,
                tuple(dict.fromkeys(reasons)),
                assumed=not certain,
                artefacts=_list_artefacts(case, step, assumed),
                tests=_list_tests(case, step, assumed),
            )
    return required


def _explain_step(
    step: Step, findings: list[Finding], facts: FactSet, assumed: FactSet
) -> tuple[list[str], bool]:
    """The reasons for a step, and whether any is certain; without a reason it is not required."""
    holds = step.when and conditions.evaluate(step.when, assumed)
    if step.when_decides and holds is False:
        findings = [finding for finding in findings if finding.verdict is not Verdict.UNKNOWN]
    reasons = [
        f"{finding.name} is {'open' if finding.verdict is Verdict.UNKNOWN else 'not met'}"
        for finding in findings
    ]
    certain = any(finding.verdict is Verdict.CONFLICTS for finding in findings)
    if step.always:
        reasons.append("required for every tool")
        certain = True
    if step.when is not None and holds is not False:
        if missing := conditions.find_missing_facts(step.when, facts):
            is_chosen = any(key in assumed.facts for key in missing)
            suffix = ", so the longest case is assumed" if is_chosen else ""
            labels = builtin.vocabulary()
            unknown = ", ".join(labels[key].label if key in labels else key for key in missing)
            reasons.append(f"nobody has said: {unknown}{suffix}")
        else:
            reasons.append(conditions.describe_condition(step.when, builtin.vocabulary()))
            certain = True
    return reasons, certain


def _group_findings(
    case: Case, assessment: Assessment, assumed: FactSet
) -> Mapping[str, list[Finding]]:
    """Findings by the step they need; none of a tool in the SOE, whose questions may stay open.

    A standard that is open and would not apply under what is assumed needs no step.
    """
    by_step: dict[str, list[Finding]] = {}
    applies_when: dict[str, Condition | None] = {
        standard.id: standard.applies_when for standard in case.catalog.standards
    }
    for finding in assessment.findings if assessment.outcome is not Outcome.IN_SOE else ():
        condition = applies_when.get(finding.rule)
        if finding.verdict is Verdict.UNKNOWN and not _can_hold(condition, assumed):
            continue
        for step in finding.needs:
            by_step.setdefault(step, []).append(finding)
    return by_step


def _find_gaps(assessment: Assessment, steps: Mapping[str, RequiredStep]) -> tuple[Finding, ...]:
    if assessment.outcome is Outcome.IN_SOE:
        return ()
    gaps = (Verdict.CONFLICTS, Verdict.UNKNOWN)
    return tuple(
        f for f in assessment.findings if f.verdict in gaps and not steps.keys().isdisjoint(f.needs)
    )


def _list_artefacts(case: Case, step: Step, facts: FactSet) -> tuple[str, ...]:
    """Papers that must be there before a step. No route skips them."""
    gates = [g for g in case.catalog.gates if g.before == step.id and _can_hold(g.when, facts)]
    return tuple(dict.fromkeys(artefact for gate in gates for artefact in gate.artefacts))


def _list_tests(case: Case, step: Step, facts: FactSet) -> tuple[str, ...]:
    """Tests that must have been made before a step. No route skips them."""
    return tuple(
        test.label
        for test in case.catalog.tests
        if test.before == step.id and _can_hold(test.when, facts)
    )


def _can_hold(condition: Condition | None, facts: FactSet) -> bool:
    return condition is None or conditions.evaluate(condition, facts) is not False
