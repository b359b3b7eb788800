"""Rows of a foreign list -> products, by way of the plain table that `catalog.table` reads.

A member says which cell means what; the rest (ids, names, dates, standings that are not understood)
is done once, where IT's own tables are read, so that both kinds of list are read alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from soescan.catalog import tabular as plain
from soescan.catalog.sources.source import Content, ListReading, ListVocabulary, vocabularies
from soescan.files import InputRow, InputTable, NoteCollector
from soescan.model import Catalog, Place
from soescan.reference.builtin import words
from soescan.reference.columns import HEADER_WITHIN, Columns, Record, find_columns, fold_cell

_NEEDED = ("name", "standing")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row in our words, on its way to a product."""

    place: Place
    said: Mapping[str, str]
    """Fields of a plain table."""
    beyond: Mapping[str, Any] = field(default_factory=dict)
    """Fields of `Product` that a plain table does not have."""


def titled(id: str) -> Callable[[Content], bool]:
    """A test for tables whose header is that of a kind of list."""

    def recognises(content: Content) -> bool:
        if not isinstance(content, InputTable):
            return False
        known = vocabularies()[id]
        marks = frozenset(map(fold_cell, known.marks))
        needed = [frozenset(map(fold_cell, known.columns[field])) for field in _NEEDED]
        for row in content.rows[:HEADER_WITHIN]:
            titles = frozenset(map(fold_cell, row.cells))
            if len(marks & titles) >= known.least and all(titles & any_of for any_of in needed):
                return True
        return False

    return recognises


def records(table: InputTable, known: ListVocabulary) -> list[Record]:
    """The rows of a table by the fields of its kind of list; columns left unread are noted."""
    columns = find_columns(table, known.columns, {}, _NEEDED)
    read = set(columns.fields.values())
    unread = [title for at, title in enumerate(columns.titles) if at not in read and title]
    if unread:
        header = table.rows[columns.first - 1].place
        listed = ", ".join(repr(title[:40]) for title in unread[:20])
        more = f" and {len(unread) - 20} more" if len(unread) > 20 else ""
        table.notes.add(f"not carried over: the columns {listed}{more}", header)
    return list(columns.records(table))


def cleaned(
    name: str, entries: Iterable[tuple[Place, Mapping[str, str]]]
) -> tuple[InputTable, Columns]:
    """Entries of a document as a table, so that they are cleaned and limited like any other."""
    kept = list(entries)
    fields = tuple(dict.fromkeys(key for _, said in kept for key in said)) or _NEEDED
    # Tables drop blank rows without a word; the number in front keeps every entry accounted for.
    titles = ("", *fields)
    table = InputTable(name, [InputRow(Place(name, 1), titles)])
    for number, (place, said) in enumerate(kept, start=1):
        table.add(place, (str(number), *(said.get(key, "") for key in fields)))
    return table, Columns({key: at for at, key in enumerate(titles) if at}, titles, 1)


def catalog(
    name: str, known: ListVocabulary, entries: Iterable[Entry], notes: NoteCollector
) -> Catalog:
    """The catalog of the products that entries are."""
    fields = tuple(words().catalog_columns)
    rows = InputTable(name, [InputRow(Place(name, 1), fields)], notes)
    kept = []
    for entry in entries:
        if not entry.said.get("name"):
            notes.add("left out: it has no name", entry.place, rejected=True)
            continue
        said = dict(entry.said)
        if standing := known.standing(said.get("standing", "")):
            said["standing"] = standing
        kept.append(entry)
        rows.rows.append(InputRow(entry.place, tuple(said.get(field, "") for field in fields)))
    made, _ = plain.read(rows, {field: field for field in fields})
    # One product for each row: names were seen to above, and nothing else costs a plain row.
    products = tuple(
        replace(product, **entry.beyond) for product, entry in zip(made.products, kept, strict=True)
    )
    return replace(made, catalog=replace(made.catalog, source=known.name), products=products)


def simple(table: InputTable, id: str) -> ListReading:
    """A list whose columns are fields of a plain table under other titles."""
    known = vocabularies()[id]
    entries = [Entry(record.place, record.fields) for record in records(table, known)]
    return catalog(table.name, known, entries, table.notes), table.notes.as_tuple()
