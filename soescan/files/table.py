"""Rows out of CSV files and workbooks, however they were saved.

A table from a stranger is read as far as it makes sense: odd bytes, stray quotes and oversized
cells cost the row they stand in, which is counted and reported, and never the rest of the file.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from soescan.errors import InputError
from soescan.files.raw import LIMITS
from soescan.files.tree import near
from soescan.model import Note, Place

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row, as text, and where it stands."""

    place: Place
    cells: tuple[str, ...]


class Tally:
    """Counts what was done to a file, keeping the first few places of each kind."""

    KEPT = 3

    def __init__(self) -> None:
        """Nothing yet."""
        self._notes: dict[tuple[str, bool], tuple[int, tuple[Place, ...]]] = {}

    def add(self, says: str, place: Place, *, rejected: bool = False, count: int = 1) -> None:
        """Count one more of a kind."""
        before, places = self._notes.get((says, rejected), (0, ()))
        if len(places) < self.KEPT:
            places = (*places, place)
        self._notes[says, rejected] = (before + count, places)

    def notes(self) -> tuple[Note, ...]:
        """What was counted, in the order first seen."""
        return tuple(
            Note(says, count, places, rejected)
            for (says, rejected), (count, places) in self._notes.items()
        )


@dataclass(slots=True)
class Table:
    """The rows of a file, blank ones left out."""

    name: str
    rows: list[Row] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)

    def add(self, place: Place, cells: Iterable[str]) -> None:
        """Keep a row, unless it is blank or one too many."""
        texts = tuple(self._clean(cell, place) for cell in cells)
        if not any(texts):
            return
        if len(self.rows) > LIMITS.rows:  # the first row is the header
            says = f"left out: only the first {LIMITS.rows:,} rows are read; split the file"
            self.tally.add(says, place, rejected=True)
            return
        if len(texts) > LIMITS.columns:
            self.tally.add(f"cut: more than {LIMITS.columns} columns", place)
            texts = texts[: LIMITS.columns]
        self.rows.append(Row(place, texts))

    def _clean(self, cell: str, place: Place) -> str:
        if len(cell) > LIMITS.cell:
            self.tally.add(f"cut: a cell of more than {LIMITS.cell:,} characters", place)
            cell = cell[: LIMITS.cell]
        if not cell.isprintable():
            cell = _UNSEEN.sub(" ", cell)
        return cell.strip()


_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\s]+")
"""Control characters, marks that turn text round, and runs of white space."""


def read_table(content: bytes, name: str, ending: str, sheet: str) -> Table:
    """The rows of a CSV file or of one sheet of a workbook."""
    if content[:4] == b"PK\x03\x04":
        return _read_workbook(content, name, sheet)
    if ending in (".xlsx", ".xlsm"):
        raise InputError([f"{name}: expected an XLSX workbook, found another kind of file"])
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        hint = "save it as XLSX or CSV, without a password"
        raise InputError(
            [f"{name}: expected XLSX or CSV, found an old or protected file"], hint=hint
        )
    if sheet:
        raise InputError([f"{name}: expected a workbook with a sheet {sheet!r}, found CSV"])
    return _read_csv(content, name)


# --- CSV -----------------------------------------------------------------------------------------

_RECORD = 1 << 20
"""Bytes a record may have before it is rejected."""
_RECORD_LINES = 500
"""Lines a record may have before its opening quote is taken for a slip."""


class _UnclosedQuoteError(Exception):
    """Ends a record that goes on for too long."""


def _read_csv(content: bytes, name: str) -> Table:
    table = Table(name)
    lines = _Lines(_universal(content), table)
    delimiter = lines.skip_directive() or _delimiter(lines.peek())
    csv.field_size_limit(2 * _RECORD)
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        lines.start_record()
        try:
            cells = next(reader)
        except StopIteration:
            break
        except _UnclosedQuoteError:
            _keep_lines(lines, delimiter, table)
            continue
        except csv.Error:
            table.tally.add("left out: a record that is not CSV", lines.place, rejected=True)
            continue
        if lines.oversized:
            says = f"left out: a record of more than {_RECORD:,} characters"
            table.tally.add(says, lines.place, rejected=True)
        elif lines.unclosed():
            _keep_lines(lines, delimiter, table)
        else:
            table.add(lines.place, cells)
    return table


def _keep_lines(lines: _Lines, delimiter: str, table: Table) -> None:
    """Read the lines that a quote without an end swallowed, one by one and without quotes."""
    table.tally.add("a quote that is never closed; read line by line", lines.place)
    for number, line in enumerate(lines.record, start=lines.first):
        cells = next(csv.reader([line], delimiter=delimiter, quoting=csv.QUOTE_NONE), [])
        table.add(Place(table.name, number), (cell.strip('"') for cell in cells))


def _universal(content: bytes) -> bytes:
    """The same text in an encoding whose lines end in a newline."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "")):
        if content.startswith(mark):
            if not encoding:
                content = content[len(mark) :]
                break
            return content.decode(encoding, "replace").encode().removeprefix(b"\xef\xbb\xbf")
    else:  # without a mark, UTF-16 shows by its zeros
        even, odd = content[:400:2], content[1:400:2]
        if len(odd) > 3 and odd.count(0) > 0.9 * len(odd) and not even.count(0):
            return content.decode("utf-16-le", "replace").encode()
        if len(even) > 3 and even.count(0) > 0.9 * len(even) and not odd.count(0):
            return content.decode("utf-16-be", "replace").encode()
    return content if b"\n" in content else content.replace(b"\r", b"\n")


class _Lines:
    """The lines of a file as text, remembering those of the record being read."""

    def __init__(self, content: bytes, table: Table) -> None:
        self._file = io.BytesIO(content)
        self._table = table
        self._size = 0
        self._ended = False
        self._waiting: list[str] = []
        self.line = 0
        self.first = 1
        self.oversized = False
        self.record: list[str] = []

    @property
    def place(self) -> Place:
        return Place(self._table.name, self.first)

    def start_record(self) -> None:
        self.first, self._size, self.oversized, self.record = self.line + 1, 0, False, []

    def unclosed(self) -> bool:
        """Did the record run into the end of the file inside a quote?"""
        return self._ended and len(self.record) > 1 and "".join(self.record).count('"') % 2 == 1

    def skip_directive(self) -> str:
        """The delimiter of a first line such as ``sep=;``, which Excel writes and reads."""
        found = re.fullmatch(
            r'"?sep=(.)"?\s*', self.peek()[0] if self.peek() else "", re.IGNORECASE
        )
        if not found:
            return ""
        next(self)
        return found[1]

    def peek(self) -> list[str]:
        """The first lines, without consuming them."""
        at = self._file.tell()
        found = [self._decode(self._file.readline(_RECORD), count=False) for _ in range(5)]
        self._file.seek(at)
        return [line for line in found if line.strip()]

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        raw = self._file.readline()
        if not raw:
            self._ended = True
            raise StopIteration
        self.line += 1
        self._size += len(raw)
        text = self._decode(raw)
        if self._size > _RECORD:
            # Only what decides where the record ends is passed on, so that memory stays small.
            self.oversized = True
            self.record = []
            return re.sub(r'[^"\n]+', "x", text)
        self.record.append(text)
        if len(self.record) > _RECORD_LINES:
            raise _UnclosedQuoteError
        return text

    def _decode(self, raw: bytes, *, count: bool = True) -> str:
        here = Place(self._table.name, self.line)
        if b"\0" in raw:
            raw = raw.replace(b"\0", b"")
            if count:
                self._table.tally.add("NUL bytes removed", here)
        try:
            return raw.decode()
        except UnicodeDecodeError:
            if count:
                self._table.tally.add("not UTF-8; read as Windows-1252", here)
            return raw.decode("cp1252", "replace")


def _delimiter(lines: list[str]) -> str:
    """The delimiter that splits the first lines into the most columns."""

    def columns(delimiter: str) -> int:
        rows = list(csv.reader(lines, delimiter=delimiter))
        return len(rows[0]) if rows else 0

    return max(",;\t|", key=columns) if lines else ","


# --- workbooks -----------------------------------------------------------------------------------

_BROKEN = (
    # What openpyxl and the standard library raise for workbooks that are not what they promise.
    zipfile.BadZipFile,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)


def _read_workbook(content: bytes, name: str, sheet: str) -> Table:
    _check_archive(content, name)
    try:
        book = _open(content, data_only=False)
        title = _pick_sheet(book, sheet, name)
        table = Table(f"{name}!{title}")
        if not sheet and len(book.sheetnames) > 1:
            says = (
                f"read the first of {len(book.sheetnames)} sheets, {title!r}; --sheet names another"
            )
            table.tally.add(says, Place(name))
        formulas = _fill(table, book[title])
        if formulas:
            # The file keeps the last value of each formula; only a second reading shows it.
            stored = Table(table.name)
            _fill(stored, _open(content, data_only=True)[title])
            _use_stored(table, stored, formulas)
    except InputError:
        raise
    except _BROKEN as error:
        says = f"{name}: expected an XLSX workbook, found a broken one ({type(error).__name__})"
        raise InputError([says]) from error
    return table


def _check_archive(content: bytes, name: str) -> None:
    """Refuse what would unpack to more than is honest, before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            # zipfile never unpacks more of a part than its entry promises.
            size = sum(part.file_size for part in parts)
            if len(parts) > 2_000 or size > LIMITS.inflated:
                limit = LIMITS.inflated >> 20
                expected = f"expected a workbook of at most {limit} MiB unpacked"
                says = f"{name}: {expected}, found {size >> 20} MiB in {len(parts)} parts"
                raise InputError([says])
            for part in parts:
                with archive.open(part) as file:
                    if b"<!DOCTYPE" in file.read(4_096):
                        raise InputError(
                            [f"{name}: expected no document type, found one in {part.filename!r}"]
                        )
    except (
        zipfile.BadZipFile,
        OSError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        EOFError,
    ) as error:
        raise InputError([f"{name}: expected an XLSX workbook, found a broken archive"]) from error


def _open(content: bytes, *, data_only: bool) -> Workbook:
    import warnings

    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # extensions that openpyxl drops are none of ours
        return load_workbook(
            io.BytesIO(content), read_only=True, data_only=data_only, keep_links=False
        )


def _pick_sheet(book: Workbook, sheet: str, name: str) -> str:
    titles = [ws.title for ws in book.worksheets]
    if sheet and sheet not in titles:
        hint = near(sheet, titles)
        raise InputError(
            [f"{name}: expected a sheet {sheet!r}, found {', '.join(map(repr, titles[:20]))}"],
            hint=hint,
        )
    if not titles:
        raise InputError([f"{name}: expected a sheet, found none"])
    return sheet or titles[0]


def _fill(table: Table, sheet: Any) -> set[tuple[int, int]]:
    """Add a sheet's rows; return the row and column of every formula."""
    formulas: set[tuple[int, int]] = set()
    rows = sheet.iter_rows(max_col=LIMITS.columns, max_row=200_000)
    for number, row in enumerate(rows, start=1):
        cells = []
        for column, cell in enumerate(row):
            if getattr(cell, "data_type", "") == "f":
                formulas.add((number, column))
            cells.append(_cell(cell.value))
        while cells and not cells[-1]:
            cells.pop()
        table.add(Place(table.name, number), cells)
    return formulas


def _use_stored(table: Table, stored: Table, formulas: set[tuple[int, int]]) -> None:
    values = {row.place.line: row.cells for row in stored.rows}
    for index, row in enumerate(table.rows):
        line = row.place.line
        if columns := [column for column in range(len(row.cells)) if (line, column) in formulas]:
            cells = list(row.cells)
            last = values.get(line, ())
            for column in columns:
                cells[column] = last[column] if column < len(last) else ""
                says = "a formula; read the value it had when the file was saved"
                table.tally.add(
                    says if cells[column] else "a formula without a value; left blank", row.place
                )
            table.rows[index] = Row(row.place, tuple(cells))


def _cell(value: object) -> str:
    """A cell's value as a person would type it."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float() if value.is_integer() and abs(value) < 2**53:
            return str(int(value))
        case datetime() if value.time() == time():
            return str(value.date())
        case datetime() | date() | time():
            return value.isoformat()
        case _:
            return str(value)
