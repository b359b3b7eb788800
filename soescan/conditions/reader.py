"""Conditions read from documents, with every problem in its place, and written back."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, assert_never

from soescan.conditions.operators import OPERATORS, Operator, read_date
from soescan.conditions.patterns import find_pattern_problem
from soescan.files import DocumentNode, did_you_mean, read_number
from soescan.model import All, AnyOf, Condition, FactKey, FactType, Not, Quantifier, Test
from soescan.names import fold

_COUNTRY_EXPECTED = "a country such as DE (ISO 3166-1) or Germany, or a group such as EU or EEA"


@dataclass(frozen=True, slots=True)
class ConditionReader:
    """Reads conditions against a vocabulary, so that every clause asks something answerable."""

    vocabulary: Mapping[str, FactKey]
    orders: Mapping[str, tuple[str, ...]]
    """The order of classes, by fact key."""
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The members of each group of countries."""

    def read_requirement(self, node: DocumentNode) -> Any:
        """A condition that must hold of every fact of a key, unless a clause says otherwise.

        None, with the problem recorded in the document, when it cannot be understood.
        """
        return self._read(node, Quantifier.ALL)

    def read_applicability(self, node: DocumentNode) -> Any:
        """A condition for which one fact of a key is enough, unless a clause says otherwise.

        None, with the problem recorded in the document, when it cannot be understood.
        """
        return self._read(node, Quantifier.ANY)

    def _read(self, node: DocumentNode, of: Quantifier) -> Any:
        value = node.value
        if not isinstance(value, dict):
            return node.report("a condition: all, any, not, or {fact, op, value}")
        if "fact" in value:
            return self._read_test(node, of)
        keys = [key for key in ("all", "any", "not") if key in value]
        if len(keys) != 1 or len(value) != 1:
            unknown_key = next((key for key in value if key not in ("all", "any", "not")), "")
            hint = did_you_mean(unknown_key, ("all", "any", "not", "fact")) if unknown_key else ""
            return node.report(
                "one of all, any, not, or {fact, op, value}", hint=hint, found=_join_keys(value)
            )
        child = node.child(keys[0])
        if keys[0] == "not":
            inner = self._read(child, _opposite(of))
            return None if inner is None else Not(inner)
        if not isinstance(child.value, list) or not child.value:
            return child.report("a list of conditions")
        members = tuple(self._read(item, of) for item in child.items())
        if None in members:
            return None
        return All(members) if keys[0] == "all" else AnyOf(members)

    def _read_test(self, node: DocumentNode, of: Quantifier) -> Any:
        for key in node.value:
            if key not in ("fact", "op", "value", "of"):
                hint = did_you_mean(key, ("fact", "op", "value", "of"))
                node.child(key).report("fact, op, value or of", hint=hint, found=f"the key {key!r}")
        fact, op = node.value.get("fact"), node.value.get("op")
        key = self.vocabulary.get(str(fact))
        if key is None:
            hint = did_you_mean(str(fact), self.vocabulary)
            return node.child("fact").report("a fact of the vocabulary", hint=hint)
        operator = OPERATORS.get(str(op))
        if operator is None:
            op_node = node.child("op") if "op" in node.value else node
            hint = did_you_mean(str(op), OPERATORS) if op else ""
            absence = None if op else "no op"
            return op_node.report(f"op: one of {', '.join(OPERATORS)}", hint=hint, found=absence)
        if key.type not in operator.types:
            fitting = [name for name, o in OPERATORS.items() if key.type in o.types]
            return node.child("op").report(f"an op for {key.type} ({', '.join(fitting)})")
        if "of" in node.value:
            if node.value["of"] not in list(Quantifier):
                return node.child("of").report("any or all")
            of = Quantifier(node.value["of"])
        value = self._read_operand(node, key, operator)
        return None if value is None else Test(key.key, str(op), value, of)

    def _read_operand(self, node: DocumentNode, key: FactKey, operator: Operator) -> Any:
        if operator.operand == "none":
            if "value" in node.value:
                node.child("value").report("no value for this op")
            return True
        if node.value.get("value") is None:
            return node.report("a value", found="none")
        child = node.child("value")
        if operator.operand == "list":
            if not isinstance(child.value, list) or not child.value:
                return child.report("a list")
            values = [self._read_scalar(item, key) for item in child.items()]
            return None if None in values else self._expand_groups(child, key, operator, values)
        if operator.operand == "days":
            if not re.fullmatch(r"[-+]?[0-9]{1,5}", str(child.value)):
                return child.report("a whole number of days")
            return int(child.value)
        if operator.operand == "pattern":
            if problem := find_pattern_problem(str(child.value)):
                return child.report(problem)
            return str(child.value)
        value = self._read_scalar(child, key)
        if key.countries and value in self.groups:
            return child.report("one country (in and subset_of take groups of them)")
        return value

    def _expand_groups(
        self, node: DocumentNode, key: FactKey, operator: Operator, values: list[Any]
    ) -> Any:
        """Values in which a group of countries is its members; None where that cannot be meant."""
        expanded: list[str] = []
        for value in map(str, values):
            members = self.groups.get(value, ()) if key.countries else (value,)
            if key.countries and value in self.groups and not members:
                return node.report(_COUNTRY_EXPECTED, found=repr(value))
            expanded.extend(members or (value,))
        return tuple(dict.fromkeys(expanded))

    def _read_scalar(self, node: DocumentNode, key: FactKey) -> Any:
        value, problem = coerce_value(node.value, key, self.orders.get(key.key, ()))
        if problem:
            words = key.values or key.order or self.orders.get(key.key, ())
            hint = did_you_mean(str(node.value), words) if words else ""
            return node.report(problem, hint=hint)
        return value


def coerce_value(value: Any, key: FactKey, order: tuple[str, ...] = ()) -> tuple[Any, str]:
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
            return _coerce_number(text)
        case FactType.DATE:
            return _coerce_date(text)
        case FactType.VERSION:
            digit = re.search(r"[0-9]", text)
            return (text, "") if digit else (None, "a version such as 1.2")
        case FactType.CLASS:
            return _coerce_word(text, key.order or order)
        case FactType.TEXT | FactType.TEXTS:
            return _coerce_text(text, key)
        case _:
            assert_never(key.type)


def _coerce_number(text: str) -> tuple[float | None, str]:
    number = read_number(text)
    if number is None or not math.isfinite(number):
        return None, "a number" if number is None else "a finite number"
    return number, ""


def _coerce_date(text: str) -> tuple[str | None, str]:
    """The day of a date or a time in ISO 8601."""
    day = re.fullmatch(r"([0-9]{4}-[0-9]{2}-[0-9]{2})([T ].*)?", text)
    return (day[1], "") if day and read_date(day[1]) else (None, "a date such as 2026-11-22")


def _coerce_text(text: str, key: FactKey) -> tuple[str | None, str]:
    """The code of a country by any of its names, for keys that hold countries; else a word."""
    if not key.names:
        return _coerce_word(text, key.values)
    country = key.names.get(fold(text))
    return country, "" if country else _COUNTRY_EXPECTED


def _coerce_word(text: str, words: tuple[str, ...]) -> tuple[str | None, str]:
    """The one of `words` that the text is, in any case; any text where there are no words."""
    if not words:
        return (text, "") if text else (None, "text")
    word = {word.casefold(): word for word in words}.get(text.casefold())
    return word, "" if word is not None else f"one of {', '.join(words)}"


def write(condition: Condition) -> dict[str, Any]:
    """A condition as plain mappings and lists that `ConditionReader` reads."""
    if isinstance(condition, Test):
        document: dict[str, Any] = {"fact": condition.fact, "op": condition.op}
        if OPERATORS[condition.op].operand != "none":
            value = condition.value
            document["value"] = list(value) if isinstance(value, tuple) else value
        return document | {"of": str(condition.of)}
    if isinstance(condition, Not):
        return {"not": write(condition.of)}
    return {"all" if isinstance(condition, All) else "any": [write(m) for m in condition.of]}


def _opposite(of: Quantifier) -> Quantifier:
    """Under a `not`, the cautious reading of several facts turns round."""
    return Quantifier.ANY if of is Quantifier.ALL else Quantifier.ALL


def _join_keys(value: Iterable[str]) -> str:
    return ", ".join(value) or "nothing"


def json_schema(facts: Iterable[str]) -> Mapping[str, object]:
    """The JSON Schema of conditions over some fact keys, for a definition called Condition."""
    condition = {"$ref": "#/$defs/Condition"}
    fact = {"description": "A key of the published vocabulary.", "enum": list(facts)}
    return {
        "description": "A question about facts, in three-valued logic.",
        "anyOf": [
            {
                "type": "object",
                "properties": {name: {"type": "array", "minItems": 1, "items": condition}},
                "required": [name],
                "additionalProperties": False,
            }
            for name in ("all", "any")
        ]
        + [
            {
                "type": "object",
                "properties": {"not": condition},
                "required": ["not"],
                "additionalProperties": False,
            },
            {
                "type": "object",
                "properties": {
                    "fact": fact,
                    "op": {"enum": list(OPERATORS)},
                    "value": {"description": "What the fact is compared with."},
                    "of": {"enum": [str(q) for q in Quantifier]},
                },
                "required": ["fact", "op"],
                "additionalProperties": False,
            },
        ],
    }
