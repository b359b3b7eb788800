"""Whose scripts does the page run, and are they loaded safely?"""

from __future__ import annotations

import pytest

from soescan.scan.probes.scripts import PROBE
from soescan.web import Hop, Page
from tests.site.factories import AT, HTML, facts_by_key, page, run_probe, site

URL = "https://acme.example/"

HASH = "integrity=sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC"
TAG = "<script>j.src='https://www.googletagmanager.com/gtm.js?id='+i</script>"


@pytest.mark.parametrize(
    ("body", "sites", "share", "mixed"),
    [
        ("<p>", (), "all", False),
        ("<script src=/a.js></script><script src=//cdn.acme.example/b.js></script>", (), "all", False),
        ("<script src=//js.hs-scripts.com/1.js></script>", ("hs-scripts.com",), "none", False),
        (f"<script src=//a.example.net/1.js {HASH}></script>", ("example.net",), "all", False),
        (f"<script src=//a.example.net/1.js {HASH}></script><script src=//b.example.org/2.js></script>",
         ("example.net", "example.org"), "some", False),
        ("<base href=https://cdn.example.net/><script src=a.js></script>", ("example.net",), "none", False),
        (TAG, ("googletagmanager.com",), "none", False),
        ("<img src=http://img.example.net/p.png>", (), "all", True),
        ("<script src=http://acme.example/a.js></script>", (), "all", True),
        ("<a href=http://example.net/>x</a><link rel=canonical href=http://acme.example/>", (), "all", False),
    ],
)  # fmt: skip
def test_scripts_are_told_by_their_owners(
    body: str, sites: tuple[str, ...], share: str, mixed: bool
) -> None:
    facts = facts_by_key(run_probe(PROBE, site(page(body=body))))
    assert facts == {
        "scripts.third_party": sites,
        "sri.third_party": share,
        "scripts.mixed_content": mixed,
    }


@pytest.mark.parametrize(
    "body", ["<img src=a.png>", "<script src=http://acme.example/a.js></script>"]
)
@pytest.mark.parametrize(
    "headers", [[], [("Content-Security-Policy", "upgrade-insecure-requests")]]
)
def test_of_a_page_over_http_nobody_asks_what_is_mixed(
    body: str, headers: list[tuple[str, str]]
) -> None:
    plain = page("http://acme.example/", body, headers=headers)
    evidence = run_probe(PROBE, site(plain, url="http://acme.example/"))
    assert facts_by_key(evidence).keys() == {"scripts.third_party", "sri.third_party"}
    assert [gap.state for gap in evidence.gaps] == ["not-applicable"]


def test_a_policy_that_upgrades_keeps_the_page_whole() -> None:
    headers = [("Content-Security-Policy", "upgrade-insecure-requests")]
    body = "<img src=http://img.example.net/p.png>"
    facts = facts_by_key(run_probe(PROBE, site(page(body=body, headers=headers))))
    assert facts["scripts.mixed_content"] is False


def test_a_saved_page_tells_its_scripts_without_its_headers() -> None:
    hop = Hop(URL, 200, (HTML,), unsaved=("*",))
    body = b"<script src=//a.example.net/1.js></script>"
    facts = facts_by_key(run_probe(PROBE, site(Page((hop,), body, AT))))
    assert facts["scripts.third_party"] == ("example.net",)
    assert facts["scripts.mixed_content"] is False


def test_what_a_policy_may_have_lifted_to_https_is_a_gap() -> None:
    hop = Hop(URL, 200, (HTML,), unsaved=("*",))
    evidence = run_probe(PROBE, site(Page((hop,), b"<img src=http://a.example.net/p.png>", AT)))
    assert "scripts.mixed_content" not in facts_by_key(evidence)
    assert [gap.state for gap in evidence.gaps] == ["not-recorded"]
