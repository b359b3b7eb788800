from __future__ import annotations

from typing import Any

import pytest

from soescan.model import Basis
from soescan.reference.public import PublicTables
from soescan.scan.probes import cloud
from tests.scan.probes.hosts import hosted_site
from tests.site.factories import facts_by_key, page, run_probe

CLOUD, REGION, COUNTRY = "hosting.cloud", "hosting.region.observed", "hosting.country"


@pytest.mark.parametrize(
    ("headers", "names", "addresses", "expected"),
    [
        ([], [], ["52.17.0.1"], {CLOUD: ("aws",), REGION: ("aws:eu-west-1",), COUNTRY: ("IE",)}),
        ([], [], ["2a05:d018::1"], {CLOUD: ("aws",), REGION: ("aws:eu-west-1",), COUNTRY: ("IE",)}),
        (
            [],
            ["lb.eu-central-1.elb.amazonaws.com"],
            [],
            {CLOUD: ("aws",), REGION: ("aws:eu-central-1",), COUNTRY: ("DE",)},
        ),
        (
            [],
            ["lb.eu-central-1.elb.amazonaws.com"],
            ["52.17.0.1"],
            {CLOUD: ("aws",), REGION: ("aws:eu-west-1", "aws:eu-central-1"), COUNTRY: ("DE", "IE")},
        ),
        (
            [],
            [],
            ["51.10.0.1"],
            {CLOUD: ("azure",), REGION: ("azure:francecentral",), COUNTRY: ("FR",)},
        ),
        (
            [],
            [],
            ["104.131.0.1"],
            {CLOUD: ("digitalocean",), REGION: ("digitalocean:DE-HE Frankfurt",), COUNTRY: ("DE",)},
        ),
        (
            [("x-amz-bucket-region", "eu-west-2"), ("Server", "cloudflare")],
            [],
            ["104.16.1.1"],
            {CLOUD: ("aws",), REGION: ("aws:eu-west-2",), COUNTRY: ("GB",)},
        ),
        (
            [("x-vercel-id", "syd1::iad1::x")],
            [],
            [],
            {CLOUD: ("aws",), REGION: ("vercel:iad1",), COUNTRY: ("US",)},
        ),
        (
            [("Via", "1.1 vegur")],
            [],
            ["52.17.0.1"],
            {CLOUD: ("aws",), REGION: ("aws:eu-west-1",), COUNTRY: ("IE",)},
        ),
        ([("Server", "AmazonS3"), ("x-amz-cf-id", "x")], [], ["99.84.1.1"], {CLOUD: ("aws",)}),
        ([], [], ["5.5.5.5"], {CLOUD: ("aws",), REGION: ("aws:xx-nowhere-9",)}),
        ([("Server", "cloudflare"), ("cf-ray", "8f-FRA")], [], ["104.16.1.1"], {}),
        ([("x-vercel-id", "syd1::x")], ["cname.vercel-dns.com"], [], {}),
        ([("fly-request-id", "01H-syd")], [], ["52.17.0.1"], {}),
        ([("Server", "Netlify")], [], ["75.2.60.5"], {}),
        ([("x-amz-cf-pop", "FRA56-P5")], [], ["99.84.1.1"], {}),
        ([("Via", "1.1 google"), ("x-cloud-trace-context", "1")], [], ["34.96.1.1"], {}),
        ([("Server", "nginx")], [], ["192.0.2.9"], {}),
    ],
)
def test_only_signs_of_compute_and_origin_have_a_region(
    headers: list[tuple[str, str]],
    names: list[str],
    addresses: list[str],
    expected: dict[str, Any],
) -> None:
    evidence = run_probe(cloud.PROBE, hosted_site(*headers, names=names, addresses=addresses))
    assert facts_by_key(evidence) == expected
    if len(expected) < 3:
        assert evidence.gaps, "what is not told is a gap"


def test_an_edge_is_said_to_hide_the_region() -> None:
    evidence = run_probe(
        cloud.PROBE, hosted_site(("Server", "cloudflare"), addresses=["104.16.1.1"])
    )
    assert [gap.state for gap in evidence.gaps] == ["behind-edge"]
    assert "cloudflare" in evidence.gaps[0].why


def test_the_kind_of_each_sign_is_in_the_excerpt() -> None:
    evidence = run_probe(cloud.PROBE, hosted_site(addresses=["52.17.0.1"]))
    by_key = {fact.key: fact for fact in evidence.facts}
    assert by_key[REGION].origin.basis is Basis.OBSERVED
    assert by_key[REGION].origin.excerpt == (
        "acme.example: compute: address 52.17.0.1 in aws eu-west-1 EC2, list of 2026-11-20"
    )
    assert by_key[COUNTRY].origin.basis is Basis.INFERRED, "where data is kept is not seen"


def test_the_cloud_below_a_platform_is_inferred() -> None:
    evidence = run_probe(cloud.PROBE, hosted_site(("x-vercel-id", "syd1::iad1::x")))
    assert next(f for f in evidence.facts if f.key == CLOUD).origin.basis is Basis.INFERRED


def test_without_tables_names_and_headers_still_tell() -> None:
    names = ["lb.eu-central-1.elb.amazonaws.com"]
    evidence = run_probe(
        cloud.PROBE, hosted_site(names=names, addresses=["52.17.0.1"], tables=PublicTables())
    )
    assert facts_by_key(evidence) == {
        CLOUD: ("aws",),
        REGION: ("aws:eu-central-1",),
        COUNTRY: ("DE",),
    }
    silent = run_probe(cloud.PROBE, hosted_site(addresses=["52.17.0.1"], tables=PublicTables()))
    assert silent.facts == ()
    assert [gap.state for gap in silent.gaps] == ["no-table"]


def test_the_country_is_that_of_the_app_where_the_app_shows_one() -> None:
    body = '<a href="https://app.acme.example/">Open</a>'
    app = page("https://app.acme.example/")
    records = {
        ("app.acme.example", "CNAME"): ["lb.eu-central-1.elb.amazonaws.com"],
        ("app.acme.example", "A"): [],
        ("app.acme.example", "AAAA"): [],
    }
    site = hosted_site(("x-vercel-id", "syd1::iad1::x"), body=body, pages=[app], records=records)
    facts = facts_by_key(run_probe(cloud.PROBE, site))
    assert facts[REGION] == [("vercel:iad1",), ("aws:eu-central-1",)]
    assert facts[COUNTRY] == ("DE",)


def test_a_region_of_unknown_place_gives_no_country() -> None:
    evidence = run_probe(cloud.PROBE, hosted_site(addresses=["5.5.5.5"]))
    assert COUNTRY not in facts_by_key(evidence)
    assert "aws:xx-nowhere-9" in evidence.gaps[-1].why
