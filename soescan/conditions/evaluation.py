"""Conditions held against facts: true, false or unknown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache

from soescan.conditions.countries import is_country, list_readings, names_a_place
from soescan.conditions.operators import OPERATORS, FactSet, Truth
from soescan.conditions.wording import describe_test
from soescan.model import (
    All,
    AnyOf,
    Condition,
    CountryIndex,
    FactKey,
    Membership,
    Not,
    Quantifier,
    Test,
    Value,
)


def evaluate(condition: Condition, fact_set: FactSet) -> Truth:
    """Kleene's strong conjunction, disjunction and negation: true, false, or None for unknown.

    A false member decides ``all``, a true one ``any``, whatever is unknown beside it.
    """
    if isinstance(condition, Test):
        return test_holds(condition, fact_set)
    if isinstance(condition, Not):
        inner = evaluate(condition.of, fact_set)
        return None if inner is None else not inner
    decides = isinstance(condition, AnyOf)
    unknown = False
    for member in condition.of:
        truth = evaluate(member, fact_set)
        if truth is decides:
            return decides
        unknown = unknown or truth is None
    return None if unknown else not decides


def test_holds(test: Test, fact_set: FactSet) -> Truth:
    """One clause: None without a fact; of several facts, any or all must hold, as it says."""
    values = fact_set.facts.get(test.fact)
    if not values:
        return None
    decides = test.of is Quantifier.ANY
    unknown = False
    for value in values:
        truth = _value_holds(value, test, fact_set)
        if truth is decides:
            return decides
        unknown = unknown or truth is None
    return None if unknown else not decides


def _value_holds(value: Value, test: Test, fact_set: FactSet) -> Truth:
    """One clause of one value. Of countries, it must come out alike however they may be meant."""
    operator, index = OPERATORS[test.op], fact_set.countries
    if test.fact not in index.keys:
        return operator.holds(value, test.value, test, fact_set)
    if operator.operand == "none":
        is_unread = value not in ((), "") and not names_a_place(value, index)
        return None if is_unread else operator.holds(value, test.value, test, fact_set)
    truths = {
        operator.holds(reading, operand, test, fact_set)
        for operand in set(resolve_operand(test, fact_set))
        for reading in list_readings(value, _decisive_countries(test, operand, index), index)
    }
    return truths.pop() if len(truths) == 1 else None


def _decisive_countries(test: Test, operand: Value, index: CountryIndex) -> Iterable[str]:
    """The countries of which it makes a difference whether a fact means them."""
    if OPERATORS[test.op].operand == "pattern":
        return index.codes
    return operand if isinstance(operand, tuple) else (str(operand),)


def resolve_operand(test: Test, fact_set: FactSet) -> tuple[Value, Value]:
    """What a clause compares with for certain, and what it may compare with at most.

    They differ where a group has members on the day within a limit that no fact shows to be kept.
    """
    index, value = fact_set.countries, test.value
    if not isinstance(value, tuple) or index.dated.keys().isdisjoint(value):
        return value, value
    certain, limited = _members_on(value, fact_set.as_of, index)
    open_limits = [member.country for member in limited if not is_within_limit(member, fact_set)]
    at_most = (*certain, *(member.country for member in limited))
    if not open_limits:
        return at_most, at_most
    return tuple(country for country in at_most if country not in open_limits), at_most


@lru_cache(maxsize=256)
def _members_on(
    value: tuple[str, ...], day: date, index: CountryIndex
) -> tuple[tuple[str, ...], tuple[Membership, ...]]:
    """The countries that a clause names on a day, and those it has within limits alone."""
    members = [member for group in value for member in index.dated.get(group, ())]
    in_force = [member for member in members if member.is_in_force(day)]
    countries = (text for text in value if text not in index.dated)
    unlimited = (member.country for member in in_force if not member.limit)
    certain = tuple(dict.fromkeys((*countries, *unlimited)))
    return certain, tuple(m for m in in_force if m.limit and m.country not in certain)


def is_within_limit(member: Membership, fact_set: FactSet) -> bool:
    """Do facts show that a limited membership holds for whom they are about?"""
    truths = (test_holds(test, fact_set) for test in member.shown_by)
    return next((truth for truth in truths if truth is not None), False)


def iter_tests(condition: Condition) -> Iterator[Test]:
    """Yield the clauses of a condition at any depth, in the order written."""
    if isinstance(condition, Test):
        yield condition
    elif isinstance(condition, Not):
        yield from iter_tests(condition.of)
    else:
        for member in condition.of:
            yield from iter_tests(member)


def list_keys(condition: Condition, index: CountryIndex) -> tuple[str, ...]:
    """All facts that a condition may look at, with those that show whether limits are kept."""
    keys: list[str] = []
    for test in iter_tests(condition):
        groups = test.value if isinstance(test.value, tuple) else ()
        members = (member for group in groups for member in index.dated.get(group, ()))
        keys += (test.fact, *(proof.fact for member in members for proof in member.shown_by))
    return tuple(dict.fromkeys(keys))


def find_missing_facts(condition: Condition, fact_set: FactSet) -> tuple[str, ...]:
    """The fact keys that keep an unknown condition unknown, in the order written."""
    if evaluate(condition, fact_set) is not None:
        return ()
    if isinstance(condition, Test):
        return tuple(dict.fromkeys(_find_undecided_keys(condition, fact_set)))
    members = (condition.of,) if isinstance(condition, Not) else condition.of
    keys = (key for member in members for key in find_missing_facts(member, fact_set))
    return tuple(dict.fromkeys(keys))


def find_open_limits(condition: Condition, fact_set: FactSet) -> tuple[Membership, ...]:
    """The limited memberships that keep an unknown condition unknown."""
    if evaluate(condition, fact_set) is not None:
        return ()
    if isinstance(condition, Test):
        return _limits_that_matter(condition, fact_set)
    members = (condition.of,) if isinstance(condition, Not) else condition.of
    limits = (limit for member in members for limit in find_open_limits(member, fact_set))
    return tuple({limit.country: limit for limit in limits}.values())


def _limits_that_matter(test: Test, fact_set: FactSet) -> tuple[Membership, ...]:
    """Limits of the countries that a clause finds, which no fact shows to be kept."""
    if not isinstance(test.value, tuple):
        return ()
    _, limited = _members_on(test.value, fact_set.as_of, fact_set.countries)
    found = _list_texts(test, fact_set)
    return tuple(m for m in limited if m.country in found and not is_within_limit(m, fact_set))


def _list_texts(test: Test, fact_set: FactSet) -> set[str]:
    values = fact_set.facts.get(test.fact, ())
    return {str(t) for value in values for t in (value if isinstance(value, tuple) else (value,))}


def _find_undecided_keys(test: Test, fact_set: FactSet) -> Iterator[str]:
    """The keys of an open clause: its own, or those that show whether a limit is kept."""
    index, limits = fact_set.countries, _limits_that_matter(test, fact_set)
    if not limits or not all(is_country(text, index) for text in _list_texts(test, fact_set)):
        yield test.fact
    for member in limits:
        keys = [proof.fact for proof in member.shown_by]
        yield from [key for key in keys if not fact_set.facts.get(key)] or keys


def truth_table(
    condition: Condition, fact_set: FactSet, labels: Mapping[str, FactKey], depth: int = 0
) -> Iterator[tuple[int, str, Truth, str]]:
    """Yield ``(depth, words, truth, fact key or nothing)`` for each part, from the outside in."""
    truth = evaluate(condition, fact_set)
    if isinstance(condition, Test):
        yield depth, describe_test(condition, labels), truth, condition.fact
        return
    words = {All: "all of", AnyOf: "any of", Not: "not"}[type(condition)]
    yield depth, words, truth, ""
    for member in (condition.of,) if isinstance(condition, Not) else condition.of:
        yield from truth_table(member, fact_set, labels, depth + 1)
