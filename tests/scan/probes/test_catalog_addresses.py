"""The addresses that the vendor catalog names are where documents of a known product are looked for.

The catalog is made here; its product has its site at ``acme.example``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from soescan.model import Evidence, Gap
from soescan.recognition.documents.document_types import DocumentKind
from soescan.recognition.documents.finder import MAX_FETCHES, document_finder
from soescan.reference import vendors
from soescan.reference.products import vendor_addresses
from soescan.reference.vendors import KnownProduct, KnownProductId, VendorPages
from soescan.scan.probes import (
    Probe,
    dpa,
    privacy,
    status_page,
    subprocessors,
    terms,
    trust_portal,
)
from soescan.scan.runner import run_probes
from soescan.site.site import Site
from soescan.web.live import Live
from soescan.web.recording import Recorder, Replay, read, write
from soescan.web.robots import RobotsClient
from soescan.web.settings import ConnectTo
from tests.recognition.test_documents import PROSE, CountingFetches, document, linking
from tests.site.factories import facts_by_key, page, run_probe, site
from tests.web.server import Answer, Sites

HOME = "https://acme.example/"
HTML = [("Content-Type", "text/html; charset=utf-8")]
DOCUMENTS = (trust_portal, privacy, terms, dpa, subprocessors, status_page)
PROBES = tuple(module.PROBE for module in DOCUMENTS)

Catalog = Callable[..., None]


@pytest.fixture
def catalog(monkeypatch: pytest.MonkeyPatch) -> Iterator[Catalog]:
    """Makes the one known product, whose pages are given by kind."""

    def know(**pages: str) -> None:
        product = KnownProduct(
            KnownProductId("acme"),
            "Acme",
            "crm",
            domains=("acme.example",),
            pages=VendorPages(**pages),
        )
        monkeypatch.setattr(vendors, "known_products", lambda: (product,))
        monkeypatch.setattr(vendor_addresses, "known_products", lambda: (product,))
        vendors._index_by_domain.cache_clear()

    yield know
    vendors._index_by_domain.cache_clear()


def html(title: str, body: str = PROSE) -> Answer:
    return Answer(200, HTML, f"<!doctype html><title>{title}</title><h1>{title}</h1>{body}")


def look(
    answers: Mapping[str, Answer], *probes: Probe, url: str = HOME, record: Path | None = None
) -> tuple[Evidence, list[str]]:
    """What probes tell of sites on loopback, and the pages that were asked for."""
    with Sites(answers) as sites:
        plain, secure = sites.ports
        names = {one.split("/")[2] for one in answers}
        ways = [(name, *way) for name in names for way in ((80, plain), (443, secure))]
        to = tuple(ConnectTo(name, port, "127.0.0.1", there) for name, port, there in ways)
        with Live(sites.settings(connect_to=to)) as live:
            web = Recorder(RobotsClient(live), to_keep=record is not None)
            evidence = run_probes(Site(url, web), probes)
    if record:
        write(record, web.outcomes)
    return evidence, [one for one in sites.requests if not one.endswith("/robots.txt")]


def named(gaps: tuple[Gap, ...]) -> dict[str, tuple[str, str]]:
    """The gaps that tell of addresses of the catalog."""
    start = "named by the vendor catalog; "
    return {
        gap.url: (gap.state, gap.why.removeprefix(start))
        for gap in gaps
        if gap.why.startswith(start)
    }


# --- over loopback -------------------------------------------------------------------------------


def test_a_notice_that_nothing_links_is_found_where_the_catalog_says(catalog: Catalog) -> None:
    catalog(privacy="https://legal.acme.example/p/17")
    answers = {HOME: html("Acme"), "https://legal.acme.example/p/17": html("Privacy Policy")}
    evidence, asked = look(answers, privacy.PROBE)
    assert facts_by_key(evidence) == {"legal.privacy": True}
    assert evidence.facts[0].origin.url == "https://legal.acme.example/p/17"
    assert evidence.facts[0].origin.excerpt == "Privacy Policy"
    assert evidence.gaps == ()
    assert asked == [f"GET {HOME}", "GET https://legal.acme.example/p/17"]


def test_an_address_that_is_dead_is_told_and_links_are_followed(catalog: Catalog) -> None:
    catalog(privacy="https://acme.example/old")
    answers = {
        HOME: html("Acme", f"{PROSE}<a href=/p>Privacy Policy</a>"),
        f"{HOME}p": html("Privacy Policy"),
    }
    evidence, _ = look(answers, privacy.PROBE)
    assert [fact.origin.url for fact in evidence.facts] == ["https://acme.example/p"]
    assert named(evidence.gaps) == {"https://acme.example/old": ("not-found", "status 404")}


@pytest.mark.parametrize("to", ["http://10.0.0.1/", "http://169.254.169.254/", "file:///etc/x"])
def test_a_redirect_to_a_private_address_is_refused(catalog: Catalog, to: str) -> None:
    catalog(privacy="https://acme.example/old")
    answers = {HOME: html("Acme"), f"{HOME}old": Answer(302, [("Location", to)])}
    evidence, asked = look(answers, privacy.PROBE)
    assert evidence.facts == ()
    assert named(evidence.gaps)["https://acme.example/old"][0] == "refused"
    assert all(one.startswith(f"GET {HOME}") for one in asked)


def test_what_robots_txt_forbids_is_not_read(catalog: Catalog) -> None:
    catalog(trust="https://trust.acme.example/")
    answers = {
        HOME: html("Acme"),
        "https://trust.acme.example/robots.txt": Answer(200, [], "User-agent: *\nDisallow: /"),
        "https://trust.acme.example/": html("Trust Center"),
    }
    evidence, asked = look(answers, trust_portal.PROBE)
    assert evidence.facts == ()
    assert named(evidence.gaps)["https://trust.acme.example/"][0] == "robots"
    assert "GET https://trust.acme.example/" not in asked


def test_a_vendor_that_is_not_known_is_asked_for_nothing_more(catalog: Catalog) -> None:
    answers = {
        "https://other.example/": html("Other"),
        "https://other.example/privacy": html("Privacy Policy"),
    }
    catalog()
    before = look(answers, *PROBES, url="https://other.example/")
    catalog(**{kind: f"https://acme.example/{kind}" for kind in VendorPages.__slots__})
    evidence, asked = look(answers, *PROBES, url="https://other.example/")
    assert asked == before[1]

    def untimed(one: Evidence) -> list[Any]:
        facts = [replace(fact, origin=replace(fact.origin, at="")) for fact in one.facts]
        return [*facts, *one.gaps]

    assert untimed(evidence) == untimed(before[0])


def test_a_recording_gives_the_same_again(catalog: Catalog, tmp_path: Path) -> None:
    catalog(privacy="https://acme.example/old", trust="https://trust.acme.example/")
    answers = {HOME: html("Acme"), "https://trust.acme.example/": html("Trust Center")}
    kept = tmp_path / "acme.jsonl"
    evidence, _ = look(answers, *PROBES, record=kept)
    again = Site(HOME, Replay(read([kept])))
    assert run_probes(again, PROBES) == evidence
    assert facts_by_key(evidence)["assurance.portal"] == "https://trust.acme.example/"


# --- what counts ---------------------------------------------------------------------------------


def test_a_recording_that_does_not_hold_the_address_is_read_as_before(catalog: Catalog) -> None:
    pages = [document("/p", "Privacy Policy"), document("/t", "Terms of Service")]
    linked = linking("/p Privacy Policy", "/t Terms of Service", "/d DPA")
    few = [privacy.PROBE, terms.PROBE, dpa.PROBE, status_page.PROBE]
    catalog()
    before = run_probes(site(linked, *pages), few)
    catalog(**{kind: f"https://acme.example/x/{kind}" for kind in VendorPages.__slots__})
    assert run_probes(site(linked, *pages), few) == before
    assert set(facts_by_key(before)) == {"legal.privacy", "legal.terms"}


@pytest.mark.parametrize(
    "found",
    [
        document("/a", "Pricing"),
        document("/a", "What is a privacy policy?"),
        page("https://acme.example/a", f"<title>Acme</title>{PROSE}"),
        page(
            "https://new.example/",
            f"<title>New</title>{'<p>Your personal data. ' * 9}",
            before=page("https://acme.example/a", status=301).hops,
        ),
    ],
)
def test_an_address_makes_no_page_a_document(catalog: Catalog, found: Any) -> None:
    catalog(privacy="https://acme.example/a")
    evidence = run_probe(privacy.PROBE, site(linking(), found))
    assert evidence.facts == ()
    assert named(evidence.gaps)["https://acme.example/a"][0] == "soft-404"


def test_a_link_of_the_page_to_the_address_names_the_document(catalog: Catalog) -> None:
    catalog(privacy="https://acme.example/b")
    pages = [document("/a", "Privacy Policy"), document("/b", "Privacy Policy")]
    where = site(linking("/a Privacy Policy", "/b Privacy notice"), *pages)
    (fact,) = run_probe(privacy.PROBE, where).facts
    assert (fact.origin.url, fact.origin.excerpt) == ("https://acme.example/b", "Privacy notice")


def test_a_dead_address_that_a_link_names_too_is_told_once(catalog: Catalog) -> None:
    catalog(privacy="https://acme.example/a")
    where = site(linking("/a Privacy Policy"), page("https://acme.example/a", status=404))
    (gap,) = run_probe(privacy.PROBE, where).gaps
    assert gap.why == "linked as “Privacy Policy”; status 404"


def test_a_file_is_told_and_not_asked_for(catalog: Catalog) -> None:
    catalog(dpa="https://acme.example/dpa.pdf")
    evidence = run_probe(dpa.PROBE, site(linking()))
    assert named(evidence.gaps) == {
        "https://acme.example/dpa.pdf": ("malformed", "a file, which is not read")
    }


def test_a_site_is_asked_for_no_more_pages_than_before(catalog: Catalog) -> None:
    catalog(**{kind: f"https://acme.example/x/{kind}" for kind in VendorPages.__slots__})
    dead = [page(f"https://acme.example/x/{kind}", status=404) for kind in VendorPages.__slots__]
    web = CountingFetches(linking(*(f"/{n} {name}" for n, name in enumerate(LINKS))), *dead)
    run_probes(Site(HOME, web), PROBES)
    on_record = [url for url in dict.fromkeys(web.asked) if url != HOME]
    assert len(on_record) <= MAX_FETCHES


LINKS = ["Privacy", "Terms of Service", "DPA", "Subprocessors", "Trust Center", "Security", "Legal"]


# --- kinds of documents --------------------------------------------------------------------------


def test_a_status_page_of_a_known_product_is_read(catalog: Catalog) -> None:
    catalog(status="https://acme.statuspage.example/")
    found = page(
        "https://acme.statuspage.example/", f"<title>Acme Status</title><h1>Acme Status</h1>{PROSE}"
    )
    evidence = run_probe(status_page.PROBE, site(linking(), found))
    assert facts_by_key(evidence) == {"status.page": True}
    assert evidence.facts[0].origin.url == "https://acme.statuspage.example/"


def test_a_status_page_that_is_gone_is_looked_for_by_links(catalog: Catalog) -> None:
    catalog(status="https://acme.example/old")
    moved = document("/s", "System Status")
    where = site(linking("/s Status"), moved, page("https://acme.example/old", status=410))
    evidence = run_probe(status_page.PROBE, where)
    assert [fact.origin.url for fact in evidence.facts] == ["https://acme.example/s"]
    assert list(named(evidence.gaps)) == ["https://acme.example/old"]


def test_a_portal_that_scripts_draw_is_known_by_its_frame(catalog: Catalog) -> None:
    url = "https://app.drata.com/trust/9cbb"
    catalog(trust=url)
    frame = page(url, "<title>Acme Trust Center</title><div id=root></div><script></script>")
    evidence = run_probe(trust_portal.PROBE, site(linking(), frame))
    assert facts_by_key(evidence) == {"assurance.portal": url}
    assert [gap.state for gap in evidence.gaps] == ["script-only"]


def test_a_page_about_trust_that_is_no_portal_leaves_the_links(catalog: Catalog) -> None:
    catalog(trust="https://acme.example/about-trust")
    portal = "https://trust.vanta.com/acme"
    pages = [
        document("/about-trust", "Trust and Security"),
        page(portal, f"<title>Trust Center</title>{PROSE}"),
    ]
    evidence = run_probe(trust_portal.PROBE, site(linking(f"{portal} Reports"), *pages))
    assert facts_by_key(evidence) == {"assurance.portal": portal}


COMPANIES = "<table><tr><th>Subprocessor<th>Purpose<th>Location<tr><td>Globex GmbH<td>Hosting<td>Germany<tr><td>Initech Inc.<td>Mail<td>France</table>"


def test_a_list_without_entries_at_the_address_leaves_the_one_that_is_linked(
    catalog: Catalog,
) -> None:
    catalog(subprocessors="https://acme.example/old")
    pages = [document("/old", "Subprocessors"), document("/new", "Subprocessors", COMPANIES)]
    evidence = run_probe(subprocessors.PROBE, site(linking("/new Subprocessors"), *pages))
    told = facts_by_key(evidence)
    assert told["subproc.list"] == ("Globex GmbH", "Initech Inc.")
    assert {fact.origin.url for fact in evidence.facts} == {"https://acme.example/new"}


def test_a_list_at_the_address_is_read_though_nothing_links_it(catalog: Catalog) -> None:
    catalog(subprocessors="https://acme.example/s")
    where = site(linking(), document("/s", "Subprocessors", COMPANIES))
    assert facts_by_key(run_probe(subprocessors.PROBE, where))["subproc.country"] == ("DE", "FR")


def test_pages_of_the_catalog_lead_on_to_others(catalog: Catalog) -> None:
    catalog(security="https://acme.example/sec")
    security = document("/sec", "Security", f"{PROSE}<a href=/d>Data Processing Agreement</a>")
    where = site(linking(), security, document("/d", "Data Processing Agreement"))
    agreement = document_finder(where).find(DocumentKind.DPA).document
    assert agreement is not None
    assert agreement.page.url == "https://acme.example/d"
