"""Where the door once gave way."""

from __future__ import annotations

import itertools
import re
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.errors import UnreadableError, UnreadableState
from soescan.web import Get, Handshake
from soescan.web.cookies.cookie_jar import CookieJar
from soescan.web.cookies.set_cookie import parse_time
from soescan.web.fetch import clean_host, clean_url
from soescan.web.live import Live
from soescan.web.settings import Limits, Pace
from tests.patience import DEADLINES
from tests.web.mutants import Mutants
from tests.web.server import Answer, Scripted, Sites

HOME = "https://www.example.com/"
OPEN = Path("/proc/self/fd")


@pytest.mark.slow
def test_many_redirects_of_one_host_do_not_wait_for_each_other() -> None:
    answers: dict[str, Scripted] = {
        f"{HOME}{n}": Answer(302, [("Location", f"/{n + 1}")], "moved") for n in range(8)
    }
    answers[f"{HOME}8"] = Answer(200, [], "here")
    with (sites := Sites(answers)), Live(sites.settings()) as live:
        page = live.ask(Get(f"{HOME}0"))
    assert (page.text, len(page.hops)) == ("here", 9)


@pytest.mark.slow
def test_connections_serve_many_questions_and_none_is_leaked() -> None:
    answers: dict[str, Scripted] = {
        HOME: Answer(200, [], "hi"),
        f"{HOME}go": Answer(302, [("Location", "/bad")]),
        f"{HOME}bad": Answer(302, [("Location", "ftp://x.example/")]),
        f"{HOME}last": Answer(200, [("Connection", "close")], "bye"),
    }
    with (sites := Sites(answers)), Live(sites.settings()) as live:

        def some() -> int:
            for path in ("", "go", "last", "", ""):
                try:
                    live.ask(Get(HOME + path))
                except UnreadableError as error:
                    assert error.state is UnreadableState.REFUSED
            return len(list(OPEN.iterdir())) if OPEN.is_dir() else 0

        first = some()
        for _ in range(40):
            some()
        while some() > first + 4:  # the sites close their ends when they get to it
            time.sleep(0.01)


@pytest.mark.slow
def test_a_question_is_not_ended_by_the_time_of_the_one_before() -> None:
    def four(seconds: float) -> bool:
        """Are four answered of which the second is under way when the time of the first is up?"""
        answers: dict[str, Scripted] = {HOME: Answer(200, [], "hi", delay=seconds * 0.55)}
        limits = Limits(seconds=seconds, connect_seconds=seconds)
        with (sites := Sites(answers)), Live(sites.settings(limits=limits)) as live:
            try:
                assert [live.ask(Get(HOME)).text for _ in range(4)] == ["hi"] * 4
            except UnreadableError as error:
                assert error.state is UnreadableState.TIMEOUT
                return False
            assert live._watch._due == {}
            assert sites.requests == [f"GET {HOME}"] * 4
        return True

    assert any(map(four, DEADLINES)), "however long it takes on this machine"


def test_a_kept_connection_that_was_closed_meanwhile_is_not_the_sites_failure() -> None:
    with Mutants() as mutants:
        kept = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
        assert [mutants.ask("http", kept) for _ in range(20)] == ["page"] * 20


def test_headers_after_a_line_that_is_none_are_seen() -> None:
    with Mutants() as mutants:
        mutants.content = (
            b"HTTP/1.1 200 OK\r\nX-A: 1\r\nno header at all\r\nStrict Transport: x\r\n"
            b"Strict-Transport-Security: max-age=1\r\nContent-Length: 2\r\n\r\nhi"
        )
        page = mutants.live.ask(Get("http://site.example/"))
    assert page.header("Strict-Transport-Security") == "max-age=1"
    assert page.text == "hi"


@pytest.mark.parametrize("ending", [b"X-A: 1\r\n", b"X-A: 1", b""])
def test_headers_that_end_too_early_are_no_answer(ending: bytes) -> None:
    with Mutants() as mutants:
        assert mutants.ask("http", b"HTTP/1.1 200 OK\r\n" + ending) == "down"


@pytest.mark.parametrize("headers", [[], [("Transfer-Encoding", "chunked")]])
def test_a_question_may_want_more_than_usually_comes_over_the_wire(
    headers: list[tuple[str, str]],
) -> None:
    body = b"x" * (5 << 20)
    sent = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body) if headers else body
    with (sites := Sites({HOME: Answer(200, headers, sent)})), Live(sites.settings()) as live:
        page = live.ask(Get(HOME, limit=6 << 20))
    assert (len(page.body), page.cut) == (5 << 20, "")


def test_interim_answers_are_no_answers() -> None:
    with Mutants() as mutants:
        mutants.content = (
            b"HTTP/1.1 100 Go\r\nX: 1\r\n\r\nHTTP/1.1 103 Early\r\nLink: </a>\r\n\r\n"
            b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"
        )
        page = mutants.live.ask(Get("http://site.example/"))
    assert (page.status, page.last.headers) == (404, (("Content-Length", "0"),))


@pytest.mark.slow
def test_handshakes_beside_pages_do_not_make_pages_offer_http_2() -> None:
    with (sites := Sites({HOME: Answer(200, [], "hi")})), Live(sites.settings()) as live:
        live.ask(Handshake("www.example.com"))
        threads = [
            threading.Thread(target=lambda: live.ask(Handshake("www.example.com")))
            for _ in range(3)
        ]
        for thread in threads:
            thread.start()
        assert [live.ask(Get(f"https://h{n}.example.com/")).status for n in range(5)] == [404] * 5
        for thread in threads:
            thread.join()
        used = {id(context) for _, context in live._trust.handshake_contexts}
    assert not used & {id(live._trust.own), id(live._trust.nobody)}


@pytest.mark.parametrize(
    "url",
    [
        *("http://169.254.169.254/", "http://2852039166/", "http://0xa9.0xfe.0xa9.0xfe/"),
        *("http://intranet/", "http://db.internal/", "http://[::1]/", "http://a.example:22/"),
    ],
)
def test_no_redirect_leads_through_a_proxy_to_what_is_not_public(url: str) -> None:
    answers: dict[str, Scripted] = {
        "http://www.example.com/": Answer(302, [("Location", url)]),
    }
    with (sites := Sites(answers)):
        proxy = f"http://user:word@127.0.0.1:{sites.ports[0]}"
        with Live(sites.settings(proxy=proxy, allow=(), connect_to=())) as live:
            with pytest.raises(UnreadableError) as raised:
                live.ask(Get("http://www.example.com/"))
            with pytest.raises(UnreadableError):
                live.ask(Get(url))
    assert raised.value.state is UnreadableState.REFUSED
    assert sites.requests == ["GET http://www.example.com/"]


@pytest.mark.parametrize(
    ("scheme", "port", "hops", "proxied"),
    [("http", "0", 0, False), ("https", "0", 1, False), ("http", "00", 2, False),
     ("http", "0", 1, True), ("https", "0000", 2, True)],
)  # fmt: skip
def test_port_0_is_refused_at_every_hop(scheme: str, port: str, hops: int, proxied: bool) -> None:
    """Nobody listens there (RFC 6335, section 6), and libraries take it for no port at all."""
    closed = f"{scheme}://www.example.com:{port}/"
    way = [*(f"http://www.example.com/{n}" for n in range(hops)), closed]
    answers: dict[str, Scripted] = {
        here: Answer(302, [("Location", there)]) for here, there in itertools.pairwise(way)
    }
    answers[f"{scheme}://www.example.com/"] = Answer(200, [], "the port that was not asked for")
    with (sites := Sites(answers)):
        settings = sites.settings()
        if proxied:
            proxy = f"http://127.0.0.1:{sites.ports[0]}"
            settings = sites.settings(proxy=proxy, allow=(), connect_to=())
        with Live(settings) as live, pytest.raises(UnreadableError) as raised:
            live.ask(Get(way[0]))
    assert raised.value.state is UnreadableState.REFUSED
    assert sites.requests == [f"GET {url}" for url in way[:-1]]


def test_a_page_through_a_proxy_names_it_without_its_password() -> None:
    answers: dict[str, Scripted] = {"http://www.example.com/": Answer(200, [], "hi")}
    with (sites := Sites(answers)):
        port = sites.ports[0]
        settings = replace(
            sites.settings(allow=(), connect_to=()), proxy=f"http://user:word@127.0.0.1:{port}"
        )
        with Live(settings) as live:
            page = live.ask(Get("http://www.example.com/"))
    assert (page.proxy, page.last.address) == (f"127.0.0.1:{port}", "")
    assert "word" not in repr(page)


def test_who_asks_for_a_pause_gets_it_and_not_who_sent_us_there() -> None:
    start = "http://start.example.org/"
    answers: dict[str, Scripted] = {
        start: Answer(302, [("Location", HOME)]),
        HOME: Answer(503, [("Retry-After", "60")], "busy"),
    }
    with (sites := Sites(answers)), Live(sites.settings(pace=Pace())) as live:
        assert live.ask(Get(start)).status == 503
        assert live.ask(Get(start, follow=False)).status == 302
        with pytest.raises(UnreadableError) as raised:
            live.ask(Get(HOME))
    assert raised.value.state is UnreadableState.BLOCKED
    assert sites.requests == [f"GET {start}", f"GET {HOME}", f"GET {start}"]


# --- addresses -----------------------------------------------------------------------------------


@given(st.text(max_size=40), st.sampled_from(("http://a.example/", "https://b.example", "")))
def test_an_address_that_is_clean_stays_as_it_is(text: str, start: str) -> None:
    try:
        once = clean_url(start + text)
    except UnreadableError as error:
        assert error.state is UnreadableState.REFUSED
        assert error.why.isprintable()
    else:
        assert clean_url(once) == once
        assert re.fullmatch(r"https?://[a-z0-9._:\[\]-]+/[!-~]*", once)


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        (
            "https://münchen.example/straße?q=ü#x",
            "https://xn--mnchen-3ya.example/stra%C3%9Fe?q=%C3%BC",
        ),
        ("HTTPS://A.Example.:443", "https://a.example/"),
        ("http://a.example:80//b/%zz%41", "http://a.example//b/%25zz%41"),
        ("http://127.1:8080/", "http://127.0.0.1:8080/"),
        ("http://[::ffff:7f00:1]/", "http://[::ffff:7f00:1]/"),
        ("http://a.example?b", "http://a.example/?b"),
        ("http://a.example\\@b.example/", "http://a.example/@b.example/"),
        ("http://@a.example/b/../c", "http://a.example/c"),
    ],
)
def test_addresses_are_written_in_one_way(url: str, wanted: str) -> None:
    assert clean_url(url) == wanted or clean_url(url) == wanted.replace("7f00:1", "127.0.0.1")


@pytest.mark.parametrize("host", ["1.2.3.4.5", "256.1", "a..b", "-a.example", "a b", "", "xn--ä"])
def test_what_is_no_host_is_refused(host: str) -> None:
    with pytest.raises(UnreadableError) as raised:
        clean_host(host)
    assert raised.value.state is UnreadableState.REFUSED


NOW = parse_time("2026-11-24T10:00:00Z")


# --- cookies -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "to", "back"),
    [
        ("a=b", HOME, "a=b"),
        ("a=b; Secure", "http://www.example.com/", ""),
        ("a=b", "https://app.example.com/", ""),
        ("a=b; Domain=.Example.com", "https://app.example.com/", "a=b"),
        ("a=b; Domain=com", "https://x.com/", ""),
        ("a=b; Domain=other.com", "https://other.com/", ""),
        ("a=b; Path=/in", HOME, ""),
        ("a=b; Path=/in", f"{HOME}in/side", "a=b"),
        ("a=b; Path=/in", f"{HOME}inside", ""),
        ("a=b; Max-Age=0", HOME, ""),
        ("a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT", HOME, ""),
        ("a\x01=b", HOME, ""),
        ("a=b; Expires=Tue, 24 Nov 2026 09:59:59 GMT", HOME, ""),
        ("a=b; Expires=Tue, 24 Nov 2026 10:00:01 GMT", HOME, "a=b"),
        ("a=b; Expires=Tue, 24 Nov 2020 10:00:01 GMT; Max-Age=9", HOME, "a=b"),
        ("a=b; Expires=in 1970", HOME, "a=b"),
        ("nameless", HOME, "nameless"),
        ("=b", HOME, "b"),
        ("__Host-a=b; Secure; Path=/", HOME, "__Host-a=b"),
        ("__Host-a=b; Secure; Path=/; Domain=example.com", HOME, ""),
        ("__Secure-a=b", HOME, ""),
        ("a=b; Domain=a b.com", HOME, ""),
        ("a=b; Path=in", HOME, "a=b"),
        ("a=b=c; HttpOnly", HOME, "a=b=c"),
        (f"a={'b' * 5_000}", HOME, ""),
    ],
)
def test_cookies_go_back_to_who_set_them(line: str, to: str, back: str) -> None:
    jar = CookieJar()
    jar.keep(HOME, [line], NOW)
    assert jar.header(to) == back


def test_a_secure_cookie_is_not_taken_over_http() -> None:
    jar = CookieJar()
    jar.keep(HOME.replace("https:", "http:"), ["a=b; Secure", "c=d"], NOW)
    assert jar.header(HOME) == "c=d"


def test_a_host_is_sent_no_more_cookies_than_browsers_send() -> None:
    jar = CookieJar()
    jar.keep(HOME, [f"a{n}=b" for n in range(80)], NOW)
    assert jar.header(HOME).count("=") == 50


def test_a_value_is_known_to_the_jar_alone() -> None:
    jar = CookieJar()
    jar.keep(HOME, ["sid=31d4"], NOW)
    assert "31d4" not in repr(jar)


def test_a_cookie_is_replaced_and_deleted_by_its_name() -> None:
    jar = CookieJar()
    jar.keep(HOME, ["a=1", "b=2; Path=/x/y", "a=3"], NOW)
    assert jar.header(f"{HOME}x/y") == "b=2; a=3"
    jar.keep(HOME, ["a=; Max-Age=-1"], NOW)
    assert jar.header(HOME) == ""
