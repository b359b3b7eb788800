"""Facts of public registers: whose they are, what they settle, and what only a lead is."""

from __future__ import annotations

from datetime import date

import pytest

from soescan.conditions import settle_facts
from soescan.dates import read_period
from soescan.evidence import knowledge, registers
from soescan.evidence.knowledge import Knowledge
from soescan.evidence.registers import list_counting, sort_by_edition
from soescan.model import (
    Basis,
    Catalog,
    Evidence,
    Fact,
    Header,
    Match,
    MatchedBy,
    Origin,
    Tool,
    Vendor,
)
from soescan.reference.identity import find_known_product
from soescan.reference.products.vendor_facts import Fit, KnownFact, SaidBy
from soescan.reference.vendors import KnownProductId, known_products

DAY = date(2026, 11, 29)
NOTHING = Match(MatchedBy.NOTHING)
CATALOG = Catalog(Header("test", "Test"))
SSO = "auth.sso.saml"


def known(key: str, value: bool | str, at: str = "2026-01-01", **more: object) -> KnownFact:
    return KnownFact(key, value, "https://r.example/", at, source="TL", **more)  # type: ignore[arg-type]


def identify(tool: Tool) -> str:
    product = find_known_product(tool, NOTHING, CATALOG)
    return product.name if product else ""


@pytest.mark.parametrize(
    "tool",
    [
        Tool("HubSpot"),
        Tool("HubSpot", url="https://app.hubspot.com/"),
        Tool("Our mails", url="https://www.klaviyo.com/"),
        Tool("HubSpot", vendor=Vendor("HubSpot, Inc.")),
    ],
)
def test_a_tool_is_known_by_its_domain_or_a_name_that_nothing_denies(tool: Tool) -> None:
    assert identify(tool) in {"HubSpot", "Klaviyo"}


@pytest.mark.parametrize(
    "tool",
    [
        Tool("HubSpot", url="https://trackhound.example/"),
        Tool("HubSpot", url="https://hubspot.com/", app_url="https://trackhound.example/"),
        Tool("HubSpot", url="https://github.com/trackhound/hubspot"),
        Tool("HubSpot", url="https://hubspot.com.trackhound.example/"),
        Tool("HubSpot", url="https://www.adobe.com/"),
        Tool("HubSpot", vendor=Vendor("Trackhound")),
        Tool("HubSpot", deployment="server"),
        Tool("HubSpot", unread_addresses=("htp:/x",)),
        Tool("HubSpot", url="https://www.klaviyo.com/"),
        Tool("Trackhound"),
    ],
)
def test_nobody_gets_the_facts_of_another_vendor_by_its_name(tool: Tool) -> None:
    assert identify(tool) == ""


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    def set_facts(*facts: KnownFact) -> None:
        def look_up(product: KnownProductId) -> tuple[KnownFact, ...]:
            return facts if product == "hubspot" else ()

        monkeypatch.setattr(registers, "known_facts", look_up)

    return set_facts


def read(tool: Tool, *facts: Fact) -> tuple[dict[str, tuple[Fact, ...]], tuple[Fact, ...]]:
    about = Knowledge(Evidence(facts, ()), CATALOG, (), DAY)
    counting, _ = about.facts_about(tool, NOTHING)
    return counting, about.leads_about(tool, NOTHING, counting)


@pytest.mark.parametrize(
    ("said_by", "fit"), [(SaidBy.THIRD_PARTY, Fit.EXACT), (SaidBy.VENDOR, Fit.NEAR)]
)
def test_a_lead_is_never_among_the_facts_that_judge(say, said_by: SaidBy, fit: Fit) -> None:  # type: ignore[no-untyped-def]
    say()
    before, _ = read(Tool("HubSpot"))
    say(known(SSO, True, said_by=said_by, fit=fit))
    after, leads = read(Tool("HubSpot"))
    assert after == before
    assert [lead.key for lead in leads] == [SSO]


def test_what_the_vendor_says_counts_below_what_is_seen_or_recorded(say) -> None:  # type: ignore[no-untyped-def]
    say(known(SSO, True, said_by=SaidBy.VENDOR))
    alone, _ = read(Tool("HubSpot"))
    assert [f.value for f in settle_facts(alone[SSO]).counting] == [True]
    for basis in (Basis.OBSERVED, Basis.STATED):
        seen = Fact("hubspot", SSO, False, Origin(basis, url="https://x.example", at="2026-10-01"))
        both, _ = read(Tool("HubSpot"), seen)
        assert {f.value for f in settle_facts(both[SSO]).counting} == {False}


def test_an_edition_that_nobody_names_is_asked_for_and_another_says_nothing(say) -> None:  # type: ignore[no-untyped-def]
    say(known(SSO, True, said_by=SaidBy.VENDOR, editions=("Enterprise",)))
    facts, leads = read(Tool("HubSpot"))
    assert SSO not in facts
    assert [lead.editions for lead in leads] == [("Enterprise",)]
    facts, leads = read(Tool("HubSpot", edition="Enterprise plan"))
    assert (facts[SSO][0].value, leads) == (True, ())
    facts, leads = read(Tool("HubSpot", edition="Starter"))
    assert (SSO in facts, leads) == (False, ())


def test_what_is_on_file_of_another_edition_is_told() -> None:
    origin = Origin(Basis.STATED, "https://hubspot.com/sso", "2026-11-01")
    filed = Evidence((Fact("hubspot.com", SSO, True, origin, editions=("Enterprise",)),))
    tool = Tool("HubSpot", url="https://hubspot.com", edition="Starter")
    facts, gaps = Knowledge(filed, CATALOG, (), DAY).facts_about(tool, NOTHING)
    assert SSO not in facts
    assert [gap.why for gap in gaps if gap.state == "other-edition"] == [
        "SAML sign-on is known of another edition only: Enterprise"
    ]


def test_what_counts_on_the_page_of_a_product_is_what_judges_it() -> None:
    knowledge = Knowledge(Evidence(), CATALOG, (), DAY)
    for product in known_products():
        if not product.domains:
            continue
        tool = Tool(product.name, url=f"https://{product.domains[0]}/")
        facts, _ = knowledge.facts_about(tool, NOTHING)
        judged = {(key, f.origin.url) for key, listed in facts.items()
                  for f in listed if f.origin.register and not f.is_lead}  # fmt: skip
        if find_known_product(tool, NOTHING, CATALOG):
            counting = {(known.key, known.url) for known in list_counting(product, DAY)}
            assert judged == counting, product.id


def test_registers_count_by_day_and_two_of_one_day_that_differ_leave_it_open() -> None:
    def fact(value: bool, at: str) -> Fact:
        return Fact("HubSpot", SSO, value, Origin(Basis.STATED, at=at, register="TL"))

    newer = settle_facts([fact(True, "2024"), fact(False, "2025-03")])
    assert [f.value for f in newer.counting] == [False]
    open_ = settle_facts([fact(True, "2025"), fact(False, "2025")])
    assert not open_.counting
    assert "differ" in open_.dispute


def test_old_facts_expire_and_future_ones_do_not_count(say) -> None:  # type: ignore[no-untyped-def]
    say(known(SSO, True, "2020", said_by=SaidBy.VENDOR), known("auth.mfa", True, "2027-01",
        said_by=SaidBy.VENDOR))  # fmt: skip
    about = Knowledge(Evidence(), CATALOG, (), DAY)
    facts, gaps = about.facts_about(Tool("HubSpot"), NOTHING)
    assert SSO not in facts
    assert "auth.mfa" not in facts
    assert {gap.state for gap in gaps} == {"expired", "not-yet"}
    assert [f.key for f in about.expired_about(Tool("HubSpot"), NOTHING)] == [SSO]


def test_periods_end_with_their_last_day() -> None:
    assert read_period("2023") == (date(2023, 1, 1), date(2023, 12, 31))
    assert read_period("2023-02-01") == (date(2023, 2, 1), date(2023, 2, 1))
    assert read_period("2023-02-30") is None
    assert read_period("9999") is None
    assert knowledge.find_last_day(
        Fact("x", "legal.terms", True, Origin(Basis.STATED, at="2023", register="TL"))
    ) == date(2028, 12, 29)


def test_a_doubtful_edition_is_no_edition() -> None:
    sso = Fact("x", SSO, True, Origin(Basis.STATED), editions=("Enterprise",))
    said = Fact("x", "tool.edition", "Enterprise?", Origin(Basis.STATED))
    assert sort_by_edition([sso], [said]).conditional == (sso,)
