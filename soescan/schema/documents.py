"""Nouns <-> documents, by the types of their fields."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, NewType, TypeVar, get_args, get_origin, get_type_hints

from soescan.files import Document, DocumentNode
from soescan.model import Value
from soescan.schema.fields import UNIONS, TypeAdapter, default_value, document_key, strip_none
from soescan.schema.json_schema import EditorHints, SchemaBuilder
from soescan.schema.records import RecordReader, list_record_kinds, shared_record_reader
from soescan.schema.sharing import (
    COLUMNS,
    ROWS,
    TABLES,
    SharedTableReader,
    SharedTableWriter,
    Sharing,
)
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
    row_reader,
    shared_text_reader,
)

N = TypeVar("N")
ValueWriter = Callable[[Any, SharedTableWriter | None], Any]


class DocumentSchema:
    """Reads and writes nouns. `specials` say what fields cannot."""

    def __init__(
        self, *specials: TypeAdapter, placed: bool = True, sharing: Sharing | None = None
    ) -> None:
        """Without `specials`, conditions cannot be read.

        `placed`: a record that does not say where it was written gets the place where it is read.
        `sharing`: what a document may say once and name by number wherever else it stands.
        """
        self._specials = (*specials, ESTIMATE_ADAPTER, PLACE_ADAPTER)
        self._placed = placed
        self._sharing = sharing or Sharing()
        self._readers: dict[Any, ValueReader] = {}
        self._writers: dict[type, ValueWriter] = {}

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
        references = References(list_record_kinds(kind), tables=self._read_tables(node))
        noun = (
            self._record_reader(kind)(node, references, ignore)
            if ignore
            else self._reader(kind)(node, references)
        )
        references.check()
        return noun  # type: ignore[no-any-return]

    def _read_tables(self, node: DocumentNode) -> SharedTableReader:
        has_tables = isinstance(node.value, dict) and self._sharing.tables and TABLES in node.value
        return SharedTableReader(self._sharing, node.child(TABLES) if has_tables else None)

    def write(self, value: Any, tables: SharedTableWriter | None = None) -> Any:
        """Mappings, lists and scalars that `read` turns back into `value`, without defaults.

        With `tables`, what is shared goes there, and a number stands in its place.
        """
        kind = type(value)
        write = self._writers.get(kind)
        if write is None:
            write = self._writers[kind] = self._make_writer(kind)
        return write(value, tables)

    def write_document(self, value: Any) -> dict[str, Any]:
        """What `write` gives, with the noun's ``schema`` as the first key."""
        written: dict[str, Any] = self.write(value)
        return {"schema": type(value).SCHEMA} | written

    def _make_writer(self, kind: type) -> ValueWriter:
        for special in self._specials:
            if issubclass(kind, special.type):
                return lambda value, tables, write=special.write: write(value)  # type: ignore[misc]
        if dataclasses.is_dataclass(kind):
            return self._make_record_writer(kind)
        if issubclass(kind, Mapping):
            return lambda value, tables: {k: self.write(v, tables) for k, v in value.items()}
        if issubclass(kind, tuple):
            return self._write_list
        return _write_scalar

    def _make_record_writer(self, kind: type) -> ValueWriter:
        fields = [
            (f.name, document_key(f.name), default_value(f)) for f in dataclasses.fields(kind)
        ]

        def write(record: Any, tables: SharedTableWriter | None) -> Any:
            """A mapping, or what stands in its place."""
            if tables and (number := tables.number_of(record)) is not None:
                return number
            texts = tables.text_fields(kind) if tables else ()
            written = {}
            for name, key, default in fields:
                value = getattr(record, name)
                if value == default and type(value) is type(default):  # as `is_default`
                    continue
                shared = tables and name in texts
                written[key] = (
                    tables.put_texts(value) if tables and shared else self.write(value, tables)
                )
            return tables.put_record(record, written) if tables else written

        return write

    def _write_list(self, items: tuple[Any, ...], tables: SharedTableWriter | None) -> Any:
        written = [self.write(item, tables) for item in items]
        shared = tables.find(items[0]) if tables and items else None
        if shared and shared.in_rows:
            return {COLUMNS: shared.columns, ROWS: [shared.as_row(row) for row in written]}
        return written

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
            return self._make_list_reader(args[0])
        if origin is Mapping or (inspect.isclass(origin) and issubclass(origin, Mapping)):
            return mapping_reader(self._reader(args[0]), self._reader(args[1]))
        if dataclasses.is_dataclass(kind):
            record = self._record_reader(kind)
            if shared := self._sharing.find(kind):  # type: ignore[arg-type]
                return shared_record_reader(record, shared)
            return lambda node, refs: record(node, refs, ())
        if inspect.isclass(kind) and issubclass(kind, StrEnum):
            return enum_reader(kind)
        return SCALARS[kind]

    def _make_list_reader(self, kind: Any) -> ValueReader:
        read_item = self._reader(kind)
        shared = self._sharing.find(kind)
        read = list_reader(read_item)
        return row_reader(read, read_item) if shared and shared.in_rows else read

    def _field_reader(self, kind: Any, name: str, hint: Any) -> ValueReader:
        if name not in self._sharing.text_fields.get(kind, ()):
            return self._reader(hint)
        read_text = shared_text_reader(self._reader(str))
        return list_reader(read_text) if get_origin(hint) is tuple else read_text

    def _record_reader(self, kind: Any) -> RecordReader:
        hints = get_type_hints(kind)
        fields = [f for f in dataclasses.fields(kind) if f.name != "place"]
        readers = {
            document_key(f.name): (f.name, self._field_reader(kind, f.name, hints[f.name]))
            for f in fields
        }
        return RecordReader(kind, readers, hints.get("id"), placed=self._placed)

    # --- describing --------------------------------------------------------------------------

    def json_schema(
        self,
        kind: Any,
        hints: EditorHints | None = None,
        besides: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        """The JSON Schema (2020-12) of documents that hold a `kind`: all that `read` accepts.

        A key left empty counts as not written, text may look like a number, and a list of one may
        be written without brackets. `hints` say what the types do not; `besides` are keys that a
        document may have beside the fields of the noun, and the nouns that they hold.
        """
        builder = SchemaBuilder(self._specials, hints or EditorHints(), self._sharing)
        top = builder.record(kind)
        more = {key: builder.type(noun) for key, noun in (besides or {}).items()}
        if self._sharing.tables:
            more[TABLES] = builder.tables()
        top["properties"] = {"schema": {"const": kind.SCHEMA}} | top["properties"] | more
        top["required"] = ["schema", *top.get("required", [])]
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": kind.SCHEMA,
            **top,
            "$defs": dict(sorted(builder.definitions.items())),
        }


def _write_scalar(value: Any, tables: SharedTableWriter | None) -> Any:
    return str(value) if isinstance(value, date | StrEnum) else value
