"""Is there a public way to report security holes, with rules?

Looks at: the Policy of the security.txt file, and links of the page to programmes for such reports
or to a policy about them.

Why it matters: a vendor that takes reports learns of holes before the press does.

Cannot see: programmes by invitation only, and policies that the page does not link to.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.errors import UnreadableError
from soescan.model import Fact, Gap
from soescan.scan.probes.probe import Probe
from soescan.site import signatures
from soescan.site.links import page_links
from soescan.site.security_file import find_security_txt
from soescan.site.site import Site
from soescan.web.url import host, parse_url


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
    for url, text in page_links(site):
        if _is_programme_page(url) or _names_policy(text):
            yield site.fact("vdp.program", True, site.page, url)
            return


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
