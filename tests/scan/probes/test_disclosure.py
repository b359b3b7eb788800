"""Does the server say which software it runs, and which version of it?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.scan.probes.disclosure import PROBE, find_versions
from soescan.web import Hop, Page
from tests.site.factories import AT, HTML, facts_by_key, page, run_probe, site

URL = "https://acme.example/"


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


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Jetty(9.4.44)", ("Jetty 9.4.44",)),
        ("Jetty(9.4.44.v20210927)", ("Jetty 9.4.44.v20210927",)),
        ("MediaWiki 1.46.0-wmf.14", ("MediaWiki 1.46.0-wmf.14",)),
        ("Servlet 2.4; JBoss-4.0.3SP1 (build: CVSTag=JBoss_4_0_3_SP1)/Tomcat-5.5", ("JBoss 4.0.3SP1", "Tomcat 5.5", "Servlet 2.4")),
        ("PHP/8.1.2-1ubuntu2.14", ("PHP 8.1.2-1ubuntu2.14",)),
        ("Apache/2.4.6 (CentOS) OpenSSL/1.0.2k-fips mod_wsgi/4.7.1 Python/3.6", ("Apache 2.4.6", "OpenSSL 1.0.2k-fips", "mod_wsgi 4.7.1", "Python 3.6")),
        ("Oracle-iPlanet-Web-Server/7.0", ("Oracle-iPlanet-Web-Server 7.0",)),
        ("GlassFish Server Open Source Edition  4.1", ("GlassFish Server Open Source Edition 4.1",)),
        ("Phusion Passenger(R) 6.0.4", ("Phusion Passenger 6.0.4",)),
        ("Zope/(2.13.27, python 2.7.10, linux2) ZServer/1.1", ("Zope 2.13.27", "ZServer 1.1", "python 2.7.10")),
        ("Powered by Slider Revolution 6.5.5 - responsive", ("Slider Revolution 6.5.5",)),
        ("Joomla! 1.5 - Open Source Content Management", ("Joomla! 1.5",)),
        ("Elementor 3.17.3; features: e_dom_optimization", ("Elementor 3.17.3",)),
        ("All in One SEO Pro (AIOSEO) 4.2.8 ", ("All in One SEO Pro 4.2.8",)),
        ("WPML ver:4.6.4 stt:1,3;", ("WPML 4.6.4",)),
        ("TYPO3 version 4.7", ("TYPO3 4.7",)),
        ("Undertow/1", ("Undertow 1",)),
        ("ECS (oxr/8336)", ()),
        ("ECAcc (dcd/7D4E)", ()),
        ("GitHub.com", ()),
        ("AmazonS3", ()),
    ],
)  # fmt: skip
def test_versions_are_read_in_the_forms_that_servers_write(
    text: str, told: tuple[str, ...]
) -> None:
    assert find_versions(text) == told


def test_headers_count_without_a_body() -> None:
    headers = (HTML, ("Server", "Jetty(9.4.44)"))
    evidence = run_probe(PROBE, site(Page((Hop(URL, 200, headers),), b"", AT, bodiless=True)))
    assert facts_by_key(evidence) == {"info.disclosure": ("Jetty 9.4.44",)}
    assert [gap.state for gap in evidence.gaps] == ["not-recorded"]
    evidence = run_probe(PROBE, site(Page((Hop(URL, 200, (HTML,)),), b"", AT, bodiless=True)))
    assert (evidence.facts, [gap.state for gap in evidence.gaps]) == ((), ["not-recorded"])


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
