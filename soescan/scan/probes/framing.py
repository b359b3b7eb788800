"""Does the application keep other sites from showing it in a frame?

Looks at: frame-ancestors in policies of headers and, where none says it, X-Frame-Options.

Why it matters: in a frame of another site, users can be tricked into clicking on what they do not
see (clickjacking).

Cannot see: whether pages behind the sign-in, which are the ones worth framing, do the same. Of the
application, only what was seen where people sign in counts.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Fact, Gap
from soescan.scan.probes.probe import Probe
from soescan.site.site import Site
from soescan.webstandards import csp
from soescan.webstandards.frame_options import read_frame_options


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield ``frame.protection``; a policy that speaks of frames goes before the older header."""
    page = site.front_page
    policies = csp.header_policies(page.last)
    limited = csp.limits_framing(policies)
    values = page.last.all("X-Frame-Options")
    if limited is None:
        limited = bool(read_frame_options(values))
        excerpt = f"X-Frame-Options: {', '.join(values)}" if values else "neither header is there"
    else:
        ancestors = [
            " ".join(p.directives.get("frame-ancestors", ())) for p in policies if p.enforced
        ]
        excerpt = f"frame-ancestors {' | '.join(filter(None, ancestors))}"
    yield site.fact("frame.protection", limited, page, excerpt)


PROBE = Probe(id="framing", doc=__doc__, keys=("frame.protection",), look=look)
