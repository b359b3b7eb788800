"""What a browser holds of the cookies that it was sent, and what it sends back.

The standard library's jar is not used: it warns of its own mistakes on what strangers send.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from soescan.web.cookies.set_cookie import Cookie, is_refused, parse_set_cookie
from soescan.web.url import Url, belongs, parse_url

_MOST = 50
"""Cookies that are sent to a host at most; browsers keep as many (RFC 6265 section 6.1)."""


@dataclass
class CookieJar:
    """Cookies by RFC 6265bis section 5.7, for as long as one question or one look at it lasts."""

    _kept: dict[tuple[str, str, str], Cookie] = field(default_factory=dict)
    """By domain, path and name."""

    @property
    def cookies(self) -> tuple[Cookie, ...]:
        """What is held, in the order in which it came."""
        return tuple(self._kept.values())

    def keep(self, url: str, lines: Iterable[str], now: datetime) -> None:
        """Take the Set-Cookie `lines` of an answer from `url`, which came at `now`."""
        source = parse_url(url)
        for line in lines if source else ():
            cookie = parse_set_cookie(line, source) if source else None
            if cookie:
                self.store(cookie, now)

    def store(self, cookie: Cookie, now: datetime) -> None:
        """Take a cookie, unless browsers refuse it; one that has expired takes the old one away."""
        if is_refused(cookie):
            return
        self._kept.pop(cookie.place, None)
        if not cookie.deletes(now):
            self._kept[cookie.place] = cookie

    def header(self, url: str) -> str:
        """The Cookie header that goes to an address (section 5.8.3); empty when there is none."""
        to = parse_url(url) if self._kept else None
        fitting = [cookie for cookie in self._kept.values() if to and _is_for(cookie, to)]
        fitting.sort(key=lambda cookie: -len(cookie.place[1]))
        return "; ".join(map(_pair, fitting[:_MOST]))


def _is_for(cookie: Cookie, to: Url) -> bool:
    _, below, _ = cookie.place
    if to.host != cookie.host and not (cookie.domain and belongs(to.host, cookie.domain)):
        return False
    if cookie.secure and to.scheme != "https":
        return False
    return to.path == below or to.path.startswith(below.rstrip("/") + "/")


def _pair(cookie: Cookie) -> str:
    return f"{cookie.name}={cookie.value}" if cookie.name else cookie.value
