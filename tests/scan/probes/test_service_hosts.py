from __future__ import annotations

import pytest

from soescan.scan.probes import service_hosts
from soescan.web import Hop, Page
from tests.scan.probes.hosts import hosted_site
from tests.site.factories import AT, HTML, facts_by_key, page, run_probe, site

KEY = "hosting.region.service_hosts"


@pytest.mark.parametrize(
    ("body", "headers", "expected"),
    [
        ('<script src="//js-eu1.hs-scripts.com/1.js"></script>', [], ("js-eu1.hs-scripts.com",)),
        ('<script src="//js.hs-scripts.com/1.js"></script>', [], ()),
        ("<script>init({api_host:'https://eu.i.posthog.com'})</script>", [], ("eu.i.posthog.com",)),
        (
            r'<script>a="https:\u002F\u002Fus3.list-manage.com"</script>',
            [],
            ("us3.list-manage.com",),
        ),
        (r'<script>a="https:\x2F\x2Feu.i.posthog.com"</script>', [], ("eu.i.posthog.com",)),
        (r'<script>a="https:\/\/eu.i.posthog.com\u{2f}x"</script>', [], ("eu.i.posthog.com",)),
        ('<script>x="not-eu.i.posthog.community"</script>', [], ()),
        (
            '<link rel=preconnect href="https://api.eu.amplitude.com">',
            [],
            ("api.eu.amplitude.com",),
        ),
        (
            "",
            [("Content-Security-Policy", "connect-src https://sdk.fra-01.braze.eu *.eu.auth0.com")],
            ("eu.auth0.com", "sdk.fra-01.braze.eu"),
        ),
        (
            "<meta http-equiv=Content-Security-Policy content='frame-src https://a.crm4.dynamics.com'>",
            [],
            ("a.crm4.dynamics.com",),
        ),
        ('<a href="https://us19.list-manage.com/x">', [], ("us19.list-manage.com",)),
        (
            "",
            [("Report-To", '{"url":"https://o1.ingest.de.sentry.io/api"}')],
            ("o1.ingest.de.sentry.io",),
        ),
        ("<p>eu.i.posthog.com</p>", [], ()),
    ],
)
def test_regional_hosts_in_page_scripts_and_policies(
    body: str, headers: list[tuple[str, str]], expected: tuple[str, ...]
) -> None:
    evidence = run_probe(service_hosts.PROBE, hosted_site(*headers, body=body))
    assert facts_by_key(evidence) == {KEY: expected}


def test_the_service_and_its_place_are_in_the_excerpt() -> None:
    evidence = run_probe(
        service_hosts.PROBE, hosted_site(body='<script src="//js-eu1.hs-scripts.com/1.js">')
    )
    assert evidence.facts[0].origin.excerpt == "js-eu1.hs-scripts.com (HubSpot, EU)"


def test_a_page_that_cannot_be_read_says_nothing() -> None:
    evidence = run_probe(service_hosts.PROBE, site(page(status=403)))
    assert evidence.facts == ()
    assert [gap.state for gap in evidence.gaps] == ["blocked"]


def test_a_saved_page_without_its_policies_may_have_named_more() -> None:
    hop = Hop("https://acme.example/", 200, (HTML,), unsaved=("*",))
    silent = run_probe(service_hosts.PROBE, site(Page((hop,), b"<p>hello", AT)))
    assert silent.facts == ()
    assert [gap.state for gap in silent.gaps] == ["not-recorded"]
    body = b'<script src="//js-eu1.hs-scripts.com/1.js"></script>'
    some = run_probe(service_hosts.PROBE, site(Page((hop,), body, AT)))
    assert facts_by_key(some) == {KEY: ("js-eu1.hs-scripts.com",)}
    assert some.gaps
