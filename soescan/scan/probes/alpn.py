"""Which HTTP versions does the service offer to browsers?

Looks at: the protocol agreed on by ALPN (RFC 7301) when a browser connects.

Why it matters: HTTP/2 carries many small requests over one connection; pages with many tags load
faster with it on mobile networks.

Cannot see: protocols that the service offers but would not choose, and HTTP/3.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Fact, Gap
from soescan.scan.probes.probe import Probe
from soescan.site import tls_connection
from soescan.site.site import Site


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield ``tls.alpn``: empty when client and server agreed on none."""
    greeting = tls_connection.handshake(site)
    yield site.fact("tls.alpn", (greeting.alpn,) if greeting.alpn else (), greeting)


PROBE = Probe(id="alpn", doc=__doc__, keys=("tls.alpn",), look=look)
