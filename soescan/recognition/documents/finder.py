"""The pages on which a vendor says how it treats data: found from its site, each asked for once.

Looks, in this order, at the addresses that the vendor catalog names for the product whose own site
it is, at the links of the landing page and its footer, at the links of the pages that list such
pages, and at a few addresses that are usual. A page counts only if it speaks of the matter
(`page_matter`), whatever the link to it or its address is called. A site is asked for at most
`MAX_FETCHES` pages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from soescan.errors import UnreadableError, UnreadableState
from soescan.recognition.documents.document_types import DocumentKind, DocumentType, types_by_kind
from soescan.recognition.documents.links import DocumentLink, is_file_address, links_by_kind
from soescan.recognition.documents.page_matter import speaks_of
from soescan.recognition.documents.trust_portals import portal_at_address
from soescan.reference.products import vendor_addresses
from soescan.site.page_state import classify_page, soft_404_reason
from soescan.site.whole_page import cut_state
from soescan.web import Get, Page
from soescan.web.url import host, join_url, registrable_domain

if TYPE_CHECKING:
    from soescan.site.site import Site


MAX_FETCHES = 12
"""Pages beside the landing page that a site is asked for."""

_OFF_TOPIC = "the page there is about something else"

_MAX_TRIES = 2
"""Links of one kind that are followed before the usual addresses are tried."""


@dataclass(frozen=True, slots=True)
class VendorDocument:
    """A page that was found and read, and the link that led to it."""

    page: Page
    link: DocumentLink | None = None
    """None when it was found at an address of the vendor catalog or at a usual one."""


@dataclass(frozen=True, slots=True)
class DocumentSearch:
    """What became of looking for pages of a kind."""

    links: tuple[DocumentLink, ...] = ()
    """Links that name one, the likeliest first; not those to pages about something else."""
    document: VendorDocument | None = None
    """The first that could be read and speaks of the matter."""
    tried: tuple[tuple[str, UnreadableState, str], ...] = ()
    """What was asked for in vain: address, state and why."""

    def describe_attempts(self) -> str:
        """Addresses tried in vain with their states, in one line, as gaps word it."""
        attempts = "; ".join(
            f"{url}: {_OFF_TOPIC if why == _OFF_TOPIC else state}" for url, state, why in self.tried
        )
        return attempts or "no link on the pages that were read leads there"

    @property
    def state(self) -> UnreadableState:
        """The state of the first attempt, a link if there was one; NOT_FOUND without any.

        NOT_ASKED where pages are missing that were asked for, and others were not asked for.
        """
        states = [state for _, state, _ in self.tried]
        if UnreadableState.NOT_ASKED in states and set(states) <= _ABSENT:
            return UnreadableState.NOT_ASKED
        return states[0] if states else UnreadableState.NOT_FOUND


def _off_topic(page: Page) -> tuple[UnreadableState, str]:
    """The state of a page that does not speak of the matter, as far as it was read."""
    state, why = cut_state(page)
    return (UnreadableState.SOFT_404, _OFF_TOPIC) if state is None else (state, why)


_ABSENT = {UnreadableState.NOT_ASKED, UnreadableState.NOT_FOUND, UnreadableState.SOFT_404}


def document_finder(site: Site) -> DocumentFinder:
    """The finder of a site, one for all probes, so that no page is asked for twice."""
    return site.compute_once(DocumentFinder)


class DocumentFinder:
    """The pages of one site, looked for when they are asked for. One for each `Site`."""

    def __init__(self, site: Site) -> None:
        """Nothing is asked yet."""
        self._site = site
        self._asked: dict[str, Page | tuple[UnreadableState, str]] = {}
        self._frames: dict[str, Page] = {}
        self._links: dict[Page, Mapping[DocumentKind, tuple[DocumentLink, ...]]] = {}
        self._catalogued: dict[DocumentKind, DocumentSearch] = {}
        self._linked: dict[DocumentKind, DocumentSearch] = {}
        self._addresses = vendor_addresses.addresses_at(site.host)

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
        catalogued = self.find_catalogued(kind)
        return catalogued if catalogued.document else self.find_linked(kind)

    def find_linked(self, kind: DocumentKind) -> DocumentSearch:
        """As `find`, without the addresses of the vendor catalog: by links and usual addresses.

        For who needs more of a page than that it speaks of the matter, and does not find it at an
        address of the catalog.

        Raises:
            UnreadableError: the landing page cannot be read.
        """
        if kind not in self._linked:
            self._linked[kind] = DocumentSearch()  # hubs look for each other
            self._linked[kind] = self._search(kind)
        return self._linked[kind]

    def find_catalogued(self, kind: DocumentKind) -> DocumentSearch:
        """The page of a kind at an address that the vendor catalog names; or what was tried there.

        What a recording does not hold was not tried: it was made by who did not know the address.

        Raises:
            UnreadableError: the landing page cannot be read.
        """
        if kind not in self._catalogued:
            tried: list[tuple[str, UnreadableState, str]] = []
            document = self._open_catalogued(kind, tried)
            links = self.landing_page_links(kind) if document else ()
            self._catalogued[kind] = DocumentSearch(links, document, tuple(tried))
        return self._catalogued[kind]

    def _open_catalogued(
        self, kind: DocumentKind, tried: list[tuple[str, UnreadableState, str]]
    ) -> VendorDocument | None:
        for url in self._addresses.get(kind, ()):
            fetched = self._fetch_catalogued(url, kind)
            if isinstance(fetched, Page):
                links = self.landing_page_links(kind)
                return VendorDocument(fetched, next((x for x in links if x.url == url), None))
            if fetched[0] is UnreadableState.NOT_RECORDED:
                self._asked.pop(url, None)
            else:
                tried.append((url, *fetched))
        return None

    def _fetch_catalogued(self, url: str, kind: DocumentKind) -> Page | tuple[UnreadableState, str]:
        """The page at an address of the catalog, if it speaks of the matter.

        Where the address has come to lead to another domain, mentions do not do: whoever took over
        the address may mention the matter anywhere. Of a hosted portal that scripts draw, the frame
        is the page.
        """
        if is_file_address(url):
            return UnreadableState.MALFORMED, "a file, which is not read"
        fetched = self.fetch(url)
        frame = self.script_frame(url)
        if frame and portal_at_address(frame.url):
            fetched = frame
        if not isinstance(fetched, Page):
            return fetched
        is_there = registrable_domain(host(url)) == registrable_domain(fetched.host)
        by_mentions = is_there and fetched is not self._site.page
        return fetched if speaks_of(fetched, kind, by_mentions=by_mentions) else _off_topic(fetched)

    def _search(self, kind: DocumentKind) -> DocumentSearch:
        document_type = types_by_kind()[kind]
        tried: list[tuple[str, UnreadableState, str]] = []
        links = self.landing_page_links(kind)
        document = self._open_first(links, tried, kind)
        if document is None and not document_type.hub:
            followed, links = links, tuple(dict.fromkeys((*links, *self.hub_links(kind))))
            document = self._open_first(links[len(followed) :], tried, kind)
        off_topic = {url for url, _, why in tried if why == _OFF_TOPIC}
        links = tuple(link for link in links if link.url not in off_topic)
        if document is None and not links:
            document = self._try_usual_paths(document_type, tried)
        return DocumentSearch(links, document, tuple(tried))

    def _open_first(
        self,
        links: tuple[DocumentLink, ...],
        tried: list[tuple[str, UnreadableState, str]],
        kind: DocumentKind | None = None,
    ) -> VendorDocument | None:
        """The first page that can be read, of the first few links; the others go to `tried`.

        With a `kind`, the page has to speak of its matter.
        """
        for link in [candidate for candidate in links if not candidate.is_file][:_MAX_TRIES]:
            fetched = self.fetch(link.url)
            if isinstance(fetched, Page) and kind and not self._is_about(fetched, kind, link.text):
                fetched = _off_topic(fetched)
            if isinstance(fetched, Page):
                return VendorDocument(fetched, link)
            tried.append((link.url, *fetched))
        return None

    def _is_about(self, page: Page, kind: DocumentKind, link_text: str) -> bool:
        """Does a page that a link leads to speak of the matter?

        A link of the landing page to itself is one that somebody has left open: the notice about
        cookies there mentions the matter, and only a heading makes the page a document.
        """
        is_landing_page = page is self._site.page
        return speaks_of(page, kind, link_text, by_mentions=not is_landing_page)

    def _find_linked_document(self, kind: DocumentKind) -> VendorDocument | None:
        """A page that a link of the landing page calls by a kind, also when it lists others only.

        One at an address of the vendor catalog goes before. It is looked for nowhere else, unless
        it was already.
        """
        found = self.find_catalogued(kind).document
        if found is None and kind in self._linked:
            found = self._linked[kind].document
        return found or self._open_first(self.landing_page_links(kind), [])

    def _try_usual_paths(
        self, document_type: DocumentType, tried: list[tuple[str, UnreadableState, str]]
    ) -> VendorDocument | None:
        """The first page at a usual path that is about the matter; the others go to `tried`."""
        base = self._site.page.url
        for path in document_type.paths:
            url = join_url(base, path.replace("{domain}", self._site.domain))
            fetched = self.fetch(url)
            if isinstance(fetched, Page) and not speaks_of(fetched, document_type.kind):
                fetched = _off_topic(fetched)
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
                    UnreadableState.NOT_ASKED,
                    f"{MAX_FETCHES} pages of the site were asked for, and no more are",
                )
            self._asked[url] = self._fetch(url)
        return self._asked[url]

    def script_frame(self, url: str) -> Page | None:
        """The page that `fetch` met at an address, if it is a mere frame for what scripts draw."""
        return self._frames.get(url.partition("#")[0])

    def _fetch(self, url: str) -> Page | tuple[UnreadableState, str]:
        try:
            page = self._site.ask(Get(url))
            state, why = classify_page(page)
            if state is UnreadableState.SCRIPT_ONLY:
                self._frames[url] = page
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
