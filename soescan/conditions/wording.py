"""Conditions and values in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from soescan.conditions.operators import OPERATORS
from soescan.model import All, Condition, FactKey, Not, Test, Value
from soescan.quantities import measure, quantity

_PLURAL_VERBS = {"is": "are", "includes": "include", "does": "do", "matches": "match"}


def describe_condition(
    condition: Condition, labels: Mapping[str, FactKey], *, holds: bool = True
) -> str:
    """A condition as a sentence part, e.g. ``hosting country is limited to DE and FR``.

    `labels` is the vocabulary. With ``holds=False`` the contrary is said, by De Morgan's laws:
    "and" becomes "or", and each clause is denied. Neighbouring clauses about one fact name it once.
    """
    if isinstance(condition, Test):
        return describe_test(condition, labels, holds=holds)
    if isinstance(condition, Not):
        return describe_condition(condition.of, labels, holds=not holds)
    word = "and" if isinstance(condition, All) is holds else "or"
    return f" {word} ".join(_describe_members(condition.of, labels, word, holds))


def _describe_members(
    members: Sequence[Condition], labels: Mapping[str, FactKey], word: str, holds: bool
) -> Iterator[str]:
    for fact, group in groupby(members, lambda m: m.fact if isinstance(m, Test) else ""):
        if fact:
            tests = [(member, holds) for member in group if isinstance(member, Test)]
            yield describe_tests(tests, labels, word)
            continue
        for member in group:
            text = describe_condition(member, labels, holds=holds)
            yield f"({text})" if _needs_brackets(member) else text


def _needs_brackets(condition: Condition) -> bool:
    if isinstance(condition, Not):
        return _needs_brackets(condition.of)
    return not isinstance(condition, Test) and len(condition.of) > 1


def describe_test(test: Test, labels: Mapping[str, FactKey], *, holds: bool = True) -> str:
    """A clause as a sentence part, or its contrary where it is not to hold.

    `labels` is the vocabulary: a fact is called by its label there, a number has its unit.
    """
    return describe_tests([(test, holds)], labels, "and")


def describe_tests(
    tests: Sequence[tuple[Test, bool]], labels: Mapping[str, FactKey], word: str
) -> str:
    """Clauses about one fact, each to hold or not, joined by `word`; the fact is named once.

    That a fact is given goes without saying where more is asked of it, save by exclusion.
    """
    key = labels.get(tests[0][0].fact)
    name = key.label if key else tests[0][0].fact
    predicates = list(dict.fromkeys(_describe_predicate(*pair, key) for pair in tests))
    if word == "and" and len(predicates) > 1 and any(map(_implies_presence, tests)):
        predicates = [text for text in predicates if text not in _GIVEN]
    joined = f" {word} ".join(predicates)
    return f"{name}{'' if joined.startswith(':') else ' '}{joined}"


_GIVEN = ("is given", "are given")


def _implies_presence(test_and_holds: tuple[Test, bool]) -> bool:
    test, holds = test_and_holds
    exclusive = test.op in ("ne", "not_in", "present", "absent")
    return holds and not exclusive


def _describe_predicate(test: Test, holds: bool, key: FactKey | None) -> str:
    value = test.value
    if isinstance(value, bool) and test.op in ("eq", "ne"):
        return f": {format_value((value is (test.op == 'eq')) is holds)}"
    is_single = isinstance(value, tuple) and len(value) == 1
    operator = OPERATORS[_FOR_ONE.get(test.op, test.op) if is_single else test.op]
    text = operator.words if holds else operator.denial
    verb, _, rest = text.format(_format_operand(test, key, text)).partition(" ")
    return f"{_PLURAL_VERBS.get(verb, verb) if key and key.plural else verb} {rest}"


_FOR_ONE = {"in": "eq", "not_in": "ne", "contains_any": "contains", "contains_all": "contains"}
"""How a list of one member reads."""


def _format_operand(test: Test, key: FactKey | None, text: str) -> str:
    """What a fact is compared with: quoted where it might be read as part of the sentence."""
    value = test.value
    if test.op == "within_days" and isinstance(value, int):
        return _format_period(value)
    if key and key.unit and test.op in _WITH_UNIT and isinstance(value, int | float):
        # "yearly cost is more than 500 a year" says it twice.
        return str(value) if key.money else measure(value, key.unit)
    if test.op == "not_in" and isinstance(value, tuple):
        value = tuple(f"'{word}'" if word.islower() else word for word in value)
    return format_value(value, "or" if text == "is not {}" else "and")


def _format_period(days: int) -> str:
    if abs(days) == 1:
        return "the next day" if days > 0 else "the last day"
    return f"the {'next' if days >= 0 else 'last'} {quantity(abs(days), 'day')}"


def format_fact_value(value: Value, key: FactKey | None) -> str:
    """The value of a fact in words, with its unit; `key` is its entry in the vocabulary."""
    if key and key.unit and isinstance(value, int | float) and not isinstance(value, bool):
        return measure(value, key.unit)
    return format_value(value)


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
