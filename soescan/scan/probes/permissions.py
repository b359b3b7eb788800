"""Does the site say which features of the browser it needs?

Looks at: the Permissions-Policy header.

Why it matters: it denies camera, microphone and location to scripts that do not need them,
including those of other companies.

Cannot see: whether what it allows is what the application needs.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Fact, Gap
from soescan.scan.probes.probe import Probe
from soescan.site.site import Site

_NAME = "Permissions-Policy"


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield ``headers.permissions``; an empty header says nothing and is none."""
    page = site.front_page
    policy = ", ".join(value for value in page.last.all(_NAME) if value.strip())
    yield site.fact("headers.permissions", bool(policy), page, policy or f"no {_NAME}")


PROBE = Probe(id="permissions", doc=__doc__, keys=("headers.permissions",), look=look)
