"""JSON Schemas of documents, by the types of the fields of their nouns."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NewType, get_args, get_origin, get_type_hints

from soescan.model import Value
from soescan.schema.fields import (
    UNIONS,
    TypeAdapter,
    default_value,
    document_key,
    read_field_descriptions,
    split_type_name,
    strip_none,
)
from soescan.schema.sharing import COLUMNS, LIKE, ROWS, TEXTS, SharedRecord, Sharing

SCALAR_SCHEMAS: dict[Any, dict[str, Any]] = {
    str: {"type": ["string", "number", "boolean"], "pattern": r"\S"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    date: {"type": "string", "pattern": "^[0-9]{4}-([0-9]{2}-[0-9]{2}|W[0-9]{2}-[1-7])$"},
}


@dataclass(frozen=True, slots=True)
class EditorHints:
    """What a JSON Schema should say that the types of fields do not."""

    fields: Mapping[tuple[type, str], Mapping[str, object]] = field(default_factory=dict)
    """The schema of a field, by its noun and name, in place of that of its type."""
    ids: Mapping[str, Collection[str]] = field(default_factory=dict)
    """Ids that an editor may offer, by the name of their type; others stay valid."""


@dataclass(slots=True)
class SchemaBuilder:
    """Describes types as JSON Schemas, records once each under their names."""

    specials: tuple[TypeAdapter, ...]
    hints: EditorHints
    sharing: Sharing = field(default_factory=Sharing)
    definitions: dict[str, Any] = field(default_factory=dict)

    def type(self, kind: Any) -> dict[str, Any]:
        """The schema of values of a type."""
        for special in self.specials:
            if kind == special.type:
                return self._define(getattr(kind, "__name__", "Condition"), special.schema)
        if kind == Value:
            scalar = ["string", "number", "boolean"]
            return {"type": [*scalar, "array"], "items": {"type": scalar}}
        if isinstance(kind, NewType):
            return self._define(kind.__name__, self._id(kind.__name__))
        origin, args = get_origin(kind), get_args(kind)
        if origin in UNIONS:
            described = self.type(strip_none(args))
            return or_nothing(described) if type(None) in args else described
        if origin is tuple:
            return self._list(args[0])
        if origin is not None:
            keys = {"propertyNames": self.type(args[0])} if isinstance(args[0], NewType) else {}
            return {"type": "object", **keys, "additionalProperties": self.type(args[1])}
        if dataclasses.is_dataclass(kind):
            return self._reference(kind)
        if issubclass(kind, StrEnum):
            return {"enum": [str(member) for member in kind]}
        return dict(SCALAR_SCHEMAS[kind])

    def tables(self) -> dict[str, Any]:
        """The schema of the tables with what is shared."""
        entries = {shared.table: self._entry(shared) for shared in self.sharing.records}
        entries[TEXTS] = {"type": "string"}
        tables = {name: {"type": "array", "items": entry} for name, entry in entries.items()}
        return {
            "type": "object",
            "description": "What is said once, and named by its number, from 0, where it belongs.",
            "properties": tables,
            "additionalProperties": False,
        }

    def _entry(self, shared: SharedRecord) -> dict[str, Any]:
        """The schema of an entry: a record without the fields that stay where it stands."""
        return self._part(shared, lambda key: key not in shared.columns)

    def _part(self, shared: SharedRecord, has: Callable[[str], bool]) -> dict[str, Any]:
        whole = self.record(shared.kind)
        properties = {key: about for key, about in whole["properties"].items() if has(key)}
        required = [key for key in whole.get("required", ()) if has(key)]
        return whole | {"properties": properties, "required": required}

    def _reference(self, kind: Any) -> dict[str, Any]:
        name = kind.__name__
        if name not in self.definitions:
            self.definitions[name] = {}
            self.definitions[name] = self._shared_record(kind)
        return {"$ref": f"#/$defs/{name}"}

    def _shared_record(self, kind: Any) -> dict[str, Any]:
        """The schema of a record, or of what stands in its place."""
        whole, shared = self.record(kind), self.sharing.find(kind)
        if shared is None:
            return whole
        if not shared.own:
            return {"anyOf": [_number_in(shared.table), whole]}
        like = self._part(shared, lambda key: key in shared.columns)
        like["properties"] = {LIKE: _number_in(shared.table)} | like["properties"]
        like["required"] = [LIKE, *like["required"]]
        return {"anyOf": [like, whole]}

    def _list(self, kind: Any) -> dict[str, Any]:
        item = self.type(kind)
        shared = self.sharing.find(kind)
        forms = [{"type": "array", "items": item}, item]
        if shared and shared.in_rows:
            forms.append(self._rows(shared))
        return {"anyOf": forms}

    def _rows(self, shared: SharedRecord) -> dict[str, Any]:
        """The schema of rows under columns."""
        own = self.record(shared.kind)["properties"]
        cells = {LIKE: _number_in(shared.table)} | {
            key: own[key] for key in shared.columns if key in own
        }
        row = {"type": "array", "prefixItems": list(cells.values()), "items": False}
        columns = {"const": list(shared.columns)}
        return {
            "type": "object",
            "properties": {COLUMNS: columns, ROWS: {"type": "array", "items": row}},
            "required": [COLUMNS, ROWS],
            "additionalProperties": False,
        }

    def _field(self, kind: Any, name: str, hint: Any) -> dict[str, Any]:
        """The schema of what stands in a field."""
        if known := self.hints.fields.get((kind, name)):
            return dict(known)
        if name not in self.sharing.text_fields.get(kind, ()):
            return self.type(hint)
        text = {"anyOf": [_number_in(TEXTS), self.type(str)]}
        return {"type": "array", "items": text} if get_origin(hint) is tuple else text

    def record(self, kind: Any) -> dict[str, Any]:
        """The schema of a mapping with the fields of a dataclass as keys, or of its short form."""
        types, descriptions = get_type_hints(kind), read_field_descriptions(kind)
        properties, required, plain = {}, [], {}
        for f in dataclasses.fields(kind):
            key = document_key(f.name)
            described = self._field(kind, f.name, types[f.name])
            plain[key] = described
            if default_value(f) is dataclasses.MISSING:
                required.append(key)
            else:
                described = or_nothing(described)
            if f.name in descriptions:
                described = described | {"description": descriptions[f.name]}
            properties[key] = described
        schema: dict[str, Any] = {
            "type": "object",
            "description": inspect.cleandoc(kind.__doc__ or "").split("\n\n")[0].replace("\n", " "),
            "properties": properties,
            "additionalProperties": False,
        }
        if required:
            schema["required"] = required
        if short := getattr(kind, "SHORT", None):
            description = schema.pop("description")
            return {"description": description, "anyOf": [schema, plain[document_key(short)]]}
        return schema

    def _id(self, name: str) -> dict[str, Any]:
        schema = {"description": f"The id of a {split_type_name(name)}."}
        if offered := self.hints.ids.get(name):
            return schema | offer(offered)
        return schema | SCALAR_SCHEMAS[str]

    def _define(self, name: str, schema: Mapping[str, object]) -> dict[str, Any]:
        self.definitions[name] = dict(schema)
        return {"$ref": f"#/$defs/{name}"}


def _number_in(table: str) -> dict[str, Any]:
    return {"type": "integer", "minimum": 0, "description": f"The number of an entry of {table}."}


def offer(words: Collection[str]) -> dict[str, Any]:
    """The schema of a text for which an editor offers some words; every other text is valid."""
    return {"anyOf": [{"enum": list(words)}, dict(SCALAR_SCHEMAS[str])]}


def or_nothing(schema: dict[str, Any]) -> dict[str, Any]:
    """The same, or a key that is left empty."""
    if _allows_nothing(schema):
        return schema
    if "enum" in schema:
        return schema | {"enum": [*schema["enum"], None]}
    if "anyOf" in schema:
        return schema | {"anyOf": [*schema["anyOf"], {"type": "null"}]}
    if "type" in schema:
        types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        return schema | {"type": [*types, "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def _allows_nothing(schema: dict[str, Any]) -> bool:
    types = schema.get("type", ())
    forms = schema.get("anyOf", ())
    return None in schema.get("enum", ()) or "null" in types or {"type": "null"} in forms
