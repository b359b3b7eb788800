"""A page that a vendor publishes: found and read, only named by a link, or looked for in vain."""

from __future__ import annotations

from collections.abc import Iterator

from soescan.errors import UnreadableState
from soescan.model import Basis, Fact, Gap
from soescan.recognition.documents.document_types import DocumentKind
from soescan.recognition.documents.finder import DocumentSearch, document_finder
from soescan.site.site import Site


def published_page_facts(
    site: Site, kind: DocumentKind, key: str, probe: str
) -> Iterator[Fact | Gap]:
    """Yield that a page of a kind was found and read, as stated by the vendor.

    A link to a page that was not read is no evidence of what stands there, and that none was found
    is no evidence that there is none: then gaps say what was tried, and which address is named. So
    they do of addresses of the vendor catalog at which no such page stands any more.
    """
    search = document_finder(site).find(kind)
    if search.document:
        name = document_name(search)
        yield site.fact(key, True, search.document.page, name, basis=Basis.STATED)
    elif search.links:
        yield from unread_page_gaps(site, search, probe)
    else:
        yield site.gap(probe, site.url, search.state, search.describe_attempts())
    yield from catalogued_address_gaps(site, kind, probe)


def catalogued_address_gaps(site: Site, kind: DocumentKind, probe: str) -> Iterator[Gap]:
    """Yield a gap for each address of the vendor catalog at which no page of a kind was read.

    Nothing where the product is not known, and none for what a link's gap tells already.
    """
    finder = document_finder(site)
    search = finder.find(kind)
    is_told = search.links and not search.document
    told = {url for url, _, _ in search.tried} if is_told else set()
    for url, state, why in finder.find_catalogued(kind).tried:
        if url not in told:
            yield site.gap(probe, url, state, f"named by the vendor catalog; {why or state}")


def document_name(search: DocumentSearch) -> str:
    """What the page that was found is called: by the link to it, else by its title."""
    from soescan.webstandards.html import parse_page

    document = search.document
    if document is None:
        return ""
    link_text = document.link.text if document.link else ""
    return link_text or str(parse_page(document.page).findtext(".//title") or "")


def unread_page_gaps(site: Site, search: DocumentSearch, probe: str) -> Iterator[Gap]:
    """Yield a gap for each address tried in vain, and for the first link to a file.

    Where a link names the address, the gap says what the link is called.
    """
    names = {link.url: link.text for link in search.links}
    for url, state, why in search.tried:
        yield site.gap(probe, url, state, describe_link(names.get(url, ""), why))
    file = next((link for link in search.links if link.is_file), None)
    if file:
        why = describe_link(file.text, "a file, which is not read")
        yield site.gap(probe, file.url, UnreadableState.MALFORMED, why)


def describe_link(text: str, why: str) -> str:
    """What a link that was not read is called, and why it was not read.

    >>> describe_link("Privacy", "status 404"), describe_link("", "status 404")
    ('linked as “Privacy”; status 404', 'status 404')
    """
    return f"linked as “{text[:60]}”; {why}" if text else why
