"""Which other companies get access to customer data, and where?

Looks at: the list of subprocessors that the vendor publishes: tables, bullets, definitions and
labelled lines, by region and legal entity; and what stands beside it about notice of changes and
transfers abroad. It is looked for first at the address that the vendor catalog names for the
product whose own site it is.

Why it matters: the tool's data goes to all of them. Countries and suppliers of artificial
intelligence on the list are what data protection officers ask for first.

Cannot see: whether the list is complete or current; lists that are files, forms or drawn by
scripts; and which entry applies to which customer, where the list makes conditions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from soescan.errors import UnreadableState
from soescan.model import Basis, Fact, Gap, Value
from soescan.recognition.documents.document_types import DocumentKind
from soescan.recognition.documents.finder import DocumentSearch, VendorDocument, document_finder
from soescan.recognition.documents.published_page import (
    catalogued_address_gaps,
    unread_page_gaps,
)
from soescan.recognition.subprocessors import Subprocessor, read_subprocessors
from soescan.recognition.subprocessors.sentences import (
    find_none_used,
    find_notice_days,
    says_none_at_all,
)
from soescan.scan.probes.probe import Probe
from soescan.site.site import Site
from soescan.site.whole_page import require_whole
from soescan.web import Page

_ID = "subprocessors"


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield what the list says; what is not on a page that can be read is a gap."""
    search = _choose_search(site)
    document, entries = _find_list(site, search)
    none_used = _none_used(document)
    if document is not None and entries and says_none_at_all(none_used):
        yield _stated_fact(site, "subproc.page", True, document.page, _link_text(document))
        why = f"the page says “{none_used}”, and lists {entries[0].name} and others below"
        yield site.gap(_ID, document.page.url, UnreadableState.MALFORMED, why)
    elif document is not None and entries:
        yield _stated_fact(site, "subproc.page", True, document.page, _link_text(document))
        yield from _list_facts(site, document.page, entries)
    elif document is not None and none_used:
        yield _stated_fact(site, "subproc.page", False, document.page, none_used)
        for key in ("subproc.list", "subproc.country", "subproc.ai_vendors"):
            yield _stated_fact(site, key, (), document.page, none_used)
    else:
        yield from _unread_list(site, search)
    yield from _notice_facts(site, document)
    yield from catalogued_address_gaps(site, DocumentKind.SUBPROCESSORS, _ID)


def _choose_search(site: Site) -> DocumentSearch:
    """The page at an address of the vendor catalog, if there is a list to read; else by links."""
    finder = document_finder(site)
    catalogued = finder.find_catalogued(DocumentKind.SUBPROCESSORS)
    page = catalogued.document.page if catalogued.document else None
    if page and (read_subprocessors(page.text) or _none_used(catalogued.document)):
        return catalogued
    linked = finder.find_linked(DocumentKind.SUBPROCESSORS)
    return linked if linked.document or page is None else catalogued


def _none_used(document: VendorDocument | None) -> str:
    """The sentence with which a page says that there are no subprocessors."""
    return find_none_used(_readable_text(document.page)) if document else ""


def _find_list(
    site: Site, search: DocumentSearch
) -> tuple[VendorDocument | None, tuple[Subprocessor, ...]]:
    """The page for the list and what it lists; an agreement may have the list as an annex."""
    document = search.document
    if document:
        require_whole(document.page)
    entries = read_subprocessors(document.page.text) if document else ()
    agreement = None if entries else document_finder(site).find(DocumentKind.DPA).document
    if agreement:
        require_whole(agreement.page)
    if agreement and (annexed := read_subprocessors(agreement.page.text)):
        return agreement, annexed
    return document, entries


def _unread_list(site: Site, search: DocumentSearch) -> Iterator[Fact | Gap]:
    """A list that is named but cannot be read here, or none that was found."""
    document, links = search.document, search.links
    if document is not None:
        yield _stated_fact(site, "subproc.page", True, document.page, _link_text(document))
        text = _readable_text(document.page)
        state = (
            UnreadableState.SCRIPT_ONLY if len(text) < _SCRIPT_FRAME else UnreadableState.MALFORMED
        )
        file = next(
            (
                link
                for link in (
                    *document_finder(site).document_links(document, DocumentKind.SUBPROCESSORS),
                    *links,
                )
                if link.is_file
            ),
            None,
        )
        why = f"the list is a file: {file.url}" if file else "no list could be made out on the page"
        yield site.gap(_ID, document.page.url, state, why)
    elif links:
        yield from unread_page_gaps(site, search, _ID)
    else:
        yield site.gap(_ID, site.url, search.state, search.describe_attempts())


_SCRIPT_FRAME = 400
"""Characters of text below which a page is only the frame for what scripts draw."""


def _list_facts(site: Site, page: Page, entries: Sequence[Subprocessor]) -> Iterator[Fact | Gap]:
    """Companies, countries and suppliers of artificial intelligence, each once and in order."""
    names = tuple(dict.fromkeys(entry.name for entry in entries))
    ai = tuple(dict.fromkeys(entry.name for entry in entries if entry.ai))
    countries = tuple(dict.fromkeys(code for entry in entries for code in entry.countries))
    yield _stated_fact(site, "subproc.list", names, page, "; ".join(names))
    yield _stated_fact(site, "subproc.ai_vendors", ai, page, "; ".join(ai))
    if countries:
        locations = "; ".join(dict.fromkeys(entry.location for entry in entries if entry.countries))
        yield _stated_fact(site, "subproc.country", countries, page, locations)
    unplaced = [entry for entry in entries if not entry.countries]
    if unplaced:
        regions = ", ".join(dict.fromkeys(region for entry in unplaced for region in entry.regions))
        named = ", ".join(dict.fromkeys(entry.name for entry in unplaced))
        why = f"no country for {len(unplaced)} of {len(entries)} entries"
        why += f" (regions: {regions})" if regions else ""
        yield site.gap(_ID, page.url, UnreadableState.MALFORMED, f"{why}: {named}")
    mechanisms = {mechanism for entry in entries for mechanism in entry.mechanisms}
    if mechanisms:
        yield _stated_fact(site, "transfer.mechanism", _sort_by_vocabulary(mechanisms), page)


def _notice_facts(site: Site, document: VendorDocument | None) -> Iterator[Fact | Gap]:
    """What the list's page, else the agreement, says of notice."""
    agreement = document_finder(site).find(DocumentKind.DPA).document
    for source in (document, agreement):
        if source is not None and (notice := find_notice_days(_readable_text(source.page))):
            days, sentence = notice
            yield _stated_fact(site, "subproc.notice_days", days, source.page, sentence)
            return


def _sort_by_vocabulary(mechanisms: set[str]) -> tuple[str, ...]:
    from soescan.recognition.subprocessors.terms import terms_table

    return tuple(mechanism for mechanism in terms_table().mechanisms if mechanism in mechanisms)


def _stated_fact(site: Site, key: str, value: Value, page: Page, excerpt: str = "") -> Fact:
    return site.fact(key, value, page, excerpt, basis=Basis.STATED)


def _link_text(document: VendorDocument) -> str:
    return document.link.text if document.link else document.page.url


def _readable_text(page: Page) -> str:
    """What a reader of a page sees, a line for each block."""
    from soescan.webstandards.html import readable_text

    return readable_text(page.text)


PROBE = Probe(
    id=_ID,
    doc=__doc__,
    keys=(
        *("subproc.page", "subproc.list", "subproc.country", "subproc.ai_vendors"),
        *("subproc.notice_days", "transfer.mechanism"),
    ),
    look=look,
)
