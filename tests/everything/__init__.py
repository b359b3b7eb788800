"""A proposal, a catalog and evidence with every key that a person can write, and other values."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
import operator
import types
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints

import yaml

from soescan import app, catalog, proposal
from soescan.catalog import LoadedCatalog
from soescan.model import Catalog, Condition, Estimate, Evidence, Place, Proposal, Report, Value

DAY = date(2026, 11, 22)
FOLDER = Path(__file__).parent
NOUNS: Mapping[str, type] = {"proposal": Proposal, "soe": Catalog, "evidence": Evidence}
Documents = dict[str, Any]
"""What each file says, by its stem."""
Path_ = tuple[str | int, ...]


def read_documents() -> Documents:
    return {
        path.stem: yaml.safe_load(path.read_text("utf-8"))
        for path in sorted(FOLDER.glob("*.*"))
        if path.stem in NOUNS
    }


def as_json(documents: Documents, name: str) -> str:
    return json.dumps(documents[name], default=str)


def review_documents(documents: Documents, folder: Path) -> tuple[Report, LoadedCatalog, Proposal]:
    """The report on files that say this, and what was read; the catalog vouches for the evidence."""
    documents = deepcopy(documents)
    texts = {"evidence": as_json(documents, "evidence")}
    for trusted in documents["soe"]["catalog"].get("trusted_evidence", ()):
        if trusted["sha256"] == "SHA256":
            trusted["sha256"] = hashlib.sha256(texts["evidence"].encode()).hexdigest()
    texts |= {name: as_json(documents, name) for name in ("soe", "proposal")}
    for name, text in texts.items():
        (folder / f"{name}.json").write_text(text, "utf-8")
    loaded = catalog.read(folder / "soe.json")
    proposed, notes = proposal.read([folder / "proposal.json"])
    evidence, further = app.read_supplied(folder / "evidence.json", loaded.catalog)
    return app.review(proposed, loaded, evidence, DAY, (*notes, *further)), loaded, proposed


# --- every key, and another value for it ----------------------------------------------------------


@dataclass(frozen=True)
class Key:
    """A key that is written somewhere in a document."""

    noun: str
    owner: str
    name: str
    path: Path_
    hint: Any

    def __str__(self) -> str:
        return f"{self.owner}.{self.name}"


def document_key(name: str) -> str:
    return name.removesuffix("_")


def written_keys(documents: Documents) -> Iterator[Key]:
    for noun, kind in NOUNS.items():
        yield from _keys_of(noun, kind, documents[noun], ())


def _keys_of(noun: str, hint: Any, value: Any, path: Path_) -> Iterator[Key]:
    hint = _without_none(hint)
    if is_record(hint) and isinstance(value, dict):
        hints = get_type_hints(hint)
        for f in dataclasses.fields(hint):
            key = document_key(f.name)
            if key in value:
                yield Key(noun, hint.__name__, f.name, (*path, key), hints[f.name])
                yield from _keys_of(noun, hints[f.name], value[key], (*path, key))
    elif get_origin(hint) is tuple and isinstance(value, list):
        for index, item in enumerate(value):
            yield from _keys_of(noun, get_args(hint)[0], item, (*path, index))


def all_fields() -> set[str]:
    """``Type.field`` of everything that is reachable from what a person can write."""
    fields: set[str] = set()
    todo: list[Any] = list(NOUNS.values())
    seen: set[Any] = set()
    while todo:
        hint = _without_none(todo.pop())
        if get_origin(hint) is not None:
            todo += get_args(hint)
        elif is_record(hint) and hint not in seen:
            seen.add(hint)
            hints = get_type_hints(hint)
            todo += hints.values()
            fields |= {f"{hint.__name__}.{f.name}" for f in dataclasses.fields(hint)}
    return fields


def is_record(hint: Any) -> bool:
    """Is a type one of ours that is written as a mapping, by the names of its fields?"""
    kind = _without_none(hint)
    return (
        dataclasses.is_dataclass(kind) and kind not in (Estimate, Place) and not _is_condition(kind)
    )


def _is_condition(hint: Any) -> bool:
    return hint == Condition or hint in get_args(Condition)


def _without_none(hint: Any) -> Any:
    if hint in (Condition, Value):
        return hint
    if get_origin(hint) in (Union, types.UnionType):
        return functools.reduce(operator.or_, (a for a in get_args(hint) if a is not type(None)))
    return hint


def get_at(document: Any, path: Path_) -> Any:
    for key in path:
        document = document[key]
    return document


def put_at(documents: Documents, key: Key, value: Any) -> Documents:
    """The documents with another value for a key."""
    changed = deepcopy(documents)
    get_at(changed[key.noun], key.path[:-1])[key.path[-1]] = value
    return changed


def other_values(documents: Documents, key: Key) -> Iterator[Any]:
    """Further values that are valid for a key, those first that matter most."""
    value = get_at(documents[key.noun], key.path)
    if str(key) in OTHERS:
        yield from OTHERS[str(key)]
    yield from _others(documents, _without_none(key.hint), value)


def _others(documents: Documents, hint: Any, value: Any) -> Iterator[Any]:
    """Further values of a type that a document may write as `value`."""
    if _is_condition(hint):
        yield {"not": value}
    elif hint is Estimate:
        yield [number * 3 for number in (value if isinstance(value, list) else [value] * 3)]
    elif isinstance(hint, NewType):
        yield from (other for other in _ids(documents, hint) if other != value)
    elif get_origin(hint) is tuple:
        yield from _other_lists(documents, get_args(hint)[0], value)
    elif isinstance(value, dict):
        yield from _other_mappings(documents, hint, value)
    elif isinstance(hint, type) and issubclass(hint, StrEnum):
        yield from (str(member) for member in hint if member != value)
    else:
        yield from _other_scalars(value)


def _other_scalars(value: Any) -> Iterator[Any]:
    match value:
        case bool():
            yield not value
        case int() | float():
            yield from (value + 1, value + 0.25, value * 3, 0)
        case date():
            yield from (value + timedelta(days=days) for days in (40, -40, 7))
        case str():
            yield f"{value} too"
        case _:
            raise TypeError(value)


def _other_lists(documents: Documents, hint: Any, value: Any) -> Iterator[Any]:
    items = value if isinstance(value, list) else [value]
    if not is_record(hint):
        for other in _others(documents, hint, items[0]):
            if other not in items:
                yield from ([*items, other], [other, *items[1:]])
    yield items[:-1]


def _other_mappings(documents: Documents, hint: Any, value: dict[str, Any]) -> Iterator[Any]:
    if get_origin(hint) is not None:
        (name, inner), *_ = value.items()
        key_hint, value_hint = get_args(hint)
        yield from (value | {name: other} for other in _others(documents, value_hint, inner))
        yield from ({other: inner} for other in _others(documents, key_hint, name))
    yield {}


def _ids(documents: Documents, kind: NewType) -> list[str]:
    """The ids of a kind that the catalog defines."""
    for name, hint in get_type_hints(Catalog).items():
        record = get_args(hint)[0] if get_origin(hint) is tuple else None
        if is_record(record) and get_type_hints(record).get("id") is kind:
            return [item["id"] for item in documents["soe"][name]]
    return []


OTHERS: Mapping[str, tuple[Any, ...]] = {
    "Standard.usually": (None,),
    "Cost.currency": ("USD",),
    "Step.join": ("all",),
    "Step.separate_from": (["go-live"],),
    "Committee.rrule": ("FREQ=MONTHLY;BYDAY=2TU",),
    "Fact.key": ("hosting.front",),
    "Fact.expires": ("2027-01-20",),
    "Fact.value": (["US"],),
    "Answer.value": (["PDF"], False),
    "TrustedFile.sha256": ("0" * 64,),
}
"""Values by ``Type.field`` where the type does not say what is valid."""
