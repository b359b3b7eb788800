"""Site -> facts and gaps. One file per question; `PROBES` is the list of them, in reading order."""

from __future__ import annotations

from soescan.evidence.probes import (
    alpn,
    bimi,
    canonical,
    certificate,
    dangling,
    dkim,
    dmarc,
    dns_zone,
    https,
    mail_provider,
    mta_sts,
    saas_tokens,
    scan_state,
    security_txt,
    spf,
    surface,
    tls_rpt,
    tls_versions,
    vdp,
)
from soescan.evidence.probes.probe import Probe

PROBES: tuple[Probe, ...] = (
    scan_state.PROBE,
    canonical.PROBE,
    https.PROBE,
    certificate.PROBE,
    tls_versions.PROBE,
    alpn.PROBE,
    surface.PROBE,
    security_txt.PROBE,
    vdp.PROBE,
    dns_zone.PROBE,
    dangling.PROBE,
    saas_tokens.PROBE,
    mail_provider.PROBE,
    spf.PROBE,
    dmarc.PROBE,
    dkim.PROBE,
    mta_sts.PROBE,
    tls_rpt.PROBE,
    bimi.PROBE,
)

__all__ = ["PROBES", "Probe"]
