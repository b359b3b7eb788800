"""Are the terms published?

Looks at: the address that the vendor catalog names for the product whose own site it is; the links
of the landing page and its footer, in several languages; and the usual addresses.

Why it matters: the terms say what the vendor commits to, from uptime to deletion of data; terms
that are sent only on request cannot be judged beforehand.

Cannot see: whether other terms are negotiated, and which of several published ones would apply.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Fact, Gap
from soescan.recognition.documents.document_types import DocumentKind
from soescan.recognition.documents.published_page import published_page_facts
from soescan.scan.probes.probe import Probe
from soescan.site.site import Site

_ID = "terms"


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield ``legal.terms`` when terms were found and read; else what was tried."""
    yield from published_page_facts(site, DocumentKind.TERMS, "legal.terms", _ID)


PROBE = Probe(id=_ID, doc=__doc__, keys=("legal.terms",), look=look)
