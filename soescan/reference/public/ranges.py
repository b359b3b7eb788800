"""Whose network is an address in? Prefixes laid out flat, and the look-up in them.

Prefixes nest: a provider's network holds those of its regions and services, and the longest one
that holds an address counts. Laid out flat, the address space is a row of stretches that each
belong to one owner or to nobody, and a look-up is one search for the stretch.
"""

from __future__ import annotations

import hashlib
import ipaddress
import json
import re
import sys
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, field

SCHEMA = "soescan/networks@1"

Prefix = ipaddress.IPv4Network | ipaddress.IPv6Network

_OCTETS = {str(octet): octet for octet in range(256)}
_GROUP = "[0-9a-fA-F]{1,4}"
_USUAL = re.compile(
    rf"{_GROUP}(?::{_GROUP}){{0,7}}(?:::(?:{_GROUP}(?::{_GROUP}){{0,6}})?)?", re.ASCII
)
_IPV4_PREFIX = bytes(10)
"""How IPv4 inside IPv6 begins."""


@dataclass(frozen=True, slots=True)
class CloudNetwork:
    """Whose address it is, as its publisher's list says."""

    provider: str
    """``aws``, ``gcp``, ``azure``, ``oci`` … which is also the name of the table."""
    region: str = ""
    """The provider's own code; empty for networks that are everywhere."""
    service: str = ""
    country: str = ""
    """ISO 3166-1 alpha-2, where the list itself names one."""
    edge: bool = False
    """Such addresses answer near the visitor: they say nothing about where data is."""


@dataclass(frozen=True)
class AddressRanges:
    """Stretches of the address space and who has them."""

    owners: tuple[CloudNetwork | None, ...] = (None,)
    """The first is nobody."""
    starts4: list[int] = field(default_factory=list, repr=False)
    owned4: array[int] = field(default_factory=lambda: array("I"), repr=False)
    starts6: list[bytes] = field(default_factory=list, repr=False)
    owned6: array[int] = field(default_factory=lambda: array("I"), repr=False)

    def find_network(self, address: str) -> CloudNetwork | None:
        """Whose network an address is in. IPv4 inside IPv6 (RFC 4291 section 2.5.5.2) is IPv4."""
        try:
            a, b, c, d = address.split(".")
            value = _OCTETS[a] << 24 | _OCTETS[b] << 16 | _OCTETS[c] << 8 | _OCTETS[d]
        except (ValueError, KeyError):
            return self._find_ipv6(address)
        index = bisect_right(self.starts4, value) - 1
        return self.owners[self.owned4[index]] if index >= 0 else None

    def _find_ipv6(self, address: str) -> CloudNetwork | None:
        packed = _pack_ipv6(address)
        if packed is None:
            try:
                parsed = ipaddress.IPv6Address(address)
            except ValueError:
                return None
            if parsed.ipv4_mapped:
                return self.find_network(str(parsed.ipv4_mapped))
            packed = parsed.packed
        index = bisect_right(self.starts6, packed) - 1
        return self.owners[self.owned6[index]] if index >= 0 else None


def _pack_ipv6(address: str) -> bytes | None:
    """The sixteen bytes of an IPv6 address in the usual spelling; None where `ipaddress` must look.

    It takes a quarter of the time that `ipaddress` takes.
    """
    if not _USUAL.fullmatch(address):
        return None
    head, gap, tail = address.partition("::")
    left_groups, right_groups = head.split(":"), tail.split(":") if tail else []
    missing = 8 - len(left_groups) - len(right_groups)
    if missing < 1 if gap else missing:
        return None
    groups = left_groups + ["0"] * missing + right_groups
    packed = bytes.fromhex("".join([group.zfill(4) for group in groups]))
    return None if packed.startswith(_IPV4_PREFIX) else packed


def flatten_prefixes(rows: Iterable[tuple[Prefix, CloudNetwork]]) -> AddressRanges:
    """Nested prefixes as stretches that each have one owner, that of the longest prefix.

    Of equal prefixes the first counts.
    """
    owners: dict[CloudNetwork | None, int] = {None: 0}
    spans: dict[int, dict[tuple[int, int], int]] = {4: {}, 6: {}}
    for prefix, network in rows:
        owner = owners.setdefault(network, len(owners))
        first_address = int(prefix.network_address)
        spans[prefix.version].setdefault((first_address, -prefix.num_addresses), owner)
    starts4, owned4 = _flatten_spans(spans[4], 1 << 32)
    starts6, owned6 = _flatten_spans(spans[6], 1 << 128)
    packed = [start.to_bytes(16, "big") for start in starts6]
    return AddressRanges(tuple(owners), starts4, owned4, packed, owned6)


def _flatten_spans(spans: Mapping[tuple[int, int], int], end: int) -> tuple[list[int], array[int]]:
    """Nested spans side by side: where each stretch starts, and whose it is."""
    starts: list[int] = []
    owned: list[int] = []
    open_: list[tuple[int, int]] = []

    def begin(position: int, owner: int) -> None:
        if starts and starts[-1] == position:
            starts.pop()
            owned.pop()
        if position < end and (owned[-1] if owned else 0) != owner:
            starts.append(position)
            owned.append(owner)

    def close(until: int) -> None:
        while open_ and open_[-1][0] <= until:
            at, _ = open_.pop()
            begin(at, open_[-1][1] if open_ else 0)

    for (first, size), owner in sorted(spans.items()):  # the wider of two comes first
        close(first)
        begin(first, owner)
        open_.append((first - size, owner))
    close(end)
    return starts, array("I", owned)


# --- in a file -----------------------------------------------------------------------------------


def dump_ranges(ranges: AddressRanges, made_of: Mapping[str, str]) -> bytes:
    """Ranges as bytes that `parse_ranges` reads at once.

    `made_of` says from which tables they were made: the SHA-256 of each by its name. A line of
    JSON, then numbers, lowest byte first: starts and owners of IPv4, then of IPv6, whose starts are
    sixteen bytes as they are on the wire.
    """
    numbers = b"".join(
        (
            _to_little_endian(array("I", ranges.starts4)),
            _to_little_endian(ranges.owned4),
            b"".join(ranges.starts6),
            _to_little_endian(ranges.owned6),
        )
    )
    head = {
        "schema": SCHEMA,
        "made_of": dict(made_of),
        "counts": [len(ranges.starts4), len(ranges.starts6)],
        "sha256": hashlib.sha256(numbers).hexdigest(),
        "owners": [astuple(owner) for owner in ranges.owners if owner],
    }
    return json.dumps(head).encode() + b"\n" + numbers


def parse_ranges(content: bytes, made_of: Mapping[str, str]) -> AddressRanges | None:
    """What `dump_ranges` wrote, if it is whole and was made of just these tables; else None."""
    head_line, _, numbers = content.partition(b"\n")
    try:
        head = json.loads(head_line)
        is_whole = (
            head["schema"] == SCHEMA
            and head["made_of"] == dict(made_of)
            and head["sha256"] == hashlib.sha256(numbers).hexdigest()
        )
        if not is_whole:
            return None
        four, six = head["counts"]
        owners = (None, *(CloudNetwork(*owner) for owner in head["owners"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    starts4, offset = _read_numbers(numbers, 0, four)
    owned4, offset = _read_numbers(numbers, offset, four)
    starts6 = [numbers[i : i + 16] for i in range(offset, offset + 16 * six, 16)]
    owned6, _ = _read_numbers(numbers, offset + 16 * six, six)
    return AddressRanges(owners, starts4.tolist(), owned4, starts6, owned6)


def _read_numbers(content: bytes, offset: int, count: int) -> tuple[array[int], int]:
    numbers = array("I")
    end = offset + count * numbers.itemsize
    numbers.frombytes(content[offset:end])
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers, end


def _to_little_endian(numbers: array[int]) -> bytes:
    copy = array("I", numbers)
    if sys.byteorder == "big":
        copy.byteswap()
    return copy.tobytes()
