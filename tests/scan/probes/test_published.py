"""Privacy notice, terms, agreement and trust portal: found, named, or looked for in vain."""

from __future__ import annotations

import pytest

from soescan.errors import UnreadableState
from soescan.model import Basis
from soescan.scan.probes import Probe, dpa, privacy, terms, trust_portal
from soescan.web import Page
from tests.recognition.test_documents import PROSE, document, linking
from tests.site.factories import facts_by_key, page, run_probe, site

CONTRACT = (
    "<p>The processor shall act on documented instructions only.</p>"
    "<p>This DPA ends with the agreement.</p>"
)


@pytest.mark.parametrize(
    ("probe", "key", "link", "found"),
    [
        (privacy.PROBE, "legal.privacy", "/p Datenschutz", document("/p", "Datenschutz")),
        (terms.PROBE, "legal.terms", "/t Terms of Service", document("/t", "Terms")),
        (dpa.PROBE, "dpa.available", "/d DPA", document("/d", "Data Processing", CONTRACT)),
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


def test_a_file_that_is_only_named_is_no_fact_and_its_address_is_said() -> None:
    evidence = run_probe(dpa.PROBE, site(linking("/legal/dpa.pdf Data Processing Agreement")))
    assert evidence.facts == ()
    (gap,) = evidence.gaps
    assert gap.url == "https://acme.example/legal/dpa.pdf"
    assert gap.why == "linked as “Data Processing Agreement”; a file, which is not read"


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("/x © dpa/Musterfoto", document("/x", "Foto: dpa", "<p>Bilder der dpa")),
        ("/x Data processing", document("/x", "Data processing at scale")),
        ("/x Real-time data processing", document("/x", "Real-time data processing")),
        ("https://dpa.com/ dpa", page("https://dpa.com/", "<title>dpa</title><p>News agency")),
        ("/x DPA", document("/x", "What is a data processing agreement?", CONTRACT * 2)),
        ("/x DPA", document("/x", "Data processing agreement: a guide | Acme", CONTRACT * 2)),
        ("/x AVV", document("/x", "Was ist ein Auftragsverarbeitungsvertrag?")),
        ("/x AVV", document("/x", "AVV Augsburg", "<p>Bus und Bahn")),
        (
            "/x Data processing",
            document("/x", "Privacy Policy", "<p>Our data processing agreement" * 4),
        ),
        (
            "/x DPA",
            document("/x", "Welcome", PROSE + "<footer>Data processing agreement " * 9),
        ),
    ],
)
def test_a_page_that_speaks_of_no_contract_is_no_agreement(link: str, found: Page) -> None:
    evidence = run_probe(dpa.PROBE, site(linking(link), found))
    assert evidence.facts == ()
    assert "about something else" in evidence.gaps[0].why


def test_an_agreement_is_looked_for_where_it_usually_is_when_a_link_misled() -> None:
    agreement = document("/legal/dpa", "Data Processing Addendum")
    linked = linking("/x © dpa/Musterfoto")
    evidence = run_probe(dpa.PROBE, site(linked, document("/x", "Foto"), agreement))
    assert [fact.origin.url for fact in evidence.facts] == ["https://acme.example/legal/dpa"]


@pytest.mark.parametrize(
    ("probe", "key"), [(terms.PROBE, "legal.terms"), (privacy.PROBE, "legal.privacy")]
)
def test_one_page_may_be_two_documents(probe: Probe, key: str) -> None:
    both = document("/t", "Terms & Privacy")
    assert facts_by_key(run_probe(probe, site(linking("/t Terms & Privacy"), both))) == {key: True}


def test_the_terms_of_another_matter_are_none() -> None:
    glossary = document("/g", "Glossary of terms")
    assert run_probe(terms.PROBE, site(linking("/g Terms"), glossary)).facts == ()


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


PORTAL = "https://app.drata.com/trust/9cbb"


def portal(title: str) -> Page:
    return page(PORTAL, f"<title>{title}</title><div id=root></div><script></script>")


def test_a_hosted_portal_is_known_by_its_page_and_its_content_is_unknown() -> None:
    where = site(linking(f"{PORTAL} Trust Center"), portal("Acme Trust Center"))
    evidence = run_probe(trust_portal.PROBE, where)
    assert facts_by_key(evidence) == {"assurance.portal": PORTAL}
    assert [(gap.url, gap.state) for gap in evidence.gaps] == [(PORTAL, "script-only")]
    assert "Drata" in evidence.gaps[0].why


@pytest.mark.parametrize("pages", [[], [portal("Drata")], [page(PORTAL, status=404)]])
def test_the_address_of_a_portal_alone_is_a_gap_that_names_it(pages: list[Page]) -> None:
    where = site(linking(f"{PORTAL} Trust Center"), *pages)
    evidence = run_probe(trust_portal.PROBE, where)
    assert (evidence.facts, [gap.url for gap in evidence.gaps]) == ((), [PORTAL])


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
    hosted = page("https://trust.vanta.com/acme", f"<title>Trust Center</title>{PROSE}")
    where = site(linking("/security Security"), security, hosted)
    evidence = run_probe(trust_portal.PROBE, where)
    assert facts_by_key(evidence) == {"assurance.portal": "https://trust.vanta.com/acme"}


def test_a_trust_center_of_the_vendors_own_is_a_portal_that_can_be_read() -> None:
    evidence = run_probe(
        trust_portal.PROBE, site(linking("/trust Trust Center"), document("/trust", "Trust Center"))
    )
    assert facts_by_key(evidence) == {"assurance.portal": "https://acme.example/trust"}
    assert evidence.gaps == ()


MENTIONS = "<p>This site processes personal data. Personal data is shared with nobody. Your personal data is yours.</p>"


@pytest.mark.parametrize(
    ("probe", "link", "mentions"),
    [
        (privacy.PROBE, "Privacy Policy", MENTIONS),
        (privacy.PROBE, "Datenschutzerklärung", "<p>personenbezogene Daten.</p>" * 4),
        (terms.PROBE, "Terms of Service", "<p>These terms, these terms and these terms.</p>" * 2),
    ],
)
@pytest.mark.parametrize("href", ["", "#", "https://acme.example/", "/#notice"])
def test_a_link_of_the_page_to_itself_makes_it_no_document(
    probe: Probe, link: str, mentions: str, href: str
) -> None:
    body = f'<title>Acme</title><h1>Yoga</h1><a href="{href}">{link}</a>{mentions}'
    evidence = run_probe(probe, site(page(body=body)))
    assert evidence.facts == ()


def test_a_notice_under_a_heading_of_the_page_itself_is_published() -> None:
    body = f"<title>Acme</title><a href=#p>Privacy Policy</a><h2 id=p>Privacy Policy</h2>{MENTIONS}"
    evidence = run_probe(privacy.PROBE, site(page(body=body)))
    assert facts_by_key(evidence) == {"legal.privacy": True}
