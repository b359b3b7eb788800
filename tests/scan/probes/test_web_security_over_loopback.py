"""What probes of web security say of a real site, through the door that masks what is secret."""

from __future__ import annotations

from collections.abc import Mapping

from soescan.scan.probes import cors, observatory, session_cookies
from soescan.scan.runner import run_probes
from soescan.site.site import Site
from soescan.web.live import Live
from soescan.web.recording import Recorder
from tests.site.factories import facts_by_key
from tests.web.server import Answer, Scripted, Sites

HTTPS, HTTP = "https://www.example.com/", "http://www.example.com/"


def opens(headers: Mapping[str, str]) -> Answer:
    """An answer that lets in whoever asks."""
    allowed = [("Access-Control-Allow-Origin", headers["origin"])] if "origin" in headers else []
    sent = [
        ("Content-Type", "text/html"),
        ("Set-Cookie", "sid=31d4; Secure; HttpOnly"),
        ("Access-Control-Allow-Credentials", "true"),
        *allowed,
    ]
    return Answer(200, sent, "<title>Acme</title><p>Teas for everybody, every day of the year.")


def test_an_open_site_is_told_and_asked_little() -> None:
    answers: dict[str, Scripted] = {
        HTTP: Answer(301, [("Location", HTTPS)]),
        HTTPS: opens,
        f"OPTIONS {HTTPS}": opens,
    }
    with (sites := Sites(answers)), Live(sites.settings(active=True)) as live:
        where = Site(HTTPS, Recorder(live))
        evidence = run_probes(where, (cors.PROBE, session_cookies.PROBE, observatory.PROBE))
    told = facts_by_key(evidence)
    assert told["cors.reflect_credentials"] is True
    assert (told["cookies.secure"], told["cookies.samesite"]) == (True, False)
    assert "redirection-to-https 0" in told["observatory.tests"]
    assert (
        "cross-origin-resource-sharing-implemented-with-universal-access -50"
        in told["observatory.tests"]
    )
    assert evidence.gaps == ()
    assert sites.requests.count(f"GET {HTTPS}") == 2, "the page, and once for a stranger"
    assert sites.requests.count(f"GET {HTTP}") == 1
