"""Nouns <-> documents, by the types of their fields.

The dataclasses of `soescan.model` are the file formats. `DocumentSchema.read` turns a document into
one and records every problem with its place; `DocumentSchema.write` turns one into plain values
that `read` accepts; `DocumentSchema.json_schema` is the JSON Schema that editors use. One mechanism
serves catalogs, proposals, evidence and reports, so that what is written can always be read back.

References need no code: a field of a type such as ``StepId`` refers to a record of that kind, a
field named ``id`` of that type defines one, and a reference to nothing is a problem.
"""

from __future__ import annotations

import ast
import dataclasses
import functools
import inspect
import math
import operator
import re
import textwrap
import types
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Any, NewType, TypeVar, Union, get_args, get_origin, get_type_hints

from soescan.files import (
    Document,
    DocumentNode,
    LocatedScalar,
    did_you_mean,
    read_flag,
    read_integer,
    read_number,
)
from soescan.model import Estimate, Place, Value

N = TypeVar("N")
ValueReader = Callable[[DocumentNode, "References"], Any]

_UNIONS = (Union, types.UnionType)
_REFUSED: Any = None
"""Stands in for a value that was refused; the document's problems are raised before it is used."""


@dataclass(frozen=True, slots=True)
class TypeAdapter:
    """How values of one type are read, written and described, where their fields do not say it."""

    type: Any
    read: Callable[[DocumentNode], Any]
    write: Callable[[Any], object]
    schema: Mapping[str, object]


@dataclass(slots=True)
class References:
    """Names defined and names used, by kind of record."""

    kinds: frozenset[str] = frozenset()
    """The kinds of record that the document holds; a report only quotes a catalog's records."""
    defined: dict[str, dict[str, Place]] = field(default_factory=dict)
    used: list[tuple[str, str, DocumentNode]] = field(default_factory=list)

    def check(self) -> None:
        """Record a problem for every reference to a record that the document does not define."""
        for kind, name, node in self.used:
            defined = self.defined.get(kind, {})
            if kind in self.kinds and name not in defined:
                hint = did_you_mean(name, defined)
                node.report(f"the id of a {_split_type_name(kind)}", hint=hint)


class DocumentSchema:
    """Reads and writes nouns. `specials` say what fields cannot."""

    def __init__(self, *specials: TypeAdapter, placed: bool = True) -> None:
        """Without `specials`, conditions cannot be read.

        `placed`: a record that does not say where it was written gets the place where it is read.
        """
        self._specials = (*specials, _ESTIMATE, _PLACE)
        self._placed = placed
        self._readers: dict[Any, ValueReader] = {}

    def read_document(self, doc: Document, kind: type[N]) -> N:
        """The noun that a whole document is, given that it says so under ``schema``.

        Problems are left in ``doc.problems``; the result must not be used while there are any.
        """
        root, schema_name = doc.root, kind.SCHEMA  # type: ignore[attr-defined]
        if not isinstance(root.value, dict):
            root.report(f"a mapping with 'schema: {schema_name}'")
            return _REFUSED  # type: ignore[no-any-return]
        if "schema" not in root.value:
            root.report(f"'schema: {schema_name}'", found="no schema")
        elif (declared := root.value["schema"]) != schema_name:
            root.child("schema").report(f"'schema: {schema_name}'")
            name = str(declared).partition("@")[0]
            if name.startswith("soescan/") and name != schema_name.partition("@")[0]:
                # Another kind of file: what its keys mean there is no mistake here.
                return _REFUSED  # type: ignore[no-any-return]
        return self.read(root, kind, ignore=("schema",))

    def read(self, node: DocumentNode, kind: type[N], *, ignore: tuple[str, ...] = ()) -> N:
        """The noun that a value of a document is; problems are left in the document.

        Unlike `read_document` it asks for no ``schema``; keys in `ignore` are passed over.
        """
        references = References(_record_kinds(kind))
        noun = (
            self._record_reader(kind)(node, references, ignore)
            if ignore
            else self._reader(kind)(node, references)
        )
        references.check()
        return noun  # type: ignore[no-any-return]

    def write(self, value: Any) -> Any:
        """Mappings, lists and scalars that `read` turns back into `value`, without defaults."""
        for special in self._specials:
            if isinstance(value, special.type):
                return special.write(value)
        if isinstance(value, date):
            return str(value)
        if dataclasses.is_dataclass(value):
            return {
                _document_key(f.name): self.write(field_value)
                for f in dataclasses.fields(value)
                if not is_default(field_value := getattr(value, f.name), f)
            }
        if isinstance(value, Mapping):
            return {key: self.write(item) for key, item in value.items()}
        if isinstance(value, tuple):
            return [self.write(item) for item in value]
        return str(value) if isinstance(value, StrEnum) else value

    def write_document(self, value: Any) -> dict[str, Any]:
        """What `write` gives, with the noun's ``schema`` as the first key."""
        written: dict[str, Any] = self.write(value)
        return {"schema": type(value).SCHEMA} | written

    # --- reading -----------------------------------------------------------------------------

    def _reader(self, kind: Any) -> ValueReader:
        if kind not in self._readers:
            self._readers[kind] = self._make_reader(kind)
        return self._readers[kind]

    def _make_reader(self, kind: Any) -> ValueReader:
        for special in self._specials:
            if kind == special.type:
                return lambda node, refs, read=special.read: read(node)  # type: ignore[misc]
        if kind == Value:
            return lambda node, refs: read_value(node)
        if isinstance(kind, NewType):
            return _reference_reader(kind.__name__)
        origin, args = get_origin(kind), get_args(kind)
        if origin in _UNIONS:
            read = self._reader(_strip_none(args))
            return lambda node, refs: None if node.value is None else read(node, refs)
        if origin is tuple:
            return _list_reader(self._reader(args[0]))
        if origin is Mapping or (inspect.isclass(origin) and issubclass(origin, Mapping)):
            return _mapping_reader(self._reader(args[0]), self._reader(args[1]))
        if dataclasses.is_dataclass(kind):
            record = self._record_reader(kind)
            return lambda node, refs: record(node, refs, ())
        if inspect.isclass(kind) and issubclass(kind, StrEnum):
            return _enum_reader(kind)
        return _SCALARS[kind]

    def _record_reader(self, kind: Any) -> _RecordReader:
        hints = get_type_hints(kind)
        fields = [f for f in dataclasses.fields(kind) if f.name != "place"]
        readers = {_document_key(f.name): (f.name, self._reader(hints[f.name])) for f in fields}
        return _RecordReader(kind, readers, hints.get("id"), placed=self._placed)

    # --- describing --------------------------------------------------------------------------

    def json_schema(self, kind: Any, hints: EditorHints | None = None) -> dict[str, Any]:
        """The JSON Schema (2020-12) of documents that hold a `kind`: all that `read` accepts.

        A key left empty counts as not written, text may look like a number, and a list of one may
        be written without brackets. `hints` say what the types do not.
        """
        builder = _SchemaBuilder(self._specials, hints or EditorHints())
        top = builder.record(kind)
        top["properties"] = {"schema": {"const": kind.SCHEMA}} | top["properties"]
        top["required"] = ["schema", *top.get("required", [])]
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": kind.SCHEMA,
            **top,
            "$defs": dict(sorted(builder.definitions.items())),
        }


@dataclass(frozen=True, slots=True)
class EditorHints:
    """What a JSON Schema should say that the types of fields do not."""

    fields: Mapping[tuple[type, str], Mapping[str, object]] = field(default_factory=dict)
    """The schema of a field, by its noun and name, in place of that of its type."""
    ids: Mapping[str, Collection[str]] = field(default_factory=dict)
    """Ids that an editor may offer, by the name of their type; others stay valid."""


@dataclass(slots=True)
class _SchemaBuilder:
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
        if origin in _UNIONS:
            return self.type(_strip_none(args))
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
        return dict(_SCALAR_SCHEMAS[kind])

    def record(self, kind: Any) -> dict[str, Any]:
        """The schema of a mapping with the fields of a dataclass as keys, or of its short form."""
        types, descriptions = get_type_hints(kind), _read_field_descriptions(kind)
        properties, required, plain = {}, [], {}
        for f in dataclasses.fields(kind):
            key = _document_key(f.name)
            described = dict(self.hints.fields.get((kind, f.name)) or self.type(types[f.name]))
            plain[key] = described
            if _default_value(f) is dataclasses.MISSING:
                required.append(key)
            else:
                described = _or_nothing(described)
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
            return {"description": description, "anyOf": [schema, plain[_document_key(short)]]}
        return schema

    def _id(self, name: str) -> dict[str, Any]:
        schema = {"description": f"The id of a {_split_type_name(name)}."}
        if offered := self.hints.ids.get(name):
            return schema | offer(offered)
        return schema | _SCALAR_SCHEMAS[str]

    def _define(self, name: str, schema: Mapping[str, object]) -> dict[str, Any]:
        self.definitions[name] = dict(schema)
        return {"$ref": f"#/$defs/{name}"}


def offer(words: Collection[str]) -> dict[str, Any]:
    """The schema of a text for which an editor offers some words; every other text is valid."""
    return {"anyOf": [{"enum": list(words)}, dict(_SCALAR_SCHEMAS[str])]}


def _or_nothing(schema: dict[str, Any]) -> dict[str, Any]:
    """The same, or a key that is left empty."""
    if "enum" in schema:
        return schema | {"enum": [*schema["enum"], None]}
    if "anyOf" in schema:
        return schema | {"anyOf": [*schema["anyOf"], {"type": "null"}]}
    if "type" in schema:
        types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        return schema | {"type": [*types, "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


# --- the readers of single values ----------------------------------------------------------------


def read_value(node: DocumentNode) -> Any:
    """A fact's value as it stands: quoted is text, unquoted is what it looks like in YAML 1.2."""
    value = node.value
    if isinstance(value, list):
        if any(item is None or isinstance(item, dict | list) for item in value):
            node.report("a list of texts")
            return _REFUSED
        return tuple(str(item) for item in value)
    if isinstance(value, LocatedScalar):
        return _resolve_scalar(node, value)
    if isinstance(value, str | bool):
        return value
    node.report("a value")
    return _REFUSED


def _resolve_scalar(node: DocumentNode, text: str) -> Any:
    """What text without quotes stands for, where nobody has said of which type it is to be."""
    flag, whole, number = read_flag(text), read_integer(text), read_number(text)
    if flag is not None or whole is not None:
        return whole if flag is None else flag
    if number is not None and not math.isfinite(number):
        node.report("a finite number")
        return _REFUSED
    # 1.20 keeps its zero: it may be a version.
    return number if number is not None and str(float(text)) == text else str(text)


def _read_text(node: DocumentNode, refs: References) -> Any:
    if isinstance(node.value, str) and node.value.strip():
        return str(node.value)
    node.report("text")
    return _REFUSED


def _read_flag(node: DocumentNode, refs: References) -> Any:
    if isinstance(node.value, bool):
        return node.value
    flag = read_flag(node.value) if isinstance(node.value, LocatedScalar) else None
    if flag is not None:
        return flag
    node.report("true or false")
    return _REFUSED


def _read_integer(node: DocumentNode, refs: References) -> Any:
    whole = read_integer(node.value) if isinstance(node.value, LocatedScalar) else None
    if whole is not None:
        return whole
    node.report("a whole number")
    return _REFUSED


def _read_number(node: DocumentNode, refs: References) -> Any:
    number = read_number(node.value) if isinstance(node.value, LocatedScalar) else None
    if number is not None and math.isfinite(number):
        return number
    node.report("a number" if number is None else "a finite number")
    return _REFUSED


def _read_date(node: DocumentNode, refs: References) -> Any:
    with suppress(ValueError):
        if isinstance(node.value, str) and len(node.value) == len("2026-11-22"):
            return date.fromisoformat(node.value)
    node.report("a date such as 2026-11-22")
    return _REFUSED


_SCALARS: dict[Any, ValueReader] = {
    str: _read_text,
    bool: _read_flag,
    int: _read_integer,
    float: _read_number,
    date: _read_date,
}
_SCALAR_SCHEMAS: dict[Any, dict[str, Any]] = {
    str: {"type": ["string", "number", "boolean"], "pattern": r"\S"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    date: {"type": "string", "pattern": "^[0-9]{4}-([0-9]{2}-[0-9]{2}|W[0-9]{2}-[1-7])$"},
}


def _enum_reader(kind: type[StrEnum]) -> ValueReader:
    members = {str(member): member for member in kind}

    def read(node: DocumentNode, refs: References) -> Any:
        if isinstance(node.value, str) and node.value in members:
            return members[node.value]
        hint = did_you_mean(node.value, members) if isinstance(node.value, str) else ""
        node.report(f"one of {', '.join(members)}", hint=hint)
        return _REFUSED

    return read


def _list_reader(read_item: ValueReader) -> ValueReader:
    def read(node: DocumentNode, refs: References) -> Any:
        if isinstance(node.value, list):
            return tuple(read_item(item, refs) for item in node.items())
        return (read_item(node, refs),)

    return read


def _mapping_reader(read_key: ValueReader, read_item: ValueReader) -> ValueReader:
    def read(node: DocumentNode, refs: References) -> Any:
        if not isinstance(node.value, dict):
            node.report("a mapping")
            return _REFUSED
        items = {}
        for key in node.value:
            child = node.child(key)
            read_key(DocumentNode(key, child.doc, child.path, child.written), refs)
            items[key] = read_item(child, refs)
        return items

    return read


def _reference_reader(kind: str) -> ValueReader:
    def read(node: DocumentNode, refs: References) -> Any:
        name = _read_text(node, refs)
        if name is not None:
            refs.used.append((kind, name, node))
        return name

    return read


class _RecordReader:
    """Reads mappings with the fields of a dataclass as keys."""

    def __init__(
        self, kind: Any, readers: Mapping[str, tuple[str, ValueReader]], id_: Any, *, placed: bool
    ) -> None:
        """`readers`: the name and the reader of each field by its key; `id_`: the type of the id.

        `placed`: a record that does not say where it was written gets the place where it is read.
        """
        self.kind, self.readers, self.id_type = kind, readers, id_
        fields = {f.name: f for f in dataclasses.fields(kind)}
        self.required = [
            key
            for key, (n, _) in readers.items()
            if _default_value(fields[n]) is dataclasses.MISSING
        ]
        self.has_place = "place" in fields
        self.placed = placed and self.has_place
        self.short: str | None = getattr(kind, "SHORT", None)

    def __call__(self, node: DocumentNode, refs: References, ignore: tuple[str, ...]) -> Any:
        """The record that a node holds; its mistakes are recorded, but for keys to `ignore`."""
        if not isinstance(node.value, dict):
            return self._read_short_form(node, refs)
        values = dict(self._read_fields(node, refs, ignore))
        missing = sorted(key for key in self.required if self.readers[key][0] not in values)
        for key in missing:
            node.report(f"the key {key!r}", found="none")
        if missing:
            return _REFUSED
        if self.placed:
            values.setdefault("place", node.place)
        return self.kind(**values)

    def _read_short_form(self, node: DocumentNode, refs: References) -> Any:
        """The record of which only its main field is written."""
        if self.short and node.value is not None and not isinstance(node.value, list):
            return self.kind(**{self.short: self.readers[_document_key(self.short)][1](node, refs)})
        node.report("a mapping")
        return _REFUSED

    def _read_fields(
        self, node: DocumentNode, refs: References, ignore: tuple[str, ...]
    ) -> Iterator[tuple[str, Any]]:
        for key in node.value:
            if entry := self.readers.get(key):
                child = node.child(key)
                if child.value is None:  # a key left empty counts as not written
                    continue
                name, reader = entry
                value = reader(child, refs)
                yield name, value
                if name == "id":
                    _define_id(self.id_type, self.kind, value, child, refs)
            elif key == "place" and self.has_place:
                yield "place", _read_place(node.value[key])
            elif key not in ignore:
                _report_unknown_key(node, key, self.readers)


def _report_unknown_key(node: DocumentNode, key: str, known: Collection[str]) -> None:
    hint, found = did_you_mean(key, known), f"the key {key!r}"
    node.child(key).report(f"one of {', '.join(known)}", hint=hint, found=found)


def _define_id(hint: Any, kind: Any, name: Any, node: DocumentNode, refs: References) -> None:
    """Note that a record of this name exists, and only once."""
    family = hint.__name__ if isinstance(hint, NewType) else kind.__name__
    if isinstance(hint, NewType) and refs.used and refs.used[-1][2] is node:
        refs.used.pop()  # an id defines; it does not refer
    if not isinstance(name, str):
        return
    defined = refs.defined.setdefault(family, {})
    if family not in refs.kinds:
        return
    if name in defined:
        node.report("an id used once", found=f"{name!r} again (first at {defined[name]})")
    else:
        defined[name] = node.place


def _record_kinds(kind: Any) -> frozenset[str]:
    """The kinds of record with an id that a noun holds lists of."""
    kinds = set()
    for hint in get_type_hints(kind).values() if dataclasses.is_dataclass(kind) else ():
        record = get_args(hint)[0] if get_origin(hint) is tuple else None
        if dataclasses.is_dataclass(record) and (id_type := get_type_hints(record).get("id")):
            kinds.add(id_type.__name__ if isinstance(id_type, NewType) else record.__name__)  # type: ignore[union-attr]
    return frozenset(kinds)


def _read_place(value: object) -> Place:
    """A place as `write` writes it.

    >>> _read_place("tools.csv:3")
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
    return Estimate(*numbers) if len(numbers) == 3 else _REFUSED


_ESTIMATE = TypeAdapter(
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
    """A place so that `_read_place` reads it, also of a file whose own name ends in a number.

    >>> _write_place(Place("tools.csv", 3)), _write_place(Place("at:9"))
    ('tools.csv:3', 'at:9:0')
    """
    plain = str(place)
    return plain if _read_place(plain) == place else f"{place.file}:{place.line}"


_PLACE = TypeAdapter(
    Place,
    lambda node: _read_place(node.value),
    _write_place,
    {"type": "string", "description": "Where something was written, as file:line."},
)


# --- small helpers -------------------------------------------------------------------------------


def _document_key(name: str) -> str:
    """A field's name in a file: a trailing underscore only keeps Python happy."""
    return name.removesuffix("_")


def _strip_none(args: tuple[Any, ...]) -> Any:
    """``X | None`` -> ``X``, also where X is itself a union."""
    return functools.reduce(operator.or_, (arg for arg in args if arg is not type(None)))


def _default_value(f: dataclasses.Field[Any]) -> Any:
    return f.default_factory() if f.default_factory is not dataclasses.MISSING else f.default


def is_default(value: Any, f: dataclasses.Field[Any]) -> bool:
    """Does a field hold its default, of the same type? 0.0 is not 0: it is shown otherwise."""
    default = _default_value(f)
    return bool(value == default) and type(value) is type(default)


def _split_type_name(type_name: str) -> str:
    """``CapabilityId`` -> ``capability``."""
    return re.sub(r"(?<!^)(?=[A-Z])", " ", type_name.removesuffix("Id")).lower()


def _read_field_descriptions(kind: Any) -> dict[str, str]:
    """The text under each field of a dataclass, from its source."""
    body = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0].body  # type: ignore[attr-defined]
    return {
        above.target.id: inspect.cleandoc(below.value.value).replace("\n", " ")
        for above, below in pairwise(body)
        if isinstance(above, ast.AnnAssign)
        and isinstance(above.target, ast.Name)
        and isinstance(below, ast.Expr)
        and isinstance(below.value, ast.Constant)
        and isinstance(below.value.value, str)
    }
