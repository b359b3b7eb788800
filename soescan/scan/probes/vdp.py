"""Is there a public way to report security holes, with rules?

Looks at: the Policy of the security.txt file (RFC 9116, section 2.5.7), and pages about such
reports to which the page links, also those of a programme that a service runs.

Why it matters: a vendor that accepts reports can mend vulnerabilities before they are published or
exploited.

Cannot see: programmes by invitation only, policies that the page does not link to, and pages that
could not be read: they are listed as unread, with their addresses.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.errors import UnreadableError, UnreadableState
from soescan.model import Fact, Gap
from soescan.recognition.documents.finder import document_finder
from soescan.recognition.documents.page_matter import page_headings
from soescan.recognition.documents.published_page import describe_link
from soescan.scan.probes.probe import Probe
from soescan.site import signatures
from soescan.site.links import page_links
from soescan.site.security_file import find_security_txt
from soescan.site.site import Site
from soescan.web import Page
from soescan.web.url import host, parse_url

MAX_PAGES = 3
"""Linked pages that are looked at."""


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield ``vdp.program`` when a policy or programme was found; finding none says nothing."""
    try:
        page, file = find_security_txt(site)
    except UnreadableError as error:
        yield site.gap(PROBE.id, site.url, error.state, f"security.txt: {error.why}")
    else:
        contacts = file.all("contact") if file else ()
        policies = [*(file.all("policy") if file else ()), *filter(_is_programme_page, contacts)]
        if policies:
            yield site.fact("vdp.program", True, page, policies[0])
            return
    candidates = [
        (url, text)
        for url, text in page_links(site)
        if _is_programme_page(url) or _names_policy(text)
    ]
    for url, text in candidates[:MAX_PAGES]:
        fetched = document_finder(site).fetch(url)
        page_or_frame = (
            fetched if isinstance(fetched, Page) else document_finder(site).script_frame(url)
        )
        if page_or_frame and _speaks_of_reports(page_or_frame):
            yield site.fact("vdp.program", True, page_or_frame, url)
            return
        state, why = (
            (UnreadableState.SOFT_404, "the page there is about something else")
            if isinstance(fetched, Page)
            else fetched
        )
        yield site.gap(PROBE.id, url, state, describe_link(text, why))


def _speaks_of_reports(page: Page) -> bool:
    """Does a page name such reports in its title or headings?"""
    return any(_names_policy(heading) for heading in page_headings(page))


def _names_policy(text: str) -> bool:
    """Does the text of a link name a policy for such reports?"""
    lowered = text.lower()
    return bool(lowered) and any(
        words in lowered for words in signatures.host_signatures().disclosure
    )


def _is_programme_page(url: str) -> bool:
    """Is an address a vendor's page on a host of such programmes?"""
    if not signatures.is_below_any(host(url), signatures.host_signatures().bounty):
        return False
    parsed = parse_url(url)
    return parsed is not None and bool(parsed.path.strip("/"))


PROBE = Probe(id="vdp", doc=__doc__, keys=("vdp.program",), look=look)
