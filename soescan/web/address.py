"""Which addresses of the internet are anybody's business."""

from __future__ import annotations

import ipaddress
import re

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

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


def parse(text: str) -> Address | None:
    """An IP address in any spelling that a resolver or a browser takes for one, or None.

    A name whose last part is a number is never looked up: it is an IPv4 address, in decimal, hex
    or octal, with one to four parts (WHATWG URL section 3.5), or nothing.

    >>> parse("[::1]"), parse("0x7f.1"), parse("2130706433")
    (IPv6Address('::1'), IPv4Address('127.0.0.1'), IPv4Address('127.0.0.1'))
    >>> parse("a.example")
    """
    text = text.strip("[]").partition("%")[0]
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return _spelled(text.lower().removesuffix("."))


def ends_in_number(host: str) -> bool:
    """Is this an IPv4 address or nothing, because its last part is a number?

    >>> ends_in_number("1.2.3.08"), ends_in_number("a.1x"), ends_in_number("0x")
    (True, False, True)
    """
    last = host.lower().removesuffix(".").rpartition(".")[2]
    return re.fullmatch(r"[0-9]+|0x[0-9a-f]*", last) is not None


def _spelled(text: str) -> ipaddress.IPv4Address | None:
    """An IPv4 address in decimal, hex or octal, of one to four parts."""
    parts = text.split(".") if ends_in_number(text) and len(text) < 80 else []
    if not 1 <= len(parts) <= 4:
        return None
    try:
        *first, last = (int(part, _base(part)) if part != "0x" else 0 for part in parts)
    except ValueError:
        return None
    room = 4 - len(first)
    if any(number > 255 for number in first) or last >= 256**room:
        return None
    high = sum(number << 8 * (3 - place) for place, number in enumerate(first))
    return ipaddress.IPv4Address(high + last)


def _base(part: str) -> int:
    """How a part of an address is written; int() would take signs and underscores, too."""
    if not re.fullmatch(r"0x[0-9a-f]+|[0-9]+", part):
        raise ValueError(part)
    return 16 if part.startswith("0x") else 8 if part.startswith("0") and part != "0" else 10


def is_public(address: Address) -> bool:
    """May a stranger's page lead us there? Only to what the whole internet can reach.

    An IPv6 address that carries an IPv4 address (mapped, compatible, NAT64, 6to4, Teredo) is as
    public as the one it carries.

    >>> [is_public(ipaddress.ip_address(text)) for text in ("::ffff:10.0.0.1", "1.1.1.1")]
    [False, True]
    """
    if isinstance(address, ipaddress.IPv6Address):
        carried = _carried(address)
        if carried:
            return all(is_public(one) for one in carried)
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    return not any(
        address in network for network in _NOT_PUBLIC if network.version == address.version
    )


def _carried(address: ipaddress.IPv6Address) -> tuple[ipaddress.IPv4Address, ...]:
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
