"""Mappings -> the nouns whose fields they hold."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NewType, get_args, get_origin, get_type_hints

from soescan.files import DocumentNode, LocatedScalar, did_you_mean
from soescan.schema.fields import default_value, document_key
from soescan.schema.sharing import LIKE, SharedRecord
from soescan.schema.values import REFUSED, References, ValueReader, read_place


class RecordReader:
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
            if default_value(fields[n]) is dataclasses.MISSING
        ]
        self.has_place = "place" in fields
        self.placed = placed and self.has_place
        self.short: str | None = getattr(kind, "SHORT", None)

    def __call__(self, node: DocumentNode, refs: References, ignore: tuple[str, ...]) -> Any:
        """The record that a node holds; its mistakes are recorded, but for keys to `ignore`."""
        if not isinstance(node.value, dict):
            return self._read_short_form(node, refs)
        return self.build(node, dict(self.read_fields(node, refs, ignore)))

    def build(self, node: DocumentNode, values: dict[str, Any]) -> Any:
        """The record with these fields; `node` is where it stands. What is missing is recorded."""
        missing = sorted(key for key in self.required if self.readers[key][0] not in values)
        for key in missing:
            node.report(f"the key {key!r}", found="none")
        if missing:
            return REFUSED
        if self.placed:
            values.setdefault("place", node.place)
        return self.kind(**values)

    def _read_short_form(self, node: DocumentNode, refs: References) -> Any:
        """The record of which only its main field is written."""
        if self.short and node.value is not None and not isinstance(node.value, list):
            return self.kind(**{self.short: self.readers[document_key(self.short)][1](node, refs)})
        node.report("a mapping")
        return REFUSED

    def read_fields(
        self, node: DocumentNode, refs: References, ignore: tuple[str, ...] = ()
    ) -> Iterator[tuple[str, Any]]:
        """Yield the name and the value of each field that a mapping holds."""
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
                yield "place", read_place(node.value[key])
            elif key not in ignore:
                _report_unknown_key(node, key, self.readers)


def shared_record_reader(record: RecordReader, shared: SharedRecord) -> ValueReader:
    """Reads a record that is the number of an entry, is like one, or is written in full."""

    def read_common(node: DocumentNode, refs: References) -> dict[str, Any]:
        if isinstance(node.value, dict):
            return dict(record.read_fields(node, refs))
        node.report("a mapping")
        return {}

    def read(node: DocumentNode, refs: References) -> Any:
        if not shared.own and isinstance(node.value, LocatedScalar):
            return refs.tables.read(shared.table, node, lambda entry: record(entry, refs, ()))
        if shared.own and isinstance(node.value, dict) and LIKE in node.value:
            like = node.child(LIKE)
            common = refs.tables.read(shared.table, like, lambda entry: read_common(entry, refs))
            own = dict(record.read_fields(node, refs, (LIKE,)))
            return REFUSED if common is None else record.build(node, common | own)
        return record(node, refs, ())

    return read


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


def list_record_kinds(kind: Any) -> frozenset[str]:
    """The kinds of record with an id that a noun holds lists of."""
    kinds = set()
    for hint in get_type_hints(kind).values() if dataclasses.is_dataclass(kind) else ():
        record = get_args(hint)[0] if get_origin(hint) is tuple else None
        if dataclasses.is_dataclass(record) and (id_type := get_type_hints(record).get("id")):
            kinds.add(id_type.__name__ if isinstance(id_type, NewType) else record.__name__)  # type: ignore[union-attr]
    return frozenset(kinds)
