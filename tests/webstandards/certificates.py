"""Certificates and greetings made for tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import NameOID

from soescan.web import HandshakeResult
from tests.site.factories import AT

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey


@cache
def key(kind: str = "ecdsa") -> Key:
    """A key of a kind, the same each time."""
    if kind == "rsa":
        return rsa.generate_private_key(65537, 2048)
    if kind == "ed25519":
        return ed25519.Ed25519PrivateKey.generate()
    return ec.generate_private_key(ec.SECP256R1())


def certificate(
    names: Sequence[str] = ("acme.example", "www.acme.example"),
    first: str = "2026-10-01",
    last: str = "2026-12-24",
    issuer: Sequence[tuple[x509.ObjectIdentifier, str]] = (
        (NameOID.ORGANIZATION_NAME, "Acme Trust"),
        (NameOID.COMMON_NAME, "AT 1"),
    ),
    kind: str = "ecdsa",
) -> bytes:
    """A certificate, DER, signed by its own key."""
    made = key(kind)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([]))
        .issuer_name(x509.Name([x509.NameAttribute(oid, text) for oid, text in issuer]))
        .public_key(made.public_key())
        .serial_number(7)
        .not_valid_before(_at(first))
        .not_valid_after(_at(last))
    )
    if names:
        general = [_general(name) for name in names]
        builder = builder.add_extension(x509.SubjectAlternativeName(general), critical=True)
    digest = None if isinstance(made, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    return builder.sign(made, digest).public_bytes(serialization.Encoding.DER)


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC)


def greeting(
    host: str = "acme.example",
    *,
    version: str = "1.3",
    alpn: str = "h2",
    chain: Sequence[bytes] | None = None,
    untrusted: str = "",
    roots: str = "public",
    address: str = "93.184.216.34",
) -> HandshakeResult:
    """What an ordinary connection to a host shows."""
    shown = (certificate(),) if chain is None else tuple(chain)
    return HandshakeResult(
        host, 443, AT, version, "TLS_AES_128_GCM_SHA256", alpn, shown, untrusted, roots, address
    )
