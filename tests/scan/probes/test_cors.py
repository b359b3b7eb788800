"""Does the site answer scripts of any other site with the visitor's credentials?"""

from __future__ import annotations

import pytest

from soescan.errors import UnreadableState
from soescan.scan.probes.cors import ORIGIN, PROBE
from soescan.web import Get, Page
from soescan.web.recording import Failure, Outcome
from tests.site.factories import facts_by_key, page, run_probe, site

URL = "https://acme.example/"
READ = Get(URL, headers=(("Origin", ORIGIN),))
PREFLIGHT = Get(URL, "OPTIONS", (("Access-Control-Request-Method", "GET"), ("Origin", ORIGIN)))
OPEN = [("Access-Control-Allow-Origin", ORIGIN), ("Access-Control-Allow-Credentials", "true")]
PUBLIC = [("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Credentials", "true")]


@pytest.mark.parametrize(
    ("read", "preflight", "is_open"),
    [
        (page(headers=OPEN), page(status=204), True),
        (page(), page(headers=OPEN, status=204), True),
        (page(headers=PUBLIC), page(headers=PUBLIC), False),
        (page(headers=OPEN[:1]), page(), False),
        (page(), page(status=405), False),
    ],
)
def test_one_answer_that_lets_the_stranger_in_is_enough(
    read: Page, preflight: Page, is_open: bool
) -> None:
    where = site(page(), outcomes={READ: read, PREFLIGHT: preflight})
    assert facts_by_key(run_probe(PROBE, where)) == {"cors.reflect_credentials": is_open}


def test_servers_need_not_know_options() -> None:
    outcomes: dict[Get, Outcome] = {READ: page(), PREFLIGHT: Failure(UnreadableState.DOWN, "reset")}
    evidence = run_probe(PROBE, site(page(), outcomes=outcomes))
    assert facts_by_key(evidence) == {"cors.reflect_credentials": False}
    assert [gap.state for gap in evidence.gaps] == ["down"]


def test_it_is_asked_with_active_only() -> None:
    evidence = run_probe(
        PROBE, site(page(), outcomes={READ: Failure(UnreadableState.PASSIVE, "a foreign origin")})
    )
    assert evidence.facts == ()
    assert [gap.state for gap in evidence.gaps] == ["passive"]
