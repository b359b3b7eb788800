"""What is asked, of whom, and in which order."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.assessment import assess, merge_questions
from soescan.assessment.questions import Looks
from soescan.model import (
    All,
    AnyOf,
    Basis,
    Fact,
    Gap,
    Match,
    MatchedBy,
    OnUnknown,
    Origin,
    Outcome,
    ProductId,
    Question,
    Severity,
    Standing,
    Supplier,
    Test,
    Tool,
    Verdict,
)
from soescan.reference import builtin
from soescan.report.tables.wording import word_in_line
from tests.assessment.factories import ACME, AGE, OIDC, SAML, case, product, standard

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
         [("probe", (AGE,), 1), ("vendor", (SAML,), 100), ("vendor", (EXPORT,), 10)]),
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
          standard("dated", DATED, question="Of which date?")], {},
         ["Please send us your current audit reports, certificates and the summary of your last"
          " test. (1) Held? (2) Of which date?"]),
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
         ["How do our people sign in? (1) SSO? (2) Does the product support multi-factor sign-in, and"
          " can we enforce it?"]),
        # what is worked out from other facts is asked for without taking any of them as known
        ([standard(require=Test("hosting.region.conflict", "eq", False))], {},
         ["In which places is customer data kept, from which places does the service answer, and if"
          " they differ, why?"]),
        ([standard("a", Test("hosting.country", "present")),
          standard("b", Test("hosting.cloud", "present"))], {},
         ["Where would our data be, and who else would get it? (1) Whose infrastructure does the"
          " service run on: your own, or which cloud provider's? (2) In which countries is customer"
          " data stored and processed?"]),
    ],
)  # fmt: skip
def test_one_matter_is_one_question(
    standards: list[Any], facts: dict[str, Any], expected: list[str]
) -> None:
    questions = assess(case(*standards, facts=facts)).questions
    assert [word_in_line(question) for question in questions] == expected


PRESUPPOSING = ("Why ", "Of which day", "How was", "these companies")


@pytest.mark.parametrize("key", sorted(builtin.vocabulary()))
def test_no_question_takes_for_known_what_it_asks(key: str) -> None:
    question = builtin.vocabulary()[key].question
    assert question.endswith("?")
    assert not any(words in question for words in PRESUPPOSING)


# --- what a scan settles -------------------------------------------------------------------------

PAGE, TLS, ROLES = "status.page", "tls.https", "auth.roles"
NO_ADDRESS = Tool("Acme")


def test_what_one_scan_settles_is_one_line() -> None:
    standards = [standard(name, Test(key, "eq", True)) for name, key in (("a", TLS), ("b", PAGE))]
    (question,) = assess(case(*standards, standard("c", Test(AGE, "gte", 1)))).questions
    assert (question.asks, question.keys) == (Supplier.PROBE, (TLS, AGE, PAGE))
    assert question.standards == ("a", "b", "c")
    assert question.text == "One scan would settle 3 open points: soescan check --scan."


def test_a_person_is_asked_only_for_what_no_probe_can_see() -> None:
    both = standard(require=All((Test(TLS, "eq", True), Test(ROLES, "eq", True))), question="Both?")
    assert asked(both) == [("probe", (TLS,), 100), ("vendor", (ROLES,), 100)]


@pytest.mark.parametrize("state", ["blocked", "not-found", "refused", "not-recorded"])
def test_what_a_scan_could_not_tell_the_vendor_is_asked(state: str) -> None:
    """`scan.state` is there as a fact or as a gap once somebody has looked."""
    gap = Gap("scan-state", "https://acme.example", state, subject="acme.example")
    assert asked(standard(require=Test(TLS, "eq", True)), gaps=(gap,)) == [("vendor", (TLS,), 100)]
    seen = Fact("Acme", "scan.state", state, Origin(Basis.OBSERVED))
    assert asked(standard(require=Test(TLS, "eq", True)), facts=(seen,)) == [
        ("vendor", (TLS,), 100)
    ]


def test_what_only_an_active_scan_sees_is_for_one_to_tell_after_a_passive_one_too() -> None:
    key = "tls.version.min"
    oldest, https = (
        standard(require=Test(key, "gte_version", 1.2)),
        standard(require=Test(TLS, "eq", True)),
    )
    (both,) = assess(case(oldest, https)).questions
    assert both.text.endswith("soescan check --scan (1 of them only with --active).")
    seen = (
        Gap("scan-state", "https://acme.example", "blocked", subject="acme.example"),
        Gap("tls-versions", "https://acme.example", "passive", subject="acme.example"),
    )
    scan, of_vendor = assess(case(oldest, https, gaps=seen)).questions
    assert (scan.keys, of_vendor.keys) == ((key,), (TLS,))
    assert scan.text == "One scan would settle 1 open point: soescan check --scan --active."


def test_without_an_address_the_address_is_all_that_is_asked() -> None:
    judged = assess(case(standard(require=Test(TLS, "eq", True)), tool=NO_ADDRESS))
    (question,) = judged.questions
    assert (question.asks, question.keys) == (REQUESTER, ("tool.url", TLS))
    assert question.text == (
        "What is the address of the tool's web site? One scan of it would then settle 1 open"
        " point: soescan check --scan."
    )


COOKIES = "cookies.secure"


@pytest.mark.parametrize(
    ("tool", "expected"),
    [
        # a public page says nothing of the application: where it is, the requester has to say
        (ACME, [("requester", ("tool.app_url", COOKIES), 100)]),
        (NO_ADDRESS, [("requester", ("tool.url", "tool.app_url", COOKIES), 200)]),
        (replace(ACME, app_url="https://my.acme.example"), [("probe", (COOKIES,), 100)]),
        (Tool("Acme", "https://app.acme.example"), [("probe", (COOKIES,), 100)]),
    ],
)
def test_what_shows_in_the_application_is_seen_where_people_sign_in(
    tool: Tool, expected: list[Any]
) -> None:
    assert asked(standard(require=Test(COOKIES, "eq", True)), tool=tool) == expected
    gap = Gap("scan-state", "https://acme.example", "blocked", subject="acme.example")
    seen = asked(standard(require=Test(COOKIES, "eq", True)), tool=replace(tool, app_url="x.example"),
                 gaps=(replace(gap, subject="Acme"),))  # fmt: skip
    assert seen == [("vendor", (COOKIES,), 100)]


def test_what_shows_on_our_pages_alone_no_scan_of_the_vendor_tells() -> None:
    ours = standard(require=Test("cookies.before_consent", "absent"))
    assert asked(ours) == [("vendor", ("cookies.before_consent",), 100)]


def test_a_standard_may_ask_for_an_address_in_its_own_words() -> None:
    own = standard(require=Test("tool.app_url", "present"), question="Where do we sign in?")
    of_tools = [
        question
        for name in ("Acme", "Bolt")
        for question in assess(case(own, tool=replace(ACME, name=name))).questions
    ]
    (merged,) = merge_questions(of_tools)
    assert (merged.keys, merged.tools) == (("tool.app_url",), ("Acme", "Bolt"))
    assert [point.text for point in merged.points] == ["Where do we sign in?"]


def test_a_product_that_is_publicly_known_has_an_address() -> None:
    known = Tool("Mixpanel")
    assert asked(standard(require=Test(TLS, "eq", True)), tool=known) == [("probe", (TLS,), 100)]
    own = Tool("Mixpanel", deployment="server")  # about which the vendor's site says nothing
    assert asked(standard(require=Test(TLS, "eq", True)), tool=own)[0][0] == REQUESTER


def test_what_a_probe_can_only_infer_is_asked() -> None:
    where = standard(require=Test("hosting.country", "present"))
    assert asked(where) == [("vendor", ("hosting.country",), 100)]


# --- few matters ---------------------------------------------------------------------------------


def test_the_same_matter_about_several_tools_is_one_line() -> None:
    """The union of what is asked, where each tool lacks something else."""
    lacking = {"A": (SAML,), "B": (SAML, OIDC), "C": ("auth.scim",)}
    of_tools = [
        assess(
            case(*(standard(key, Test(key, "eq", True)) for key in keys),
                 tool=Tool(name, f"https://{name}.example"))
        ).questions
        for name, keys in lacking.items()
    ]  # fmt: skip
    (merged,) = merge_questions(question for questions in of_tools for question in questions)
    assert (merged.tools, merged.settles) == (("A", "B", "C"), 400)
    assert merged.text == "How do our people sign in?"
    assert [point.keys for point in merged.points] == [(SAML,), (OIDC,), ("auth.scim",)]
    assert [len(questions[0].keys) for questions in of_tools] == [1, 2, 1]


def test_what_only_advice_hangs_on_is_good_to_know_and_last() -> None:
    advice = standard("a", Test(ROLES, "eq", True), Severity.ADVICE)
    wanted = standard("b", Test("ai.features", "eq", True), Severity.CONDITION)
    proceeding = standard("c", Test(SAML, "eq", True), on_unknown=OnUnknown.PROCEED)
    first, last = assess(case(advice, wanted, proceeding)).questions
    assert (first.good_to_know, first.keys) == (False, ("ai.features",))
    assert (last.good_to_know, set(last.keys)) == (True, {ROLES, SAML})
    both = standard("d", Test(ROLES, "eq", True))  # what is needed anyhow is not asked twice
    needed = assess(case(advice, both)).questions
    assert [(q.good_to_know, q.keys, q.settles) for q in needed] == [(False, (ROLES,), 101)]


@pytest.mark.parametrize("key", sorted(builtin.vocabulary()))
def test_every_fact_belongs_to_a_matter(key: str) -> None:
    assert builtin.find_matter(key).label


def test_matters_are_few_and_none_is_empty() -> None:
    used = {builtin.find_matter(key).id for key in builtin.vocabulary()}
    assert used == set(builtin.matters())
    assert len(used) <= 20


KEYS = sorted(k for k in builtin.suppliable_facts() if not k.startswith("tool.url"))
STANDARDS = st.lists(
    st.builds(
        lambda keys, severity, on_unknown, question: standard(
            "-".join(keys),
            AnyOf(tuple(Test(key, "present") for key in keys)),
            severity,
            on_unknown=on_unknown,
            question=question,
        ),
        keys=st.lists(st.sampled_from(KEYS), min_size=1, max_size=3, unique=True),
        severity=st.sampled_from(Severity),
        on_unknown=st.sampled_from(OnUnknown),
        question=st.sampled_from(("", "How?", "Which?")),
    ),
    min_size=1,
    max_size=6,
)
ADDRESSES = {"tool.url", "tool.app_url"}
TOOLS = st.sampled_from((ACME, NO_ADDRESS, Tool("Mixpanel")))


@given(STANDARDS, TOOLS, st.booleans())
def test_each_missing_fact_is_in_one_question(
    standards: list[Any], tool: Tool, looked: bool
) -> None:
    """None is lost and none is asked twice, and all that hangs on the answers is counted once."""
    gaps = (Gap("scan-state", "https://acme.example", "blocked", subject=tool.name),)
    of_tool = case(*standards, tool=tool, gaps=gaps if looked else ())
    judged, looks = assess(of_tool), Looks.of(of_tool)
    missing = {key for f in judged.findings if f.verdict is Verdict.UNKNOWN for key in f.missing}
    keys = Counter(key for question in judged.questions for key in question.keys)
    assert set(keys) - ADDRESSES == missing - ADDRESSES
    assert set(keys.values()) <= {1}
    for question in judged.questions:
        assert {key for point in question.points for key in point.keys} in (
            set(),
            set(question.keys),
        )
        if question.asks is not Supplier.PROBE and question.matter != "address":
            assert not any(map(looks.find_observer, question.keys))
    hanging = {f.rule for f in judged.findings if f.verdict is Verdict.UNKNOWN}
    assert {rule for q in judged.questions for rule in q.standards} == hanging


QUESTIONS = st.lists(STANDARDS.flatmap(lambda found: st.tuples(st.just(found), TOOLS)), max_size=4)


@given(QUESTIONS)
def test_merging_keeps_what_is_asked_and_ranks_by_what_it_settles(
    listed: list[tuple[list[Any], Tool]],
) -> None:
    every = [
        question
        for number, (standards, tool) in enumerate(listed)
        for question in assess(
            case(*standards, tool=replace(tool, name=f"{tool.name} {number}"))
        ).questions
    ]
    merged = merge_questions(every)
    assert sum(q.settles for q in merged) == sum(q.settles for q in every)
    assert {key for q in merged for key in q.keys} == {key for q in every for key in q.keys}
    assert {tool for q in merged for tool in q.tools} == {tool for q in every for tool in q.tools}
    lines = [(q.asks, q.matter, q.good_to_know) for q in merged if q.matter or q.good_to_know]
    assert len(set(lines)) == len(lines)
    assert sum(q.asks is Supplier.PROBE for q in merged) <= 1
    asked_of_people = [q for q in merged if q.asks is not Supplier.PROBE]
    assert asked_of_people == sorted(asked_of_people, key=lambda q: (q.good_to_know, -q.settles))
    assert merge_questions(merged) == merged


def test_a_question_of_its_own_about_several_tools_is_asked_once() -> None:
    many = [Question(VENDOR, "SAML?", (SAML,), (name,), 100) for name in ("A", "B", "A")]
    assert merge_questions([*many, Question(IT, "SAML?", (SAML,), ("A",), 1)]) == (
        Question(VENDOR, "SAML?", (SAML,), ("A", "B"), 300),
        Question(IT, "SAML?", (SAML,), ("A",), 1),
    )


KNOWN = {"tool.name", "tool.url", "tool.app_url", "tool.use"}
"""What is known of a tool from the start; what IT's catalog says of it is worked out."""
ASKED = sorted(k for k in builtin.vocabulary() if k not in KNOWN and not k.startswith("soe."))


@pytest.mark.parametrize("key", ASKED)
def test_every_fact_can_be_asked_of_somebody_who_may_know(key: str) -> None:
    entry = builtin.vocabulary()[key]
    looked = (Gap("scan-state", "https://acme.example", "blocked", subject="acme.example"),)
    tool = replace(ACME, app_url="https://app.acme.example")
    wanted = standard(require=Test(key, "present"))
    (question,) = assess(case(wanted, tool=tool, gaps=looked)).questions
    assert (question.text, question.keys) == (entry.question, (key,))
    # What only a probe could see, or what is worked out from answers, is the vendor's to say.
    assert question.asks in (*entry.by, VENDOR)
