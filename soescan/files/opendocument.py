"""Rows out of OpenDocument spreadsheets (ODS), in one pass and in bounded memory.

An archive whose ``content.xml`` holds tables, rows and cells (ODF 1.3 part 3, §9.1). Cells and rows
that repeat are written once with a count; the blank rest of a sheet is one such row.

Cannot see: documents with a password.
"""

from __future__ import annotations

from collections.abc import Mapping

from soescan.errors import InputError
from soescan.files.archive import EnoughReadError, PartReader, XmlArchive
from soescan.files.links import read_link_formula
from soescan.files.raw import LIMITS
from soescan.files.rows import InputTable
from soescan.model import Place

_MANIFEST = "META-INF/manifest.xml"


class OdsWorkbook:
    """The sheets of a spreadsheet."""

    def __init__(self, archive: XmlArchive) -> None:
        """Find the sheets. Raises InputError for a document that is no spreadsheet or encrypted."""
        self._archive = archive
        if "xl/workbook.xml" in archive.parts or not self._is_spreadsheet():
            problem = "expected XLSX, ODS or CSV, found another kind of OpenDocument file"
            raise InputError([f"{archive.name}: {problem}"], hint="save the table as ODS or CSV")
        manifest = _ManifestReader()
        if _MANIFEST in archive.parts:
            archive.parse_part(_MANIFEST, manifest, LIMITS.inflated)
        if manifest.is_encrypted:
            problem = "expected a workbook that can be opened, found one with a password"
            raise InputError([f"{archive.name}: {problem}"], hint="save it without a password")
        self._sheets = _SheetsReader()
        archive.parse_part("content.xml", self._sheets, LIMITS.inflated)

    def _is_spreadsheet(self) -> bool:
        return self._archive.read_start("mimetype").startswith(
            b"application/vnd.oasis.opendocument.spreadsheet"
        )

    def sheets(self) -> dict[str, bool]:
        """The titles of the sheets in their order, and whether a person sees them."""
        return self._sheets.visible()

    def read_rows(self, title: str, table: InputTable) -> None:
        """Put the rows of a sheet into a table."""
        self._archive.parse_part("content.xml", _TableReader(title, table), LIMITS.inflated)


class _ManifestReader(PartReader):
    def __init__(self) -> None:
        self.is_encrypted = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.is_encrypted |= name == "encryption-data"


class _SheetsReader(PartReader):
    """The titles of the tables, and which of them a style hides (§17.15, ``table:display``)."""

    def __init__(self) -> None:
        self._style = ""
        self._hidden: set[str] = set()
        self._tables: dict[str, str] = {}
        self._depth = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        said = _local(attributes)
        if name == "style":
            self._style = said.get("name", "")
        elif name == "table-properties" and said.get("display") == "false":
            self._hidden.add(self._style)
        elif name == "table":
            self._depth += 1
            if self._depth == 1:
                self._tables.setdefault(said.get("name", ""), said.get("style-name", ""))

    def end(self, name: str, text: str) -> None:
        self._depth -= name == "table"

    def visible(self) -> dict[str, bool]:
        return {title: style not in self._hidden for title, style in self._tables.items()}


def _local(attributes: Mapping[str, str]) -> dict[str, str]:
    """Attributes by their names without prefix; of two of one name the first."""
    said: dict[str, str] = {}
    for key, value in attributes.items():
        said.setdefault(key.rpartition(":")[2], value)
    return said


_VALUES = {"date": "date-value", "boolean": "boolean-value", "string": "string-value"}
"""Where a cell of a type keeps its value, if not in its text."""
_NUMBERS = frozenset({"float", "currency", "percentage"})
_CELLS = 3_000_000


class _TableReader(PartReader):
    """Puts the rows of one table into an `InputTable`."""

    texts = frozenset({"p"})
    spaces = frozenset({"s", "tab", "line-break"})

    def __init__(self, title: str, table: InputTable) -> None:
        self._title = title
        self._table = table
        self._depth = 0
        self._is_wanted = False
        self._row = self._row_repeats = 0
        self._cells: list[str] = []
        self._links: dict[int, str] = {}
        self._formulas = 0
        self._cell: dict[str, str] | None = None
        self._text: list[str] = []
        self._target = ""
        self._skipped = 0
        self._elements = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        said = _local(attributes)
        if name == "table":
            self._depth += 1
            if self._depth == 1:
                self._is_wanted = said.get("name", "") == self._title
        elif not self._is_wanted or self._depth > 1:
            return
        elif name == "table-row":
            self._row_repeats = _count(said.get("number-rows-repeated", ""))
            self._cells, self._links, self._formulas = [], {}, 0
        elif name in ("table-cell", "covered-table-cell"):
            self._count_element()
            self._cell, self._text, self._target = said, [], ""
        elif name == "annotation":  # what somebody noted beside a cell is no part of it
            self._skipped += 1
        elif name == "a" and not self._skipped:
            self._target = said.get("href", "")

    def end(self, name: str, text: str) -> None:
        if name == "table":
            self._depth -= 1
            if self._is_wanted and not self._depth:
                raise EnoughReadError
        elif not self._is_wanted or self._depth > 1:
            return
        elif name == "annotation":
            self._skipped -= 1
        elif name in self.texts and text and not self._skipped:
            self._text.append(text)
        elif name in ("table-cell", "covered-table-cell"):
            self._end_cell()
        elif name == "table-row":
            self._end_row()

    def _count_element(self) -> None:
        self._elements += 1
        if self._elements > _CELLS:
            note = f"left out: all below this row; only {_CELLS:,} cells are looked at"
            place = Place(self._table.name, self._row + 1)
            self._table.notes.add(note, place, rejected=True)
            raise EnoughReadError

    def _end_cell(self) -> None:
        said, self._cell = self._cell or {}, None
        value = self._format_value(said)
        formula = said.get("formula", "")
        link = read_link_formula(formula) if formula else None
        if link:
            value, self._target = value or link[0], link[1]
        elif formula:
            self._formulas += 1
        if not value:
            # The blank rest of a row is one cell that repeats.
            missing = _count(said.get("number-columns-repeated", ""))
            self._cells += [""] * min(missing, LIMITS.columns + 1 - len(self._cells))
            return
        for _ in range(_count(said.get("number-columns-repeated", ""))):
            if len(self._cells) > LIMITS.columns:
                break
            if self._target:
                self._links[len(self._cells)] = self._target
            self._cells.append(value)

    def _format_value(self, said: Mapping[str, str]) -> str:
        """A cell's value as a person would type it."""
        kind = said.get("value-type", "")
        if kind in _NUMBERS:
            return _format_number(said.get("value", ""))
        value = said.get(_VALUES.get(kind, ""), "").removesuffix("T00:00:00")
        return value or " ".join("\n".join(self._text).split("\r"))

    def _end_row(self) -> None:
        first = self._row + 1
        self._row += self._row_repeats
        if not any(self._cells):
            return
        for row in range(first, min(self._row, first + LIMITS.rows) + 1):
            place = Place(self._table.name, row)
            rows_before = len(self._table.rows)
            self._table.add(place, self._cells, self._links)
            if self._formulas and len(self._table.rows) > rows_before:
                note = "a formula; read the value it had when the file was saved"
                self._table.notes.add(note, place, count=self._formulas)


def _count(written: str) -> int:
    """How often a row or a cell stands there; once, unless it says otherwise.

    >>> _count(""), _count("3"), _count("-1")
    (1, 3, 1)
    """
    return max(1, int(written)) if written.isdecimal() and len(written) < 10 else 1


def _format_number(written: str) -> str:
    """A number without a needless fraction.

    >>> _format_number("12.0"), _format_number("1.25"), _format_number("x")
    ('12', '1.25', 'x')
    """
    try:
        number = float(written)
    except ValueError:
        return written
    return str(int(number)) if number.is_integer() and abs(number) < 2**53 else repr(number)
