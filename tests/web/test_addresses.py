"""Addresses are read as browsers read them, whatever stands there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.web.addresses import read_host, resolve

PAGE = resolve("https://acme.example/a/b?q#f")


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
    assert str(resolve(written, PAGE)) == leads_to


@pytest.mark.parametrize(
    "written",
    ["https://", "http:///", "https://a b/", "https://a:x/", "https://a:99999/", "https://a<b/",
     "https://1.2.3.4.5/", "https://256.1.1.1/", "https://%zz/", "//[::1"],
)  # fmt: skip
def test_browsers_give_up_on_what_has_no_host(written: str) -> None:
    assert resolve(written, PAGE) is None


def test_nothing_is_relative_to_nowhere() -> None:
    assert resolve("x.js") is None
    assert resolve("x.js", resolve("data:,")) is None


def test_a_site_is_what_somebody_registered() -> None:
    sites = ("https://cdn.acme.co.uk/", "https://a.github.io/", "https://127.0.0.1/")
    assert [found.site for one in sites if (found := resolve(one))] == [
        "acme.co.uk",
        "a.github.io",
        "127.0.0.1",
    ]


TEXT = st.text(alphabet=st.sampled_from("htps:/\\.@[]%?#0x1aé\x00 \t<'\""), max_size=40) | st.text()


@given(TEXT)
def test_no_text_is_too_strange_for_an_address(text: str) -> None:
    found = resolve(text, PAGE)
    assert found is None or resolve(str(found)) is not None
    read_host(text)
