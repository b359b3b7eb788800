"""Which versions of TLS does the service accept?

Looks at: the version agreed on with a browser; with ``--active``, also whether the service accepts
each version when no other is offered.

Why it matters: TLS 1.0 and 1.1 were retired in 2021 (RFC 8996), and payment and public-sector rules
forbid them; TLS 1.3 is what current rules ask for.

Cannot see: without ``--active``, the oldest version accepted: it has to be offered, which an
intrusion detection system may notice.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.errors import UnreadableError
from soescan.model import Fact, Gap
from soescan.scan.probes.probe import Probe
from soescan.site import tls_connection
from soescan.site.site import Site
from soescan.web import HandshakeResult, TlsVersionProbe, TlsVersionResult

VERSIONS = ("1.0", "1.1", "1.2", "1.3")
"""Oldest first."""


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield the oldest and the newest version, as far as they could be asked for.

    An ordinary connection tells the newest, where that is the newest there is.
    """
    greeting = tls_connection.handshake(site)
    for key, order in (("tls.version.max", VERSIONS[::-1]), ("tls.version.min", VERSIONS)):
        try:
            answer = _first_accepted(site, greeting, order)
        except UnreadableError as error:
            if key == "tls.version.max" and greeting.version == VERSIONS[-1]:
                yield site.fact(key, greeting.version, greeting, greeting.cipher)
            else:
                yield site.gap(PROBE.id, greeting.where, error.state, f"{key}: {error.why}")
        else:
            if answer:
                yield site.fact(key, answer.version, answer, answer.says)


def _first_accepted(
    site: Site, greeting: HandshakeResult, order: tuple[str, ...]
) -> TlsVersionResult | None:
    """The first version of some that is taken up; None when none of them is."""
    probes = (TlsVersionProbe(greeting.host, version, greeting.port) for version in order)
    return next((answer for answer in map(site.ask, probes) if answer.accepted), None)


PROBE = Probe(
    id="tls-versions", doc=__doc__, keys=("tls.version.min", "tls.version.max"), look=look
)
