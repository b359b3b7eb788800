"""Does the site insist on HTTPS for return visits?"""

from __future__ import annotations

import pytest

from soescan.errors import UnreadableState
from soescan.reference.public import Preload, PublicTables
from soescan.scan.probes.hsts import PROBE
from soescan.web import Hop, Page
from tests.site.factories import AT, HTML, facts_by_key, page, run_probe, site

LIST = PublicTables({"acme.example": Preload(True, True)}, {"preload": "2026-11-20"})


@pytest.mark.parametrize(
    ("headers", "max_age", "subdomains", "preload"),
    [
        (["max-age=31536000; includeSubDomains; preload"], 31536000, True, True),
        (["max-age=300"], 300, False, False),
        (['max-age="300"', "max-age=1"], 300, False, False),
        (["max-age=0; includeSubDomains"], 0, True, False),
        (["max-age=abc; includeSubDomains"], 0, False, False),
        ([], 0, False, False),
    ],
)
def test_the_first_header_counts_if_it_is_legal(
    headers: list[str], max_age: int, subdomains: bool, preload: bool
) -> None:
    sent = [("Strict-Transport-Security", value) for value in headers]
    facts = facts_by_key(run_probe(PROBE, site(page(headers=sent), tables=LIST)))
    assert facts == {
        "hsts.max_age": max_age,
        "hsts.subdomains": subdomains,
        "hsts.preload": preload,
        "hsts.preloaded": True,
    }


@pytest.mark.parametrize("headers", [[], [("Strict-Transport-Security", "max-age=300")]])
def test_over_plain_http_nothing_is_said_of_what_https_would_send(
    headers: list[tuple[str, str]],
) -> None:
    plain = page("http://acme.example/", headers=headers)
    evidence = run_probe(PROBE, site(plain, url="http://acme.example/", tables=LIST))
    assert facts_by_key(evidence) == {"hsts.preloaded": True}
    assert [gap.state for gap in evidence.gaps] == ["not-applicable"]


def test_a_domain_that_is_not_on_the_list_is_not_preloaded() -> None:
    evidence = run_probe(PROBE, site(page(), tables=PublicTables({}, {"preload": "2026-11-20"})))
    assert facts_by_key(evidence)["hsts.preloaded"] is False
    fact = next(fact for fact in evidence.facts if fact.key == "hsts.preloaded")
    assert fact.origin.excerpt == "acme.example is not on the HSTS preload list 2026-11-20"


def test_without_the_list_nobody_can_tell() -> None:
    evidence = run_probe(PROBE, site(page()))
    assert "hsts.preloaded" not in facts_by_key(evidence)
    assert [(gap.url, gap.state) for gap in evidence.gaps] == [
        ("preload", str(UnreadableState.NOT_RECORDED))
    ]


def test_a_site_that_turns_us_away_is_a_gap() -> None:
    evidence = run_probe(PROBE, site(page(status=403)))
    assert evidence.facts == ()
    assert [gap.state for gap in evidence.gaps] == ["blocked"]


def test_the_list_tells_also_where_headers_were_not_saved() -> None:
    hop = Hop("https://acme.example/", 200, (HTML,), unsaved=("*",))
    evidence = run_probe(PROBE, site(Page((hop,), b"<p>", AT), tables=LIST))
    assert facts_by_key(evidence) == {"hsts.preloaded": True}
    assert [gap.state for gap in evidence.gaps] == ["not-recorded"]
