"""Macros and domain-specs of SPF records (RFC 7208, section 7)."""

from __future__ import annotations

import ipaddress
import re
import urllib.parse
from collections.abc import Callable, Mapping

from soescan.web.ip import IpAddress

_TOKEN = re.compile(r"%\{([a-z])([0-9]*)(r?)([-.+,/_=]*)\}|(%[%_-])|([^%]+)|(%)", re.IGNORECASE)
_LITERAL = re.compile(r"[\x21-\x24\x26-\x7e]*")
_TOP_LABEL = re.compile(r"[a-z0-9]*[a-z][a-z0-9]*|[a-z0-9]+-[a-z0-9-]*[a-z0-9]", re.IGNORECASE)

_ESCAPES = {"%%": "%", "%_": " ", "%-": "%20"}
_LETTERS = "slodipvh"
"""Of a domain-spec; ``c``, ``r`` and ``t`` are for explanations only (section 7.2)."""
_NAME_LENGTH = 253
_LABEL_LENGTH = 63

MacroValue = Callable[[], str | None]
"""What a macro letter stands for; None: it depends on the message, and there is none."""


def macro_string_problem(text: str) -> str:
    """Why a text is no macro-string (section 7.1); empty when it is one.

    >>> macro_string_problem("%{ir}.%(x)")
    'has a % that begins no macro'
    """
    for match in _TOKEN.finditer(text):
        letter, digits, _, _, _, literal, stray = match.groups()
        if stray:
            return "has a % that begins no macro"
        if letter and letter.lower() not in _LETTERS:
            return f"has a macro that is none here: {match[0]}"
        if digits and not int(digits[-9:]):
            return f"has a macro of no labels: {match[0]}"
        if literal and not _LITERAL.fullmatch(literal):
            return "has a character that is not allowed"
    return ""


def domain_spec_problem(text: str) -> str:
    """Why a text is no domain-spec (section 7.1); empty when it is one.

    A name that is written out must be one that DNS can be asked for; section 4.8 leaves open what
    becomes of others.

    >>> domain_spec_problem("a:192.0.2.7"), domain_spec_problem("_spf.%{d2}")
    ('does not end in a top-level domain or a macro', '')
    """
    if problem := macro_string_problem(text):
        return problem
    *_, last = [match[0] for match in _TOKEN.finditer(text)] or [""]
    if not last.startswith("%"):
        _, dot, top = last.removesuffix(".").rpartition(".")
        if not dot or not _TOP_LABEL.fullmatch(top):
            return "does not end in a top-level domain or a macro"
    return "" if "%" in text or is_dns_name(text) else "is a name that DNS cannot be asked for"


def is_dns_name(name: str) -> bool:
    """Is it a name of labels of 1 to 63 characters, 253 in all (RFC 1035, section 2.3.4)?

    >>> is_dns_name("_spf.acme.example."), is_dns_name("bad..example")
    (True, False)
    """
    labels = name.removesuffix(".").split(".")
    return all(0 < len(label) <= _LABEL_LENGTH for label in labels) and len(name) <= _NAME_LENGTH


def expand(text: str, values: Mapping[str, MacroValue]) -> str | None:
    """The name that a domain-spec stands for in one message (section 7.3).

    None when it depends on what is not known of the message. A name that is too long loses labels
    on the left.

    >>> expand("%{d2r}._spf", {"d": lambda: "mail.acme.example"})
    'acme.mail._spf'
    """
    parts: list[str] = []
    for match in _TOKEN.finditer(text):
        letter, digits, reverse, delimiters, escape, literal, _ = match.groups()
        if not letter:
            parts.append(_ESCAPES[escape] if escape else literal or "")
            continue
        value = values.get(letter.lower(), _unknown)()
        if value is None:
            return None
        value = _transform(value, digits, bool(reverse), delimiters or ".")
        parts.append(urllib.parse.quote(value, safe="") if letter.isupper() else value)
    name = "".join(parts).removesuffix(".").lower()
    while len(name) > _NAME_LENGTH and "." in name:
        name = name.partition(".")[2]
    return name


def _transform(value: str, digits: str, reverse: bool, delimiters: str) -> str:
    """Split, turn round, and keep that many parts from the right."""
    parts = re.split(f"[{re.escape(delimiters)}]", value)
    if reverse:
        parts.reverse()
    return ".".join(parts[-int(digits[-9:]) :] if digits else parts)


def _unknown() -> None:
    return None


def dotted(address: IpAddress) -> str:
    """An address as ``%{i}`` writes it: IPv6 as 32 nibbles.

    >>> dotted(ipaddress.ip_address("2001:db8::1"))[:15]
    '2.0.0.1.0.d.b.8'
    """
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return ".".join(address.exploded.replace(":", ""))
