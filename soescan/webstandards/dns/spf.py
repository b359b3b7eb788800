"""SPF by RFC 7208: what a record says of other senders, and how many look-ups it costs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from soescan.errors import UnreadableError
from soescan.web import Records

LIMIT = 10
"""Look-ups that checking one message may take (section 4.6.4)."""
VOID = 2
"""Look-ups that may come to nothing (section 4.6.4)."""
RECORDS = 30
"""Records that are followed: enough to count beyond the limit, and an end to every tree."""
LENGTH = 4_096
"""Characters of a record that are read."""

ENDS = {"+": "open", "?": "neutral", "~": "softfail", "-": "fail"}
"""What ``all`` with a qualifier says of everybody else."""

Ask = Callable[[str, str], Records]
"""Asks DNS for a name and a type; may raise `soescan.errors.UnreadableError`."""

_COSTS = ("include", "a", "mx", "ptr", "exists", "redirect")
"""Terms for which a receiver must ask DNS."""
_TERM = re.compile(r"([+?~-]?)([a-z][a-z0-9_.-]{0,40})(?:([:=/])(.{0,500}))?", re.IGNORECASE)
_MECHANISMS = ("all", "include", "a", "mx", "ptr", "ip4", "ip6", "exists")


@dataclass(frozen=True, slots=True)
class Term:
    """One mechanism or modifier of a record."""

    name: str
    qualifier: str = "+"
    value: str = ""
    """What stands behind the colon or the equals sign, without a prefix length."""


@dataclass(frozen=True, slots=True)
class Spf:
    """A record taken apart, with what is wrong with it."""

    terms: tuple[Term, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def ending(self) -> str:
        """What it says of other senders; empty when another record decides (``redirect``).

        A record that ends in neither says ``neutral`` (section 4.7).
        """
        for term in self.terms:
            if term.name == "all":
                return ENDS[term.qualifier]
        return "" if self.redirect else "neutral"

    @property
    def redirect(self) -> str:
        """The domain whose record decides; it counts only without ``all`` (section 6.1)."""
        if any(term.name == "all" for term in self.terms):
            return ""
        return next((term.value for term in self.terms if term.name == "redirect"), "")

    @property
    def includes(self) -> tuple[str, ...]:
        """The domains whose senders count as well."""
        return tuple(term.value for term in self.terms if term.name == "include")


def records(texts: Iterable[str]) -> tuple[str, ...]:
    """Those of a name's TXT records that are SPF (section 4.5).

    >>> records(["v=spf1 -all", "V=SPF1", "v=spf10 -all", "v=spf2.0/pra"])
    ('v=spf1 -all', 'V=SPF1')
    """
    return tuple(
        one for one in texts if one[:7].lower().rstrip(" ") == "v=spf1" and one[6:7] in ("", " ")
    )


def parse(text: str) -> Spf:
    """Take a record apart; terms that are none are problems, and the others are kept.

    >>> parse("v=spf1 include:_spf.example.com ~all").ending
    'softfail'
    """
    terms: list[Term] = []
    problems: list[str] = []
    for word in text[:LENGTH].split()[1:]:
        found = _TERM.fullmatch(word)
        if not found:
            problems.append(f"{word[:40]!r} is no term")
            continue
        qualifier, name, sign, value = found[1], found[2].lower(), found[3] or "", found[4] or ""
        if name in _MECHANISMS and sign != "=":
            if problem := _wrong(name, sign, value):
                problems.append(f"{word[:40]!r}: {problem}")
            terms.append(Term(name, qualifier or "+", "" if sign == "/" else _domain(name, value)))
        elif sign == "=" and not qualifier:
            terms.append(Term(name, "+", value.lower().rstrip(".")))  # a modifier, known or not
        else:
            problems.append(f"{word[:40]!r} is no term")
    names = [term.name for term in terms]
    problems += [f"several {name}" for name in ("redirect", "exp") if names.count(name) > 1]
    return Spf(tuple(terms), tuple(problems[:10]))


def _wrong(name: str, sign: str, value: str) -> str:
    """What is wrong with a mechanism (section 5)."""
    if name in ("include", "exists", "ip4", "ip6") and (sign != ":" or not value):
        return "a value is missing"
    return "it takes no value" if name == "all" and sign else ""


def _domain(name: str, value: str) -> str:
    value = value if name in ("ip4", "ip6") else value.partition("/")[0]
    return value.lower().rstrip(".")


@dataclass(slots=True)
class Cost:
    """What checking a message by a record costs a receiver."""

    lookups: int = 0
    voids: int = 0
    problems: list[str] = field(default_factory=list)
    """Why receivers report an error instead of a result."""
    unread: UnreadableError | None = None
    """A look-up failed: the numbers are lower bounds."""
    left: int = RECORDS

    @property
    def excess(self) -> str:
        """Which limit is broken; empty when none is."""
        if self.lookups > LIMIT:
            return f"{self.lookups} look-ups, {LIMIT} are allowed"
        return (
            f"{self.voids} look-ups come to nothing, {VOID} are allowed"
            if self.voids > VOID
            else ""
        )


def cost(domain: str, record: Spf, ask: Ask) -> Cost:
    """Follow a record through its includes and its redirect and count.

    A circle, or a tree that is too big, ends when `RECORDS` were read or the limit is broken.
    """
    counted = Cost()
    _count(domain, record, ask, counted, ())
    return counted


def _count(domain: str, record: Spf, ask: Ask, counted: Cost, above: tuple[str, ...]) -> None:
    above = (*above, domain)
    has_all = any(term.name == "all" for term in record.terms)
    for term in record.terms:
        if term.name not in _COSTS or (term.name == "redirect" and has_all):
            continue
        counted.lookups += 1
        target = term.value or domain
        if "%" in target or term.name in ("ptr", "exists"):
            continue  # depends on the message
        if term.name in ("include", "redirect"):
            if target in above:
                counted.problems.append(f"{target} includes itself")
            elif counted.left and counted.lookups <= 2 * LIMIT:
                counted.left -= 1
                _follow(target, ask, counted, above)
        elif counted.lookups <= 2 * LIMIT:
            answer = _asked(target, "MX" if term.name == "mx" else "A", ask, counted)
            if answer and not answer.values and (term.name == "mx" or _void(target, ask, counted)):
                counted.voids += 1


def _follow(target: str, ask: Ask, counted: Cost, above: tuple[str, ...]) -> None:
    answer = _asked(target, "TXT", ask, counted)
    if answer is None:
        return
    found = records(answer.values)
    counted.voids += not answer.values
    if len(found) != 1:
        says = "several SPF records" if found else "no SPF record"
        counted.problems.append(f"{target} has {says}")
        return
    record = parse(found[0])
    counted.problems.extend(f"{target}: {one}" for one in record.problems)
    _count(target, record, ask, counted, above)


def _void(target: str, ask: Ask, counted: Cost) -> bool:
    """Has a host without IPv4 addresses none for IPv6 either? Senders of both kinds ask."""
    answer = _asked(target, "AAAA", ask, counted)
    return answer is not None and not answer.values


def _asked(name: str, kind: str, ask: Ask, counted: Cost) -> Records | None:
    try:
        return ask(name, kind)
    except UnreadableError as error:
        counted.unread = counted.unread or error
        return None
