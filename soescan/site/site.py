"""A vendor's site, as probes see it: pages, records and handshakes, and facts with their origin."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from soescan.dates import shift_day
from soescan.errors import UnreadableError, UnreadableState
from soescan.model import Basis, Fact, Gap, Origin, Value
from soescan.reference import builtin
from soescan.reference.public import PublicTables
from soescan.site.page_state import PageResult, foreign_domain, read_landing_page
from soescan.site.whole_page import require_whole
from soescan.web import A, Ask, Get, Page, Web, WebAnswer
from soescan.web.url import host, join_url, registrable_domain

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CONTROLS = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")
EXCERPT = 200
"""Characters of an excerpt: enough to find the place, too few to be a copy."""


T = TypeVar("T")


class LazyProperty(Generic[T]):
    """A property that is worked out once for each object.

    `functools.cached_property` does the same, but up to Python 3.11 holds one lock for all objects
    meanwhile: while one site is waited for, every other would wait, too.
    """

    def __init__(self, make: Callable[[Any], T]) -> None:
        """Wrap the method that works it out."""
        self._make = make
        self.__doc__ = make.__doc__

    def __set_name__(self, owner: type[object], name: str) -> None:
        self._name = name

    @overload
    def __get__(self, one: None, owner: type[object]) -> LazyProperty[T]: ...

    @overload
    def __get__(self, one: object, owner: type[object]) -> T: ...

    def __get__(self, one: object | None, owner: type[object]) -> T | LazyProperty[T]:
        """The value; from then on it is an attribute of the object itself."""
        if one is None:
            return self
        value = one.__dict__[self._name] = self._make(one)
        return value


@dataclass
class Site:
    """One vendor's site: its address, and the web through which it is looked at.

    What is asked is asked once: `web` remembers (`soescan.web.Recorder`), and so does this.
    """

    url: str
    """The address somebody gave, scheme included."""
    web: Web
    tables: PublicTables = field(default_factory=PublicTables)
    _memo: dict[Callable[[Site], Any], Any] = field(default_factory=dict, repr=False, compare=False)

    @LazyProperty
    def host(self) -> str:
        """The host of the address, without ``www.``: what facts about the site are filed under."""
        return host(self.url).removeprefix("www.")

    @LazyProperty
    def domain(self) -> str:
        """The domain somebody registered; the host itself where there is none above it."""
        return registrable_domain(self.host) or self.host

    def ask(self, question: Ask[A]) -> A:
        """The answer to a question: a page, records, a handshake; each question is asked once.

        Raises:
            UnreadableError: there is no answer, or the network options forbid to ask.
        """
        return self.web.ask(question)

    def get(self, address: str) -> Page:
        """The page at an address, absolute or relative to the landing page.

        Raises:
            UnreadableError: nothing answers there, or the network options forbid to ask.
        """
        base = self.landing.page.url if self.landing.page else self.url
        return self.ask(Get(join_url(base, address)))

    @LazyProperty
    def landing(self) -> PageResult:
        """The result of fetching the site's address: over HTTP where nothing answers over HTTPS."""
        return _read_landing(self)

    @property
    def page(self) -> Page:
        """The page at the site's address, if it is the vendor's page and nobody else's.

        Raises:
            UnreadableError: it is not: a challenge, a login, an error page, or nothing at all.
        """
        landing = self.landing
        if landing.state is not None or landing.page is None:
            raise UnreadableError(landing.state or UnreadableState.DOWN, landing.why)
        return landing.page

    @property
    def front_page(self) -> Page:
        """`page`, or the vendor's own sign-in page in its place: what an application first shows.

        Raises:
            UnreadableError: it is neither, or the sign-in page is somebody else's.
        """
        landing = self.landing
        page, is_sign_in = landing.page, landing.state is UnreadableState.LOGIN
        return page if page and is_sign_in and not foreign_domain(page) else self.page

    @property
    def front_document(self) -> HtmlElement:
        """`front_page`, parsed, as `document` is.

        Raises:
            UnreadableError: it cannot be read, or not whole.
        """
        from soescan.webstandards.html import parse_page

        require_whole(self.front_page)
        return parse_page(self.front_page)

    @property
    def document(self) -> HtmlElement:
        """`page`, parsed; an empty document when it is no HTML. Shared: do not change it.

        Raises:
            UnreadableError: it cannot be read, or not whole: what is not seen may be on it.
        """
        from soescan.webstandards.html import parse_page

        require_whole(self.page)
        return parse_page(self.page)

    def compute_once(self, make: Callable[[Site], T]) -> T:
        """`make(self)`, computed at the first call and kept with the site.

        So that links, documents and connections are found once, though many probes ask for them.
        """
        if make not in self._memo:
            self._memo[make] = make(self)
        value: T = self._memo[make]
        return value

    def fact(
        self,
        key: str,
        value: Value,
        source: WebAnswer,
        excerpt: str = "",
        *,
        basis: Basis = Basis.OBSERVED,
    ) -> Fact:
        """A fact about the site's host, with its origin and the last day on which it may be used.

        `source` gives address, time and SHA-256; `excerpt` is cut to `EXCERPT` characters. The last
        day is that of the answer plus the days that ``catalogs/facts.yaml`` gives the key.
        """
        origin = Origin(
            basis,
            url=source.where,
            at=source.at,
            excerpt=tidy_excerpt(excerpt),
            sha256=source.sha256,
        )
        return Fact(self.host, key, value, origin, _expiry(key, source.at))

    def gap(self, probe: str, address: str, state: UnreadableState, why: str = "") -> Gap:
        """A gap of a probe at an address, with its state and a reason of one line."""
        return Gap(probe, address, str(state), tidy_excerpt(why), self.host)


def tidy_excerpt(text: str) -> str:
    """An excerpt: one line, no control characters, at most `EXCERPT` characters.

    >>> tidy_excerpt("a\\n\\tb\\x00c")
    'a b c'
    """
    line = " ".join(_CONTROLS.sub(" ", text[:2_000]).split())
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1] + "…"


def _read_landing(site: Site) -> PageResult:
    result = read_landing_page(site.web, site.url)
    if result.page is None and site.url.startswith("https://") and result.state in _NO_HTTPS:
        plain = read_landing_page(site.web, "http://" + site.url.removeprefix("https://"))
        if plain.page is not None:
            return plain
    return result


_NO_HTTPS = (UnreadableState.DOWN, UnreadableState.TIMEOUT, UnreadableState.TLS)


def _expiry(key: str, seen_at: str) -> date | None:
    """The last day on which a fact seen at a time (ISO 8601) may be used; None without one."""
    if not seen_at:
        return None
    return shift_day(date.fromisoformat(seen_at[:10]), builtin.days_valid(key))
