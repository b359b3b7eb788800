"""Whatever headers and pages say, probes of web security say facts and gaps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.errors import UnreadableError
from soescan.model import FactType
from soescan.recognition.observatory import compat, strict
from soescan.recognition.observatory.retrieval import Retrieved
from soescan.reference import builtin
from soescan.reference.public import Preload, PublicTables
from soescan.scan.probes import (
    Probe,
    cors,
    csp,
    disclosure,
    first_cookies,
    framing,
    hsts,
    isolation,
    nosniff,
    observatory,
    permissions,
    referrer,
    scripts,
    session_cookies,
)
from soescan.scan.runner import run_probes
from soescan.site.whole_page import cut_state
from soescan.web import Hop, Page
from tests.site.factories import AT, site

MINE: tuple[Probe, ...] = tuple(
    module.PROBE
    for module in (
        *(hsts, csp, framing, nosniff, referrer, permissions, isolation, session_cookies),
        *(first_cookies, cors, scripts, disclosure, observatory),
    )
)
NAMES = st.sampled_from(
    ["Content-Security-Policy", "Content-Type", "Set-Cookie", "Strict-Transport-Security", "Server",
     "X-Frame-Options", "Referrer-Policy", "X-Content-Type-Options", "Location", "Via",
     "Cross-Origin-Opener-Policy", "Access-Control-Allow-Origin", "Permissions-Policy"]
)  # fmt: skip
WORDS = st.sampled_from(
    ["default-src", "'none'", "max-age=1", ";", ",", "a=*", "Secure", "Max-Age=", "text/html", "*",
     "https://[", "%", "nosniff", "é", '"', "=", "SameSite=None", "Expires=1 Jan 70 0:0:0"]
)  # fmt: skip
PIECES = st.sampled_from(
    ["<script src=", "//a.example/", "'", ">", "</script>", "<meta http-equiv=content-security-policy",
     " content=", "<base href=", "<svg>", "<!--", "{", "[1", '"x"', "\x00", "<meta name=referrer"]
)  # fmt: skip
HEADERS = st.lists(
    st.tuples(NAMES, st.lists(WORDS, max_size=6).map(" ".join) | st.text(max_size=20)), max_size=6
)
BODIES = st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=40)
URLS = st.sampled_from(
    ["https://acme.example/", "http://acme.example/", "https://x.acme.example/a"]
)


@given(HEADERS, BODIES, URLS)
def test_no_page_is_too_strange(headers: list[tuple[str, str]], body: str, url: str) -> None:
    content = body.encode("utf-8", "replace")
    shown = Page((Hop(url, 200, tuple(headers)),), content, AT)
    table = PublicTables({"example": Preload(True, True)})
    evidence = run_probes(site(shown, url=url, tables=table), MINE)
    for fact in evidence.facts:
        entry = builtin.vocabulary()[fact.key]
        if entry.type is FactType.CLASS:
            assert fact.value in entry.order
    way = Retrieved("acme.example", shown, shown, shown.last, True)
    for grade in (compat.grade, strict.grade):
        try:
            assert grade(way, None).score >= 0
        except UnreadableError:
            continue


@pytest.mark.slow
@pytest.mark.parametrize(
    "body",
    ["<a " * 300_000, "<script " * 100_000, "<!" * 300_000, '<a x="' * 200_000, "[" * 1_000_000,
     "<" * 1_000_000, "<textarea>" * 50_000, "<a b=c" * 150_000 + ">", "//a" * 300_000],
    ids=lambda body: body[:9],
)  # fmt: skip
def test_a_hostile_page_is_read_in_its_time(body: str) -> None:
    shown = Page(
        (Hop("https://acme.example/", 200, (("Content-Type", "text/html"),)),), body.encode(), AT
    )
    way = Retrieved("acme.example", None, shown)
    assert compat.grade(way, None).grade
    try:
        assert strict.grade(way, None).grade
    except UnreadableError as error:
        assert cut_state(shown) == (error.state, error.why)
