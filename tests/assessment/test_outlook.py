"""The outlook of what cannot be told: its kinds, its reasons, and the laws it keeps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soescan import app, assessment, catalog
from soescan.assessment.rule import Rule
from soescan.model import (
    All,
    AnyOf,
    Basis,
    Case,
    DataUse,
    Evidence,
    Fact,
    Finding,
    Match,
    MatchedBy,
    Origin,
    Outlook,
    OutlookKind,
    Place,
    Proposal,
    Quantifier,
    Severity,
    Standard,
    Standing,
    Test,
    Tool,
    Usually,
    Value,
    Verdict,
)
from soescan.reference import builtin
from tests.assessment.factories import ACME, case, fact, product, standard
from tests.examples import examples

DAY = date(2026, 11, 29)

HTTPS = standard("https", Test("tls.https", "eq", True))
OWNER = standard("owner", Test("tool.support.owner", "present"))
AI = standard("ai-training", Test("ai.training_on_data", "eq", False))
DPA = standard("dpa", Test("dpa.available", "eq", True))
SSO = standard("sso", Test("auth.sso", "eq", True))
ASSESSED = "transfer.assessment"
NOTICE = standard("notice", Test("legal.privacy", "eq", True), Severity.CONDITION)
EXPORT = standard("export", Test("exit.export", "eq", True), Severity.CONDITION)


def lead(key: str, value: Value) -> Fact:
    """What a third party says of the tool."""
    origin = Origin(Basis.STATED, "https://register.example", "2026-01-01", register="2FA")
    return Fact("Acme", key, value, origin, claimed=True)


def outlook(of: Case) -> Outlook:
    """The outlook of a case whose outcome cannot be told."""
    made = assessment.assess(of).outlook
    assert made is not None, assessment.assess(of).says
    return made


def test_only_what_cannot_be_told_has_one() -> None:
    met = assessment.assess(case(HTTPS, facts={"tls.https": True}))
    missed = assessment.assess(case(HTTPS, facts={"tls.https": False}))
    assert (met.outlook, missed.outlook) == (None, None)


def test_it_is_likely_when_the_rest_is_usual_or_for_us_to_see_or_say() -> None:
    usual = replace(SSO, usually=Usually.MET)
    known: dict[str, Value] = {"legal.privacy": True, "exit.export": True}
    made = outlook(case(HTTPS, OWNER, usual, NOTICE, EXPORT, facts=known))
    assert made.kind is OutlookKind.LIKELY
    assert [reason.says for reason in made.reasons] == [
        "known so far: privacy notice and export of all our data",
        "products usually meet SSO",
        "you can answer owner; one scan would show HTTPS",
    ]
    assert [fact.key for fact in made.reasons[0].because] == ["legal.privacy", "exit.export"]


def test_what_it_says_of_its_own_plan_tells_nothing_of_the_vendor() -> None:
    mine = standard("plan", Test("tool.skills", "present"), Severity.CONDITION)
    stated = fact("tool.skills", ("sql",))
    assert outlook(case(HTTPS, mine, facts=(stated,))).kind is OutlookKind.UNKNOWN


def test_papers_that_the_vendor_has_are_named_with_what_they_settle() -> None:
    made = outlook(case(AI, NOTICE, facts={"dpa.available": True, "legal.privacy": True}))
    assert made.kind is OutlookKind.NEEDS_PAPER
    assert made.reasons[0].says == "its data processing agreement should settle AI training"
    assert [fact.key for fact in made.reasons[0].because] == ["dpa.available"]
    assert made.question is not None
    assert made.question.keys == ("ai.training_on_data",)


def test_a_scan_settles_only_what_nobody_has_looked_at_yet() -> None:
    known: dict[str, Value] = {"legal.privacy": True, "exit.export": True}
    seen: dict[str, Value] = {**known, "scan.state": "ok"}
    fresh = outlook(case(HTTPS, NOTICE, EXPORT, facts=known))
    nowhere = outlook(case(HTTPS, NOTICE, EXPORT, tool=Tool("Acme"), facts=known))
    scanned = outlook(case(HTTPS, NOTICE, EXPORT, facts=seen))
    kinds = [fresh.kind, nowhere.kind, scanned.kind]
    assert kinds == [OutlookKind.LIKELY, OutlookKind.UNKNOWN, OutlookKind.UNKNOWN]


@pytest.mark.parametrize("severity", [Severity.BLOCKER, Severity.CONDITION])
def test_a_lead_that_would_conflict_is_trouble(severity: Severity) -> None:
    sso = replace(SSO, severity=severity)
    of = case(HTTPS, sso, NOTICE, facts={"legal.privacy": True, "exit.export": True})
    made = outlook(replace(of, leads=(lead("auth.sso", False),)))
    assert made.kind is OutlookKind.TROUBLE
    assert made.reasons[0].says.startswith(f"SSO ({severity}) may not be met: ")


@pytest.mark.parametrize("usual", [None, Usually.MET])
@pytest.mark.parametrize(("deployment", "kind"), [("", OutlookKind.TROUBLE), ("desktop", None)])
def test_what_is_not_met_if_it_applies_is_trouble(
    deployment: str, kind: OutlookKind | None, usual: Usually | None
) -> None:
    hosted = Test("tool.deployment", "in", ("saas", "tag"))
    agreed = replace(DPA, applies_when=hosted, usually=usual)
    facts: dict[str, Value] = {"dpa.available": False, "legal.privacy": True, "exit.export": True}
    of = case(agreed, NOTICE, EXPORT, tool=replace(ACME, deployment=deployment), facts=facts)
    made = assessment.assess(of).outlook
    assert (made.kind if made else None) is kind
    if made:
        says = "DPA (blocker) is not met, should it apply: no data processing agreement"
        assert made.reasons[0].says == says


def test_a_lead_does_not_outweigh_what_counts() -> None:
    facts = {"auth.sso": True, "legal.privacy": True}
    of = case(HTTPS, SSO, NOTICE, facts=facts)
    assert outlook(replace(of, leads=(lead("auth.sso", False),))).kind is OutlookKind.LIKELY


def test_what_misses_advice_is_no_trouble() -> None:
    advice = replace(SSO, severity=Severity.ADVICE)
    facts = {"auth.sso": False, "legal.privacy": True, "exit.export": True}
    assert outlook(case(HTTPS, advice, NOTICE, EXPORT, facts=facts)).kind is OutlookKind.LIKELY


def test_one_that_may_be_prohibited_is_trouble() -> None:
    of = case(HTTPS, NOTICE, EXPORT, facts={"legal.privacy": True, "exit.export": True})
    match = replace(of.match, prohibited=("Acme Suite",))
    made = outlook(replace(of, match=match))
    assert made.kind is OutlookKind.TROUBLE
    assert made.reasons[0].says == "it may be Acme Suite, which IT prohibits"


def test_an_approval_of_which_only_the_limits_are_open_is_likely() -> None:
    listed = product(Standing.APPROVED, editions=("Enterprise",))
    made = outlook(case(HTTPS, listed=listed))
    assert made.kind is OutlookKind.LIKELY
    assert made.reasons[0].says.startswith("IT's list has it as approved, but it is not known ")


def test_a_list_without_standards_says_so() -> None:
    made = outlook(case())
    assert made.kind is OutlookKind.UNKNOWN
    assert made.reasons[0].says == "IT's catalog has no standards to judge it by"


def test_what_it_alone_has_to_say_is_told_so() -> None:
    ways = All((Test("transfer.mechanism", "contains_any", ("scc",)), Test(ASSESSED, "eq", True)))
    residency = standard("residency", ways)
    facts: dict[str, Value] = {"transfer.mechanism": ("scc",), "legal.privacy": True}
    made = outlook(case(residency, NOTICE, facts=facts))
    assert made.kind is OutlookKind.NEEDS_PAPER
    assert made.reasons[0].says == "IT has to assess residency"


@pytest.mark.parametrize(
    "known",
    [
        fact("auth.sso", False, Basis.INFERRED),
        replace(fact("auth.sso", False), claimed=True),
        replace(fact("auth.sso", False), editions=("Enterprise",)),
    ],
    ids=["weak", "claimed", "of an edition"],
)
def test_what_would_conflict_if_it_counted_is_trouble(known: Fact) -> None:
    """With or without anything in a register."""
    of = case(HTTPS, replace(SSO, min_basis=Basis.STATED), NOTICE, EXPORT)
    facts = case(facts={"legal.privacy": True, "exit.export": True}).facts
    of = replace(of, facts={**facts, "auth.sso": (known,)})
    for leads in ((), (lead("legal.terms", True),)):
        made = outlook(replace(of, leads=leads))
        assert made.kind is OutlookKind.TROUBLE
        assert made.reasons[0].says.startswith("SSO (blocker) may not be met: ")
        assert made.reasons[0].because == (known,)


def test_a_contradiction_of_which_a_side_conflicts_is_trouble() -> None:
    answered = replace(fact("auth.sso", True, Basis.ANSWERED), origin=_origin("answered", "01"))
    seen = replace(fact("auth.sso", False, Basis.OBSERVED), origin=_origin("observed", "02"))
    known = case(HTTPS, SSO, NOTICE, facts={"legal.privacy": True})
    made = outlook(replace(known, facts={**known.facts, "auth.sso": (answered, seen)}))
    assert made.kind is OutlookKind.TROUBLE


def _origin(basis: str, day: str) -> Origin:
    return Origin(Basis(basis), f"https://acme.example/{basis}", f"2026-11-{day}")


def test_that_a_certificate_is_only_claimed_says_nothing_against_it() -> None:
    """A register's word for less than IT asks to see is no conflict; its no is one."""
    seen = Test("assurance.iso27001.status", "at_least", "confirmed", of=Quantifier.ANY)
    asked = standard("assurance", seen, Severity.CONDITION, min_basis=Basis.ANSWERED)
    known: dict[str, Value] = {"legal.privacy": True, "exit.export": True}
    of = case(HTTPS, asked, NOTICE, EXPORT, facts=known)
    claimed = replace(of, leads=(lead("assurance.iso27001.status", "claimed"),))
    assert outlook(claimed).kind is OutlookKind.LIKELY
    stated = replace(asked, min_basis=Basis.STATED)
    of = case(HTTPS, stated, NOTICE, EXPORT, facts=known)
    none = replace(of, leads=(lead("assurance.iso27001.status", "denied"),))
    assert outlook(none).kind is OutlookKind.TROUBLE


def test_what_differs_between_editions_hangs_on_the_one_that_is_meant() -> None:
    of = case(HTTPS, SSO, NOTICE, facts={"legal.privacy": True, "dpa.available": True})
    leads = tuple(
        replace(lead("auth.sso", value), editions=(name,), claimed=False)
        for name, value in (("Free", False), ("Enterprise", True))
    )
    assert outlook(replace(of, leads=leads)).kind is not OutlookKind.TROUBLE


def test_what_is_known_to_be_otherwise_is_for_nobody_to_say_anew() -> None:
    named = Test("tool.support.owner", "ne", "nobody")
    either = standard("either", AnyOf((named, Test("auth.sso", "eq", True))))
    known: dict[str, Value] = {"legal.privacy": True, "exit.export": True}
    silent = case(either, NOTICE, EXPORT, facts=known)
    said = replace(silent, facts={**silent.facts, "tool.support.owner": (_nobody(),)})
    assert [outlook(of).kind for of in (silent, said)] == [OutlookKind.LIKELY, OutlookKind.UNKNOWN]


def _nobody() -> Fact:
    return fact("tool.support.owner", "nobody")


def test_a_fact_is_not_also_the_document_that_it_shows() -> None:
    terms = standard("terms", Test("legal.terms", "eq", True), Severity.ADVICE)
    assert outlook(case(HTTPS, terms, facts={"legal.terms": True})).kind is OutlookKind.UNKNOWN
    two: dict[str, Value] = {"legal.terms": True, "dpa.available": True}
    assert outlook(case(HTTPS, terms, facts=two)).kind is OutlookKind.LIKELY


def test_an_approval_within_limits_is_held_to_the_standards_too() -> None:
    listed = product(Standing.PILOT, editions=("Enterprise",))
    open_too = outlook(case(HTTPS, SSO, listed=listed))
    assert open_too.kind is OutlookKind.UNKNOWN
    assert open_too.reasons[0].says.startswith("IT's list has it as a pilot, but it is not known ")
    alone = outlook(case(SSO, listed=listed, facts={"auth.sso": True}))
    assert alone.kind is OutlookKind.LIKELY


def test_one_that_may_be_one_of_several_products_is_never_likely() -> None:
    of = case(HTTPS, NOTICE, EXPORT, facts={"legal.privacy": True, "exit.export": True})
    match = Match(MatchedBy.AMBIGUOUS, says="name: Acme Suite or Acme Cloud")
    made = outlook(replace(of, match=match))
    assert made.kind is OutlookKind.UNKNOWN
    assert (
        made.reasons[0].says
        == "it is not clear which product is meant: name: Acme Suite or Acme Cloud"
    )


def test_what_only_others_write_of_its_end_is_trouble() -> None:
    ended = Finding(
        "lifecycle",
        Verdict.UNKNOWN,
        "It is not certain what became of Acme: only news.example writes about it.",
        severity=Severity.CONDITION,
    )
    rule = Rule("lifecycle", "Is it on offer?", lambda _: iter((ended,)))
    of = case(HTTPS, NOTICE, EXPORT, facts={"legal.privacy": True, "exit.export": True})
    made = assessment.assess(of, (*assessment.RULES, rule)).outlook
    assert made is not None
    assert made.kind is OutlookKind.TROUBLE


def test_what_is_for_it_alone_needs_no_paper_of_a_vendor_of_whom_nothing_is_known() -> None:
    sound = standard("sound", Test("vendor.sound", "eq", True))
    assert outlook(case(sound)).kind is OutlookKind.UNKNOWN


@pytest.mark.parametrize(("status", "kind"), [("claimed", "needs-paper"), ("planned", "unknown")])
def test_a_report_that_is_only_planned_is_no_document(status: str, kind: str) -> None:
    at_rest = standard("at-rest", Test("encryption.at_rest", "eq", True))
    of = replace(case(at_rest), leads=(lead("assurance.soc2.status", status),))
    assert outlook(of).kind == kind


def test_a_tool_without_an_address_cannot_be_looked_at() -> None:
    made = outlook(case(HTTPS, AI, tool=Tool("Acme")))
    assert [reason.says for reason in made.reasons] == [
        "nothing is known about what its vendor does",
        "no known document settles AI training",
        "without an address, no scan can show HTTPS",
    ]


def test_of_several_facts_those_that_do_not_meet_are_named() -> None:
    where = standard("residency", Test("hosting.country", "subset_of", ("DE",)), Severity.CONDITION)
    page = Origin(Basis.STATED, "https://acme.example/dpa")
    good, bad = (fact("hosting.country", (code,)) for code in ("DE", "US"))
    made = outlook(case(HTTPS, where, facts=(good, replace(bad, origin=page))))
    assert made.reasons[0].says == "residency (condition) is not met: hosting country: US"


@pytest.mark.parametrize(("is_offered", "kind"), [(True, "needs-paper"), (False, "unknown")])
def test_that_a_part_is_there_is_to_confirm_for_the_whole(is_offered: bool, kind: str) -> None:
    of = case(standard("mfa", Test("auth.mfa", "eq", True)), NOTICE, facts={"legal.privacy": True})
    made = outlook(replace(of, leads=(lead("auth.mfa.offered", is_offered),)))
    assert made.kind == kind
    assert made.reasons[0].says.startswith("please confirm MFA: second factor") is is_offered


def test_the_beginning_of_a_long_list_is_named() -> None:
    known = fact("hosting.country", tuple(f"{a}{b}" for a in "ACI" for b in "ELOT"))
    where = standard("residency", Test("hosting.country", "subset_of", ("DE",)), Severity.CONDITION)
    made = outlook(case(HTTPS, where, facts=(known,)))
    assert made.reasons[0].says.endswith("hosting country: AE, AL, AO, AT, CE, CL and 6 more")


def test_what_the_requester_claims_is_said_to_be_the_proposal_s() -> None:
    claim = replace(fact("auth.sso", False), claimed=True)
    made = outlook(replace(case(HTTPS, SSO), facts={"auth.sso": (claim,)}))
    says = "SSO (blocker) may not be met: the proposal says: no single sign-on"
    assert made.reasons[0].says == says


def test_a_reason_names_few_facts() -> None:
    where = standard("residency", Test("hosting.country", "subset_of", ("DE",)), Severity.CONDITION)
    told = tuple(lead("hosting.country", (code,)) for code in ("US", "IN", "JP", "US"))
    made = outlook(replace(case(HTTPS, where), leads=told))
    assert made.kind is OutlookKind.TROUBLE
    assert made.reasons[0].says.count("hosting country") == 1


# --- laws ----------------------------------------------------------------------------------------

_ORDER = list(OutlookKind)
_KEYS: dict[str, Value] = {
    "tls.https": True,
    "auth.sso": True,
    "dpa.available": True,
    "ai.training_on_data": False,
    "legal.privacy": True,
    "exit.export": True,
    "audit.log": True,
    "tool.support.owner": "Jo",
}
_severities = st.sampled_from(Severity)
_standards = st.lists(
    st.builds(
        lambda key, severity, usual: standard(
            key.replace(".", "-").replace("_", "-"),
            Test(key, "eq", _KEYS[key]),
            severity,
            usually=Usually.MET if usual else None,
        ),
        st.sampled_from(sorted(_KEYS)),
        _severities,
        st.booleans(),
    ),
    min_size=1,
    unique_by=lambda made: made.id,
)
_values = st.dictionaries(st.sampled_from(sorted(_KEYS)), st.booleans(), max_size=5)


def _key(made: Standard) -> str:
    assert isinstance(made.require, Test)
    return made.require.fact


def _other(key: str) -> Value:
    good = _KEYS[key]
    return not good if isinstance(good, bool) else "Max"


def _case(standards: list[Standard], counting: dict[str, bool], leads: dict[str, bool]) -> Case:
    """A case in which facts and leads are as the standards ask, or otherwise."""
    facts = tuple(fact(k, _KEYS[k] if good else _other(k)) for k, good in counting.items())
    told = tuple(lead(k, _KEYS[k] if good else _other(k)) for k, good in leads.items())
    return replace(case(*standards, facts=facts), leads=told)


def _kind(of: Case) -> OutlookKind | None:
    made = assessment.assess(of).outlook
    return made.kind if made else None


@settings(max_examples=examples(60))
@given(_standards, _values, _values)
def test_never_likely_where_a_known_fact_conflicts(
    standards: list[Standard], counting: dict[str, bool], leads: dict[str, bool]
) -> None:
    of = _case(standards, counting, leads)
    made = assessment.assess(of)
    counted = {_key(s) for s in standards if s.severity is not Severity.ADVICE}
    if made.outlook:
        conflicts = [k for k, good in counting.items() if not good and k in counted]
        assert not conflicts or made.outlook.kind is OutlookKind.TROUBLE
        assert 1 <= len(made.outlook.reasons) <= 3


@settings(max_examples=examples(60))
@given(_standards, _values, _values, st.sampled_from(sorted(_KEYS)), st.booleans(), st.booleans())
def test_what_meets_never_makes_it_worse_and_what_conflicts_never_better(
    standards: list[Standard],
    counting: dict[str, bool],
    leads: dict[str, bool],
    key: str,
    good: bool,
    told: bool,
) -> None:
    """One more fact, or one more lead, about something of which nothing was known."""
    if key in counting or key in leads:
        return
    before = _kind(_case(standards, counting, leads))
    more = {key: good}
    after = _kind(
        _case(standards, counting, {**leads, **more})
        if told
        else _case(standards, {**counting, **more}, leads)
    )
    if before is None or after is None:
        return
    change = _ORDER.index(after) - _ORDER.index(before)
    assert change <= 0 if good else (change >= 0 or _is_paper(key, standards))


def _is_paper(key: str, standards: list[Standard]) -> bool:
    """Nobody asks for it: nothing conflicts."""
    asked = [s for s in standards if _key(s) == key]
    return not asked or asked[0].severity is Severity.ADVICE


@settings(max_examples=examples(60))
@given(_standards, _values)
def test_what_third_parties_say_alone_makes_nothing_likely(
    standards: list[Standard], leads: dict[str, bool]
) -> None:
    assert _kind(_case(standards, {}, leads)) is not OutlookKind.LIKELY


# --- with the SOE that comes with soescan ---------------------------------------------------------

INVENTED = [f"{name} {kind}" for name in ("Quarvo", "Zimbelt") for kind in "ABCDE"]


def outlooks(*tools: Tool) -> list[Outlook | None]:
    soe = catalog.read(builtin.builtin_soe("starter"))
    cases = app.build_cases(Proposal(tools), soe, Evidence(), DAY)
    return [assessment.assess(each).outlook for each in cases]


@pytest.mark.slow
def test_of_invented_vendors_nothing_is_known() -> None:
    made = outlooks(*(Tool(name, place=Place("list.csv", 1)) for name in INVENTED))
    assert [one and one.kind for one in made] == [OutlookKind.UNKNOWN] * len(INVENTED)


@pytest.mark.slow
def test_a_known_product_is_likely_for_data_that_is_no_secret_and_a_word_is_asked() -> None:
    modest = (DataUse("internal", personal=False),)
    known, word = outlooks(Tool("Mixpanel", data=modest), Tool("Braze", data=modest))
    assert known
    assert known.kind is OutlookKind.LIKELY
    assert (
        known.reasons[0].says
        == "it is a known product (mixpanel.com), and nothing known speaks against it"
    )
    assert word
    assert word.kind is OutlookKind.UNKNOWN
    assert word.reasons[0].says == "Braze: do you mean Braze (braze.com)?"
