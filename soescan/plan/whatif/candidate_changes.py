"""Everything that could be changed, one at a time: facts, routes, people, days, tools.

A change of facts comes from the inverted condition of a standard, a step or a fast track: which
facts, if they were so, would turn it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from soescan import conditions
from soescan.conditions import Counterfactual, FactSet
from soescan.model import (
    Assessment,
    BusinessCase,
    Case,
    CaseKind,
    Catalog,
    Condition,
    FastTrack,
    Level,
    Outcome,
    Role,
    Standard,
    Tool,
    Verdict,
)
from soescan.plan.requirements.required_steps import (
    ToolRequirements,
    build_fact_set,
    derive_requirements,
    is_track_open,
)
from soescan.reference import builtin
from soescan.reference.replacements import list_alternatives

Assess = Callable[[Case], Assessment]
BuildCase = Callable[[Tool], Case]
"""Everything known about another tool, e.g. an approved product instead."""
AssessedCases = list[tuple[Case, Assessment]]
"""Each tool of a proposal with its assessment, in the proposal's order."""

_DAYS_EARLIER = 7
"""Calendar days by which papers could be handed in sooner."""
_MAX_FACTS = 3
"""A change of more facts than that is another tool."""


@dataclass(frozen=True)
class Change:
    """One change that can be tried. Tools are numbered in the order of the assessed cases."""

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
    assessed: AssessedCases,
    build_case: BuildCase | None = None,
    business_cases: Sequence[BusinessCase] = (),
) -> Iterator[Change]:
    """All single changes, kind by kind: roles, an earlier start, facts, routes, tools.

    Without `build_case`, no product is offered in a tool's place. `business_cases` are arguments
    for an emergency.
    """
    if not assessed:
        return
    required = [derive_requirements(*pair) for pair in assessed]
    yield from _extend_roles(assessed[0][0].catalog, required)
    yield _submit_earlier(required)
    yield from _change_facts(assessed, required)
    yield from _request_emergency(assessed, required, business_cases)
    if build_case is not None:
        yield from _replace_tools(assessed, required, build_case)
    yield from _drop_tools(assessed)


# --- people and days -----------------------------------------------------------------------------


def _extend_roles(catalog: Catalog, required: Sequence[ToolRequirements]) -> Iterator[Change]:
    """One more day a week of each role that has a capacity and something to do."""
    steps: dict[str, set[str]] = {}
    for of_tool in required:
        for one in of_tool.steps.values():
            steps.setdefault(one.step.role, set()).add(one.step.id)
    for role in catalog.roles:
        if role.id in steps and role.capacity is not None:
            text = (
                f"{role.label} gets one more day a week for these reviews:"
                f" {role.capacity + 1:g} instead of {role.capacity:g}"
            )
            yield Change(
                "capacity", text, (), affected_steps=frozenset(steps[role.id]), extended_role=role
            )


def _submit_earlier(required: Sequence[ToolRequirements]) -> Change:
    steps = frozenset[str]().union(*(of_tool.steps for of_tool in required))
    text = "Submit all requests a week earlier"
    return Change("submission", text, (), affected_steps=steps, days_earlier=_DAYS_EARLIER)


# --- facts ---------------------------------------------------------------------------------------


def _change_facts(
    assessed: AssessedCases, required: Sequence[ToolRequirements]
) -> Iterator[Change]:
    """Changes of facts; tools for which the same facts serve the same purpose share a change."""
    by_purpose: dict[tuple[_Purpose, str], dict[int, tuple[Counterfactual, ...]]] = {}
    find, words = _CounterfactualSearch().find, dict[int, str]()
    for tool, (case, assessment) in enumerate(assessed):
        if assessment.outcome is Outcome.BLOCKED:
            continue
        for purpose, counterfactuals in _find_counterfactuals(
            case, assessment, required[tool], find
        ):
            if achievable := next(filter(_is_achievable, counterfactuals), None):
                if id(achievable) not in words:  # the search keeps what it finds
                    words[id(achievable)] = _describe_fact_changes(achievable)
                key = purpose, words[id(achievable)]
                by_purpose.setdefault(key, {}).setdefault(tool, achievable)
    for (purpose, text), by_tool in by_purpose.items():
        names = tuple(assessed[tool][0].tool.name for tool in by_tool)
        yield Change(
            purpose.kind,
            f"{purpose.aim} for {_name_tools(names)}: {text}",
            names,
            cost=len(next(iter(by_tool.values()))),
            affected_steps=purpose.steps,
            fact_changes=by_tool,
        )


@dataclass(frozen=True, slots=True)
class _Purpose:
    """What a change of facts is for: a finding, a step or a fast track, and the steps it spares."""

    kind: str
    aim: str
    """What the change is for, as a request."""
    steps: frozenset[str]


_Find = Callable[[Condition, FactSet, bool], tuple[tuple[Counterfactual, ...], ...]]


class _CounterfactualSearch:
    """Finds counterfactuals for tools of one catalog, once for all of which the same is known."""

    def __init__(self) -> None:
        self._keys: dict[int, tuple[str, ...]] = {}
        """The facts that a condition looks at, by its identity: conditions are deep."""
        self._found: dict[Hashable, tuple[tuple[Counterfactual, ...], ...]] = {}

    def find(
        self, condition: Condition, facts: FactSet, want: bool
    ) -> tuple[tuple[Counterfactual, ...], ...]:
        """The counterfactuals of a condition of the catalog, as `conditions` finds them."""
        if id(condition) not in self._keys:
            self._keys[id(condition)] = conditions.list_keys(condition, facts.countries)
        known = tuple(map(facts.facts.get, self._keys[id(condition)]))
        key = id(condition), want, known
        if key not in self._found:
            self._found[key] = conditions.find_counterfactuals(condition, facts, want)
        return self._found[key]


def _find_counterfactuals(
    case: Case, assessment: Assessment, requirements: ToolRequirements, find: _Find
) -> Iterator[tuple[_Purpose, tuple[tuple[Counterfactual, ...], ...]]]:
    """For each finding, step and fast track the sets of facts that would turn it, fewest first."""
    facts = build_fact_set(case, assessment)
    standards: Mapping[str, Standard] = {s.id: s for s in case.catalog.standards}
    for finding in assessment.findings:
        standard = standards.get(finding.rule)
        if standard and finding.verdict in (Verdict.CONFLICTS, Verdict.UNKNOWN):
            purpose = _Purpose("finding", f"Meet {standard.name}", frozenset(finding.needs))
            yield purpose, find(standard.require, facts, True)
    for required in requirements.steps.values():
        if required.step.when is not None and not required.step.always:
            label = required.step.label or required.step.id
            purpose = _Purpose("step", f"Spare “{label}”", frozenset({required.step.id}))
            yield purpose, find(required.step.when, facts, False)
    for track in case.catalog.fast_track:
        if not track.emergency and track is not requirements.route:
            aim = f"Take the fast track “{track.label or track.id}”"
            purpose = _Purpose("fast-track", aim, frozenset(track.skip))
            yield purpose, find(track.when, facts, True)


def _is_achievable(changes: tuple[Counterfactual, ...]) -> bool:
    """Could somebody bring it about?

    A vendor can add a sign-on, a requester can find an owner. But that a tool handles personal
    data, or what IT thinks of it, is as it is: the vocabulary says of which facts that is so.
    """
    return len(changes) <= _MAX_FACTS and all(
        change.example is not None and not builtin.is_fixed(change.fact) for change in changes
    )


def _name_tools(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= 3 else f"{len(names)} tools"


def _describe_fact_changes(changes: tuple[Counterfactual, ...]) -> str:
    labels = builtin.vocabulary()
    return " and ".join(
        conditions.describe_tests(change.tests, labels, "and") for change in changes
    )


# --- routes and tools ----------------------------------------------------------------------------


def _request_emergency(
    assessed: AssessedCases,
    required: Sequence[ToolRequirements],
    business_cases: Sequence[BusinessCase],
) -> Iterator[Change]:
    """The emergency path, for who can say in numbers what waiting costs: a case of risk.

    What a tool would earn or spare is no emergency.

    It is open to tools of which is known that they meet its condition, and no help to those that
    have a shorter way already.
    """
    quantified = [
        case
        for case in business_cases
        if case.type is CaseKind.RISK and case.benefit_year is not None
    ]
    condition = "once you can say in figures what waiting costs"
    if quantified:
        condition = f"with the business case {quantified[0].id}"
    for track in assessed[0][0].catalog.fast_track:
        pairs = enumerate(assessed if track.emergency else ())
        tools = [tool for tool, pair in pairs if _is_open_to(track, *pair, required[tool])]
        if tools:
            names = tuple(assessed[tool][0].tool.name for tool in tools)
            yield Change(
                "emergency",
                f"Ask for “{track.label or track.id}” for {_name_tools(names)}, {condition}",
                names,
                cost=2,
                affected_steps=frozenset(track.skip),
                route=track,
                route_tools=frozenset(tools),
            )


def _is_open_to(
    track: FastTrack, case: Case, assessment: Assessment, requirements: ToolRequirements
) -> bool:
    if not requirements.steps or requirements.route is not None:
        return False
    return is_track_open(track, build_fact_set(case, assessment))


def _replace_tools(
    assessed: AssessedCases, required: Sequence[ToolRequirements], build_case: BuildCase
) -> Iterator[Change]:
    """Products that IT has approved and that can all that is said of a tool."""
    for tool, (case, assessment) in enumerate(assessed):
        levels = case.tool.capabilities.items()
        wanted = {name for name, level in levels if level is not Level.NONE}
        if assessment.outcome is Outcome.IN_SOE or assessment.in_use:
            continue  # of a tool in use, its decision says what takes its place
        steps = frozenset[str](required[tool].steps)
        for product in list_alternatives(wanted, case.match.product, case.catalog, case.as_of):
            text = f"Use {product.name}, which IT has approved, instead of {case.tool.name}"
            other = Tool(product.name, data=case.tool.data, support=case.tool.support)
            replacement = tool, build_case(other)
            names = (case.tool.name,)
            yield Change("alternative", text, names, affected_steps=steps, replacement=replacement)


def _drop_tools(assessed: AssessedCases) -> Iterator[Change]:
    if len(assessed) < 2:
        return
    for tool, (case, assessment) in enumerate(assessed):
        if assessment.outcome is not Outcome.BLOCKED and not assessment.in_use:
            name = case.tool.name
            yield Change("drop", f"Drop {name}", (name,), dropped_tool=tool)
