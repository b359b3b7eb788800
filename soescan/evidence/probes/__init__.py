"""Site -> facts and gaps. One file per question; `PROBES` is the list of them, in reading order."""

from __future__ import annotations

from soescan.evidence.probes import scan_state
from soescan.evidence.probes.probe import Probe

PROBES: tuple[Probe, ...] = (scan_state.PROBE,)

__all__ = ["PROBES", "Probe"]
