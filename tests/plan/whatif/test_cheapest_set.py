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
from soescan.plan.whatif.candidate_changes import Judged, tries
from soescan.plan.whatif.cheapest_set import Cheapest, cheapest
from soescan.plan.whatif.scenarios import Set, Trials
from tests.assessment.factories import OIDC, SAML, standard
from tests.plan.factories import BOARD, HOW, MONDAY, TOOLS, judged, step

LIVE = step("live", kind=StepKind.GO_LIVE, after=(StepId("check"), StepId("look")))
QUICK = FastTrack("quick", Test("auth.mfa", "eq", True), (StepId("look"),), "Quick")
FIRE = FastTrack("fire", Test("tls.https", "eq", True), (StepId("check"),), "Fire", emergency=True)
BOTH = (
    standard("saml", Test(SAML, "eq", True), needs=("check",), waivable_by=("it",)),
    standard("oidc", Test(OIDC, "eq", True), needs=("check",), waivable_by=("it",)),
)


def asked(*tools: Tool, check: float = 3, look: float = 6, **more: Any) -> Judged:
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


def trials(pairs: Judged, budget: int = HOW.budget) -> Trials:
    how = replace(HOW, budget=budget, draws=100)
    return Trials(list(tries(pairs)), pairs, assess, how)


def fresh(pairs: Judged, chosen: Set, by: date) -> bool:
    """The answer of a plan that was made for this set only."""
    return trials(pairs).on_time(chosen, by)


def brute(pairs: Judged, by: date) -> int | None:
    """What the cheapest set costs, by planning all of them."""
    every = trials(pairs)
    sets = [
        chosen
        for size in range(len(every.tries) + 1)
        for chosen in combinations(range(len(every.tries)), size)
        if not any(every.clash(one, other) for one, other in combinations(chosen, 2))
    ]
    sets.sort(key=every.cost)
    return next((every.cost(chosen) for chosen in sets if fresh(pairs, chosen, by)), None)


def found(pairs: Judged, by: date) -> Cheapest:
    return cheapest(trials(pairs), by)


@settings(max_examples=12, deadline=None)
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
    assert (None if one.chosen is None else trials(pairs).cost(one.chosen)) == least
    if one.chosen is not None:
        assert fresh(pairs, one.chosen, by)


def test_changes_of_which_each_alone_saves_nothing_are_found_together() -> None:
    pairs = asked(TOOLS[0], check=15, look=1)
    every = trials(pairs)
    findings = [n for n, one in enumerate(every.tries) if one.kind == "finding"]
    by = every.of(tuple(findings)).days[0]
    assert [every.of((one,)).late(by) for one in findings] == [every.base.late(by)] * 2
    assert cheapest(every, by) == Cheapest(tuple(findings), proved=True, tried=1)


def test_a_search_that_is_stopped_says_what_it_has_and_no_more() -> None:
    pairs = asked(*TOOLS, check=15, look=1)
    every = trials(pairs)
    by = every.of(tuple(n for n, one in enumerate(every.tries) if one.kind == "finding")).days[0]
    assert cheapest(every, by, stop=lambda: True) == Cheapest(None, proved=False, tried=0)
    looks = iter(range(1_000_000))
    some = cheapest(every, by, stop=lambda: next(looks) > 14)
    assert some.chosen is not None, "from all changes, those that are not needed were taken away"
    assert every.on_time(some.chosen, by)
    assert not some.proved
    assert cheapest(every, by, stop=lambda: False).proved


def test_sets_that_contradict_themselves_are_none() -> None:
    pairs = asked(*TOOLS[:2])
    every = trials(pairs)
    kinds = {one.kind: n for n, one in enumerate(every.tries)}
    drops = [n for n, one in enumerate(every.tries) if one.drops is not None]
    assert not every.clash(*drops)
    assert not every.clash(drops[0], kinds["finding"]), "it is for the other tool, too"
    low, high = (
        replace(one, facts={0: (Counterfactual("sla.uptime", (), value),)}, drops=None)
        for one, value in zip(every.tries, (99, 99.9), strict=False)
    )
    alone = replace(low, facts={}, drops=0)
    other = Trials([low, high, replace(low), alone], pairs, assess, HOW)
    assert other.clash(0, 1), "two values of one fact"
    assert not other.clash(0, 2), "the same value"
    assert other.clash(0, 3), "changed and gone"
    assert other.clash(3, 0)


def _with_board(one: Case) -> Case:
    steps = tuple(
        replace(s, committee=BOARD.id) if s.id == "live" else s for s in one.catalog.approvals
    )
    return replace(one, catalog=replace(one.catalog, approvals=steps))
