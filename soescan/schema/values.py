"""The readers of single values, lists and mappings, and of what is written in a form of its own."""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from soescan.files import (
    DocumentNode,
    LocatedScalar,
    did_you_mean,
    read_flag,
    read_integer,
    read_number,
)
from soescan.model import Estimate, Place
from soescan.schema.fields import TypeAdapter, split_type_name
from soescan.schema.sharing import TEXTS, SharedTableReader, Sharing, has_rows, read_rows

REFUSED: Any = None
"""Stands in for a value that was refused; the document's problems are raised before it is used."""


@dataclass(slots=True)
class References:
    """Names defined and names used, by kind of record."""

    kinds: frozenset[str] = frozenset()
    """The kinds of record that the document holds; a report only quotes a catalog's records."""
    defined: dict[str, dict[str, Place]] = field(default_factory=dict)
    used: list[tuple[str, str, DocumentNode]] = field(default_factory=list)
    tables: SharedTableReader = field(default_factory=lambda: SharedTableReader(Sharing(), None))
    """What the document says once and names by number."""

    def check(self) -> None:
        """Record a problem for every reference to a record that the document does not define."""
        for kind, name, node in self.used:
            defined = self.defined.get(kind, {})
            if kind in self.kinds and name not in defined:
                hint = did_you_mean(name, defined)
                node.report(f"the id of a {split_type_name(kind)}", hint=hint)


ValueReader = Callable[[DocumentNode, References], Any]


def read_value(node: DocumentNode) -> Any:
    """A fact's value as it stands: quoted is text, unquoted is what it looks like in YAML 1.2."""
    value = node.value
    if isinstance(value, list):
        if any(item is None or isinstance(item, dict | list) for item in value):
            node.report("a list of texts")
            return REFUSED
        return tuple(str(item) for item in value)
    if isinstance(value, LocatedScalar):
        return _resolve_scalar(node, value)
    if isinstance(value, str | bool):
        return value
    node.report("a value")
    return REFUSED


def _resolve_scalar(node: DocumentNode, text: str) -> Any:
    """What text without quotes stands for, where nobody has said of which type it is to be."""
    flag, whole, number = read_flag(text), read_integer(text), read_number(text)
    if flag is not None or whole is not None:
        return whole if flag is None else flag
    if number is not None and not math.isfinite(number):
        node.report("a finite number")
        return REFUSED
    # 1.20 keeps its zero: it may be a version.
    return number if number is not None and str(float(text)) == text else str(text)


def _read_text(node: DocumentNode, refs: References) -> Any:
    if isinstance(node.value, str) and node.value.strip():
        return str(node.value)
    node.report("text")
    return REFUSED


def _read_flag(node: DocumentNode, refs: References) -> Any:
    if isinstance(node.value, bool):
        return node.value
    flag = read_flag(node.value) if isinstance(node.value, LocatedScalar) else None
    if flag is not None:
        return flag
    node.report("true or false")
    return REFUSED


def _read_integer(node: DocumentNode, refs: References) -> Any:
    whole = read_integer(node.value) if isinstance(node.value, LocatedScalar) else None
    if whole is not None:
        return whole
    node.report("a whole number")
    return REFUSED


def _read_number(node: DocumentNode, refs: References) -> Any:
    number = read_number(node.value) if isinstance(node.value, LocatedScalar) else None
    if number is not None and math.isfinite(number):
        return number
    node.report("a number" if number is None else "a finite number")
    return REFUSED


def _read_date(node: DocumentNode, refs: References) -> Any:
    with suppress(ValueError):
        if isinstance(node.value, str) and len(node.value) == len("2026-11-22"):
            return date.fromisoformat(node.value)
    node.report("a date such as 2026-11-22")
    return REFUSED


SCALARS: dict[Any, ValueReader] = {
    str: _read_text,
    bool: _read_flag,
    int: _read_integer,
    float: _read_number,
    date: _read_date,
}


def enum_reader(kind: type[StrEnum]) -> ValueReader:
    """Reads one of the words of an enumeration."""
    members = {str(member): member for member in kind}

    def read(node: DocumentNode, refs: References) -> Any:
        if isinstance(node.value, str) and node.value in members:
            return members[node.value]
        hint = did_you_mean(node.value, members) if isinstance(node.value, str) else ""
        node.report(f"one of {', '.join(members)}", hint=hint)
        return REFUSED

    return read


def list_reader(read_item: ValueReader) -> ValueReader:
    """Reads a list as a tuple; anything else is a list of one, written without brackets."""

    def read(node: DocumentNode, refs: References) -> Any:
        if isinstance(node.value, list):
            return tuple(read_item(item, refs) for item in node.items())
        return (read_item(node, refs),)

    return read


def row_reader(read_list: ValueReader, read_item: ValueReader) -> ValueReader:
    """Reads a list that may be written as rows under columns."""

    def read(node: DocumentNode, refs: References) -> Any:
        if has_rows(node):
            return tuple(read_item(row, refs) for row in read_rows(node))
        return read_list(node, refs)

    return read


def shared_text_reader(read_text: ValueReader) -> ValueReader:
    """Reads a text that may be the number of an entry in the table of texts."""

    def read(node: DocumentNode, refs: References) -> Any:
        if isinstance(node.value, LocatedScalar):
            return refs.tables.read(TEXTS, node, lambda entry: read_text(entry, refs))
        return read_text(node, refs)

    return read


def mapping_reader(read_key: ValueReader, read_item: ValueReader) -> ValueReader:
    """Reads a mapping, its keys and its values each as values of one type."""

    def read(node: DocumentNode, refs: References) -> Any:
        if not isinstance(node.value, dict):
            node.report("a mapping")
            return REFUSED
        items = {}
        for key in node.value:
            child = node.child(key)
            read_key(DocumentNode(key, child.doc, child.path, child.written), refs)
            items[key] = read_item(child, refs)
        return items

    return read


def reference_reader(kind: str) -> ValueReader:
    """Reads the name of a record of some kind, and notes that it is used."""

    def read(node: DocumentNode, refs: References) -> Any:
        name = _read_text(node, refs)
        if name is not None:
            refs.used.append((kind, name, node))
        return name

    return read


def read_place(value: object) -> Place:
    """A place as `write` writes it.

    >>> read_place("tools.csv:3")
    Place(file='tools.csv', line=3)
    """
    name, colon, line = str(value).rpartition(":")
    return Place(name, int(line)) if colon and line.isdecimal() else Place(str(value))


def _read_estimate(node: DocumentNode) -> Any:
    numbers = (
        [_read_number(item, References()) for item in node.items()]
        if isinstance(node.value, list)
        else []
    )
    if isinstance(node.value, LocatedScalar) and read_number(node.value) is not None:
        numbers = [_read_number(node, References())] * 3
    if len(numbers) != 3:
        node.report("a number, or [low, likely, high]")
    elif None not in numbers and not 0 <= numbers[0] <= numbers[1] <= numbers[2]:
        node.report("0 ≤ low ≤ likely ≤ high", found=str(numbers))
    return Estimate(*numbers) if len(numbers) == 3 else REFUSED


ESTIMATE_ADAPTER = TypeAdapter(
    Estimate,
    _read_estimate,
    lambda e: [e.low, e.likely, e.high],
    {
        "description": "A three-point estimate: one number, or [low, likely, high].",
        "anyOf": [
            {"type": "number", "minimum": 0},
            {"type": "array", "items": {"type": "number"}, "minItems": 3, "maxItems": 3},
        ],
    },
)


def _write_place(place: Place) -> str:
    """A place so that `read_place` reads it, also of a file whose own name ends in a number.

    >>> _write_place(Place("tools.csv", 3)), _write_place(Place("at:9"))
    ('tools.csv:3', 'at:9:0')
    """
    plain = str(place)
    return plain if read_place(plain) == place else f"{place.file}:{place.line}"


PLACE_ADAPTER = TypeAdapter(
    Place,
    lambda node: read_place(node.value),
    _write_place,
    {"type": "string", "description": "Where something was written, as file:line."},
)
