"""A security.txt file is found where it belongs, and a web page is none."""

from __future__ import annotations

from typing import Any

import pytest

from soescan.errors import UnreadableState
from soescan.scan.probes import security_txt, vdp
from soescan.web import Get, Hop, Page
from soescan.web.recording import Failure
from tests.site.factories import AT, facts_by_key, page, run_probe, site

FILE = "https://acme.example/.well-known/security.txt"
OLD = "https://acme.example/security.txt"
HOME = page(body="<title>Acme</title><p>We make mail")
GOOD = "Contact: mailto:security@acme.example\nExpires: 2027-06-01T00:00:00Z\n"
PLAIN = ("Content-Type", "text/plain; charset=utf-8")


def text(body: str, url: str = FILE, status: int = 200, before: tuple[Hop, ...] = ()) -> Page:
    return page(url, body, [PLAIN], status, before)


def missing(url: str) -> Page:
    return page(url, "<title>Not found</title>", status=404)


def told(*pages: Page, **more: Any) -> dict[str, Any]:
    return facts_by_key(run_probe(security_txt.PROBE, site(HOME, *pages, **more)))


def test_a_good_file_is_told_whole() -> None:
    assert told(text(GOOD)) == {
        "securitytxt.present": True,
        "securitytxt.valid": True,
        "securitytxt.expires": "2027-06-01",
        "securitytxt.contact": ("mailto:security@acme.example",),
    }


@pytest.mark.parametrize(
    ("pages", "why"),
    [
        ([text(GOOD.replace("2027", "2025"))], "it expired on 2025-06-01"),
        ([text("Contact: mailto:a@b.example")], "no Expires"),
        ([text(GOOD + "Canonical: https://other.example/security.txt")], "Canonical does not name"),
        ([page(FILE, GOOD, [("Content-Type", "text/html")])], "it comes as text/html"),
        (
            [text(GOOD, "http://acme.example/s.txt", before=(Hop(FILE, 301),))],
            "it does not come over",
        ),
    ],
)
def test_a_file_that_cannot_be_relied_on_is_there_and_not_valid(
    pages: list[Page], why: str
) -> None:
    evidence = run_probe(security_txt.PROBE, site(HOME, *pages))
    assert facts_by_key(evidence)["securitytxt.present"] is True
    valid = next(fact for fact in evidence.facts if fact.key == "securitytxt.valid")
    assert (valid.value, valid.origin.excerpt.startswith(why)) == (False, True)


def test_a_file_names_the_address_it_was_asked_at_or_led_to() -> None:
    led = (Hop(FILE, 301),)
    for named in (FILE, "https://www.acme.example/.well-known/security.txt"):
        url = "https://www.acme.example/.well-known/security.txt"
        found = told(text(f"{GOOD}Canonical: {named}", url, before=led))
        assert found["securitytxt.valid"] is True


def test_an_older_address_counts_where_the_newer_has_none() -> None:
    evidence = run_probe(security_txt.PROBE, site(HOME, missing(FILE), text(GOOD, OLD)))
    assert facts_by_key(evidence)["securitytxt.present"] is True
    assert evidence.facts[0].origin.url == OLD


@pytest.mark.parametrize(
    "answer",
    [
        missing,
        lambda url: page(
            url, "<!doctype html><title>Contact: us</title>Contact: mailto:a@b.example"
        ),
        lambda url: page(url, "<title>Page not found</title><h1>404</h1>"),
        lambda url: page(url, HOME.body),
        lambda url: page("https://acme.example/", HOME.body, before=[Hop(url, 302)]),
        lambda url: text("", url),
        lambda url: text("User-agent: *\nDisallow: /", url),
        lambda url: text('{"error": "contact: nobody"}', url),
    ],
)
def test_where_something_else_answers_there_is_no_file(answer: Any) -> None:
    assert told(answer(FILE), answer(OLD)) == {
        "securitytxt.present": False,
        "securitytxt.valid": False,
        "securitytxt.contact": (),
    }


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (page(FILE, status=403), "blocked"),
        (page(FILE, status=503), "down"),
        (page(FILE, headers=[("cf-mitigated", "challenge")], status=403), "challenge"),
    ],
)
def test_where_something_stands_in_front_nothing_is_known(answer: Page, state: str) -> None:
    evidence = run_probe(security_txt.PROBE, site(HOME, answer))
    assert (evidence.facts, [gap.state for gap in evidence.gaps]) == ((), [state])


def test_a_server_that_hides_names_with_a_dot_may_have_the_file_elsewhere() -> None:
    hidden = page(FILE, status=403)
    assert told(hidden, text(GOOD, OLD))["securitytxt.present"] is True
    evidence = run_probe(security_txt.PROBE, site(HOME, hidden, missing(OLD)))
    assert (evidence.facts, [gap.state for gap in evidence.gaps]) == ((), ["blocked"])


def test_an_address_that_times_out_is_a_gap() -> None:
    outcomes = {Get(FILE): Failure(UnreadableState.TIMEOUT, "made", AT)}
    evidence = run_probe(security_txt.PROBE, site(HOME, outcomes=outcomes))
    assert (evidence.facts, [gap.state for gap in evidence.gaps]) == ((), ["timeout"])


# --- programmes ----------------------------------------------------------------------------------


def program(body: str, file: str = "", *linked: Page) -> Any:
    pages = [page(body=body), text(file) if file else missing(FILE), missing(OLD), *linked]
    return run_probe(vdp.PROBE, site(*pages))


BUGCROWD = "https://bugcrowd.com/acme"
PROGRAMMES = (
    page(
        BUGCROWD, "<title>Acme: bug bounty | Bugcrowd</title><div id=root></div><script></script>"
    ),
    page("https://acme.example/vdp", "<h1>Vulnerability disclosure policy</h1>"),
    page("https://acme.example/r", "<title>Acme</title><h2>Report a vulnerability</h2>"),
)


@pytest.mark.parametrize(
    ("body", "file", "excerpt"),
    [
        ("<p>hello", GOOD + "Policy: https://acme.example/vdp", "https://acme.example/vdp"),
        ("<p>hello", GOOD + "Contact: https://hackerone.com/acme", "https://hackerone.com/acme"),
        ('<a href="https://bugcrowd.com/acme">Report</a>', "", "https://bugcrowd.com/acme"),
        ('<a href="/vdp">Responsible Disclosure</a>', "", "https://acme.example/vdp"),
        ('<a href="/r">Report a <b>vulnerability</b></a>', GOOD, "https://acme.example/r"),
    ],
)
def test_a_policy_or_programme_is_found(body: str, file: str, excerpt: str) -> None:
    found = program(body, file, *PROGRAMMES)
    assert facts_by_key(found) == {"vdp.program": True}
    assert found.facts[0].origin.excerpt == excerpt


@pytest.mark.parametrize(
    "body",
    [
        "<p>hello",
        '<a href="https://hackerone.com/">HackerOne</a>',
        '<a href="https://nothackerone.com/acme">Partner</a>',
    ],
)
def test_finding_no_programme_says_nothing(body: str) -> None:
    assert program(body, GOOD).facts == ()


def test_a_link_alone_is_no_programme() -> None:
    holidays = page(BUGCROWD, "<title>Holidays</title><p>by the sea")
    for linked in ((), (holidays,)):
        found = program(f'<a href="{BUGCROWD}">Bug bounty</a>', GOOD, *linked)
        assert (found.facts, [gap.url for gap in found.gaps]) == ((), [BUGCROWD])


def test_a_file_that_cannot_be_read_leaves_the_links() -> None:
    outcomes = {Get(FILE): Failure(UnreadableState.TIMEOUT, "made", AT)}
    home = page(body=f'<a href="{BUGCROWD}">x</a>')
    evidence = run_probe(vdp.PROBE, site(home, *PROGRAMMES, outcomes=outcomes))
    assert (facts_by_key(evidence), [gap.state for gap in evidence.gaps]) == (
        {"vdp.program": True},
        ["timeout"],
    )
