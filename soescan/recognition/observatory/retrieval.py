"""What the Observatory looks at: the way over HTTP, the way over HTTPS, and an OPTIONS answer.

Redirects are followed by the algorithm's own rules, one answer at a time, so that the way stays
visible where browsers, and `soescan.web`, would give up on it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from soescan.errors import UnreadableError, UnreadableState
from soescan.web import Get, Hop, Page, Web
from soescan.web.secrets.headers import MASK
from soescan.web.url import parse_url

MAX_REDIRECTS = 10
REDIRECTS = frozenset({301, 302, 303, 307, 308})
ORIGIN = "https://http-observatory.security.mozilla.org"
"""The foreign origin that the OPTIONS request names."""

_NO_ANSWER = frozenset(
    {
        UnreadableState.DOWN,
        UnreadableState.TIMEOUT,
        UnreadableState.TLS,
        UnreadableState.DNS,
        UnreadableState.MALFORMED,
    }
)
"""Nobody answers there, which is an answer; any other state says that we did not look."""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """What came back. A way is a page with every hop of it; None when nothing answered."""

    host: str
    """The host that was asked for."""
    http: Page | None = None
    https: Page | None = None
    cors: Hop | None = None
    """The answer to OPTIONS; None when there was none, or it was an error."""
    asked_cors: bool = False

    @property
    def graded_page(self) -> Page | None:
        """The page over HTTPS, or else over HTTP; None when neither answers."""
        return self.https or self.http

    @property
    def scheme(self) -> str:
        """The scheme by which the graded page was asked for."""
        return "https" if self.https else "http"


def retrieve(web: Web, host: str, path: str = "/", *, known: Page | None = None) -> Retrieved:
    """What a host answers over HTTP, over HTTPS and to OPTIONS with a foreign origin.

    A `known` page that was asked for by the HTTPS address is not asked for again.

    Raises:
        UnreadableError: it was not looked at, because robots.txt or the network options forbid it.
    """
    secure, plain = f"https://{host}{path}", f"http://{host}{path}"
    https = known if known and known.hops[0].url == secure else follow(web, secure)
    retrieved = Retrieved(host, follow(web, plain, known=known), https)
    if retrieved.graded_page is None:
        return retrieved
    try:
        cors = _ask_options(web, retrieved.graded_page.url)
        return replace(retrieved, cors=cors, asked_cors=True)
    except UnreadableError as error:
        if error.state not in (UnreadableState.PASSIVE, UnreadableState.NOT_RECORDED):
            raise
        return retrieved


def follow(
    web: Web,
    url: str,
    method: str = "GET",
    headers: tuple[tuple[str, str], ...] = (),
    known: Page | None = None,
) -> Page | None:
    """The way from an address, at most ten redirects long; None when it breaks off.

    Where it comes to a hop of a `known` page, it goes on as that went.

    Raises:
        UnreadableError: it was not looked at, because robots.txt or the network options forbid it.
    """
    hops: list[Hop] = []
    while True:
        if known and (known_hops := _hops_from(url, known.hops)):
            return replace(known, hops=(*hops, *known_hops))
        try:
            page = web.ask(Get(url, method, headers, follow=False, verify=False))
        except UnreadableError as error:
            if error.state in _NO_ANSWER:
                return None
            raise
        hops += page.hops
        if page.status not in REDIRECTS or len(hops) > MAX_REDIRECTS:
            return replace(page, hops=tuple(hops))
        # The Observatory reads a missing Location as the word "undefined", and follows that.
        place = next(iter(page.last.all("location")), "undefined")
        if MASK in place.partition("?")[2]:
            return _follow_masked(web, Get(url, method, headers, verify=False), hops)
        target = parse_url(place, parse_url(url))
        if target is None or not target.is_web:
            return None
        url = str(target)


def _follow_masked(web: Web, question: Get, hops: list[Hop]) -> Page | None:
    """The rest of the way left to `soescan.web`, which alone knows where a masked address leads."""
    try:
        page = web.ask(question)
    except UnreadableError as error:
        if error.state in (*_NO_ANSWER, UnreadableState.LOOP):
            return None
        raise
    return replace(page, hops=(*hops[:-1], *page.hops))


def _hops_from(url: str, hops: tuple[Hop, ...]) -> tuple[Hop, ...]:
    """The hops from the one that an address was asked at; none when it was not."""
    start = next((start for start, hop in enumerate(hops) if hop.url == url), len(hops))
    return hops[start:]


def _ask_options(web: Web, url: str) -> Hop | None:
    asking = (("Access-Control-Request-Method", "GET"), ("Origin", ORIGIN))
    answer = follow(web, url, "OPTIONS", asking)
    return answer.last if answer and 200 <= answer.status < 300 else None


def is_trusted(page: Page) -> bool:
    """Was every certificate on the way to be trusted?"""
    return not any(hop.untrusted for hop in page.hops)
