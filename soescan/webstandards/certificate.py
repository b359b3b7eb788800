"""What a TLS connection shows: whose certificate it is, for which names, until when."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TypeVar

from soescan.errors import UnreadableError, UnreadableState
from soescan.webstandards import der
from soescan.webstandards.der import Element

NAMES = 1_000
"""Names of a certificate that are read; honest ones carry a hundred."""

_ALTERNATIVE_NAMES = bytes.fromhex("551d11")
_ORGANIZATION, _COMMON_NAME = bytes.fromhex("55040a"), bytes.fromhex("550403")
_VERSION, _EXTENSIONS, _DNS_NAME, _IP_ADDRESS = 0xA0, 0xA3, 0x82, 0x87
_ISSUER, _VALIDITY, _KEY = 2, 3, 5
"""Where fields stand in a certificate, the version apart (RFC 5280, section 4.1)."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate says of itself. A field that cannot be read is a problem, and None."""

    names: tuple[str, ...] | None
    """Host names and addresses it is for, lower-cased."""
    issuer: str
    """The organisation that signed it; its common name where it names none."""
    key: str
    """Kind and size of the key, for example ``ecdsa-256``."""
    not_before: date | None
    not_after: date | None
    problems: tuple[str, ...] = ()
    """What could not be read, in words."""


def read_certificate(encoded: bytes) -> Certificate:
    """The fields of a DER-encoded certificate (RFC 5280, section 4.1), each on its own.

    Raises:
        UnreadableError: it is no certificate at all.
    """
    try:
        [certificate] = der.read_elements(encoded)
        fields = certificate.children[0].children
        fields = fields[1:] if fields[0].tag == _VERSION else fields
        issuer, validity, key = fields[_ISSUER], fields[_VALIDITY], fields[_KEY]
    except (ValueError, IndexError) as e:
        raise UnreadableError(UnreadableState.MALFORMED, f"certificate: {str(e)[:120]}") from e
    problems: list[str] = []
    return Certificate(
        names=_guard(
            "the list of its names", problems, lambda: _alternative_names(fields, problems)
        ),
        issuer=_guard("its issuer", problems, lambda: _issuer_name(issuer, problems)) or "",
        key=_key_kind(key.encoded),
        not_before=_guard("its first day", problems, lambda: _read_day(validity.children[0])),
        not_after=_guard("its last day", problems, lambda: _read_day(validity.children[1])),
        problems=tuple(dict.fromkeys(problems)),
    )


def _guard(field: str, problems: list[str], read: Callable[[], T]) -> T | None:
    """A field, or None and a problem: what is wrong with one field says nothing of others."""
    try:
        return read()
    except (ValueError, IndexError):
        problems.append(f"{field} cannot be read")
        return None


def _alternative_names(fields: Iterable[Element], problems: list[str]) -> tuple[str, ...]:
    """DNS names and IP addresses of subjectAltName (section 4.2.1.6), at most `NAMES`.

    A name that cannot be read is left out: no host has such a name.
    """
    extensions = [
        extension.children
        for wrapper in fields
        if wrapper.tag == _EXTENSIONS
        for extension in wrapper.children[0].children
    ]
    found = [parts[-1].content for parts in extensions if parts[0].content == _ALTERNATIVE_NAMES]
    if len(found) > 1:
        raise ValueError("the extension stands twice")  # section 4.2
    general_names = [name for value in found for name in der.read_elements(value)[0].children]
    names: list[str] = []
    for kind, read in ((_DNS_NAME, _host_name), (_IP_ADDRESS, _address)):
        for element in [name for name in general_names if name.tag == kind][:NAMES]:
            name = _guard("one of its names", problems, partial(read, element.content))
            names += [name] if name is not None else []
    return tuple(names[:NAMES])


def _host_name(content: bytes) -> str:
    return content.decode("ascii").lower()


def _address(content: bytes) -> str:
    return str(ipaddress.ip_address(content))


def _issuer_name(name: Element, problems: list[str]) -> str:
    """The issuer's organisation (section 4.1.2.4), else its common name; empty without both."""
    attributes = [pair.children for group in name.children for pair in group.children]
    for oid in (_ORGANIZATION, _COMMON_NAME):
        for kind, *value in attributes:
            if kind.content == oid and value:
                text = _guard("its issuer", problems, partial(_text, value[0]))
                if text and text.strip():
                    return " ".join(text.split())[:200]
    return ""


def _text(element: Element) -> str:
    return element.text


def _read_day(element: Element) -> date:
    """The day of a UTCTime or GeneralizedTime (section 4.1.2.5), whose years begin in 1950."""
    text = element.content.decode("ascii")
    if element.tag == der.UTC_TIME:
        text = ("19" if text >= "50" else "20") + text
    if not re.fullmatch("[0-9]{14}Z", text):
        raise ValueError(f"no moment in UTC: {text[:40]}")
    return date(int(text[:4]), int(text[4:6]), int(text[6:8]))


def _key_kind(encoded: bytes) -> str:
    """Kind and size in bits of the key, for example ``rsa-2048``; empty for unknown kinds."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        key = load_der_public_key(encoded)
    except (ValueError, TypeError, UnsupportedAlgorithm):
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
