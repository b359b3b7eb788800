"""Which addresses of the internet are anybody's business."""

from __future__ import annotations

import ipaddress

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IpNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""RFC 6052: the last four bytes are an IPv4 address; how IPv6-only networks reach them."""
_COMPATIBLE = ipaddress.IPv6Network("::/96")
"""RFC 4291 section 2.5.5.1, long deprecated."""
_NOT_PUBLIC = tuple(
    ipaddress.ip_network(text)
    for text in (
        *("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15"),
        *("240.0.0.0/4", "255.255.255.255/32", "100::/64", "3fff::/20", "5f00::/16", "fec0::/10"),
        "2001::/23",  # protocol assignments (RFC 2928); Teredo's part is looked into before
        "64:ff9b:1::/48",  # NAT64 of one network (RFC 8215): where it hides IPv4, only that knows
        "168.63.129.16/32",  # inside Azure: the machine's own agent, though the number is public
    )
)
"""Beyond what `ipaddress` calls private: the registries of RFC 6890 as of 2026-11, carrier NAT."""


def parse(text: str) -> IpAddress | None:
    """An IP address in its usual spelling, or None.

    >>> parse("[::1]"), parse("0x7f.1")
    (IPv6Address('::1'), None)
    """
    try:
        return ipaddress.ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return None


def is_public(address: IpAddress) -> bool:
    """May a stranger's page lead us there? Only to what the whole internet can reach.

    An IPv6 address that carries an IPv4 address (mapped, compatible, NAT64, 6to4, Teredo) is as
    public as the one it carries.

    >>> [is_public(ipaddress.ip_address(text)) for text in ("::ffff:10.0.0.1", "1.1.1.1")]
    [False, True]
    """
    if isinstance(address, ipaddress.IPv6Address):
        carried = _embedded_ipv4(address)
        if carried:
            return all(is_public(one) for one in carried)
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    return not any(
        address in network for network in _NOT_PUBLIC if network.version == address.version
    )


def _embedded_ipv4(address: ipaddress.IPv6Address) -> tuple[ipaddress.IPv4Address, ...]:
    """The IPv4 addresses that packets to an IPv6 address may end at."""
    if address.ipv4_mapped:
        return (address.ipv4_mapped,)
    if address.sixtofour:
        return (address.sixtofour,)
    if address.teredo:
        return address.teredo
    if address in _NAT64 or address in _COMPATIBLE:
        return (ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF),)
    return ()
