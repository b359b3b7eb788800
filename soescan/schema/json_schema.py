"""JSON Schemas of documents, by the types of the fields of their nouns."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Collection, Mapping
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
            return self.type(strip_none(args))
        if origin is tuple:
            item = self.type(args[0])
            return {"anyOf": [{"type": "array", "items": item}, item]}
        if origin is not None:
            keys = {"propertyNames": self.type(args[0])} if isinstance(args[0], NewType) else {}
            return {"type": "object", **keys, "additionalProperties": self.type(args[1])}
        if dataclasses.is_dataclass(kind):
            name = kind.__name__  # type: ignore[union-attr]
            if name not in self.definitions:
                self.definitions[name] = {}
                self.definitions[name] = self.record(kind)
            return {"$ref": f"#/$defs/{name}"}
        if issubclass(kind, StrEnum):
            return {"enum": [str(member) for member in kind]}
        return dict(SCALAR_SCHEMAS[kind])

    def record(self, kind: Any) -> dict[str, Any]:
        """The schema of a mapping with the fields of a dataclass as keys, or of its short form."""
        types, descriptions = get_type_hints(kind), read_field_descriptions(kind)
        properties, required, plain = {}, [], {}
        for f in dataclasses.fields(kind):
            key = document_key(f.name)
            described = dict(self.hints.fields.get((kind, f.name)) or self.type(types[f.name]))
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


def offer(words: Collection[str]) -> dict[str, Any]:
    """The schema of a text for which an editor offers some words; every other text is valid."""
    return {"anyOf": [{"enum": list(words)}, dict(SCALAR_SCHEMAS[str])]}


def or_nothing(schema: dict[str, Any]) -> dict[str, Any]:
    """The same, or a key that is left empty."""
    if "enum" in schema:
        return schema | {"enum": [*schema["enum"], None]}
    if "anyOf" in schema:
        return schema | {"anyOf": [*schema["anyOf"], {"type": "null"}]}
    if "type" in schema:
        types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        return schema | {"type": [*types, "null"]}
    return {"anyOf": [schema, {"type": "null"}]}
