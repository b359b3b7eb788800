"""Site -> facts and gaps. One file per question; `PROBES` is the list of them, in reading order."""

from __future__ import annotations

from soescan.evidence.probes import (
    cloud,
    front,
    jurisdiction,
    platform,
    scan_state,
    service_hosts,
    sign_on,
)
from soescan.evidence.probes.probe import Probe

PROBES: tuple[Probe, ...] = (
    scan_state.PROBE,
    front.PROBE,
    platform.PROBE,
    cloud.PROBE,
    jurisdiction.PROBE,
    service_hosts.PROBE,
    sign_on.PROBE,
)

__all__ = ["PROBES", "Probe"]
