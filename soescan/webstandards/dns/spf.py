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
class SpfTerm:
    """One mechanism or modifier of a record."""

    name: str
    qualifier: str = "+"
    value: str = ""
    """What stands behind the colon or the equals sign, without a prefix length."""


@dataclass(frozen=True, slots=True)
class SpfRecord:
    """A record taken apart, with what is wrong with it."""

    terms: tuple[SpfTerm, ...] = ()
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


def spf_records(texts: Iterable[str]) -> tuple[str, ...]:
    """Those of a name's TXT records that are SPF (section 4.5).

    >>> spf_records(["v=spf1 -all", "V=SPF1", "v=spf10 -all", "v=spf2.0/pra"])
    ('v=spf1 -all', 'V=SPF1')
    """
    return tuple(
        text
        for text in texts
        if text[:7].lower().rstrip(" ") == "v=spf1" and text[6:7] in ("", " ")
    )


def parse_record(text: str) -> SpfRecord:
    """Take a record apart; terms that are none are problems, and the others are kept.

    >>> parse_record("v=spf1 include:_spf.example.com ~all").ending
    'softfail'
    """
    terms: list[SpfTerm] = []
    problems: list[str] = []
    for word in text[:LENGTH].split()[1:]:
        match = _TERM.fullmatch(word)
        if not match:
            problems.append(f"{word[:40]!r} is no term")
            continue
        qualifier, name, sign, value = match[1], match[2].lower(), match[3] or "", match[4] or ""
        if name in _MECHANISMS and sign != "=":
            if problem := _argument_problem(name, sign, value):
                problems.append(f"{word[:40]!r}: {problem}")
            terms.append(
                SpfTerm(name, qualifier or "+", "" if sign == "/" else _domain(name, value))
            )
        elif sign == "=" and not qualifier:
            terms.append(SpfTerm(name, "+", value.lower().rstrip(".")))  # a modifier, known or not
        else:
            problems.append(f"{word[:40]!r} is no term")
    names = [term.name for term in terms]
    problems += [f"several {name}" for name in ("redirect", "exp") if names.count(name) > 1]
    return SpfRecord(tuple(terms), tuple(problems[:10]))


def _argument_problem(name: str, sign: str, value: str) -> str:
    """What is wrong with the argument of a mechanism (section 5); empty when nothing is."""
    if name in ("include", "exists", "ip4", "ip6") and (sign != ":" or not value):
        return "a value is missing"
    return "it takes no value" if name == "all" and sign else ""


def _domain(name: str, value: str) -> str:
    value = value if name in ("ip4", "ip6") else value.partition("/")[0]
    return value.lower().rstrip(".")


@dataclass(slots=True)
class LookupCost:
    """What checking a message by a record costs a receiver."""

    lookups: int = 0
    voids: int = 0
    problems: list[str] = field(default_factory=list)
    """Why receivers report an error instead of a result."""
    unread: UnreadableError | None = None
    """A look-up failed: the numbers are lower bounds."""
    records_left: int = RECORDS

    @property
    def excess(self) -> str:
        """Which limit is broken; empty when none is."""
        if self.lookups > LIMIT:
            return f"{self.lookups} look-ups, {LIMIT} are allowed"
        if self.voids > VOID:
            return f"{self.voids} look-ups come to nothing, {VOID} are allowed"
        return ""


def count_lookups(domain: str, record: SpfRecord, ask: Ask) -> LookupCost:
    """The DNS look-ups that a receiver needs for a record, its includes and its redirect.

    By RFC 7208, section 4.6.4. A circle, or a tree that is too big, ends when `RECORDS` were read
    or the limit is broken twice over.
    """
    counted = LookupCost()
    _count_terms(domain, record, ask, counted, ())
    return counted


def _count_terms(
    domain: str, record: SpfRecord, ask: Ask, counted: LookupCost, above: tuple[str, ...]
) -> None:
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
            elif counted.records_left and counted.lookups <= 2 * LIMIT:
                counted.records_left -= 1
                _count_target(target, ask, counted, above)
        elif counted.lookups <= 2 * LIMIT:
            answer = _query(target, "MX" if term.name == "mx" else "A", ask, counted)
            if (
                answer
                and not answer.values
                and (term.name == "mx" or _has_no_address(target, ask, counted))
            ):
                counted.voids += 1


def _count_target(target: str, ask: Ask, counted: LookupCost, above: tuple[str, ...]) -> None:
    answer = _query(target, "TXT", ask, counted)
    if answer is None:
        return
    spf_texts = spf_records(answer.values)
    counted.voids += not answer.values
    if len(spf_texts) != 1:
        fault = "several SPF records" if spf_texts else "no SPF record"
        counted.problems.append(f"{target} has {fault}")
        return
    record = parse_record(spf_texts[0])
    counted.problems.extend(f"{target}: {problem}" for problem in record.problems)
    _count_terms(target, record, ask, counted, above)


def _has_no_address(target: str, ask: Ask, counted: LookupCost) -> bool:
    """Has a host without A records no AAAA record either? Only then is the look-up void."""
    answer = _query(target, "AAAA", ask, counted)
    return answer is not None and not answer.values


def _query(name: str, kind: str, ask: Ask, counted: LookupCost) -> Records | None:
    try:
        return ask(name, kind)
    except UnreadableError as error:
        counted.unread = counted.unread or error
        return None
