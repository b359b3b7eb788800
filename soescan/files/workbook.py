"""Rows out of XLSX workbooks, in one pass and in bounded memory.

A workbook is an archive of XML parts (ECMA-376, part 1, §18): a list of sheets, texts that cells
share, styles that tell dates from numbers, and the cells. Libraries build an object for every cell,
row and style before they hand out the first one, so that a file of a few kilobytes takes them
gigabytes or minutes. Here the parts stream through expat, and only what a table keeps is kept.

Cannot see: values of formulas that the program which saved the file did not store.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from array import array
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Protocol
from xml.parsers import expat

from soescan.errors import InputError
from soescan.files.day_numbers import DAY_ZERO, DAY_ZERO_1904
from soescan.files.documents import did_you_mean
from soescan.files.raw import LIMITS
from soescan.files.rows import InputTable
from soescan.model import Place

_CHUNK = 1 << 18
_TOKEN = 4 << 20
"""Bytes a tag or a comment may have; expat keeps each in memory, several times over."""
_SMALL_PART = 8 << 20
"""What a part other than cells and shared texts may unpack to."""
_PARTS = 2_000
_CELLS = 3_000_000
"""Cells of a sheet that are looked at; a full table is longer than anybody's patience."""
_STYLES = 100_000
_ELEMENTS = 10_000_000
"""Elements of a part, whatever they are."""

_BROKEN_FILE_ERRORS = (
    # What the standard library raises for archives and XML that are not what they promise.
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)


def read_workbook(content: bytes, name: str, sheet: str) -> InputTable:
    """The rows of one sheet: the one named, or the first.

    Raises InputError for a broken workbook, one beyond `FileLimits`, and a sheet that is not there.
    """
    try:
        # Python reads the whole list of parts before it can be asked how long it is.
        if content.count(b"PK\x01\x02") > _PARTS:
            raise InputError([f"{name}: expected a workbook of at most {_PARTS} parts, found more"])
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _Workbook(archive, name).read_sheet(sheet)
    except _BROKEN_FILE_ERRORS as error:
        says = f"{name}: expected an XLSX workbook, found a broken one ({type(error).__name__})"
        raise InputError([says]) from error


class _Workbook:
    """The parts of a workbook that say where its cells are and what they mean."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self._archive = archive
        self._name = name
        main = next(iter(self._read_relations("").values()), ("", "xl/workbook.xml"))
        self._main = _WorkbookReader()
        self._parse_part(main[1], self._main, _SMALL_PART)
        self._parts = self._read_relations(main[1])

    def read_sheet(self, sheet: str) -> InputTable:
        """The rows of a sheet."""
        sheets = self._worksheet_parts()
        if sheet and sheet not in sheets:
            names = ", ".join(map(repr, list(sheets)[:20]))
            message = f"{self._name}: expected a sheet {sheet!r}, found {names}"
            raise InputError([message], hint=did_you_mean(sheet, sheets))
        if not sheets:
            raise InputError([f"{self._name}: expected a sheet, found none"])
        title = sheet or next(iter(sheets))
        table = InputTable(f"{self._name}!{title}", day_zero=self._main.epoch)
        if not sheet and len(sheets) > 1:
            message = f"read the first of {len(sheets)} sheets, {title!r}; --sheet names another"
            table.notes.add(message, Place(self._name))
        texts, styles = _SharedStringsReader(), _StylesReader()
        self._parse_part(self._find_part("sharedStrings"), texts, LIMITS.inflated)
        self._parse_part(self._find_part("styles"), styles, _SMALL_PART)
        cells = _WorksheetReader(table, texts, styles, self._main.epoch)
        self._parse_part(sheets[title], cells, LIMITS.inflated)
        return table

    def _worksheet_parts(self) -> dict[str, str]:
        """Title -> part, in the order of the tabs, without charts."""
        parts = ((title, self._parts.get(key, ("", ""))) for title, key in self._main.sheets)
        return {title: part for title, (kind, part) in parts if kind == "worksheet"}

    def _find_part(self, kind: str) -> str:
        return next((part for part_kind, part in self._parts.values() if part_kind == kind), "")

    def _read_relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Id -> kind and name of the parts that a part refers to."""
        folder, file = posixpath.split(part)
        relations = _RelationshipsReader()
        self._parse_part(posixpath.join(folder, "_rels", f"{file}.rels"), relations, _SMALL_PART)
        kinds = ("worksheet", "sharedStrings", "styles") if part else ("officeDocument",)
        return {
            key: (kind, posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/"))
            for key, (kind, target) in relations.targets.items()
            if kind in kinds
        }

    def _parse_part(self, part: str, reader: _PartReader, limit: int) -> None:
        """Stream one part of the archive through a reader; a missing part is an empty one."""
        if not part:
            return
        size = self._archive.getinfo(part).file_size  # zipfile never unpacks more than this
        if size > limit:
            expected = f"expected at most {limit >> 20} MiB unpacked"
            raise InputError([f"{self._name}: {part}: {expected}, found {size >> 20} MiB"])
        with self._archive.open(part) as file:
            try:
                _stream_part(file.read, reader)
            except _EnoughReadError:
                pass
            except _DoctypeError:
                message = f"{self._name}: expected no document type, found one in {part!r}"
                raise InputError([message]) from None


# --- XML -----------------------------------------------------------------------------------------


class _PartReader(Protocol):
    """Takes the elements of a part, by their names without prefix."""

    texts: frozenset[str]
    """The elements whose text is wanted."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def end(self, name: str, text: str) -> None:
        """An element ends; `text` is what stood in it, if it was wanted."""


class _DoctypeError(Exception):
    """A document type: honest workbooks have none, and entities need one."""


class _EnoughReadError(Exception):
    """Nothing further is wanted of this part."""


def _stream_part(read: Callable[[int], bytes], reader: _PartReader) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    pieces: list[str] = []
    room_left = count = depth = 0

    def take(data: str) -> None:
        nonlocal room_left
        if room_left > 0:
            pieces.append(data[:room_left])
            room_left -= len(data)

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal room_left, count, depth
        count, depth = count + 1, depth + 1
        if count > _ELEMENTS or depth > LIMITS.depth:
            raise ValueError("more elements than anybody wrote")
        name = name.rpartition(":")[2]
        reader.start(name, attributes)
        if name in reader.texts:
            pieces.clear()
            room_left = LIMITS.cell + 1  # one more than is kept shows that something was cut
            parser.CharacterDataHandler = take

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        parser.CharacterDataHandler = None
        text = "".join(pieces)
        pieces.clear()
        reader.end(name.rpartition(":")[2], text)

    def refuse(*_: object) -> None:
        raise _DoctypeError

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = refuse
    fed = 0
    while chunk := read(_CHUNK):
        fed += len(chunk)
        parser.Parse(chunk, False)
        if fed - parser.CurrentByteIndex > _TOKEN:
            raise ValueError("a tag without an end")
    parser.Parse(b"", True)


class _RelationshipsReader:
    """What a part refers to: id -> kind and target."""

    texts: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self.targets: dict[str, tuple[str, str]] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.targets[attributes.get("Id", "")] = (kind, attributes.get("Target", ""))

    def end(self, name: str, text: str) -> None:
        pass


class _WorkbookReader:
    """The list of sheets, and the day from which days are counted."""

    texts: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.epoch = DAY_ZERO

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet":
            key = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id"), "")
            self.sheets.append((attributes.get("name", ""), key))
        elif name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            self.epoch = DAY_ZERO_1904

    def end(self, name: str, text: str) -> None:
        pass


class _SharedStringsReader:
    """The texts that cells share, packed: there can be millions."""

    texts = frozenset({"t"})

    def __init__(self) -> None:
        self._packed = bytearray()
        self._ends = array("Q", [0])
        self._runs: list[str] = []
        self._in_phonetic_run = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "si":
            self._runs = []
        elif name == "rPh":
            self._in_phonetic_run = True

    def end(self, name: str, text: str) -> None:
        if name == "t" and not self._in_phonetic_run:  # how a word is spoken is no part of it
            self._runs.append(text)
        elif name == "rPh":
            self._in_phonetic_run = False
        elif name == "si":
            self._packed += "".join(self._runs)[: LIMITS.cell + 1].encode()
            self._ends.append(len(self._packed))

    def get(self, number: int) -> str:
        """The text of a number; nothing when there is none."""
        if not 0 <= number < len(self._ends) - 1:
            return ""
        return self._packed[self._ends[number] : self._ends[number + 1]].decode()


class _StylesReader:
    """Which styles show a number as a date or a time."""

    texts: frozenset[str] = frozenset()
    _USUAL = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})

    def __init__(self) -> None:
        self._dates = set(map(str, self._USUAL))
        self._formats: list[str] = []
        self._inside = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "numFmt":
            # Colours, currencies and quoted words are no part of the pattern; [h] and [mm] are.
            code = re.sub(
                r'"[^"]*"|\\.|_.|\[(?![hms]+\])[^\]]*\]', "", attributes.get("formatCode", "")
            )
            if re.search(r"[dmyhs]", code, re.IGNORECASE) and "General" not in code:
                self._dates.add(attributes.get("numFmtId", ""))
        elif name == "cellXfs":
            self._inside = True
        elif name == "xf" and self._inside and len(self._formats) < _STYLES:
            self._formats.append(attributes.get("numFmtId", "0"))

    def end(self, name: str, text: str) -> None:
        if name == "cellXfs":
            self._inside = False

    def is_date(self, style: str) -> bool:
        """Does a style show a date?"""
        number = int(style) if style.isdecimal() else 0
        return number < len(self._formats) and self._formats[number] in self._dates


# --- cells ---------------------------------------------------------------------------------------


class _WorksheetReader:
    """Puts the rows of a sheet into a table."""

    texts = frozenset({"v", "t"})

    def __init__(
        self, table: InputTable, shared: _SharedStringsReader, styles: _StylesReader, epoch: date
    ) -> None:
        self._table = table
        self._shared = shared
        self._styles = styles
        self._epoch = epoch
        self._row = 0
        self._elements = 0
        self._cells: list[str] = []
        self._formulas: set[int] = set()
        self._column = 0
        self._kind = self._style = self._value = ""
        self._in_phonetic_run = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "c":
            self._count_element()
            self._column = _column_number(attributes.get("r", "")) or self._column + 1
            self._kind = attributes.get("t", "n")
            self._style = attributes.get("s", "")
            self._value = ""
        elif name == "f":
            self._formulas.add(min(self._column, LIMITS.columns + 1))
        elif name == "rPh":
            self._in_phonetic_run = True
        elif name == "row":
            self._count_element()
            number = attributes.get("r", "")
            self._row = int(number) if number.isdecimal() and len(number) < 10 else self._row + 1
            self._column = 0

    def end(self, name: str, text: str) -> None:
        if name == "v":
            self._value = text
        elif name == "t" and not self._in_phonetic_run and len(self._value) <= LIMITS.cell:
            self._value += text
        elif name == "rPh":
            self._in_phonetic_run = False
        elif name == "c":
            self._end_cell()
        elif name == "row":
            self._end_row()

    def _count_element(self) -> None:
        self._elements += 1
        if self._elements > _CELLS:
            self._end_row()
            note = f"left out: all below this row; only {_CELLS:,} cells are looked at"
            self._table.notes.add(note, Place(self._table.name, self._row), rejected=True)
            raise _EnoughReadError

    def _end_cell(self) -> None:
        if not self._value:
            return
        # Cells beyond the last column are one more column, which shows that something was cut.
        column = min(self._column, LIMITS.columns + 1)
        self._cells.extend([""] * (column - len(self._cells)))
        self._cells[column - 1] = self._value if self._table.full else self._format_value()

    def _end_row(self) -> None:
        place = Place(self._table.name, self._row)
        rows_before = len(self._table.rows)
        self._table.add(place, self._cells)
        if self._formulas and len(self._table.rows) > rows_before:
            cells = (*self._table.rows[-1].cells, *[""] * LIMITS.columns)
            stored = sum(bool(cells[column - 1]) for column in self._formulas)
            self._note("a formula; read the value it had when the file was saved", stored)
            self._note("a formula without a value; left blank", len(self._formulas) - stored)
        self._cells, self._formulas = [], set()

    def _note(self, note: str, count: int) -> None:
        if count:
            self._table.notes.add(note, Place(self._table.name, self._row), count=count)

    def _format_value(self) -> str:
        """A cell's value as a person would type it."""
        value = self._value
        if self._kind == "s":
            return self._shared.get(int(value)) if value.isdecimal() and len(value) < 10 else ""
        if self._kind == "b":
            return "true" if value == "1" else "false"
        if self._kind != "n":
            return value.removesuffix("T00:00:00") if self._kind == "d" else value
        try:
            number = float(value)
        except ValueError:
            return value
        if self._styles.is_date(self._style) and (moment := _format_serial(number, self._epoch)):
            return moment
        return str(int(number)) if number.is_integer() and abs(number) < 2**53 else repr(number)


def _format_serial(number: float, epoch: date) -> str:
    """A count of days as a date, a time or both; nothing when it is none.

    >>> _format_serial(46348, date(1899, 12, 30)), _format_serial(0.5, date(1899, 12, 30))
    ('2026-11-22', '12:00:00')
    """
    if not 0 <= number < 2_958_466:  # the last day of 9999
        return ""
    if epoch == DAY_ZERO and number < 60:
        number += number >= 1  # Excel believes that there was a 29 February 1900
    moment = datetime.combine(epoch, time()) + timedelta(seconds=round(number * 86_400))
    if number < 1:
        return moment.time().isoformat()
    return str(moment.date()) if moment.time() == time() else moment.isoformat()


def _column_number(reference: str) -> int:
    """The number of a cell's column, 1 for A; 0 when its reference does not say.

    >>> _column_number("A1"), _column_number("AB12"), _column_number("")
    (1, 28, 0)
    """
    letters = re.match(r"[A-Z]{1,3}", reference)
    number = 0
    for letter in letters[0] if letters else "":
        number = number * 26 + ord(letter) - 64
    return number
