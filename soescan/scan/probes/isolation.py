"""Is the page kept apart from windows and pages of other sites?

Looks at: the headers Cross-Origin-Opener-Policy, Cross-Origin-Embedder-Policy and
Cross-Origin-Resource-Policy.

Why it matters: kept apart, a page cannot be read through side channels by what it opened, embeds or
is embedded in.

Cannot see: whether scripts and images of the page agree to be embedded, without which
Cross-Origin-Embedder-Policy breaks it.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Fact, Gap
from soescan.scan.probes.probe import Probe
from soescan.site.site import Site
from soescan.webstandards.structured_fields import read_token

_NAMES = {
    "headers.coop": "Cross-Origin-Opener-Policy",
    "headers.coep": "Cross-Origin-Embedder-Policy",
    "headers.corp": "Cross-Origin-Resource-Policy",
}


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield the value of each header, without its parameters."""
    page = site.front_page
    for key, name in _NAMES.items():
        value = page.header(name).strip()
        excerpt = f"{name}: {value}" if value else f"no {name}"
        yield site.fact(key, (read_token(value) or value[:100]) if value else "none", page, excerpt)


PROBE = Probe(id="isolation", doc=__doc__, keys=tuple(_NAMES), look=look)
