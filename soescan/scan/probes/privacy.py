"""Is there a privacy notice?

Looks at: the address that the vendor catalog names for the product whose own site it is; the links
of the landing page and its footer, in several languages; and the usual addresses.

Why it matters: who handles data about people must tell them what happens with it (GDPR, Articles 13
and 14), and IT and legal must be able to read it before anybody signs.

Cannot see: whether the notice is complete or true, and whether it speaks of the product or only of
the website.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Fact, Gap
from soescan.recognition.documents.document_types import DocumentKind
from soescan.recognition.documents.published_page import published_page_facts
from soescan.scan.probes.probe import Probe
from soescan.site.site import Site

_ID = "privacy"


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield ``legal.privacy`` when a notice was found and read; else what was tried."""
    yield from published_page_facts(site, DocumentKind.PRIVACY, "legal.privacy", _ID)


PROBE = Probe(id=_ID, doc=__doc__, keys=("legal.privacy",), look=look)
