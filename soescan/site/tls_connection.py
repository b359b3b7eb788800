"""The TLS connection to a site, or to another host of its vendor."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from soescan.errors import UnreadableError, UnreadableState
from soescan.names import host
from soescan.site.site import Site
from soescan.web import Greeting, Handshake


def address(site: Site) -> tuple[str, int]:
    """Host and port at which the site's address is served over TLS."""
    try:
        parts = urlsplit(site.url)
        port = parts.port
    except ValueError:
        port = None
    secure = site.url.lower().startswith("https://")
    return host(site.url) or site.host, (port or 443) if secure else 443


def greet(site: Site, name: str = "", port: int = 443) -> Greeting:
    """The TLS connection to the site's address, or to another host of the vendor.

    Raises:
        UnreadableError: there is none, or it is not the site's: a proxy that inspects traffic shows
            certificates of its own, which are valid only for who trusts the organisation's root.
    """
    where = (name, port) if name else address(site)
    greeting = site.ask(Handshake(*where))
    if greeting.roots == "own" and _public(greeting.address):
        why = "the certificate comes from a root of our own: traffic is inspected on its way"
        raise UnreadableError(UnreadableState.INSPECTED, why, at=greeting.at)
    return greeting


def _public(text: str) -> bool:
    """Is an address on the Internet? Behind a proxy it is not known, and taken to be."""
    try:
        return ipaddress.ip_address(text).is_global
    except ValueError:
        return True
