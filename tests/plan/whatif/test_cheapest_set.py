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
from tests.plan.factories import BOARD, HOW, MONDAY, TOOLS, judged, step

LIVE = step("live", kind=StepKind.GO_LIVE, after=(StepId("check"), StepId("look")))
QUICK = FastTrack("quick", Test("auth.mfa", "eq", True), (StepId("look"),), "Quick")
FIRE = FastTrack("fire", Test("tls.https", "eq", True), (StepId("check"),), "Fire", emergency=True)
BOTH = (
    standard("saml", Test(SAML, "eq", True), needs=("check",), waivable_by=("it",)),
    standard("oidc", Test(OIDC, "eq", True), needs=("check",), waivable_by=("it",)),
)


def asked(*tools: Tool, check: float = 3, look: float = 6, **more: Any) -> AssessedCases:
    """Two findings that both ask for `check`, and a `look` that everybody needs."""
    steps = (
        step("check", "security", effort=Estimate(check, check, check), always=False),
        step("look", "legal", lead=Estimate(look, look, look)),
        LIVE,
    )
    given: dict[str, Any] = {
        "approvals": steps,
        "facts": {SAML: False, OIDC: False, "tls.https": True},
    } | more
    made = [
        replace(one, catalog=replace(one.catalog, standards=BOTH))
        for one, _ in judged(*tools, **given)
    ]
    return [(one, assess(one)) for one in made]


def trials(pairs: AssessedCases, budget: int = HOW.budget) -> ScenarioRunner:
    how = replace(HOW, budget=budget, draws=100)
    return ScenarioRunner(list(candidate_changes(pairs)), pairs, assess, how)


def fresh(pairs: AssessedCases, chosen: ChangeSet, by: date) -> bool:
    """The answer of a plan that was made for this set only."""
    return trials(pairs).is_on_time(chosen, by)


def brute(pairs: AssessedCases, by: date) -> int | None:
    """What the cheapest set costs, by planning all of them."""
    every = trials(pairs)
    sets = [
        chosen
        for size in range(len(every.changes) + 1)
        for chosen in combinations(range(len(every.changes)), size)
        if not any(every.are_contradictory(one, other) for one, other in combinations(chosen, 2))
    ]
    sets.sort(key=every.compute_cost)
    return next((every.compute_cost(chosen) for chosen in sets if fresh(pairs, chosen, by)), None)


def found(pairs: AssessedCases, by: date) -> CheapestSet:
    return find_cheapest_set(trials(pairs), by)


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
    pairs = asked(*TOOLS[:tools], check=check, look=look, **steps)
    if board:
        pairs = [(_with_board(one), assess(one)) for one, _ in pairs]
    by = MONDAY + timedelta(days=after)
    one = found(pairs, by)
    least = brute(pairs, by)
    assert one.proved
    assert (None if one.changes is None else trials(pairs).compute_cost(one.changes)) == least
    if one.changes is not None:
        assert fresh(pairs, one.changes, by)


def test_changes_of_which_each_alone_saves_nothing_are_found_together() -> None:
    pairs = asked(TOOLS[0], check=15, look=1)
    every = trials(pairs)
    findings = [n for n, one in enumerate(every.changes) if one.kind == "finding"]
    by = every.run(tuple(findings)).go_live[0]
    assert [every.run((one,)).count_days_late(by) for one in findings] == [
        every.base.count_days_late(by)
    ] * 2
    assert find_cheapest_set(every, by) == CheapestSet(
        tuple(findings), proved=True, insufficient_cost=1
    )


def test_a_search_that_is_stopped_says_what_it_has_and_no_more() -> None:
    pairs = asked(*TOOLS, check=15, look=1)
    every = trials(pairs)
    by = every.run(
        tuple(n for n, one in enumerate(every.changes) if one.kind == "finding")
    ).go_live[0]
    assert find_cheapest_set(every, by, stop=lambda: True) == CheapestSet(
        None, proved=False, insufficient_cost=0
    )
    looks = iter(range(1_000_000))
    some = find_cheapest_set(every, by, stop=lambda: next(looks) > 14)
    assert some.changes is not None, "from all changes, those that are not needed were taken away"
    assert every.is_on_time(some.changes, by)
    assert not some.proved
    assert find_cheapest_set(every, by, stop=lambda: False).proved


def test_sets_that_contradict_themselves_are_none() -> None:
    pairs = asked(*TOOLS[:2])
    every = trials(pairs)
    kinds = {one.kind: n for n, one in enumerate(every.changes)}
    drops = [n for n, one in enumerate(every.changes) if one.dropped_tool is not None]
    assert not every.are_contradictory(*drops)
    assert not every.are_contradictory(drops[0], kinds["finding"]), "it is for the other tool, too"
    low, high = (
        replace(
            one, fact_changes={0: (Counterfactual("sla.uptime", (), value),)}, dropped_tool=None
        )
        for one, value in zip(every.changes, (99, 99.9), strict=False)
    )
    alone = replace(low, fact_changes={}, dropped_tool=0)
    other = ScenarioRunner([low, high, replace(low), alone], pairs, assess, HOW)
    assert other.are_contradictory(0, 1), "two values of one fact"
    assert not other.are_contradictory(0, 2), "the same value"
    assert other.are_contradictory(0, 3), "changed and gone"
    assert other.are_contradictory(3, 0)


def _with_board(one: Case) -> Case:
    steps = tuple(
        replace(s, committee=BOARD.id) if s.id == "live" else s for s in one.catalog.approvals
    )
    return replace(one, catalog=replace(one.catalog, approvals=steps))
