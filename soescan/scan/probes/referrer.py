"""How much does the site tell others about where its visitors come from?

Looks at: the Referrer-Policy header and the page's own meta element, of which the last known word
counts.

Why it matters: addresses hold customer numbers, search terms and tokens, and go to every host that
a page loads from.

Cannot see: links and elements that carry a policy of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Fact, Gap
from soescan.scan.probes.probe import Probe
from soescan.site.site import Site
from soescan.webstandards.referrer_policy import effective_policy, meta_referrers


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield ``headers.referrer``; ``default`` leaves it to the browser.

    What the page says goes before the header, which need not be known then.
    """
    page = site.front_page
    metas = meta_referrers(site.front_document)
    if policy := effective_policy((), metas):
        yield site.fact("headers.referrer", policy, page, f"meta: {', '.join(metas)}")
        return
    values = page.last.all("Referrer-Policy")
    excerpt = ", ".join(values) or "no Referrer-Policy"
    yield site.fact("headers.referrer", effective_policy(values, ()) or "default", page, excerpt)


PROBE = Probe(id="referrer", doc=__doc__, keys=("headers.referrer",), look=look)
