"""What is asked, of whom, and in which order."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.assessment import assess, merge_questions
from soescan.model import (
    All,
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

VENDOR, IT, REQUESTER = Supplier.VENDOR, Supplier.IT, Supplier.REQUESTER


def asked(*standards: Any, **more: Any) -> list[tuple[str, tuple[str, ...], int]]:
    found = assess(case(*standards, **more))
    return [(q.asks, q.keys, q.settles) for q in found.questions]


@pytest.mark.parametrize(
    ("standards", "expected"),
    [
        # each missing fact is one question, asked in the vocabulary's words
        ([standard()], [("vendor", (SAML,), 100)]),
        ([standard(require=All((Test(SAML, "eq", True), Test(OIDC, "eq", True))))],
         [("vendor", (OIDC,), 100), ("vendor", (SAML,), 100)]),
        # one answer may settle several standards
        ([standard("a"), standard("b")], [("vendor", (SAML,), 200)]),
        # a blocker before a condition before an advice
        ([standard("a", Test(AGE, "gte", 1), Severity.ADVICE),
          standard("b", Test(OIDC, "eq", True), Severity.CONDITION), standard("c")],
         [("vendor", (SAML,), 100), ("vendor", (OIDC,), 10), ("vendor", (AGE,), 1)]),
        # what goes on without an answer is asked last
        ([standard("a", on_unknown=OnUnknown.PROCEED),
          standard("b", Test(OIDC, "eq", True), Severity.CONDITION)],
         [("vendor", (OIDC,), 10), ("vendor", (SAML,), 1)]),
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
    assert (question.asks, question.text) == (IT, "Acme: this or that?")


def test_a_blocked_tool_is_asked_nothing() -> None:
    found = assess(case(standard(), listed=product(Standing.PROHIBITED)))
    assert (found.outcome, found.questions) == (Outcome.BLOCKED, ())


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
