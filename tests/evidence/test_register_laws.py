"""What holds of every fact of a register: a lead settles nothing, no name earns another's facts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soescan import assessment
from soescan.app.cases import build_cases
from soescan.catalog import LoadedCatalog, read
from soescan.conditions import iter_tests, settle_facts
from soescan.evidence import registers
from soescan.evidence.knowledge import Knowledge
from soescan.evidence.registers import list_counting
from soescan.model import (
    All,
    Answer,
    Assessment,
    Basis,
    Catalog,
    Evidence,
    Fact,
    FactType,
    Finding,
    Header,
    Match,
    MatchedBy,
    Origin,
    Proposal,
    Question,
    Standard,
    StandardId,
    Supplier,
    Test,
    Tool,
    Value,
    Vendor,
    Verdict,
)
from soescan.reference import builtin
from soescan.reference.identity import find_known_product
from soescan.reference.products.vendor_facts import Fit, KnownFact, SaidBy
from soescan.reference.vendors import KnownProduct, KnownProductId, known_products
from tests.examples import examples

DAY = date(2026, 11, 29)
NOTHING = Match(MatchedBy.NOTHING)
CATALOG = Catalog(Header("test", "Test"))
STARTER = read(builtin.catalogs_folder() / "soe" / "starter.yaml")
ASKED = {t.fact for s in STARTER.catalog.standards for t in iter_tests(s.require)}
KEYS = sorted(key for key in ASKED if not builtin.is_record_of_it(key))
SSO, MFA = "auth.sso.saml", "auth.mfa"
KLAVIYO = Tool("Klaviyo", url="https://www.klaviyo.com")


def known(key: str, value: Value, at: str = "2026-06-01", **more: Any) -> KnownFact:
    return KnownFact(key, value, "https://r.example/", at, source="TL", **more)


@contextmanager
def saying(*facts: KnownFact) -> Iterator[None]:
    """The registers say this of Klaviyo, and nothing of anything else."""

    def look_up(product: KnownProductId) -> tuple[KnownFact, ...]:
        return facts if product == "klaviyo" else ()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registers, "known_facts", look_up)
        yield


def assess(tool: Tool, soe: LoadedCatalog, *answers: Answer) -> Assessment:
    (case,) = build_cases(Proposal((tool,), answers=answers), soe, Evidence(), DAY)
    return assessment.assess(case)


def value_of(key: str) -> st.SearchStrategy[Value]:
    """Any value that a fact key takes."""
    entry = builtin.vocabulary()[key]
    if entry.values or entry.order:
        text: st.SearchStrategy[str] = st.sampled_from(entry.order or entry.values)
    else:
        text = st.sampled_from(["DE", "US", "tls-1.3", "2026-01-01", "yes"])
    match entry.type:
        case FactType.FLAG:
            return st.booleans()
        case FactType.NUMBER:
            return st.integers(0, 4_000)
        case FactType.TEXTS:
            return st.lists(text, min_size=1, max_size=2).map(tuple)
        case _:
            return text


LIMITS = (
    *("European customers", "EU customers DE and BE, US customers US", "preview", "backups"),
    *("offering: Klaviyo for Government", "offering: ", "host: klaviyo.com.evil.example"),
    *("offering: Klaviyo; European customers", "connector: Klaviyo SMS", "host: api.mailjet.com"),
)
"""Conditions that nobody can hold against Klaviyo."""
IS_LEAD: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.builds(dict, said_by=st.just(SaidBy.THIRD_PARTY), fit=st.sampled_from(Fit)),
    st.builds(dict, said_by=st.sampled_from(SaidBy), fit=st.just(Fit.NEAR)),
    st.just({"said_by": SaidBy.VENDOR, "editions": ("Enterprise",)}),
    st.builds(dict, said_by=st.just(SaidBy.VENDOR), condition=st.sampled_from(LIMITS)),
)
FACTS = st.sampled_from(KEYS).flatmap(lambda key: st.tuples(st.just(key), value_of(key)))
LEADS = st.tuples(FACTS, IS_LEAD).map(lambda drawn: known(*drawn[0], **drawn[1]))


@given(st.lists(LEADS, min_size=1, max_size=12))
@settings(max_examples=examples(40))
def test_a_lead_changes_no_verdict_and_no_outcome(leads: list[KnownFact]) -> None:
    with saying():
        before = assess(KLAVIYO, STARTER)
    with saying(*leads):
        after = assess(KLAVIYO, STARTER)
    assert (after.outcome, after.says) == (before.outcome, before.says)
    assert list(map(verdict, after.findings)) == list(map(verdict, before.findings))
    assert after.distance == before.distance
    assert len([fact for fact in after.facts if fact.is_lead]) == len(leads)


def verdict(finding: Finding) -> tuple[object, ...]:
    return (finding.rule, finding.verdict, finding.severity, finding.because, finding.needs)


HOSTS = st.sampled_from([*(d for p in known_products() for d in p.domains), "trackhound.example"])


@given(st.sampled_from(known_products()), HOSTS, st.booleans(), st.data())
@settings(max_examples=examples(200))
def test_no_name_earns_the_facts_of_a_product_at_another_address(
    product: KnownProduct, host: str, is_app: bool, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(product.names).flatmap(spellings))
    vendor = data.draw(st.sampled_from(["", product.vendor, product.name]))
    at = {"app_url" if is_app else "url": f"https://{host}/"}
    found = find_known_product(Tool(name, vendor=Vendor(vendor), **at), NOTHING, CATALOG)  # type: ignore[arg-type]
    if found is not None:
        assert any(host == own or host.endswith(f".{own}") for own in found.domains)


def spellings(name: str) -> st.SearchStrategy[str]:
    return st.sampled_from([name, name.upper(), name.replace(" ", "-"), f"{name} Inc."])


@given(
    st.booleans(),
    st.sampled_from(["2026-01", "2026-11-29", "2026"]),
    st.sampled_from(SaidBy),
    st.booleans(),
    st.sampled_from(["2026-10-15", "2026-11-28"]),
    st.sampled_from([Basis.OBSERVED, Basis.ANSWERED, Basis.STATED]),
)
@settings(max_examples=examples(60))
def test_a_register_never_beats_what_was_seen_recorded_or_stated(
    registered: bool, at: str, said_by: SaidBy, seen: bool, day: str, basis: Basis
) -> None:
    on_file, soe = Evidence(), CATALOG
    if basis is Basis.ANSWERED:
        answer = Answer("klaviyo.com", SSO, seen, by="IT", on=date.fromisoformat(day))
        soe = Catalog(Header("test", "Test"), answers=(answer,))
    else:
        origin = Origin(basis, "https://klaviyo.com/sso", day)
        on_file = Evidence((Fact("klaviyo.com", SSO, seen, origin),))
    with saying(known(SSO, registered, at, said_by=said_by)):
        facts, _ = Knowledge(on_file, soe, (), DAY).facts_about(KLAVIYO, NOTHING)
    for floor in Basis:
        if basis.is_at_least(floor):
            counting = settle_facts(facts[SSO], floor).counting
            assert {fact.value for fact in counting} == {seen}
            assert all(not fact.origin.register for fact in counting)


@pytest.mark.parametrize(
    "condition",
    ["", "offering: Klaviyo", "connector: klaviyo", "app: KLAVIYO", "host: api.klaviyo.com",
     "offering: Klaviyo; host: klaviyo.com"],
)  # fmt: skip
def test_a_condition_that_the_product_is_shown_to_meet_limits_nothing(condition: str) -> None:
    with saying(known(SSO, True, said_by=SaidBy.VENDOR, condition=condition)):
        facts, _ = Knowledge(Evidence(), CATALOG, (), DAY).facts_about(KLAVIYO, NOTHING)
    assert [fact.claimed for fact in facts[SSO]] == [False]


def test_no_shipped_fact_counts_under_a_condition_in_words() -> None:
    counting = [fact for p in known_products() for fact in list_counting(p, DAY)]
    starts = ("offering: ", "connector: ", "app: ", "host: ")
    assert all(fact.condition.startswith(starts) for fact in counting if fact.condition)
    keys = {(p.id, fact.key) for p in known_products() for fact in list_counting(p, DAY)}
    assert ("mailjet", "hosting.country") not in keys
    assert not any(fact.key == "contract.law_country" and fact.note for fact in counting)
    assert any(fact.note for fact in counting)


# --- the edition ---------------------------------------------------------------------------------

ENTERPRISE: dict[str, Any] = {"said_by": SaidBy.VENDOR, "editions": ("Enterprise",)}


def held_against(*keys: str, min_basis: Basis = Basis.STATED) -> LoadedCatalog:
    standards = tuple(
        Standard(StandardId(f"s{n}"), "x", Test(key, "eq", True), f"Why {key}.",
                 min_basis=min_basis, question=f"Do you have {key}?")
        for n, key in enumerate(keys)
    )  # fmt: skip
    return LoadedCatalog(Catalog(Header("test", "Test"), standards=standards))


def edition_questions(assessed: Assessment) -> list[Question]:
    return [question for question in assessed.questions if "tool.edition" in question.keys]


def test_the_edition_is_asked_once_of_the_requester_however_much_hangs_on_it() -> None:
    with saying(known(SSO, True, **ENTERPRISE), known(MFA, True, **ENTERPRISE)):
        (question,) = edition_questions(assess(KLAVIYO, held_against(SSO, MFA, SSO)))
    assert (question.asks, question.keys) == (Supplier.REQUESTER, ("tool.edition",))


@pytest.mark.parametrize(
    "fact",
    [
        known(SSO, True, editions=("Enterprise",)),
        known(SSO, True, said_by=SaidBy.VENDOR, fit=Fit.NEAR, editions=("Enterprise",)),
        known(SSO, True, said_by=SaidBy.VENDOR, editions=("Enterprise",), at="2019"),
        known("integration.api", True, **ENTERPRISE),
        known(SSO, True, said_by=SaidBy.VENDOR),
    ],
)
def test_the_edition_is_not_asked_where_no_fact_that_would_count_hangs_on_it(
    fact: KnownFact,
) -> None:
    with saying(fact):
        assert edition_questions(assess(KLAVIYO, held_against(SSO, MFA))) == []


def test_the_edition_is_not_asked_for_a_standard_that_wants_more_than_words() -> None:
    with saying(known(SSO, True, **ENTERPRISE)):
        assert edition_questions(assess(KLAVIYO, held_against(SSO, min_basis=Basis.OBSERVED))) == []


@pytest.mark.parametrize(
    ("edition", "expected"),
    [("Enterprise", Verdict.MEETS), ("enterprise plan", Verdict.MEETS),
     ("Starter", Verdict.UNKNOWN)],
)  # fmt: skip
def test_the_answer_settles_what_hung_on_the_edition(edition: str, expected: Verdict) -> None:
    answer = Answer("Klaviyo", "tool.edition", edition, on=DAY)
    with saying(known(SSO, True, **ENTERPRISE)):
        answered = assess(KLAVIYO, held_against(SSO), answer)
        written = assess(Tool("Klaviyo", KLAVIYO.url, edition=edition), held_against(SSO))
    for assessed in (answered, written):
        assert [f.verdict for f in assessed.findings if f.rule == "s0"] == [expected]
        assert edition_questions(assessed) == []


def test_many_leads_do_not_hide_the_fact_that_hangs_on_the_edition() -> None:
    leads = [known(SSO, True, f"2026-11-{day:02}") for day in range(1, 6)]
    with saying(*leads, known(SSO, True, "2026-01", **ENTERPRISE)):
        assessed = assess(KLAVIYO, held_against(SSO))
    assert len(edition_questions(assessed)) == 1
    assert "Enterprise only" in next(f for f in assessed.findings if f.rule == "s0").leads[0]


def test_what_is_on_file_for_some_editions_asks_for_the_edition() -> None:
    origin = Origin(Basis.STATED, "https://klaviyo.com/sso", "2026-11-01")
    filed = Evidence((Fact("klaviyo.com", SSO, True, origin, editions=("Enterprise",)),))
    require = All((Test(SSO, "eq", True), Test(MFA, "eq", True)))
    standard = Standard(StandardId("s0"), "x", require, "Why.", question="SAML and MFA?")
    soe = LoadedCatalog(Catalog(Header("test", "Test"), standards=(standard,)))
    with saying():
        (case,) = build_cases(Proposal((KLAVIYO,)), soe, filed, DAY)
    assessed = assessment.assess(case)
    assert len(edition_questions(assessed)) == 1
    (finding,) = [f for f in assessed.findings if f.rule == "s0"]
    assert finding.leads == (
        "SAML sign-on, Enterprise only, according to klaviyo.com (as of 1 Nov 2026)",
    )
    assert [q.asks for q in assessed.questions if SSO in q.keys] == [Supplier.VENDOR]
