"""The TLS connection to a site, or to another host of its vendor."""

from __future__ import annotations

import ipaddress

from soescan.errors import UnreadableError, UnreadableState
from soescan.site.site import Site
from soescan.web import Handshake, HandshakeResult
from soescan.web.url import host, parse_url


def tls_endpoint(site: Site) -> tuple[str, int]:
    """Host name and port at which the site is served over TLS: of an ``http`` address, port 443."""
    url = parse_url(site.url)
    secure = url is not None and url.scheme == "https"
    return host(site.url) or site.host, (url.port or 443) if url and secure else 443


def handshake(site: Site, name: str = "", port: int = 443) -> HandshakeResult:
    """The TLS connection to the site's address, or to another host of the vendor.

    Raises:
        UnreadableError: there is none, or it is not the site's: a proxy that inspects traffic shows
            certificates of its own, which are valid only for who trusts the organisation's root.
    """
    endpoint = (name, port) if name else tls_endpoint(site)
    greeting = site.ask(Handshake(*endpoint))
    if greeting.roots == "own" and _is_public(greeting.address):
        why = "the certificate comes from a root of our own: traffic is inspected on its way"
        raise UnreadableError(UnreadableState.INSPECTED, why, at=greeting.at)
    return greeting


def _is_public(text: str) -> bool:
    """Is an address on the Internet? Behind a proxy it is not known, and taken to be."""
    try:
        return ipaddress.ip_address(text).is_global
    except ValueError:
        return True
