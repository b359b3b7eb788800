"""Rows out of XLSX workbooks, in one pass and in bounded memory.

A workbook is an archive of XML parts (ECMA-376, part 1, §18): a list of sheets, texts that cells
share, styles that tell dates from numbers, and the cells. Libraries build an object for every cell,
row and style before they hand out the first one, so that a file of a few kilobytes takes them
gigabytes or minutes. Here the parts stream through expat, and only what a table keeps is kept.

Cannot see: values of formulas that the program which saved the file did not store.
"""

from __future__ import annotations

import posixpath
import re
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from soescan.files.archive import SMALL_PART, EnoughReadError, PartReader, XmlArchive
from soescan.files.day_numbers import DAY_ZERO, DAY_ZERO_1904
from soescan.files.links import read_link_formula
from soescan.files.raw import LIMITS
from soescan.files.rows import InputTable
from soescan.model import Place

_CELLS = 3_000_000
"""Cells of a sheet that are looked at; a full table is longer than anybody's patience."""
_STYLES = 100_000


class XlsxWorkbook:
    """The parts of a workbook that say where its cells are and what they mean."""

    def __init__(self, archive: XmlArchive) -> None:
        """Read what there is to know of the workbook before its cells."""
        self._archive = archive
        self._main = _WorkbookReader()
        self._texts: _SharedStringsReader | None = None
        self._styles = _StylesReader()
        main = next(iter(self._read_relations("").parts.values()), ("", "xl/workbook.xml"))
        archive.parse_part(main[1], self._main, SMALL_PART)
        self._parts = self._read_relations(main[1]).parts

    def sheets(self) -> dict[str, bool]:
        """The titles of the sheets in the order of their tabs, without charts; are they visible?"""
        return {
            title: is_visible
            for title, key, is_visible in self._main.sheets
            if self._parts.get(key, ("", ""))[0] == "worksheet"
        }

    def read_rows(self, title: str, table: InputTable) -> None:
        """Put the rows of a sheet into a table."""
        table.day_zero = self._main.epoch
        if self._texts is None:
            self._texts = _SharedStringsReader()
            self._archive.parse_part(self._find_part("sharedStrings"), self._texts, LIMITS.inflated)
            self._archive.parse_part(self._find_part("styles"), self._styles, SMALL_PART)
        key = next(key for name, key, _ in self._main.sheets if name == title)
        part = self._parts[key][1]
        cells = _WorksheetReader(
            table, self._texts, self._styles, self._main.epoch, self._link_targets(part)
        )
        self._archive.parse_part(part, cells, LIMITS.inflated)
        cells.fill_merged()
        cells.add_links()

    def _link_targets(self, part: str) -> Mapping[str, str]:
        """The addresses outside the workbook that a sheet refers to, by id."""
        folder, file = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{file}.rels")
        return self._read_relations(part).external if rels in self._archive.parts else {}

    def _find_part(self, kind: str) -> str:
        return next((part for part_kind, part in self._parts.values() if part_kind == kind), "")

    def _read_relations(self, part: str) -> _RelationshipsReader:
        """The parts and addresses that a part refers to; that of the archive is ``""``."""
        folder, file = posixpath.split(part)
        kinds = ("worksheet", "sharedStrings", "styles") if part else ("officeDocument",)
        relations = _RelationshipsReader(folder, kinds)
        rels = posixpath.join(folder, "_rels", f"{file}.rels")
        self._archive.parse_part(rels, relations, SMALL_PART)
        return relations


_MERGED = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")
_UNKNOWN = "#VALUE!"
"""What stands in a cell whose value nobody stored, as spreadsheets write what they do not know."""
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


def _unescape(text: str) -> str:
    """A text with its escapes of the form ``_xHHHH_`` as characters (ECMA-376 part 1, §22.9.2.19).

    An underscore that would begin one is written as one, ``_x005F_``.

    >>> _unescape("Denied_x000D_"), _unescape("a_x005F_x000D_")
    ('Denied\\r', 'a_x000D_')
    """
    if "_x" not in text:
        return text
    plain = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


# --- parts ---------------------------------------------------------------------------------------


class _RelationshipsReader(PartReader):
    """What a part refers to, by id: parts of some kinds with their names, and addresses."""

    def __init__(self, folder: str, kinds: tuple[str, ...]) -> None:
        self._folder = folder
        self._kinds = kinds
        self.parts: dict[str, tuple[str, str]] = {}
        """Kind and name."""
        self.external: dict[str, str] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name != "Relationship":
            return
        key, target = attributes.get("Id", ""), attributes.get("Target", "")
        kind = attributes.get("Type", "").rpartition("/")[2]
        if attributes.get("TargetMode") == "External":
            self.external[key] = target
        elif kind in self._kinds:
            path = posixpath.normpath(posixpath.join("/", self._folder, target))
            self.parts[key] = (kind, path.lstrip("/"))


class _WorkbookReader(PartReader):
    """The list of sheets, and the day from which days are counted."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []
        """Title, id, and whether a person who opens the workbook sees it."""
        self.epoch = DAY_ZERO

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet":
            key = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id"), "")
            is_visible = attributes.get("state", "visible") == "visible"
            self.sheets.append((_unescape(attributes.get("name", "")), key, is_visible))
        elif name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            self.epoch = DAY_ZERO_1904


class _SharedStringsReader(PartReader):
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
            text = _unescape("".join(self._runs))
            self._packed += text[: LIMITS.cell + 1].encode("utf-8", "replace")
            self._ends.append(len(self._packed))

    def get(self, number: int) -> str:
        """The text of a number; nothing when there is none."""
        if not 0 <= number < len(self._ends) - 1:
            return ""
        return self._packed[self._ends[number] : self._ends[number + 1]].decode()


class _StylesReader(PartReader):
    """Which styles show a number as a date or a time."""

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


class _WorksheetReader(PartReader):
    """Puts the rows of a sheet into a table."""

    texts = frozenset({"v", "t", "f"})

    def __init__(
        self,
        table: InputTable,
        shared: _SharedStringsReader,
        styles: _StylesReader,
        epoch: date,
        targets: Mapping[str, str],
    ) -> None:
        self._table = table
        self._shared = shared
        self._styles = styles
        self._epoch = epoch
        self._targets = targets
        self._links: dict[tuple[int, int], str] = {}
        self._merged: list[str] = []
        self._row = 0
        self._elements = 0
        self._cells: list[str] = []
        self._formulas: set[int] = set()
        self._unstored: set[int] = set()
        """Columns of formulas without a value; of a text, an empty one is a value."""
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
        elif name == "hyperlink":
            self._start_link(attributes)
        elif name == "mergeCell" and len(self._merged) < _MOST_LINKS:
            self._merged.append(attributes.get("ref", ""))
        elif name == "rPh":
            self._in_phonetic_run = True
        elif name == "row":
            self._count_element()
            number = attributes.get("r", "")
            self._row = int(number) if number.isdecimal() and len(number) < 10 else self._row + 1
            self._column = 0

    def end(self, name: str, text: str) -> None:
        if name == "v":
            self._value = text or self._value
        elif name == "f":
            self._end_formula(text)
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
            raise EnoughReadError

    def _start_link(self, attributes: Mapping[str, str]) -> None:
        """Links stand below the cells, one for each range of cells (§18.3.1.47)."""
        key = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id"), "")
        if target := self._targets.get(key, ""):
            fragment = attributes.get("location", "")
            target = f"{target}#{fragment}" if fragment and "#" not in target else target
            for place in _cells_of(attributes.get("ref", "")):
                if len(self._links) < _MOST_LINKS:
                    self._links[place] = target

    def fill_merged(self) -> None:
        """Give the rows that share one cell of a column what stands in it (ECMA-376, §18.3.1.55).

        The file holds it in the first of them alone.
        """
        positions = {row.place.line: number for number, row in enumerate(self._table.rows)}
        for found in filter(None, map(_MERGED.fullmatch, self._merged)):
            first, last, column = int(found[2]), int(found[4]), _column_number(found[1]) - 1
            if found[1] != found[3] or first not in positions or column >= LIMITS.columns:
                continue
            cells = self._table.rows[positions[first]].cells
            shared = cells[column] if column < len(cells) else ""
            below = [line for line in positions if first < line <= last] if shared else []
            for line in below:
                row = self._table.rows[positions[line]]
                padded = [*row.cells, *[""] * (column + 1 - len(row.cells))]
                padded[column] = padded[column] or shared
                self._table.rows[positions[line]] = replace(row, cells=tuple(padded))

    def add_links(self) -> None:
        """Give the rows of the table the links of their cells."""
        by_row: dict[int, dict[int, str]] = {}
        for (row, column), target in self._links.items():
            by_row.setdefault(row, {})[column - 1] = target
        rows = self._table.rows
        if by_row:
            rows[:] = [
                replace(row, links={**row.links, **by_row.get(row.place.line, {})}) for row in rows
            ]

    def _end_formula(self, text: str) -> None:
        column = min(self._column, LIMITS.columns + 1)
        if (link := read_link_formula(text)) and column <= LIMITS.columns:
            shown, target = link
            self._links[self._row, column] = target
            self._kind, self._value = "str", shown
        else:
            self._formulas.add(column)

    def _end_cell(self) -> None:
        if not self._value:
            if self._column in self._formulas and self._kind != "str":
                self._unstored.add(self._column)
            return
        # Cells beyond the last column are one more column, which shows that something was cut.
        column = min(self._column, LIMITS.columns + 1)
        self._cells.extend([""] * (column - len(self._cells)))
        self._cells[column - 1] = self._value if self._table.full else self._format_value()

    def _end_row(self) -> None:
        place = Place(self._table.name, self._row)
        rows_before = len(self._table.rows)
        unknown = self._unstored if any(self._cells) else set()
        for column in unknown:  # what it says is not known, which is not the same as nothing
            self._cells.extend([""] * (column - len(self._cells)))
            self._cells[column - 1] = _UNKNOWN
        self._table.add(place, self._cells)
        if self._formulas and len(self._table.rows) > rows_before:
            cells = (*self._table.rows[-1].cells, *[""] * LIMITS.columns)
            stored = sum(bool(cells[column - 1]) for column in self._formulas - unknown)
            self._note("a formula; read the value it had when the file was saved", stored)
            self._note(
                "a formula without a value; what it says is not known", len(self._formulas) - stored
            )
        self._cells, self._formulas, self._unstored = [], set(), set()

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
            return value.removesuffix("T00:00:00") if self._kind == "d" else _unescape(value)
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


_MOST_LINKED = 10_000
"""Rows of a range that is one link."""
_MOST_LINKS = 200_000
"""Cells of a sheet of which it is kept where they lead."""


def _cells_of(reference: str) -> Iterator[tuple[int, int]]:
    """Yield row and column of the cells of a range.

    >>> list(_cells_of("B2:B3")), list(_cells_of("C7")), list(_cells_of("elsewhere"))
    ([(2, 2), (3, 2)], [(7, 3)], [])
    """
    found = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7})(?::([A-Z]{1,3})([0-9]{1,7}))?", reference)
    if found is None:
        return
    first, last = _column_number(found[1]), _column_number(found[3] or found[1])
    top, bottom = int(found[2]), int(found[4] or found[2])
    last = min(last, LIMITS.columns)
    for row in range(top, min(bottom, top + _MOST_LINKED - 1) + 1):
        yield from ((row, column) for column in range(first, last + 1))
