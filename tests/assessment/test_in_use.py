"""A tool in use is kept, regularised, replaced or stopped; it never gets a go-live."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from soescan.assessment import assess
from soescan.model import (
    Assessment,
    Basis,
    CapabilityId,
    Done,
    Fact,
    Level,
    Lifecycle,
    Origin,
    Outcome,
    Owner,
    Product,
    ProductId,
    Role,
    RoleId,
    Severity,
    Standing,
    Step,
    StepId,
    Support,
    Tool,
    Use,
    UseAction,
    UseDecision,
)
from tests.assessment.factories import (
    ACME,
    DAY,
    SAML,
    TOMORROW,
    YESTERDAY,
    case,
    fact,
    product,
    standard,
    waiver,
)

IN_USE = replace(ACME, use=Use.IN_USE)
LATER = date(2027, 3, 31)
OTHER = Product(
    ProductId("other"), "Other", Standing.APPROVED, capabilities={CapabilityId("crm"): Level.FULL}
)


def decide(*standards: Any, tool: Tool = IN_USE, **parts: Any) -> UseDecision:
    decision = assess(case(*standards, tool=tool, **parts)).in_use
    assert decision is not None
    return decision


@pytest.mark.parametrize(
    ("standing", "more", "action"),
    [
        (Standing.APPROVED, {}, UseAction.KEEP),
        (Standing.STANDARD, {"valid_until": DAY}, UseAction.KEEP),
        (Standing.PILOT, {}, UseAction.KEEP),
        (Standing.APPROVED, {"valid_until": YESTERDAY}, UseAction.REGULARISE),
        (Standing.APPROVED, {"editions": ("Business",)}, UseAction.REGULARISE),
        (Standing.APPROVED, {"unreadable": {"valid_until": "soon"}}, UseAction.REGULARISE),
        (Standing.EXCEPTION_ONLY, {}, UseAction.REGULARISE),
        (None, {}, UseAction.REGULARISE),
        (Standing.RETIRING, {}, UseAction.REPLACE),
        (Standing.APPROVED, {"lifecycle": Lifecycle(ours=YESTERDAY)}, UseAction.REPLACE),
        (Standing.PROHIBITED, {}, UseAction.STOP),
        (Standing.PROHIBITED, {"replaced_by": ("other",)}, UseAction.REPLACE),
        (Standing.PROHIBITED, {"capabilities": {"crm": Level.PARTIAL}}, UseAction.REPLACE),
        (Standing.PROHIBITED, {"capabilities": {"email": Level.FULL}}, UseAction.STOP),
    ],
)
def test_the_decision_follows_from_what_it_has_decided(
    standing: Standing | None, more: dict[str, Any], action: UseAction
) -> None:
    assert decide(listed=product(standing, **more), products=(OTHER,)).action is action


def test_what_is_not_listed_or_not_known_is_regularised() -> None:
    assert decide().action is UseAction.REGULARISE
    assert decide(standard()).because == "IT has not decided on it yet; 1 blocker is open: SSO"
    met = decide(standard(), facts={SAML: True})
    assert (met.action, met.because) == (UseAction.REGULARISE, "IT has not decided on it yet")


def test_a_blocker_that_nobody_may_waive_stops_it_and_a_broken_limit_does_not_carry_it() -> None:
    assert decide(standard(), facts={SAML: False}).action is UseAction.STOP
    limited = product(Standing.APPROVED_WITH_CONDITIONS)
    condition = standard(severity=Severity.CONDITION)
    assert decide(condition, listed=limited, facts={SAML: False}).action is UseAction.REGULARISE
    assert decide(condition, listed=limited).action is UseAction.KEEP  # its question stays open


@pytest.mark.parametrize(
    "successor",
    [
        replace(OTHER, standing=Standing.PROHIBITED),
        replace(OTHER, standing=Standing.RETIRING),
        replace(OTHER, valid_until=YESTERDAY),
        replace(OTHER, decided_on=TOMORROW),
    ],
)
def test_nothing_is_replaced_by_what_it_does_not_want_itself(successor: Product) -> None:
    refused = product(Standing.PROHIBITED, replaced_by=("other",))
    assessed = assess(case(tool=IN_USE, listed=refused, products=(successor,)))
    assert assessed.in_use
    assert assessed.in_use.action is UseAction.STOP
    assert not any("Other" in finding.remedy for finding in assessed.findings)


def test_a_retiring_product_is_replaced_by_the_day_on_which_it_retires() -> None:
    retiring = product(
        Standing.RETIRING, lifecycle=Lifecycle(ours=LATER), replaced_by=("other",), reason="old"
    )
    decision = decide(listed=retiring, products=(OTHER,))
    assert decision == UseDecision(
        UseAction.REPLACE, "IT is retiring it: old", until=LATER, instead=("Other",)
    )


def test_the_owner_is_the_catalogs_then_the_proposals_then_asked_for() -> None:
    supported = replace(IN_USE, support=Support(owner="Dana"))
    owned = product(Standing.APPROVED, owner=Owner(technical="Web Team"))
    assert decide(tool=supported, listed=owned).owner == "Web Team"
    stated = fact("tool.support.owner", "Dana")
    assert decide(tool=supported, facts=(stated,)).owner == "Dana"
    nobody = assess(case(tool=IN_USE, listed=product(Standing.PROHIBITED)))
    assert nobody.in_use
    assert nobody.in_use.owner == ""
    assert [question.keys for question in nobody.questions] == [("tool.support.owner",)]


def test_the_next_review_is_the_first_day_on_record_and_else_none() -> None:
    step = Step(StepId("review"), RoleId("it"), valid_months=12)
    parts: dict[str, Any] = {
        "listed": product(Standing.APPROVED, valid_until=LATER),
        "approvals": (step,),
        "roles": (Role(RoleId("it"), "IT"),),
    }
    assert decide(listed=product(Standing.APPROVED)).review is None
    assert decide(**parts).review == LATER
    done = Done(StepId("review"), "acme", date(2026, 1, 15))
    assert decide(**parts, done=(done,)).review == date(2027, 1, 15)
    lapsed = replace(done, on=date(2025, 1, 15))
    assert decide(**parts, done=(lapsed,)).review == LATER
    assert decide(listed=product(Standing.APPROVED, valid_until=YESTERDAY)).review is None


def test_a_waiver_that_counts_ends_with_a_review() -> None:
    ends = TOMORROW
    granted = waiver(expires=ends, approved_by="Jo, security", tool="acme.example")
    parts: dict[str, Any] = {
        "facts": {SAML: False},
        "waivers": (granted,),
        "roles": (Role(RoleId("security"), "Security"),),
    }
    decision = decide(standard(waivable_by=("security",)), **parts)
    assert decision.review == ends


def test_its_record_says_whether_a_tool_is_in_use() -> None:
    origin = Origin(Basis.ANSWERED, at="2026-11-01", by="Jo, IT")
    recorded = Fact("Acme", "tool.use", "in-use", origin)
    assert assess(case(facts=(recorded,))).in_use is not None
    assert assess(case()).in_use is None


def test_being_in_use_changes_no_outcome() -> None:
    def outcome(tool: Tool, standing: Standing | None) -> Outcome:
        judged: Assessment = assess(case(standard(), tool=tool, listed=product(standing)))
        return judged.outcome

    for standing in (None, *Standing):
        assert outcome(IN_USE, standing) is outcome(ACME, standing)
