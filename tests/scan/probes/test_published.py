"""Privacy notice, terms, agreement and trust portal: found, named, or looked for in vain."""

from __future__ import annotations

import pytest

from soescan.errors import UnreadableState
from soescan.model import Basis
from soescan.scan.probes import Probe, dpa, privacy, terms, trust_portal
from soescan.web import Page
from tests.recognition.test_documents import FRONT, PROSE, document, linking
from tests.site.factories import facts_by_key, page, run_probe, site


@pytest.mark.parametrize(
    ("probe", "key", "link", "found"),
    [
        (privacy.PROBE, "legal.privacy", "/p Datenschutz", document("/p", "Datenschutz")),
        (terms.PROBE, "legal.terms", "/t Terms of Service", document("/t", "Terms")),
        (dpa.PROBE, "dpa.available", "/d DPA", document("/d", "Data Processing")),
    ],
)
def test_a_page_that_is_linked_and_opens_is_published(
    probe: Probe, key: str, link: str, found: Page
) -> None:
    evidence = run_probe(probe, site(linking(link), found))
    assert facts_by_key(evidence) == {key: True}
    (fact,) = evidence.facts
    assert fact.origin.basis is Basis.STATED
    assert fact.origin.url == found.url
    assert fact.origin.excerpt == link.partition(" ")[2]
    assert evidence.gaps == ()


def test_a_page_at_a_usual_address_is_published_too() -> None:
    found = document("/privacy-policy", "Privacy Policy of Acme")
    evidence = run_probe(privacy.PROBE, site(linking(), found))
    assert evidence.facts[0].origin.excerpt == "Privacy Policy of Acme"


def test_a_page_that_is_only_named_counts_and_what_could_not_be_read_is_said() -> None:
    evidence = run_probe(dpa.PROBE, site(linking("/legal/dpa.pdf Data Processing Agreement")))
    assert facts_by_key(evidence) == {"dpa.available": True}
    assert evidence.facts[0].origin.url == FRONT
    assert "dpa.pdf" in evidence.facts[0].origin.excerpt
    assert [gap.why for gap in evidence.gaps] == ["a file, which is not read"]


@pytest.mark.parametrize("probe", [privacy.PROBE, terms.PROBE, dpa.PROBE, trust_portal.PROBE])
def test_what_was_not_found_is_a_gap_with_what_was_tried(probe: Probe) -> None:
    evidence = run_probe(probe, site(linking("/pricing Pricing")))
    assert evidence.facts == ()
    (gap,) = evidence.gaps
    assert gap.probe == probe.id
    assert "https://" in gap.why


@pytest.mark.parametrize("probe", [privacy.PROBE, terms.PROBE, dpa.PROBE, trust_portal.PROBE])
def test_behind_a_challenge_nothing_is_known(probe: Probe) -> None:
    evidence = run_probe(probe, site(page(status=403)))
    assert (evidence.facts, [gap.state for gap in evidence.gaps]) == (
        (),
        [str(UnreadableState.BLOCKED)],
    )


def test_a_hosted_portal_is_known_by_its_link_and_its_content_is_unknown() -> None:
    url = "https://app.drata.com/trust/9cbb"
    evidence = run_probe(trust_portal.PROBE, site(linking(f"{url} Trust Center")))
    assert facts_by_key(evidence) == {"assurance.portal": url}
    assert [(gap.url, gap.state) for gap in evidence.gaps] == [(url, "script-only")]
    assert "Drata" in evidence.gaps[0].why


def test_a_portal_on_the_vendors_own_host_is_known_by_what_it_loads() -> None:
    own = page(
        "https://trust.acme.example/",
        "<title>Acme Trust Center</title><script src='https://app.safebase.io/x.js'></script>"
        + PROSE,
    )
    evidence = run_probe(trust_portal.PROBE, site(linking(), own))
    assert facts_by_key(evidence) == {"assurance.portal": "https://trust.acme.example/"}
    assert "SafeBase" in evidence.gaps[0].why


def test_a_portal_named_on_the_page_about_security_is_found() -> None:
    security = document(
        "/security", "Security", PROSE + "<a href='https://trust.vanta.com/acme'>Reports</a>"
    )
    evidence = run_probe(trust_portal.PROBE, site(linking("/security Security"), security))
    assert facts_by_key(evidence) == {"assurance.portal": "https://trust.vanta.com/acme"}


def test_a_trust_center_of_the_vendors_own_is_a_portal_that_can_be_read() -> None:
    evidence = run_probe(
        trust_portal.PROBE, site(linking("/trust Trust Center"), document("/trust", "Trust Center"))
    )
    assert facts_by_key(evidence) == {"assurance.portal": "https://acme.example/trust"}
    assert evidence.gaps == ()
