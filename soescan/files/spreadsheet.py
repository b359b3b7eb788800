"""Rows out of a sheet of a workbook: XLSX and ODS, told apart by what is in the archive.

Looks at: the sheet that is named, else the first one that a person who opens the workbook sees.

Cannot see: Numbers documents, binary workbooks and other archives; what to save them as is said.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import Protocol

from soescan.errors import InputError
from soescan.files.archive import BROKEN_FILE_ERRORS, MOST_PARTS, XmlArchive
from soescan.files.documents import did_you_mean
from soescan.files.opendocument import OdsWorkbook
from soescan.files.rows import InputTable
from soescan.files.workbook import XlsxWorkbook
from soescan.model import Place

_SAVE_AS = "save the table as XLSX or CSV"
_PEEKED_SHEETS = 20
"""Sheets that are looked into for the table when the first one holds none."""


class Workbook(Protocol):
    """A workbook of any kind."""

    def sheets(self) -> Mapping[str, bool]:
        """The titles of the sheets in their order, and whether a person sees them."""

    def read_rows(self, title: str, table: InputTable) -> None:
        """Put the rows of a sheet into a table."""


def read_workbook(
    content: bytes, name: str, ending: str, sheet: str, sheet_option: str
) -> InputTable:
    """The rows of one sheet: the one named, or the first that is visible.

    Raises InputError for a broken workbook, one beyond `FileLimits`, another kind of archive, and a
    sheet that is not there.
    """
    kind = "ODS" if ending == ".ods" else "XLSX"
    try:
        # Python reads the whole list of parts before it can be asked how long it is.
        if content.count(b"PK\x01\x02") > MOST_PARTS:
            problem = f"expected a workbook of at most {MOST_PARTS} parts, found more"
            raise InputError([f"{name}: {problem}"])
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            workbook = _open_workbook(archive, name, ending)
            table = _read_sheet(workbook, name, sheet, sheet_option)
    except BROKEN_FILE_ERRORS as error:
        says = f"{name}: expected an {kind} workbook, found a broken one ({type(error).__name__})"
        raise InputError([says]) from error
    table.other_sheets = lambda: _read_other_sheets(content, name, ending, table.name)
    return table


def _open_workbook(archive: zipfile.ZipFile, name: str, ending: str) -> Workbook:
    parts = set(archive.namelist())
    if "mimetype" in parts and "content.xml" in parts:
        return OdsWorkbook(XmlArchive(archive, name))
    for part, found, hint in _OTHER_ARCHIVES:
        if any(written == part or written.startswith(f"{part}/") for written in parts):
            raise InputError([f"{name}: expected XLSX, ODS or CSV, found {found}"], hint=hint)
    if "_rels/.rels" not in parts and ending not in (".xlsx", ".xlsm", ".ods"):
        problem = "expected XLSX, ODS or CSV, found an archive of other files"
        raise InputError([f"{name}: {problem}"], hint="unpack it and name the file that is meant")
    return XlsxWorkbook(XmlArchive(archive, name))


_OTHER_ARCHIVES = (
    ("Index", "a Numbers document", f"{_SAVE_AS}, in Numbers with File > Export To"),
    ("Index.zip", "a Numbers document", f"{_SAVE_AS}, in Numbers with File > Export To"),
    ("xl/workbook.bin", "a binary workbook (XLSB)", _SAVE_AS),
    ("word", "a Word document", _SAVE_AS),
    ("ppt", "a presentation", _SAVE_AS),
)
"""What shows that an archive is another kind of document: a part or a folder of it."""


def _read_sheet(workbook: Workbook, name: str, sheet: str, sheet_option: str) -> InputTable:
    sheets = workbook.sheets()
    if sheet and sheet not in sheets:
        names = ", ".join(map(repr, list(sheets)[:20]))
        message = f"{name}: expected a sheet {sheet!r}, found {names}"
        raise InputError([message], hint=did_you_mean(sheet, sheets))
    if not sheets:
        raise InputError([f"{name}: expected a sheet, found none"])
    visible = [title for title, is_visible in sheets.items() if is_visible] or list(sheets)
    title = sheet or visible[0]
    table = InputTable(f"{name}!{title}")
    if not sheet and len(sheets) > 1:
        hidden = len(sheets) - len(visible)
        counted = f"{len(sheets)} sheets" + (f" ({hidden} hidden)" if hidden else "")
        message = f"read the first of {counted}, {title!r}; {sheet_option} names another"
        table.notes.add(message, Place(name))
    workbook.read_rows(title, table)
    return table


def _read_other_sheets(content: bytes, name: str, ending: str, read: str) -> Iterator[InputTable]:
    """Yield the visible sheets of a workbook but the one that was read, under their titles."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        workbook = _open_workbook(archive, name, ending)
        visible = [title for title, is_visible in workbook.sheets().items() if is_visible]
        for title in visible[:_PEEKED_SHEETS]:
            if f"{name}!{title}" == read:
                continue
            table = InputTable(title)
            try:
                workbook.read_rows(title, table)
            except (InputError, *BROKEN_FILE_ERRORS):
                continue
            yield table
