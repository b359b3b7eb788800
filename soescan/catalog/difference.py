"""What became of a catalog: each record and key that is different between two of them.

Looks at: every kind of record, by id, and every key of it; the order of data classes, for it
decides what is more sensitive.

Cannot see: that a record was renamed; it comes out as one removed and one added.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from soescan import conditions
from soescan.model import (
    All,
    Answer,
    AnyOf,
    Catalog,
    Done,
    Estimate,
    Not,
    OverlayChange,
    Place,
    Product,
    Test,
    Waiver,
)
from soescan.reference import builtin

ADDED, REMOVED = "add", "remove"
"""What stands for the key where a whole record is different."""
GAINS, LOSES = "gains", "loses"
"""What follows a key whose list has members more, or less."""

_NOWHERE = Place("")
_CONDITIONS = (Test, All, AnyOf, Not)


def find_differences(before: Catalog, after: Catalog) -> tuple[OverlayChange, ...]:
    """What would have to be done to `before` to make it `after`, in words.

    By kind of record in the order of the model; in each, what changed or was removed in the order
    of `before`, then what was added in the order of `after`. No change means: they say the same.
    """
    changes: list[OverlayChange] = []
    for f in dataclasses.fields(Catalog):
        old, new = getattr(before, f.name), getattr(after, f.name)
        if isinstance(old, tuple):
            changes += _compare_families(f.name, _index_by_name(old), _index_by_name(new))
        else:
            changes += _compare_records(f.name, old, new)
    return tuple(changes)


def _index_by_name(records: tuple[Any, ...]) -> dict[str, Any]:
    """Records by what they are called; a second of the same name is told apart."""
    by_name: dict[str, Any] = {}
    times: Counter[str] = Counter()
    for record in records:
        name = _record_name(record)
        times[name] += 1
        by_name[f"{name} ({times[name]})" if times[name] > 1 else name] = record
    return by_name


def _record_name(record: Any) -> str:
    """What a record is called: by its id, or by what it is about."""
    match record:
        case Answer():
            return f"{record.tool}: {record.fact}"
        case Done():
            return f"{record.step}: {record.subject}"
        case _:
            return str(record.id)


def _compare_families(
    kind: str, old: Mapping[str, Any], new: Mapping[str, Any]
) -> Iterator[OverlayChange]:
    common = [name for name in old if name in new]
    order = [name for name in new if name in old]
    if kind == "data_classes" and common != order:
        yield OverlayChange(kind, "order", ", ".join(common), ", ".join(order), _NOWHERE)
    for name, record in old.items():
        if name in new:
            yield from _compare_records(f"{kind}/{name}", record, new[name])
        else:
            place = getattr(record, "place", _NOWHERE)
            yield OverlayChange(f"{kind}/{name}", REMOVED, _summarise(record), "", place)
    for name, record in new.items():
        if name not in old:
            place = getattr(record, "place", _NOWHERE)
            yield OverlayChange(f"{kind}/{name}", ADDED, "", _summarise(record), place)


def _compare_records(name: str, old: Any, new: Any) -> Iterator[OverlayChange]:
    """Yield the keys that differ; of a list that kept members, only those that came and went."""
    before, after = dict(_flatten_record(old)), dict(_flatten_record(new))
    place = getattr(new, "place", _NOWHERE)
    for key in dict.fromkeys((*before, *after)):
        old_value, new_value = before.get(key), after.get(key)
        if old_value == new_value:
            continue
        gone, come = _changed_members(old_value, new_value)
        if come:
            yield OverlayChange(name, f"{key} {GAINS}", "", _describe(come), place)
        if gone:
            yield OverlayChange(name, f"{key} {LOSES}", _describe(gone), "", place)
        if not gone and not come:
            yield OverlayChange(name, key, *_describe_pair(old_value, new_value), place)


def _changed_members(old_value: Any, new_value: Any) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Members that went and came, where a list kept some; its order is told as a whole."""
    are_lists = isinstance(old_value, tuple) and isinstance(new_value, tuple)
    if not are_lists or not any(m in new_value for m in old_value):
        return (), ()
    gone = tuple(m for m in old_value if m not in new_value)
    return gone, tuple(m for m in new_value if m not in old_value)


def _flatten_record(record: Any, above: str = "") -> Iterator[tuple[str, Any]]:
    """Every key of a record, those of records within it with a dot between."""
    for f in dataclasses.fields(record):
        value = getattr(record, f.name)
        key = f"{above}{f.name.removesuffix('_')}"
        if f.name == "place":
            continue
        if dataclasses.is_dataclass(value) and not isinstance(value, (*_CONDITIONS, Estimate)):
            yield from _flatten_record(value, f"{key}.")
        else:
            yield key, value


def _describe_pair(old_value: Any, new_value: Any) -> tuple[str, str]:
    """Two values in words; as they are written, where the words alone would be the same."""
    before, after = _describe(old_value), _describe(new_value)
    are_conditions = isinstance(old_value, _CONDITIONS) and isinstance(new_value, _CONDITIONS)
    if before == after and are_conditions:
        before, after = (_format_document(conditions.write(v)) for v in (old_value, new_value))
    return before, after


def _describe(value: Any) -> str:
    match value:
        case None | () | "":
            return ""
        case Test() | All() | AnyOf() | Not():
            return conditions.describe_condition(value, builtin.vocabulary())
        case Estimate(low, likely, high):
            return f"{likely:g}" if low == high else f"{low:g} to {high:g}, likely {likely:g}"
        case bool() | int() | float() | str() | date():
            return conditions.format_value(value) if isinstance(value, bool) else str(value)
        case tuple():
            return ", ".join(map(_describe, value))
        case Mapping():
            return ", ".join(f"{key}: {_describe(item)}" for key, item in value.items())
        case _:  # a record in a list, such as a freeze
            pairs = [(key, v) for key, v in _flatten_record(value) if v not in (None, ())]
            return " ".join(f"{key} {_describe(item)}" for key, item in pairs)


def _format_document(value: object) -> str:
    if isinstance(value, dict):
        pairs = (f"{key}: {_format_document(item)}" for key, item in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_format_document, value)) + "]"
    return _describe(value)


def _summarise(record: Any) -> str:
    match record:
        case Product():
            until = f" until {record.valid_until}" if record.valid_until else ""
            standing = record.standing or "of a standing that is not understood"
            return f"{record.name} is {standing}{until}"
        case Waiver():
            return f"{record.standard} for {record.tool}, until {record.expires}"
        case Answer():
            return _describe(record.value)
        case Done():
            return f"done on {record.on}"
        case _:
            texts = (getattr(record, name, "") for name in ("why", "label", "name"))
            return next(filter(None, texts), "")
