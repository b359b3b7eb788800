"""What should receivers do with mail that only claims to be from the vendor's domain?

Looks at: the DMARC record of the domain or of the one above it (RFC 9989): policy and address for
reports.

Why it matters: with a policy of none, receivers deliver forged mail in the vendor's name, also to
the vendor's customers.

Cannot see: whether all of the vendor's own mail passes the check; where it does not, vendors often
keep a policy of none.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Fact, Gap
from soescan.scan.probes.probe import Probe
from soescan.site.dns_records import registered_domain, require_existing_domain
from soescan.site.site import Site
from soescan.web import Lookup
from soescan.webstandards.dns import dmarc


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield the policy that applies, and whether reports are asked for."""
    result = dmarc.discover_policy(
        registered_domain(site), lambda name, kind: site.ask(Lookup(name, kind))
    )
    if not result.record:
        require_existing_domain(site)
    excerpt = " – ".join(filter(None, (result.record, result.says)))
    yield site.fact("mail.dmarc.policy", result.policy, result.answer, excerpt)
    yield site.fact("mail.dmarc.reports", result.reports, result.answer, result.record)


PROBE = Probe(id="dmarc", doc=__doc__, keys=("mail.dmarc.policy", "mail.dmarc.reports"), look=look)
