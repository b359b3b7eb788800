"""Addresses are read as browsers read them, whatever stands there.

The cases of other projects are web-platform-tests' own (``../shared/data/peers``).
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from soescan.web import ip
from soescan.web.url import (
    LIMIT,
    Url,
    belongs,
    dns_name,
    host,
    join_url,
    parse_typed,
    parse_url,
    read_host,
    registrable_domain,
)

PAGE = parse_url("https://acme.example/a/b?q#f")


@pytest.mark.parametrize(
    ("written", "leads_to"),
    [
        ("x.js", "https://acme.example/a/x.js"),
        ("/x.js", "https://acme.example/x.js"),
        ("../x.js", "https://acme.example/x.js"),
        ("./../../x/./y/%2e%2e/z", "https://acme.example/x/z"),
        ("//cdn.example/x.js", "https://cdn.example/x.js"),
        ("///cdn.example/x.js", "https://cdn.example/x.js"),
        (r"\\cdn.example\x.js", "https://cdn.example/x.js"),
        (r"/\cdn.example", "https://cdn.example/"),
        ("HTTP://CDN.example:80/X.js", "http://cdn.example/X.js"),
        ("https:x.js", "https://acme.example/a/x.js"),
        ("https:/x.js", "https://acme.example/x.js"),
        ("http:cdn.example/x.js", "http://cdn.example/x.js"),
        (" \thttps://cdn.\nexample/x.js ", "https://cdn.example/x.js"),
        ("https://user:pass@cdn.example:8443/x?y=1#z", "https://cdn.example:8443/x?y=1"),
        ("?y=1", "https://acme.example/a/b?y=1"),
        ("", "https://acme.example/a/b?q"),
        ("data:text/javascript,1", "data:text/javascript,1"),
        ("https://b\u00fccher.example/", "https://xn--bcher-kva.example/"),
        ("https://[::1]/", "https://[::1]/"),
        ("https://0x7f.1/", "https://127.0.0.1/"),
        ("https://2130706433/", "https://127.0.0.1/"),
    ],
)
def test_a_link_leads_where_browsers_go(written: str, leads_to: str) -> None:
    assert str(parse_url(written, PAGE)) == leads_to


@pytest.mark.parametrize(
    "written",
    ["https://", "http:///", "https://a b/", "https://a:x/", "https://a:99999/", "https://a<b/",
     "https://1.2.3.4.5/", "https://256.1.1.1/", "https://%zz/", "//[::1"],
)  # fmt: skip
def test_browsers_give_up_on_what_has_no_host(written: str) -> None:
    assert parse_url(written, PAGE) is None


def test_nothing_is_relative_to_nowhere() -> None:
    assert parse_url("x.js") is None
    assert parse_url("x.js", parse_url("data:,")) is None


def test_a_site_is_what_somebody_registered() -> None:
    sites = ("https://cdn.acme.co.uk/", "https://a.github.io/", "https://127.0.0.1/")
    assert [found.site for one in sites if (found := parse_url(one))] == [
        "acme.co.uk",
        "a.github.io",
        "127.0.0.1",
    ]


TEXT = st.text(alphabet=st.sampled_from("htps:/\\.@[]%?#0x1aé\x00 \t<'\""), max_size=40) | st.text()


@given(TEXT)
def test_no_text_is_too_strange_for_an_address(text: str) -> None:
    found = parse_url(text, PAGE)
    assert found is None or parse_url(str(found)) is not None
    read_host(text)


# --- hosts ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://WWW.Figma.com:443/files", "www.figma.com"),
        ("figma.com/pricing", "figma.com"),
        ("//figma.com", "figma.com"),
        ("http://user:secret@figma.com/", "figma.com"),
        ("https://figma.com./", "figma.com"),
        ("https://münchen.example/", "xn--mnchen-3ya.example"),
        ("https://10.0.0.1/", "10.0.0.1"),
        ("https://_dmarc.figma.com", "_dmarc.figma.com"),
        ("n/a", ""),
        ("", ""),
        ("localhost", ""),
        ("figma", ""),
        ("https://figma..com", ""),
        ("https://-figma.com", ""),
        ("https://fig ma.com", ""),
        ("https://[::1", ""),
        ("https://[::1]/", ""),
        ("https://figma.com:port/", ""),
        ("https://0x7f.1/", "127.0.0.1"),
        ("https://straße.example/", "xn--strae-oqa.example"),
        ("https://%66igma.com/", "figma.com"),
        ("https://" + "a" * 64 + ".com", ""),
        ("mailto:someone@figma.com", "figma.com"),
        ("https://" + "a." * 130 + "com", ""),
    ],
)
def test_the_host_of_an_address(url: str, name: str) -> None:
    assert host(url) == name


@given(TEXT)
@example("https://[")
@example("http://\u2100.com")
def test_a_host_is_lower_ascii_with_a_dot_or_nothing(text: str) -> None:
    found = host(text)
    assert found == found.lower()
    assert found.isascii()
    assert "." in found.strip(".") or found == ""


@given(TEXT)
def test_the_host_of_a_host_is_itself(text: str) -> None:
    assert host(host(text)) == host(text)


@pytest.mark.parametrize(
    ("name", "domain"),
    [
        ("gitlab.pagerduty.com", "pagerduty.com"),
        ("pagerduty.com", "pagerduty.com"),
        ("shop.example.co.uk", "example.co.uk"),
        ("a.b.github.io", "b.github.io"),
        ("co.uk", ""),
        ("com", ""),
        ("10.0.0.1", ""),
        ("::1", ""),
        ("", ""),
    ],
)
def test_the_part_of_a_host_that_somebody_registered(name: str, domain: str) -> None:
    assert registrable_domain(name) == domain


@given(st.from_regex(r"([a-z]{1,5}\.){1,4}(com|co\.uk|io|example|github\.io)", fullmatch=True))
def test_a_host_belongs_to_its_registrable_domain(name: str) -> None:
    domain = registrable_domain(name)
    assert domain == "" or belongs(name, domain)
    assert registrable_domain(domain) == domain


@pytest.mark.parametrize(
    ("name", "domain", "belonging"),
    [
        ("acme.example", "acme.example", True),
        ("app.acme.example", "acme.example", True),
        ("notacme.example", "acme.example", False),
        ("acme.example.evil.example", "acme.example", False),
        ("example", "acme.example", False),
    ],
)
def test_a_host_belongs_by_whole_labels(name: str, domain: str, belonging: bool) -> None:
    assert belongs(name, domain) is belonging


# --- names of the world (UTS 46, non-transitional) -----------------------------------------------


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("straße.example", "xn--strae-oqa.example"),
        ("STRASSE.example", "strasse.example"),
        ("\u03c3\u03c2.example", "xn--3xab.example"),  # a final sigma stays one
        ("नी\u200dनी.example", ""),  # a joiner where no virama stands before it
        ("क्\u200dष.example", "xn--11b2ezcw70k.example"),
        ("a\u00adb.example", "ab.example"),  # a soft hyphen is nothing
        ("ex\u3002ample", "ex.ample"),  # an ideographic full stop
        ("１２７.0.0.1", "127.0.0.1"),
        ("xn--a.example", "xn--a.example"),  # no valid Punycode, but all ASCII: left alone
        ("a b.example", ""),
        ("a:80", ""),
        ("user@a.example", ""),
        ("a.example/x", ""),
        ("a.example?x", ""),
        ("[::1]", "[::1]"),
        ("[0:0::1]", "[::1]"),
        ("[::1]:80", ""),
        ("::1", ""),
        ("[1:2", ""),
        ("0x7f.1", "127.0.0.1"),
        ("017700000001", "127.0.0.1"),
        ("1.2.3.4.", "1.2.3.4"),
        ("1.2.3.08", ""),
        ("", ""),
    ],
)
def test_a_host_is_read_as_browsers_do(written: str, name: str) -> None:
    assert read_host(written) == name


@pytest.mark.parametrize(
    "written",
    ["http://0x7f.1/", "http://2130706433/", "http://127.1/", "http://①②⑦.0.0.1/", "http://[::ffff:7f00:1]/",
     "http://%31%32%37.0.0.1/", "http://0177.0.0.01/"],
)  # fmt: skip
def test_the_guard_sees_the_address_that_a_spelling_hides(written: str) -> None:
    url = parse_url(written)
    assert url
    literal = ip.parse(url.hostname)
    assert literal
    assert not ip.is_public(literal)


# --- what people type ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("acme.example", "https://acme.example/"),
        ("  Acme.Example. ", "https://acme.example/"),
        ("www.acme.example/x", "https://www.acme.example/x"),
        ("//acme.example", "https://acme.example/"),
        ("acme.example:8443", "https://acme.example:8443/"),
        ("http://acme.example:80/a/../b?c#d", "http://acme.example/b?c"),
        ("HTTPS://ACME.example", "https://acme.example/"),
        ("bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        ("ftp://acme.example/x", "ftp://acme.example/x"),
        ("192.0.2.1", "https://192.0.2.1/"),
        ("acme", None),
        ("n/a", None),
        ("", None),
        ("acme.example/a b", None),
        ("acme.example\nother.example", None),
        ("acme.example:port", None),
        ("acme.example:0", None),
        ("https:acme.example", None),
        ("data:text/html,x", None),
        ("javascript:alert(1)", None),
        ("[::1]", None),
        ("acme.example/" + "a" * LIMIT, None),
    ],
)
def test_what_people_type_may_lack_a_scheme(typed: str, read: str | None) -> None:
    found = parse_typed(typed)
    assert (found and str(found)) == read


def test_credentials_are_known_and_never_shown() -> None:
    url = parse_typed("https://ana:secret@acme.example/")
    assert url
    assert url.credentials == "ana:secret"
    assert "secret" not in f"{url} {url!r}"


# --- links ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "leads_to"),
    [
        ("/x#y", "https://acme.example/x#y"),
        ("mailto:ana@acme.example", "mailto:ana@acme.example"),
        ("//", ""),
        ("https://a b/", ""),
        ("\ud800", "https://acme.example/a/%EF%BF%BD"),
        ("x" * (LIMIT + 9), "https://acme.example/a/" + "x" * LIMIT),
    ],
)
def test_a_link_is_joined_to_the_page_it_stands_on(written: str, leads_to: str) -> None:
    assert join_url("https://acme.example/a/b", written) == leads_to


def test_nothing_is_joined_to_what_is_no_address() -> None:
    assert join_url("n/a", "x") == ""
    assert join_url("n/a", "https://acme.example") == ""


@given(TEXT, TEXT)
@example("\ud800", "")
def test_joining_is_parsing(base: str, written: str) -> None:
    page = parse_url(base)
    if page and not page.credentials:
        joined = join_url(base, written)
        assert parse_url(written, page) == (parse_url(joined) if joined else None)


PLAIN = st.text(alphabet="ahtpsx-n./%:09_~?#@", max_size=20)


@given(PLAIN, st.sampled_from(("https://acme.example/a/b", "file:///C:/a", "foo:/a", "x")))
@example("/%2e%2e/x", "https://acme.example/a/b")
@example("/D:/x", "file:///C:/a")
def test_the_short_way_to_join_leads_to_the_same_place(path: str, base: str) -> None:
    page = parse_url(base)
    joined, url = join_url(base, f"/{path}"), parse_url(f"/{path}", page)
    assert (parse_url(joined) if joined else None) == (url if page else None)


@given(PLAIN)
@example("a.0x1")
@example("xn--a.a-")
def test_the_short_way_to_a_host_reads_the_same(name: str) -> None:
    url = parse_url(f"https://{name}")
    assert host(f"https://{name}") == (dns_name(url.host) if url else "")


@given(TEXT)
def test_what_people_type_is_an_address_or_none(text: str) -> None:
    found = parse_typed(text)
    assert found is None or (dns_name(found.host) and parse_url(str(found)) == found)


def test_the_help_does_not_wait_for_it() -> None:
    code = (
        "import sys, runpy; sys.argv = ['soescan', '--help']\n"
        "try: runpy.run_module('soescan', run_name='__main__')\n"
        "except SystemExit: pass\n"
        "print('ada_url' in sys.modules, 'soescan.web' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "False False"


# --- the cases of web-platform-tests -------------------------------------------------------------


def cases(shared: Path, name: str) -> list[dict[str, Any]]:
    """The cases of one of their files, without the comments between them."""
    content = json.loads((shared / "data" / "peers" / name).read_text("utf-8"))
    return [case for case in content if isinstance(case, dict)]


NOT_PROMISED: dict[str, set[tuple[str, str | None]]] = {
    "the address of a page keeps no credentials, so a link inherits none": {
        ("/some/path", "http://user@example.org/smth"),
        ("", "http://user:pass@example.org:21/smth"),
        ("/some/path", "http://user:pass@example.org:21/smth"),
    },
    "the path of what has no host is kept as it is serialized, with the /. before it": {
        *(("non-spec:/.//", None), ("non-spec:/..//", None), ("non-spec:/a/..//", None)),
        *(("non-spec:/.//path", None), ("non-spec:/..//path", None)),
        *(("non-spec:/a/..//path", None), ("/.//path", "non-spec:/p")),
        *(("/..//path", "non-spec:/p"), ("..//path", "non-spec:/p")),
        *(("a/..//path", "non-spec:/p"), ("", "non-spec:/..//p"), ("path", "non-spec:/..//p")),
    },
}
"""Cases in which the module says something else than the standard, and why."""


def test_addresses_read_as_the_standard_says(shared: Path) -> None:
    wrong = set()
    for case in cases(shared, "urltestdata.json"):
        base = case["base"]
        url = parse_url(case["input"], parse_url(base) if base else None)
        if parts(url) != expected(case):
            wrong.add((case["input"], base))
    assert wrong == {case for listed in NOT_PROMISED.values() for case in listed}


def parts(url: Url | None) -> tuple[str, ...] | None:
    """What the standard's interface shows of an address (section 6.1)."""
    if url is None:
        return None
    port = "" if url.port is None else str(url.port)
    fragment = url.fragment and f"#{url.fragment}"
    query = url.query if url.query != "?" else ""
    return f"{url.scheme}:", url.host, port, url.path, query, fragment, url.credentials


def expected(case: dict[str, Any]) -> tuple[str, ...] | None:
    """The same of a case; None when it must fail."""
    if case.get("failure"):
        return None
    credentials = ":".join(filter(None, (case["username"], case["password"])))
    if case["password"] and not case["username"]:
        credentials = f":{credentials}"
    names = ("protocol", "hostname", "port", "pathname", "search", "hash")
    return (*(str(case[name]) for name in names), credentials)


def test_an_address_is_written_as_the_standard_says(shared: Path) -> None:
    for case in cases(shared, "urltestdata.json"):
        url = parse_url(case["input"], parse_url(case["base"]) if case["base"] else None)
        if url and not case["username"] and not case["password"]:
            assert str(url) == case["href"].partition("#")[0]


@pytest.mark.parametrize("name", ["toascii.json", "IdnaTestV2.json"])
def test_hosts_read_as_uts_46_says(shared: Path, name: str) -> None:
    wrong = [
        case["input"]
        for case in cases(shared, name)
        if read_host(case["input"]) != (case["output"] or "")
    ]
    assert wrong == []


def test_hosts_are_as_long_as_dns_allows(shared: Path) -> None:
    wrong = [
        case["input"]
        for case in cases(shared, "verifydnslength_tests.json")
        if bool(host(case["input"])) == case["failure"]
    ]
    assert wrong == []
