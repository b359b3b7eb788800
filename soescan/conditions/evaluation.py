"""Conditions held against facts: true, false or unknown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from soescan.conditions.operators import OPERATORS, FactSet, Truth
from soescan.conditions.wording import describe_test
from soescan.model import All, AnyOf, Condition, FactKey, Not, Quantifier, Test, Value


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
    """One clause of one value. A group in it is one or more of its members: which, is unknown."""
    operator = OPERATORS[test.op]
    texts = value if isinstance(value, tuple) else (value,)
    groups = [text for text in texts if isinstance(text, str) and text in fact_set.groups]
    if not groups or operator.operand == "none":
        return operator.holds(value, test.value, test, fact_set)
    members = tuple(dict.fromkeys(m for group in groups for m in fact_set.groups[group]))
    if not all(fact_set.groups[group] for group in groups):
        return None
    if isinstance(value, tuple):
        rest = tuple(text for text in value if text not in groups)
        trials: list[Value] = [(*rest, member) for member in members]
        trials.append((*rest, *members))
    else:
        trials = list(members)
    truths = {operator.holds(trial, test.value, test, fact_set) for trial in trials}
    return truths.pop() if len(truths) == 1 else None


def iter_tests(condition: Condition) -> Iterator[Test]:
    """Yield the clauses of a condition at any depth, in the order written."""
    if isinstance(condition, Test):
        yield condition
    elif isinstance(condition, Not):
        yield from iter_tests(condition.of)
    else:
        for member in condition.of:
            yield from iter_tests(member)


def find_missing_facts(condition: Condition, fact_set: FactSet) -> tuple[str, ...]:
    """The fact keys that keep an unknown condition unknown, in the order written."""
    if evaluate(condition, fact_set) is not None:
        return ()
    if isinstance(condition, Test):
        return (condition.fact,)
    members = (condition.of,) if isinstance(condition, Not) else condition.of
    keys = (key for member in members for key in find_missing_facts(member, fact_set))
    return tuple(dict.fromkeys(keys))


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
