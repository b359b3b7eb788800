"""Only what the whole internet can reach is anybody's business, however it is spelled."""

from __future__ import annotations

import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.errors import UnreadableError, UnreadableState
from soescan.web.fetch import clean_url
from soescan.web.ip import is_public

PRIVATE = [
    *("0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1"),  # noqa: S104
    *("127.255.255.254", "168.63.129.16", "169.254.169.254", "172.16.0.1", "172.31.255.255"),
    *("192.0.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1"),
    *("198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255"),
]
PUBLIC = ["1.1.1.1", "8.8.8.8", "172.32.0.1", "100.128.0.1", "11.0.0.1", "223.255.255.1"]


def carrying(v4: str) -> list[str]:
    """The IPv6 addresses in which an IPv4 address travels."""
    number = int(ipaddress.IPv4Address(v4))
    last, mapped = f"{number >> 16:x}:{number & 0xFFFF:x}", ~number & 0xFFFF_FFFF
    return [
        f"::ffff:{v4}",  # mapped
        f"::ffff:{last}",
        f"::{last}",  # compatible
        f"::ffff:0:{last}",  # translated
        f"64:ff9b::{last}",  # NAT64
        f"64:ff9b:1::{last}",  # NAT64 of one network
        f"2002:{last}::1",  # 6to4
        f"2001:0:{last}::{~0x08080808 >> 16 & 0xFFFF:x}:{~0x08080808 & 0xFFFF:x}",  # Teredo server
        f"2001:0:808:808::{mapped >> 16:x}:{mapped & 0xFFFF:x}",  # Teredo client
    ]


@pytest.mark.parametrize("text", PRIVATE)
def test_what_is_not_of_the_internet_is_refused_also_inside_ipv6(text: str) -> None:
    assert not is_public(ipaddress.ip_address(text))
    for one in carrying(text):
        assert not is_public(ipaddress.ip_address(one)), one


@pytest.mark.parametrize("text", PUBLIC)
def test_what_is_of_the_internet_is_not_refused(text: str) -> None:
    assert is_public(ipaddress.ip_address(text))
    assert is_public(ipaddress.ip_address(f"64:ff9b::{text}")), "how IPv6-only networks get there"


@pytest.mark.parametrize(
    "text",
    [
        *("::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "ff0e::1"),
        *("100::1", "2001:db8::1", "3fff::1", "5f00::1", "4000::1", "2001:2::1", "2001:20::1"),
        "64:ff9b:1:a00:0:100:808:808",  # 10.0.0.1 where a /48 puts it, and a public one behind
    ],
)
def test_ipv6_addresses_that_are_not_of_the_internet_are_refused(text: str) -> None:
    assert not is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", ["2606:4700::1111", "2a00:1450:4001:81b::200e", "2001:4860::8888"])
def test_ipv6_addresses_of_the_internet_are_not_refused(text: str) -> None:
    assert is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize(
    "text",
    [
        *("127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1"),
        *("0x7F.0x0.0x0.0x1", "017700000001", "127.0.0.1."),
    ],
)
def test_every_spelling_of_an_address_is_that_address(text: str) -> None:
    assert clean_url(f"http://{text}/") == "http://127.0.0.1/"


@pytest.mark.parametrize("text", ["%31%32%37.0.0.1", "127。0。0。1", "１２７.0.0.1", "①②⑦.0.0.1"])
def test_an_address_in_other_digits_is_that_address(text: str) -> None:
    assert clean_url(f"http://{text}/") == "http://127.0.0.1/"


@pytest.mark.parametrize(
    "host", ["1.2.3.4.5", "256.1.1.1", "1.2.3.08", "4294967296", "a.1", "1..2"]
)
def test_a_number_that_is_no_address_is_not_looked_up(host: str) -> None:
    with pytest.raises(UnreadableError) as raised:
        clean_url(f"http://{host}/")
    assert raised.value.state is UnreadableState.REFUSED


@pytest.mark.parametrize(
    "url",
    [
        *("ftp://a.example/", "file:///etc/passwd", "gopher://a.example/", "javascript:alert(1)"),
        *("http://user@a.example/", "http://a:b@a.example/", "//a.example/"),
        *("http:///", "http://", "http://[::1/", "http://a.example:99999/", "http://a.example:x/"),
        *("http://a b/", "http://a.example@b.example/", "data:,x", "http://a..example/"),
    ],
)
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(UnreadableError) as raised:
        clean_url(url)
    assert raised.value.state is UnreadableState.REFUSED


def test_international_names_are_asked_for_in_ascii() -> None:
    assert (
        clean_url("https://Bücher.example/ä?ö=ü#x")
        == "https://xn--bcher-kva.example/%C3%A4?%C3%B6=%C3%BC"
    )


@given(st.integers(0, 2**32 - 1))
def test_parsing_agrees_with_the_system(number: int) -> None:
    a, b, c = number >> 24, number >> 16 & 255, number & 65_535
    for text in (
        str(number),
        hex(number),
        f"0{number:o}",
        f"{a}.{b}.{c}",
        f"{a:#x}.{number & 0xFFFFFF}",
    ):
        spelled = socket.inet_ntoa(socket.inet_aton(text))
        assert clean_url(f"http://{text}/") == f"http://{spelled}/"


@given(st.text(max_size=40))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    for url in (text, f"http://{text}", f"http://a.example{text}"):
        try:
            cleaned = clean_url(url)
        except UnreadableError as error:
            assert error.state is UnreadableState.REFUSED
        else:
            assert clean_url(cleaned) == cleaned
