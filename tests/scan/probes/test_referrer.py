"""How much does the site tell others about where its visitors come from?"""

from __future__ import annotations

import pytest

from soescan.scan.probes.referrer import PROBE
from soescan.web import Hop, Page
from tests.site.factories import AT, HTML, facts_by_key, page, run_probe, site


@pytest.mark.parametrize(
    ("sent", "body", "policy"),
    [
        ([], "", "default"),
        (["strict-origin"], "", "strict-origin"),
        (["no-referrer, nonsense"], "", "no-referrer"),
        (["no-referrer"], "<meta name=Referrer content=always>", "unsafe-url"),
        (["nonsense"], "<meta name=referrer>", "default"),
    ],
)
def test_the_policy_is_the_one_that_browsers_follow(
    sent: list[str], body: str, policy: str
) -> None:
    headers = [("Referrer-Policy", value) for value in sent]
    facts = facts_by_key(run_probe(PROBE, site(page(body=body, headers=headers))))
    assert facts == {"headers.referrer": policy}


def test_what_the_page_says_needs_no_header() -> None:
    hop = Hop("https://acme.example/", 200, (HTML,), unsaved=("*",))
    body = b"<meta name=referrer content=origin>"
    assert facts_by_key(run_probe(PROBE, site(Page((hop,), body, AT)))) == {
        "headers.referrer": "origin"
    }
    assert run_probe(PROBE, site(Page((hop,), b"<p>", AT))).facts == ()
