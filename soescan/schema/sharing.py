"""Records and texts that a document says once, in tables, and names by number where they stand.

What is shared is declared in a `Sharing`. A shared record is written as the number of its entry in
a table under ``shared`` or, if it has fields of its own, as a mapping of these with the number of
the entry that holds the others under ``like``. Where a record may be shared, it may also be written
in full: a document without tables is read by the same readers.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from soescan.files import DocumentNode, LocatedScalar, read_integer
from soescan.schema.fields import document_key

TABLES, TEXTS, LIKE, COLUMNS, ROWS = "shared", "texts", "like", "columns", "rows"
"""The keys of a document under which shared things stand, and of their parts."""


@dataclass(frozen=True)
class SharedRecord:
    """A class of records that a document holds once each."""

    kind: type
    table: str
    """The key of their table."""
    own: tuple[str, ...] = ()
    """The fields that differ from record to record and so stay where a record stands."""
    in_rows: bool = False
    """Are lists of them written as rows under columns? Values at the end of a row that are the
    default are left out then."""

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The keys of what is written where a record stands."""
        return (LIKE, *(document_key(name) for name in self.own))

    def as_row(self, written: Mapping[str, object]) -> list[object]:
        """The row that stands for a record in a list."""
        row = [written.get(column) for column in self.columns]
        while row and row[-1] is None:
            row.pop()
        return row


@dataclass(frozen=True, slots=True)
class Sharing:
    """What a kind of document shares; by default nothing."""

    records: tuple[SharedRecord, ...] = ()
    text_fields: Mapping[type, frozenset[str]] = field(default_factory=dict)
    """The names of the fields, by noun, whose texts stand in a table."""
    most_text: int = 1 << 29
    """How many characters a document may have when everything shared is written in full: a small
    file could stand for one that no disk holds."""

    def find(self, kind: type) -> SharedRecord | None:
        """How records of a class are shared; None: each is written where it stands."""
        return next((shared for shared in self.records if shared.kind is kind), None)

    @property
    def tables(self) -> tuple[str, ...]:
        """The keys of all tables."""
        return (*(shared.table for shared in self.records), *([TEXTS] if self.text_fields else []))


class SharedTableWriter:
    """Gives entries their numbers while a document is written, all of whose nouns stay in use."""

    def __init__(self, sharing: Sharing) -> None:
        """With empty tables."""
        self.sharing = sharing
        self._records = {shared.kind: shared for shared in sharing.records}
        self._numbers: dict[str, dict[str, int]] = {}
        self._seen: dict[int, int] = {}
        """The numbers of whole records, by their identity."""

    def find(self, record: object) -> SharedRecord | None:
        """How a record is shared; None: it is written where it stands."""
        return self._records.get(type(record))

    def text_fields(self, kind: type) -> Set[str]:
        """The names of the fields of a class whose texts are shared."""
        return self.sharing.text_fields.get(kind, frozenset())

    def number_of(self, record: object) -> int | None:
        """The number of a record that was put already and is shared as a whole."""
        return self._seen.get(id(record))

    def put(self, table: str, entry: str) -> int:
        """The number of an entry, the same for the same."""
        numbers = self._numbers.setdefault(table, {})
        return numbers.setdefault(entry, len(numbers))

    def put_record(self, record: object, written: dict[str, Any]) -> Any:
        """What stands in place of a record that is written like this."""
        shared = self.find(record)
        if shared is None:
            return written
        if not shared.own:
            number = self.put(shared.table, _ENCODER.encode(written))
            self._seen[id(record)] = number
            return number
        own = {key: written.pop(key) for key in shared.columns if key in written}
        return {LIKE: self.put(shared.table, _ENCODER.encode(written))} | own

    def put_texts(self, value: Any) -> Any:
        """What stands in place of a text, or of a list of texts."""
        if isinstance(value, tuple):
            return [self.put(TEXTS, text) for text in value]
        return self.put(TEXTS, value)

    def tables(self) -> Iterator[tuple[str, Iterable[str]]]:
        """The key of each table that has entries, and these as JSON."""
        for table in self.sharing.tables:
            if table in self._numbers:
                entries = self._numbers[table]
                yield table, map(_ENCODER.encode, entries) if table == TEXTS else entries


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


class SharedTableReader:
    """Finds entries by their numbers while a document is read; each is read once.

    Entries cannot hold each other: a class of records holds none of its own.
    """

    def __init__(self, sharing: Sharing, node: DocumentNode | None) -> None:
        """`node` holds the tables; None where the document has none."""
        self.sharing = sharing
        self._tables: dict[str, list[DocumentNode]] = {}
        self._broken: Container[str] = ()
        """The tables that cannot be read, so that one problem is told and not one a number."""
        self._read: dict[tuple[str, int], tuple[Any, int]] = {}
        self._size = 0
        """Characters of all entries, as often as they are named."""
        if node is not None and not isinstance(node.value, dict):
            node.report("a mapping of tables")
            self._broken = sharing.tables
        elif node is not None:
            self._tables = dict(self._list_tables(node))
            self._broken = node.value.keys() - self._tables.keys()

    def _list_tables(self, node: DocumentNode) -> Iterator[tuple[str, list[DocumentNode]]]:
        for name in node.value:
            table = node.child(name)
            if name not in self.sharing.tables:
                table.report(f"one of {', '.join(self.sharing.tables)}", found=f"the key {name!r}")
            elif isinstance(table.value, list):
                yield name, list(table.items())
            else:
                table.report("a list")

    def read(self, table: str, node: DocumentNode, read: Callable[[DocumentNode], Any]) -> Any:
        """What `read` makes of the entry whose number a node holds; None if there is none."""
        if table in self._broken:
            return None
        number = read_integer(node.value) if isinstance(node.value, LocatedScalar) else None
        entries = self._tables.get(table, [])
        if number is None or not 0 <= number < len(entries):
            node.report(f"the number of one of the {len(entries)} entries of {TABLES}.{table}")
            return None
        if (table, number) not in self._read:
            before = self._size
            value = read(entries[number])
            inner, self._size = self._size - before, before
            self._read[table, number] = value, _count_characters(entries[number].value) + inner
        value, size = self._read[table, number]
        self._grow(size, node)
        return value

    def _grow(self, size: int, node: DocumentNode) -> None:
        most = self.sharing.most_text
        if self._size <= most < self._size + size:
            found = "entries that are named too often"
            node.report(f"at most {most >> 20} MiB when it is written in full", found=found)
        self._size += size


def _count_characters(value: object) -> int:
    """About how many characters a value takes; one that holds nothing takes memory, too."""
    if isinstance(value, dict):
        held = sum(len(key) + _count_characters(item) for key, item in value.items())
    elif isinstance(value, list):
        held = sum(map(_count_characters, value))
    else:
        held = len(value) if isinstance(value, str) else 0
    return _LEAST + held


_LEAST = 16
"""Characters that a value counts for at the least."""


def read_rows(node: DocumentNode) -> Iterator[DocumentNode]:
    """Yield the rows under columns that a node holds, each as a mapping."""
    columns, rows = (node.child(key) for key in (COLUMNS, ROWS))
    if not isinstance(columns.value, list) or not all(isinstance(c, str) for c in columns.value):
        columns.report("a list of keys")
    elif not isinstance(rows.value, list):
        rows.report("a list of rows")
    else:
        for row in rows.items():
            if isinstance(row.value, list) and len(row.value) <= len(columns.value):
                cells = dict(zip(columns.value, row.value, strict=False))
                yield DocumentNode(cells, row.doc, row.path, row.written)
            else:
                row.report(f"a list of at most {len(columns.value)} values")


def has_rows(node: DocumentNode) -> bool:
    """Does a node hold rows under columns?"""
    return isinstance(node.value, dict) and node.value.keys() == {COLUMNS, ROWS}
