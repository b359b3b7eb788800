"""The cheapest set of changes is the one that trying all of them finds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from soescan.assessment import assess
from soescan.conditions import Counterfactual
from soescan.model import Case, Estimate, FastTrack, StepId, StepKind, Test, Tool
from soescan.plan.whatif.candidate_changes import AssessedCases, candidate_changes
from soescan.plan.whatif.cheapest_set import CheapestSet, find_cheapest_set
from soescan.plan.whatif.scenarios import ChangeSet, ScenarioRunner
from tests.assessment.factories import OIDC, SAML, standard
from tests.examples import examples
from tests.plan.factories import BOARD, MONDAY, OPTIONS, TOOLS, assess_tools, step

LIVE = step("live", kind=StepKind.GO_LIVE, after=(StepId("check"), StepId("look")))
QUICK = FastTrack("quick", Test("auth.mfa", "eq", True), (StepId("look"),), "Quick")
FIRE = FastTrack("fire", Test("tls.https", "eq", True), (StepId("check"),), "Fire", emergency=True)
BOTH = (
    standard("saml", Test(SAML, "eq", True), needs=("check",), waivable_by=("it",)),
    standard("oidc", Test(OIDC, "eq", True), needs=("check",), waivable_by=("it",)),
)


def assess_with_findings(
    *tools: Tool, check: float = 3, look: float = 6, **overrides: Any
) -> AssessedCases:
    """Two findings that both ask for `check`, and a `look` that everybody needs."""
    steps = (
        step("check", "security", effort=Estimate(check, check, check), always=False),
        step("look", "legal", lead=Estimate(look, look, look)),
        LIVE,
    )
    parts: dict[str, Any] = {
        "approvals": steps,
        "facts": {SAML: False, OIDC: False, "tls.https": True},
    } | overrides
    cases = [
        replace(subject, catalog=replace(subject.catalog, standards=BOTH))
        for subject, _ in assess_tools(*tools, **parts)
    ]
    return [(subject, assess(subject)) for subject in cases]


def build_runner(assessed: AssessedCases, budget: int = OPTIONS.budget) -> ScenarioRunner:
    options = replace(OPTIONS, budget=budget, draws=100)
    return ScenarioRunner(list(candidate_changes(assessed)), assessed, assess, options)


def is_enough(assessed: AssessedCases, change_set: ChangeSet, deadline: date) -> bool:
    """The answer of a plan that was made for this set only."""
    return build_runner(assessed).is_on_time(change_set, deadline)


def enumerate_cost(assessed: AssessedCases, deadline: date) -> int | None:
    """What the cheapest set costs, by planning all of them."""
    runner = build_runner(assessed)
    sets = [
        change_set
        for size in range(len(runner.changes) + 1)
        for change_set in combinations(range(len(runner.changes)), size)
        if not any(
            runner.are_contradictory(first, second) for first, second in combinations(change_set, 2)
        )
    ]
    sets.sort(key=runner.compute_cost)
    return next(
        (
            runner.compute_cost(change_set)
            for change_set in sets
            if is_enough(assessed, change_set, deadline)
        ),
        None,
    )


def search_set(assessed: AssessedCases, deadline: date) -> CheapestSet:
    return find_cheapest_set(build_runner(assessed), deadline)


@settings(max_examples=examples(12), deadline=None)
@given(
    tools=st.integers(1, 2),
    check=st.sampled_from((0.5, 3, 6)),
    look=st.sampled_from((1, 6, 15)),
    tracks=st.sampled_from(((), (QUICK,), (FIRE,), (QUICK, FIRE))),
    board=st.booleans(),
    after=st.integers(0, 80),
)
def test_what_is_found_costs_what_trying_all_sets_finds(
    tools: int, check: float, look: float, tracks: tuple[FastTrack, ...], board: bool, after: int
) -> None:
    steps: dict[str, Any] = {"fast_track": tracks}
    assessed = assess_with_findings(*TOOLS[:tools], check=check, look=look, **steps)
    if board:
        assessed = [(_add_board(result), assess(result)) for result, _ in assessed]
    deadline = MONDAY + timedelta(days=after)
    result = search_set(assessed, deadline)
    least = enumerate_cost(assessed, deadline)
    assert result.proved
    assert (
        None if result.changes is None else build_runner(assessed).compute_cost(result.changes)
    ) == least
    if result.changes is not None:
        assert is_enough(assessed, result.changes, deadline)


def test_changes_of_which_each_alone_saves_nothing_are_found_together() -> None:
    assessed = assess_with_findings(TOOLS[0], check=15, look=1)
    runner = build_runner(assessed)
    findings = [n for n, number in enumerate(runner.changes) if number.kind == "finding"]
    by = runner.run(tuple(findings)).go_live[0]
    assert [runner.run((number,)).count_days_late(by) for number in findings] == [
        runner.base.count_days_late(by)
    ] * 2
    assert find_cheapest_set(runner, by) == CheapestSet(
        tuple(findings), proved=True, insufficient_cost=1
    )


def test_a_search_that_is_stopped_says_what_it_has_and_no_more() -> None:
    assessed = assess_with_findings(*TOOLS, check=15, look=1)
    runner = build_runner(assessed)
    by = runner.run(
        tuple(n for n, one in enumerate(runner.changes) if one.kind == "finding")
    ).go_live[0]
    assert find_cheapest_set(runner, by, stop=lambda: True) == CheapestSet(
        None, proved=False, insufficient_cost=0
    )
    looks = iter(range(1_000_000))
    some = find_cheapest_set(runner, by, stop=lambda: next(looks) > 14)
    assert some.changes is not None, "from all changes, those that are not needed were taken away"
    assert runner.is_on_time(some.changes, by)
    assert not some.proved
    assert find_cheapest_set(runner, by, stop=lambda: False).proved


def test_sets_that_contradict_themselves_are_none() -> None:
    assessed = assess_with_findings(*TOOLS[:2])
    runner = build_runner(assessed)
    kinds = {change.kind: n for n, change in enumerate(runner.changes)}
    drops = [n for n, change in enumerate(runner.changes) if change.dropped_tool is not None]
    assert not runner.are_contradictory(*drops)
    assert not runner.are_contradictory(drops[0], kinds["finding"]), "it is for the other tool, too"
    low, high = (
        replace(
            change, fact_changes={0: (Counterfactual("sla.uptime", (), value),)}, dropped_tool=None
        )
        for change, value in zip(runner.changes, (99, 99.9), strict=False)
    )
    alone = replace(low, fact_changes={}, dropped_tool=0)
    extended = ScenarioRunner([low, high, replace(low), alone], assessed, assess, OPTIONS)
    assert extended.are_contradictory(0, 1), "two values of one fact"
    assert not extended.are_contradictory(0, 2), "the same value"
    assert extended.are_contradictory(0, 3), "changed and gone"
    assert extended.are_contradictory(3, 0)


def _add_board(subject: Case) -> Case:
    steps = tuple(
        replace(s, committee=BOARD.id) if s.id == "live" else s for s in subject.catalog.approvals
    )
    return replace(subject, catalog=replace(subject.catalog, approvals=steps))
