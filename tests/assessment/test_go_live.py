"""What must hold on the day of the go-live is judged for that day, and only makes things worse."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.assessment import assess
from soescan.model import (
    Answer,
    Assessment,
    Basis,
    Case,
    Outcome,
    RoleId,
    Severity,
    Standing,
    Supplier,
    Support,
    Test,
    Tool,
    Verdict,
)
from tests.assessment.factories import ACME, DAY, SAML, case, fact, product, standard, waiver

GO_LIVE = date(2027, 4, 12)
BEFORE, AFTER = date(2026, 12, 1), date(2027, 12, 1)
CISO = (RoleId("ciso"),)
SSO = standard("sso", waivable_by=CISO)
SUPPORT = standard("support", Test("tool.support.until", "present", ""), Severity.CONDITION)
TEST_DONE = standard("test", Test("pentest.date", "within_days", -365), Severity.CONDITION)
CERTIFICATE = standard("tls", Test("tls.cert.expires", "within_days", 365))


def at_go_live(made: Case, *, is_estimate: bool = False) -> Assessment:
    return assess(replace(made, go_live=GO_LIVE, go_live_is_estimate=is_estimate))


def supported(until: date) -> Tool:
    return replace(ACME, support=Support("Jo", until=until))


CASES: list[tuple[Any, Outcome, Outcome]] = [
    (case(SSO, facts={SAML: False}, waivers=(waiver(expires=BEFORE),)),
     Outcome.FITS, Outcome.NEEDS_EXCEPTION),
    (case(SSO, facts={SAML: False}, waivers=(waiver(expires=AFTER),)),
     Outcome.FITS, Outcome.FITS),
    (case(SUPPORT, tool=supported(BEFORE)), Outcome.FITS, Outcome.FITS_WITH_CONDITIONS),
    (case(SUPPORT, tool=supported(GO_LIVE)), Outcome.FITS, Outcome.FITS),
    (case(listed=product(Standing.APPROVED, valid_until=BEFORE)),
     Outcome.IN_SOE, Outcome.NEEDS_EXCEPTION),
    (case(listed=product(Standing.PILOT, valid_until=BEFORE)),
     Outcome.FITS_WITH_CONDITIONS, Outcome.NEEDS_EXCEPTION),
    (case(SSO, answers=(Answer("Acme", SAML, True, "Jo", expires=BEFORE),)),
     Outcome.FITS, Outcome.CANNOT_TELL),
    (case(SSO, answers=(Answer("Acme", SAML, False, "Jo", expires=BEFORE),)),
     Outcome.NEEDS_EXCEPTION, Outcome.NEEDS_EXCEPTION),
    (case(TEST_DONE, facts={"pentest.date": "2026-01-10"}),
     Outcome.FITS, Outcome.FITS_WITH_CONDITIONS),
]  # fmt: skip


@pytest.mark.parametrize(("made", "today", "later"), CASES)
def test_what_ends_before_the_go_live_counts_as_ended(
    made: Case, today: Outcome, later: Outcome
) -> None:
    assert assess(made).outcome is today
    assert at_go_live(made).outcome is later


def test_the_finding_names_the_day() -> None:
    found = at_go_live(CASES[0][0])
    assert found.says == "1 blocker is not met: SSO (at the go-live on Mon 12 Apr 2027)"
    assert found.findings[-1].says.startswith("At the go-live on Mon 12 Apr 2027: ")
    assert found.findings[-1].waiver == "W-1 expired on 1 Dec 2026"


@pytest.mark.parametrize(("made", "today", "later"), CASES)
def test_where_the_day_is_an_estimate_it_is_a_question_and_no_outcome(
    made: Case, today: Outcome, later: Outcome
) -> None:
    found = at_go_live(made, is_estimate=True)
    assert (found.outcome, found.findings) == (today, assess(made).findings)
    asked = [
        q for q in found.questions if q.asks is Supplier.IT and "week of 12 Apr 2027" in q.text
    ]
    assert bool(asked) is (today is not later)


def test_what_is_over_today_is_not_there_today() -> None:
    ended = case(SUPPORT, tool=supported(DAY - timedelta(days=1)))
    assert assess(ended).findings[-1].verdict is Verdict.CONFLICTS


def test_a_certificate_is_renewed_and_says_nothing_of_the_go_live() -> None:
    seen = fact("tls.cert.expires", "2026-12-31", Basis.OBSERVED, "acme.example")
    assert at_go_live(case(CERTIFICATE, facts=(seen,))).outcome is Outcome.FITS


WAIVERS = st.lists(
    st.builds(
        lambda begun, expires: waiver(approved_on=begun, expires=max(begun, expires)),
        st.sampled_from((BEFORE, AFTER, DAY)),
        st.sampled_from((BEFORE, AFTER, DAY)),
    ),
    max_size=2,
)


@given(
    WAIVERS,
    st.sampled_from((None, BEFORE, AFTER)),
    st.sampled_from((None, BEFORE, AFTER)),
    st.sampled_from(Standing),
    st.sampled_from((True, False, None)),
)
def test_the_second_judging_never_makes_anything_better(
    waivers: list[Any],
    until: date | None,
    support: date | None,
    standing: Standing,
    sso: bool | None,
) -> None:
    listed = None if standing is Standing.UNLISTED else product(standing, valid_until=until)
    facts = {} if sso is None else {SAML: sso}
    tool = supported(support) if support else ACME
    made = case(SSO, SUPPORT, tool=tool, listed=listed, facts=facts, waivers=tuple(waivers))
    now, later = assess(made), at_go_live(made)
    order = list(Outcome)
    assert order.index(later.outcome) >= order.index(now.outcome)
    against = (Verdict.CONFLICTS, Verdict.UNKNOWN)
    assert {f.rule for f in now.findings if f.verdict in against} <= {
        f.rule for f in later.findings if f.verdict in against
    }
