"""Do browsers keep to the types that the server declares?

Looks at: X-Content-Type-Options, of which the first value counts.

Why it matters: without it, a browser may take an uploaded picture or text for a script and run it.

Cannot see: answers other than the landing page, uploads above all.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Fact, Gap
from soescan.scan.probes.probe import Probe
from soescan.site.site import Site
from soescan.webstandards.content_type_options import is_nosniff

_NAME = "X-Content-Type-Options"


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield ``headers.nosniff``."""
    page = site.front_page
    values = page.last.all(_NAME)
    excerpt = f"{_NAME}: {', '.join(values)}" if values else f"no {_NAME}"
    yield site.fact("headers.nosniff", is_nosniff(values), page, excerpt)


PROBE = Probe(id="nosniff", doc=__doc__, keys=("headers.nosniff",), look=look)
