"""Tables with other people's column titles -> records with our field names.

Tool lists and lists of products and standings arrive with whatever titles their owners use. The
usual ones are data (``catalogs/words.yaml``); the rest is said with ``--map field=title``.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import cache

from soescan.errors import InputError, UsageError
from soescan.files import DAY_ZERO, InputRow, InputTable, did_you_mean, read_day_number
from soescan.files.documents import describe
from soescan.model import Place, Standing
from soescan.names import fold
from soescan.reference.builtin import words
from soescan.reference.headless import read_headless
from soescan.web.url import host

HEADER_WITHIN = 10
"""Rows above the header that spreadsheets like to have."""
_LONGEST_TITLE = 40
"""What is longer is hardly the title that a user would type."""


@dataclass(frozen=True, slots=True)
class ColumnRecord:
    """One row by field, and the columns nobody knows by their title."""

    place: Place
    fields: Mapping[str, str]
    other: Mapping[str, str]
    links: Mapping[str, str] = dataclass_field(default_factory=dict)
    """Where the cells lead that are links, by field."""


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
        shared = self._find_shared_links(table)
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
                    self.title(column): cell
                    for column, cell in enumerate(cells)
                    if column not in columns_used and cell
                },
                {
                    field: row.links[column]
                    for field, column in self.fields.items()
                    if column in row.links and (field, row.links[column]) not in shared
                },
            )

    def title(self, column: int) -> str:
        """The title of a column, or its number where it has none."""
        written = self.titles[column] if column < len(self.titles) else ""
        return written or f"column {column + 1}"

    def _find_shared_links(self, table: InputTable) -> frozenset[tuple[str, str]]:
        """Links of names that lead to one site from several rows: it is nobody's in particular.

        A table in a wiki links its names to pages of the wiki.
        """
        column = self.fields.get("name", -1)
        targets = [row.links[column] for row in table.rows[self.first_row :] if column in row.links]
        rows_of = Counter(map(host, targets))
        return frozenset(("name", target) for target in targets if rows_of[host(target)] > 1)

    def note_unread(
        self, table: InputTable, says: str, is_read: Callable[[str], bool] = lambda title: False
    ) -> None:
        """Note the columns that hold none of the fields; `is_read` knows the titles of others."""
        used = set(self.fields.values())
        rows = table.rows[self.first_row :]
        width = max((len(row.cells) for row in rows), default=0)
        titled = {column for column, title in enumerate(self.titles) if title}
        filled = {
            column
            for column in range(width)
            if any(column < len(row.cells) and row.cells[column] for row in rows)
        }
        unread = [
            self.title(column)
            for column in sorted((titled | filled) - used)
            if not is_read(self.title(column))
        ]
        if unread:
            header = table.rows[max(0, self.first_row - 1)].place
            listed = ", ".join(repr(title[:40]) for title in unread[:20])
            unlisted = f" and {len(unread) - 20} more" if len(unread) > 20 else ""
            table.notes.add(f"{says}: the columns {listed}{unlisted}", header)


def find_columns(
    table: InputTable,
    usual: Mapping[str, Sequence[str]],
    mapping: Mapping[str, str],
    needed: Sequence[str],
    prefix: str = "",
) -> Columns:
    """Find the header of a table and what its columns hold.

    `usual` are the titles known for each field, `mapping` what the user said (field -> title), and
    `needed` the fields without which there is no table. `prefix` stands before the names of the
    options ``--map`` and ``--sheet`` where they are those of IT's list. A list without a header is
    read as far as its cells show what they are. Raises InputError when a field is not found.
    """
    for field in mapping:
        if field not in usual:
            hint = did_you_mean(field, usual)
            problem = f"expected one of {', '.join(usual)}, found {field!r}"
            raise UsageError(f"--{prefix}map: {problem}", hint=hint)
    _refuse_shared_columns(mapping, prefix)
    if not table.rows:
        hint = "one name a line is enough" if tuple(needed) == ("name",) else ""
        problem = f"{table.name}: expected a header line and rows, found nothing"
        raise InputError([problem], hint=hint)
    fields, number = _find_header(table, usual, mapping, needed)
    row = table.rows[number]
    missing = [field for field in dict.fromkeys((*needed, *mapping)) if field not in fields]
    if not missing:
        return Columns(fields, row.cells, number + 1)
    problems = [
        _describe_missing(row, field, mapping.get(field), usual[field]) for field in missing
    ]
    if hint := _find_sheet(table, usual, mapping, needed, prefix):
        raise InputError(problems, hint=hint)
    if missing == ["name"] and not mapping and _lists_vendors(fields):
        note = "no column of names: the vendor's name is read as that of the tool"
        table.notes.add(note, row.place)
        return Columns({"name": fields["vendor"], **fields}, row.cells, number + 1)
    if not mapping and (headless := read_headless(table, needed, is_standing)):
        table.notes.add(headless.says, table.rows[0].place)
        return Columns(headless.fields, ("",) * headless.width, 0)
    title = _suggest_title(row, fields, (*needed, *mapping))
    hint = f'say which column it is, e.g. --{prefix}map {missing[0]}="{title}"' if title else ""
    raise InputError(problems, hint=hint)


def _refuse_shared_columns(mapping: Mapping[str, str], prefix: str) -> None:
    """Raise UsageError where the user gives one column to two fields: only one could have it."""
    field_of_title: dict[str, str] = {}
    for field, title in mapping.items():
        other = field_of_title.setdefault(fold_cell(title), field)
        if other != field:
            problem = f"the column {title!r} is said to be the {other} and the {field}"
            advice = "give each field a column of its own"
            raise UsageError(f"--{prefix}map: {problem}", hint=advice)


def _suggest_title(row: InputRow, fields: Mapping[str, int], wanted: Sequence[str]) -> str:
    """The title of a column that a user may have meant: one not used, else one not needed.

    It is written so that it can be typed between quotes; "" where no title can.
    """
    taken = {fields[field] for field in wanted if field in fields}
    unused = [n for n in range(len(row.cells)) if n not in fields.values()]
    others = [n for n in fields.values() if n not in taken]
    titles = (" ".join(row.cells[n].split()) for n in (*unused, *others))
    typed = [title for title in titles if title and not set(title) & set('"$`\\!%')]
    return min(typed, key=lambda title: len(title) > _LONGEST_TITLE, default="")


def _find_header(
    table: InputTable,
    usual: Mapping[str, Sequence[str]],
    mapping: Mapping[str, str],
    needed: Sequence[str],
) -> tuple[dict[str, int], int]:
    """The row that is most likely the header, by its number, and the column of each field in it."""
    # A field that the user has named the column of is looked for nowhere else.
    titles = {
        fold_cell(title): field
        for field, known in usual.items()
        if field not in mapping
        for title in known
    }
    candidates = [_match_titles(row, titles, mapping) for row in table.rows[:HEADER_WITHIN]]
    fields = max(candidates, key=lambda f: (sum(field in f for field in needed), len(f)))
    return fields, candidates.index(fields)


def _lists_vendors(fields: Mapping[str, int]) -> bool:
    """Is a table one of vendors, each with an address?"""
    return "vendor" in fields and bool({"url", "domains"} & fields.keys())


def _find_sheet(
    table: InputTable,
    usual: Mapping[str, Sequence[str]],
    mapping: Mapping[str, str],
    needed: Sequence[str],
    prefix: str,
) -> str:
    """Where the table is that is not on the sheet that was read; nothing where it is nowhere."""
    for sheet in table.other_sheets():
        if not sheet.rows:
            continue
        fields, number = _find_header(sheet, usual, mapping, needed)
        if all(field in fields for field in (*needed, *mapping)):
            titles = " and ".join(repr(sheet.rows[number].cells[fields[f]]) for f in needed)
            return f'the sheet {sheet.name!r} has {titles}: --{prefix}sheet "{sheet.name}"'
    return ""


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


def is_standing(cell: str) -> bool:
    """Is a cell one of the words for a standing, whatever list it is from?"""
    return fold_cell(cell) in word_meanings("standings")


def fold_cell(text: str) -> str:
    """A cell as it is compared with known words; signs on their own stay themselves."""
    return fold(text) or text.strip()


_DOUBTING_MARKS = frozenset(
    "?\u00bf\u061f\u055e\u2047\u2048\u2049\u203d\u2e2e*\u204e\u2217\u2020\u2021\u2026"
)
"""Question marks, ellipses and the signs of footnotes; other punctuation casts no doubt."""
_HARMLESS_SIGNS = frozenset("+`´✓✔✅☑🗸★☆⭐🟢👍🆗●•‣▪■™®©")
"""Symbols that people put beside a word they mean as it stands."""


def is_doubtful(text: str) -> bool:
    """Does a sign in a text, which `fold_cell` drops, say that its words do not hold as they stand?

    >>> is_doubtful("Approved?"), is_doubtful("Enterprise*"), is_doubtful("❌ Approved")
    (True, True, True)
    >>> is_doubtful("Approved ✓"), is_doubtful("Business+"), is_doubtful("(Approved)")
    (False, False, False)
    """
    return "..." in text or any(
        sign in _DOUBTING_MARKS
        or (unicodedata.category(sign)[0] == "S" and sign not in _HARMLESS_SIGNS)
        for sign in text
    )


_REFUSES = frozenset({Standing.PROHIBITED, Standing.EXCEPTION_ONLY, Standing.RETIRING})


def keep_certain(word: str, standing: Standing | None) -> Standing | None:
    """The standing that a word stands for; of one that is doubtful, only a standing that refuses.

    >>> keep_certain("Approved?", Standing.APPROVED), keep_certain("Denied!?", Standing.PROHIBITED)
    (None, <Standing.PROHIBITED: 'prohibited'>)
    """
    return standing if standing in _REFUSES or not is_doubtful(word) else None


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
