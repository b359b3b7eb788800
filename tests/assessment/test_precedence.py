"""Which fact counts: IT's record, what was seen, what is said (DESIGN section 8)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.assessment import assess, explain_standard
from soescan.conditions import settle_facts
from soescan.model import Basis, Fact, Finding, Origin, Test, Verdict
from tests.assessment.factories import AGE, case, standard

EARLIER, RECORD, LATER = "2026-05-01", "2026-11-01", "2026-11-20"
LIMIT = standard("age", Test(AGE, "lte", 30))


def known(value: float, basis: Basis, at: str = "", url: str = "https://acme.example/x") -> Fact:
    return Fact("acme.example", AGE, value, Origin(basis, url, at))


def judged(*facts: Fact, basis: Basis = Basis.INFERRED) -> Finding:
    return assess(case(replace(LIMIT, min_basis=basis), facts=facts)).findings[-1]


ANSWER = known(30, Basis.ANSWERED, RECORD)


@pytest.mark.parametrize(
    "other",
    [
        known(60, Basis.STATED, "2026-09-01"),
        known(60, Basis.STATED, LATER),
        known(60, Basis.STATED),
        known(60, Basis.INFERRED, LATER),
        known(60, Basis.OBSERVED, "2026-09-01"),
        known(60, Basis.OBSERVED, RECORD),
        known(60, Basis.ANSWERED, EARLIER),
        known(30, Basis.OBSERVED, LATER),
    ],
)
def test_the_record_of_it_settles_what_is_said_and_what_was_seen_before_it(other: Fact) -> None:
    finding = judged(other, ANSWER)
    assert finding.verdict is Verdict.MEETS
    assert ANSWER in finding.because


@pytest.mark.parametrize("at", [LATER, f"{LATER}T08:00:00Z", ""])
def test_what_was_seen_later_and_says_otherwise_leaves_it_open(at: str) -> None:
    finding = judged(known(60, Basis.OBSERVED, at), ANSWER)
    assert (finding.verdict, finding.missing) == (Verdict.UNKNOWN, (AGE,))
    assert "IT's record (30 on 2026-11-01) is contradicted" in finding.says


def test_two_records_of_one_day_that_differ_leave_it_open() -> None:
    finding = judged(ANSWER, replace(ANSWER, value=60))
    assert finding.verdict is Verdict.UNKNOWN
    assert "IT's records of 2026-11-01 differ" in finding.says


def test_what_a_standard_does_not_take_settles_nothing_for_it() -> None:
    seen = known(60, Basis.OBSERVED, "2026-10-01")
    assert judged(seen, ANSWER).verdict is Verdict.MEETS
    assert judged(seen, ANSWER, basis=Basis.OBSERVED).verdict is Verdict.CONFLICTS


def test_of_one_page_seen_twice_the_later_counts_and_of_two_pages_both_do() -> None:
    old, new = (known(60, Basis.OBSERVED, "2026-10-01"), known(20, Basis.OBSERVED, LATER))
    assert judged(old, new).verdict is Verdict.MEETS
    other_page = known(60, Basis.OBSERVED, "2026-10-01", "https://acme.example/y")
    assert judged(other_page, new).verdict is Verdict.CONFLICTS


def test_what_is_only_said_is_not_replaced_by_saying_it_again() -> None:
    said = known(60, Basis.STATED, "2026-10-01")
    assert judged(said, known(20, Basis.STATED, LATER)).verdict is Verdict.CONFLICTS


def test_the_older_stays_visible_as_superseded() -> None:
    page = known(60, Basis.STATED, "2026-10-01")
    (clause,) = explain_standard(LIMIT, (), case(LIMIT, facts=(page, ANSWER))).requires_clauses
    assert (clause.seen, clause.superseded) == ((ANSWER,), (page,))


FACTS = st.lists(
    st.builds(
        known,
        st.sampled_from((20, 30, 60)),
        st.sampled_from(Basis),
        st.sampled_from(("", EARLIER, RECORD, LATER)),
        st.sampled_from(("https://acme.example/x", "https://acme.example/y")),
    ),
    max_size=5,
)


@given(FACTS, st.sampled_from(Basis), st.randoms(use_true_random=False))
def test_every_fact_is_sorted_once_and_their_order_does_not_matter(
    facts: list[Fact], basis: Basis, random: st.DataObject
) -> None:
    settled = settle_facts(facts, basis)
    founded = [f for f in facts if f.origin.basis.is_at_least(basis)]
    assert set(settled.counting) | set(settled.superseded) == set(founded)
    assert not set(settled.counting) & set(settled.superseded)
    random.shuffle(facts)  # type: ignore[attr-defined]
    again = settle_facts(facts, basis)
    assert set(again.counting) == set(settled.counting)
