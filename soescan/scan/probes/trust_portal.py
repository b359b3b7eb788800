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
from soescan.recognition.documents.document_types import Kind
from soescan.recognition.documents.finder import Document, documents
from soescan.recognition.documents.links import Link
from soescan.recognition.documents.trust_portals import portal_at, portal_on
from soescan.scan.probes.probe import Probe
from soescan.site.site import Site
from soescan.web.url import host

_ID = "trust-portal"


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield ``assurance.portal``, and a gap for what cannot be read in it."""
    from soescan.webstandards.html import document as parsed

    search = documents(site).find(Kind.TRUST)
    document = search.document
    hosted = next((link for link in _links(site, document) if portal_at(link.url)), None)
    if hosted is not None:
        yield site.seen("assurance.portal", hosted.url, hosted.on, hosted.text, basis=Basis.STATED)
        yield _closed(site, hosted.url, portal_at(hosted.url))
    elif document and (name := portal_on(document.page, parsed(document.page))):
        yield site.seen("assurance.portal", document.page.url, document.page, basis=Basis.STATED)
        yield _closed(site, document.page.url, name)
    elif document and _calls_itself(document):
        said = document.link.text if document.link else ""
        yield site.seen(
            "assurance.portal", document.page.url, document.page, said, basis=Basis.STATED
        )
    elif named := next((link for link in search.links if _own_portal(site, link)), None):
        yield site.seen("assurance.portal", named.url, named.on, named.text, basis=Basis.STATED)
        yield site.gap(_ID, named.url, search.state, search.why())
    else:
        yield site.gap(_ID, site.url, search.state, search.why())


def _links(site: Site, document: Document | None) -> Iterator[Link]:
    """Links to trust portals on the landing page and on the pages that list such pages."""
    yield from documents(site).links(Kind.TRUST)
    if document is not None:
        yield from documents(site).within(document, Kind.TRUST)
    yield from documents(site).on_hubs(Kind.TRUST)


def _calls_itself(document: Document) -> bool:
    """Is it a portal of the vendor's own: on a host for it, or linked by such a name?"""
    label = host(document.page.url).partition(".")[0]
    said = document.link.text.lower() if document.link else ""
    return label in ("trust", "security", "compliance") or "center" in said or "portal" in said


def _own_portal(site: Site, link: Link) -> bool:
    return host(link.url).partition(".")[0] in ("trust", "security", "compliance")


def _closed(site: Site, url: str, name: str) -> Gap:
    why = f"a portal of {name}: its content is drawn by scripts or given to registered readers only"
    return site.gap(_ID, url, UnreadableState.SCRIPT_ONLY, why)


PROBE = Probe(id=_ID, doc=__doc__, keys=("assurance.portal",), look=look)
