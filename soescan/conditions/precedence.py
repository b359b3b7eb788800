"""Which facts of one key count, of those that are known about a tool.

`min_basis` filters first. Then IT's record settles what is stated or inferred, and what was seen no
later than the record. What was seen later and says otherwise makes the matter open: neither counts
until somebody settles it. Of one address seen twice, the later counts. What else differs stands
side by side, for a standard must hold of each.

Public registers come last of what is seen, recorded or stated: what anybody else says of the matter
takes their place. Of several registers the later counts; two of one day that contradict each other
leave the matter open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from soescan.conditions.wording import format_value
from soescan.model import Basis, Fact, Value


@dataclass(frozen=True, slots=True)
class SettledFacts:
    """The facts of one key, sorted by whether they count."""

    counting: tuple[Fact, ...]
    superseded: tuple[Fact, ...] = ()
    """Settled by IT's record, or seen again later."""
    dispute: str = ""
    """IT's record and what was seen later, or two registers, in contradiction; then nothing
    counts."""


def settle_facts(facts: Sequence[Fact], min_basis: Basis = Basis.INFERRED) -> SettledFacts:
    """Sort the facts of one key by whether they count for a standard that asks for `min_basis`.

    What a requester claims of the vendor's product counts for none, nor does any other lead.
    """
    founded = tuple(f for f in facts if f.origin.basis.is_at_least(min_basis) and not f.is_lead)
    if len(founded) < 2:
        return SettledFacts(founded)
    registered = tuple(f for f in founded if f.origin.register)
    if registered:
        return _rank_registers(founded, registered)
    return _settle_unregistered(founded)


def _settle_unregistered(founded: tuple[Fact, ...]) -> SettledFacts:
    records = _latest_records(founded)
    if not records:
        return _keep_latest(founded)
    newer = _seen_after(founded, _day(records[0]))
    values = {_comparable(record) for record in records}
    contradicting = [f for f in newer if _comparable(f) not in values]
    if contradicting or len(values) > 1:
        return SettledFacts((), founded, _describe_dispute(records, contradicting))
    counting = (*newer, *records)
    return SettledFacts(counting, tuple(f for f in founded if f not in counting))


def _rank_registers(founded: tuple[Fact, ...], registered: tuple[Fact, ...]) -> SettledFacts:
    """Registers beside what others say: they count where nobody sees, records or states it."""
    others = tuple(f for f in founded if not f.origin.register)
    if any(fact.origin.basis.is_at_least(Basis.STATED) for fact in others):
        settled = _settle_unregistered(others)
        return replace(settled, superseded=(*settled.superseded, *registered))
    latest = max(map(_day, registered))
    newest = tuple(f for f in registered if _day(f) == latest or isinstance(f.value, tuple))
    terms = {fact.value for fact in newest if _is_term(fact.value)}
    if len(terms) > 1:
        said = " and ".join(dict.fromkeys(_describe(fact) for fact in newest))
        return SettledFacts((), founded, f"public registers differ ({said})")
    counting = (*others, *newest)
    return SettledFacts(counting, tuple(f for f in founded if f not in counting))


_TERM = re.compile(r"[a-z][a-z0-9-]*|[A-Z]{2}")
"""A word of the vocabulary or a country's code; names and addresses may be written variously."""


def _is_term(value: Value) -> bool:
    return bool(_TERM.fullmatch(value)) if isinstance(value, str) else not isinstance(value, tuple)


def _latest_records(facts: Sequence[Fact]) -> list[Fact]:
    """What IT has on record of the last day on which it recorded anything."""
    records = [fact for fact in facts if fact.origin.basis is Basis.ANSWERED]
    latest = max(map(_day, records), default="")
    return [record for record in records if _day(record) == latest]


def _seen_after(facts: Sequence[Fact], day: str) -> list[Fact]:
    """What was seen later than a day, or nobody knows when."""
    observed = [fact for fact in facts if fact.origin.basis is Basis.OBSERVED]
    return [fact for fact in observed if not _day(fact) or _day(fact) > day]


def _keep_latest(facts: tuple[Fact, ...]) -> SettledFacts:
    """Of facts seen at one address of one subject, those of the last day on which it was seen."""
    last: dict[tuple[str, str], str] = {}
    for fact in facts:
        if _is_sighting(fact):
            key = fact.subject, fact.origin.url
            last[key] = max(last.get(key, ""), _day(fact))
    old = tuple(f for f in facts if _is_sighting(f) and _day(f) < last[f.subject, f.origin.url])
    return SettledFacts(tuple(f for f in facts if f not in old), old)


def _is_sighting(fact: Fact) -> bool:
    return fact.origin.basis is Basis.OBSERVED and bool(_day(fact) and fact.origin.url)


def _day(fact: Fact) -> str:
    return fact.origin.at[:10]


def _comparable(fact: Fact) -> object:
    return frozenset(fact.value) if isinstance(fact.value, tuple) else fact.value


def _describe_dispute(records: Sequence[Fact], contradicting: Sequence[Fact]) -> str:
    recorded = " and ".join(dict.fromkeys(map(_describe, records)))
    if not contradicting:
        return f"IT's records of {_day(records[0]) or 'no date'} differ ({recorded})"
    seen = " and ".join(dict.fromkeys(map(_describe, contradicting)))
    return f"IT's record ({recorded}) is contradicted by what was seen since ({seen})"


def _describe(fact: Fact) -> str:
    day = f" on {_day(fact)}" if _day(fact) else ""
    return f"{format_value(fact.value)}{day}"
