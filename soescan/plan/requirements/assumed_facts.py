"""What is taken to be so where nobody has said it and the ways that follow exclude each other.

A step whose condition cannot be told is kept. But of a vendor that is new and one that is known, or
of a tag and an app on our devices, only one can be: what nobody has said is then taken to be what
asks for most time, so that no plan holds steps which cannot all be asked for.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from soescan import conditions
from soescan.conditions import FactSet
from soescan.model import Catalog, Condition, FactType, Not, Step, Test, Tool, Value
from soescan.reference import builtin

_OTHER = "something else"
"""Stands for every text that no condition names."""
_MANY = tuple(
    f"tool.{field.name}."
    for field in dataclasses.fields(Tool)
    if str(field.type).startswith("tuple")
)
"""What a tool may have several of, so that conditions on it do not exclude each other."""


@dataclass(frozen=True, slots=True)
class _Open:
    """A condition that cannot be told, and the working days that hang on it."""

    condition: Condition
    missing: frozenset[str]
    days: float


def assume_facts(catalog: Catalog, facts: FactSet) -> FactSet:
    """The facts, with values for those missing on which conditions hang that exclude each other.

    Fact by fact, the value under which steps of most working days, and most conditions, can hold.
    What is not needed to tell them apart stays missing.
    """
    open_conditions = list(_iter_open(catalog, facts))
    supposed = facts
    for key in dict.fromkeys(key for one in open_conditions for key in sorted(one.missing)):
        hanging = [one for one in open_conditions if key in one.missing]
        if (value := _choose_value(key, hanging, supposed)) is not None:
            supposed = _with_value(supposed, key, value)
    excluded = [one for one in open_conditions if not _can_hold(one.condition, supposed)]
    needed = {key for one in excluded for key in one.missing & supposed.facts.keys()}
    chosen = {key: supposed.facts[key] for key in sorted(needed)}
    return dataclasses.replace(facts, facts={**facts.facts, **chosen}) if chosen else facts


def _iter_open(catalog: Catalog, facts: FactSet) -> Iterator[_Open]:
    items: list[tuple[Condition | None, float]] = [
        *((step.when, _count_days(step)) for step in catalog.approvals if not step.always),
        *((gate.when, 0) for gate in catalog.gates),
        *((test.when, 0) for test in catalog.tests),
    ]
    for condition, days in items:
        if condition is not None:
            missing = conditions.find_missing_facts(condition, facts)
            if missing:
                yield _Open(condition, frozenset(missing), days)


def _count_days(step: Step) -> float:
    return sum(estimate.likely for estimate in (step.effort, step.lead) if estimate)


def _choose_value(key: str, hanging: Sequence[_Open], facts: FactSet) -> Value | None:
    """The value under which most can hold; of equals, that which settles most."""
    best: tuple[float, int, int] = (-1, 0, 0)
    chosen: Value | None = None
    for value in _list_values(key, hanging):
        supposed = _with_value(facts, key, value)
        truths = [(conditions.evaluate(one.condition, supposed), one.days) for one in hanging]
        days = [days for truth, days in truths if truth is not False]
        weight = sum(days), len(days), sum(truth is True for truth, _ in truths)
        if weight > best:
            best, chosen = weight, value
    return chosen


def _can_hold(condition: Condition, facts: FactSet) -> bool:
    return conditions.evaluate(condition, facts) is not False


def _with_value(facts: FactSet, key: str, value: Value) -> FactSet:
    return dataclasses.replace(facts, facts={**facts.facts, key: (value,)})


def _list_values(key: str, hanging: Sequence[_Open]) -> list[Value]:
    """The values between which conditions on a fact tell; none of a fact that has several."""
    entry = builtin.vocabulary().get(key)
    if entry is None or key.startswith(_MANY):
        return []
    if entry.type is FactType.FLAG:
        return [True, False]
    if entry.type not in (FactType.TEXT, FactType.CLASS, FactType.NUMBER):
        return []
    if entry.values or entry.order:
        return [*entry.values, *entry.order]
    named = [value for one in hanging for value in _iter_operands(one.condition, key)]
    numbers = [value for value in named if isinstance(value, int | float)]
    texts = [value for value in named if isinstance(value, str)]
    around = [number + step for number in numbers for step in (-1, 0, 1)]
    return [*sorted(set(around)), *dict.fromkeys(texts), *([_OTHER] if texts else [])]


def _iter_operands(condition: Condition, key: str) -> Iterator[object]:
    """What the tests of one fact compare it with."""
    if isinstance(condition, Test):
        if condition.fact == key:
            value = condition.value
            yield from value if isinstance(value, tuple) else (value,)
    else:
        for member in (condition.of,) if isinstance(condition, Not) else condition.of:
            yield from _iter_operands(member, key)
