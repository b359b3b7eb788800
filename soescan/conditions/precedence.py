"""Which facts of one key count, of those that are known about a tool.

`min_basis` filters first. Then IT's record settles what is stated or inferred, and what was seen no
later than the record. What was seen later and says otherwise makes the matter open: neither counts
until somebody settles it. Of one address seen twice, the later counts. What else differs stands
side by side, for a standard must hold of each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from soescan.conditions.wording import format_value
from soescan.model import Basis, Fact


@dataclass(frozen=True, slots=True)
class SettledFacts:
    """The facts of one key, sorted by whether they count."""

    counting: tuple[Fact, ...]
    superseded: tuple[Fact, ...] = ()
    """Settled by IT's record, or seen again later."""
    dispute: str = ""
    """IT's record and what was seen later, in contradiction; then nothing counts."""


def settle_facts(facts: Sequence[Fact], min_basis: Basis = Basis.INFERRED) -> SettledFacts:
    """Sort the facts of one key by whether they count for a standard that asks for `min_basis`.

    What a requester claims of the vendor's product counts for none.
    """
    founded = tuple(f for f in facts if f.origin.basis.is_at_least(min_basis) and not f.claimed)
    if len(founded) < 2:
        return SettledFacts(founded)
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
