"""Nouns <-> documents, by the types of their fields."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, NewType, TypeVar, get_args, get_origin, get_type_hints

from soescan.files import Document, DocumentNode
from soescan.model import Value
from soescan.schema.fields import UNIONS, TypeAdapter, document_key, is_default, strip_none
from soescan.schema.json_schema import EditorHints, SchemaBuilder
from soescan.schema.records import RecordReader, list_record_kinds
from soescan.schema.values import (
    ESTIMATE_ADAPTER,
    PLACE_ADAPTER,
    REFUSED,
    SCALARS,
    References,
    ValueReader,
    enum_reader,
    list_reader,
    mapping_reader,
    read_value,
    reference_reader,
)

N = TypeVar("N")


class DocumentSchema:
    """Reads and writes nouns. `specials` say what fields cannot."""

    def __init__(self, *specials: TypeAdapter, placed: bool = True) -> None:
        """Without `specials`, conditions cannot be read.

        `placed`: a record that does not say where it was written gets the place where it is read.
        """
        self._specials = (*specials, ESTIMATE_ADAPTER, PLACE_ADAPTER)
        self._placed = placed
        self._readers: dict[Any, ValueReader] = {}

    def read_document(self, doc: Document, kind: type[N]) -> N:
        """The noun that a whole document is, given that it says so under ``schema``.

        Problems are left in ``doc.problems``; the result must not be used while there are any.
        """
        root, schema_name = doc.root, kind.SCHEMA  # type: ignore[attr-defined]
        if not isinstance(root.value, dict):
            root.report(f"a mapping with 'schema: {schema_name}'")
            return REFUSED  # type: ignore[no-any-return]
        if "schema" not in root.value:
            root.report(f"'schema: {schema_name}'", found="no schema")
        elif (declared := root.value["schema"]) != schema_name:
            root.child("schema").report(f"'schema: {schema_name}'")
            name = str(declared).partition("@")[0]
            if name.startswith("soescan/") and name != schema_name.partition("@")[0]:
                # Another kind of file: what its keys mean there is no mistake here.
                return REFUSED  # type: ignore[no-any-return]
        return self.read(root, kind, ignore=("schema",))

    def read(self, node: DocumentNode, kind: type[N], *, ignore: tuple[str, ...] = ()) -> N:
        """The noun that a value of a document is; problems are left in the document.

        Unlike `read_document` it asks for no ``schema``; keys in `ignore` are passed over.
        """
        references = References(list_record_kinds(kind))
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
                document_key(f.name): self.write(field_value)
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
            return reference_reader(kind.__name__)
        origin, args = get_origin(kind), get_args(kind)
        if origin in UNIONS:
            read = self._reader(strip_none(args))
            return lambda node, refs: None if node.value is None else read(node, refs)
        if origin is tuple:
            return list_reader(self._reader(args[0]))
        if origin is Mapping or (inspect.isclass(origin) and issubclass(origin, Mapping)):
            return mapping_reader(self._reader(args[0]), self._reader(args[1]))
        if dataclasses.is_dataclass(kind):
            record = self._record_reader(kind)
            return lambda node, refs: record(node, refs, ())
        if inspect.isclass(kind) and issubclass(kind, StrEnum):
            return enum_reader(kind)
        return SCALARS[kind]

    def _record_reader(self, kind: Any) -> RecordReader:
        hints = get_type_hints(kind)
        fields = [f for f in dataclasses.fields(kind) if f.name != "place"]
        readers = {document_key(f.name): (f.name, self._reader(hints[f.name])) for f in fields}
        return RecordReader(kind, readers, hints.get("id"), placed=self._placed)

    # --- describing --------------------------------------------------------------------------

    def json_schema(self, kind: Any, hints: EditorHints | None = None) -> dict[str, Any]:
        """The JSON Schema (2020-12) of documents that hold a `kind`: all that `read` accepts.

        A key left empty counts as not written, text may look like a number, and a list of one may
        be written without brackets. `hints` say what the types do not.
        """
        builder = SchemaBuilder(self._specials, hints or EditorHints())
        top = builder.record(kind)
        top["properties"] = {"schema": {"const": kind.SCHEMA}} | top["properties"]
        top["required"] = ["schema", *top.get("required", [])]
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": kind.SCHEMA,
            **top,
            "$defs": dict(sorted(builder.definitions.items())),
        }
