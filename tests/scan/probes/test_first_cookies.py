"""Which cookies are set at the first visit, before anybody has consented?"""

from __future__ import annotations

import pytest

from soescan.scan.probes.first_cookies import PROBE
from soescan.web import Hop
from tests.site.factories import facts_by_key, page, run_probe, site

SCRIPT = "<script>1</script>"


@pytest.mark.parametrize(
    ("lines", "asking", "days"),
    [
        ([], (), 0),
        (["_shop=*; Max-Age=31536000", "a=*"], ("_shop", "a"), 365),
        (["PHPSESSID=*", "__cf_bm=*; Max-Age=1800", "CookieConsent=*; Max-Age=864000"], (), 10),
        (["a=*; Max-Age=43200"], ("a",), 0.5),
        (["a=*; Max-Age=0"], (), 0),
    ],
)
def test_what_is_not_necessary_needs_consent(
    lines: list[str], asking: tuple[str, ...], days: float
) -> None:
    headers = [("Set-Cookie", line) for line in lines]
    evidence = run_probe(PROBE, site(page(headers=headers)))
    assert facts_by_key(evidence) == {
        "cookies.before_consent": asking,
        "cookies.lifetime": days,
        "cookies.third_party": (),
    }
    assert evidence.gaps == ()


def test_what_scripts_may_set_is_a_gap_and_not_a_none() -> None:
    evidence = run_probe(PROBE, site(page(body=SCRIPT)))
    assert evidence.facts == ()
    assert [gap.state for gap in evidence.gaps] == ["script-only"]


def test_what_was_seen_counts_beside_scripts() -> None:
    evidence = run_probe(PROBE, site(page(body=SCRIPT, headers=[("Set-Cookie", "track=*")])))
    assert facts_by_key(evidence) == {"cookies.before_consent": ("track",), "cookies.lifetime": 0}
    assert len(evidence.gaps) == 1


def test_a_redirect_through_another_company_may_set_its_cookies() -> None:
    way = (
        Hop("https://acme.example/", 302, (("Location", "https://t.tracker.example/"),)),
        Hop("https://t.tracker.example/", 302, (("Set-Cookie", "uid=*; Max-Age=60"),)),
    )
    facts = facts_by_key(run_probe(PROBE, site(page("https://www.acme.example/", before=way))))
    assert facts["cookies.third_party"] == ("t.tracker.example",)
