"""Distance from the SOE and change impact: every number is what its terms say."""

from __future__ import annotations

from math import prod
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.assessment import assess
from soescan.assessment.distance import measure_distance
from soescan.model import (
    AreaDistance,
    DataUse,
    Finding,
    Integration,
    Policy,
    RoleId,
    Severity,
    Standing,
    Term,
    Test,
    Tool,
    Vendor,
    Verdict,
    Weights,
)
from tests.assessment.factories import SAML, case, product, standard, waiver

AREAS = ("tls", "sign-on", "")
FINDINGS = st.lists(
    st.builds(
        Finding,
        rule=st.just("r"),
        verdict=st.sampled_from(Verdict),
        says=st.just("s"),
        area=st.sampled_from(AREAS),
        severity=st.sampled_from(Severity),
    )
)
WEIGHTS = st.builds(Weights, *([st.integers(0, 9)] * 3))


def finding(area: str, verdict: Verdict, severity: Severity) -> Finding:
    return Finding("r", verdict, "s", area, severity)


def test_areas_come_heaviest_first_with_what_is_open() -> None:
    found = (
        finding("tls", Verdict.CONFLICTS, Severity.ADVICE),
        finding("tls", Verdict.CONFLICTS, Severity.CONDITION),
        finding("sign-on", Verdict.CONFLICTS, Severity.BLOCKER),
        finding("sign-on", Verdict.UNKNOWN, Severity.BLOCKER),
        finding("exit", Verdict.UNKNOWN, Severity.ADVICE),
        finding("cost", Verdict.MEETS, Severity.BLOCKER),
        finding("cost", Verdict.WAIVED, Severity.BLOCKER),
        finding("cost", Verdict.NOT_APPLICABLE, Severity.BLOCKER),
        finding("", Verdict.CONFLICTS, Severity.BLOCKER),
    )
    assert measure_distance(found, Weights()) == (
        AreaDistance("sign-on", 1, 5, 1),
        AreaDistance("tls", 2, 3, 0),
        AreaDistance("exit", 0, 0, 1),
    )


@given(FINDINGS, WEIGHTS)
def test_every_deviation_is_counted_once(found: list[Finding], weights: Weights) -> None:
    away = measure_distance(found, weights)
    counted = [f for f in found if f.area and f.verdict is Verdict.CONFLICTS]
    opened = [f for f in found if f.area and f.verdict is Verdict.UNKNOWN]
    worth = {s: getattr(weights, s) for s in Severity}
    assert sum(d.deviations for d in away) == len(counted)
    assert sum(d.unknown for d in away) == len(opened)
    assert sum(d.weight for d in away) == sum(worth[f.severity] for f in counted)
    assert [d.weight for d in away] == sorted((d.weight for d in away), reverse=True)


KNOWN = Tool(
    "Acme",
    "https://acme.example",
    data=(DataUse("internal"), DataUse("public")),
    vendor=Vendor("Acme Inc", is_new=True),
    integrations=(Integration("CRM"), Integration("Shop"), Integration("CRM")),
)


def test_the_impact_is_the_product_of_its_terms() -> None:
    impact = assess(case(standard(), tool=KNOWN, facts={SAML: False})).impact
    assert impact.terms == (
        Term("deviations", 6, "1 + 5, the weight of the deviations"),
        Term("data class", 2, "internal: 2 of 3"),
        Term("touchpoints", 3, "1 + integrations with CRM, Shop"),
        Term("new vendor", 2, "yes"),
    )
    assert (impact.score, impact.at_least) == (72, False)


def test_what_is_not_known_counts_as_its_least_and_makes_a_lower_bound() -> None:
    impact = assess(case(standard(), tool=Tool("Acme"))).impact
    assert [(t.value, t.known) for t in impact.terms] == [(1, False)] * 4
    assert (impact.score, impact.at_least) == (1, True)


@given(
    st.lists(st.sampled_from(("public", "internal", "secret", "orange"))),
    st.lists(st.sampled_from(("CRM", "Shop"))),
    st.sampled_from((None, True, False)),
    st.sampled_from(({}, {SAML: True}, {SAML: False})),
)
def test_the_score_is_the_product_and_a_bound_when_a_term_is_not_known(
    data: list[str], systems: list[str], new: bool | None, facts: dict[str, Any]
) -> None:
    tool = Tool(
        "Acme",
        data=tuple(map(DataUse, data)),
        vendor=Vendor(is_new=new),
        integrations=tuple(map(Integration, systems)),
    )
    impact = assess(case(standard(), tool=tool, facts=facts)).impact
    assert impact.score == prod(term.value for term in impact.terms)
    assert all(term.value >= 1 for term in impact.terms)
    assert impact.at_least is not all(term.known for term in impact.terms)


@pytest.mark.parametrize(
    ("more", "value", "known"),
    [
        ({"listed": product(Standing.PILOT)}, 1, True),
        ({"products": (product(Standing.APPROVED, vendor="ACME, Inc."),)}, 1, True),
        ({"products": (product(Standing.APPROVED, vendor="Beta"),)}, 2, True),
        ({}, 2, True),
    ],
)
def test_a_vendor_in_its_catalog_is_not_new(
    more: dict[str, Any], value: float, known: bool
) -> None:
    term = assess(case(standard(), tool=KNOWN, **more)).impact.terms[-1]
    assert (term.value, term.known) == (value, known)


def test_what_a_deviation_weighs_is_the_catalogs_choice() -> None:
    policy = Policy(weights=Weights(blocker=100))
    found = assess(case(standard(), facts={SAML: False}, policy=policy))
    assert found.distance == (AreaDistance("sign-on", 1, 100, 0),)


def test_a_waived_finding_leaves_every_count() -> None:
    ciso = (RoleId("ciso"),)
    soft = standard("sso", Test(SAML, "eq", True), Severity.CONDITION, waivable_by=ciso)
    found = assess(case(soft, facts={SAML: False}, waivers=(waiver(),)))
    assert (found.distance, found.impact.terms[0].value) == ((), 1)
