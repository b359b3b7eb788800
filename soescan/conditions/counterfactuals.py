"""Which facts would turn the answer of a condition round."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from soescan.conditions.countries import ELSEWHERE
from soescan.conditions.evaluation import evaluate, resolve_operand, test_holds
from soescan.conditions.operators import (
    DATE_TYPES,
    LIST_TYPES,
    NUMBER_TYPES,
    OPERATORS,
    SINGLE_TYPES,
    FactSet,
    read_date,
)
from soescan.dates import shift_day
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
    clauses = _disjunctive_normal_form(condition, fact_set, want)
    changes_by_way = (_list_changes(way, fact_set) for way in clauses)
    ways = sorted((changes for changes in changes_by_way if changes is not None), key=len)
    minimal: list[tuple[Counterfactual, ...]] = []
    for changes in ways:
        facts = {change.fact for change in changes}
        if not any({c.fact for c in smaller} <= facts for smaller in minimal):
            minimal.append(changes)
    return tuple(minimal)


_Clauses = frozenset[tuple[Test, bool]]


def _disjunctive_normal_form(condition: Condition, fact_set: FactSet, want: bool) -> list[_Clauses]:
    """The ways in which a condition comes out as `want`: sets of clauses, fewest changes first.

    Each set is a conjunction of ``(clause, its wanted truth)``, and any of the sets is enough. No
    more than `_MOST_WAYS` are kept, for their number can grow exponentially.
    """
    if isinstance(condition, Test):
        return [frozenset({(condition, want)})]
    if isinstance(condition, Not):
        return _disjunctive_normal_form(condition.of, fact_set, not want)
    members = [_disjunctive_normal_form(member, fact_set, want) for member in condition.of]
    if isinstance(condition, All) is not want:  # one member is enough
        alternatives = [way for ways in members for way in ways]
        return sorted(alternatives, key=lambda way: _count_changes(way, fact_set))[:_MOST_WAYS]
    combined: list[_Clauses] = [frozenset()]
    for ways in members:
        combined = [one | other for one, other in product(combined, ways)]
        combined = sorted(combined, key=lambda way: _count_changes(way, fact_set))[:_MOST_WAYS]
    return combined


def _count_changes(way: _Clauses, fact_set: FactSet) -> tuple[int, list[str]]:
    facts = sorted({test.fact for test, want in way if test_holds(test, fact_set) is not want})
    return len(facts), facts


def _list_changes(way: _Clauses, fact_set: FactSet) -> tuple[Counterfactual, ...] | None:
    """What has to change for every clause of a way to come out as wanted; None if it cannot."""
    by_fact: dict[str, list[tuple[Test, bool]]] = {}
    for test, want in sorted(way, key=repr):
        by_fact.setdefault(test.fact, []).append((test, want))
    changes = []
    for fact, clauses in by_fact.items():
        if all(test_holds(test, fact_set) is want for test, want in clauses):
            continue
        example = _find_example(clauses, fact_set)
        if example is None and not _needs_only_pattern(clauses):
            return None
        changes.append(Counterfactual(fact, tuple(clauses), example))
    return tuple(changes)


_ALWAYS_SATISFIABLE = frozenset(
    {
        *(("matches", True), ("present", True), ("absent", False)),
        *(("eq", False), ("ne", True), ("in", False), ("not_in", True)),
    }
)


def _needs_only_pattern(clauses: Sequence[tuple[Test, bool]]) -> bool:
    """Is a pattern all that stands in the way? Then some value does it, though we name none."""
    operators = {(test.op, want) for test, want in clauses}
    return ("matches", True) in operators and operators <= _ALWAYS_SATISFIABLE


def _find_example(clauses: Sequence[tuple[Test, bool]], fact_set: FactSet) -> Value | None:
    """A value for which every clause comes out as wanted; None when no candidate does."""
    types = frozenset.intersection(*(OPERATORS[test.op].types for test, _ in clauses))
    for value in _candidate_values(clauses, fact_set):
        if types.isdisjoint(_possible_types(value)):
            continue
        trial = replace(fact_set, facts={clauses[0][0].fact: (value,)})
        if all(test_holds(test, trial) is want for test, want in clauses):
            return value
    return None


def _possible_types(value: Value) -> frozenset[FactType]:
    """The types of fact that a value may be of."""
    if isinstance(value, bool):
        return frozenset({FactType.FLAG})
    if isinstance(value, int | float):
        return NUMBER_TYPES
    return LIST_TYPES if isinstance(value, tuple) else (SINGLE_TYPES | DATE_TYPES) - NUMBER_TYPES


def _candidate_values(clauses: Sequence[tuple[Test, bool]], fact_set: FactSet) -> Iterator[Value]:
    """Values at and around the bounds that the clauses name."""
    for test, _ in clauses:
        value, op = resolve_operand(test, fact_set)[0], test.op
        yield from fact_set.orders.get(test.fact, ())
        if op in ("present", "absent"):
            yield from (True, False, ("something",), "something", (ELSEWHERE,), ELSEWHERE)
        elif op == "within_days" and isinstance(value, int):
            for days in (0, value, value - 1, value + 1, -1, 1):
                yield str(shift_day(fact_set.as_of, days))
        elif isinstance(value, bool):
            yield from (value, not value)
        elif isinstance(value, int | float):
            yield from (value, value + 1, value - 1)
        elif isinstance(value, tuple):
            yield from value
            yield from (float(text) for text in value if _DECIMAL.fullmatch(text))
            yield from (value, (*value, ELSEWHERE), (ELSEWHERE,), value[1:], ())
            yield from ((text,) for text in value)  # of a group of countries one is decided alone
            yield ELSEWHERE
        elif OPERATORS[op].types & DATE_TYPES and (day := read_date(value)) and op != "matches":
            yield from map(str, (day, shift_day(day, 1), shift_day(day, -1)))
            yield ELSEWHERE
        elif op in ("contains",):
            yield from ((value,), ())
        else:
            yield from (value, f"{value}.1", "0", ELSEWHERE, (value,))
