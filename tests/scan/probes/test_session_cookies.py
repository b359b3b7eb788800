"""Are session cookies kept from the network, from scripts and from other sites?"""

from __future__ import annotations

import pytest

from soescan.errors import UnreadableState
from soescan.scan.probes import Probe, csp, framing, hsts, nosniff, permissions, referrer, scripts
from soescan.scan.probes.session_cookies import PROBE
from soescan.web import Hop
from tests.site.factories import facts_by_key, page, run_probe, site


@pytest.mark.parametrize(
    ("lines", "secure", "httponly", "samesite"),
    [
        (["PHPSESSID=*"], False, False, False),
        (["sid=*; Secure; HttpOnly; SameSite=Lax"], True, True, True),
        (["sid=*; Secure; HttpOnly; SameSite=None"], True, True, False),
        (["sid=*; Secure; HttpOnly; SameSite=Maybe"], True, True, False),
        (["sid=*; Secure; HttpOnly; SameSite=Lax", "login=*; Secure"], True, False, False),
    ],
)
def test_every_session_cookie_has_to_be_marked(
    lines: list[str], secure: bool, httponly: bool, samesite: bool
) -> None:
    headers = [("Set-Cookie", line) for line in lines]
    facts = facts_by_key(run_probe(PROBE, site(page(headers=headers))))
    assert facts == {
        "cookies.secure": secure,
        "cookies.httponly": httponly,
        "cookies.samesite": samesite,
    }


def test_cookies_of_redirects_count() -> None:
    first = Hop("https://acme.example/", 302, (("Location", "/in"), ("Set-Cookie", "sid=*")))
    evidence = run_probe(PROBE, site(page("https://acme.example/in", before=[first])))
    assert facts_by_key(evidence)["cookies.secure"] is False
    assert evidence.facts[0].origin.excerpt == "without it: sid"


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["_ga=*"],
        ["sess=; Max-Age=0"],
        ["sess=*; Expires=Thu, 01 Jan 1970 00:00:00 GMT"],
        ["assessment_id=*"],
        ["x-csrf-jwt=*; Path=/"],  # scripts have to read a token against forged requests
        ["XSRF-SESSION=*"],
        ["__Host-sid=*; Path=/"],  # refused: its name asks for Secure
    ],
)
def test_a_page_without_a_session_says_nothing_of_session_cookies(lines: list[str]) -> None:
    headers = [("Set-Cookie", line) for line in lines]
    evidence = run_probe(PROBE, site(page(headers=headers)))
    assert (evidence.facts, [gap.state for gap in evidence.gaps]) == ((), ["not-applicable"])


SIGN_IN = "<title>Sign in to Acme</title><h1>Sign in</h1><form><input type=password></form>"


@pytest.mark.parametrize(
    ("probe", "key", "value"),
    [
        (PROBE, "cookies.secure", False),
        (csp.PROBE, "csp.enforced", True),
        (framing.PROBE, "frame.protection", True),
        (nosniff.PROBE, "headers.nosniff", False),
        (scripts.PROBE, "scripts.mixed_content", False),
        (hsts.PROBE, "hsts.max_age", 0),
        (referrer.PROBE, "headers.referrer", "default"),
        (permissions.PROBE, "headers.permissions", False),
    ],
)
def test_a_sign_in_page_of_the_vendors_own_is_what_the_application_shows(
    probe: Probe, key: str, value: object
) -> None:
    headers = [("Set-Cookie", "sid=*"), ("Content-Security-Policy", "frame-ancestors 'none'")]
    url = "https://app.acme.example/login"
    shown = site(page(url, SIGN_IN, headers), url=url)
    assert shown.landing.state is UnreadableState.LOGIN
    assert facts_by_key(run_probe(probe, shown))[key] == value
    to_own = Hop("https://app.acme.example/", 302, (("Location", url),))
    moved = site(page(url, SIGN_IN, headers, before=[to_own]), url="https://app.acme.example/")
    assert facts_by_key(run_probe(probe, moved))[key] == value


@pytest.mark.parametrize("probe", [PROBE, csp.PROBE, framing.PROBE, hsts.PROBE])
def test_a_sign_in_page_of_somebody_else_says_nothing_of_the_application(probe: Probe) -> None:
    away = Hop("https://app.acme.example/", 302, (("Location", "https://acme.okta.com/"),))
    moved = site(page("https://acme.okta.com/", SIGN_IN, before=[away]), url=away.url)
    evidence = run_probe(probe, moved)
    assert (evidence.facts, {gap.state for gap in evidence.gaps}) == ((), {"login"})
