"""On which hosting platform does the service run?

Looks at: the names that the host leads to (CNAME), the networks its addresses are in, and the
response headers and cookies that a platform's own machines send; for the site and for the app, API
and sign-in hosts it links to.

Why it matters: a platform is a subprocessor of the vendor, with its own region, certificates and
outages, and it is often not on the vendor's list.

Cannot see: what runs behind a platform's front, or a platform that another network hides. On the
platform's own site, its marks do not count: they do not make it a customer of itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Fact, Gap
from soescan.recognition.hosting import host_view
from soescan.recognition.hosting.rules import MachineKind
from soescan.scan.probes.probe import Probe
from soescan.site.site import Site


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield ``hosting.platform`` for each host."""
    for view in host_view.view_hosts(site):
        kinds = (MachineKind.PLATFORM, MachineKind.HOST, MachineKind.SAAS)
        yield from view.provider_facts(site, PROBE.id, "hosting.platform", *kinds)


PROBE = Probe(id="platform", doc=__doc__, keys=("hosting.platform",), look=look)
