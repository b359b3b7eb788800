"""What a TLS connection shows: whose certificate it is, for which names, until when."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from soescan.errors import UnreadableError, UnreadableState

if TYPE_CHECKING:
    from cryptography import x509

NAMES = 1_000
"""Names of a certificate that are read; honest ones carry a hundred."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate says of itself."""

    names: tuple[str, ...]
    """Host names and addresses it is for, lower-cased."""
    issuer: str
    """The organisation that signed it; its common name where it names none."""
    key: str
    """Kind and size of the key, for example ``ecdsa-256``."""
    not_before: date
    not_after: date


def read_certificate(der: bytes) -> Certificate:
    """The fields of a DER-encoded certificate (RFC 5280, section 4.1).

    Raises:
        UnreadableError: it is not what X.509 allows.
    """
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # old certificates break rules that warn, and count
            certificate = x509.load_der_x509_certificate(der)
            return Certificate(
                names=_alternative_names(certificate),
                issuer=_issuer_name(certificate.issuer),
                key=_key_kind(certificate),
                not_before=certificate.not_valid_before_utc.date(),
                not_after=certificate.not_valid_after_utc.date(),
            )
    except (
        ValueError,
        TypeError,
        OverflowError,
        UnsupportedAlgorithm,
        x509.DuplicateExtension,
        x509.InvalidVersion,
    ) as e:
        raise UnreadableError(UnreadableState.MALFORMED, f"certificate: {str(e)[:120]}") from e


def _alternative_names(certificate: x509.Certificate) -> tuple[str, ...]:
    """DNS names and IP addresses of subjectAltName (section 4.2.1.6), at most `NAMES`."""
    from cryptography import x509

    try:
        value = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    names = value.get_values_for_type(x509.DNSName)
    addresses = value.get_values_for_type(x509.IPAddress)
    return tuple(name.lower() for name in (*names, *map(str, addresses)))[:NAMES]


def _issuer_name(name: x509.Name) -> str:
    """The issuer's organisation (section 4.1.2.4), else its common name; empty without both."""
    from cryptography.x509.oid import NameOID

    for oid in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME):
        for attribute in name.get_attributes_for_oid(oid):
            value = attribute.value
            text = value if isinstance(value, str) else value.decode("utf-8", "replace")
            if text.strip():
                return " ".join(text.split())[:200]
    return ""


def _key_kind(certificate: x509.Certificate) -> str:
    """Kind and size in bits of the key, for example ``rsa-2048``; empty for unknown kinds."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa

    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return ""
    match key:
        case rsa.RSAPublicKey():
            return f"rsa-{key.key_size}"
        case ec.EllipticCurvePublicKey():
            return f"ecdsa-{key.key_size}"
        case dsa.DSAPublicKey():
            return f"dsa-{key.key_size}"
        case ed25519.Ed25519PublicKey():
            return "ed25519"
        case ed448.Ed448PublicKey():
            return "ed448"
        case _:
            return ""


def covers_host(names: Iterable[str], name: str) -> bool:
    """Is one of a certificate's names that of a host? Compared label by label (RFC 9525, 6.3).

    An asterisk stands for one whole label, the leftmost, and never for a part of one or for an
    address.

    >>> [covers_host(["*.acme.example"], host) for host in ("www.acme.example", "acme.example")]
    [True, False]
    >>> covers_host(["*.acme.example", "a*.acme.example"], "ab.c.acme.example")
    False
    """
    labels = name.lower().rstrip(".").split(".")
    return any(_matches_labels(pattern.lower().rstrip(".").split("."), labels) for pattern in names)


def _matches_labels(pattern: list[str], labels: list[str]) -> bool:
    if pattern == labels:
        return True
    if pattern[0] != "*" or labels[-1].isdigit() or len(labels) < 3:
        return False
    return pattern[1:] == labels[1:] and "*" not in pattern[1:]
