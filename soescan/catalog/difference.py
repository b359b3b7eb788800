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


def differences(before: Catalog, after: Catalog) -> tuple[OverlayChange, ...]:
    """What would have to be done to `before` to make it `after`, in words.

    By kind of record in the order of the model; in each, what changed or was removed in the order
    of `before`, then what was added in the order of `after`. No change means: they say the same.
    """
    changes: list[OverlayChange] = []
    for f in dataclasses.fields(Catalog):
        old, new = getattr(before, f.name), getattr(after, f.name)
        if isinstance(old, tuple):
            changes += _family(f.name, _by_id(old), _by_id(new))
        else:
            changes += _record(f.name, old, new)
    return tuple(changes)


def _by_id(records: tuple[Any, ...]) -> dict[str, Any]:
    """Records by what they are called; a second of the same name is told apart."""
    found: dict[str, Any] = {}
    times: Counter[str] = Counter()
    for record in records:
        name = _name(record)
        times[name] += 1
        found[f"{name} ({times[name]})" if times[name] > 1 else name] = record
    return found


def _name(record: Any) -> str:
    """What a record is called: by its id, or by what it is about."""
    match record:
        case Answer():
            return f"{record.tool}: {record.fact}"
        case Done():
            return f"{record.step}: {record.subject}"
        case _:
            return str(record.id)


def _family(kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[OverlayChange]:
    kept = [name for name in old if name in new]
    order = [name for name in new if name in old]
    if kind == "data_classes" and kept != order:
        yield OverlayChange(kind, "order", ", ".join(kept), ", ".join(order), _NOWHERE)
    for name, record in old.items():
        if name in new:
            yield from _record(f"{kind}/{name}", record, new[name])
        else:
            place = getattr(record, "place", _NOWHERE)
            yield OverlayChange(f"{kind}/{name}", REMOVED, _summary(record), "", place)
    for name, record in new.items():
        if name not in old:
            place = getattr(record, "place", _NOWHERE)
            yield OverlayChange(f"{kind}/{name}", ADDED, "", _summary(record), place)


def _record(name: str, old: Any, new: Any) -> Iterator[OverlayChange]:
    """The keys that differ between two records."""
    before, after = dict(_keys(old)), dict(_keys(new))
    place = getattr(new, "place", _NOWHERE)
    for key in dict.fromkeys((*before, *after)):
        was, now = before.get(key), after.get(key)
        if was == now:
            continue
        gone, come = _members(was, now)
        if come:
            yield OverlayChange(name, f"{key} {GAINS}", "", _say(come), place)
        if gone:
            yield OverlayChange(name, f"{key} {LOSES}", _say(gone), "", place)
        if not gone and not come:
            yield OverlayChange(name, key, *_words(was, now), place)


def _members(was: Any, now: Any) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Members that went and came, where a list kept some; its order is told as a whole."""
    if not (isinstance(was, tuple) and isinstance(now, tuple) and any(m in now for m in was)):
        return (), ()
    return tuple(m for m in was if m not in now), tuple(m for m in now if m not in was)


def _keys(record: Any, above: str = "") -> Iterator[tuple[str, Any]]:
    """Every key of a record, those of records within it with a dot between."""
    for f in dataclasses.fields(record):
        value = getattr(record, f.name)
        key = f"{above}{f.name.removesuffix('_')}"
        if f.name == "place":
            continue
        if dataclasses.is_dataclass(value) and not isinstance(value, (*_CONDITIONS, Estimate)):
            yield from _keys(value, f"{key}.")
        else:
            yield key, value


def _words(was: Any, now: Any) -> tuple[str, str]:
    """Two values in words; as they are written, where the words alone would be the same."""
    before, after = _say(was), _say(now)
    if before == after and isinstance(was, _CONDITIONS) and isinstance(now, _CONDITIONS):
        return _written(conditions.write(was)), _written(conditions.write(now))
    return before, after


def _say(value: Any) -> str:
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
            return ", ".join(map(_say, value))
        case Mapping():
            return ", ".join(f"{key}: {_say(item)}" for key, item in value.items())
        case _:  # a record in a list, such as a freeze
            told = (f"{key} {_say(item)}" for key, item in _keys(value) if item not in (None, ()))
            return " ".join(told)


def _written(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_written(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    return _say(value)


def _summary(record: Any) -> str:
    """A record in a few words."""
    match record:
        case Product():
            until = f" until {record.valid_until}" if record.valid_until else ""
            return f"{record.name} is {record.standing or 'of a standing not understood'}{until}"
        case Waiver():
            return f"{record.standard} for {record.tool}, until {record.expires}"
        case Answer():
            return _say(record.value)
        case Done():
            return f"done on {record.on}"
        case _:
            known = (getattr(record, name, "") for name in ("why", "label", "name"))
            return next(filter(None, known), "")
