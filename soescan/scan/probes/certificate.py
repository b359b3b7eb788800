"""Does the service present a certificate that browsers trust, and for how long?

Looks at: the certificates that the address shows when a browser connects: chain, names, dates,
issuer and key.

Why it matters: browsers warn visitors when a certificate has expired or was issued for another
name; one that expires soon and is not renewed automatically may interrupt the service. How soon is
late depends on its lifetime, so that is told in percent, too: programs renew with a third left.

Cannot see: certificates behind a proxy that inspects traffic, whether one was revoked, and those
of other hosts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date

from soescan.errors import UnreadableError, UnreadableState
from soescan.model import Fact, Gap
from soescan.scan.probes.probe import Probe
from soescan.site import tls_connection
from soescan.site.site import Site
from soescan.webstandards import certificate


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield what the certificate says, as of the moment when it was shown."""
    greeting = tls_connection.handshake(site)
    if not greeting.chain:
        raise UnreadableError(UnreadableState.TLS, greeting.untrusted or "no certificate was shown")
    leaf = certificate.read_certificate(greeting.chain[0])
    seen_on = date.fromisoformat(greeting.at[:10]) if greeting.at else None
    doubt = greeting.untrusted or _rejection_reason(leaf, greeting.host, seen_on)
    if doubt is not None:
        excerpt = doubt or ", ".join((leaf.names or ())[:5])
        yield site.fact("tls.cert.valid", not doubt, greeting, excerpt)
    if leaf.not_after:
        yield site.fact("tls.cert.expires", str(leaf.not_after), greeting)
    if leaf.not_after and seen_on:
        days_left, end = (leaf.not_after - seen_on).days, str(leaf.not_after)
        yield site.fact("tls.cert.days_left", days_left, greeting, end)
    if leaf.not_after and leaf.not_before:
        lifetime = (leaf.not_after - leaf.not_before).days
        dates = f"{leaf.not_before} to {leaf.not_after}"
        yield site.fact("tls.cert.lifetime_days", lifetime, greeting, dates)
        if seen_on and lifetime > 0:
            left = 100 * (leaf.not_after - seen_on).days // lifetime
            yield site.fact("tls.cert.lifetime_left", left, greeting, dates)
    for key, value in (("tls.cert.issuer", leaf.issuer), ("tls.cert.key", leaf.key)):
        if value:
            yield site.fact(key, value, greeting)
    if leaf.names is not None:
        yield site.fact("tls.cert.names", leaf.names, greeting)
    yield site.fact("tls.cert.chain", tuple(_issuers(greeting.chain)), greeting)
    if leaf.problems:
        why = f"certificate: {'; '.join(leaf.problems)}"
        yield site.gap(PROBE.id, greeting.where, UnreadableState.MALFORMED, why)


def _issuers(chain: Sequence[bytes]) -> Iterator[str]:
    """Who signed each certificate of a chain; those that cannot be read are passed over."""
    for der in chain:
        with suppress(UnreadableError):
            if issuer := certificate.read_certificate(der).issuer:
                yield issuer


def _rejection_reason(leaf: certificate.Certificate, name: str, seen_on: date | None) -> str | None:
    """Why a browser would not take the certificate, as far as names and dates tell.

    Empty when nothing speaks against it, None when a field that could cannot be read.
    """
    if leaf.names is not None and not certificate.covers_host(leaf.names, name):
        return f"the certificate is for {', '.join(leaf.names[:3]) or 'no name'}"
    if seen_on and leaf.not_after and seen_on > leaf.not_after:
        return f"the certificate expired on {leaf.not_after}"
    if seen_on and leaf.not_before and seen_on < leaf.not_before:
        return f"the certificate is not valid before {leaf.not_before}"
    return "" if leaf.names is not None and leaf.not_after and leaf.not_before else None


PROBE = Probe(
    id="certificate",
    doc=__doc__,
    keys=(
        "tls.cert.valid",
        "tls.cert.days_left",
        "tls.cert.expires",
        "tls.cert.issuer",
        "tls.cert.key",
        "tls.cert.lifetime_days",
        "tls.cert.lifetime_left",
        "tls.cert.names",
        "tls.cert.chain",
    ),
    look=look,
)
