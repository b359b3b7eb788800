"""Conditions and values in words."""

from __future__ import annotations

from collections.abc import Mapping

from soescan.conditions.operators import OPERATORS
from soescan.model import All, Condition, FactKey, Not, Test, Value


def describe_condition(
    condition: Condition, labels: Mapping[str, FactKey], *, holds: bool = True
) -> str:
    """A condition as a sentence part, e.g. ``hosting country is one of DE or FR``.

    `labels` is the vocabulary. With ``holds=False`` the contrary is said, by De Morgan's laws:
    "and" becomes "or", and each clause is denied.
    """
    if isinstance(condition, Test):
        return describe_test(condition, labels, holds=holds)
    if isinstance(condition, Not):
        return describe_condition(condition.of, labels, holds=not holds)
    word = "and" if isinstance(condition, All) is holds else "or"
    parts = [
        f"({part})" if _needs_brackets(member) else part
        for member in condition.of
        for part in (describe_condition(member, labels, holds=holds),)
    ]
    return f" {word} ".join(parts)


def _needs_brackets(condition: Condition) -> bool:
    if isinstance(condition, Not):
        return _needs_brackets(condition.of)
    return not isinstance(condition, Test) and len(condition.of) > 1


def describe_test(test: Test, labels: Mapping[str, FactKey], *, holds: bool = True) -> str:
    """A clause as a sentence part, or its contrary where it is not to hold.

    `labels` is the vocabulary: a fact is called by its label there, a number has its unit.
    """
    key = labels.get(test.fact)
    name = key.label if key else test.fact
    if isinstance(test.value, bool) and test.op in ("eq", "ne"):
        return f"{name}: {format_value((test.value is (test.op == 'eq')) is holds)}"
    value = format_value(test.value, "and" if test.op in _WITH_ALL else "or")
    if key and key.unit and test.op in _WITH_UNIT:
        value += f" {key.unit}"
    predicate = OPERATORS[test.op].words.format(value)
    if test.op == "within_days" and isinstance(test.value, int) and test.value < 0:
        predicate = f"is within the last {-test.value} days"
    return f"{name} {predicate}" if holds else f"{name} not: {predicate}"


_WITH_ALL = ("contains_all", "subset_of", "eq")

_WITH_UNIT = ("eq", "ne", "gt", "gte", "lt", "lte")


def format_value(value: Value, word: str = "and") -> str:
    """A value as people write it: yes and no, and lists joined by `word` before the last.

    >>> format_value(("DE", "FR", "SE")), format_value(True)
    ('DE, FR and SE', 'yes')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        if len(value) < 2:
            return value[0] if value else "nothing"
        return f"{', '.join(value[:-1])} {word} {value[-1]}"
    return str(value)
