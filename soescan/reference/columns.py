"""Tables with other people's column titles -> records with our field names.

Tool lists and lists of products and standings arrive with whatever titles their owners use. The
usual ones are data (``catalogs/words.yaml``); the rest is said with ``--map field=title``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from soescan.errors import InputError, UsageError
from soescan.files import DAY_ZERO, InputRow, InputTable, did_you_mean, read_day_number
from soescan.files.documents import describe
from soescan.model import Place
from soescan.names import fold
from soescan.reference.builtin import words
from soescan.web.url import host

HEADER_WITHIN = 10
"""Rows above the header that spreadsheets like to have."""


@dataclass(frozen=True, slots=True)
class ColumnRecord:
    """One row by field, and the columns nobody knows by their title."""

    place: Place
    fields: Mapping[str, str]
    other: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds which field, and where the rows begin."""

    fields: Mapping[str, int]
    titles: tuple[str, ...]
    first_row: int

    def records(
        self, table: InputTable, *, keep_unknown: bool = False, lists: Collection[str] = ()
    ) -> Iterator[ColumnRecord]:
        """Yield each row below the header; cells such as ``n/a`` and ``-`` are empty.

        So are those that say that something is not known, unless `keep_unknown`. The fields of
        `lists` keep their line breaks, which divide what they hold. A bare number in a field of
        days is the day that the workbook means by it.
        """
        empty = nothing_words() if keep_unknown else nothing_words() | unknown_words()
        columns_used = set(self.fields.values())
        for row in table.rows[self.first_row :]:
            cells = [("" if fold_cell(cell) in empty else cell) for cell in row.cells]
            cells += [""] * (len(self.titles) - len(cells))
            fields = {field: cells[column] for field, column in self.fields.items()}
            for field in words().date_fields if table.day_zero != DAY_ZERO else ():
                if field in fields and (day := read_day_number(fields[field], table.day_zero)):
                    fields[field] = str(day)
            for field in lists if row.in_lines else ():
                if field in fields and (text := row.in_lines.get(self.fields[field])):
                    fields[field] = text
            yield ColumnRecord(
                row.place,
                fields,
                {
                    title: cells[column]
                    for column, title in enumerate(self.titles)
                    if column not in columns_used and title and cells[column]
                },
            )


def find_columns(
    table: InputTable,
    usual: Mapping[str, Sequence[str]],
    mapping: Mapping[str, str],
    needed: Sequence[str],
) -> Columns:
    """Find the header of a table and what its columns hold.

    `usual` are the titles known for each field, `mapping` what the user said (field -> title), and
    `needed` the fields without which there is no table. Raises InputError when one is not found.
    """
    for field in mapping:
        if field not in usual:
            hint = did_you_mean(field, usual)
            allowed = ", ".join(usual)
            raise UsageError(f"--map: expected one of {allowed}, found {field!r}", hint=hint)
    if not table.rows:
        raise InputError([f"{table.name}: expected a header line and rows, found nothing"])
    # A field that the user has named the column of is looked for nowhere else.
    unmapped = {
        field: titles_known for field, titles_known in usual.items() if field not in mapping
    }
    titles = {fold_cell(title): field for field, known in unmapped.items() for title in known}
    candidates = [_match_titles(row, titles, mapping) for row in table.rows[:HEADER_WITHIN]]
    fields = max(candidates, key=lambda f: (any(field in f for field in needed), len(f)))
    row = table.rows[candidates.index(fields)]
    missing = [field for field in dict.fromkeys((*needed, *mapping)) if field not in fields]
    if not missing:
        return Columns(fields, row.cells, candidates.index(fields) + 1)
    if not mapping and len(needed) == 1 and (headless := _guess_headless(table.rows[0])):
        table.notes.add("no header line; read as name and url", table.rows[0].place)
        return Columns(headless, ("",) * len(table.rows[0].cells), 0)
    raise InputError(
        [_describe_missing(row, field, mapping.get(field), usual[field]) for field in missing],
        hint='say which column it is, e.g. --map name="Tool" (for a catalog: --soe-map)',
    )


def _describe_missing(row: InputRow, field: str, title: str | None, usual: Sequence[str]) -> str:
    expected = f"the column {title!r}" if title else f"a column such as {', '.join(usual[:6])}"
    titles_found = ", ".join(describe(cell) for cell in row.cells[:12] if cell)
    return f"{row.place}: header: expected {expected} for the {field}, found {titles_found}"


def _match_titles(
    row: InputRow, titles: Mapping[str, str], mapping: Mapping[str, str]
) -> dict[str, int]:
    """The field of each column; the first of several columns for one field counts."""
    mapped = {fold_cell(title): field for field, title in mapping.items()}
    fields: dict[str, int] = {}
    for field_of_title in (mapped, titles):
        for column, cell in enumerate(row.cells):
            field = field_of_title.get(fold_cell(cell))
            if field and field not in fields and column not in fields.values():
                fields[field] = column
    return fields


def _guess_headless(row: InputRow) -> dict[str, int]:
    """Columns of a bare two-column list, if the row looks like one."""
    if len(row.cells) == 2 and row.cells[0] and host(row.cells[1]) and "." in row.cells[1]:
        return {"name": 0, "url": 1}
    return {}


def fold_cell(text: str) -> str:
    """A cell as it is compared with known words; signs on their own stay themselves."""
    return fold(text) or text.strip()


@cache
def nothing_words() -> frozenset[str]:
    """Folded words that stand for an empty cell, and the empty cell."""
    return frozenset(fold_cell(word) for word in words().nothing) | {""}


@cache
def unknown_words() -> frozenset[str]:
    """Folded words that say that something is not known."""
    return frozenset(fold_cell(word) for word in words().unknown)


@cache
def unlimited_words() -> frozenset[str]:
    """Folded words that say that there is no limit."""
    return frozenset(fold_cell(word) for word in words().unlimited)


@cache
def word_meanings(field: str) -> Mapping[str, str]:
    """The folded words of one field of `TableWords`, and what each means."""
    words_by_meaning: Mapping[str, Sequence[str]] = getattr(words(), field)
    pairs = ((word, meaning) for meaning, known in words_by_meaning.items() for word in known)
    return {fold_cell(word): str(meaning) for word, meaning in pairs}


@cache
def yes_no_words() -> Mapping[str, bool]:
    """Folded words for yes (true) and no (false)."""
    by_word = {fold_cell(word): True for word in words().yes}
    return by_word | {fold_cell(word): False for word in words().no}


def split_list(cell: str) -> tuple[str, ...]:
    """The parts of a cell that holds a list.

    >>> split_list("Finance; FP&A | Tax")
    ('Finance', 'FP&A', 'Tax')
    """
    for separator in (";", "|", "\n"):
        cell = cell.replace(separator, "\0")
    return tuple(part.strip() for part in cell.split("\0") if part.strip())
