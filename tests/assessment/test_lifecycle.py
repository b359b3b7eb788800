"""Renamed and discontinued products: told where the vendor says so, asked where others do."""

from __future__ import annotations

from typing import Any

import pytest

from soescan.assessment import assess
from soescan.model import Assessment, Match, MatchedBy, Outcome, Standing, Supplier, Tool, Verdict
from soescan.reference.products.lifecycles import LifecycleState, Teller
from soescan.reference.vendors import known_products
from tests.assessment.factories import SAML, case, product, standard

FITTING: dict[str, Any] = {"facts": {SAML: True}}


def judged(name: str, url: str = "", **more: Any) -> Assessment:
    return assess(case(standard(), tool=Tool(name, url), **(FITTING | more)))


def asked(found: Assessment) -> list[str]:
    texts = [q.text for q in found.questions if q.asks is Supplier.REQUESTER]
    return [text for text in texts if "address of the tool" not in text]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Google Optimize", "Google Optimize was discontinued on 30 September 2023"),
        ("ShareASale", "ShareASale was merged into Awin in 2025"),
        ("Universal Analytics", "Universal Analytics was discontinued on 1 July 2023; its"),
        ("Optimizely Full Stack", "Optimizely Full Stack was discontinued on 29 July 2024; its"),
    ],
)
def test_what_has_ended_is_told_and_does_not_fit(name: str, told: str) -> None:
    found = judged(name)
    assert found.outcome is Outcome.CANNOT_TELL
    assert found.says.startswith(told)
    (question,) = asked(found)
    assert question.startswith(told)
    assert question.endswith("What do you use in its place, or do you mean another product?")


@pytest.mark.parametrize(
    ("name", "url", "told"),
    [
        ("AdWords", "", "AdWords is Google Ads now (renamed in 2018)"),
        ("Google AdWords", "https://ads.google.com", "Google AdWords is Google Ads now"),
        ("Bing Ads", "", "Bing Ads is Microsoft Advertising now"),
        ("Piwik", "", "Piwik is Matomo now (renamed in January 2018)"),
        ("Clearbit", "", "Clearbit was bought by HubSpot in 2023"),
        ("Our chat", "https://www.drift.com", "Drift was bought by Salesloft in 2024"),
        ("Drift", "https://www.drift.com", "Drift was bought by Salesloft in 2024"),
    ],
)
def test_what_has_another_name_or_owner_is_told_and_asks_nothing(
    name: str, url: str, told: str
) -> None:
    found = judged(name, url)
    assert found.outcome is Outcome.FITS
    assert found.says.startswith(told)
    assert asked(found) == []


@pytest.mark.parametrize(
    ("name", "question", "outcome"),
    [
        ("Pardot", "Is Pardot what is now Salesforce Account Engagement, as", Outcome.FITS),
        ("Sendinblue", "Is Sendinblue what is now Brevo, as github.com has it?", Outcome.FITS),
        ("Looker Studio", "Is Looker Studio what is now Data Studio, as", Outcome.FITS),
        ("AddThis", "Was AddThis discontinued on 31 May 2023, as", Outcome.FITS_WITH_CONDITIONS),
        ("InVision", "Was InVision discontinued in 2024, as", Outcome.FITS_WITH_CONDITIONS),
    ],
)
def test_what_only_others_say_is_asked_and_not_told(
    name: str, question: str, outcome: Outcome
) -> None:
    found = judged(name)
    assert found.outcome is outcome
    assert asked(found)[0].startswith(question)
    assert " now" not in found.says
    assert "discontinued" not in found.says


@pytest.mark.parametrize(
    "name", ["Drift", "Indicative", "Optimize", "AdWords Helper", "Trackhound"]
)
def test_an_ordinary_word_and_a_lookalike_say_nothing(name: str) -> None:
    found = judged(name)
    assert [f for f in found.findings if f.rule == "lifecycle"] == []


def test_a_name_at_a_strange_address_is_asked_and_not_told() -> None:
    found = judged("Google Optimize", "https://optimize.example")
    assert found.outcome is Outcome.FITS
    (question,) = asked(found)
    assert question.startswith("Is this the Google Optimize of which support.google.com writes “")
    assert judged("Google Optimize", "https://marketingplatform.google.com/x").says.startswith(
        "Google Optimize was discontinued"
    )


def test_what_it_has_decided_stands() -> None:
    listed = product(Standing.APPROVED, name="Google Optimize")
    match = Match(MatchedBy.NAME, listed)
    found = judged("Google Optimize", listed=listed, match=match)
    assert found.outcome is Outcome.IN_SOE
    assert len(asked(found)) == 1
    listed = product(Standing.PROHIBITED, name="Google Ads", former_names=("AdWords",))
    found = judged("AdWords", listed=listed, match=Match(MatchedBy.FORMER_NAME, listed))
    assert found.outcome is Outcome.BLOCKED
    assert [f for f in found.findings if f.rule == "lifecycle"] == [], "IT says so itself"


def test_every_record_is_told_by_its_vendor_or_asked() -> None:
    records = [(p.name, r) for p in known_products() for r in (p.lifecycle,) if r]
    records += [(r.name, r) for p in known_products() for r in p.renamed if r.name not in p.plain]  # type: ignore[misc]
    for name, record in records:
        (finding, *_) = [f for f in judged(name, _address(name)).findings if f.rule == "lifecycle"]
        is_told = record.by is Teller.VENDOR
        is_ended = record.state in (LifecycleState.DISCONTINUED, LifecycleState.MERGED)
        assert (finding.verdict is Verdict.NOT_APPLICABLE) is (is_told and not is_ended), name
        assert bool(finding.question) is not (is_told and not is_ended), name


def _address(name: str) -> str:
    """An address of a product whose name alone says nothing."""
    domains = [d for p in known_products() if p.name == name and name in p.plain for d in p.domains]
    return f"https://{domains[0]}" if domains else ""
