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
from soescan.reference.columns import HEADER_WITHIN, ColumnRecord, Columns, find_columns, fold_cell

_NEEDED = ("name", "standing")


@dataclass(frozen=True, slots=True)
class ProductEntry:
    """One row in our words, on its way to a product."""

    place: Place
    fields: Mapping[str, str]
    """Fields of a plain table."""
    extra: Mapping[str, Any] = field(default_factory=dict)
    """Fields of `Product` that a plain table does not have."""


def recognise_by_titles(id: str) -> Callable[[Content], bool]:
    """A test for the kind of list of an id, by the titles of its header.

    A table is of the kind when one of its first rows names every field a product needs, and at
    least as many of the kind's marks as ``least`` says.
    """

    def recognises(content: Content) -> bool:
        if not isinstance(content, InputTable):
            return False
        vocabulary = vocabularies()[id]
        marks = frozenset(map(fold_cell, vocabulary.marks))
        needed = [frozenset(map(fold_cell, vocabulary.columns[field])) for field in _NEEDED]
        for row in content.rows[:HEADER_WITHIN]:
            titles = frozenset(map(fold_cell, row.cells))
            has_needed = all(titles & any_of for any_of in needed)
            if has_needed and len(marks & titles) >= vocabulary.least:
                return True
        return False

    return recognises


def read_records(table: InputTable, vocabulary: ListVocabulary) -> list[ColumnRecord]:
    """The rows of a table by the fields of its kind of list; columns left unread are noted.

    Where further columns hold decisions, the standing is the strictest of all.
    """
    # No kind of list has a column for what products can do; whoever adds one calls it as usual.
    usual = {"capabilities": words().catalog_columns["capabilities"]}
    columns = find_columns(table, usual | dict(vocabulary.columns), {}, _NEEDED, "soe-")
    columns.note_unread(table, "not carried over", plain.holds_decision)
    records = columns.records(table, keep_unknown=True, lists=plain.LISTS)
    return [_merge_decisions(record, vocabulary) for record in records]


def _merge_decisions(record: ColumnRecord, vocabulary: ListVocabulary) -> ColumnRecord:
    others = plain.list_other_decisions(record)
    if not others:
        return record
    words_found = [*others, *filter(None, (record.fields.get("standing"),))]
    standing = plain.choose_strictest(
        words_found, lambda word: vocabulary.find_standing(word) or plain.find_standing(word)
    )
    return replace(record, fields={**record.fields, "standing": standing})


def build_table(
    name: str, entries: Iterable[tuple[Place, Mapping[str, str]]]
) -> tuple[InputTable, Columns]:
    """Entries of a document as a table, so that they are cleaned and limited like any other."""
    listed = list(entries)
    fields = tuple(dict.fromkeys(key for _, said in listed for key in said)) or _NEEDED
    # Tables drop blank rows without a word; the number in front keeps every entry accounted for.
    titles = ("", *fields)
    table = InputTable(name, [InputRow(Place(name, 1), titles)])
    for number, (place, fields_read) in enumerate(listed, start=1):
        table.add(place, (str(number), *(fields_read.get(key, "") for key in fields)))
    table.check_complete()
    return table, Columns({key: column for column, key in enumerate(titles) if column}, titles, 1)


def build_catalog(
    name: str, vocabulary: ListVocabulary, entries: Iterable[ProductEntry], notes: NoteCollector
) -> Catalog:
    """A catalog with a product for each entry that has a name; others are noted as left out.

    `name` is the file's. Words for a standing that the kind of list does not know are looked up in
    ``catalogs/words.yaml``, as for any table.
    """
    fields = tuple(words().catalog_columns)
    rows = InputTable(name, [InputRow(Place(name, 1), fields)], notes)
    named = []
    for entry in entries:
        if not entry.fields.get("name"):
            notes.add("left out: it has no name", entry.place, rejected=True)
            continue
        row_fields = dict(entry.fields)
        if standing := vocabulary.find_standing(row_fields.get("standing", "")):
            row_fields["standing"] = standing
        named.append(entry)
        rows.rows.append(
            InputRow(entry.place, tuple(row_fields.get(field, "") for field in fields))
        )
    built, _ = plain.read(rows, {field: field for field in fields}, splits_names=False)
    # One product for each row: names were seen to above, and nothing else costs a plain row.
    products = tuple(
        replace(product, **entry.extra)
        for product, entry in zip(built.products, named, strict=True)
    )
    return replace(built, catalog=replace(built.catalog, source=vocabulary.name), products=products)


def read_simple_list(table: InputTable, id: str) -> ListReading:
    """Read a list whose columns are fields of a plain table under the titles of its kind."""
    vocabulary = vocabularies()[id]
    entries = [
        ProductEntry(record.place, record.fields) for record in read_records(table, vocabulary)
    ]
    return build_catalog(table.name, vocabulary, entries, table.notes), table.notes.as_tuple()
