"""The door, asked for real over loopback."""

from __future__ import annotations

import gzip
import zlib
from datetime import UTC, datetime

import pytest

from soescan.errors import UnreadableError, UnreadableState
from soescan.web import Get, Handshake, TlsVersionProbe
from soescan.web.live import Live
from tests.web.server import Answer, Scripted, Sites

HOME = "https://www.example.com/"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_a_page_comes_with_everything_that_led_to_it() -> None:
    answers = {
        "http://example.com/": Answer(301, [("Location", HOME)]),
        HOME: Answer(200, [("Content-Type", "text/html"), ("Vary", "a"), ("vary", "b")], "<p>hi"),
    }
    with (sites := Sites(answers)), Live(sites.settings(), clock=lambda: NOON) as live:
        page = live.ask(Get("http://example.com/"))
    assert [(hop.url, hop.status) for hop in page.hops] == [
        ("http://example.com/", 301),
        (HOME, 200),
    ]
    assert page.last.all("Vary") == ("a", "b")
    assert (page.text, page.at, page.cut) == ("<p>hi", "2026-11-24T12:00:00Z", "")
    assert page.last.address == "127.0.0.1"


def test_values_of_cookies_and_tokens_do_not_come_through_the_door() -> None:
    answers: dict[str, Scripted] = {
        HOME: Answer(
            302, [("Location", "/in?access_token=31d4"), ("Set-Cookie", "sid=31d4; Path=/")]
        ),
        f"{HOME}in?access_token=31d4": lambda headers: Answer(200, [], headers.get("cookie", "")),
    }
    with (sites := Sites(answers)), Live(sites.settings()) as live:
        page = live.ask(Get(HOME))
    assert page.text == "sid=31d4", "the site got its cookie back"
    assert "31d4" not in repr(page.hops)
    assert page.hops[0].all("Set-Cookie") == ("sid=*; Path=/",)
    assert page.url.endswith("?access_token=*")


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(b"hello", mtime=0)),
        ("gzip", gzip.compress(b"hel", mtime=0) + gzip.compress(b"lo", mtime=0)),
        ("deflate", zlib.compress(b"hello")),
        ("deflate", zlib.compress(b"hello")[2:-4]),
        ("identity", b"hello"),
    ],
)
def test_a_packed_body_is_unpacked(coding: str, packed: bytes) -> None:
    with (
        (sites := Sites({HOME: Answer(200, [("Content-Encoding", coding)], packed)})),
        Live(sites.settings()) as live,
    ):
        assert live.ask(Get(HOME)).body == b"hello"


CLOSE = ("Connection", "close")
BROKE_OFF = "the connection broke off"


@pytest.mark.parametrize(
    ("answer", "cut"),
    [
        (Answer(200, [("Content-Length", "9"), CLOSE], b"<p>hello"), BROKE_OFF),
        (Answer(200, [("Transfer-Encoding", "chunked"), CLOSE], b"8\r\n<p>hello\r\n"), BROKE_OFF),
        (Answer(200, [("Content-Encoding", "gzip")], gzip.compress(b"<p>hello")[:-9]), "damaged"),
        (
            Answer(200, [("Content-Encoding", "gzip")], gzip.compress(b"<p>") + gzip.compress(b"a")[:-1]),
            "damaged",
        ),
        (Answer(200, [("Content-Encoding", "br")], b"\x0b"), "not unpacked: br"),
        (Answer(200, [("Content-Encoding", "zstd")], b"\x28"), "not unpacked: zstd"),
        (Answer(200, [CLOSE], b"<p>hello", ends=False), BROKE_OFF),
        (Answer(200, [CLOSE], b"<p>hello", ends=True), ""),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_came_of_a_body_says_whether_it_is_whole(answer: Answer, cut: str) -> None:
    with (sites := Sites({HOME: answer})), Live(sites.settings()) as live:
        assert live.ask(Get(HOME)).cut == cut


def test_over_http_a_body_without_a_length_ends_with_the_connection() -> None:
    url = "http://www.example.com/"
    answers = {url: Answer(200, [CLOSE], b"<p>hello", ends=False)}
    with (sites := Sites(answers)), Live(sites.settings()) as live:
        page = live.ask(Get(url))
    assert (page.body, page.cut) == (b"<p>hello", "")


def test_a_question_may_want_a_longer_body_than_usual() -> None:
    answers = {HOME: Answer(200, [], "x" * (3 << 20))}
    with (sites := Sites(answers)), Live(sites.settings()) as live:
        usual, longer = live.ask(Get(HOME)), live.ask(Get(HOME, limit=4 << 20))
    assert (len(usual.body), usual.cut) == (2 << 20, "too large")
    assert (len(longer.body), longer.cut) == (3 << 20, "")


def test_a_certificate_that_does_not_hold_is_looked_at_only_when_asked() -> None:
    with (sites := Sites({HOME: Answer()}, trusted=False)), Live(sites.settings()) as live:
        with pytest.raises(UnreadableError) as raised:
            live.ask(Get(HOME))
        page = live.ask(Get(HOME, verify=False))
        greeting = live.ask(Handshake("www.example.com"))
    assert raised.value.state is UnreadableState.TLS
    assert page.last.untrusted == raised.value.why == "unable to get local issuer certificate"
    assert (greeting.roots, greeting.untrusted) == ("none", page.last.untrusted)
    assert greeting.chain


def test_a_certificate_of_the_users_own_authority_is_told_apart() -> None:
    with (sites := Sites({HOME: Answer()})), Live(sites.settings()) as live:
        greeting = live.ask(Handshake("www.example.com"))
    assert (greeting.roots, greeting.untrusted, greeting.alpn) == ("own", "", "http/1.1")


def test_what_would_be_noticed_is_asked_only_when_told() -> None:
    with (sites := Sites({HOME: Answer()})), Live(sites.settings()) as live:
        for question in (TlsVersionProbe("www.example.com", "1.2"), Get(HOME, method="OPTIONS")):
            with pytest.raises(UnreadableError) as raised:
                live.ask(question)
            assert raised.value.state is UnreadableState.PASSIVE
    assert sites.requests == []


def test_single_hellos_tell_versions_apart() -> None:
    with (sites := Sites({HOME: Answer()})), Live(sites.settings(active=True)) as live:
        accepted = {
            v: live.ask(TlsVersionProbe("www.example.com", v)).accepted
            for v in ("1.0", "1.2", "1.3")
        }
    assert accepted == {"1.0": False, "1.2": True, "1.3": True}


def test_one_hop_is_one_hop() -> None:
    answers = {HOME: Answer(302, [("Location", "/next")])}
    with (sites := Sites(answers)), Live(sites.settings()) as live:
        assert live.ask(Get(HOME, follow=False)).status == 302
    assert sites.requests == [f"GET {HOME}"]
