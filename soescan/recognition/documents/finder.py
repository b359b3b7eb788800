"""The pages on which a vendor says how it treats data: found from its site, each asked for once.

Looks, in this order, at the links of the landing page and its footer, at the links of the pages
that list such pages, and at a few addresses that are usual. A usual address counts only if the page
there speaks of the matter in its title or headings. A site is asked for at most `MAX_FETCHES`
pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from soescan.errors import UnreadableError, UnreadableState
from soescan.recognition.documents.document_types import DocumentKind, DocumentType, types_by_kind
from soescan.recognition.documents.links import DocumentLink, is_about, links_by_kind
from soescan.site.page_state import classify_page, soft_404_reason
from soescan.web import Get, Page
from soescan.web.url import join_url

if TYPE_CHECKING:
    from soescan.site.site import Site


MAX_FETCHES = 12
"""Pages beside the landing page that a site is asked for."""

_MAX_TRIES = 2
"""Links of one kind that are followed before the usual addresses are tried."""


@dataclass(frozen=True, slots=True)
class VendorDocument:
    """A page that was found and read, and the link that led to it."""

    page: Page
    link: DocumentLink | None = None
    """None when it was found at a usual address."""


@dataclass(frozen=True, slots=True)
class DocumentSearch:
    """What became of looking for pages of a kind."""

    links: tuple[DocumentLink, ...] = ()
    """Links that name one, the likeliest first."""
    document: VendorDocument | None = None
    """The first that could be read."""
    tried: tuple[tuple[str, UnreadableState, str], ...] = ()
    """What was asked for in vain: address, state and why."""

    def describe_attempts(self) -> str:
        """Addresses tried in vain with their states, in one line, as gaps word it."""
        attempts = "; ".join(f"{url}: {state}" for url, state, _ in self.tried)
        return attempts or "no link on the pages that were read leads there"

    @property
    def state(self) -> UnreadableState:
        """The state of the first attempt, a link if there was one; NOT_FOUND without any."""
        return self.tried[0][1] if self.tried else UnreadableState.NOT_FOUND


def document_finder(site: Site) -> DocumentFinder:
    """The finder of a site, one for all probes, so that no page is asked for twice."""
    return site.compute_once(DocumentFinder)


class DocumentFinder:
    """The pages of one site, looked for when they are asked for. One for each `Site`."""

    def __init__(self, site: Site) -> None:
        """Nothing is asked yet."""
        self._site = site
        self._asked: dict[str, Page | tuple[UnreadableState, str]] = {}
        self._links: dict[Page, Mapping[DocumentKind, tuple[DocumentLink, ...]]] = {}
        self._found: dict[DocumentKind, DocumentSearch] = {}

    def landing_page_links(self, kind: DocumentKind) -> tuple[DocumentLink, ...]:
        """Links of the landing page that seem to lead to pages of a kind, the likeliest first.

        Raises:
            UnreadableError: the landing page cannot be read.
        """
        return self._page_links(self._site.page).get(kind, ())

    def hub_links(self, kind: DocumentKind) -> Iterator[DocumentLink]:
        """Links of a kind on the pages that list such pages, as far as the landing page names them.

        Raises:
            UnreadableError: the landing page cannot be read.
        """
        for document_type in types_by_kind().values():
            if (
                document_type.hub
                and document_type.kind is not kind
                and (document := self._find_linked_document(document_type.kind))
            ):
                yield from self.document_links(document, kind)

    def document_links(
        self, document: VendorDocument, kind: DocumentKind
    ) -> tuple[DocumentLink, ...]:
        """Links to pages of a kind on a document that was found, the likeliest first."""
        return self._page_links(document.page).get(kind, ())

    def _page_links(self, page: Page) -> Mapping[DocumentKind, tuple[DocumentLink, ...]]:
        """The links of a page by what they seem to lead to; each page is gone through once."""
        from soescan.webstandards.html import parse_page

        if page not in self._links:
            self._links[page] = links_by_kind(page, parse_page(page))
        return self._links[page]

    def find(self, kind: DocumentKind) -> DocumentSearch:
        """The page of a kind, read; or what was tried.

        Raises:
            UnreadableError: the landing page cannot be read.
        """
        if kind not in self._found:
            self._found[kind] = DocumentSearch()  # hubs look for each other
            self._found[kind] = self._search(kind)
        return self._found[kind]

    def _search(self, kind: DocumentKind) -> DocumentSearch:
        document_type = types_by_kind()[kind]
        tried: list[tuple[str, UnreadableState, str]] = []
        links = self.landing_page_links(kind)
        if document := self._open_first(links, tried):
            return DocumentSearch(links, document, tuple(tried))
        if not document_type.hub:
            links = tuple(dict.fromkeys((*links, *self.hub_links(kind))))
            if document := self._open_first(links[len(self.landing_page_links(kind)) :], tried):
                return DocumentSearch(links, document, tuple(tried))
        document = None if links else self._try_usual_paths(document_type, tried)
        return DocumentSearch(links, document, tuple(tried))

    def _open_first(
        self, links: tuple[DocumentLink, ...], tried: list[tuple[str, UnreadableState, str]]
    ) -> VendorDocument | None:
        """The first page that can be read, of the first few links; the others go to `tried`."""
        for link in [candidate for candidate in links if not candidate.is_file][:_MAX_TRIES]:
            fetched = self.fetch(link.url)
            if isinstance(fetched, Page):
                return VendorDocument(fetched, link)
            tried.append((link.url, *fetched))
        return None

    def _find_linked_document(self, kind: DocumentKind) -> VendorDocument | None:
        """A page of a kind that the landing page links to; it is not looked for elsewhere."""
        return (
            self.find(kind).document
            if kind in self._found
            else self._open_first(self.landing_page_links(kind), [])
        )

    def _try_usual_paths(
        self, document_type: DocumentType, tried: list[tuple[str, UnreadableState, str]]
    ) -> VendorDocument | None:
        """The first page at a usual path that is about the matter; the others go to `tried`."""
        base = self._site.page.url
        for path in document_type.paths:
            url = join_url(base, path.replace("{domain}", self._site.domain))
            fetched = self.fetch(url)
            if isinstance(fetched, Page) and not is_about(fetched, document_type):
                fetched = (UnreadableState.SOFT_404, "the page there is about something else")
            if isinstance(fetched, Page):
                return VendorDocument(fetched)
            tried.append((url, *fetched))
        return None

    def fetch(self, url: str) -> Page | tuple[UnreadableState, str]:
        """A page in HTML, or its state and why it cannot be read.

        Each address is asked for once, `MAX_FETCHES` in all.
        """
        url = url.partition("#")[0]
        if url not in self._asked:
            if url == self._site.page.url:
                return self._site.page
            if len(self._asked) >= MAX_FETCHES:
                return (
                    UnreadableState.NOT_FOUND,
                    f"not asked for: {MAX_FETCHES} pages of the site were read",
                )
            self._asked[url] = self._fetch(url)
        return self._asked[url]

    def _fetch(self, url: str) -> Page | tuple[UnreadableState, str]:
        try:
            page = self._site.ask(Get(url))
            state, why = classify_page(page)
            if state is not None:
                return state, why
            if why := soft_404_reason(page, url, self._site.page):
                return UnreadableState.SOFT_404, why
            _ = page.text
        except UnreadableError as error:
            return error.state, error.why
        return (
            page if page.is_html else (UnreadableState.MALFORMED, f"no page but {page.media_type}")
        )
