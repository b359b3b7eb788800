"""Which facts would turn the answer of a condition round."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from soescan.conditions.evaluation import evaluate, test_holds
from soescan.conditions.operators import (
    DATE_TYPES,
    LIST_TYPES,
    NUMBER_TYPES,
    OPERATORS,
    SINGLE_TYPES,
    FactSet,
    read_date,
)
from soescan.model import All, Condition, FactType, Not, Test, Value


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """A fact that would have to be otherwise."""

    fact: str
    tests: tuple[tuple[Test, bool], ...]
    """What would have to hold of it (or, with false, would have to not hold)."""
    example: Value | None
    """A value that does it; None where only a pattern is known."""


_MOST_WAYS = 64

_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")


def find_counterfactuals(
    condition: Condition, fact_set: FactSet, want: bool = True
) -> tuple[tuple[Counterfactual, ...], ...]:
    """The smallest sets of facts that, if they were so, would make the condition `want`.

    Each set is enough on its own; sets with fewer changes come first. Empty when the condition
    already is `want`, or when nothing could make it so.
    """
    if evaluate(condition, fact_set) is want:
        return ()
    ways = []
    for way in _ways(condition, fact_set, want):
        changes = _changes(way, fact_set)
        if changes is not None:
            ways.append(changes)
    ways.sort(key=len)
    kept: list[tuple[Counterfactual, ...]] = []
    for changes in ways:
        facts = {change.fact for change in changes}
        if not any({c.fact for c in smaller} <= facts for smaller in kept):
            kept.append(changes)
    return tuple(kept)


_Way = frozenset[tuple[Test, bool]]


def _ways(condition: Condition, fact_set: FactSet, want: bool) -> list[_Way]:
    """Disjunctive normal form, cheapest first, cut at `_MOST_WAYS`."""
    if isinstance(condition, Test):
        return [frozenset({(condition, want)})]
    if isinstance(condition, Not):
        return _ways(condition.of, fact_set, not want)
    members = [_ways(member, fact_set, want) for member in condition.of]
    if isinstance(condition, All) is not want:  # one member is enough
        found = [way for ways in members for way in ways]
        return sorted(found, key=lambda way: _cost(way, fact_set))[:_MOST_WAYS]
    joined: list[_Way] = [frozenset()]
    for ways in members:
        joined = [one | other for one, other in product(joined, ways)]
        joined = sorted(joined, key=lambda way: _cost(way, fact_set))[:_MOST_WAYS]
    return joined


def _cost(way: _Way, fact_set: FactSet) -> tuple[int, list[str]]:
    facts = sorted({test.fact for test, want in way if test_holds(test, fact_set) is not want})
    return len(facts), facts


def _changes(way: _Way, fact_set: FactSet) -> tuple[Counterfactual, ...] | None:
    """What has to change for every clause of a way to come out as wanted; None if it cannot."""
    by_fact: dict[str, list[tuple[Test, bool]]] = {}
    for test, want in sorted(way, key=repr):
        by_fact.setdefault(test.fact, []).append((test, want))
    changes = []
    for fact, wanted in by_fact.items():
        if all(test_holds(test, fact_set) is want for test, want in wanted):
            continue
        example = _example(wanted, fact_set)
        if example is None and not _only_pattern(wanted):
            return None
        changes.append(Counterfactual(fact, tuple(wanted), example))
    return tuple(changes)


_EASY = frozenset(
    {
        *(("matches", True), ("present", True), ("absent", False)),
        *(("eq", False), ("ne", True), ("in", False), ("not_in", True)),
    }
)


def _only_pattern(wanted: Sequence[tuple[Test, bool]]) -> bool:
    """Is a pattern all that stands in the way? Then some value does it, though we name none."""
    asked = {(test.op, want) for test, want in wanted}
    return ("matches", True) in asked and asked <= _EASY


def _example(wanted: Sequence[tuple[Test, bool]], fact_set: FactSet) -> Value | None:
    """A value for which every clause comes out as wanted."""
    types = frozenset.intersection(*(OPERATORS[test.op].types for test, _ in wanted))
    for value in _candidates(wanted, fact_set):
        if types.isdisjoint(_could_be(value)):
            continue
        tried = FactSet({wanted[0][0].fact: (value,)}, fact_set.as_of, fact_set.orders)
        if all(test_holds(test, tried) is want for test, want in wanted):
            return value
    return None


def _could_be(value: Value) -> frozenset[FactType]:
    """The types of fact that a value may be of."""
    if isinstance(value, bool):
        return frozenset({FactType.FLAG})
    if isinstance(value, int | float):
        return NUMBER_TYPES
    return LIST_TYPES if isinstance(value, tuple) else (SINGLE_TYPES | DATE_TYPES) - NUMBER_TYPES


def _candidates(wanted: Sequence[tuple[Test, bool]], fact_set: FactSet) -> Iterator[Value]:
    """Values at and around the bounds that the clauses name."""
    for test, _ in wanted:
        value, op = test.value, test.op
        yield from fact_set.orders.get(test.fact, ())
        if op in ("present", "absent"):
            yield from (True, False, ("something",), "something")
        elif op == "within_days" and isinstance(value, int):
            for days in (0, value, value - 1, value + 1, -1, 1):
                yield _shifted(fact_set.as_of, days)
        elif isinstance(value, bool):
            yield from (value, not value)
        elif isinstance(value, int | float):
            yield from (value, value + 1, value - 1)
        elif isinstance(value, tuple):
            yield from value
            yield from (float(text) for text in value if _DECIMAL.fullmatch(text))
            yield from (value, (*value, "something else"), ("something else",), value[1:], ())
            yield "something else"
        elif OPERATORS[op].types & DATE_TYPES and (day := read_date(value)) and op != "matches":
            yield from (str(day), _shifted(day, 1), _shifted(day, -1))
            yield "something else"
        elif op in ("contains",):
            yield from ((value,), ())
        else:
            yield from (value, f"{value}.1", "0", "something else", (value,))


def _shifted(day: date, days: int) -> str:
    """A day some days on, as far as the calendar goes."""
    ordinal = min(max(day.toordinal() + days, 1), date.max.toordinal())
    return str(date.fromordinal(ordinal))
