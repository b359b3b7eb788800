"""The table that leads from standing and findings to an outcome, row by row, and its order."""

from __future__ import annotations

from typing import Any

import pytest

from soescan.assessment import assess
from soescan.model import (
    AnyOf,
    Basis,
    Case,
    DataClassId,
    DataUse,
    Match,
    MatchedBy,
    OnUnknown,
    Outcome,
    ProductId,
    RoleId,
    Severity,
    Standing,
    Test,
    Tool,
    Verdict,
)
from tests.assessment.factories import (
    AGE,
    DAY,
    OIDC,
    SAML,
    TOMORROW,
    YESTERDAY,
    case,
    fact,
    product,
    standard,
    waiver,
)

HARD = standard("hard", Test("dpa.available", "eq", True), waivable_by=())
SSO = standard("sso", waivable_by=(RoleId("ciso"),))
SOFT = standard("soft", Test(AGE, "gte", 100), Severity.CONDITION)
HINT = standard("hint", Test(OIDC, "eq", True), Severity.ADVICE)
ALL = (HARD, SSO, SOFT, HINT)

GOOD: dict[str, Any] = {"dpa.available": True, SAML: True, AGE: 100, OIDC: True}
NO_DPA, NO_SSO, NO_AGE = {"dpa.available": False}, {SAML: False}, {AGE: 1}
BAD_SSO = GOOD | NO_SSO
DENIED, PILOT = Standing.PROHIBITED, Standing.PILOT
AMBIGUOUS = Match(MatchedBy.AMBIGUOUS, says="which?", candidates=(ProductId("a"), ProductId("b")))
LIMITED = (Standing.APPROVED_WITH_CONDITIONS, Standing.PILOT, Standing.ASSESS)
EXCEPTION = (Standing.EXCEPTION_ONLY, Standing.RETIRING)
APPROVES = (Standing.STANDARD, Standing.APPROVED)


def outcome(one: Case) -> str:
    return assess(one).outcome


def without(*keys: str) -> dict[str, Any]:
    return {key: value for key, value in GOOD.items() if key not in keys}


def unknown(*on: OnUnknown) -> list[Any]:
    """One blocker for each way to take an unknown, and nothing known."""
    return [standard(f"b{n}", Test(SAML, "eq", True), on_unknown=o) for n, o in enumerate(on)]


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        # standing prohibited
        (case(*ALL, listed=product(DENIED), facts=GOOD), "blocked"),
        (case(*ALL, listed=product(DENIED, valid_until=YESTERDAY), facts=GOOD), "blocked"),
        # a blocker conflicts and nobody may waive it
        (case(*ALL, facts=GOOD | NO_DPA), "blocked"),
        *((case(*ALL, listed=product(s), facts=GOOD | NO_DPA), "blocked") for s in APPROVES),
        # a blocker conflicts
        (case(*ALL, facts=GOOD | NO_SSO), "needs-exception"),
        *((case(*ALL, listed=product(s), facts=BAD_SSO), "needs-exception") for s in APPROVES),
        # exception only, or retiring
        *((case(*ALL, listed=product(s), facts=GOOD), "needs-exception") for s in EXCEPTION),
        *((case(*ALL, listed=product(s)), "needs-exception") for s in EXCEPTION),
        # the approval has expired, has not begun, or does not cover
        *(
            (case(*ALL, listed=product(s, **ends), facts=GOOD), "needs-exception")
            for s in (*APPROVES, *LIMITED)
            for ends in ({"valid_until": YESTERDAY}, {"decided_on": TOMORROW})
        ),
        # standard or approved, in force: in the SOE, whatever is open or soft
        *((case(*ALL, listed=product(s), facts=GOOD), "in-soe") for s in APPROVES),
        *((case(*ALL, listed=product(s)), "in-soe") for s in APPROVES),
        *((case(*ALL, listed=product(s), facts=GOOD | NO_AGE), "in-soe") for s in APPROVES),
        (case(*ALL, listed=product(Standing.APPROVED, valid_until=DAY, decided_on=DAY)), "in-soe"),
        # ambiguous, or a blocker unknown
        (case(*ALL, match=AMBIGUOUS, facts=GOOD), "cannot-tell"),
        (case(*ALL, match=AMBIGUOUS, facts=GOOD | NO_AGE), "cannot-tell"),
        (case(*ALL, match=AMBIGUOUS, facts=GOOD | NO_SSO), "needs-exception"),
        (case(*ALL, facts=without(SAML)), "cannot-tell"),
        (case(*ALL, facts=without(SAML) | NO_AGE), "cannot-tell"),
        *((case(*ALL, listed=product(s), facts=without(SAML)), "cannot-tell") for s in LIMITED),
        (case(*unknown(OnUnknown.ASK)), "cannot-tell"),
        (case(*unknown(OnUnknown.BLOCK)), "cannot-tell"),
        (case(*unknown(OnUnknown.PROCEED)), "fits"),
        (case(*unknown(OnUnknown.PROCEED, OnUnknown.ASK)), "cannot-tell"),
        # limited standing; or a condition conflicts or is unknown
        *((case(*ALL, listed=product(s), facts=GOOD), "fits-with-conditions") for s in LIMITED),
        (case(*ALL, facts=GOOD | NO_AGE), "fits-with-conditions"),
        (case(*ALL, facts=without(AGE)), "fits-with-conditions"),
        (case(standard("soft", None, Severity.CONDITION, on_unknown=OnUnknown.PROCEED)), "fits"),
        # otherwise
        (case(*ALL, facts=GOOD), "fits"),
        (case(*ALL, facts=GOOD | {OIDC: False}), "fits"),
        (case(*ALL, facts=without(OIDC)), "fits"),
        # a bare list says nothing about what is not on it
        (case(), "cannot-tell"),
        (case(listed=product(Standing.APPROVED)), "in-soe"),
        (case(listed=product(Standing.PILOT)), "fits-with-conditions"),
        (case(match=AMBIGUOUS), "cannot-tell"),
    ],
)  # fmt: skip
def test_the_first_row_that_holds_is_the_outcome(one: Case, expected: str) -> None:
    assert outcome(one) == expected


@pytest.mark.parametrize(
    ("one", "says"),
    [
        (case(*ALL, listed=product(DENIED, reason="it leaks")), "prohibited: it leaks"),
        (case(*ALL, facts=GOOD | NO_DPA), "1 blocker is not met: hard"),
        (case(*ALL, facts=NO_DPA | NO_SSO), "1 blocker is not met: hard"),
        (case(listed=product(PILOT, valid_until=YESTERDAY)), "the approval expired on 21 Nov 2026"),
        (case(listed=product(PILOT, decided_on=TOMORROW)), "the approval starts on 23 Nov 2026"),
        (case(listed=product(Standing.APPROVED, valid_until=DAY)), "approved until 22 Nov 2026"),
        (case(*ALL), "2 blockers are open: hard and SSO"),
        (case(*ALL, match=AMBIGUOUS), "which?"),
        (case(*ALL, facts=GOOD | NO_AGE), "1 condition is not met: soft"),
        (case(*ALL, facts=GOOD), "it meets every standard that applies"),
        (case(), "IT's catalog does not list it, and has no standards to judge it by"),
    ],
)  # fmt: skip
def test_the_outcome_says_what_made_it_so(one: Case, says: str) -> None:
    assert assess(one).says == says


# --- does the approval cover the tool? -----------------------------------------------------------

APPROVED = Standing.APPROVED
PUBLIC = (DataClassId("public"), DataClassId("internal"))


def using(*classes: str, **more: Any) -> Tool:
    return Tool("Acme", data=tuple(DataUse(name) for name in classes), **more)


@pytest.mark.parametrize(
    ("tool", "covers", "expected"),
    [
        (using(edition="Team"), {"editions": ("Team", "Pro")}, "in-soe"),
        (using(edition="TEAM"), {"editions": ("Team",)}, "in-soe"),
        (using(edition="Free"), {"editions": ("Team",)}, "needs-exception"),
        (using(edition="Free"), {}, "in-soe"),
        (using(), {"editions": ("Team",)}, "cannot-tell"),
        (using(version="2.1"), {"versions": ("2.x",)}, "in-soe"),
        (using(version="3.1"), {"versions": ("2.x",)}, "needs-exception"),
        (using(version="3.1"), {"versions": ("2.x", "3")}, "in-soe"),
        (using(), {"versions": ("2.x",)}, "cannot-tell"),
        (using(version="x"), {"versions": ("2.x",)}, "cannot-tell"),
        (using(version="latest"), {"versions": ("2.x",)}, "cannot-tell"),
        (using(version="\u0663"), {"versions": ("2.x",)}, "cannot-tell"),
        (using(version="2"), {"versions": ("2.6",)}, "cannot-tell"),
        (using(version="2.6"), {"versions": ("see the wiki",)}, "cannot-tell"),
        (Tool("Acme (Free)"), {"editions": ("Team",)}, "cannot-tell"),
        (Tool("Acme (Team)"), {"editions": ("Team",)}, "in-soe"),
        (Tool("Acme (Free)", edition="Team"), {"editions": ("Team",)}, "cannot-tell"),
        (using("public", "hush-hush"), {"allowed_data": PUBLIC}, "cannot-tell"),
        (using("internal"), {"allowed_data": PUBLIC}, "in-soe"),
        (using("Internal"), {"allowed_data": PUBLIC}, "in-soe"),
        (using("secret"), {"allowed_data": PUBLIC}, "needs-exception"),
        (using("public", "secret"), {"allowed_data": PUBLIC}, "needs-exception"),
        (using("secret"), {}, "in-soe"),
        (using(), {"allowed_data": PUBLIC}, "cannot-tell"),
    ],
)
def test_an_approval_covers_editions_versions_and_data(
    tool: Tool, covers: dict[str, Any], expected: str
) -> None:
    assert outcome(case(tool=tool, listed=product(APPROVED, **covers))) == expected


@pytest.mark.parametrize("standing", APPROVES + LIMITED)
@pytest.mark.parametrize("field", ["valid_until", "decided_on", "edition", "data", "conditions"])
def test_what_limits_an_approval_and_is_not_understood_opens_nothing(
    standing: Standing, field: str
) -> None:
    listed = product(standing, unreadable={field: "see Jo"})
    assert outcome(case(listed=listed)) == "cannot-tell"
    assert outcome(case(HARD, listed=listed, facts=NO_DPA)) == "blocked"
    expired = product(standing, unreadable={"edition": "see Jo"}, valid_until=YESTERDAY)
    assert outcome(case(listed=expired)) == "needs-exception"


@pytest.mark.parametrize("standing", [DENIED, *EXCEPTION])
def test_what_is_not_understood_softens_no_refusal(standing: Standing) -> None:
    refused = product(standing, unreadable={"valid_until": "see Jo"})
    assert outcome(case(listed=refused)) == outcome(case(listed=product(standing)))


@pytest.mark.parametrize("standing", APPROVES)
def test_conditions_make_an_approval_one_with_conditions(standing: Standing) -> None:
    listed = product(standing, conditions=("no customer data",))
    assert outcome(case(listed=listed)) == "fits-with-conditions"


def test_a_version_in_the_name_counts_as_stated() -> None:
    listed = product(APPROVED, versions=("2.x",))
    assert outcome(case(tool=Tool("Acme 3.0"), listed=listed)) == "needs-exception"
    assert outcome(case(tool=Tool("Acme v2.9"), listed=listed)) == "in-soe"


# --- waivers -------------------------------------------------------------------------------------

CISO = (RoleId("ciso"),)


@pytest.mark.parametrize(
    ("waivers", "expected"),
    [
        ((), "needs-exception"),
        ((waiver(),), "fits"),
        ((waiver(approved_on=DAY),), "fits"),
        ((waiver(tool="acme, Inc."),), "fits"),
        ((waiver(tool="acme.example"),), "fits"),
        ((waiver(tool="https://acme.example"),), "fits"),
        ((waiver(tool="HTTPS://www.Acme.example/pricing"),), "fits"),
        ((waiver(tool="https://notacme.example"),), "needs-exception"),
        ((waiver(tool="https://acme.example@evil.test"),), "needs-exception"),
        ((waiver(expires=YESTERDAY),), "needs-exception"),
        ((waiver(approved_on=TOMORROW, expires=TOMORROW),), "needs-exception"),
        ((waiver(tool="Acme Pro"),), "needs-exception"),
        ((waiver(tool="other.example"),), "needs-exception"),
        ((waiver(standard="soft"),), "needs-exception"),
        ((waiver(expires=YESTERDAY), waiver(id="W-2")), "fits"),
        # one that begins later does not hide the one that counts
        ((waiver(), waiver(id="W-2", approved_on=TOMORROW, expires=TOMORROW)), "fits"),
    ],
)
@pytest.mark.parametrize("facts", [GOOD | NO_SSO])
def test_a_waiver_that_counts_makes_a_conflict_count_as_met(
    waivers: tuple[Any, ...], expected: str, facts: dict[str, Any]
) -> None:
    assert outcome(case(SSO, SOFT, facts=facts, waivers=waivers)) == expected


@pytest.mark.parametrize(
    ("named", "url", "counts"),
    [
        ("https://github.com/acme", "https://github.com/acme/tool", True),
        ("https://github.com/acme", "https://github.com/acme-evil", False),
        ("https://github.com", "https://github.com/evil", False),
        ("github.com", "https://github.com/evil", False),
        ("medium.com", "https://medium.com/@evil", False),
        ("apps.apple.com", "https://apps.apple.com/app/id1", False),
        ("huggingface.co", "https://huggingface.co/spaces/evil/x", False),
        ("addons.mozilla.org", "https://addons.mozilla.org/firefox/addon/evil", False),
    ],
)
def test_on_a_host_of_several_products_a_waiver_needs_the_path(
    named: str, url: str, counts: bool
) -> None:
    made = case(SSO, tool=Tool("Tool", url), facts=NO_SSO, waivers=(waiver(tool=named),))
    assert (outcome(made) == "fits") == counts


def test_a_waiver_covers_what_is_unknown_too() -> None:
    assert outcome(case(SSO)) == "cannot-tell"
    assert outcome(case(SSO, waivers=(waiver(),))) == "fits"


def test_a_waiver_may_name_the_product_that_the_tool_is() -> None:
    listed = product(Standing.PILOT)
    tool = Tool("Acme (EU)")
    made = case(SSO, tool=tool, listed=listed, facts=NO_SSO, waivers=(waiver(),))
    assert outcome(made) == "fits-with-conditions"


def test_a_waived_finding_stays_visible_and_needs_no_steps() -> None:
    strict = standard(waivable_by=CISO, needs=("review",))
    held = waiver(compensating=("no customer data",))
    (_, finding) = assess(case(strict, facts=NO_SSO, waivers=(held,))).findings
    assert (finding.verdict, finding.needs) == (Verdict.WAIVED, ())
    assert finding.waiver == (
        "W-1, approved by Jo, CISO until 22 Nov 2026: a pilot; instead: no customer data"
    )


@pytest.mark.parametrize(
    ("held", "says"),
    [
        (waiver(expires=YESTERDAY), "W-1 expired on 21 Nov 2026"),
        (waiver(approved_on=TOMORROW, expires=TOMORROW), "W-1 counts from 23 Nov 2026"),
    ],
)
def test_a_waiver_that_does_not_count_says_why(held: Any, says: str) -> None:
    (_, finding) = assess(case(SSO, facts=NO_SSO, waivers=(held,))).findings
    assert (finding.verdict, finding.waiver) == (Verdict.CONFLICTS, says)


def test_a_blocker_that_nobody_may_waive_blocks_for_good() -> None:
    found = assess(case(HARD, facts=NO_DPA, waivers=(waiver(standard="hard"),)))
    assert found.outcome is Outcome.BLOCKED
    assert found.findings[-1].waiver == "W-1 does not count: nobody may waive this standard"


def test_a_waiver_changes_nothing_about_what_is_met() -> None:
    (_, finding) = assess(case(SSO, facts=GOOD, waivers=(waiver(),))).findings
    assert (finding.verdict, finding.waiver) == (Verdict.MEETS, "")


# --- bases ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", Basis)
@pytest.mark.parametrize("held", Basis)
def test_a_fact_counts_from_the_basis_that_the_standard_asks_for(asked: Basis, held: Basis) -> None:
    strict = standard(min_basis=asked)
    (_, finding) = assess(case(strict, facts=(fact(SAML, True, held),))).findings
    strong_enough = list(Basis).index(held) <= list(Basis).index(asked)
    assert finding.verdict is (Verdict.MEETS if strong_enough else Verdict.UNKNOWN)
    assert (
        strong_enough
        or f"counts only what is {asked}, which this is not: SAML sign-on" in finding.says
    )


def test_whether_a_standard_applies_may_rest_on_any_basis() -> None:
    strict = standard(
        applies_when=Test("tool.data.class", "at_least", "internal"), min_basis=Basis.OBSERVED
    )
    public = assess(case(strict, tool=using("public"), facts=(fact(SAML, False, Basis.OBSERVED),)))
    assert public.findings[-1].verdict is Verdict.NOT_APPLICABLE


# --- when a standard applies ---------------------------------------------------------------------

APPLIES = AnyOf((Test(OIDC, "eq", True), Test(OIDC, "eq", True)))


@pytest.mark.parametrize(
    ("facts", "verdict", "missing"),
    [
        ({OIDC: True, SAML: True}, Verdict.MEETS, ()),
        ({OIDC: True, SAML: False}, Verdict.CONFLICTS, ()),
        ({OIDC: True}, Verdict.UNKNOWN, (SAML,)),
        ({OIDC: False, SAML: True}, Verdict.NOT_APPLICABLE, ()),
        ({OIDC: False, SAML: False}, Verdict.NOT_APPLICABLE, ()),
        ({OIDC: False}, Verdict.NOT_APPLICABLE, ()),
        ({SAML: True}, Verdict.MEETS, ()),
        ({SAML: False}, Verdict.UNKNOWN, (OIDC,)),
        ({}, Verdict.UNKNOWN, (OIDC,)),
    ],
)
def test_a_standard_is_asked_only_where_it_applies(
    facts: dict[str, Any], verdict: Verdict, missing: tuple[str, ...]
) -> None:
    (_, finding) = assess(case(standard(applies_when=APPLIES), facts=facts)).findings
    assert (finding.verdict, finding.missing) == (verdict, missing)


def test_a_conflict_says_what_was_expected_and_what_was_found() -> None:
    made = case(standard(fix="Buy SAML.", needs=("review",)), facts={SAML: False})
    (_, finding) = assess(made).findings
    assert finding.says == ("Why sso. Expected: SAML sign-on. Found: no SAML sign-on (stated).")
    assert (finding.remedy, finding.needs) == ("Buy SAML.", ("review",))
    assert [f.value for f in finding.because] == [False]


def test_there_is_one_finding_for_the_standing_and_one_for_each_standard() -> None:
    found = assess(case(*ALL)).findings
    assert [f.rule for f in found] == ["standing", "hard", "sso", "soft", "hint"]
