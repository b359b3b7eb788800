from __future__ import annotations

import pytest

from soescan.errors import UnreadableState
from soescan.reference.public import PublicTables
from soescan.scan.probes import front
from soescan.web import Hop, Page
from tests.scan.probes.hosts import hosted_site
from tests.site.factories import AT, HTML, facts_by_key, page, run_probe, site

CLOUDFLARE = ("Server", "cloudflare")


@pytest.mark.parametrize(
    ("headers", "names", "addresses", "expected"),
    [
        ([CLOUDFLARE], [], [], ("cloudflare",)),
        ([], ["acme.example.cdn.cloudflare.net"], [], ("cloudflare",)),
        ([], [], ["104.16.1.1"], ("cloudflare",)),
        ([("x-amz-cf-id", "x")], ["d1.cloudfront.net"], ["99.84.1.1"], ("cloudfront",)),
        ([], [], ["13.107.246.45"], ("azure-front-door",)),
        ([("Server", "AkamaiGHost")], ["acme.edgekey.net"], [], ("akamai",)),
        ([("x-cdn", "Imperva")], [], [], ("imperva",)),
        ([("X-Fastly-Request-ID", "a"), CLOUDFLARE], [], ["104.16.1.1"], ("cloudflare", "fastly")),
        ([("x-sucuri-id", "1")], [], ["52.16.0.1"], ("sucuri",)),
        (
            [("Via", "1.1 varnish"), ("X-Served-By", "cache-ams4138-AMS"), ("X-Timer", "S1.2,VS0")],
            [],
            ["52.16.0.1"],
            ("fastly",),
        ),
        ([("Server", "nginx")], [], ["52.16.0.1"], ()),
        ([("Server", "nginx")], ["lb.eu-west-1.elb.amazonaws.com"], ["2a05:d018::1"], ()),
    ],
)
def test_the_network_in_front_is_told_by_address_name_or_header(
    headers: list[tuple[str, str]],
    names: list[str],
    addresses: list[str],
    expected: tuple[str, ...],
) -> None:
    evidence = run_probe(front.PROBE, hosted_site(*headers, names=names, addresses=addresses))
    assert facts_by_key(evidence) == {"hosting.front": expected}
    assert evidence.gaps == ()


def test_the_fact_says_what_was_seen_and_how_old_the_table_is() -> None:
    evidence = run_probe(front.PROBE, hosted_site(addresses=["104.16.1.1"]))
    origin = evidence.facts[0].origin
    assert (
        "acme.example: edge: address 104.16.1.1 in cloudflare, list of 2026-11-20" in origin.excerpt
    )
    assert origin.url == "dns:acme.example/A"


def test_a_weak_sign_alone_is_a_gap_and_no_fact() -> None:
    evidence = run_probe(front.PROBE, hosted_site(("Via", "1.1 google"), addresses=["34.96.1.1"]))
    assert evidence.facts == ()
    assert [gap.state for gap in evidence.gaps] == ["weak-signs"]
    assert "google-cdn" in evidence.gaps[0].why


def test_without_tables_headers_and_names_still_tell_and_silence_is_a_gap() -> None:
    told = run_probe(
        front.PROBE, hosted_site(CLOUDFLARE, addresses=["104.16.1.1"], tables=PublicTables())
    )
    assert facts_by_key(told) == {"hosting.front": ("cloudflare",)}
    silent = run_probe(front.PROBE, hosted_site(addresses=["104.16.1.1"], tables=PublicTables()))
    assert silent.facts == ()
    assert [gap.state for gap in silent.gaps] == ["no-table"]
    assert "soescan data update" in silent.gaps[0].why


def test_dns_that_does_not_answer_is_no_proof_that_nothing_stands_in_front() -> None:
    records = {("acme.example", kind): UnreadableState.DNS for kind in ("CNAME", "A", "AAAA")}
    evidence = run_probe(front.PROBE, hosted_site(records=records))
    assert evidence.facts == ()
    assert {gap.state for gap in evidence.gaps} == {"dns"}


def test_a_page_that_turns_us_away_still_shows_who_does() -> None:
    refused = page(status=403, headers=[CLOUDFLARE])
    assert facts_by_key(run_probe(front.PROBE, site(refused)))["hosting.front"] == ("cloudflare",)
    silent = run_probe(front.PROBE, site(page(status=403)))
    assert silent.facts == ()
    assert "blocked" in {gap.state for gap in silent.gaps}


def test_the_app_is_read_apart_from_the_site() -> None:
    body = '<a href="https://app.acme.example/start">Open</a><a href="https://app.other.example/">x</a>'
    app = page("https://app.acme.example/", headers=[("x-sucuri-id", "1")])
    records = {("app.acme.example", kind): () for kind in ("CNAME", "A", "AAAA")}
    evidence = run_probe(
        front.PROBE, hosted_site(CLOUDFLARE, body=body, pages=[app], records=records)
    )
    assert [fact.value for fact in evidence.facts] == [("cloudflare",), ("sucuri",)]
    assert evidence.facts[1].origin.url == "https://app.acme.example/"
    assert evidence.facts[1].origin.excerpt.startswith("app.acme.example: ")


def test_an_app_that_does_not_answer_is_a_gap() -> None:
    body = '<a href="https://app.acme.example/">Open</a>'
    records = {("app.acme.example", kind): UnreadableState.DNS for kind in ("CNAME", "A", "AAAA")}
    evidence = run_probe(front.PROBE, hosted_site(CLOUDFLARE, body=body, records=records))
    assert [fact.value for fact in evidence.facts] == [("cloudflare",)]
    assert {gap.url for gap in evidence.gaps} >= {"https://app.acme.example/"}


def test_a_saved_page_without_its_headers_does_not_say_that_nothing_is_in_front() -> None:
    saved = Page((Hop("https://acme.example/", 200, (HTML,), unsaved=("*",)),), b"<title>a", AT)
    records = {("acme.example", kind): () for kind in ("CNAME", "A", "AAAA")}
    evidence = run_probe(front.PROBE, site(saved, records=records))
    assert evidence.facts == ()
    assert [gap.state for gap in evidence.gaps] == ["not-recorded"]


def test_the_page_of_somebody_else_tells_nothing_about_the_vendor() -> None:
    stranger = Page(
        (
            Hop("https://acme.example/", 302),
            Hop("https://parked.invalid/", 200, (HTML, CLOUDFLARE)),
        ),
        b"<title>Buy this domain</title>",
        AT,
    )
    evidence = run_probe(front.PROBE, site(stranger))
    assert evidence.facts == ()
    assert evidence.gaps
