"""Whatever a page, its headers and its names say, no probe of hosting raises."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soescan.scan.probes import Probe, cloud, front, jurisdiction, platform, service_hosts, sign_on
from soescan.site.site import EXCERPT
from tests.examples import examples
from tests.patience import runaway_ends
from tests.scan.probes.hosts import hosted_site
from tests.site.factories import page, run_probe

FAMILY = [front, platform, cloud, jurisdiction, service_hosts, sign_on]
HEADERS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "Server",
                "Via",
                "x-vercel-id",
                "Set-Cookie",
                "Content-Security-Policy",
                "azure-regionname",
                "cf-ray",
                "Report-To",
                "x-served-by",
            ]
        ),
        st.text(max_size=200)
        | st.sampled_from(["cloudflare", "syd1::iad1::x", "https://[::1", "a.b" * 500]),
    ),
    max_size=6,
)
NAMES = st.lists(
    st.text(max_size=80)
    | st.sampled_from(
        ["lb.eu-west-1.elb.amazonaws.com.", "D1.CLOUDFRONT.NET", "." * 255, "xn--\x00", "a" * 300]
    ),
    max_size=4,
)
ADDRESSES = st.lists(
    st.ip_addresses().map(str)
    | st.text(max_size=20)
    | st.sampled_from(["52.17.0.1", "::ffff:5.5.5.5"]),
    max_size=4,
)
URLS = st.text(max_size=60) | st.sampled_from(
    [
        "https://app.acme.example/login",
        "//[",
        "http://[::1]:99999999/",
        "https://acme.okta.com\\@x",
        "/login#\x00",
        "https://sso.acme.example",
        "javascript:alert(1)",
        "https://app.acme.example:0/",
    ]
)
BODIES = st.lists(URLS, max_size=6).map(
    lambda urls: "".join(
        f"<a href='{url}'>Log in</a><script src=\"{url}\">{url}</script>" for url in urls
    )
) | st.text(max_size=300)


@pytest.mark.parametrize("module", FAMILY, ids=lambda module: module.PROBE.id)
@given(headers=HEADERS, names=NAMES, addresses=ADDRESSES, body=BODIES)
@settings(max_examples=examples(60))
def test_no_probe_of_hosting_raises(
    module: object,
    headers: list[tuple[str, str]],
    names: list[str],
    addresses: list[str],
    body: str,
) -> None:
    probe: Probe = module.PROBE  # type: ignore[attr-defined]
    login = page("https://app.acme.example/login", body, headers)
    evidence = run_probe(
        probe, hosted_site(*headers, names=names, addresses=addresses, body=body, pages=[login])
    )
    for fact in evidence.facts:
        assert fact.key in probe.keys
        assert len(fact.origin.excerpt) <= EXCERPT
        assert isinstance(fact.value, tuple)
    for gap in evidence.gaps:
        assert len(gap.why) <= EXCERPT


@pytest.mark.slow
@pytest.mark.parametrize("module", FAMILY, ids=lambda module: module.PROBE.id)
def test_a_page_of_nothing_but_links_is_read_in_bounded_time(module: object) -> None:
    links = "".join(
        f'<a href="https://h{i}.acme.example/login/{i}">Log in</a>' for i in range(40_000)
    )
    nested = "<a><form>" * 20_000 + "<script>" + "a." * 300_000 + "</script>"
    with runaway_ends():
        probe: Probe = module.PROBE  # type: ignore[attr-defined]
        run_probe(probe, hosted_site(body=links))
        run_probe(probe, hosted_site(body=nested))
