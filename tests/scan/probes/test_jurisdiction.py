from __future__ import annotations

import pytest

from soescan.model import Basis
from soescan.scan.probes import jurisdiction
from tests.scan.probes.hosts import hosted_site
from tests.site.factories import facts_by_key, run_probe

KEY = "hosting.jurisdiction"


@pytest.mark.parametrize(
    ("headers", "addresses", "expected"),
    [
        ([("Server", "cloudflare")], [], ("US",)),
        ([("Server", "CDN77-Turbo")], ["52.17.0.1"], ("GB", "US")),
        ([("x-shopify-stage", "production")], ["104.16.1.1"], ("CA", "US")),
        ([("Via", "1.1 vegur")], [], ("US",)),
    ],
)
def test_the_seats_of_the_companies_that_are_recognised(
    headers: list[tuple[str, str]], addresses: list[str], expected: tuple[str, ...]
) -> None:
    evidence = run_probe(jurisdiction.PROBE, hosted_site(*headers, addresses=addresses))
    assert facts_by_key(evidence) == {KEY: expected}
    assert evidence.facts[0].origin.basis is Basis.INFERRED


def test_what_was_not_confirmed_is_said_to_be_so() -> None:
    evidence = run_probe(jurisdiction.PROBE, hosted_site(("Server", "BunnyCDN-DE1")))
    assert facts_by_key(evidence) == {KEY: ("SI",)}
    assert "bunny.net SI (not confirmed)" in evidence.facts[0].origin.excerpt


def test_a_company_of_unknown_seat_is_a_gap() -> None:
    evidence = run_probe(jurisdiction.PROBE, hosted_site(("Server", "Pagely"), ("cf-ray", "1-FRA")))
    assert facts_by_key(evidence) == {KEY: ("US",)}
    assert "Pagely" in evidence.gaps[0].why


def test_nobody_recognised_says_nothing() -> None:
    evidence = run_probe(
        jurisdiction.PROBE, hosted_site(("Server", "nginx"), addresses=["192.0.2.1"])
    )
    assert evidence.facts == ()
