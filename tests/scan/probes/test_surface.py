"""Hosts where people sign in are held against the site itself."""

from __future__ import annotations

from typing import Any

import pytest

from soescan.errors import UnreadableState
from soescan.scan.probes import surface
from soescan.site.links import page_links, vendor_hosts
from soescan.web import Handshake, HandshakeResult
from soescan.web.recording import Failure
from tests.site.factories import AT, facts_by_key, page, run_probe, site
from tests.webstandards.certificates import greeting

HSTS = ("Strict-Transport-Security", "max-age=31536000")
LINKS = '<a href="https://app.acme.example/login">Log in</a><a href="//blog.acme.example/">Blog</a>'
APP = "https://app.acme.example/"


def told(app: HandshakeResult | Failure, *headers: tuple[str, str], own: Any = (HSTS,)) -> Any:
    pages = (page(body=LINKS, headers=own), page(APP, headers=headers))
    made = {Handshake("app.acme.example"): app}
    return run_probe(surface.PROBE, site(*pages, greeting=greeting(), outcomes=made))


@pytest.mark.parametrize(
    ("app", "headers", "own", "equal", "why"),
    [
        (greeting("app.acme.example"), [HSTS], [HSTS], True, "compared with app.acme.example"),
        (greeting("app.acme.example"), [], [], True, "compared with"),
        (greeting("app.acme.example"), [], [HSTS], False, "no Strict-Transport-Security"),
        (
            greeting("app.acme.example"),
            [("Strict-Transport-Security", "max-age=0")],
            [HSTS],
            False,
            "no Strict-Transport-Security",
        ),
        (greeting("app.acme.example", version="1.2"), [HSTS], [HSTS], False, "TLS 1.2, not 1.3"),
        (greeting("app.acme.example", untrusted="expired"), [HSTS], [HSTS], False, "expired"),
    ],
)
def test_a_host_that_is_weaker_in_one_respect_is_weaker(
    app: HandshakeResult,
    headers: list[tuple[str, str]],
    own: list[tuple[str, str]],
    equal: bool,
    why: str,
) -> None:
    found = told(app, *headers, own=own)
    assert facts_by_key(found) == {"tls.surface.parity": equal}
    assert why in found.facts[0].origin.excerpt


def test_a_host_that_cannot_be_read_is_a_gap() -> None:
    found = told(Failure(UnreadableState.TIMEOUT, "made", AT))
    assert (found.facts, [gap.url for gap in found.gaps]) == ((), [APP])


def test_a_site_without_such_hosts_is_asked_nothing() -> None:
    evidence = run_probe(surface.PROBE, site(page(body='<a href="https://blog.acme.example/">')))
    assert (evidence.facts, evidence.gaps) == ((), ())


def test_hosts_come_from_links_and_from_the_policy_and_are_the_vendors() -> None:
    policy = ("Content-Security-Policy", "connect-src https://api.acme.example *.x.example 'self'")
    body = LINKS + '<a href="https://app.other.example/"><form action="https://id.acme.example/x">'
    acme = site(page(body=body, headers=[policy]))
    assert vendor_hosts(acme) == (
        "app.acme.example",
        "blog.acme.example",
        "id.acme.example",
        "api.acme.example",
    )


def test_strange_addresses_are_no_addresses() -> None:
    body = "<a href='https://[::1'>a</a><a href='javascript:1'>b</a><a href=/c>see</a><img src=>"
    assert page_links(site(page(body=body))) == (("https://acme.example/c", "see"),)


def test_a_link_is_named_by_the_first_of_its_links_that_has_words() -> None:
    body = '<a href="/b"><img src="/i.png"></a><a href="/b">Bug bounty</a><a href="/b">More</a>'
    assert ("https://acme.example/b", "Bug bounty") in page_links(site(page(body=body)))


def test_hosts_that_are_not_compared_are_not_said_to_be_as_good() -> None:
    names = [f"app.r{number}.acme.example" for number in range(surface.LIMIT + 1)]
    front = page(body="".join(f"<a href='https://{name}/'>x</a>" for name in names))
    made = {Handshake(name, 443): greeting(name) for name in names}
    found = run_probe(surface.PROBE, site(front, greeting=greeting(), outcomes=made))
    assert (found.facts, [gap.state for gap in found.gaps]) == ((), ["not-asked"])
    assert names[-1] in found.gaps[0].why
