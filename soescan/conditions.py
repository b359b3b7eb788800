"""The condition language: read, evaluate, invert, say in words.

A condition is data: ``all``, ``any`` and ``not`` over clauses of the form ``{fact, op, value}``.
It is evaluated in Kleene's strong three-valued logic (S. C. Kleene, Introduction to
Metamathematics, 1952, §64): a clause whose fact is missing is *unknown*, and
unknown stays unknown unless the other clauses decide alone. Because conditions are data they can be
turned round: `invert` names the facts that would change an answer, which is what questions,
remedies and what-ifs are made of.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import product
from typing import Any, assert_never

from soescan.files import Node, near
from soescan.model import (
    All,
    AnyOf,
    Condition,
    FactKey,
    FactType,
    Not,
    Quantifier,
    Test,
    Value,
)

Truth = bool | None
"""True, false, or None for unknown."""


@dataclass(frozen=True, slots=True)
class World:
    """What conditions are asked of: values by fact key, the day, and the order of classes."""

    facts: Mapping[str, Sequence[Value]]
    as_of: date
    orders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


# --- operators -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Operator:
    """One comparison: how it reads, what it compares, and how it is decided."""

    words: str
    """With ``{}`` where the value goes."""
    types: frozenset[FactType]
    takes: str
    """The value it wants: one, list, number, days or none."""
    holds: Callable[[Any, Any, Test, World], Truth]


def _fold(value: object) -> object:
    return value.casefold() if isinstance(value, str) else value


def _folded(values: object) -> set[object]:
    return {_fold(v) for v in (values if isinstance(values, tuple) else (values,))}


def _word(value: object) -> object:
    """One value as a list of values holds it: those are texts, also where the fact is a number."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).casefold()


def _equal(got: Any, want: Any, test: Test, world: World) -> Truth:
    if isinstance(got, tuple) or isinstance(want, tuple):
        return _folded(got) == _folded(want)
    return bool(_fold(got) == _fold(want)) and isinstance(got, bool) == isinstance(want, bool)


def _rank(got: Any, want: Any, test: Test, world: World) -> tuple[int, int] | None:
    order = world.orders.get(test.fact, ())
    return (order.index(got), order.index(want)) if got in order and want in order else None


def _at_least(got: Any, want: Any, test: Test, world: World) -> Truth:
    ranks = _rank(got, want, test, world)
    return None if ranks is None else ranks[0] >= ranks[1]


def _at_most(got: Any, want: Any, test: Test, world: World) -> Truth:
    ranks = _rank(got, want, test, world)
    return None if ranks is None else ranks[0] <= ranks[1]


def version_key(text: str) -> tuple[int, ...]:
    """The numbers of a version, for comparing; trailing zeros do not count.

    >>> version_key("TLSv1.2") < version_key("1.10"), version_key("2.0") == version_key("2")
    (True, True)
    """
    numbers = [int(part) for part in re.findall(r"[0-9]{1,9}", text)[:8]]
    if text.casefold().startswith("ssl"):  # SSL 3.0 came before TLS 1.0 (RFC 6101, RFC 2246)
        numbers.insert(0, 0)
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def _when(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None


def _compare_dates(got: Any, want: Any, earlier: bool) -> Truth:
    one, other = _when(got), _when(want)
    if one is None or other is None:
        return None
    return one < other if earlier else one > other


def _within_days(got: Any, want: Any, test: Test, world: World) -> Truth:
    day = _when(got)
    if day is None:
        return None
    low, high = sorted((0, int(want)))
    return low <= (day - world.as_of).days <= high


def _matches(got: Any, want: Any, test: Test, world: World) -> Truth:
    pattern = _pattern(want)
    texts = got if isinstance(got, tuple) else (got,)
    return any(pattern.fullmatch(str(text)[:_MATCHED]) is not None for text in texts)


def _empty(got: Any) -> bool:
    return got is False or got in ("", ())


_ANY_TYPE = frozenset(FactType)
_ONE = frozenset({FactType.TEXT, FactType.CLASS, FactType.VERSION, FactType.NUMBER})
_LIST = frozenset({FactType.TEXTS})
_NUMBER = frozenset({FactType.NUMBER})
_DATE = frozenset({FactType.DATE})
_CLASS = frozenset({FactType.CLASS})

OPERATORS: Mapping[str, Operator] = {
    "eq": Operator("is {}", _ANY_TYPE, "one", _equal),
    "ne": Operator("is not {}", _ANY_TYPE, "one", lambda g, w, t, x: not _equal(g, w, t, x)),
    "in": Operator("is one of {}", _ONE, "list", lambda g, w, t, x: _word(g) in _folded(w)),
    "not_in": Operator(
        "is none of {}", _ONE, "list", lambda g, w, t, x: _word(g) not in _folded(w)
    ),
    "contains": Operator("includes {}", _LIST, "one", lambda g, w, t, x: _folded(w) <= _folded(g)),
    "contains_any": Operator(
        "includes one of {}", _LIST, "list", lambda g, w, t, x: bool(_folded(w) & _folded(g))
    ),
    "contains_all": Operator(
        "includes all of {}", _LIST, "list", lambda g, w, t, x: _folded(w) <= _folded(g)
    ),
    "subset_of": Operator(
        "is within {}", _LIST, "list", lambda g, w, t, x: _folded(g) <= _folded(w)
    ),
    "at_least": Operator("is {} or higher", _CLASS, "one", _at_least),
    "at_most": Operator("is {} or lower", _CLASS, "one", _at_most),
    "gt": Operator("is more than {}", _NUMBER, "one", lambda g, w, t, x: g > w),
    "gte": Operator("is {} or more", _NUMBER, "one", lambda g, w, t, x: g >= w),
    "lt": Operator("is less than {}", _NUMBER, "one", lambda g, w, t, x: g < w),
    "lte": Operator("is {} or less", _NUMBER, "one", lambda g, w, t, x: g <= w),
    "gte_version": Operator(
        "is version {} or later",
        frozenset({FactType.VERSION}),
        "one",
        lambda g, w, t, x: version_key(g) >= version_key(w),
    ),
    "matches": Operator(
        "matches {}",
        frozenset({FactType.TEXT, FactType.TEXTS, FactType.VERSION}),
        "pattern",
        _matches,
    ),
    "present": Operator("is there", _ANY_TYPE, "none", lambda g, w, t, x: not _empty(g)),
    "absent": Operator("is not there", _ANY_TYPE, "none", lambda g, w, t, x: _empty(g)),
    "before": Operator(
        "is before {}", _DATE, "one", lambda g, w, t, x: _compare_dates(g, w, earlier=True)
    ),
    "after": Operator(
        "is after {}", _DATE, "one", lambda g, w, t, x: _compare_dates(g, w, earlier=False)
    ),
    "within_days": Operator("is within {} days", _DATE, "days", _within_days),
}
"""All operators. `within_days: 30` is from today to 30 days on; `-30` is the 30 days before."""


# --- evaluate ------------------------------------------------------------------------------------


def evaluate(condition: Condition, world: World) -> Truth:
    """True, false, or None when the facts do not say."""
    if isinstance(condition, Test):
        return _test(condition, world)
    if isinstance(condition, Not):
        inner = evaluate(condition.of, world)
        return None if inner is None else not inner
    decides = isinstance(condition, AnyOf)
    unknown = False
    for member in condition.of:
        truth = evaluate(member, world)
        if truth is decides:
            return decides
        unknown = unknown or truth is None
    return None if unknown else not decides


def _test(test: Test, world: World) -> Truth:
    values = world.facts.get(test.fact)
    if not values:
        return None
    holds = OPERATORS[test.op].holds
    decides = test.of is Quantifier.ANY
    unknown = False
    for value in values:
        truth = holds(value, test.value, test, world)
        if truth is decides:
            return decides
        unknown = unknown or truth is None
    return None if unknown else not decides


def tests(condition: Condition) -> Iterator[Test]:
    """Every clause, in the order written."""
    if isinstance(condition, Test):
        yield condition
    elif isinstance(condition, Not):
        yield from tests(condition.of)
    else:
        for member in condition.of:
            yield from tests(member)


def missing(condition: Condition, world: World) -> tuple[str, ...]:
    """The fact keys that keep an unknown condition unknown, in the order written."""
    if evaluate(condition, world) is not None:
        return ()
    if isinstance(condition, Test):
        return (condition.fact,)
    members = (condition.of,) if isinstance(condition, Not) else condition.of
    return tuple(dict.fromkeys(key for member in members for key in missing(member, world)))


# --- invert --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """A fact that would have to be otherwise."""

    fact: str
    tests: tuple[tuple[Test, bool], ...]
    """What would have to hold of it (or, with false, would have to not hold)."""
    example: Value | None
    """A value that does it; None where only a pattern is known."""


_MOST_WAYS = 64
_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")


def invert(condition: Condition, world: World, want: bool = True) -> tuple[tuple[Change, ...], ...]:
    """The smallest sets of facts that, if they were so, would make the condition `want`.

    Each set is enough on its own; sets with fewer changes come first. Empty when the condition
    already is `want`, or when nothing could make it so.
    """
    if evaluate(condition, world) is want:
        return ()
    ways = []
    for way in _ways(condition, world, want):
        changes = _changes(way, world)
        if changes is not None:
            ways.append(changes)
    ways.sort(key=len)
    kept: list[tuple[Change, ...]] = []
    for changes in ways:
        facts = {change.fact for change in changes}
        if not any({c.fact for c in smaller} <= facts for smaller in kept):
            kept.append(changes)
    return tuple(kept)


_Way = frozenset[tuple[Test, bool]]


def _ways(condition: Condition, world: World, want: bool) -> list[_Way]:
    """Disjunctive normal form, cheapest first, cut at `_MOST_WAYS`."""
    if isinstance(condition, Test):
        return [frozenset({(condition, want)})]
    if isinstance(condition, Not):
        return _ways(condition.of, world, not want)
    members = [_ways(member, world, want) for member in condition.of]
    if isinstance(condition, All) is not want:  # one member is enough
        found = [way for ways in members for way in ways]
        return sorted(found, key=lambda way: _cost(way, world))[:_MOST_WAYS]
    joined: list[_Way] = [frozenset()]
    for ways in members:
        joined = [one | other for one, other in product(joined, ways)]
        joined = sorted(joined, key=lambda way: _cost(way, world))[:_MOST_WAYS]
    return joined


def _cost(way: _Way, world: World) -> tuple[int, list[str]]:
    facts = sorted({test.fact for test, want in way if _test(test, world) is not want})
    return len(facts), facts


def _changes(way: _Way, world: World) -> tuple[Change, ...] | None:
    """What has to change for every clause of a way to come out as wanted; None if it cannot."""
    by_fact: dict[str, list[tuple[Test, bool]]] = {}
    for test, want in sorted(way, key=repr):
        by_fact.setdefault(test.fact, []).append((test, want))
    changes = []
    for fact, wanted in by_fact.items():
        if all(_test(test, world) is want for test, want in wanted):
            continue
        example = _example(wanted, world)
        if example is None and not _only_pattern(wanted):
            return None
        changes.append(Change(fact, tuple(wanted), example))
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


def _example(wanted: Sequence[tuple[Test, bool]], world: World) -> Value | None:
    """A value for which every clause comes out as wanted."""
    types = frozenset.intersection(*(OPERATORS[test.op].types for test, _ in wanted))
    for value in _candidates(wanted, world):
        if types.isdisjoint(_could_be(value)):
            continue
        tried = World({wanted[0][0].fact: (value,)}, world.as_of, world.orders)
        if all(_test(test, tried) is want for test, want in wanted):
            return value
    return None


def _could_be(value: Value) -> frozenset[FactType]:
    """The types of fact that a value may be of."""
    if isinstance(value, bool):
        return frozenset({FactType.FLAG})
    if isinstance(value, int | float):
        return _NUMBER
    return _LIST if isinstance(value, tuple) else (_ONE | _DATE) - _NUMBER


def _candidates(wanted: Sequence[tuple[Test, bool]], world: World) -> Iterator[Value]:
    """Values at and around the bounds that the clauses name."""
    for test, _ in wanted:
        value, op = test.value, test.op
        yield from world.orders.get(test.fact, ())
        if op in ("present", "absent"):
            yield from (True, False, ("something",), "something")
        elif op == "within_days" and isinstance(value, int):
            for days in (0, value, value - 1, value + 1, -1, 1):
                yield _shifted(world.as_of, days)
        elif isinstance(value, bool):
            yield from (value, not value)
        elif isinstance(value, int | float):
            yield from (value, value + 1, value - 1)
        elif isinstance(value, tuple):
            yield from value
            yield from (float(text) for text in value if _DECIMAL.fullmatch(text))
            yield from (value, (*value, "something else"), ("something else",), value[1:], ())
            yield "something else"
        elif OPERATORS[op].types & _DATE and (day := _when(value)) and op != "matches":
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


# --- say -----------------------------------------------------------------------------------------


def say(condition: Condition, labels: Mapping[str, FactKey], *, holds: bool = True) -> str:
    """The condition as a sentence part, e.g. ``hosting country is one of DE or FR``."""
    if isinstance(condition, Test):
        return say_test(condition, labels, holds=holds)
    if isinstance(condition, Not):
        return say(condition.of, labels, holds=not holds)
    word = "and" if isinstance(condition, All) is holds else "or"
    parts = [
        f"({part})" if _compound(member) else part
        for member in condition.of
        for part in (say(member, labels, holds=holds),)
    ]
    return f" {word} ".join(parts)


def _compound(condition: Condition) -> bool:
    if isinstance(condition, Not):
        return _compound(condition.of)
    return not isinstance(condition, Test) and len(condition.of) > 1


def say_test(test: Test, labels: Mapping[str, FactKey], *, holds: bool = True) -> str:
    """One clause in words."""
    key = labels.get(test.fact)
    name = key.label if key else test.fact
    if isinstance(test.value, bool) and test.op in ("eq", "ne"):
        return f"{name}: {say_value((test.value is (test.op == 'eq')) is holds)}"
    value = say_value(test.value, "and" if test.op in _TOGETHER else "or")
    if key and key.unit and test.op in _WITH_UNIT:
        value += f" {key.unit}"
    says = OPERATORS[test.op].words.format(value)
    if test.op == "within_days" and isinstance(test.value, int) and test.value < 0:
        says = f"is within the last {-test.value} days"
    return f"{name} {says}" if holds else f"{name} not: {says}"


_TOGETHER = ("contains_all", "subset_of", "eq")
_WITH_UNIT = ("eq", "ne", "gt", "gte", "lt", "lte")


def say_value(value: Value, word: str = "and") -> str:
    """A value in words.

    >>> say_value(("DE", "FR", "SE")), say_value(True)
    ('DE, FR and SE', 'yes')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        if len(value) < 2:
            return value[0] if value else "nothing"
        return f"{', '.join(value[:-1])} {word} {value[-1]}"
    return str(value)


def truth_table(
    condition: Condition, world: World, labels: Mapping[str, FactKey], depth: int = 0
) -> Iterator[tuple[int, str, Truth, str]]:
    """Yield ``(depth, words, truth, fact key or nothing)`` for each part, from the outside in."""
    truth = evaluate(condition, world)
    if isinstance(condition, Test):
        yield depth, say_test(condition, labels), truth, condition.fact
        return
    words = {All: "all of", AnyOf: "any of", Not: "not"}[type(condition)]
    yield depth, words, truth, ""
    for member in (condition.of,) if isinstance(condition, Not) else condition.of:
        yield from truth_table(member, world, labels, depth + 1)


# --- patterns ------------------------------------------------------------------------------------

_MATCHED = 1_000
_MOST_CHOICES = 10_000_000
"""What a pattern may try on one value; about a tenth of a second."""
_ATOM = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_CHOICE = re.compile(r"[(|)]|(?:[*+?]|\{([0-9]*)(,?)([0-9]*)\})[?+]?")


def pattern_problem(pattern: str) -> str:
    """Why a pattern of the ``matches`` operator is refused, or nothing.

    Catalogs come from strangers, so only patterns whose cost is bounded are taken: no repetition
    of a group, no look-around, no back-references, and few choices.
    """
    if len(pattern) > 200:
        return "at most 200 characters"
    if any(re.match(r"\\[1-9]", atom) for atom in _ATOM.findall(pattern)):
        return "no back-references"
    bare = _ATOM.sub("_", pattern)  # an escape or a class is one character, whatever is in it
    if re.search(r"\(\?(?!:)", bare):
        return "no look-around, flags or named groups"
    if re.search(r"\)[*+?{]", bare):
        return "no repeated group"
    if pattern.startswith("^") != pattern.endswith("$"):
        return "a pattern for the whole value (use .* where anything may stand)"
    try:
        with warnings.catch_warnings(action="error"):
            re.compile(pattern)
    except (re.error, OverflowError, Warning) as error:
        return f"a regular expression ({error})"
    if _choices(bare.replace("(?:", "(")) > _MOST_CHOICES:
        return "at most two of *, + and {m,n}, and few alternatives and ? beside them"
    return ""


def _choices(bare: str) -> int:
    """How many ways there are to go through a pattern: one after the other, they multiply."""
    outer: list[tuple[int, int]] = []
    others, ways = 0, 1  # of the alternatives before this one; of this one so far
    for token in _CHOICE.finditer(bare):
        match token[0]:
            case "(":
                outer.append((others, ways))
                others, ways = 0, 1
            case "|":
                others, ways = others + ways, 1
            case ")":
                inner = others + ways
                others, ways = outer.pop()
                ways *= inner
            case _:
                ways *= _repeats(token)
    return others + ways


def _repeats(quantifier: re.Match[str]) -> int:
    """How many lengths a repetition can have."""
    if not quantifier[0].startswith("{"):
        return 2 if quantifier[0].startswith("?") else _MATCHED
    low = int(quantifier[1] or 0)
    high = int(quantifier[3] or _MATCHED) if quantifier[2] else low
    return max(1, min(high, _MATCHED) - low + 1)


@lru_cache(maxsize=1_000)
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


# --- read and write ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads conditions against a vocabulary, so that every clause asks something answerable."""

    vocabulary: Mapping[str, FactKey]
    orders: Mapping[str, tuple[str, ...]]
    """The order of classes, by fact key."""

    def require(self, node: Node) -> Any:
        """A condition that must hold of every fact, unless it says otherwise."""
        return self._read(node, Quantifier.ALL)

    def applies(self, node: Node) -> Any:
        """A condition under which something applies: one fact is enough, unless it says so."""
        return self._read(node, Quantifier.ANY)

    def _read(self, node: Node, of: Quantifier) -> Any:
        value = node.value
        if not isinstance(value, dict):
            return node.wrong("a condition: all, any, not, or {fact, op, value}")
        if "fact" in value:
            return self._test(node, of)
        keys = [key for key in ("all", "any", "not") if key in value]
        if len(keys) != 1 or len(value) != 1:
            other = next((key for key in value if key not in ("all", "any", "not")), "")
            hint = near(other, ("all", "any", "not", "fact")) if other else ""
            return node.wrong(
                "one of all, any, not, or {fact, op, value}", hint=hint, found=_keys(value)
            )
        child = node.child(keys[0])
        if keys[0] == "not":
            inner = self._read(child, _other(of))
            return None if inner is None else Not(inner)
        if not isinstance(child.value, list) or not child.value:
            return child.wrong("a list of conditions")
        members = tuple(self._read(item, of) for item in child.items())
        if None in members:
            return None
        return All(members) if keys[0] == "all" else AnyOf(members)

    def _test(self, node: Node, of: Quantifier) -> Any:
        for key in node.value:
            if key not in ("fact", "op", "value", "of"):
                hint = near(key, ("fact", "op", "value", "of"))
                node.child(key).wrong("fact, op, value or of", hint=hint, found=f"the key {key!r}")
        fact, op = node.value.get("fact"), node.value.get("op")
        key = self.vocabulary.get(str(fact))
        if key is None:
            hint = near(str(fact), self.vocabulary)
            return node.child("fact").wrong("a fact of the vocabulary", hint=hint)
        operator = OPERATORS.get(str(op))
        if operator is None:
            at = node.child("op") if "op" in node.value else node
            hint = near(str(op), OPERATORS) if op else ""
            found = None if op else "no op"
            return at.wrong(f"op: one of {', '.join(OPERATORS)}", hint=hint, found=found)
        if key.type not in operator.types:
            fitting = [name for name, o in OPERATORS.items() if key.type in o.types]
            return node.child("op").wrong(f"an op for {key.type} ({', '.join(fitting)})")
        if "of" in node.value:
            if node.value["of"] not in list(Quantifier):
                return node.child("of").wrong("any or all")
            of = Quantifier(node.value["of"])
        value = self._value(node, key, operator)
        return None if value is None else Test(key.key, str(op), value, of)

    def _value(self, node: Node, key: FactKey, operator: Operator) -> Any:
        if operator.takes == "none":
            if "value" in node.value:
                node.child("value").wrong("no value for this op")
            return True
        if node.value.get("value") is None:
            return node.wrong("a value", found="none")
        child = node.child("value")
        if operator.takes == "list":
            if not isinstance(child.value, list) or not child.value:
                return child.wrong("a list")
            values = [self._scalar(item, key) for item in child.items()]
            return None if None in values else tuple(str(value) for value in values)
        if operator.takes == "days":
            if not re.fullmatch(r"[-+]?[0-9]{1,5}", str(child.value)):
                return child.wrong("a whole number of days")
            return int(child.value)
        if operator.takes == "pattern":
            if problem := pattern_problem(str(child.value)):
                return child.wrong(problem)
            return str(child.value)
        return self._scalar(child, key)

    def _scalar(self, node: Node, key: FactKey) -> Any:
        value, problem = coerce(node.value, key, self.orders.get(key.key, ()))
        if problem:
            words = key.values or key.order or self.orders.get(key.key, ())
            hint = near(str(node.value), words) if words else ""
            return node.wrong(problem, hint=hint)
        return value


def coerce(value: Any, key: FactKey, order: tuple[str, ...] = ()) -> tuple[Any, str]:
    """One value as the vocabulary types it, and what was expected if it is not of that type.

    For a key of several texts, this is one of them.
    """
    if isinstance(value, dict | list | tuple) or value is None:
        return None, f"a {key.type}"
    text = ("true" if value else "false") if isinstance(value, bool) else str(value).strip()
    match key.type:
        case FactType.FLAG:
            flag = {"true": True, "false": False}.get(text.casefold())
            return flag, "" if flag is not None else "true or false"
        case FactType.NUMBER:
            if not re.fullmatch(r"[-+]?[0-9]{1,15}(\.[0-9]{1,15})?", text):
                return None, "a number"
            number = float(text)
            return (int(number) if number.is_integer() else number), ""
        case FactType.DATE:
            day = re.fullmatch(r"([0-9]{4}-[0-9]{2}-[0-9]{2})([T ].*)?", text)
            return (day[1], "") if day and _when(day[1]) else (None, "a date such as 2026-11-22")
        case FactType.VERSION:
            found = re.search(r"[0-9]", text)
            return (text, "") if found else (None, "a version such as 1.2")
        case FactType.CLASS:
            words = key.order or order
        case FactType.TEXT | FactType.TEXTS:
            words = key.values
        case _:
            assert_never(key.type)
    if words:
        known = {word.casefold(): word for word in words}
        found_word = known.get(text.casefold())
        return found_word, "" if found_word is not None else f"one of {', '.join(words)}"
    return (text, "") if text else (None, "text")


def write(condition: Condition) -> dict[str, Any]:
    """A condition as it would be written in a catalog."""
    if isinstance(condition, Test):
        made: dict[str, Any] = {"fact": condition.fact, "op": condition.op}
        if OPERATORS[condition.op].takes != "none":
            value = condition.value
            made["value"] = list(value) if isinstance(value, tuple) else value
        return made | {"of": str(condition.of)}
    if isinstance(condition, Not):
        return {"not": write(condition.of)}
    return {"all" if isinstance(condition, All) else "any": [write(m) for m in condition.of]}


def _other(of: Quantifier) -> Quantifier:
    """Under a `not`, the cautious reading of several facts turns round."""
    return Quantifier.ANY if of is Quantifier.ALL else Quantifier.ALL


def _keys(value: Iterable[str]) -> str:
    return ", ".join(value) or "nothing"


SCHEMA: Mapping[str, object] = {
    "description": "A question about facts, in three-valued logic.",
    "anyOf": [
        {
            "type": "object",
            "properties": {name: {"type": "array", "items": {"$ref": "#/$defs/Condition"}}},
            "required": [name],
            "additionalProperties": False,
        }
        for name in ("all", "any")
    ]
    + [
        {
            "type": "object",
            "properties": {"not": {"$ref": "#/$defs/Condition"}},
            "required": ["not"],
            "additionalProperties": False,
        },
        {
            "type": "object",
            "properties": {
                "fact": {"type": "string", "description": "A key of the published vocabulary."},
                "op": {"enum": list(OPERATORS)},
                "value": {"description": "What the fact is compared with."},
                "of": {"enum": [str(q) for q in Quantifier]},
            },
            "required": ["fact", "op"],
            "additionalProperties": False,
        },
    ],
}
