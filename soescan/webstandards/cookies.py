"""The cookies that answers set, and those that a browser holds after them (RFC 6265bis)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from soescan.web import Hop
from soescan.web.cookies.cookie_jar import CookieJar
from soescan.web.cookies.set_cookie import Cookie, parse_set_cookie, parse_time
from soescan.web.url import parse_url


def stored_cookies(hops: Iterable[Hop], at: str) -> tuple[Cookie, ...]:
    """The cookies that a browser holds after these answers, which came at `at` (ISO 8601)."""
    jar = CookieJar()
    now = parse_time(at)
    for cookie in read_cookies(hops):
        jar.store(cookie, now)
    return jar.cookies


def read_cookies(hops: Iterable[Hop]) -> Iterator[Cookie]:
    """Every cookie of these answers that can be read, also those that browsers refuse."""
    for hop in hops:
        where = parse_url(hop.url)
        for line in hop.all("set-cookie"):
            cookie = parse_set_cookie(line, where) if where else None
            if cookie:
                yield cookie
