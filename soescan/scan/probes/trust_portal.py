"""Is there a trust portal?

Looks at: links to portals that services keep for vendors, on the landing page and on the pages
about trust and security; pages that call themselves a trust center; and the usual addresses. A
service is recognised by the portal's address or by the scripts that the page loads.

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
from soescan.recognition.documents.trust_portals import portal_at_address, portal_of_page
from soescan.scan.probes.probe import Probe
from soescan.site.site import Site
from soescan.web.url import host

_ID = "trust-portal"


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield ``assurance.portal``, and a gap for what cannot be read in it."""
    from soescan.webstandards.html import parse_page as parsed

    search = document_finder(site).find(DocumentKind.TRUST)
    document = search.document
    hosted = next(
        (link for link in _portal_links(site, document) if portal_at_address(link.url)), None
    )
    if hosted is not None:
        yield site.fact(
            "assurance.portal", hosted.url, hosted.source_page, hosted.text, basis=Basis.STATED
        )
        yield _portal_gap(site, hosted.url, portal_at_address(hosted.url))
    elif document and (name := portal_of_page(document.page, parsed(document.page))):
        yield site.fact("assurance.portal", document.page.url, document.page, basis=Basis.STATED)
        yield _portal_gap(site, document.page.url, name)
    elif document and _is_vendor_portal(document):
        link_text = document.link.text if document.link else ""
        yield site.fact(
            "assurance.portal", document.page.url, document.page, link_text, basis=Basis.STATED
        )
    elif portal_link := next(
        (link for link in search.links if _is_vendor_portal_link(site, link)), None
    ):
        yield site.fact(
            "assurance.portal",
            portal_link.url,
            portal_link.source_page,
            portal_link.text,
            basis=Basis.STATED,
        )
        yield site.gap(_ID, portal_link.url, search.state, search.describe_attempts())
    else:
        yield site.gap(_ID, site.url, search.state, search.describe_attempts())


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


def _is_vendor_portal_link(site: Site, link: DocumentLink) -> bool:
    return host(link.url).partition(".")[0] in ("trust", "security", "compliance")


def _portal_gap(site: Site, url: str, name: str) -> Gap:
    why = f"a portal of {name}: its content is drawn by scripts or given to registered readers only"
    return site.gap(_ID, url, UnreadableState.SCRIPT_ONLY, why)


PROBE = Probe(id=_ID, doc=__doc__, keys=("assurance.portal",), look=look)
