"""A matrix of services and data classes, as universities publish it, as CSV or XLSX.

Looks at: one service a row, one data class a column; yes, no or a footnote in the cells; the text
of footnotes where the table has it.

Why it matters: an approval that holds for some data only is the one most often overstretched.

Cannot say: which class is above which, beyond the order of the columns; what a footnote says that
is not in the file. A service refused for every class of the list may still be right for data that
the list does not speak of: that is an exception to ask for, not a prohibition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from soescan.catalog import tabular as plain
from soescan.catalog.sources.rows import Entry, catalog
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
from soescan.reference.columns import HEADER_WITHIN, Columns, Record, fold_cell

_MARK = r"note\s*\d{1,2}|\d{1,2}|[*†‡]{1,4}|[¹²³⁰⁴⁵⁶⁷⁸⁹]{1,2}"
_CELL = re.compile(rf"(?P<word>.{{0,60}}?)\s*[(\[]?\s*(?P<mark>{_MARK})\s*[)\]]?", re.IGNORECASE)
_FOOTNOTE = re.compile(rf"[(\[]?\s*(?P<mark>{_MARK})\s*[)\].:]*\s*(?P<text>.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a matrix keeps what."""

    header: int
    name: int
    classes: Mapping[int, str]
    """Title of each column that is a data class."""
    unread: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cells:
    """What a row says of the data classes."""

    allowed: tuple[DataClassId, ...]
    unclear: int
    conditions: tuple[str, ...]


def recognises(content: Content) -> bool:
    """Does a header name a service and two data classes, with answers below them?"""
    return (
        isinstance(content, InputTable) and _layout(content, vocabularies()["matrix"]) is not None
    )


def read(table: InputTable) -> ListReading:
    """Read the matrix as a catalog."""
    known = vocabularies()[SOURCE.id]
    layout = _layout(table, known)
    if layout is None:
        return catalog(table.name, known, (), table.notes), table.notes.as_tuple()
    classes = _classes(layout)
    found = list(_records(table, layout))
    footnotes = dict(filter(None, (_footnote(record, layout) for record in found)))
    header = table.rows[layout.header].place
    says = "data classes in the order of the columns, lowest first: check that it is so"
    table.notes.add(says, header)
    for title in layout.unread:
        table.notes.add(f"not carried over: the column {title[:40]!r}", header)
    entries = []
    for record in found:
        if _footnote(record, layout):
            table.notes.add(
                "left out: a footnote; its text is a condition", record.place, rejected=True
            )
        elif not any(record.fields[title] for title in layout.classes.values()):
            says = "left out: it says nothing of any data class"
            table.notes.add(says, record.place, rejected=True)
        else:
            entries.append(_entry(record, classes, footnotes, known, table.notes))
    made = catalog(table.name, known, entries, table.notes)
    return replace(made, data_classes=tuple(classes.values())), table.notes.as_tuple()


# --- the header ----------------------------------------------------------------------------------


def _layout(table: InputTable, known: ListVocabulary) -> Layout | None:
    """Where the matrix is, if the table is one."""
    classes, standings = known.known("class"), _folded(words().catalog_columns["standing"])
    for index, row in enumerate(table.rows[:HEADER_WITHIN]):
        titles = [fold_cell(cell) for cell in row.cells]
        found = {at: row.cells[at] for at, title in enumerate(titles) if title in classes}
        names = [titles.index(n) for n in map(fold_cell, known.columns["name"]) if n in titles]
        if len(found) < 2 or not names or standings & frozenset(titles):
            continue
        if _answers(table.rows[index + 1 :], found, known):
            rest = set(range(len(titles))) - set(found) - {names[0]}
            unread = tuple(row.cells[at] for at in sorted(rest) if row.cells[at])
            return Layout(index, names[0], found, unread)
    return None


def _answers(rows: list[InputRow], columns: Mapping[int, str], known: ListVocabulary) -> bool:
    """Are most cells of these columns answers?"""
    cells = [row.cells[at] for row in rows for at in columns if at < len(row.cells)]
    said = [cell for cell in cells if cell]
    return 2 * sum(_meaning(cell, known)[0] != "" for cell in said) > len(said)


def _folded(listed: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(fold_cell, listed))


def _classes(layout: Layout) -> dict[str, DataClass]:
    made: dict[str, DataClass] = {}
    taken: dict[str, str] = {}
    for title in layout.classes.values():
        made_id = plain.free_id(title, taken)
        taken[made_id] = title
        made[title] = DataClass(DataClassId(made_id), label=title)
    return made


# --- the rows ------------------------------------------------------------------------------------


def _records(table: InputTable, layout: Layout) -> Iterator[Record]:
    titles = table.rows[layout.header].cells
    fields = {"name": layout.name} | {title: at for at, title in layout.classes.items()}
    yield from Columns(fields, titles, layout.header + 1).records(table)


def _meaning(cell: str, known: ListVocabulary) -> tuple[str, str]:
    """What a cell answers (allowed, limited, refused, or nothing known), and its footnote."""
    found = _CELL.fullmatch(cell)  # first of all: to compare words is to forget a trailing sign
    word, mark = (found["word"], found["mark"]) if found else (cell, "")
    meaning = next(
        (m for m in ("allowed", "refused", "limited") if fold_cell(word) in known.known(m)), ""
    )
    if mark and (meaning == "allowed" or not word):
        meaning = "limited"
    return meaning, mark


def _entry(
    record: Record,
    classes: Mapping[str, DataClass],
    footnotes: Mapping[str, str],
    known: ListVocabulary,
    notes: NoteCollector,
) -> Entry:
    cells = _cells(record, classes, footnotes, known, notes)
    standing = ""
    if cells.allowed:
        standing = "allowed with conditions" if cells.conditions else "allowed"
    elif not cells.unclear:
        standing = "refused for every class"
    said = {"name": record.fields["name"], "standing": standing}
    if standing == "refused for every class":
        said["reason"] = f"not approved for {', '.join(classes)}"
    beyond = {"allowed_data": cells.allowed, "conditions": cells.conditions}
    return Entry(record.place, said, beyond)


def _cells(
    record: Record,
    classes: Mapping[str, DataClass],
    footnotes: Mapping[str, str],
    known: ListVocabulary,
    notes: NoteCollector,
) -> Cells:
    allowed: list[DataClassId] = []
    limits: dict[str, list[str]] = {}
    unclear = 0
    for title, data_class in classes.items():
        cell = record.fields[title]
        meaning, mark = _meaning(cell, known) if cell else ("", "")
        if meaning in ("allowed", "limited"):
            allowed.append(data_class.id)
        if meaning == "limited":
            limits.setdefault(_limit(mark, cell, footnotes), []).append(title)
        elif not meaning:
            unclear += 1
            if cell:
                notes.add(
                    f"{cell[:40]!r} is no yes and no no; not counted as approved", record.place
                )
                limits.setdefault(f"the list says {cell!r}", []).append(title)
            else:
                notes.add("a data class without a word; not counted as approved", record.place)
    conditions = tuple(f"{', '.join(where)}: {says}" for says, where in limits.items())
    return Cells(tuple(allowed), unclear, conditions)


def _limit(mark: str, cell: str, footnotes: Mapping[str, str]) -> str:
    if not mark:
        return f"the list says {cell!r}"
    says = footnotes.get(fold_cell(mark))
    return says or f"see {mark} of the list, whose text is not in the file"


def _footnote(record: Record, layout: Layout) -> tuple[str, str] | None:
    """The mark and the text of a row that is a footnote."""
    if any(record.fields[title] for title in layout.classes.values()):
        return None
    others = " ".join(text for text in record.other.values())
    found = _FOOTNOTE.fullmatch(" ".join(filter(None, (record.fields["name"], others))))
    return (fold_cell(found["mark"]), found["text"]) if found and found["text"] else None


SOURCE = ListSource(id="matrix", doc=__doc__, recognises=recognises, read=read)
