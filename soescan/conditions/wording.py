"""Conditions and values in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from soescan.conditions.operators import OPERATORS, read_date
from soescan.dates import format_last_day
from soescan.model import All, Condition, FactKey, FactType, Not, Test, Value, words_of_id
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

    That a fact is given goes without saying where more is asked of it, save by exclusion. That a
    thing is there, or is not, is said without a verb: *SAML sign-on*, *no SAML sign-on*.
    """
    key = labels.get(tests[0][0].fact)
    name = key.label if key else tests[0][0].fact
    predicates = list(dict.fromkeys(_describe_predicate(*pair, key) for pair in tests))
    if word == "and" and len(predicates) > 1 and any(map(_implies_presence, tests)):
        predicates = [text for text in predicates if text not in _GIVEN]
    if len(predicates) == 1 and predicates[0] in (_YES, *_NO):
        return describe_presence(name, is_there=predicates[0] == _YES)
    return f"{name} {f' {word} '.join(predicates)}"


def describe_presence(name: str, *, is_there: bool) -> str:
    """That a thing is there, or is not, as a sentence part.

    >>> describe_presence("audit log", is_there=True), describe_presence("API", is_there=False)
    ('audit log', 'no API')
    >>> describe_presence("the vendor's support hours", is_there=False)
    "the vendor's support hours are not given"
    """
    if is_there:
        return name
    first = name.partition(" ")[0]
    if first in ("the", "its") or first.endswith("'s"):
        return f"{name} {'are' if name.endswith('s') else 'is'} not given"
    return f"no {name}"


_GIVEN = ("is given", "are given")
_YES, _NO = "is there", ("is not given", "are not given")
"""How it reads that a thing is there, or is not, beside more that is asked of it."""


def _implies_presence(test_and_holds: tuple[Test, bool]) -> bool:
    test, holds = test_and_holds
    exclusive = test.op in ("ne", "not_in", "present", "absent")
    return holds and not exclusive


def _describe_predicate(test: Test, holds: bool, key: FactKey | None) -> str:
    value = test.value
    if (is_there := _find_presence(test, holds)) is not None:
        return _YES if is_there else _NO[bool(key and key.plural)]
    is_single = isinstance(value, tuple) and len(value) == 1
    operator = OPERATORS[_FOR_ONE.get(test.op, test.op) if is_single else test.op]
    text = operator.words if holds else operator.denial
    verb, _, rest = text.format(_format_operand(test, key, text)).partition(" ")
    return f"{_PLURAL_VERBS.get(verb, verb) if key and key.plural else verb} {rest}"


def _find_presence(test: Test, holds: bool) -> bool | None:
    """Does a clause say that a thing is there, or that it is not; None where it says more."""
    if isinstance(test.value, bool) and test.op in ("eq", "ne"):
        return (test.value is (test.op == "eq")) is holds
    if test.op == "absent" and holds:
        return False
    if test.op == "present" and not holds:
        return False
    is_none = (test.op, test.value, holds) in (
        *(("eq", 0, True), ("ne", 0, False), ("lte", 0, True), ("gt", 0, False)),
    )
    return False if is_none else None


_FOR_ONE = {"in": "eq", "not_in": "ne", "contains_any": "contains", "contains_all": "contains"}
"""How a list of one member reads."""


def _format_operand(test: Test, key: FactKey | None, text: str) -> str:
    """What a fact is compared with: quoted where it might be read as part of the sentence."""
    value = test.value
    if test.op == "within_days" and isinstance(value, int):
        return _format_period(value)
    if key and key.unit and test.op in _WITH_UNIT and isinstance(value, int | float):
        # "yearly cost is more than 500 a year" says it twice.
        return f"{value:,}" if key.money else _measure(value, key)
    if test.op == "not_in" and isinstance(value, tuple):
        value = tuple(f"'{word}'" if word.islower() else word for word in value)
    return _format_known(value, key, "or" if text in ("is {}", "is not {}") else "and")


def _format_period(days: int) -> str:
    if abs(days) == 1:
        return "the next day" if days > 0 else "the last day"
    return f"the {'next' if days >= 0 else 'last'} {quantity(abs(days), 'day')}"


def describe_fact(value: Value, key: FactKey | None, name: str = "") -> str:
    """A fact as a sentence part: a flag as what is there or is not, else its label and its value.

    `key` is its entry in the vocabulary, `name` what it is called without one.
    """
    label = key.label if key else name
    if isinstance(value, bool):
        return describe_presence(label, is_there=value)
    return f"{label}: {format_fact_value(value, key)}"


def format_fact_value(value: Value, key: FactKey | None) -> str:
    """The value of a fact in words, with its unit; `key` is its entry in the vocabulary."""
    if key and key.unit and isinstance(value, int | float) and not isinstance(value, bool):
        return _measure(value, key)
    return _format_known(value, key)


def _format_known(value: Value, key: FactKey | None, word: str = "and") -> str:
    """A value in words: a day as people write it, and a word of the vocabulary without hyphens."""
    if key and key.type is FactType.DATE and (day := read_date(value)):
        return format_last_day(day)
    if key and (key.values or key.order or key.key == _OUTCOME) and isinstance(value, str):
        return words_of_id(value)
    return format_value(value, word)


_OUTCOME = "soe.outcome"


def _measure(value: float, key: FactKey) -> str:
    """A number with its unit, unless the label says it: *data breaches in three years: 2*."""
    return f"{value:,}" if key.unit in key.label.split() else measure(value, key.unit)


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
