"""The grammar of SPF records (RFC 7208, sections 4.5, 4.6.1, 5, 6 and 12)."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass

from soescan.webstandards.dns.spf.macros import domain_spec_problem, macro_string_problem

_MODIFIER = re.compile(r"([a-z][a-z0-9_.-]*)=(.*)", re.IGNORECASE | re.DOTALL)
_DIRECTIVE = re.compile(
    r"(?P<qualifier>[+?~-]?)(?P<name>all|include|a|mx|ptr|ip4|ip6|exists)"
    r"(?::(?P<value>.*?))?(?P<lengths>(?:/[0-9]*)?(?://[0-9]*)?)",
    re.IGNORECASE | re.DOTALL,
)
_LENGTHS = re.compile(r"(?:/(0|[1-9][0-9]?))?(?://(0|[1-9][0-9]{0,2}))?")

_NEED_DOMAIN = ("include", "exists")
_TAKE_LENGTHS = ("a", "mx")
_PROBLEMS = 10
"""Problems of one record that are told."""


@dataclass(frozen=True, slots=True)
class SpfTerm:
    """One mechanism of a record."""

    name: str
    qualifier: str = "+"
    value: str = ""
    """The domain-spec or address, without prefix lengths."""
    ip4_length: int = 32
    ip6_length: int = 128


@dataclass(frozen=True, slots=True)
class SpfRecord:
    """A record taken apart, with what is wrong with it."""

    mechanisms: tuple[SpfTerm, ...] = ()
    """In the order in which they are tried."""
    redirect: str = ""
    """The domain-spec whose record decides when no mechanism matches (section 6.1)."""
    problems: tuple[str, ...] = ()
    """Each makes receivers report an error, wherever it stands in the record (section 4.6)."""

    @property
    def includes(self) -> tuple[str, ...]:
        """The domains whose senders count as well."""
        return tuple(
            term.value.lower().removesuffix(".")
            for term in self.mechanisms
            if term.name == "include"
        )


def spf_records(texts: Iterable[str]) -> tuple[str, ...]:
    """Those of a name's TXT records that are SPF (section 4.5).

    >>> spf_records(["v=spf1 -all", "V=SPF1", "v=spf10 -all", "v=spf2.0/pra"])
    ('v=spf1 -all', 'V=SPF1')
    """
    return tuple(text for text in texts if text[:6].lower() == "v=spf1" and text[6:7] in ("", " "))


def parse_record(text: str) -> SpfRecord:
    """Take a record apart; terms that are none are problems, and the others are kept.

    >>> parse_record("v=spf1 include:_spf.example.com ~all").mechanisms[1].qualifier
    '~'
    >>> parse_record("v=spf1 ip4:192.0.2.0/33 -all").problems
    ("'ip4:192.0.2.0/33': an IPv4 prefix has 0 to 32 bits",)
    """
    mechanisms: list[SpfTerm] = []
    modifiers: dict[str, list[str]] = {"redirect": [], "exp": []}
    problems: list[str] = []
    for word in filter(None, text[6:].split(" ")):
        try:
            if match := _MODIFIER.fullmatch(word):
                modifiers.setdefault(match[1].lower(), []).append(_parse_modifier(match))
            else:
                mechanisms.append(_parse_mechanism(word))
        except ValueError as error:
            problems.append(f"{word[:40]!r}: {error}")
    problems += [f"several {name}" for name in ("redirect", "exp") if len(modifiers[name]) > 1]
    redirect = next(iter(modifiers["redirect"]), "")
    return SpfRecord(tuple(mechanisms), redirect, tuple(problems[:_PROBLEMS]))


def _parse_modifier(match: re.Match[str]) -> str:
    """The value of a modifier; one that nobody knows may hold any macro-string (section 6)."""
    known = match[1].lower() in ("redirect", "exp")
    _require(not (known and not match[2]), "a domain is missing")
    problem = (domain_spec_problem if known else macro_string_problem)(match[2])
    _require(not problem, problem)
    return match[2]


def _parse_mechanism(word: str) -> SpfTerm:
    """A mechanism with its qualifier.

    Raises:
        ValueError: it is none, with the reason.
    """
    match = _DIRECTIVE.fullmatch(word)
    if not match:
        raise ValueError("it is no term")
    name, value, lengths = match["name"].lower(), match["value"], match["lengths"]
    qualifier = match["qualifier"] or "+"
    if name == "all":
        _require(value is None and not lengths, "it takes no value")
        return SpfTerm(name, qualifier)
    if name in ("ip4", "ip6"):
        return _parse_network(name, qualifier, value or "", lengths)
    _require(bool(value) or value is None, "a domain is missing")
    _require(bool(value) or name not in _NEED_DOMAIN, "a domain is missing")
    if name not in _TAKE_LENGTHS:
        value, lengths = (value or "") + lengths, ""
    problem = domain_spec_problem(value) if value else ""
    _require(not problem, problem)
    return SpfTerm(name, qualifier, value or "", *_parse_lengths(lengths))


def _parse_network(name: str, qualifier: str, value: str, lengths: str) -> SpfTerm:
    """An address or network, written in full (section 5.6)."""
    if name == "ip4":
        ipaddress.IPv4Address(value)
        _require(not lengths.startswith("//") and lengths.count("/") < 2, "it has one prefix")
        return SpfTerm(name, qualifier, value, *_parse_lengths(lengths))
    _require("%" not in value, "an IPv6 address has no zone")
    ipaddress.IPv6Address(value)
    _require(not lengths.startswith("//") and lengths.count("/") < 2, "it has one prefix")
    return SpfTerm(name, qualifier, value, *_parse_lengths(f"/{lengths}" if lengths else ""))


def _parse_lengths(text: str) -> tuple[int, int]:
    """Prefix lengths for IPv4 and IPv6, without leading zeros (section 5)."""
    match = _LENGTHS.fullmatch(text)
    if not match:
        raise ValueError("a prefix length is a number without leading zeros")
    ip4_length, ip6_length = int(match[1] or 32), int(match[2] or 128)
    _require(ip4_length <= 32, "an IPv4 prefix has 0 to 32 bits")
    _require(ip6_length <= 128, "an IPv6 prefix has 0 to 128 bits")
    return ip4_length, ip6_length


def _require(condition: bool, problem: str) -> None:
    if not condition:
        raise ValueError(problem)
