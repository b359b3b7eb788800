"""Certificates are read as RFC 5280 writes them, names are compared as RFC 9525 says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from soescan.errors import UnreadableError, UnreadableState
from soescan.site import tls_connection
from soescan.webstandards import certificate
from tests.site.factories import site
from tests.webstandards.certificates import certificate as issue


def test_a_certificate_says_for_whom_by_whom_and_until_when() -> None:
    assert certificate.read_certificate(issue()) == certificate.Certificate(
        ("acme.example", "www.acme.example"),
        "Acme Trust",
        "ecdsa-256",
        date(2026, 10, 1),
        date(2026, 12, 24),
    )


@pytest.mark.parametrize(
    ("kind", "says"), [("ecdsa", "ecdsa-256"), ("rsa", "rsa-2048"), ("ed25519", "ed25519")]
)
def test_kind_and_size_of_the_key_are_told(kind: str, says: str) -> None:
    assert certificate.read_certificate(issue(kind=kind)).key == says


def test_an_issuer_without_organisation_goes_by_its_name() -> None:
    assert (
        certificate.read_certificate(issue(issuer=[(NameOID.COMMON_NAME, "Home CA")])).issuer
        == "Home CA"
    )
    assert certificate.read_certificate(issue(issuer=[])).issuer == ""


def test_addresses_and_missing_names_are_read() -> None:
    assert certificate.read_certificate(issue(["192.0.2.7", "2001:db8::1"])).names == (
        "192.0.2.7",
        "2001:db8::1",
    )
    assert certificate.read_certificate(issue([])).names == ()


@pytest.mark.parametrize(
    ("names", "host", "covered"),
    [
        # RFC 9525, section 6.3, and RFC 6125, section 7.2
        (["acme.example"], "acme.example", True),
        (["ACME.example"], "acme.EXAMPLE", True),
        (["acme.example"], "www.acme.example", False),
        (["*.acme.example"], "www.acme.example", True),
        (["*.acme.example"], "a.b.acme.example", False),
        (["*.acme.example"], "acme.example", False),
        (["*.*.acme.example"], "a.b.acme.example", False),
        (["f*.acme.example"], "foo.acme.example", False),
        (["foo.*.example"], "foo.acme.example", False),
        (["*"], "example", False),
        (["*.example"], "acme.example", False),
        (["*.0.2.7"], "192.0.2.7", False),
        (["192.0.2.7"], "192.0.2.7", True),
        (["notacme.example", "xacme.example"], "acme.example", False),
        ([], "acme.example", False),
    ],
)
def test_names_are_compared_label_by_label(names: list[str], host: str, covered: bool) -> None:
    assert certificate.covers_host(names, host) is covered


@pytest.mark.parametrize(
    ("url", "where"),
    [
        ("https://acme.example/", ("acme.example", 443)),
        ("https://www.acme.example/a", ("www.acme.example", 443)),
        ("https://acme.example:8443", ("acme.example", 8443)),
        ("http://acme.example:8080", ("acme.example", 443)),
    ],
)
def test_the_address_of_a_site_has_a_host_and_a_port(url: str, where: tuple[str, int]) -> None:
    assert tls_connection.tls_endpoint(site(url=url)) == where


@given(st.lists(st.text(max_size=20), max_size=4), st.text(max_size=20))
def test_any_names_can_be_compared(names: list[str], host: str) -> None:
    assert certificate.covers_host(names, host) in (True, False)


DER = issue()


@pytest.mark.parametrize(
    ("good", "bad", "field", "value", "problem"),
    [
        (b"www.acme", b"w\xffw.acme", "names", ("acme.example",), "one of its names"),
        (b"\x82\x10www.acme.example", b"\x87\x10www.acme.exa\xff\xff\xff\xff", "names", ("acme.example", "7777:772e:6163:6d65:2e65:7861:ffff:ffff"), ""),
        (b"\x82\x0cacme.example", b"\x87\x0cacme.example", "names", ("www.acme.example",), "one of its names"),
        (b"\x55\x1d\x11", b"\x55\x1d\x12", "names", (), ""),
        (b"\x04\x22\x30\x20", b"\x04\x22\x30\x7f", "names", None, "the list of its names"),
        (b"Acme Trust", b"Acme\xff\xfeTrus", "issuer", "AT 1", "its issuer"),
        (b"AT 1", b"AT\xff1", "issuer", "Acme Trust", ""),
        (b"261001120000Z", b"261301120000Z", "not_before", None, "its first day"),
        (b"261224120000Z", b"2612241200+01", "not_after", None, "its last day"),
        (b"261224120000Z", b"26122\xff120000Z", "not_after", None, "its last day"),
        (b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x07", "names", ("acme.example", "www.acme.example"), ""),
        (b"\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07", b"\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x7f", "key", "", ""),
    ],
)  # fmt: skip
def test_what_is_wrong_with_one_field_costs_that_field(
    good: bytes, bad: bytes, field: str, value: object, problem: str
) -> None:
    bad = bad[: len(good)] if len(bad) > len(good) else bad
    assert DER.count(good) == 1
    whole = certificate.read_certificate(DER)
    damaged = certificate.read_certificate(DER.replace(good, bad))
    assert getattr(damaged, field) == value
    assert damaged.problems == ((f"{problem} cannot be read",) if problem else ())
    assert replace(damaged, problems=(), **{field: getattr(whole, field)}) == whole


@given(st.integers(0, len(DER) - 1), st.binary(min_size=1, max_size=6), st.booleans())
def test_a_damaged_certificate_is_malformed_or_read(at: int, bytes_: bytes, cut: bool) -> None:
    damaged = DER[:at] if cut else DER[:at] + bytes_ + DER[at + len(bytes_) :]
    try:
        whole = certificate.read_certificate(damaged)
        assert whole.problems or None not in (whole.names, whole.not_before, whole.not_after)
    except UnreadableError as error:
        assert error.state is UnreadableState.MALFORMED
