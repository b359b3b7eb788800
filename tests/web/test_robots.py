"""A site that asks programs to stay away is left alone, and says so in a gap."""

from __future__ import annotations

import contextlib
import math
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.errors import UnreadableError, UnreadableState
from soescan.web import A, Ask, Get, Handshake, Hop, Lookup, Page, Records
from soescan.web.live import Live
from soescan.web.robots import RobotsClient, fits, read
from soescan.web.settings import Limits, Pace
from soescan.web.visit import Visit
from tests.patience import HANG, runaway_ends
from tests.web.server import Answer, Sites

SITE = "https://www.acme.example"
ROBOTS = f"{SITE}/robots.txt"


class World:
    """Pages by address; an address without one is down."""

    def __init__(self, pages: Mapping[str, Page | UnreadableState]) -> None:
        self.pages = pages
        self.asked: list[str] = []

    def ask(self, question: Ask[A]) -> A:
        known: Any = question
        if isinstance(known, Lookup):
            return Records(known.name, known.type)  # type: ignore[return-value]
        self.asked.append(known.url if isinstance(known, Get) else known.host)
        found = self.pages.get(self.asked[-1], UnreadableState.DOWN)
        if isinstance(found, UnreadableState):
            raise UnreadableError(found, "made")
        return found  # type: ignore[return-value]


def page(url: str, text: str = "", status: int = 200) -> Page:
    return Page((Hop(url, status, (("Content-Type", "text/plain"),)),), text.encode())


def state(door: RobotsClient, url: str) -> UnreadableState | None:
    try:
        door.ask(Get(url))
    except UnreadableError as error:
        return error.state
    return None


def site(text: str | None, status: int = 200) -> World:
    pages: dict[str, Page | UnreadableState] = {
        f"{SITE}{path}": page(SITE + path) for path in ("/", "/a", "/b?c=d")
    }
    if text is not None:
        pages[ROBOTS] = page(ROBOTS, text, status)
    return World(pages)


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("", ""),
        ("User-agent: *\nDisallow:", ""),
        ("User-agent: *\nDisallow: /", "/ /a /b?c=d"),
        ("\ufeffUSER-AGENT : *\r\nDISALLOW : /a # not this\r\n", "/a"),
        ("User-agent: other\nDisallow: /", ""),
        ("User-agent: SOESCAN\nDisallow: /a\n\nUser-agent: *\nDisallow: /", "/a"),
        ("User-agent: soescan/0.1\nDisallow: /a\nUser-agent: *\nDisallow: /", "/a"),
        ("User-agent: soescanner\nDisallow: /", ""),
        ("User-agent: soescan\nDisallow: /a\n\nUser-agent: soescan\nDisallow: /b", "/a /b?c=d"),
        ("User-agent: x\nUser-agent: *\nDisallow: /b?c", "/b?c=d"),
        ("User-agent: *\nDisallow: /\nAllow: /$", "/a /b?c=d"),
        ("User-agent: *\nDisallow: /*?*d$", "/b?c=d"),
        ("User-agent: *\nDisallow: /%61", "/a"),
        ("user-agent *\nDisallow\t/a", "/a"),
        ("User agent: *\nDissallow: /a", "/a"),
        ("User-agent: *\nDisallow /a\nAllow /a", ""),
        ("Disallow: /", ""),
        ("<!doctype html><title>Not found</title>", ""),
        ("User-agent: *\nSitemap: https://x.example/\nDisallow: /a", "/a"),
    ],
)
def test_what_is_closed_is_closed(text: str, closed: str) -> None:
    door = RobotsClient(site(text))
    found = [
        path for path in ("/", "/a", "/b?c=d") if state(door, SITE + path) is UnreadableState.ROBOTS
    ]
    assert " ".join(found) == closed


@pytest.mark.parametrize(
    ("pattern", "path", "closed"),
    [
        # RFC 9309, section 2.2.3
        ("/path/file-with-a-%2A.html", "/path/file-with-a-*.html", True),
        ("/path/file-with-a-%2a.html", "/path/file-with-a-%2A.html", True),
        ("/path/file-with-a-%2A.html", "/path/file-with-a-x.html", False),
        ("/path/foo-%24", "/path/foo-$", True),
        ("/path/foo-%24", "/path/foo-%24x", True),
        ("/path/foo-%24", "/path/foo-", False),
        ("/path/foo-%24$", "/path/foo-$x", False),
        ("/price$s/", "/price$s/1", True),
        ("/price$s/", "/price%24s/1", True),
        # section 2.2.2, its table of examples
        ("/foo/bar?baz=quz", "/foo/bar?baz=quz", True),
        ("/foo/bar?baz=https://foo.bar", "/foo/bar?baz=https%3A%2F%2Ffoo.bar", True),
        ("/foo/bar?baz=https%3a%2f%2ffoo.bar", "/foo/bar?baz=https://foo.bar", True),
        ("/*baz=https://", "/foo/bar?baz=https://foo.bar", True),
        ("/foo/bar/\u30c4", "/foo/bar/%E3%83%84", True),
        ("/foo/bar/%e3%83%84", "/foo/bar/\u30c4", True),
        ("/foo/bar/%62%61%7A", "/foo/bar/baz", True),
        # what is reserved stays apart from its escape where it parts something
        ("/a%2Fb", "/a/b", False),
        ("/a%2fb", "/a%2Fb", True),
        ("/a%3Fb", "/a?b", False),
        ("/a?b", "/a%3Fb", False),
        ("/100%", "/100%25", True),
        ("/%2561", "/a", False),
        ("/a b<", "/a%20b%3c", True),
    ],
)
def test_escapes_are_compared_as_the_rfc_says(pattern: str, path: str, closed: bool) -> None:
    door = RobotsClient(World({ROBOTS: page(ROBOTS, f"User-agent: *\nDisallow: {pattern}")}))
    assert (state(door, SITE + path) is UnreadableState.ROBOTS) == closed


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_site_without_a_robots_txt_is_open(status: int) -> None:
    assert state(RobotsClient(site("User-agent: *\nDisallow: /", status)), f"{SITE}/a") is None


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_robots_txt_that_fails_closes_the_site(status: int) -> None:
    assert state(RobotsClient(site("", status)), f"{SITE}/a") is UnreadableState.ROBOTS


@pytest.mark.parametrize(
    "why", [UnreadableState.DOWN, UnreadableState.TIMEOUT, UnreadableState.DNS, UnreadableState.TLS]
)
def test_a_site_that_cannot_be_reached_says_why_and_not_robots(why: UnreadableState) -> None:
    world = World({ROBOTS: why, f"{SITE}/a": page(f"{SITE}/a")})
    assert state(RobotsClient(world), f"{SITE}/a") is why
    assert f"{SITE}/a" not in world.asked


@pytest.mark.parametrize(
    "why",
    [
        UnreadableState.LOOP,
        UnreadableState.TOO_LARGE,
        UnreadableState.MALFORMED,
        UnreadableState.REFUSED,
    ],
)
def test_what_is_no_robots_txt_is_none(why: UnreadableState) -> None:
    world = World({ROBOTS: why, f"{SITE}/a": page(f"{SITE}/a")})
    assert state(RobotsClient(world), f"{SITE}/a") is None


@pytest.mark.parametrize(
    ("cut", "expected"),
    [
        ("the connection broke off", UnreadableState.DOWN),
        ("the time was up", UnreadableState.TIMEOUT),
        ("damaged", UnreadableState.MALFORMED),
    ],
)
def test_a_robots_txt_that_breaks_off_closes_the_site(cut: str, expected: UnreadableState) -> None:
    partial = replace(page("https://a.example/robots.txt", "User-agent: *\nAllow: /"), cut=cut)
    door = RobotsClient(
        World({partial.url: partial, "https://a.example/x": page("https://a.example/x")})
    )
    assert state(door, "https://a.example/x") is expected


def test_of_a_large_robots_txt_the_lines_count_that_are_read_whole() -> None:
    rules = "User-agent: *\nDisallow: /private\n"
    filler = "#" * ((500 << 10) - len(rules) - len("Allow: /") - 1) + "\n"
    text = f"{rules}{filler}Allow: /public" + "\nAllow: /private" * 100_000
    assert len(rules + filler + "Allow: /") == 500 << 10
    assert not read(text).allows("/private")
    assert read(f"User-agent: *\n{filler}Allow: /" + "x" * 100).rules == ()
    cut = replace(page("https://a.example/robots.txt", text), cut="too large")
    door = RobotsClient(World({cut.url: cut, "https://a.example/x": page("https://a.example/x")}))
    assert state(door, "https://a.example/x") is None
    assert state(door, "https://a.example/private") is UnreadableState.ROBOTS


def test_robots_txt_itself_and_other_questions_are_always_asked() -> None:
    world = site("User-agent: *\nDisallow: /")
    door = RobotsClient(world)
    assert door.ask(Get(ROBOTS)).status == 200
    assert door.ask(Lookup("acme.example", "A")).values == ()
    with pytest.raises(UnreadableError):
        door.ask(Handshake("www.acme.example"))
    assert world.asked == [ROBOTS, "www.acme.example"]


def test_each_origin_is_asked_once_also_by_many_at_once() -> None:
    world = site("User-agent: *\nDisallow: /b")
    door = RobotsClient(world)
    threads = [threading.Thread(target=state, args=(door, f"{SITE}/a")) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert world.asked.count(ROBOTS) == 1


@given(st.text("/a*$?", max_size=12), st.text("/ab?", max_size=12))
def test_a_pattern_fits_as_the_rfc_says(pattern: str, path: str) -> None:
    def slow(rest: str, left: str) -> bool:
        if not rest:
            return True
        if rest == "$":
            return not left
        if rest[0] == "*":
            return any(slow(rest[1:], left[n:]) for n in range(len(left) + 1))
        return left[:1] == rest[0] and slow(rest[1:], left[1:])

    inner = pattern.replace("$", "") + ("$" if pattern.endswith("$") else "")
    assert fits(inner, path) == slow(inner, path)


@given(st.text(max_size=300), st.text(max_size=40))
def test_any_text_is_read(text: str, path: str) -> None:
    assert read(text).allows("/" + path) in (True, False)


@pytest.mark.slow
@pytest.mark.parametrize(
    "line",
    [
        "Disallow: /" + "*a" * 900 + "$\n",
        "Allow: /a\n",
        "User-agent: *\n",
        "Disallow: *" + "%2f" * 600 + "\n",
    ],
)
def test_a_large_robots_txt_is_read_in_a_time_that_grows_with_it_only(line: str) -> None:
    text = "User-agent: *\n" + line * (600_000 // len(line))
    with runaway_ends():
        read(text).allows("/" + "a" * 3_000)


# --- where redirects lead ------------------------------------------------------------------------

HOME = "https://www.acme.com/"
ELSEWHERE = "https://www.parent.com"


@contextlib.contextmanager
def asked_in_earnest(
    answers: Mapping[str, Answer], **more: Any
) -> Iterator[tuple[RobotsClient, Sites]]:
    """A door to loopback sites that keeps to robots.txt also where it is led."""
    with Sites(answers) as sites, Live(sites.settings(**more)) as live:
        door = RobotsClient(live)
        live.may_follow = door.may_follow
        yield door, sites


def to(url: str, *headers: tuple[str, str]) -> Answer:
    return Answer(302, [("Location", url), *headers])


def test_a_redirect_into_what_is_closed_is_not_followed() -> None:
    for closed in (f"{HOME}private/x", f"{ELSEWHERE}/private/x"):
        origin = closed.removesuffix("/private/x")
        answers = {
            HOME: to(closed),
            f"{origin}/robots.txt": Answer(200, [], "User-agent: *\nDisallow: /private"),
            closed: Answer(200, [], "secret"),
        }
        with asked_in_earnest(answers) as (door, sites):
            assert state(door, HOME) is UnreadableState.ROBOTS
            assert f"GET {closed}" not in sites.requests
            assert sites.requests.count(f"GET {origin}/robots.txt") == 1


def test_an_open_redirect_is_followed_with_its_cookies() -> None:
    def lets_in(headers: Mapping[str, str]) -> Answer:
        return Answer(200 if headers.get("cookie") == "seen=1" else 403)

    answers: dict[str, Any] = {
        HOME: to(f"{HOME}in", ("Set-Cookie", "seen=1")),
        f"{HOME}in": lets_in,
    }
    with asked_in_earnest(answers) as (door, _):
        page = door.ask(Get(HOME))
    assert [hop.status for hop in page.hops] == [302, 200]


def test_a_robots_txt_that_leads_in_a_circle_closes_nothing_and_ends() -> None:
    answers = {HOME: to(f"{ELSEWHERE}/"), f"{ELSEWHERE}/robots.txt": to(f"{ELSEWHERE}/robots")}
    answers[f"{ELSEWHERE}/robots"] = to(f"{ELSEWHERE}/robots.txt")
    with asked_in_earnest(answers) as (door, _):
        assert door.ask(Get(HOME)).url == f"{ELSEWHERE}/"


def test_a_robots_txt_behind_a_redirect_takes_no_more_than_the_time_of_the_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    deadlines = []

    class Noted(Visit):
        def __post_init__(self) -> None:
            super().__post_init__()
            deadlines.append(self.until)

    monkeypatch.setattr("soescan.web.live.Visit", Noted)
    answers = {HOME: to(f"{ELSEWHERE}/"), f"{ELSEWHERE}/robots.txt": Answer(404)}
    with asked_in_earnest(answers) as (door, _):
        door.ask(Get(HOME))
    first, page, robots = deadlines
    assert first < page == robots


@pytest.mark.slow
def test_a_robots_txt_behind_a_redirect_that_never_comes_ends_the_question() -> None:
    answers = {HOME: to(f"{ELSEWHERE}/"), f"{ELSEWHERE}/robots.txt": Answer(200, delay=math.inf)}
    with asked_in_earnest(answers, limits=Limits(seconds=1)) as (door, _):
        assert state(door, HOME) is UnreadableState.TIMEOUT


@pytest.mark.slow
def test_sites_that_lead_to_each_other_do_not_wait_for_each_other() -> None:
    answers = {
        **{f"{HOME}{n}": to(f"{ELSEWHERE}/in/{n}") for n in range(12)},
        **{f"{ELSEWHERE}/{n}": to(f"{HOME}in/{n}") for n in range(12)},
    }
    slow = {f"{at}/robots.txt": Answer(404, delay=0.3) for at in (HOME[:-1], ELSEWHERE)}
    pace = Pace(connections=1, per_second=1_000, burst=100)
    with asked_in_earnest({**answers, **slow}, pace=pace) as (door, _):
        urls = [url for n in range(12) for url in (f"{HOME}{n}", f"{ELSEWHERE}/{n}")]
        with ThreadPoolExecutor(24) as threads:
            found = list(threads.map(lambda url: state(door, url), urls, timeout=HANG))
    assert found == [None] * 24
