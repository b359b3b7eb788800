"""Does the address lead to the vendor's own page?

Looks at: the answer to the address that was given: its status, what is on it, and where redirects
led.

Why it matters: a bot challenge, a sign-in form or an error page is not the product, and nothing
read from one says anything about the vendor.

Cannot see: whether a page that looks whole is the one that customers get.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.errors import UnreadableError
from soescan.model import Fact, Gap
from soescan.scan.probes.probe import Probe
from soescan.site.page_state import PageResult
from soescan.site.site import Site
from soescan.site.whole_page import cut_state


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield ``scan.state``; a site that cannot be read is a gap as well."""
    landing = site.landing
    if landing.page is None:
        assert landing.state is not None  # noqa: S101 - nothing came, and the state says why
        raise UnreadableError(landing.state, landing.why)
    _require_certain(landing)
    yield site.fact("scan.state", str(landing.state or "ok"), landing.page, landing.why)
    if landing.state is not None:
        raise UnreadableError(landing.state, landing.why)


def _require_certain(landing: PageResult) -> None:
    """Stop where a page was cut and what was seen of it does not say what it is.

    Raises:
        UnreadableError: the rest of the page may say that it is none of the vendor's.
    """
    state, why = cut_state(landing.page) if landing.page else (None, "")
    if state is not None and landing.state in (None, state):
        raise UnreadableError(state, landing.why or why)


PROBE = Probe(id="scan-state", doc=__doc__, keys=("scan.state",), look=look)
