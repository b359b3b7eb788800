"""Everything that could be changed, one at a time: facts, routes, people, days, tools.

A change of facts comes from the inverted condition of a standard, a step or a fast track: which
facts, if they were so, would turn it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from soescan import conditions
from soescan.conditions import Counterfactual
from soescan.model import (
    Assessment,
    BusinessCase,
    Case,
    FastTrack,
    Level,
    Outcome,
    Role,
    Standard,
    Standing,
    Tool,
    Verdict,
)
from soescan.plan.requirements.required_steps import build_fact_set, derive_requirements
from soescan.reference import builtin

Assess = Callable[[Case], Assessment]
BuildCase = Callable[[Tool], Case]
"""Everything known about another tool, e.g. an approved product instead."""
AssessedCases = list[tuple[Case, Assessment]]

_DAYS_EARLIER = 7
"""Calendar days by which papers could be handed in sooner."""
_MAX_FACTS = 3
"""A change of more facts than that is another tool."""


@dataclass(frozen=True)
class Change:
    """One change that can be tried. Tools are numbered as they are judged."""

    kind: str
    says: str
    tools: tuple[str, ...]
    """The names of the tools it is for; none: it is for all."""
    cost: int = 1
    affected_steps: frozenset[str] = frozenset()
    """The steps it may take away or make quicker: where to expect what it saves."""
    fact_changes: Mapping[int, tuple[Counterfactual, ...]] = field(default_factory=dict)
    """The facts that would be otherwise, by tool."""
    replacement: tuple[int, Case] | None = None
    """A tool, and all that is known of another product in its place."""
    route: FastTrack | None = None
    """A route that is asked for."""
    route_tools: frozenset[int] = frozenset()
    """The tools that may take it."""
    dropped_tool: int | None = None
    """A tool that is left out."""
    extended_role: Role | None = None
    """A role with one more day a week."""
    days_earlier: int = 0
    """Calendar days by which everything begins earlier."""


def candidate_changes(
    judged: AssessedCases,
    recase: BuildCase | None = None,
    arguments: Sequence[BusinessCase] = (),
) -> Iterator[Change]:
    """All single changes, kind by kind."""
    if not judged:
        return
    yield from _extend_roles(judged)
    yield _submit_earlier(judged)
    yield from _change_facts(judged)
    yield from _request_emergency(judged, arguments)
    if recase is not None:
        yield from _replace_tools(judged, recase)
    yield from _drop_tools(judged)


# --- people and days -----------------------------------------------------------------------------


def _extend_roles(judged: AssessedCases) -> Iterator[Change]:
    """One more day a week of each role that has a capacity and something to do."""
    steps: dict[str, set[str]] = {}
    for case, assessment in judged:
        for one in derive_requirements(case, assessment).steps.values():
            steps.setdefault(one.step.role, set()).add(one.step.id)
    for role in judged[0][0].catalog.roles:
        if role.id in steps and role.capacity is not None:
            says = (
                f"{role.label} has one more day a week for this"
                f" ({role.capacity:g} → {role.capacity + 1:g}), e.g. by shared staff"
            )
            yield Change(
                "capacity", says, (), affected_steps=frozenset(steps[role.id]), extended_role=role
            )


def _submit_earlier(judged: AssessedCases) -> Change:
    steps = frozenset[str]().union(*(_required_step_ids(*pair) for pair in judged))
    says = "Everything is handed in a week earlier"
    return Change("submission", says, (), affected_steps=steps, days_earlier=_DAYS_EARLIER)


def _required_step_ids(case: Case, assessment: Assessment) -> frozenset[str]:
    return frozenset(derive_requirements(case, assessment).steps)


# --- facts ---------------------------------------------------------------------------------------


def _change_facts(judged: AssessedCases) -> Iterator[Change]:
    """Changes of facts; tools for which the same change helps share one try."""
    found: dict[tuple[_Purpose, str], dict[int, tuple[Counterfactual, ...]]] = {}
    for tool, (case, assessment) in enumerate(judged):
        if assessment.outcome is Outcome.BLOCKED:
            continue
        for turn, ways in _find_counterfactuals(case, assessment):
            fitting = next((way for way in ways if _is_achievable(way)), None)
            if fitting:
                found.setdefault((turn, _describe_fact_changes(fitting)), {}).setdefault(
                    tool, fitting
                )
    for (turn, says), by_tool in found.items():
        names = tuple(judged[tool][0].tool.name for tool in by_tool)
        yield Change(
            turn.kind,
            f"{_name_tools(names)}: {says} ({turn.name})",
            names,
            cost=len(next(iter(by_tool.values()))),
            affected_steps=turn.steps,
            fact_changes=by_tool,
        )


@dataclass(frozen=True, slots=True)
class _Purpose:
    """What a change of facts is for: a finding, a step or a fast track, and the steps it spares."""

    kind: str
    name: str
    steps: frozenset[str]


def _find_counterfactuals(
    case: Case, assessment: Assessment
) -> Iterator[tuple[_Purpose, tuple[tuple[Counterfactual, ...], ...]]]:
    """What would turn each finding, remove each step, open each fast track."""
    world = build_fact_set(case, assessment)
    standards: Mapping[str, Standard] = {s.id: s for s in case.catalog.standards}
    for finding in assessment.findings:
        standard = standards.get(finding.rule)
        if standard and finding.verdict in (Verdict.CONFLICTS, Verdict.UNKNOWN):
            turn = _Purpose("finding", standard.id, frozenset(finding.needs))
            yield turn, conditions.find_counterfactuals(standard.require, world, want=True)
    asked = derive_requirements(case, assessment)
    for one in asked.steps.values():
        if one.step.when is not None and not one.step.always:
            label = one.step.label or one.step.id
            turn = _Purpose("step", f"no “{label}”", frozenset({one.step.id}))
            yield turn, conditions.find_counterfactuals(one.step.when, world, want=False)
    for track in case.catalog.fast_track:
        if not track.emergency and track is not asked.route:
            name = f"fast track: {track.label or track.id}"
            turn = _Purpose("fast-track", name, frozenset(track.skip))
            yield turn, conditions.find_counterfactuals(track.when, world, want=True)


def _is_achievable(way: tuple[Counterfactual, ...]) -> bool:
    """Could somebody bring it about?

    A vendor can add a sign-on, a requester can find an owner. But that a tool handles personal
    data, or what IT thinks of it, is as it is: the vocabulary says of which facts that is so.
    """
    return len(way) <= _MAX_FACTS and all(
        change.example is not None and not builtin.is_fixed(change.fact) for change in way
    )


def _name_tools(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= 3 else f"{len(names)} tools"


def _describe_fact_changes(way: tuple[Counterfactual, ...]) -> str:
    labels = builtin.vocabulary()
    says = []
    for change in way:
        # That a fact is there follows from what else is wanted of it.
        telling = [pair for pair in change.tests if pair[0].op != "present"] or change.tests
        says += [conditions.describe_test(test, labels, holds=holds) for test, holds in telling]
    return " and ".join(says)


# --- routes and tools ----------------------------------------------------------------------------


def _request_emergency(
    judged: AssessedCases, arguments: Sequence[BusinessCase]
) -> Iterator[Change]:
    """The emergency path, for who can say in numbers what waiting costs.

    It is open to tools of which is known that they meet its condition, and no help to those that
    have a shorter way already.
    """
    counted = [case for case in arguments if case.benefit_year is not None]
    proof = f"argued with {counted[0].id}" if counted else "first say in numbers what waiting costs"
    for track in judged[0][0].catalog.fast_track:
        may = [n for n, pair in enumerate(judged) if track.emergency and _is_open_to(track, *pair)]
        if may:
            names = tuple(judged[tool][0].tool.name for tool in may)
            yield Change(
                "emergency",
                f"{_name_tools(names)}: {track.label or track.id}: {proof}",
                names,
                cost=2,
                affected_steps=frozenset(track.skip),
                route=track,
                route_tools=frozenset(may),
            )


def _is_open_to(track: FastTrack, case: Case, assessment: Assessment) -> bool:
    asked = derive_requirements(case, assessment)
    if not asked.steps or asked.route is not None:
        return False
    return conditions.evaluate(track.when, build_fact_set(case, assessment)) is True


def _replace_tools(judged: AssessedCases, recase: BuildCase) -> Iterator[Change]:
    """Products that IT has approved and that can all that is said of a tool."""
    for tool, (case, assessment) in enumerate(judged):
        needed = {c for c, level in case.tool.capabilities.items() if level is not Level.NONE}
        if not needed or assessment.outcome is Outcome.IN_SOE:
            continue
        steps = _required_step_ids(case, assessment)
        for product in case.catalog.products:
            has = {
                str(name) for name, level in product.capabilities.items() if str(level) == "full"
            }
            good = product.standing in (Standing.STANDARD, Standing.APPROVED)
            if good and needed <= has and product is not case.match.product:
                says = f"{case.tool.name}: use {product.name} instead, which IT has approved"
                other = recase(Tool(product.name, data=case.tool.data, support=case.tool.support))
                names = (case.tool.name,)
                yield Change(
                    "alternative", says, names, affected_steps=steps, replacement=(tool, other)
                )


def _drop_tools(judged: AssessedCases) -> Iterator[Change]:
    if len(judged) < 2:
        return
    for tool, (case, assessment) in enumerate(judged):
        if assessment.outcome is not Outcome.BLOCKED:
            yield Change(
                "drop", f"{case.tool.name} is dropped", (case.tool.name,), dropped_tool=tool
            )
