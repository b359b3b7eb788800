from __future__ import annotations

import pytest

from soescan.scan.probes import platform
from tests.scan.probes.hosts import TABLES, hosted_site
from tests.site.factories import HTML, facts_by_key, page, run_probe, site


@pytest.mark.parametrize(
    ("headers", "names", "addresses", "expected"),
    [
        ([("x-vercel-id", "fra1::iad1::x")], ["cname.vercel-dns.com"], [], ("vercel",)),
        ([("Via", "1.1 vegur")], [], ["52.16.0.1"], ("heroku",)),
        ([], ["acme.herokuapp.com"], [], ("heroku",)),
        ([("x-nf-request-id", "a")], [], ["75.2.60.5"], ("netlify",)),
        ([("x-hs-hub-id", "1"), ("Server", "cloudflare")], [], ["104.16.1.1"], ("hubspot",)),
        ([], ["acme.azurewebsites.net"], ["20.53.0.1"], ("app-service",)),
        ([("host-header", "WordPress.com")], [], [], ("wordpress-com",)),
        ([], ["b.s3-website-eu-west-1.amazonaws.com"], [], ("s3",)),
        ([], [], ["3.5.140.2"], ("s3",)),
        ([("x-statuspage-version", "1")], [], [], ("statuspage",)),
        ([("Server", "cloudflare")], [], ["104.16.1.1"], ()),
    ],
)
def test_the_platform_is_told_by_name_header_or_address(
    headers: list[tuple[str, str]],
    names: list[str],
    addresses: list[str],
    expected: tuple[str, ...],
) -> None:
    evidence = run_probe(platform.PROBE, hosted_site(*headers, names=names, addresses=addresses))
    assert facts_by_key(evidence) == {"hosting.platform": expected}


def test_a_name_that_others_may_use_is_a_gap() -> None:
    evidence = run_probe(platform.PROBE, hosted_site(names=["acme.zendesk.com"]))
    assert evidence.facts == ()
    assert "zendesk" in evidence.gaps[0].why


@pytest.mark.parametrize(
    ("url", "headers"),
    [
        ("https://github.com/", [("Server", "GitHub.com"), ("X-GitHub-Request-Id", "C1EE:7800")]),
        ("https://www.shopify.com/", [("x-shopify-stage", "production")]),
        ("https://www.hubspot.com/", [("x-hs-hub-id", "53")]),
        ("https://wordpress.com/", [("host-header", "WordPress.com")]),
        ("https://www.zendesk.com/", [("x-hs-hub-id", "53")]),
    ],
)
def test_what_a_platform_s_own_site_sends_does_not_make_it_a_customer(
    url: str, headers: list[tuple[str, str]]
) -> None:
    landing = page(url, headers=(HTML, *headers))
    told = run_probe(platform.PROBE, site(landing, url=url, tables=TABLES))
    expected = [("hubspot",)] if "zendesk" in url else []
    assert [fact.value for fact in told.facts if fact.value] == expected
