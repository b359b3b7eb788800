"""Whether HTTPS answers, whether HTTP leads there, and whether anything leads back."""

from __future__ import annotations

from typing import Any

import pytest

from soescan.errors import UnreadableState
from soescan.scan.probes import canonical, https
from soescan.web import Get, Handshake, Hop, Page
from soescan.web.recording import Failure
from tests.site.factories import AT, facts_by_key, page, run_probe, site
from tests.webstandards.certificates import greeting

S, P = "https://acme.example/", "http://acme.example/"
SW, PW = "https://www.acme.example/", "http://www.acme.example/"


def led(*urls: str, status: int = 200) -> Page:
    return page(urls[-1], status=status, before=[Hop(url, 301) for url in urls[:-1]])


def fails(*urls: str, state: UnreadableState = UnreadableState.DOWN) -> dict[Any, Any]:
    return {Get(url): Failure(state, "made", AT) for url in urls}


def no_tls(state: UnreadableState = UnreadableState.DOWN) -> dict[Any, Any]:
    return {Handshake("acme.example"): Failure(state, "made", AT)}


@pytest.mark.parametrize(
    ("pages", "outcomes", "told", "gaps"),
    [
        ([led(S), led(P, S)], {}, (True, True, False), []),
        ([led(S), led(P, PW, SW)], {}, (True, True, False), []),
        ([led(S), led(P)], {}, (True, False, False), []),
        ([led(S, P), led(P)], {}, (True, False, True), []),
        ([led(S), led(P, S, P)], {}, (True, False, True), []),
        # nobody at port 80 is as good as a redirect, a slow one is not known
        ([led(S)], fails(P), (True, True, False), []),
        ([led(S)], fails(P, state=UnreadableState.TIMEOUT), (True, None, False), ["timeout"]),
        ([led(S), led(P, status=403)], {}, (True, None, False), ["blocked"]),
        # the page cannot be read, but HTTPS is there
        ([led(P, S)], fails(S, state=UnreadableState.TLS), (True, True, None), []),
        # HTTP only
        ([led(P)], fails(S) | no_tls(), (False, False, None), []),
        ([led(P)], fails(S) | no_tls(UnreadableState.TLS), (False, False, None), []),
        ([led(P)], fails(S) | no_tls(UnreadableState.TIMEOUT), (None, False, None), ["timeout"]),
        # nothing at all says nothing
        ([], fails(S, P) | no_tls(), (None, None, None), ["down", "down"]),
        (
            [],
            fails(S, P, state=UnreadableState.DNS) | no_tls(UnreadableState.DNS),
            (None, None, None),
            ["dns"] * 2,
        ),
    ],
)
def test_https_is_told_from_both_schemes(
    pages: list[Page], outcomes: dict[Any, Any], told: tuple[bool | None, ...], gaps: list[str]
) -> None:
    shown = {"greeting": greeting()} if Handshake("acme.example") not in outcomes else {}
    evidence = run_probe(https.PROBE, site(*pages, outcomes=outcomes, **shown))  # type: ignore[arg-type]
    value = facts_by_key(evidence)
    keys = ("tls.https", "https.redirect", "https.downgrade")
    assert tuple(value.get(key) for key in keys) == told
    assert [gap.state for gap in evidence.gaps] == gaps


def test_a_port_that_does_not_answer_is_a_fact_with_place_and_time() -> None:
    evidence = run_probe(https.PROBE, site(led(S), outcomes=fails(P)))
    origin = next(fact.origin for fact in evidence.facts if fact.key == "https.redirect")
    assert (origin.url, origin.at) == (P, AT)


def test_another_port_has_no_plain_http_beside_it() -> None:
    evidence = run_probe(https.PROBE, site(led(S[:-1] + ":8443/"), url=S[:-1] + ":8443/"))
    assert facts_by_key(evidence) == {"tls.https": True, "https.downgrade": False}


# --- the address a site settles on ---------------------------------------------------------------


def test_four_ways_that_end_in_one_address_are_one_fact() -> None:
    evidence = run_probe(canonical.PROBE, site(led(S, SW), led(P, SW), led(SW), led(PW, SW)))
    assert facts_by_key(evidence) == {"scan.canonical": SW}
    assert evidence.facts[0].origin.excerpt.count(" and ") == 3
    assert evidence.gaps == ()


def test_ways_that_end_in_two_addresses_are_two_facts() -> None:
    evidence = run_probe(canonical.PROBE, site(led(S), led(P, S), led(SW), led(PW, SW)))
    assert facts_by_key(evidence) == {"scan.canonical": [S, SW]}


@pytest.mark.parametrize(
    ("state", "gaps"),
    [
        (UnreadableState.DNS, 0),
        (UnreadableState.DOWN, 0),
        (UnreadableState.TIMEOUT, 2),
        (UnreadableState.TLS, 2),
    ],
)
def test_a_way_that_leads_nowhere_is_no_gap_where_another_leads_somewhere(
    state: UnreadableState, gaps: int
) -> None:
    evidence = run_probe(
        canonical.PROBE, site(led(S), led(P, S), outcomes=fails(SW, PW, state=state))
    )
    assert facts_by_key(evidence) == {"scan.canonical": S}
    assert len(evidence.gaps) == gaps


def test_a_site_that_leads_nowhere_at_all_has_a_gap_for_each_way() -> None:
    evidence = run_probe(
        canonical.PROBE, site(outcomes=fails(S, P, SW, PW, state=UnreadableState.DNS))
    )
    assert (evidence.facts, len(evidence.gaps)) == ((), 4)


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://acme.example/a", (S, P, SW, PW)),
        ("https://www.acme.example/", (S, P, SW, PW)),
        ("https://app.acme.example/", ("https://app.acme.example/", "http://app.acme.example/")),
        ("https://127.0.0.1:8443/", ("https://127.0.0.1:8443/",)),
        ("https://192.0.2.7/", ("https://192.0.2.7/", "http://192.0.2.7/")),
    ],
)
def test_the_ways_to_the_front_page(url: str, asked: tuple[str, ...]) -> None:
    assert canonical.front_page_addresses(site(url=url)) == asked
