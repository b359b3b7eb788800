"""What would be quicker: every change is tried, and what it says is what it saves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from soescan import app, catalog, plan
from soescan.assessment import assess
from soescan.model import (
    Assessment,
    BusinessCase,
    Case,
    CaseKind,
    Cost,
    DataUse,
    Estimate,
    Evidence,
    FastTrack,
    Gate,
    Level,
    Lever,
    Proposal,
    RequiredTest,
    StepId,
    StepKind,
    Test,
    Tool,
    Vocabulary,
    WhatIf,
)
from soescan.plan.requirements.required_steps import derive_requirements
from soescan.plan.whatif.analysis import _describe_cheapest, analyze_changes
from soescan.plan.whatif.candidate_changes import candidate_changes
from soescan.plan.whatif.cheapest_set import CheapestSet
from soescan.plan.whatif.scenarios import ScenarioRunner
from soescan.reference import builtin
from tests.assessment.factories import OIDC, SAML, standard
from tests.patience import HANG
from tests.plan.factories import BOARD, OPTIONS, TOOLS, assess_tools, step

CHECK = step("check", "security", effort=Estimate(3, 3, 3), always=False, label="Check")
LIVE = step("live", kind=StepKind.GO_LIVE, after=(StepId("check"),), committee=BOARD.id)
STARTER = catalog.read(builtin.builtin_soe("starter"))
SSO = standard("sso", Test(SAML, "eq", True), needs=("check",), waivable_by=("it",))


def analyze(deadline: date | None = None, **overrides: Any) -> WhatIf:
    facts, options = overrides.pop("facts", {SAML: False}), overrides.pop("how", OPTIONS)
    parts: dict[str, Any] = {"approvals": (CHECK, LIVE), "facts": facts} | overrides
    assessed = assess_tools(TOOLS[0], **parts)
    cases = [
        (replace(subject, catalog=replace(subject.catalog, standards=(SSO,))), a)
        for subject, a in assessed
    ]
    assessed = [(subject, assess(subject)) for subject, _ in cases]
    return analyze_changes(assessed, assess, plan.schedule(assessed, OPTIONS), options, deadline)


def group_levers(result: WhatIf) -> dict[str, Lever]:
    return {lever.kind: lever for lever in result.levers}


def test_a_fact_that_were_otherwise_removes_the_step_it_asks_for() -> None:
    lever = group_levers(analyze())["finding"]
    assert lever.says == "Meet SSO for Ferry: SAML sign-on"
    assert (lever.removes, lever.effort) == (("“Check” (Ferry)",), 3)
    assert lever.saved == {"Ferry": lever.days}
    # 14 working days of queue and work end on 20 Nov, in a freeze; without them 5 Nov is enough.
    assert lever.days == (date(2026, 12, 10) - date(2026, 11, 5)).days


def test_more_time_of_a_role_saves_days_and_no_work() -> None:
    lever = group_levers(analyze())["capacity"]
    assert lever.says.startswith(
        "Security gets one more day a week for these reviews: 2.5 instead of 1.5"
    )
    assert lever.days > 0
    assert lever.effort == 0


def test_the_fewest_changes_that_reach_a_date_are_named_and_proved() -> None:
    result = analyze(deadline=date(2026, 11, 6))
    assert [lever.kind for lever in result.reaches] == ["finding"]
    assert (result.reached, result.proved) == (True, True)
    assert result.says == "one change is enough; none is cheaper."


def test_before_anything_begins_no_change_is_enough() -> None:
    result = analyze(deadline=date(2026, 10, 25))
    assert (result.reached, result.proved, result.reaches) == (False, True, ())
    assert result.says == "no change is enough, because no work starts before Mon 26 Oct 2026."


def test_what_time_did_not_suffice_for_is_not_called_proved() -> None:
    result = analyze(deadline=date(2026, 11, 6), how=replace(OPTIONS, solver_seconds=1e-9))
    assert (result.reached, result.proved, result.reaches) == (False, False, ())
    assert result.says == "no combination that is enough was found."
    sure = analyze(deadline=date(2026, 11, 6), how=replace(OPTIONS, solver_seconds=HANG))
    assert sure == analyze(deadline=date(2026, 11, 6)), "the seconds are for the proof alone"
    proof = CheapestSet((0, 1), proved=True, insufficient_cost=1)
    some = CheapestSet((0, 1, 2), proved=False, insufficient_cost=1)
    none = CheapestSet(None, proved=False, insufficient_cost=2)
    assert [_describe_cheapest(result, all_=True) for result in (proof, some, none)] == [
        "2 changes are enough; none is cheaper.",
        "3 changes are enough; the best found; not proved to be the cheapest; no combination that "
        "changes only one thing is enough.",
        "no combination that is enough was found; no combination that changes up to 2 things is"
        " enough.",
    ]
    assert (
        _describe_cheapest(proof, all_=False) == "2 changes are enough; none of these is cheaper."
    )


def test_a_date_that_is_met_anyhow_needs_nothing_and_one_that_cannot_be_met_says_so() -> None:
    assert analyze(deadline=date(2027, 6, 1)).says == "nothing has to change"
    never = analyze(deadline=date(2026, 10, 1))
    assert (never.reached, never.proved) == (False, True)


def test_what_nobody_asks_for_cannot_be_taken_away() -> None:
    result = analyze(facts={SAML: True})
    assert "finding" not in group_levers(result)
    assert all(lever.days >= 0 or lever.kind == "drop" for lever in result.levers)


def test_a_fast_track_says_which_fact_opens_it_and_an_emergency_asks_for_numbers() -> None:
    quick = FastTrack("quick", Test(OIDC, "eq", True), (StepId("check"),), "Quick")
    # What a conflict asks for no fast track skips: the standard is open here, not in conflict.
    fire = FastTrack("fire", Test("tls.https", "eq", True), quick.skip, "Fire", emergency=True)
    result = analyze(facts={"tls.https": True}, fast_track=(quick, fire))
    assert (
        group_levers(result)["fast-track"].says
        == "Take the fast track “Quick” for Ferry: OpenID Connect sign-on"
    )
    says = "Ask for “Fire” for Ferry, once you can say in figures what waiting costs"
    assert group_levers(result)["emergency"].says == says
    assert group_levers(result)["emergency"].cost == 2


def test_an_emergency_keeps_the_gates_and_tests_of_the_steps_it_skips() -> None:
    fire = FastTrack("fire", Test("tls.https", "eq", True), (CHECK.id,), "Fire", emergency=True)
    assessed = assess_tools(
        TOOLS[0],
        approvals=(replace(CHECK, always=True), LIVE),
        facts={"tls.https": True},
        fast_track=(fire,),
        gates=(Gate("paper", CHECK.id, ("way back",)),),
        tests=(RequiredTest("load", "Load test", CHECK.id),),
    )
    runner = ScenarioRunner(list(candidate_changes(assessed)), assessed, assess, OPTIONS)
    (number,) = (n for n, change in enumerate(runner.changes) if change.kind == "emergency")
    requirements = derive_requirements(*runner.change_case(0, (number,)))
    assert list(requirements.steps) == ["live"]
    assert requirements.steps["live"].artefacts == ("way back",)
    assert requirements.steps["live"].tests == ("Load test",)
    assert derive_requirements(*assessed[0]).route is None, "it must be asked for"


def analyze_starter(data: str, *, counted: bool) -> WhatIf:
    """A server with data of a class, against the shipped SOE, argued for with a case."""
    tool = Tool(
        "Ferry",
        deployment="server",
        data=(DataUse(class_=data, personal=False),),
        cost=Cost(annual=30_000),
    )
    worth = Estimate(1e5, 2e5, 3e5) if counted else None
    outage = BusinessCase("outage", CaseKind.RISK, benefit_year=worth)
    proposal = Proposal((tool,), business_cases=(outage,))
    return app.explore_changes(proposal, STARTER, Evidence(), date(2026, 11, 2), OPTIONS)


@pytest.mark.heavy
def test_the_emergency_of_the_shipped_soe_asks_for_numbers_and_spares_the_boards() -> None:
    result = analyze_starter("confidential", counted=True)
    fire = group_levers(result)["emergency"]
    assert fire.says == "Ask for “Emergency” for Ferry, with the business case outage"
    assert {"“Decision of the architecture board” (Ferry)"} <= set(fire.removes)
    assert "“Approve the tool and enter it into the catalog” (Ferry)" not in fire.removes
    assert fire.days > 0
    assert result.plan.tools[0].route == ""
    silent = group_levers(analyze_starter("confidential", counted=False))["emergency"]
    assert (
        silent.says
        == "Ask for “Emergency” for Ferry, once you can say in figures what waiting costs"
    )
    assert "emergency" not in group_levers(analyze_starter("restricted", counted=True))


def test_what_is_as_it_is_is_not_offered_as_a_change() -> None:
    changed = {
        change.fact
        for one in candidate_changes(assess_starter())
        for way in one.fact_changes.values()
        for change in way
    }
    assert changed, "something can be done"
    assert not {fact for fact in changed if fact.startswith(("soe.", "tool.data."))}
    assert builtin.is_fixed("tool.data.personal")
    assert not builtin.is_fixed("auth.sso.saml")
    vocabulary = builtin.load("facts.yaml", Vocabulary)
    known_keys = [key.key for key in vocabulary.facts]
    assert not [
        one for one in vocabulary.given if not any(key.startswith(one) for key in known_keys)
    ]


def assess_starter() -> list[tuple[Case, Assessment]]:
    proposal = Proposal((Tool("Ferry", cost=Cost(annual=30_000)),))
    cases = app.build_cases(proposal, STARTER, Evidence(), date(2026, 11, 2))
    return [(subject, assess(subject)) for subject in cases]


SOE = """
schema: soescan/soe@1
catalog: {id: quay, name: Quay SOE}
capabilities: [{id: mail}, {id: pages}]
roles: [{id: it, label: IT}]
products:
  - {id: barge, name: Barge, standing: approved, capabilities: {mail: full, pages: full}}
  - {id: kayak, name: Kayak, standing: approved, capabilities: {mail: partial}}
  - {id: canoe, name: Canoe, standing: prohibited, capabilities: {mail: full}}
approvals:
  - {id: review, role: it, label: Review, lead: 10, when: {fact: soe.listed, op: eq, value: false}}
  - {id: live, role: it, kind: go-live, label: Go-live, lead: 1, after: [review], always: true}
"""


def test_an_approved_product_that_can_all_that_is_wanted_is_an_alternative(tmp_path: Path) -> None:
    (tmp_path / "soe.yaml").write_text(SOE, encoding="utf-8")
    proposal = Proposal((Tool("Ferry", capabilities={"mail": Level.FULL}),))
    read = catalog.read(tmp_path / "soe.yaml")
    result = app.explore_changes(proposal, read, Evidence(), date(2026, 11, 2), OPTIONS)
    (lever,) = [candidate for candidate in result.levers if candidate.kind == "alternative"]
    assert lever.says == "Use Barge, which IT has approved, instead of Ferry"
    assert lever.removes == ("“Review” (Ferry)",)
    assert lever.saved == {"Ferry": 14}, "ten working days are two weeks"


def test_a_tool_that_is_dropped_takes_only_its_own_steps_with_it(tmp_path: Path) -> None:
    soe = SOE.replace("lead: 10,", "lead: 10, effort: 1,")
    (tmp_path / "soe.yaml").write_text(soe, encoding="utf-8")
    proposal = Proposal((Tool("Ferry"), Tool("Raft")))
    read = catalog.read(tmp_path / "soe.yaml")
    result = app.explore_changes(proposal, read, Evidence(), date(2026, 11, 2), OPTIONS)
    dropped = [lever for lever in result.levers if lever.kind == "drop"]
    assert [(lever.tools, lever.effort, lever.removes) for lever in dropped] == [
        (("Ferry",), 1, ()),
        (("Raft",), 1, ()),
    ]


def test_changes_go_together_whatever_tools_are_dropped() -> None:
    assessed = assess_tools(*TOOLS, approvals=(CHECK, LIVE), facts={SAML: False})
    assessed = [
        (replace(one, catalog=replace(one.catalog, standards=(SSO,))), a) for one, a in assessed
    ]
    assessed = [(one, assess(one)) for one, _ in assessed]
    runner = ScenarioRunner(list(candidate_changes(assessed)), assessed, assess, OPTIONS)
    drops = [n for n, one in enumerate(runner.changes) if one.dropped_tool is not None]
    (finding,) = [n for n, one in enumerate(runner.changes) if one.kind == "finding"]
    for remaining, dropped in enumerate(((1, 2), (0, 2), (0, 1))):
        result = runner.run(tuple(sorted((finding, *(drops[n] for n in dropped)))))
        assert set(result.go_live) == set(result.possible_tools) == {remaining}
        assert not result.required_steps & {("Check", remaining)}
    assert not runner.is_on_time(tuple(drops), date(2030, 1, 1)), "then nothing goes live"
    never = analyze_changes(
        assessed, assess, plan.schedule(assessed, OPTIONS), OPTIONS, date(2026, 10, 1)
    )
    assert not never.reached


def test_fewer_changes_are_tried_on_demand_and_those_that_promise_most_come_first() -> None:
    assessed = assess_tools(*TOOLS, approvals=(CHECK, LIVE), facts={SAML: False})
    assessed = [
        (replace(one, catalog=replace(one.catalog, standards=(SSO,))), a) for one, a in assessed
    ]
    assessed = [(one, assess(one)) for one, _ in assessed]
    current = plan.schedule(assessed, OPTIONS)
    all_changes = analyze_changes(assessed, assess, current, OPTIONS)
    few = analyze_changes(assessed, assess, current, OPTIONS, max_changes=3)
    assert few.left_out == len(list(candidate_changes(assessed))) - 3
    none = analyze_changes(assessed, assess, current, OPTIONS, max_changes=0)
    assert (none.levers, none.left_out) == ((), few.left_out + 3)
    assert all_changes.left_out == 0
    assert len(few.levers) == 3
    assert {one.kind for one in few.levers} == {"submission", "capacity", "finding"}
    assert few.levers[0] == all_changes.levers[0], "dropping a tool saves less, and is tried last"
