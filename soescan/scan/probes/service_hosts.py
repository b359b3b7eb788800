"""In which regions are the site's outside services hosted?

Looks at: host names in the page and its scripts, and in its security policies, that stand for one
region of a service (``js-eu1.hs-scripts.com``).

Why it matters: what visitors enter goes there, whatever the privacy page says; and a vendor that
keeps its own data in a region can be asked to keep the customer's there.

Cannot see: services that are called from servers only, and those whose names say no region.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from soescan.errors import UnreadableError, UnreadableState
from soescan.model import Fact, Gap
from soescan.recognition.hosting import service_hosts
from soescan.scan.probes.probe import Probe
from soescan.site import links
from soescan.site.site import Site
from soescan.web.url import host
from soescan.webstandards import policy_sources
from soescan.webstandards.javascript import unescape_script

_SCRIPT = 400_000
"""Characters of scripts inside the page that are looked at."""
_NAMES = 4_000
_SHOWN = 50
_NAME = re.compile(
    r"(?<![a-z0-9.-])[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,6}(?![a-z0-9-])", re.ASCII
)


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield ``hosting.region.service_hosts``: every such host; none is an answer, too."""
    page = site.page
    regions: dict[str, tuple[str, str]] = {}
    for name in dict.fromkeys(_list_hosts(site)):
        if region := service_hosts.service_region(name):
            regions[name] = region
    names = tuple(sorted(regions))[:_SHOWN]
    excerpt = "; ".join(f"{name} ({', '.join(regions[name])})" for name in names)
    lost = policy_sources.has_unsaved_headers(page)
    if names or not lost:
        yield site.fact("hosting.region.service_hosts", names, page, excerpt)
    if lost:
        raise UnreadableError(
            UnreadableState.NOT_RECORDED, "not all policies of the page were saved"
        )


def _list_hosts(site: Site) -> Iterator[str]:
    """Every host that the page names: in links and scripts, and in its policies."""
    for url, _ in links.page_links(site):
        yield host(url)
    for source in policy_sources.policy_sources(site.page, site.document):
        yield host(source.removeprefix("https://").removeprefix("*."))
    characters_left = _SCRIPT
    for script in site.document.iter("script"):
        text = unescape_script((script.text or "")[:characters_left]).lower()
        characters_left -= len(text)
        for match in islice(_NAME.finditer(text), _NAMES):
            yield match[0]


PROBE = Probe(id="service-hosts", doc=__doc__, keys=("hosting.region.service_hosts",), look=look)
