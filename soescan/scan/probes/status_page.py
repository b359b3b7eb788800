"""Is there a status page?

Looks at: the address that the vendor catalog names for the product whose own site it is, and, where
none answers there, links of the landing page. The page has to call itself one.

Why it matters: outages, maintenance and past incidents are told there, and a service desk can
subscribe to it.

Cannot see: the status pages of products that the vendor catalog does not know, those that scripts
draw, and whether every incident is told.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Fact, Gap
from soescan.recognition.documents.document_types import DocumentKind
from soescan.recognition.documents.finder import document_finder
from soescan.recognition.documents.published_page import published_page_facts
from soescan.scan.probes.probe import Probe
from soescan.site.site import Site

_ID = "status-page"


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield ``status.page`` when one was found and read; nothing where no address is known."""
    search = document_finder(site).find_catalogued(DocumentKind.STATUS)
    if search.document or search.tried:
        yield from published_page_facts(site, DocumentKind.STATUS, "status.page", _ID)


PROBE = Probe(id=_ID, doc=__doc__, keys=("status.page",), look=look)
