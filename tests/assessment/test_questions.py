"""What is asked, of whom, and in which order."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.assessment import assess, merge_questions
from soescan.model import (
    All,
    AnyOf,
    Match,
    MatchedBy,
    OnUnknown,
    Outcome,
    ProductId,
    Question,
    Severity,
    Standing,
    Supplier,
    Test,
    Tool,
)
from soescan.reference import builtin
from tests.assessment.factories import AGE, OIDC, SAML, case, product, standard

EXPORT = "exit.export"
VENDOR, IT, REQUESTER = Supplier.VENDOR, Supplier.IT, Supplier.REQUESTER


def asked(*standards: Any, **more: Any) -> list[tuple[str, tuple[str, ...], int]]:
    found = assess(case(*standards, **more))
    return [(q.asks, q.keys, q.settles) for q in found.questions]


@pytest.mark.parametrize(
    ("standards", "expected"),
    [
        # each missing fact is asked for in the vocabulary's words, those of one matter together
        ([standard()], [("vendor", (SAML,), 100)]),
        ([standard(require=All((Test(SAML, "eq", True), Test(OIDC, "eq", True))))],
         [("vendor", (SAML, OIDC), 200)]),
        ([standard(require=All((Test(SAML, "eq", True), Test(EXPORT, "eq", True))))],
         [("vendor", (EXPORT,), 100), ("vendor", (SAML,), 100)]),
        # one answer may settle several standards
        ([standard("a"), standard("b")], [("vendor", (SAML,), 200)]),
        # a blocker before a condition before an advice
        ([standard("a", Test(AGE, "gte", 1), Severity.ADVICE),
          standard("b", Test(EXPORT, "eq", True), Severity.CONDITION), standard("c")],
         [("vendor", (SAML,), 100), ("vendor", (EXPORT,), 10), ("vendor", (AGE,), 1)]),
        # what goes on without an answer is asked last
        ([standard("a", on_unknown=OnUnknown.PROCEED),
          standard("b", Test(EXPORT, "eq", True), Severity.CONDITION)],
         [("vendor", (EXPORT,), 10), ("vendor", (SAML,), 1)]),
        # who can answer is asked: the requester before the vendor, the vendor before IT
        ([standard(require=Test("tool.support.owner", "present"))],
         [("requester", ("tool.support.owner",), 100)]),
        # a standard's own question stands for all its facts
        ([standard(require=All((Test(SAML, "eq", True), Test(OIDC, "eq", True))), question="How?")],
         [("vendor", (SAML, OIDC), 100)]),
        # what is known is not asked
        ([], [("it", (), 100)]),
    ],
)  # fmt: skip
def test_the_questions_of_one_tool(standards: list[Any], expected: list[Any]) -> None:
    assert asked(*standards) == expected


def test_a_tool_without_an_address_is_asked_for_it() -> None:
    assert asked(standard(), tool=Tool("Acme"), facts={SAML: True}) == [
        ("requester", ("tool.url",), 100)
    ]
    listed = product(Standing.PILOT)
    assert asked(standard(), tool=Tool("Acme"), listed=listed, facts={SAML: True}) == []


def test_an_ambiguous_tool_is_a_question_to_it() -> None:
    which = Match(MatchedBy.AMBIGUOUS, says="this or that?", candidates=(ProductId("a"),))
    (question,) = assess(case(standard(), match=which, facts={SAML: True})).questions
    assert (question.asks, question.text) == (IT, "this or that?")


def test_a_blocked_tool_is_asked_nothing() -> None:
    found = assess(case(standard(), listed=product(Standing.PROHIBITED)))
    assert (found.outcome, found.questions) == (Outcome.BLOCKED, ())


SOC2, ISO = "assurance.soc2.status", "assurance.iso27001.status"
CLAIMED = AnyOf((Test(SOC2, "at_least", "claimed"), Test(ISO, "at_least", "claimed")))
DATED = AnyOf(
    (
        Test("assurance.soc2.date", "within_days", -400),
        Test("assurance.iso27001.date", "within_days", -400),
    )
)


@pytest.mark.parametrize(
    ("standards", "facts", "expected"),
    [
        # one standard says it in its own words, another asks for the same: its words are enough
        ([standard("held", CLAIMED, question="SOC 2 or ISO?"), standard("seen", CLAIMED)], {},
         ["SOC 2 or ISO?"]),
        ([standard("held", CLAIMED, question="Held?"), standard("seen", CLAIMED, question="Seen?"),
          standard("dated", DATED, question="Of which date?")], {}, ["Held? Of which date?"]),
        # in the vocabulary's words, what differs by name alone is one sentence
        ([standard(require=CLAIMED)], {},
         ["Do you hold a current SOC 2 or ISO 27001 report or certificate for this product itself,"
          " and may we see it?"]),
        # a standard's own words ask for all it compares: where a part is known, the rest is asked
        ([standard(require=CLAIMED, question="SOC 2 or ISO?")], {SOC2: "denied"},
         ["Do you hold a current ISO 27001 report or certificate for this product itself, and may we"
          " see it?"]),
        # overlapping words are not put twice
        ([standard("a", AnyOf((Test(SAML, "eq", True), Test(OIDC, "eq", True))), question="SSO?"),
          standard("b", AnyOf((Test(SAML, "eq", True), Test("auth.mfa", "eq", True))),
                   question="SSO or second factor?")], {},
         ["SSO? Does the product support multi-factor sign-in, and can we enforce it?"]),
        # what is worked out from other facts is asked for without taking any of them as known
        ([standard(require=Test("hosting.region.conflict", "eq", False))], {},
         ["In which places is customer data kept, from which places does the service answer, and if"
          " they differ, why?"]),
        ([standard("a", Test("hosting.country", "present")),
          standard("b", Test("hosting.cloud", "present"))], {},
         ["Whose infrastructure does the service run on: your own, or which cloud provider's? In"
          " which countries is customer data stored and processed?"]),
    ],
)  # fmt: skip
def test_one_matter_is_one_question(
    standards: list[Any], facts: dict[str, Any], expected: list[str]
) -> None:
    questions = assess(case(*standards, facts=facts)).questions
    assert [question.text for question in questions] == expected


PRESUPPOSING = ("Why ", "Of which day", "How was", "these companies")


@pytest.mark.parametrize("key", sorted(builtin.vocabulary()))
def test_no_question_takes_for_known_what_it_asks(key: str) -> None:
    question = builtin.vocabulary()[key].question
    assert question.endswith("?")
    assert not any(words in question for words in PRESUPPOSING)


QUESTIONS = st.lists(
    st.builds(
        Question,
        asks=st.sampled_from((VENDOR, IT, REQUESTER)),
        text=st.sampled_from(("a?", "b?", "c?")),
        keys=st.lists(st.sampled_from(("k", "l")), max_size=2, unique=True).map(tuple),
        tools=st.sampled_from((("A",), ("B",), ("C",))),
        settles=st.sampled_from((1, 10, 100)),
    )
)


def test_the_same_question_about_several_tools_is_asked_once() -> None:
    many = [Question(VENDOR, "SAML?", (SAML,), (name,), 100) for name in ("A", "B", "A")]
    assert merge_questions([*many, Question(IT, "SAML?", (SAML,), ("A",), 1)]) == (
        Question(VENDOR, "SAML?", (SAML,), ("A", "B"), 300),
        Question(IT, "SAML?", (SAML,), ("A",), 1),
    )


@given(QUESTIONS)
def test_merging_keeps_every_question_and_ranks_by_what_it_settles(asked: list[Question]) -> None:
    merged = merge_questions(asked)
    assert {(q.asks, q.text) for q in merged} == {(q.asks, q.text) for q in asked}
    assert len({(q.asks, q.text) for q in merged}) == len(merged)
    assert sum(q.settles for q in merged) == sum(q.settles for q in asked)
    assert [q.settles for q in merged] == sorted((q.settles for q in merged), reverse=True)
    assert {(q.text, t) for q in merged for t in q.tools} == {
        (q.text, t) for q in asked for t in q.tools
    }


@given(QUESTIONS)
def test_merging_twice_changes_nothing(asked: list[Question]) -> None:
    assert merge_questions(merge_questions(asked)) == merge_questions(asked)


KNOWN = {"tool.name", "tool.url", "tool.use"}
"""What is known of a tool from the start; what IT's catalog says of it is worked out."""
ASKED = sorted(k for k in builtin.vocabulary() if k not in KNOWN and not k.startswith("soe."))


@pytest.mark.parametrize("key", ASKED)
def test_every_fact_can_be_asked_of_somebody_who_may_know(key: str) -> None:
    entry = builtin.vocabulary()[key]
    (question,) = assess(case(standard(require=Test(key, "present")))).questions
    assert (question.text, question.keys) == (entry.question, (key,))
    # What only a probe could see, or what is worked out from answers, is the vendor's to say.
    assert question.asks in (*entry.by, VENDOR)
