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

Judge = Callable[[Case], Assessment]
Recase = Callable[[Tool], Case]
"""Everything known about another tool, e.g. an approved product instead."""
Judged = list[tuple[Case, Assessment]]

_EARLIER = 7
"""Calendar days by which papers could be handed in sooner."""
_MOST_FACTS = 3
"""A change of more facts than that is another tool."""


@dataclass(frozen=True)
class Try:
    """One change that can be tried. Tools are numbered as they are judged."""

    kind: str
    says: str
    tools: tuple[str, ...]
    """The names of the tools it is for; none: it is for all."""
    cost: int = 1
    steps: frozenset[str] = frozenset()
    """The steps it may take away or make quicker: where to expect what it saves."""
    facts: Mapping[int, tuple[Counterfactual, ...]] = field(default_factory=dict)
    """The facts that would be otherwise, by tool."""
    instead: tuple[int, Case] | None = None
    """A tool, and all that is known of another product in its place."""
    route: FastTrack | None = None
    """A route that is asked for."""
    open: frozenset[int] = frozenset()
    """The tools that may take it."""
    drops: int | None = None
    """A tool that is left out."""
    role: Role | None = None
    """A role with one more day a week."""
    sooner: int = 0
    """Calendar days by which everything begins earlier."""


def tries(
    judged: Judged,
    recase: Recase | None = None,
    arguments: Sequence[BusinessCase] = (),
) -> Iterator[Try]:
    """All single changes, kind by kind."""
    if not judged:
        return
    yield from _roles(judged)
    yield _sooner(judged)
    yield from _facts(judged)
    yield from _emergencies(judged, arguments)
    if recase is not None:
        yield from _alternatives(judged, recase)
    yield from _dropped(judged)


# --- people and days -----------------------------------------------------------------------------


def _roles(judged: Judged) -> Iterator[Try]:
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
            yield Try("capacity", says, (), steps=frozenset(steps[role.id]), role=role)


def _sooner(judged: Judged) -> Try:
    steps = frozenset[str]().union(*(_steps(*pair) for pair in judged))
    says = "Everything is handed in a week earlier"
    return Try("submission", says, (), steps=steps, sooner=_EARLIER)


def _steps(case: Case, assessment: Assessment) -> frozenset[str]:
    return frozenset(derive_requirements(case, assessment).steps)


# --- facts ---------------------------------------------------------------------------------------


def _facts(judged: Judged) -> Iterator[Try]:
    """Changes of facts; tools for which the same change helps share one try."""
    found: dict[tuple[_Turn, str], dict[int, tuple[Counterfactual, ...]]] = {}
    for tool, (case, assessment) in enumerate(judged):
        if assessment.outcome is Outcome.BLOCKED:
            continue
        for turn, ways in _ways(case, assessment):
            fitting = next((way for way in ways if _possible(way)), None)
            if fitting:
                found.setdefault((turn, _say(fitting)), {}).setdefault(tool, fitting)
    for (turn, says), by_tool in found.items():
        names = tuple(judged[tool][0].tool.name for tool in by_tool)
        yield Try(
            turn.kind,
            f"{_whose(names)}: {says} ({turn.name})",
            names,
            cost=len(next(iter(by_tool.values()))),
            steps=turn.steps,
            facts=by_tool,
        )


@dataclass(frozen=True, slots=True)
class _Turn:
    """What a change of facts is for: a finding, a step or a fast track, and the steps it spares."""

    kind: str
    name: str
    steps: frozenset[str]


def _ways(
    case: Case, assessment: Assessment
) -> Iterator[tuple[_Turn, tuple[tuple[Counterfactual, ...], ...]]]:
    """What would turn each finding, remove each step, open each fast track."""
    world = build_fact_set(case, assessment)
    standards: Mapping[str, Standard] = {s.id: s for s in case.catalog.standards}
    for finding in assessment.findings:
        standard = standards.get(finding.rule)
        if standard and finding.verdict in (Verdict.CONFLICTS, Verdict.UNKNOWN):
            turn = _Turn("finding", standard.id, frozenset(finding.needs))
            yield turn, conditions.find_counterfactuals(standard.require, world, want=True)
    asked = derive_requirements(case, assessment)
    for one in asked.steps.values():
        if one.step.when is not None and not one.step.always:
            label = one.step.label or one.step.id
            turn = _Turn("step", f"no “{label}”", frozenset({one.step.id}))
            yield turn, conditions.find_counterfactuals(one.step.when, world, want=False)
    for track in case.catalog.fast_track:
        if not track.emergency and track is not asked.route:
            name = f"fast track: {track.label or track.id}"
            turn = _Turn("fast-track", name, frozenset(track.skip))
            yield turn, conditions.find_counterfactuals(track.when, world, want=True)


def _possible(way: tuple[Counterfactual, ...]) -> bool:
    """Could somebody bring it about?

    A vendor can add a sign-on, a requester can find an owner. But that a tool handles personal
    data, or what IT thinks of it, is as it is: the vocabulary says of which facts that is so.
    """
    return len(way) <= _MOST_FACTS and all(
        change.example is not None and not builtin.is_fixed(change.fact) for change in way
    )


def _whose(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= 3 else f"{len(names)} tools"


def _say(way: tuple[Counterfactual, ...]) -> str:
    labels = builtin.vocabulary()
    says = []
    for change in way:
        # That a fact is there follows from what else is wanted of it.
        telling = [pair for pair in change.tests if pair[0].op != "present"] or change.tests
        says += [conditions.describe_test(test, labels, holds=holds) for test, holds in telling]
    return " and ".join(says)


# --- routes and tools ----------------------------------------------------------------------------


def _emergencies(judged: Judged, arguments: Sequence[BusinessCase]) -> Iterator[Try]:
    """The emergency path, for who can say in numbers what waiting costs.

    It is open to tools of which is known that they meet its condition, and no help to those that
    have a shorter way already.
    """
    counted = [case for case in arguments if case.benefit_year is not None]
    proof = f"argued with {counted[0].id}" if counted else "first say in numbers what waiting costs"
    for track in judged[0][0].catalog.fast_track:
        may = [n for n, pair in enumerate(judged) if track.emergency and _open(track, *pair)]
        if may:
            names = tuple(judged[tool][0].tool.name for tool in may)
            yield Try(
                "emergency",
                f"{_whose(names)}: {track.label or track.id}: {proof}",
                names,
                cost=2,
                steps=frozenset(track.skip),
                route=track,
                open=frozenset(may),
            )


def _open(track: FastTrack, case: Case, assessment: Assessment) -> bool:
    asked = derive_requirements(case, assessment)
    if not asked.steps or asked.route is not None:
        return False
    return conditions.evaluate(track.when, build_fact_set(case, assessment)) is True


def _alternatives(judged: Judged, recase: Recase) -> Iterator[Try]:
    """Products that IT has approved and that can all that is said of a tool."""
    for tool, (case, assessment) in enumerate(judged):
        needed = {c for c, level in case.tool.capabilities.items() if level is not Level.NONE}
        if not needed or assessment.outcome is Outcome.IN_SOE:
            continue
        steps = _steps(case, assessment)
        for product in case.catalog.products:
            has = {
                str(name) for name, level in product.capabilities.items() if str(level) == "full"
            }
            good = product.standing in (Standing.STANDARD, Standing.APPROVED)
            if good and needed <= has and product is not case.match.product:
                says = f"{case.tool.name}: use {product.name} instead, which IT has approved"
                other = recase(Tool(product.name, data=case.tool.data, support=case.tool.support))
                names = (case.tool.name,)
                yield Try("alternative", says, names, steps=steps, instead=(tool, other))


def _dropped(judged: Judged) -> Iterator[Try]:
    if len(judged) < 2:
        return
    for tool, (case, assessment) in enumerate(judged):
        if assessment.outcome is not Outcome.BLOCKED:
            yield Try("drop", f"{case.tool.name} is dropped", (case.tool.name,), drops=tool)
