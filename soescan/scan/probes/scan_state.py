"""Does the address lead to the vendor's own page?

Looks at: the answer to the address that was given: its status, what is on it, and where redirects
led.

Why it matters: a challenge for robots, a sign-in form or an error page is not the product, and
nothing that is read off one says anything about the vendor.

Cannot see: whether a page that looks whole is the one that customers get.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.errors import UnreadableError
from soescan.model import Fact, Gap
from soescan.scan.probes.probe import Probe
from soescan.site.site import Site


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield ``scan.state``; a site that cannot be read is a gap as well."""
    landing = site.landing
    if landing.page is None:
        assert landing.state is not None  # noqa: S101 - nothing came, and the state says why
        raise UnreadableError(landing.state, landing.why)
    yield site.fact("scan.state", str(landing.state or "ok"), landing.page, landing.why)
    if landing.state is not None:
        raise UnreadableError(landing.state, landing.why)


PROBE = Probe(id="scan-state", doc=__doc__, keys=("scan.state",), look=look)
