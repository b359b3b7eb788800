"""Does the server say which software it runs, and which version of it?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.scan.probes.disclosure import PROBE, find_versions
from soescan.web import Hop, Page
from tests.site.factories import AT, HTML, facts_by_key, page, run_probe, site


@pytest.mark.parametrize(
    ("headers", "body", "told"),
    [
        ([("Server", "nginx")], "", ()),
        ([("Server", "nginx/1.24.0"), ("X-Powered-By", "PHP/8.2.12")], "", ("PHP 8.2.12", "nginx 1.24.0")),
        ([("X-AspNet-Version", "4.0.30319"), ("X-Powered-By", "ASP.NET")], "", ("ASP.NET 4.0.30319",)),
        ([("X-Generator", "Drupal 10 (https://www.drupal.org)")], "", ("Drupal 10",)),
        ([("Via", "1.1 varnish (Varnish/6.0), HTTP/1.1 proxy")], "", ("Varnish 6.0",)),
        ([("X-Runtime", "Ruby/3.1")], "", ()),
        ([], "<meta name=Generator content='WordPress 6.4.2'><meta name=generator>", ("WordPress 6.4.2",)),
        ([], "<meta name=generator content='Wix.com Website Builder'>", ()),
    ],
)  # fmt: skip
def test_products_are_told_with_their_versions(
    headers: list[tuple[str, str]], body: str, told: tuple[str, ...]
) -> None:
    facts = facts_by_key(run_probe(PROBE, site(page(body=body, headers=headers))))
    assert facts == {"info.disclosure": told}


@given(
    st.text(alphabet=st.sampled_from("aB/ .-v1()"), max_size=60) | st.text(), st.text(max_size=3)
)
def test_no_header_is_too_strange(text: str, product: str) -> None:
    for said in find_versions(text, product):
        assert any(c.isdigit() for c in said)


def test_headers_that_nobody_kept_are_a_gap_and_not_a_none() -> None:
    hop = Hop("https://acme.example/", 200, (HTML,), unsaved=("*",))
    evidence = run_probe(PROBE, site(Page((hop,), b"<p>", AT)))
    assert evidence.facts == ()
    assert [gap.state for gap in evidence.gaps] == ["not-recorded"]
    body = b"<meta name=generator content='Hugo 0.111.3'>"
    assert facts_by_key(run_probe(PROBE, site(Page((hop,), body, AT)))) == {
        "info.disclosure": ("Hugo 0.111.3",)
    }
