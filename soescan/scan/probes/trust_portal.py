"""Is there a trust portal?

Looks at: the address that the vendor catalog names for the product whose own site it is; links to
portals that services keep for vendors, on the landing page and on the pages about trust and
security; pages that call themselves a trust center; and the usual addresses. A
service is recognised by the portal's address or by the scripts that the page loads. A link alone is
none: a page that calls itself a trust portal has to answer there.

Why it matters: reports of auditors and answers to questionnaires are kept there; knowing the
address saves the first mails.

Cannot see: what is in it. Most portals are drawn by scripts or stand behind a confidentiality
agreement: that nothing could be read there says nothing about certificates.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.errors import UnreadableState
from soescan.model import Basis, Fact, Gap
from soescan.recognition.documents.document_types import DocumentKind
from soescan.recognition.documents.finder import VendorDocument, document_finder
from soescan.recognition.documents.links import DocumentLink
from soescan.recognition.documents.page_matter import speaks_of
from soescan.recognition.documents.published_page import (
    catalogued_address_gaps,
    document_name,
    unread_page_gaps,
)
from soescan.recognition.documents.trust_portals import portal_at_address, portal_of_page
from soescan.scan.probes.probe import Probe
from soescan.site.site import Site
from soescan.web import Page
from soescan.web.url import host

_ID = "trust-portal"


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield ``assurance.portal`` when a page of one answered, and a gap for what cannot be read."""
    search = document_finder(site).find_catalogued(DocumentKind.TRUST)
    name = document_name(search)
    outcomes = list(_portal_at(site, search.document, name)) if search.document else []
    yield from outcomes or _linked_portal(site)
    yield from catalogued_address_gaps(site, DocumentKind.TRUST, _ID)


def _linked_portal(site: Site) -> Iterator[Fact | Gap]:
    """The portal that links of the site lead to, or what was tried."""
    search = document_finder(site).find_linked(DocumentKind.TRUST)
    document = search.document
    hosted = next(
        (link for link in _portal_links(site, document) if portal_at_address(link.url)), None
    )
    if hosted is not None:
        yield from _hosted_portal(site, hosted)
    elif document and (outcomes := list(_portal_at(site, document, _link_text(document)))):
        yield from outcomes
    elif search.links:
        yield from unread_page_gaps(site, search, _ID)
    else:
        yield site.gap(_ID, site.url, search.state, search.describe_attempts())


def _portal_at(site: Site, document: VendorDocument, name: str) -> Iterator[Fact | Gap]:
    """The portal that a page about trust is, with its content as a gap where a service keeps it.

    Nothing when it is none, by its address, by what it loads and by its `name`.
    """
    from soescan.webstandards.html import parse_page

    page = document.page
    if service := portal_of_page(page, parse_page(page)):
        yield _portal_fact(site, page.url, page)
        yield _portal_gap(site, page.url, service)
    elif _is_vendor_portal(page, name):
        yield _portal_fact(site, page.url, page, name)


def _hosted_portal(site: Site, link: DocumentLink) -> Iterator[Fact | Gap]:
    """The portal that a service keeps at the address of a link, if a page of one answers there."""
    finder = document_finder(site)
    fetched = finder.fetch(link.url)
    frame = finder.script_frame(link.url)
    page = fetched if isinstance(fetched, Page) else frame
    if page and portal_at_address(page.url) and speaks_of(page, DocumentKind.TRUST):
        yield _portal_fact(site, link.url, page, link.text)
        yield _portal_gap(site, link.url, portal_at_address(link.url))
        return
    state, why = (
        (UnreadableState.SOFT_404, "the page there is not a trust portal")
        if isinstance(fetched, Page)
        else fetched
    )
    named = f"a link leads to a portal of {portal_at_address(link.url)}, which was not seen"
    yield site.gap(_ID, link.url, state, f"{named}: {why}")


def _portal_fact(site: Site, url: str, page: Page, link_text: str = "") -> Fact:
    return site.fact("assurance.portal", url, page, link_text, basis=Basis.STATED)


def _portal_links(site: Site, document: VendorDocument | None) -> Iterator[DocumentLink]:
    """Links to trust portals on the landing page and on the pages that list such pages."""
    yield from document_finder(site).landing_page_links(DocumentKind.TRUST)
    if document is not None:
        yield from document_finder(site).document_links(document, DocumentKind.TRUST)
    yield from document_finder(site).hub_links(DocumentKind.TRUST)


def _is_vendor_portal(page: Page, name: str) -> bool:
    """Is it a portal of the vendor's own: on a host for it, or called by such a name?"""
    label = host(page.url).partition(".")[0]
    is_named = "center" in name.lower() or "portal" in name.lower()
    return is_named or label in ("trust", "security", "compliance")


def _link_text(document: VendorDocument) -> str:
    return document.link.text if document.link else ""


def _portal_gap(site: Site, url: str, name: str) -> Gap:
    why = f"a portal of {name}: its content is drawn by scripts or given to registered readers only"
    return site.gap(_ID, url, UnreadableState.SCRIPT_ONLY, why)


PROBE = Probe(id=_ID, doc=__doc__, keys=("assurance.portal",), look=look)
