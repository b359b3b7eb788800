"""Which content network or web firewall stands in front of the service?

Looks at: the names that the host leads to (CNAME), the networks its addresses are in, and the
response headers and cookies that only such a network sends; for the site and for the app, API and
sign-in hosts it links to, the network nearest to the visitor first.

Why it matters: who stands in front reads everything that passes, decides who gets through, and
hides from outside where the service itself runs.

Cannot see: a network that shows no sign of its own, and what a weak sign alone would mean: such a
sign is a gap, unless all that belong together are there.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Fact, Gap
from soescan.recognition.hosting import host_view
from soescan.recognition.hosting.rules import MachineKind
from soescan.scan.probes.probe import Probe
from soescan.site.site import Site


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield ``hosting.front`` for each host."""
    for view in host_view.view_hosts(site):
        yield from view.provider_facts(
            site, PROBE.id, "hosting.front", MachineKind.CDN, MachineKind.WAF
        )


PROBE = Probe(id="front", doc=__doc__, keys=("hosting.front",), look=look)
