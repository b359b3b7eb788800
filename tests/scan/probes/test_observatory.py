"""How does the site score in the HTTP Observatory, with the known errors of its tests corrected?"""

from __future__ import annotations

from soescan.errors import UnreadableState
from soescan.recognition.observatory.retrieval import ORIGIN
from soescan.scan.probes.observatory import PROBE
from soescan.web import Get, Hop, Page
from soescan.web.recording import Failure, Outcome
from tests.site.factories import AT, facts_by_key, page, run_probe, site

HTTPS, HTTP = "https://acme.example/", "http://acme.example/"
PLAIN = Get(HTTP, follow=False, verify=False)
PREFLIGHT = Get(
    HTTPS,
    "OPTIONS",
    (("Access-Control-Request-Method", "GET"), ("Origin", ORIGIN)),
    follow=False,
    verify=False,
)
SENT_ON = Page((Hop(HTTP, 301, (("Location", HTTPS),)),), at=AT)
BARE = {PLAIN: SENT_ON}


def test_a_bare_site_gets_what_the_rules_leave_it() -> None:
    evidence = run_probe(PROBE, site(page(), outcomes=BARE))
    told = facts_by_key(evidence)
    assert (told["observatory.score"], told["observatory.grade"]) == (30, "D")
    assert "hsts-not-implemented -20" in told["observatory.tests"]
    assert "redirection-to-https 0" in told["observatory.tests"]
    assert evidence.facts[0].origin.excerpt.startswith("100, -25 csp-not-implemented, -20 ")
    assert evidence.facts[0].origin.excerpt.endswith("= 30")


def test_what_is_not_asked_is_no_result_but_a_gap() -> None:
    evidence = run_probe(PROBE, site(page(), outcomes=BARE))
    assert len(facts_by_key(evidence)["observatory.tests"]) == 11
    assert [(gap.state, "foreign" in gap.why) for gap in evidence.gaps] == [("passive", True)]


def test_an_active_scan_asks_for_the_twelfth() -> None:
    headers = [
        ("Access-Control-Allow-Origin", ORIGIN),
        ("Access-Control-Allow-Credentials", "true"),
    ]
    outcomes: dict[Get, Outcome] = {**BARE, PREFLIGHT: page(headers=headers, status=204)}
    evidence = run_probe(PROBE, site(page(), outcomes=outcomes))
    assert facts_by_key(evidence)["observatory.score"] == 0
    assert (
        "cross-origin-resource-sharing-implemented-with-universal-access -50"
        in facts_by_key(evidence)["observatory.tests"]
    )
    assert evidence.gaps == ()


def test_nothing_over_http_needs_no_redirect() -> None:
    outcomes: dict[Get, Outcome] = {PLAIN: Failure(UnreadableState.DOWN, "closed")}
    facts = facts_by_key(run_probe(PROBE, site(page(), outcomes=outcomes)))
    assert "redirection-not-needed-no-http 0" in facts["observatory.tests"]


def test_a_door_that_did_not_look_is_a_gap() -> None:
    outcomes: dict[Get, Outcome] = {PLAIN: Failure(UnreadableState.ROBOTS, "robots.txt")}
    evidence = run_probe(PROBE, site(page(), outcomes=outcomes))
    assert evidence.facts == ()
    assert [gap.state for gap in evidence.gaps] == ["robots"]


def test_a_challenge_is_never_graded() -> None:
    evidence = run_probe(PROBE, site(page(status=403, headers=[("cf-mitigated", "challenge")])))
    assert evidence.facts == ()
    assert len(evidence.gaps) == 1


def test_a_loader_without_a_scheme_costs_what_its_missing_hash_costs() -> None:
    body = "<script src=//js.hs-scripts.com/1.js></script>"
    facts = facts_by_key(run_probe(PROBE, site(page(body=body), outcomes=BARE)))
    assert (
        "sri-not-implemented-but-external-scripts-loaded-securely -5" in facts["observatory.tests"]
    )
