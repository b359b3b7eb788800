"""Is a data processing agreement offered?

Looks at: the address that the vendor catalog names for the product whose own site it is; links to
such an agreement on the landing page, in its footer and on the pages about law, privacy and
security, in several languages; and the usual addresses.

Why it matters: nobody may have personal data processed by somebody else without such a contract
(GDPR, Article 28); one that is published can be read before the first call.

Cannot see: whether the agreement meets the law, and whether it comes with every plan.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Fact, Gap
from soescan.recognition.documents.document_types import DocumentKind
from soescan.recognition.documents.published_page import published_page_facts
from soescan.scan.probes.probe import Probe
from soescan.site.site import Site

_ID = "dpa"


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield ``dpa.available`` when an agreement was found and read; else what was tried."""
    yield from published_page_facts(site, DocumentKind.DPA, "dpa.available", _ID)


PROBE = Probe(id=_ID, doc=__doc__, keys=("dpa.available",), look=look)
