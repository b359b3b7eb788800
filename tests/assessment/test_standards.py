"""Laws of judging a standard, for any condition and any facts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from soescan.assessment import assess, explain_standard
from soescan.assessment.data_class import RULE as DATA_WORD
from soescan.model import (
    All,
    AnyOf,
    Basis,
    Condition,
    DataUse,
    Fact,
    Finding,
    Not,
    Quantifier,
    Standard,
    Supplier,
    Test,
    Tool,
    Value,
    Verdict,
)
from soescan.model.values import StandardId
from tests.assessment.factories import SAML, case, fact, standard
from tests.examples import examples

KEYS = ("auth.sso.saml", "dpa.available", "hsts.max_age", "hosting.country")
VALUES: dict[str, st.SearchStrategy[Value]] = {
    "auth.sso.saml": st.booleans(),
    "dpa.available": st.booleans(),
    "hsts.max_age": st.integers(0, 3),
    "hosting.country": st.lists(st.sampled_from("AB"), min_size=1, unique=True).map(tuple),
}
QUANTIFIERS = st.sampled_from(Quantifier)
CLAUSES = st.one_of(
    st.builds(Test, st.sampled_from(KEYS[:2]), st.just("eq"), st.booleans(), QUANTIFIERS),
    st.builds(Test, st.just(KEYS[2]), st.sampled_from(("gte", "lt")), st.integers(0, 3)),
    st.builds(Test, st.just(KEYS[3]), st.just("subset_of"), st.sampled_from((("A",), ("A", "B")))),
)  # fmt: skip
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    CLAUSES,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=1, max_size=3).map(tuple).map(All),
        st.lists(inner, min_size=1, max_size=3).map(tuple).map(AnyOf),
    ),
    max_leaves=4,
)
STANDARDS = st.builds(
    standard,
    require=CONDITIONS,
    applies_when=st.one_of(st.none(), CONDITIONS),
    min_basis=st.sampled_from((Basis.INFERRED, Basis.INFERRED, Basis.STATED, Basis.OBSERVED)),
)
ALL_KNOWN: dict[str, Value] = dict(zip(KEYS, (True, True, 2, ("A",)), strict=True))
OFTEN = settings(max_examples=examples(80), suppress_health_check=[HealthCheck.filter_too_much])
"""For laws about standards that are met, which most are not."""


@st.composite
def facts(draw: st.DrawFn) -> tuple[Fact, ...]:
    keys = draw(st.lists(st.sampled_from(KEYS), max_size=5))
    bases = st.sampled_from((Basis.OBSERVED, *Basis))
    return tuple(fact(key, draw(VALUES[key]), draw(bases)) for key in keys)


def judged(one: Standard, known: tuple[Fact, ...]) -> Finding:
    return assess(case(one, facts=known)).findings[-1]


@pytest.mark.slow
@OFTEN
@given(STANDARDS, facts(), facts())
def test_facts_under_new_keys_never_turn_meets_into_unknown(
    one: Standard, known: tuple[Fact, ...], more: tuple[Fact, ...]
) -> None:
    new = tuple(f for f in more if f.key not in {k.key for k in known})
    assume(judged(one, known).verdict is Verdict.MEETS)
    assert judged(one, (*known, *new)).verdict in (Verdict.MEETS, Verdict.NOT_APPLICABLE)


@pytest.mark.slow
@OFTEN
@given(STANDARDS, facts(), facts())
def test_no_fact_at_all_turns_meets_into_unknown_where_all_that_is_asked_is_known(
    one: Standard, known: tuple[Fact, ...], more: tuple[Fact, ...]
) -> None:
    """A second fact may contradict the first; that is a conflict, and no less known.

    Only between IT's record and what was seen since it is left open which is right.
    """
    assume(all(f.origin.basis is not Basis.ANSWERED for f in (*known, *more)))
    whole = tuple(fact(key, value, Basis.OBSERVED) for key, value in ALL_KNOWN.items())
    assume(judged(one, (*whole, *known)).verdict is Verdict.MEETS)
    assert judged(one, (*whole, *known, *more)).verdict is not Verdict.UNKNOWN


@pytest.mark.slow
@OFTEN
@given(STANDARDS, facts(), facts())
def test_facts_under_new_keys_leave_a_conflict_a_conflict(
    one: Standard, known: tuple[Fact, ...], more: tuple[Fact, ...]
) -> None:
    new = tuple(f for f in more if f.key not in {k.key for k in known})
    assume(judged(one, known).verdict is Verdict.CONFLICTS)
    assert judged(one, (*known, *new)).verdict is Verdict.CONFLICTS


@given(STANDARDS, facts())
def test_an_unknown_names_what_is_missing_and_only_an_unknown_does(
    one: Standard, known: tuple[Fact, ...]
) -> None:
    found = judged(one, known)
    assert bool(found.missing) is (found.verdict is Verdict.UNKNOWN)


@given(STANDARDS, facts(), st.randoms(use_true_random=False))
def test_the_order_of_facts_does_not_matter(
    one: Standard, known: tuple[Fact, ...], random: Any
) -> None:
    shuffled = list(known)
    random.shuffle(shuffled)
    assert judged(one, tuple(shuffled)) == judged(one, known)


@given(STANDARDS, facts())
def test_a_finding_rests_on_facts_that_are_strong_enough(
    one: Standard, known: tuple[Fact, ...]
) -> None:
    assert all(f.origin.basis.is_at_least(one.min_basis) for f in judged(one, known).because)


@given(STANDARDS, facts())
def test_an_explanation_comes_to_the_same_as_the_finding(
    one: Standard, known: tuple[Fact, ...]
) -> None:
    told = explain_standard(one, (), case(one, facts=known))
    assert told.finding == judged(one, known)
    met = told.requires_clauses[0].truth
    applies = told.applies_clauses[0].truth if told.applies_clauses else True
    verdict = {
        (True, True): Verdict.MEETS,
        (True, False): Verdict.CONFLICTS,
        (True, None): Verdict.UNKNOWN,
        (None, True): Verdict.MEETS,
        (None, False): Verdict.UNKNOWN,
        (None, None): Verdict.UNKNOWN,
    }.get((applies, met), Verdict.NOT_APPLICABLE)
    assert told.finding is not None
    assert told.finding.verdict is verdict


def test_an_explanation_without_a_tool_says_what_is_asked() -> None:
    told = explain_standard(standard(applies_when=Test("dpa.available", "eq", True)), ())
    assert (told.requires, told.applies, told.finding) == (
        "SAML sign-on",
        "data processing agreement",
        None,
    )


def test_an_explanation_names_the_ways_out_the_shortest_first() -> None:
    need = AnyOf((All((Test(SAML, "eq", True), Test("hsts.max_age", "gte", 5))),
                  Test("dpa.available", "eq", True)))  # fmt: skip
    told = explain_standard(
        standard(require=need), (), case(standard(require=need), facts={SAML: False})
    )
    assert told.ways == (
        "data processing agreement",
        "SAML sign-on and HSTS time is at least 5 seconds",
    )


# --- words for the data's sensitivity ------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "unknown"),
    [
        (("public",), []),
        (("PUBLIC", "Internal"), []),
        (("orange",), ["orange"]),
        (("orange", "orange", "red", "public"), ["orange", "red"]),
        ((), []),
    ],
)
def test_a_word_for_data_that_it_does_not_use_is_a_question(
    words: tuple[str, ...], unknown: list[str]
) -> None:
    tool = Tool("Acme", data=tuple(map(DataUse, words)))
    found = [f for f in assess(case(standard(), tool=tool)).findings if f.rule == DATA_WORD.id]
    assert [(f.verdict, f.missing) for f in found] == [
        (Verdict.UNKNOWN, ("tool.data.class",)) for _ in unknown
    ]
    assert all(repr(word) in f.question for word, f in zip(unknown, found, strict=True))


def test_the_word_is_asked_of_it_and_the_class_is_not_asked_again() -> None:
    need = standard(require=Test("tool.data.class", "at_most", "internal"))
    found = assess(case(need, tool=Tool("Acme", "https://a.example", data=(DataUse("orange"),))))
    assert [(q.asks, q.keys) for q in found.questions] == [(Supplier.IT, ("tool.data.class",))]


@pytest.mark.parametrize(
    ("title", "name"), [("", "data in europe"), ("data in Europe", "data in Europe")]
)
def test_a_standard_is_called_by_its_title_and_else_by_its_id_in_words(
    title: str, name: str
) -> None:
    asked = replace(standard(), id=StandardId("data-in-europe"), title=title)
    found = assess(case(asked, facts={SAML: False}))
    assert found.findings[-1].rule == "data-in-europe"
    assert found.findings[-1].name == asked.name == name
    assert found.says == f"1 blocker is not met: {name}"
