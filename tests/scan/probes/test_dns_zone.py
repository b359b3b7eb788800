"""What the zone itself says, and which host names lead to nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from soescan.errors import UnreadableState
from soescan.model import Evidence
from soescan.scan.probes import dangling, dns_zone
from soescan.web import Get, Lookup, Records
from soescan.web.recording import Failure
from tests.site.factories import AT, facts_by_key, page, run_probe, site

D = "acme.example"
Zone = Mapping[tuple[str, str], Sequence[str] | UnreadableState]
WHOLE: dict[tuple[str, str], Sequence[str] | UnreadableState] = {
    (D, "DS"): [],
    (D, "CAA"): ['0 issue "letsencrypt.org"'],
    (D, "NS"): ["ns1.dns.example.", "ns2.dns.example.", "a.other.test"],
    (D, "AAAA"): ["2001:db8::1"],
}


def told(zone: Zone, outcomes: Mapping[Any, Any] = {}, **more: Any) -> Evidence:
    return run_probe(dns_zone.PROBE, site(records=zone, outcomes=outcomes, **more))


def test_four_facts_come_from_four_look_ups() -> None:
    found = told(WHOLE)
    assert facts_by_key(found) == {
        "dns.dnssec": False,
        "dns.caa": True,
        "dns.ns_provider": ("dns.example", "other.test"),
        "dns.ipv6": True,
    }
    assert {fact.origin.url for fact in found.facts} == {f"dns:{D}/{kind}" for _, kind in WHOLE}


@pytest.mark.parametrize("kind", ["DS", "CAA", "NS", "AAAA"])
@pytest.mark.parametrize("state", [UnreadableState.TIMEOUT, UnreadableState.DNS])
def test_a_look_up_that_fails_is_a_gap_and_leaves_the_others(
    kind: str, state: UnreadableState
) -> None:
    found = told({**WHOLE, (D, kind): state})
    assert (len(found.facts), [gap.state for gap in found.gaps]) == (3, [str(state)])


@pytest.mark.parametrize(
    ("answer", "value", "state"),
    [
        (Records(D, "DS", ("1 13 2 ab",), AT, authentic=True), True, []),
        (Records(D, "DS", ("1 13 2 ab",), AT, authentic=False), None, ["dns"]),
        (Records(D, "DS", (), AT), False, []),
        (Records(D, "DS", (), AT, missing=True), None, ["dns"]),
    ],
)
def test_a_chain_that_nobody_checked_is_not_known(
    answer: Records, value: bool | None, state: list[str]
) -> None:
    found = told(WHOLE, {Lookup(D, "DS"): answer})
    assert (facts_by_key(found).get("dns.dnssec"), [gap.state for gap in found.gaps]) == (
        value,
        state,
    )


@pytest.mark.parametrize(
    ("zone", "limited"),
    [
        ({(D, "CAA"): [], ("example", "CAA"): []}, False),
        ({(D, "CAA"): [], ("example", "CAA"): ['0 issue ";"']}, True),
        ({(D, "CAA"): ['0 iodef "mailto:a@b.example"']}, False),
    ],
)
def test_who_may_issue_is_looked_for_on_the_way_up(zone: Zone, limited: bool) -> None:
    assert facts_by_key(told({**WHOLE, **zone}))["dns.caa"] is limited


def test_a_host_is_asked_for_itself_and_its_domain_for_the_zone() -> None:
    host = f"app.{D}"
    zone: Zone = {
        **WHOLE,
        (host, "CAA"): [],
        (host, "AAAA"): [],
    }
    found = told(zone, url=f"https://{host}/")
    assert facts_by_key(found)["dns.ipv6"] is False
    assert {fact.origin.url for fact in found.facts} == {
        *(f"dns:{D}/{kind}" for kind in ("DS", "CAA", "NS")),
        f"dns:{host}/AAAA",
    }


def test_a_host_that_does_not_exist_has_no_addresses_to_speak_of() -> None:
    missing = {Lookup(D, "AAAA"): Records(D, "AAAA", (), AT, missing=True)}
    found = told(WHOLE, missing)
    assert "dns.ipv6" not in facts_by_key(found)
    assert [gap.why for gap in found.gaps] == [f"{D} does not exist"]


# --- aliases that lead to nobody -----------------------------------------------------------------

HOST = f"go.{D}"
HOME = page(body=f'<a href="https://{HOST}/">Go</a>')
NO_ALIASES: dict[tuple[str, str], Sequence[str] | UnreadableState] = {
    (D, "CNAME"): [],
    (f"www.{D}", "CNAME"): [],
}


def follows(target: str, outcomes: Mapping[Any, Any] = {}, exists: bool = True) -> Evidence:
    zone = {**NO_ALIASES, (HOST, "CNAME"): [target]}
    answer = Records(target, "A", ("192.0.2.1",) if exists else (), AT, missing=not exists)
    made = {Lookup(target.rstrip(".").lower(), "A"): answer, **outcomes}
    return run_probe(dangling.PROBE, site(HOME, records=zone, outcomes=made))


def test_an_alias_to_a_name_that_does_not_exist_dangles() -> None:
    found = follows("gone.azurewebsites.net.", exists=False)
    assert facts_by_key(found) == {"dns.dangling_cname": (HOST,)}
    origin = found.facts[0].origin
    assert origin.url == f"dns:{HOST}/CNAME"
    assert origin.excerpt == f"{HOST}: gone.azurewebsites.net does not exist"


@pytest.mark.parametrize(
    ("target", "status", "body", "dangles"),
    [
        ("acme.herokuapp.com", 404, "<title>Heroku | No such app</title>", True),
        ("acme.s3.amazonaws.com", 404, "<Code>NoSuchBucket</Code>", True),
        ("acme.github.io", 404, "<p>There isn’t a GitHub Pages site here.", True),
        (
            "acme.ghost.io",
            200,
            "The thing you were looking for is no longer here, or never was",
            True,
        ),
        ("acme.herokuapp.com", 200, "<p>hello", False),
        ("acme.herokuapp.com", 200, "<p>No such app" + " " * 30_000, False),
        ("acme.notherokuapp.com", 404, "No such app", False),
        ("acme.cdn.example", 404, "No such app", False),
    ],
)
def test_a_provider_that_knows_no_such_customer_is_told(
    target: str, status: int, body: str, dangles: bool
) -> None:
    answer = {Get(f"https://{HOST}/"): page(f"https://{HOST}/", body, status=status)}
    assert facts_by_key(follows(target, answer)) == {
        "dns.dangling_cname": (HOST,) if dangles else ()
    }


def test_a_name_without_a_certificate_is_asked_over_http() -> None:
    answers = {
        Get(f"https://{HOST}/"): Failure(UnreadableState.TLS, "made", AT),
        Get(f"http://{HOST}/"): page(f"http://{HOST}/", "no such app", status=404),
    }
    assert facts_by_key(follows("acme.herokudns.com", answers)) == {"dns.dangling_cname": (HOST,)}


def test_that_there_is_none_is_said_only_when_every_name_could_be_followed() -> None:
    zone = {**NO_ALIASES, (HOST, "CNAME"): UnreadableState.TIMEOUT}
    evidence = run_probe(dangling.PROBE, site(HOME, records=zone))
    assert (evidence.facts, [gap.state for gap in evidence.gaps]) == ((), ["timeout"])
    unread = run_probe(dangling.PROBE, site(page(status=503), records=NO_ALIASES))
    assert (unread.facts, [gap.state for gap in unread.gaps]) == ((), ["down"])
    good = run_probe(dangling.PROBE, site(page(), records=NO_ALIASES))
    assert (facts_by_key(good), good.gaps) == ({"dns.dangling_cname": ()}, ())


def test_names_that_are_not_followed_are_not_said_to_be_sound() -> None:
    names = [f"h{number}.acme.example" for number in range(dangling.LIMIT)]
    front = page(body="".join(f"<a href='https://{name}/'>x</a>" for name in names))
    zone = {(name, "CNAME"): () for name in ("acme.example", "www.acme.example", *names)}
    found = run_probe(dangling.PROBE, site(front, records=zone))
    assert (found.facts, [gap.state for gap in found.gaps]) == ((), ["not-asked"])
