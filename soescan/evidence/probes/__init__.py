"""Site -> facts and gaps. One file per question; `PROBES` is the list of them, in reading order."""

from __future__ import annotations

from soescan.evidence.probes import (
    cors,
    csp,
    disclosure,
    first_cookies,
    framing,
    hsts,
    isolation,
    nosniff,
    observatory,
    permissions,
    referrer,
    scan_state,
    scripts,
    session_cookies,
)
from soescan.evidence.probes.probe import Probe

PROBES: tuple[Probe, ...] = (
    scan_state.PROBE,
    hsts.PROBE,
    csp.PROBE,
    framing.PROBE,
    nosniff.PROBE,
    referrer.PROBE,
    permissions.PROBE,
    isolation.PROBE,
    session_cookies.PROBE,
    first_cookies.PROBE,
    cors.PROBE,
    scripts.PROBE,
    disclosure.PROBE,
    observatory.PROBE,
)

__all__ = ["PROBES", "Probe"]
