"""The pages on which a vendor says how it treats data: found from its site, each asked for once.

Looks, in this order, at the links of the landing page and its footer, at the links of the pages
that list such pages, and at a few addresses that are usual. A usual address counts only if the page
there speaks of the matter in its title or headings. A site is asked for at most `FETCHES` pages.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from itertools import islice
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import unquote, urljoin, urlsplit

from soescan.errors import State, UnreadableError
from soescan.names import belongs, host, registrable_domain
from soescan.reference import builtin
from soescan.site.links import joined
from soescan.site.page_state import judge, soft_404
from soescan.web import Get, Page

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from soescan.site.site import Site

FETCHES = 12
"""Pages beside the landing page that a site is asked for."""
LINKS = 6_000
"""Links of a page that are looked at."""
_TRIES = 2
"""Links of one kind that are followed before the usual addresses are tried."""


class Kind(StrEnum):
    """What a page is about."""

    SUBPROCESSORS = "subprocessors"
    DPA = "dpa"
    PRIVACY = "privacy"
    TERMS = "terms"
    TRUST = "trust"
    SECURITY = "security"
    LEGAL = "legal"
    STATUS = "status"
    ACCESSIBILITY = "accessibility"


@dataclass(frozen=True, slots=True)
class Sort:
    """How pages of a kind are found. See ``catalogs/claims/pages.yaml``."""

    kind: Kind
    text: tuple[str, ...]
    address: tuple[str, ...]
    paths: tuple[str, ...]
    hub: bool = False


@dataclass(frozen=True, slots=True)
class Portal:
    """A service that keeps trust portals for vendors."""

    name: str
    at: tuple[str, ...]
    source: str
    loads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages that vendors have, and how they call them."""

    SCHEMA: ClassVar[str] = "soescan/pages@1"

    documents: tuple[Sort, ...]
    not_address: tuple[str, ...]
    not_host: tuple[str, ...]
    portals: tuple[Portal, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A link that seems to lead to such a page."""

    url: str
    text: str
    on: Page
    """The page that holds it."""

    @property
    def is_file(self) -> bool:
        """Is it a file that nobody here reads?"""
        return re.search(r"\.(pdf|docx?|xlsx?|csv|zip)$", urlsplit(self.url).path, re.I) is not None


@dataclass(frozen=True, slots=True)
class Document:
    """A page that was found and read, and the link that led to it."""

    page: Page
    link: Link | None = None
    """None when it was found at a usual address."""


@dataclass(frozen=True, slots=True)
class Search:
    """What became of looking for pages of a kind."""

    links: tuple[Link, ...] = ()
    """Links that name one, the likeliest first."""
    document: Document | None = None
    """The first that could be read."""
    tried: tuple[tuple[str, State, str], ...] = ()
    """What was asked for in vain: address, state and why."""

    def why(self) -> str:
        """What was tried, in one line."""
        said = "; ".join(f"{url}: {state}" for url, state, _ in self.tried)
        return said or "no link on the pages that were read leads there"

    @property
    def state(self) -> State:
        """Why there is no document; a link that did not open says more than an address tried."""
        return self.tried[0][1] if self.tried else State.NOT_FOUND


def documents(site: Site) -> Documents:
    """The vendor's pages about security, privacy and contracts; shared by all probes."""
    return site.once(Documents)


class Documents:
    """The pages of one site, looked for when they are asked for. One for each `Site`."""

    def __init__(self, site: Site) -> None:
        """Nothing is asked yet."""
        self._site = site
        self._asked: dict[str, Page | tuple[State, str]] = {}
        self._links: dict[Page, Mapping[Kind, tuple[Link, ...]]] = {}
        self._found: dict[Kind, Search] = {}

    def links(self, kind: Kind) -> tuple[Link, ...]:
        """Links of the landing page that seem to lead to pages of a kind, the likeliest first.

        Raises:
            UnreadableError: the landing page cannot be read.
        """
        return self._on(self._site.page).get(kind, ())

    def on_hubs(self, kind: Kind) -> Iterator[Link]:
        """Links of a kind on the pages that list such pages, as far as the landing page names them.

        Raises:
            UnreadableError: the landing page cannot be read.
        """
        for sort in _sorts().values():
            if sort.hub and sort.kind is not kind and (document := self._linked(sort.kind)):
                yield from self.within(document, kind)

    def within(self, document: Document, kind: Kind) -> tuple[Link, ...]:
        """Links of a kind on a page that was found."""
        return self._on(document.page).get(kind, ())

    def _on(self, page: Page) -> Mapping[Kind, tuple[Link, ...]]:
        """The links of a page by what they seem to lead to; each page is gone through once."""
        from soescan.webstandards.html import document

        if page not in self._links:
            self._links[page] = _sorted_links(page, document(page))
        return self._links[page]

    def find(self, kind: Kind) -> Search:
        """The page of a kind, read; or what was tried.

        Raises:
            UnreadableError: the landing page cannot be read.
        """
        if kind not in self._found:
            self._found[kind] = Search()  # hubs look for each other
            self._found[kind] = self._search(kind)
        return self._found[kind]

    def _search(self, kind: Kind) -> Search:
        sort = _sorts()[kind]
        tried: list[tuple[str, State, str]] = []
        links = self.links(kind)
        if document := self._first(links, tried):
            return Search(links, document, tuple(tried))
        if not sort.hub:
            links = tuple(dict.fromkeys((*links, *self.on_hubs(kind))))
            if document := self._first(links[len(self.links(kind)) :], tried):
                return Search(links, document, tuple(tried))
        document = None if links else self._usual(sort, tried)
        return Search(links, document, tuple(tried))

    def _first(
        self, links: tuple[Link, ...], tried: list[tuple[str, State, str]]
    ) -> Document | None:
        """The first page that opens, of a few links."""
        for link in [one for one in links if not one.is_file][:_TRIES]:
            got = self.ask(link.url)
            if isinstance(got, Page):
                return Document(got, link)
            tried.append((link.url, *got))
        return None

    def _linked(self, kind: Kind) -> Document | None:
        """A page of a kind that the landing page links to; it is not looked for elsewhere."""
        return (
            self.find(kind).document if kind in self._found else self._first(self.links(kind), [])
        )

    def _usual(self, sort: Sort, tried: list[tuple[str, State, str]]) -> Document | None:
        """A page of a kind at one of the addresses that are usual for it."""
        base = self._site.page.url
        for path in sort.paths:
            url = urljoin(base, path.replace("{domain}", self._site.domain))
            got = self.ask(url)
            if isinstance(got, Page) and not speaks_of(got, sort):
                got = (State.SOFT_404, "the page there is about something else")
            if isinstance(got, Page):
                return Document(got)
            tried.append((url, *got))
        return None

    def ask(self, url: str) -> Page | tuple[State, str]:
        """A page in HTML, or why it cannot be read. Each is asked for once, `FETCHES` in all."""
        url = url.partition("#")[0]
        if url not in self._asked:
            if url == self._site.page.url:
                return self._site.page
            if len(self._asked) >= FETCHES:
                return State.NOT_FOUND, f"not asked for: {FETCHES} pages of the site were read"
            self._asked[url] = self._get(url)
        return self._asked[url]

    def _get(self, url: str) -> Page | tuple[State, str]:
        try:
            page = self._site.ask(Get(url))
            state, why = judge(page)
            if state is not None:
                return state, why
            if why := soft_404(page, url, self._site.page):
                return State.SOFT_404, why
            _ = page.text
        except UnreadableError as error:
            return error.state, error.why
        return page if page.is_html else (State.MALFORMED, f"no page but {page.media_type}")


# --- links ---------------------------------------------------------------------------------------


def _sorted_links(page: Page, root: HtmlElement) -> Mapping[Kind, tuple[Link, ...]]:
    """The links of a page by what they seem to lead to, the likeliest first."""
    found: dict[Kind, list[tuple[int, int, Link]]] = {}
    for number, link in enumerate(_links(page, root)):
        kind, strength = _about(link)
        if kind:
            found.setdefault(kind, []).append((-strength, number, link))
    made: dict[Kind, tuple[Link, ...]] = {}
    for kind, ranked in found.items():
        by_url: dict[str, Link] = {}
        for _, _, link in sorted(ranked, key=lambda one: one[:2]):
            by_url.setdefault(link.url, link)
        made[kind] = tuple(by_url.values())[:20]
    return made


def _links(page: Page, root: HtmlElement) -> Iterator[Link]:
    written = next((str(one.get("href") or "") for one in root.iter("base")), "")
    try:
        base = urljoin(page.url, written)
    except ValueError:
        return
    for element in islice(root.iter("a"), LINKS):
        url = joined(base, (element.get("href") or "").strip()[:2_000]).partition("#")[0]
        if url.startswith(("http://", "https://")) and host(url):
            text = (
                "".join(islice(element.itertext(), 50))
                or element.get("aria-label")
                or element.get("title")
                or ""
            )
            yield Link(url, " ".join(text[:300].split()), page)


def _about(link: Link) -> tuple[Kind | None, int]:
    """What a link seems to lead to and how surely: by its words, then by its address."""
    if portal_at(link.url):
        return Kind.TRUST, 9
    same = registrable_domain(host(link.url)) == registrable_domain(link.on.host)
    if _vocabulary().isdisjoint(words(f"{link.text} {unquote(link.url)}").split()):
        return None, 0  # most links: nothing in them is one of our words
    parts, segments = _parts(link.text), _segments(link.url) if same else ()
    if any(one in segments for one in _not_address()):
        return None, 0
    if not same and any(belongs(host(link.url), one) for one in _table().not_host):
        return None, 0
    best: tuple[int, int, Kind, int] | None = None
    for kind, by_text, by_address in _word_lists():
        said = max((_share(part, by_text) for part in parts), default=0)
        # The further down the address, the closer to the matter: /legal/dpa is about the DPA.
        named = max(
            (at for at, one in enumerate(segments, 1) if _share(one, by_address)), default=0
        )
        if (said or named) and (best is None or (said, named) > best[:2]):
            best = (said, named, kind, 4 * same + 2 * bool(said) + bool(named))
    return (best[2], best[3]) if best else (None, 0)


_JOINTS = re.compile(
    r"\s*[&/|,;:·•()\[\]]\s*|\s+[-–—+]\s+|\s+(?:and|und|et|y|e|en|og|och)\s+", re.IGNORECASE
)


def _parts(text: str) -> tuple[str, ...]:
    """The text of a link and what it joins, folded: *Imprint & Privacy* leads to both."""
    return tuple(dict.fromkeys(map(words, (text, *_JOINTS.split(text)[:8]))))


def _segments(url: str) -> tuple[str, ...]:
    """The words of an address, part by part: the host's first label, then the path."""
    parts = urlsplit(url)
    label = (parts.hostname or "").partition(".")[0]
    path = re.sub(r"\.[a-z]{2,5}$", "", unquote(parts.path)[:500])
    return tuple(re.sub(r"\b[0-9]+\b", "", words(one)).strip() for one in (label, *path.split("/")))


def _share(part: str, wanted: tuple[str, ...]) -> int:
    """The length of the longest of some words that make up most of a text; 0 when none does.

    A sentence that mentions a matter is not its name: *national security* is none of ours.
    """
    if _vocabulary().isdisjoint(part.split()):
        return 0
    size = part.count(" ") + 1
    padded = f" {part} "
    found = 0
    for one in wanted:
        if len(one) > found and f" {one} " in padded:
            many = one.count(" ") + 1
            if 2 * many > size or (many > 1 and 2 * many == size):
                found = len(one)
    return found


_ASCII_WORD = re.compile(r"[a-z0-9]+")


def words(text: str) -> str:
    """A text as words are looked for in it: no case, accents, hyphens or punctuation.

    >>> words("Sub-processors & Données")
    'sub processors donnees'
    """
    if text.isascii():
        return " ".join(_ASCII_WORD.findall(text.lower()))
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c if c.isalnum() else "" if unicodedata.combining(c) else " " for c in plain)
    return " ".join(kept.split())


def speaks_of(page: Page, sort: Sort) -> bool:
    """Does a page name a matter in its title or its first headings?"""
    from soescan.webstandards.html import document

    root = document(page)
    named = [
        str(one.text_content())[:200] for tag in ("title", "h1", "h2") for one in root.iter(tag)
    ]
    _, by_text, _ = next(one for one in _word_lists() if one[0] is sort.kind)
    return any(f" {word} " in f" {words(text)} " for text in named[:20] for word in by_text)


def portal_at(url: str) -> str:
    """The service whose portal is at an address; nothing when it is none.

    >>> portal_at("https://app.drata.com/trust/9cbf"), portal_at("https://app.drata.com/login")
    ('Drata', '')
    """
    if not (portals := _portals_on(host(url))):
        return ""
    path = urlsplit(url).path.strip("/").split("/")
    for wanted, portal in portals:
        fits = all(one in ("*", given) for one, given in zip(wanted, path, strict=False))
        if len(path) >= len(wanted) and fits:
            return portal
    return ""


@lru_cache(maxsize=8_192)
def _portals_on(name: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    """The services that keep portals on a host: the parts of their addresses, and their names."""
    listed = ((at.partition("/"), one.name) for one in _table().portals for at in one.at)
    return tuple(
        (tuple(start.split("/")) if start else (), portal)
        for (domain, _, start), portal in listed
        if belongs(name, domain)
    )


def portal_on(page: Page, root: HtmlElement) -> str:
    """The service that keeps the portal which a page is; nothing when it is none."""
    if name := portal_at(page.url):
        return name
    loaded = {
        host(str(one.get("src") or one.get("href") or "")) for one in root.iter("script", "link")
    }
    for portal in _table().portals:
        if any(belongs(one, domain) for one in loaded for domain in portal.loads):
            return portal.name
    return ""


@cache
def _table() -> Pages:
    return builtin.table("claims/pages.yaml", Pages)


@cache
def _sorts() -> Mapping[Kind, Sort]:
    return {sort.kind: sort for sort in _table().documents}


@cache
def _word_lists() -> tuple[tuple[Kind, tuple[str, ...], tuple[str, ...]], ...]:
    return tuple(
        (sort.kind, tuple(map(words, sort.text)), tuple(map(words, sort.address)))
        for sort in _table().documents
    )


@cache
def _vocabulary() -> frozenset[str]:
    """Every word in the lists, to pass over what holds none of them."""
    listed = (one for _, *both in _word_lists() for words in both for one in words)
    return frozenset(word for one in listed for word in one.split())


@cache
def _not_address() -> tuple[str, ...]:
    return tuple(map(words, _table().not_address))
