"""Is there a trust portal?

Looks at: links to portals that services keep for vendors, on the landing page and on the pages
about trust and security; pages that call themselves a trust center; and the usual addresses. A
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
from soescan.recognition.documents.published_page import unread_page_gaps
from soescan.recognition.documents.trust_portals import portal_at_address, portal_of_page
from soescan.scan.probes.probe import Probe
from soescan.site.site import Site
from soescan.web import Page
from soescan.web.url import host

_ID = "trust-portal"


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield ``assurance.portal`` when a page of one answered, and a gap for what cannot be read."""
    from soescan.webstandards.html import parse_page

    search = document_finder(site).find(DocumentKind.TRUST)
    document = search.document
    hosted = next(
        (link for link in _portal_links(site, document) if portal_at_address(link.url)), None
    )
    if hosted is not None:
        yield from _hosted_portal(site, hosted)
    elif document and (name := portal_of_page(document.page, parse_page(document.page))):
        yield _portal_fact(site, document.page.url, document.page)
        yield _portal_gap(site, document.page.url, name)
    elif document and _is_vendor_portal(document):
        link_text = document.link.text if document.link else ""
        yield _portal_fact(site, document.page.url, document.page, link_text)
    elif search.links:
        yield from unread_page_gaps(site, search, _ID)
    else:
        yield site.gap(_ID, site.url, search.state, search.describe_attempts())


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
        (UnreadableState.SOFT_404, "the page there is no trust portal")
        if isinstance(fetched, Page)
        else fetched
    )
    named = f"a link names a portal of {portal_at_address(link.url)} here, which was not seen"
    yield site.gap(_ID, link.url, state, f"{named}: {why}")


def _portal_fact(site: Site, url: str, page: Page, link_text: str = "") -> Fact:
    return site.fact("assurance.portal", url, page, link_text, basis=Basis.STATED)


def _portal_links(site: Site, document: VendorDocument | None) -> Iterator[DocumentLink]:
    """Links to trust portals on the landing page and on the pages that list such pages."""
    yield from document_finder(site).landing_page_links(DocumentKind.TRUST)
    if document is not None:
        yield from document_finder(site).document_links(document, DocumentKind.TRUST)
    yield from document_finder(site).hub_links(DocumentKind.TRUST)


def _is_vendor_portal(document: VendorDocument) -> bool:
    """Is it a portal of the vendor's own: on a host for it, or linked by such a name?"""
    label = host(document.page.url).partition(".")[0]
    link_text = document.link.text.lower() if document.link else ""
    is_named = "center" in link_text or "portal" in link_text
    return is_named or label in ("trust", "security", "compliance")


def _portal_gap(site: Site, url: str, name: str) -> Gap:
    why = f"a portal of {name}: its content is drawn by scripts or given to registered readers only"
    return site.gap(_ID, url, UnreadableState.SCRIPT_ONLY, why)


PROBE = Probe(id=_ID, doc=__doc__, keys=("assurance.portal",), look=look)
