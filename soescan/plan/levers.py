"""Everything that could be changed, one at a time: facts, routes, people, days, tools.

A change of facts comes from the inverted condition of a standard, a step or a fast track: which
facts, if they were so, would turn it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from soescan import conditions, shipped
from soescan.conditions import Change
from soescan.model import (
    Assessment,
    Basis,
    BusinessCase,
    Case,
    Fact,
    Level,
    Origin,
    Outcome,
    Role,
    Standard,
    Standing,
    Step,
    StepId,
    Tool,
    Verdict,
)
from soescan.plan.asked import wanted, world_of
from soescan.plan.draft import How

Judge = Callable[[Case], Assessment]
Recase = Callable[[Tool], Case]
"""Everything known about another tool, e.g. an approved product instead."""
Judged = list[tuple[Case, Assessment]]

_EARLIER = 7
"""Calendar days by which papers could be handed in sooner."""
_MOST_FACTS = 3
"""A change of more facts than that is another tool."""
_WEEK = 7


@dataclass(frozen=True)
class Try:
    """One change that can be tried."""

    kind: str
    says: str
    tools: tuple[str, ...]
    change: Callable[[Judged, How], tuple[Judged, How]]
    cost: int = 1
    drops: int | None = None
    """The number of the tool that is dropped."""
    steps: frozenset[str] = frozenset()
    """The steps it may take away or make quicker: where to expect what it saves."""


def tries(
    judged: Judged,
    judge: Judge,
    recase: Recase | None = None,
    arguments: Sequence[BusinessCase] = (),
) -> Iterator[Try]:
    """All single changes, kind by kind."""
    if not judged:
        return
    yield from _roles(judged)
    yield _sooner(judged)
    yield from _facts(judged, judge)
    yield from _emergencies(judged, judge, arguments)
    if recase is not None:
        yield from _alternatives(judged, judge, recase)
    yield from _dropped(judged)


# --- people and days -----------------------------------------------------------------------------


def _roles(judged: Judged) -> Iterator[Try]:
    """One more day a week of each role that has a capacity and something to do."""
    steps: dict[str, set[str]] = {}
    for case, assessment in judged:
        for one in wanted(case, assessment).steps.values():
            steps.setdefault(one.step.role, set()).add(one.step.id)
    for role in judged[0][0].catalog.roles:
        if role.id in steps and role.capacity is not None:
            says = (
                f"{role.label} has one more day a week for this"
                f" ({role.capacity:g} → {role.capacity + 1:g}), e.g. by shared staff"
            )
            yield Try("capacity", says, (), _more(role), steps=frozenset(steps[role.id]))


def _more(role: Role) -> Callable[[Judged, How], tuple[Judged, How]]:
    def change(judged: Judged, how: How) -> tuple[Judged, How]:
        roles = tuple(
            replace(r, capacity=(r.capacity or 0) + 1) if r.id == role.id else r
            for r in judged[0][0].catalog.roles
        )
        catalog = replace(judged[0][0].catalog, roles=roles)
        return [(replace(case, catalog=catalog), a) for case, a in judged], how

    return change


def _sooner(judged: Judged) -> Try:
    def change(judged: Judged, how: How) -> tuple[Judged, How]:
        start = how.start or judged[0][0].as_of
        return judged, replace(how, start=start - timedelta(days=_EARLIER))

    steps = frozenset().union(*(_steps(*pair) for pair in judged))
    return Try("submission", "Everything is handed in a week earlier", (), change, steps=steps)


def _steps(case: Case, assessment: Assessment) -> frozenset[str]:
    return frozenset(wanted(case, assessment).steps)


# --- facts ---------------------------------------------------------------------------------------


def _facts(judged: Judged, judge: Judge) -> Iterator[Try]:
    """Changes of facts; tools for which the same change helps share one try."""
    found: dict[tuple[_Turn, str], dict[int, tuple[Change, ...]]] = {}
    for tool, (case, assessment) in enumerate(judged):
        if assessment.outcome is Outcome.BLOCKED:
            continue
        for turn, ways in _ways(case, assessment):
            fitting = next((way for way in ways if _possible(way)), None)
            if fitting:
                found.setdefault((turn, _say(fitting)), {}).setdefault(tool, fitting)
    for (turn, says), by_tool in found.items():
        names = tuple(judged[tool][0].tool.name for tool in by_tool)
        whose = ", ".join(names) if len(names) <= 3 else f"{len(names)} tools"
        yield Try(
            turn.kind,
            f"{whose}: {says} ({turn.name})",
            names,
            _known(by_tool, judge),
            len(next(iter(by_tool.values()))),
            steps=turn.steps,
        )


@dataclass(frozen=True, slots=True)
class _Turn:
    """What a change of facts is for: a finding, a step or a fast track, and the steps it spares."""

    kind: str
    name: str
    steps: frozenset[str]


def _ways(
    case: Case, assessment: Assessment
) -> Iterator[tuple[_Turn, tuple[tuple[Change, ...], ...]]]:
    """What would turn each finding, remove each step, open each fast track."""
    world = world_of(case, assessment)
    standards: Mapping[str, Standard] = {s.id: s for s in case.catalog.standards}
    for finding in assessment.findings:
        standard = standards.get(finding.rule)
        if standard and finding.verdict in (Verdict.CONFLICTS, Verdict.UNKNOWN):
            turn = _Turn("finding", standard.id, frozenset(finding.needs))
            yield turn, conditions.invert(standard.require, world, want=True)
    asked = wanted(case, assessment)
    for one in asked.steps.values():
        if one.step.when is not None and not one.step.always:
            label = one.step.label or one.step.id
            turn = _Turn("step", f"no “{label}”", frozenset({one.step.id}))
            yield turn, conditions.invert(one.step.when, world, want=False)
    for track in case.catalog.fast_track:
        if not track.emergency and track is not asked.route:
            name = f"fast track: {track.label or track.id}"
            turn = _Turn("fast-track", name, frozenset(track.skip))
            yield turn, conditions.invert(track.when, world, want=True)


def _possible(way: tuple[Change, ...]) -> bool:
    """Could somebody bring it about? What IT thinks of a product is not for the asking."""
    return len(way) <= _MOST_FACTS and all(
        change.example is not None and not change.fact.startswith("soe.") for change in way
    )


def _say(way: tuple[Change, ...]) -> str:
    labels = shipped.vocabulary()
    says = []
    for change in way:
        # That a fact is there follows from what else is wanted of it.
        telling = [pair for pair in change.tests if pair[0].op != "present"] or change.tests
        says += [conditions.say_test(test, labels, holds=holds) for test, holds in telling]
    return " and ".join(says)


def _known(
    ways: Mapping[int, tuple[Change, ...]], judge: Judge
) -> Callable[[Judged, How], tuple[Judged, How]]:
    def change(judged: Judged, how: How) -> tuple[Judged, How]:
        made = list(judged)
        for tool, way in ways.items():
            case = _with(judged[tool][0], way)
            made[tool] = (case, judge(case))
        return made, how

    return change


def _with(case: Case, way: tuple[Change, ...]) -> Case:
    """A case in which some facts are as a change would have them."""
    facts = dict(case.facts)
    for change in way:
        if change.example is not None:
            origin = Origin(Basis.OBSERVED, by="what if")
            facts[change.fact] = (Fact(case.tool.name, change.fact, change.example, origin),)
    return replace(case, facts=facts)


# --- routes and tools ----------------------------------------------------------------------------


def _emergencies(judged: Judged, judge: Judge, arguments: Sequence[BusinessCase]) -> Iterator[Try]:
    """The emergency path, for who can say in numbers what waiting costs."""
    counted = [case for case in arguments if case.benefit_year is not None]
    for track in judged[0][0].catalog.fast_track:
        if not track.emergency:
            continue
        label = track.label or track.id
        proof = (
            f"argued with {counted[0].id}" if counted else "first say in numbers what waiting costs"
        )
        yield Try(
            "emergency",
            f"{label}: {proof}",
            (),
            _skipping(track.skip),
            2,
            steps=frozenset(track.skip),
        )


def _skipping(skip: Sequence[StepId]) -> Callable[[Judged, How], tuple[Judged, How]]:
    def change(judged: Judged, how: How) -> tuple[Judged, How]:
        first = judged[0][0].catalog
        kept = tuple(
            replace(step, after=tuple(dict.fromkeys(_bridged(first.approvals, step.after, skip))))
            for step in first.approvals
            if step.id not in skip
        )
        catalog = replace(first, approvals=kept)
        return [(replace(case, catalog=catalog), a) for case, a in judged], how

    return change


def _bridged(
    steps: Sequence[Step], after: Sequence[StepId], skip: Sequence[StepId]
) -> Iterator[StepId]:
    """What a step waits for when some before it are skipped."""
    by_id = {step.id: step for step in steps}
    for before in after:
        if before in skip:
            yield from _bridged(steps, by_id[before].after, skip)
        else:
            yield before


def _alternatives(judged: Judged, judge: Judge, recase: Recase) -> Iterator[Try]:
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
                change = _instead(tool, other, judge)
                yield Try("alternative", says, (case.tool.name,), change, steps=steps)


def _instead(tool: int, case: Case, judge: Judge) -> Callable[[Judged, How], tuple[Judged, How]]:
    def change(judged: Judged, how: How) -> tuple[Judged, How]:
        named = replace(case, tool=replace(case.tool, name=judged[tool][0].tool.name))
        return [(named, judge(case)) if n == tool else p for n, p in enumerate(judged)], how

    return change


def _dropped(judged: Judged) -> Iterator[Try]:
    if len(judged) < 2:
        return
    for tool, (case, assessment) in enumerate(judged):
        if assessment.outcome is not Outcome.BLOCKED:
            says = f"{case.tool.name} is dropped"
            yield Try("drop", says, (case.tool.name,), _without(tool), drops=tool)


def _without(tool: int) -> Callable[[Judged, How], tuple[Judged, How]]:
    def change(judged: Judged, how: How) -> tuple[Judged, How]:
        return [pair for n, pair in enumerate(judged) if n != tool], how

    return change
