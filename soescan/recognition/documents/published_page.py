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
    is no evidence that there is none: then gaps say what was tried, and which address is named.
    """
    search = document_finder(site).find(kind)
    if (document := search.document) and not (document.link and document.link.text):
        yield site.fact(key, True, document.page, page_title(site, search), basis=Basis.STATED)
    elif document and document.link:
        yield site.fact(key, True, document.page, document.link.text, basis=Basis.STATED)
    elif search.links:
        yield from unread_page_gaps(site, search, probe)
    else:
        yield site.gap(probe, site.url, search.state, search.describe_attempts())


def page_title(site: Site, search: DocumentSearch) -> str:
    """The title of the page that was found."""
    from soescan.webstandards.html import parse_page as parsed

    assert search.document  # noqa: S101 - the caller looked
    return str(parsed(search.document.page).findtext(".//title") or "")


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
