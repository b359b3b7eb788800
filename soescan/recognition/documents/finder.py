"""The pages on which a vendor says how it treats data: found from its site, each asked for once.

Looks, in this order, at the links of the landing page and its footer, at the links of the pages
that list such pages, and at a few addresses that are usual. A usual address counts only if the page
there speaks of the matter in its title or headings. A site is asked for at most `FETCHES` pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from soescan.errors import UnreadableError, UnreadableState
from soescan.recognition.documents.document_types import Kind, Sort, types_by_kind
from soescan.recognition.documents.links import Link, links_by_kind, speaks_of
from soescan.site.page_state import judge, soft_404
from soescan.web import Get, Page
from soescan.web.url import join_url

if TYPE_CHECKING:
    from soescan.site.site import Site


FETCHES = 12
"""Pages beside the landing page that a site is asked for."""

_TRIES = 2
"""Links of one kind that are followed before the usual addresses are tried."""


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
    tried: tuple[tuple[str, UnreadableState, str], ...] = ()
    """What was asked for in vain: address, state and why."""

    def why(self) -> str:
        """What was tried, in one line."""
        said = "; ".join(f"{url}: {state}" for url, state, _ in self.tried)
        return said or "no link on the pages that were read leads there"

    @property
    def state(self) -> UnreadableState:
        """Why there is no document; a link that did not open says more than an address tried."""
        return self.tried[0][1] if self.tried else UnreadableState.NOT_FOUND


def documents(site: Site) -> Documents:
    """The vendor's pages about security, privacy and contracts; shared by all probes."""
    return site.once(Documents)


class Documents:
    """The pages of one site, looked for when they are asked for. One for each `Site`."""

    def __init__(self, site: Site) -> None:
        """Nothing is asked yet."""
        self._site = site
        self._asked: dict[str, Page | tuple[UnreadableState, str]] = {}
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
        for sort in types_by_kind().values():
            if sort.hub and sort.kind is not kind and (document := self._linked(sort.kind)):
                yield from self.within(document, kind)

    def within(self, document: Document, kind: Kind) -> tuple[Link, ...]:
        """Links of a kind on a page that was found."""
        return self._on(document.page).get(kind, ())

    def _on(self, page: Page) -> Mapping[Kind, tuple[Link, ...]]:
        """The links of a page by what they seem to lead to; each page is gone through once."""
        from soescan.webstandards.html import document

        if page not in self._links:
            self._links[page] = links_by_kind(page, document(page))
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
        sort = types_by_kind()[kind]
        tried: list[tuple[str, UnreadableState, str]] = []
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
        self, links: tuple[Link, ...], tried: list[tuple[str, UnreadableState, str]]
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

    def _usual(self, sort: Sort, tried: list[tuple[str, UnreadableState, str]]) -> Document | None:
        """A page of a kind at one of the addresses that are usual for it."""
        base = self._site.page.url
        for path in sort.paths:
            url = join_url(base, path.replace("{domain}", self._site.domain))
            got = self.ask(url)
            if isinstance(got, Page) and not speaks_of(got, sort):
                got = (UnreadableState.SOFT_404, "the page there is about something else")
            if isinstance(got, Page):
                return Document(got)
            tried.append((url, *got))
        return None

    def ask(self, url: str) -> Page | tuple[UnreadableState, str]:
        """A page in HTML, or why it cannot be read. Each is asked for once, `FETCHES` in all."""
        url = url.partition("#")[0]
        if url not in self._asked:
            if url == self._site.page.url:
                return self._site.page
            if len(self._asked) >= FETCHES:
                return (
                    UnreadableState.NOT_FOUND,
                    f"not asked for: {FETCHES} pages of the site were read",
                )
            self._asked[url] = self._get(url)
        return self._asked[url]

    def _get(self, url: str) -> Page | tuple[UnreadableState, str]:
        try:
            page = self._site.ask(Get(url))
            state, why = judge(page)
            if state is not None:
                return state, why
            if why := soft_404(page, url, self._site.page):
                return UnreadableState.SOFT_404, why
            _ = page.text
        except UnreadableError as error:
            return error.state, error.why
        return (
            page if page.is_html else (UnreadableState.MALFORMED, f"no page but {page.media_type}")
        )
