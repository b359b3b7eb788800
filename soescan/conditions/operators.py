"""What a clause can compare, and how each comparison is decided in three-valued logic."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from soescan.conditions.patterns import MOST_MATCHED, compile_pattern
from soescan.model import CountryIndex, FactType, Test, Value
from soescan.versions import is_version_or_later

Truth = bool | None
"""True, false, or None for unknown."""


@dataclass(frozen=True, slots=True)
class FactSet:
    """What conditions are asked of: values by fact key, the day, and the order of classes."""

    facts: Mapping[str, Sequence[Value]]
    as_of: date
    orders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    last_days: frozenset[str] = frozenset()
    """Keys of last days: one that is past is there no longer."""
    countries: CountryIndex = field(default_factory=CountryIndex)
    """Which facts are about countries, and what their names may stand for."""


@dataclass(frozen=True, slots=True)
class Operator:
    """One comparison: how it reads, what it compares, and how it is decided."""

    words: str
    """Verb and complement, with ``{}`` where the value goes."""
    denial: str
    """The same for a comparison that does not hold."""
    types: frozenset[FactType]
    operand: str
    """The value it wants: one, list, number, days or none."""
    holds: Callable[[Any, Any, Test, FactSet], Truth]


def _fold(value: object) -> object:
    return value.casefold() if isinstance(value, str) else value


def _fold_all(values: object) -> frozenset[object]:
    return _fold_texts(values) if isinstance(values, tuple) else frozenset((_fold(values),))


# A clause compares the same list with fact after fact.
@lru_cache(maxsize=4096)
def _fold_texts(texts: tuple[str, ...]) -> frozenset[object]:
    return frozenset(map(_fold, texts))


def _fold_scalar(value: object) -> object:
    """One value as a list of values holds it: those are texts, also where the fact is a number."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).casefold()


def _is_equal(got: Any, want: Any, test: Test, fact_set: FactSet) -> Truth:
    if isinstance(got, tuple) or isinstance(want, tuple):
        return _fold_all(got) == _fold_all(want)
    return bool(_fold(got) == _fold(want)) and isinstance(got, bool) == isinstance(want, bool)


def _find_ranks(got: Any, want: Any, test: Test, fact_set: FactSet) -> tuple[int, int] | None:
    order = fact_set.orders.get(test.fact, ())
    return (order.index(got), order.index(want)) if got in order and want in order else None


def _is_at_least(got: Any, want: Any, test: Test, fact_set: FactSet) -> Truth:
    ranks = _find_ranks(got, want, test, fact_set)
    return None if ranks is None else ranks[0] >= ranks[1]


def _is_at_most(got: Any, want: Any, test: Test, fact_set: FactSet) -> Truth:
    ranks = _find_ranks(got, want, test, fact_set)
    return None if ranks is None else ranks[0] <= ranks[1]


def read_date(text: object) -> date | None:
    """The day at the start of a text (ISO 8601), or None."""
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None


def _compare_dates(got: Any, want: Any, earlier: bool) -> Truth:
    actual_day, wanted_day = read_date(got), read_date(want)
    if actual_day is None or wanted_day is None:
        return None
    return actual_day < wanted_day if earlier else actual_day > wanted_day


def _is_within_days(got: Any, want: Any, test: Test, fact_set: FactSet) -> Truth:
    day = read_date(got)
    if day is None:
        return None
    low, high = sorted((0, int(want)))
    return low <= (day - fact_set.as_of).days <= high


def _is_present(got: Any, want: Any, test: Test, fact_set: FactSet) -> Truth:
    day = read_date(got) if test.fact in fact_set.last_days else None
    return not _is_empty(got) and not (day and day < fact_set.as_of)


def _matches(got: Any, want: Any, test: Test, fact_set: FactSet) -> Truth:
    pattern = compile_pattern(want)
    texts = got if isinstance(got, tuple) else (got,)
    return any(pattern.fullmatch(str(text)[:MOST_MATCHED]) is not None for text in texts)


def _is_empty(got: Any) -> bool:
    return got is False or got in ("", ())


_ANY_TYPE = frozenset(FactType)

SINGLE_TYPES = frozenset({FactType.TEXT, FactType.CLASS, FactType.VERSION, FactType.NUMBER})

LIST_TYPES = frozenset({FactType.TEXTS})

NUMBER_TYPES = frozenset({FactType.NUMBER})

DATE_TYPES = frozenset({FactType.DATE})

CLASS_TYPES = frozenset({FactType.CLASS})

OPERATORS: Mapping[str, Operator] = {
    "eq": Operator("is {}", "is not {}", _ANY_TYPE, "one", _is_equal),
    "ne": Operator(
        "is not {}", "is {}", _ANY_TYPE, "one", lambda g, w, t, x: not _is_equal(g, w, t, x)
    ),
    "in": Operator(
        "is {}",
        "is not {}",
        SINGLE_TYPES,
        "list",
        lambda g, w, t, x: _fold_scalar(g) in _fold_all(w),
    ),
    "not_in": Operator(
        "is not {}",
        "is {}",
        SINGLE_TYPES,
        "list",
        lambda g, w, t, x: _fold_scalar(g) not in _fold_all(w),
    ),
    "contains": Operator(
        "includes {}",
        "does not include {}",
        LIST_TYPES,
        "one",
        lambda g, w, t, x: _fold_all(w) <= _fold_all(g),
    ),
    "contains_any": Operator(
        "includes at least one of {}",
        "includes none of {}",
        LIST_TYPES,
        "list",
        lambda g, w, t, x: bool(_fold_all(w) & _fold_all(g)),
    ),
    "contains_all": Operator(
        "includes {}",
        "does not include all of {}",
        LIST_TYPES,
        "list",
        lambda g, w, t, x: _fold_all(w) <= _fold_all(g),
    ),
    "subset_of": Operator(
        "is limited to {}",
        "is not limited to {}",
        LIST_TYPES,
        "list",
        lambda g, w, t, x: _fold_all(g) <= _fold_all(w),
    ),
    "at_least": Operator("is at least {}", "is lower than {}", CLASS_TYPES, "one", _is_at_least),
    "at_most": Operator("is at most {}", "is higher than {}", CLASS_TYPES, "one", _is_at_most),
    "gt": Operator(
        "is more than {}", "is at most {}", NUMBER_TYPES, "one", lambda g, w, t, x: g > w
    ),
    "gte": Operator(
        "is at least {}", "is less than {}", NUMBER_TYPES, "one", lambda g, w, t, x: g >= w
    ),
    "lt": Operator(
        "is less than {}", "is at least {}", NUMBER_TYPES, "one", lambda g, w, t, x: g < w
    ),
    "lte": Operator(
        "is at most {}", "is more than {}", NUMBER_TYPES, "one", lambda g, w, t, x: g <= w
    ),
    "gte_version": Operator(
        "is at least {}",
        "is earlier than {}",
        frozenset({FactType.VERSION}),
        "one",
        lambda g, w, t, x: is_version_or_later(str(g), str(w)),
    ),
    "matches": Operator(
        "matches {}",
        "does not match {}",
        frozenset({FactType.TEXT, FactType.TEXTS, FactType.VERSION}),
        "pattern",
        _matches,
    ),
    "present": Operator("is given", "is not given", _ANY_TYPE, "none", _is_present),
    "absent": Operator(
        "is not given", "is given", _ANY_TYPE, "none", lambda g, w, t, x: _is_empty(g)
    ),
    "before": Operator(
        "is before {}",
        "is not before {}",
        DATE_TYPES,
        "one",
        lambda g, w, t, x: _compare_dates(g, w, earlier=True),
    ),
    "after": Operator(
        "is after {}",
        "is not after {}",
        DATE_TYPES,
        "one",
        lambda g, w, t, x: _compare_dates(g, w, earlier=False),
    ),
    "within_days": Operator(
        "is within {}", "is not within {}", DATE_TYPES, "days", _is_within_days
    ),
}
"""All operators. `within_days: 30` is from today to 30 days on; `-30` is the 30 days before."""
