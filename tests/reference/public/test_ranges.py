from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.reference.public.ranges import (
    AddressRanges,
    CloudNetwork,
    Prefix,
    _pack_ipv6,
    dump_ranges,
    flatten_prefixes,
    parse_ranges,
)


def naive(rows: list[tuple[Prefix, CloudNetwork]], address: str) -> CloudNetwork | None:
    """The reference: look at every prefix, the longest that holds the address counts."""
    wanted = ipaddress.ip_address(address)
    holding = [row for row in rows if wanted.version == row[0].version and wanted in row[0]]
    return max(holding, key=lambda row: row[0].prefixlen)[1] if holding else None


def prefixes(bits: int, offset: int, low: int) -> st.SearchStrategy[Prefix]:
    """Networks in a narrow corner of the address space, so that they nest and touch."""
    kind = ipaddress.IPv4Network if bits == 32 else ipaddress.IPv6Network
    corner = st.integers(0, 1 << 8)
    return st.builds(
        lambda at, length: kind((at << (bits - offset) & ((1 << bits) - 1), length), strict=False),
        corner,
        st.integers(low, bits),
    )


networks = st.integers(0, 3).map(lambda n: CloudNetwork(f"p{n}"))
tables = st.lists(
    st.tuples(prefixes(32, 8, 0) | prefixes(32, 32, 20) | prefixes(128, 8, 0), networks),
    max_size=20,
    unique_by=lambda row: row[0],
)


@given(rows=tables)
def test_a_look_up_finds_what_a_search_through_all_prefixes_finds(
    rows: list[tuple[Prefix, CloudNetwork]],
) -> None:
    ranges = flatten_prefixes(rows)
    wanted = {"0.0.0.1", "255.255.255.255", "::", "1::"}
    for prefix, _ in rows:
        for at in (int(prefix[0]), int(prefix[-1]), int(prefix[0]) - 1, int(prefix[-1]) + 1):
            if 0 <= at < 1 << prefix.max_prefixlen:
                wanted.add(str(type(prefix[0])(at)))
    for address in wanted:
        parsed = ipaddress.ip_address(address)
        if isinstance(parsed, ipaddress.IPv4Address) or not parsed.ipv4_mapped:
            assert ranges.find_network(address) == naive(rows, address), address


@given(rows=tables)
def test_what_is_written_is_read_again(rows: list[tuple[Prefix, CloudNetwork]]) -> None:
    ranges = flatten_prefixes(rows)
    assert parse_ranges(dump_ranges(ranges, {"aws": "1"}), {"aws": "1"}) == ranges
    assert parse_ranges(dump_ranges(ranges, {"aws": "1"}), {"aws": "2"}) is None


def test_neighbours_of_one_owner_are_one_stretch() -> None:
    network = CloudNetwork("aws", "eu-west-1")
    halves = [(ipaddress.ip_network(text), network) for text in ("52.0.0.0/12", "52.16.0.0/12")]
    assert len(flatten_prefixes(halves).starts4) == 2


@given(address=st.text(max_size=60) | st.from_regex(r"[0-9a-f:.%]{0,45}", fullmatch=True))
def test_no_address_raises(address: str) -> None:
    rows = [(ipaddress.ip_network("0.0.0.0/1"), CloudNetwork("low"))]
    assert flatten_prefixes(rows).find_network(address) in (None, CloudNetwork("low"))


@pytest.mark.parametrize("address", ["01.2.3.4", "1.2.3.4 ", "+1.2.3.4", "1.2.3.256", "1.2.3.4.5"])
def test_an_address_is_only_what_is_written_as_one(address: str) -> None:
    rows = [(ipaddress.ip_network("0.0.0.0/1"), CloudNetwork("low"))]
    assert flatten_prefixes(rows).find_network(address) is None


def test_without_ranges_nothing_is_told() -> None:
    assert AddressRanges().find_network("1.2.3.4") is None
    assert AddressRanges().find_network("::1") is None


@given(
    groups=st.lists(st.integers(0, 0xFFFF), min_size=8, max_size=8),
    gap=st.none() | st.tuples(st.integers(0, 7), st.integers(1, 8)),
    low=st.booleans(),
)
def test_an_address_is_read_as_the_standard_library_reads_it(
    groups: list[int], gap: tuple[int, int] | None, low: bool
) -> None:
    words = [f"{group:x}" for group in ([0] * 5 + [0xFFFF] + groups[6:] if low else groups)]
    text = ":".join(words)
    if gap:
        text = ":".join(words[: gap[0]]) + "::" + ":".join(words[gap[0] + gap[1] :])
    parsed = ipaddress.ip_address(text)
    assert isinstance(parsed, ipaddress.IPv6Address)
    packed = _pack_ipv6(text)
    assert packed in (None, parsed.packed)
    assert packed is None or not parsed.ipv4_mapped


@given(address=st.from_regex(r"[0-9a-fA-F:]{0,40}", fullmatch=True))
def test_what_is_no_address_is_not_read_as_one(address: str) -> None:
    try:
        expected = ipaddress.IPv6Address(address).packed
    except ValueError:
        expected = None
    assert _pack_ipv6(address) in (None, expected)
