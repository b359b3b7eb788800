"""A matrix of services and data classes, as universities publish it, as CSV or XLSX.

Looks at: one service a row, one data class a column; yes, no or a footnote in the cells; the text
of footnotes where the table has it.

Why it matters: an approval for some data only is easily taken for an approval for all.

Cannot say: which class is above which, beyond the order of the columns; what a footnote says that
is not in the file. A service refused for every class of the list may still be right for data that
the list does not speak of: that is an exception to ask for, not a prohibition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from soescan.catalog import tabular as plain
from soescan.catalog.sources.rows import ProductEntry, build_catalog
from soescan.catalog.sources.source import (
    Content,
    ListReading,
    ListSource,
    ListVocabulary,
    vocabularies,
)
from soescan.files import InputRow, InputTable, NoteCollector
from soescan.model import DataClass, DataClassId
from soescan.reference.builtin import words
from soescan.reference.columns import HEADER_WITHIN, ColumnRecord, Columns, fold_cell

_MARK = r"note\s*\d{1,2}|\d{1,2}|[*†‡]{1,4}|[¹²³⁰⁴⁵⁶⁷⁸⁹]{1,2}"
_CELL = re.compile(rf"(?P<word>.{{0,60}}?)\s*[(\[]?\s*(?P<mark>{_MARK})\s*[)\]]?", re.IGNORECASE)
_FOOTNOTE = re.compile(rf"[(\[]?\s*(?P<mark>{_MARK})\s*[)\].:]*\s*(?P<text>.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MatrixLayout:
    """Where a matrix keeps what."""

    header: int
    name: int
    classes: Mapping[int, str]
    """Title of each column that is a data class."""
    capabilities: int | None
    unread: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DataClassAnswers:
    """What a row says of the data classes."""

    allowed: tuple[DataClassId, ...]
    unclear: int
    conditions: tuple[str, ...]


def recognises(content: Content) -> bool:
    """Does a header name a service and two data classes, with answers below them?"""
    return (
        isinstance(content, InputTable)
        and _find_layout(content, vocabularies()["matrix"]) is not None
    )


def read(table: InputTable) -> ListReading:
    """Read the matrix; each service is a product, allowed for the data classes that answer yes.

    The columns become the catalog's data classes, in their order; a footnote's text, where the
    table has it, becomes a condition.
    """
    vocabulary = vocabularies()[SOURCE.id]
    layout = _find_layout(table, vocabulary)
    if layout is None:
        return build_catalog(table.name, vocabulary, (), table.notes), table.notes.as_tuple()
    classes = _make_data_classes(layout)
    matrix_rows = list(_iter_records(table, layout))
    footnotes = dict(filter(None, (_read_footnote(record, layout) for record in matrix_rows)))
    header = table.rows[layout.header].place
    note = "data classes in the order of the columns, lowest first: check that it is so"
    table.notes.add(note, header)
    for title in layout.unread:
        table.notes.add(f"not carried over: the column {title[:40]!r}", header)
    entries = []
    for record in matrix_rows:
        if _read_footnote(record, layout):
            table.notes.add(
                "left out: a footnote; its text is a condition", record.place, rejected=True
            )
        elif not any(record.fields[title] for title in layout.classes.values()):
            note = "left out: it says nothing of any data class"
            table.notes.add(note, record.place, rejected=True)
        else:
            entries.append(_make_entry(record, classes, footnotes, vocabulary, table.notes))
    built = build_catalog(table.name, vocabulary, entries, table.notes)
    return replace(built, data_classes=tuple(classes.values())), table.notes.as_tuple()


# --- the header ----------------------------------------------------------------------------------


def _find_layout(table: InputTable, vocabulary: ListVocabulary) -> MatrixLayout | None:
    """Where the matrix is, if the table is one."""
    classes, standings = (
        vocabulary.folded_words("class"),
        _fold_all(words().catalog_columns["standing"]),
    )
    for index, row in enumerate(table.rows[:HEADER_WITHIN]):
        titles = [fold_cell(cell) for cell in row.cells]
        class_columns = {
            column: row.cells[column] for column, title in enumerate(titles) if title in classes
        }
        names = [titles.index(n) for n in map(fold_cell, vocabulary.columns["name"]) if n in titles]
        if len(class_columns) < 2 or not names or standings & frozenset(titles):
            continue
        if _hold_answers(table.rows[index + 1 :], class_columns, vocabulary):
            known = _fold_all(words().catalog_columns["capabilities"])
            can = next((column for column, title in enumerate(titles) if title in known), None)
            unread_columns = set(range(len(titles))) - set(class_columns) - {names[0], can}
            unread = tuple(row.cells[at] for at in sorted(unread_columns) if row.cells[at])
            return MatrixLayout(index, names[0], class_columns, can, unread)
    return None


def _hold_answers(
    rows: list[InputRow], columns: Mapping[int, str], vocabulary: ListVocabulary
) -> bool:
    """Are most cells of these columns answers?"""
    cells = [row.cells[column] for row in rows for column in columns if column < len(row.cells)]
    filled = [cell for cell in cells if cell]
    return 2 * sum(_read_answer(cell, vocabulary)[0] != "" for cell in filled) > len(filled)


def _fold_all(listed: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(fold_cell, listed))


def _make_data_classes(layout: MatrixLayout) -> dict[str, DataClass]:
    by_title: dict[str, DataClass] = {}
    used_ids: dict[str, str] = {}
    for title in layout.classes.values():
        class_id = plain.unused_id(title, used_ids)
        used_ids[class_id] = title
        by_title[title] = DataClass(DataClassId(class_id), label=title)
    return by_title


# --- the rows ------------------------------------------------------------------------------------


def _iter_records(table: InputTable, layout: MatrixLayout) -> Iterator[ColumnRecord]:
    titles = table.rows[layout.header].cells
    fields = {title: column for column, title in layout.classes.items()} | {"name": layout.name}
    if layout.capabilities is not None:
        fields["capabilities"] = layout.capabilities
    yield from Columns(fields, titles, layout.header + 1).records(table, lists=["capabilities"])


def _read_answer(cell: str, vocabulary: ListVocabulary) -> tuple[str, str]:
    """What a cell answers (allowed, limited, refused, or nothing known), and its footnote."""
    parts = _CELL.fullmatch(cell)  # first of all: to compare words is to forget a trailing sign
    word, mark = (parts["word"], parts["mark"]) if parts else (cell, "")
    meaning = next(
        (
            m
            for m in ("allowed", "refused", "limited")
            if fold_cell(word) in vocabulary.folded_words(m)
        ),
        "",
    )
    if mark and (meaning == "allowed" or not word):
        meaning = "limited"
    return meaning, mark


def _make_entry(
    record: ColumnRecord,
    classes: Mapping[str, DataClass],
    footnotes: Mapping[str, str],
    vocabulary: ListVocabulary,
    notes: NoteCollector,
) -> ProductEntry:
    cells = _read_answers(record, classes, footnotes, vocabulary, notes)
    standing = ""
    if cells.allowed:
        standing = "allowed with conditions" if cells.conditions else "allowed"
    elif not cells.unclear:
        standing = "refused for every class"
    capabilities = record.fields.get("capabilities", "")
    fields = {"name": record.fields["name"], "standing": standing, "capabilities": capabilities}
    if standing == "refused for every class":
        fields["reason"] = f"not approved for {', '.join(classes)}"
    extra = {"allowed_data": cells.allowed, "conditions": cells.conditions}
    return ProductEntry(record.place, fields, extra)


def _read_answers(
    record: ColumnRecord,
    classes: Mapping[str, DataClass],
    footnotes: Mapping[str, str],
    vocabulary: ListVocabulary,
    notes: NoteCollector,
) -> DataClassAnswers:
    allowed: list[DataClassId] = []
    limits: dict[str, list[str]] = {}
    unclear = 0
    for title, data_class in classes.items():
        cell = record.fields[title]
        meaning, mark = _read_answer(cell, vocabulary) if cell else ("", "")
        if meaning in ("allowed", "limited"):
            allowed.append(data_class.id)
        if meaning == "limited":
            limits.setdefault(_describe_limit(mark, cell, footnotes), []).append(title)
        elif not meaning:
            unclear += 1
            if cell:
                notes.add(
                    f"{cell[:40]!r} is neither yes nor no; not counted as approved", record.place
                )
                limits.setdefault(f"the list says {cell!r}", []).append(title)
            else:
                notes.add("an empty cell for a data class; not counted as approved", record.place)
    conditions = tuple(f"{', '.join(titles)}: {limit}" for limit, titles in limits.items())
    return DataClassAnswers(tuple(allowed), unclear, conditions)


def _describe_limit(mark: str, cell: str, footnotes: Mapping[str, str]) -> str:
    if not mark:
        return f"the list says {cell!r}"
    footnote = footnotes.get(fold_cell(mark))
    return footnote or f"see {mark} of the list, whose text is not in the file"


def _read_footnote(record: ColumnRecord, layout: MatrixLayout) -> tuple[str, str] | None:
    """The mark and the text of a row that is a footnote."""
    if any(record.fields[title] for title in layout.classes.values()):
        return None
    other_cells = " ".join(text for text in record.other.values())
    parts = _FOOTNOTE.fullmatch(" ".join(filter(None, (record.fields["name"], other_cells))))
    return (fold_cell(parts["mark"]), parts["text"]) if parts and parts["text"] else None


SOURCE = ListSource(id="matrix", doc=__doc__, recognises=recognises, read=read)
