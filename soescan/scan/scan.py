"""Put every probe's question to a site and keep what each one says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from soescan.errors import UnreadableError
from soescan.model import Evidence, Fact, Gap
from soescan.scan.probes import Probe
from soescan.site.site import Site, tidy


def scan(site: Site, probes: Iterable[Probe]) -> Evidence:
    """What the probes see of a site, and what they could not read."""
    found = [one for probe in probes for one in _look(probe, site)]
    return Evidence(
        tuple(one for one in found if isinstance(one, Fact)),
        tuple(one for one in found if isinstance(one, Gap)),
    )


def _look(probe: Probe, site: Site) -> Iterator[Fact | Gap]:
    """What one probe says; what it said before it failed counts."""
    try:
        for one in probe.look(site):
            if isinstance(one, Fact):
                yield replace(one, origin=replace(one.origin, by=probe.id))
            else:
                yield replace(one, probe=probe.id)
    except UnreadableError as error:
        yield Gap(probe.id, site.url, str(error.state), tidy(error.why), site.host)
