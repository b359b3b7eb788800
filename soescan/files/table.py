"""Rows out of CSV files and workbooks, however they were saved.

A table from a stranger is read as far as it makes sense: odd bytes, stray quotes and oversized
cells cost the row they stand in, which is counted and reported, and never the rest of the file.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator

from soescan.errors import InputError
from soescan.files.raw import LIMITS
from soescan.files.rows import InputTable, NoteCollector
from soescan.files.spreadsheet import read_workbook
from soescan.files.text_forms.delimiters import LINE, guess_delimiter
from soescan.files.text_forms.html_lists import LONGEST_PAGE, read_html_list
from soescan.files.text_forms.line_forms import LineForm, find_line_form
from soescan.files.text_forms.pasted import (
    is_bullet_list,
    is_ruled_table,
    read_ruled_table,
    spell_chat_links,
    strip_bullet,
)
from soescan.model import Place


def read_table(
    content: bytes, name: str, ending: str, sheet: str, sheet_option: str = "--sheet"
) -> InputTable:
    """The rows of a CSV file or of one sheet of a workbook.

    `ending` is the file's, `sheet` the name of a sheet or empty, which
    `sheet_option` names in notes. Raises InputError when the content
    is another kind of file or the sheet is not there.
    """
    if content[:4] == b"PK\x03\x04":
        return read_workbook(content, name, ending, sheet, sheet_option)
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        hint = "save it as XLSX or CSV, without a password"
        raise InputError(
            [f"{name}: expected XLSX or CSV, found an old or protected file"], hint=hint
        )
    if ending in (".xlsx", ".xlsm"):
        raise InputError([f"{name}: expected an XLSX workbook, found another kind of file"])
    if sheet:
        raise InputError([f"{name}: expected a workbook with a sheet {sheet!r}, found CSV"])
    return _read_text(_normalise_encoding(content), name)


def _read_text(content: bytes, name: str) -> InputTable:
    """A table or a list in a text: delimited, between pipes, or one thing a line."""
    table = InputTable(name)
    lines = _Lines(content, table)
    peeked = lines.peek()
    if _MARKUP.match("".join(peeked[:1])):
        if len(content) <= LONGEST_PAGE and read_html_list(decode_text(content), table):
            return table
        problem = f"{name}: expected XLSX, ODS or CSV, found a page of HTML or XML"
        raise InputError([problem], hint="open it in a spreadsheet and save it as XLSX or CSV")
    if is_ruled_table(peeked):
        read_ruled_table(lines.iter_singly(), table)
        return table
    lines.are_bullets = is_bullet_list(peeked)
    lines.form = None if lines.are_bullets else find_line_form(peeked)
    return _read_csv(lines, table)


def decode_text(content: bytes) -> str:
    """A text in UTF-8 or, where it is none, in Windows-1252."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


_MARKUP = re.compile(
    r"\s*<(?:!doctype|!--|\?xml|(?!a[\s>]|https?:|www\.)[a-z][\w:.-]*(?:\s[^<>]*)?/?>)",
    re.IGNORECASE,
)


# --- CSV -----------------------------------------------------------------------------------------

_RECORD = 1 << 20
"""Bytes a record may have."""
_RECORD_LINES = 500
"""Lines a record may have."""
_PEEKED = 1 << 16
_PEEKED_LINES = 40
"""Lines by which it is told what kind of text a file holds."""
_CHUNK = 1 << 20


class _StrayQuoteError(Exception):
    """Ends a record whose opening quote was none."""


def _read_csv(lines: _Lines, table: InputTable) -> InputTable:
    """Records as RFC 4180 has them; a line that breaks its rules is read on its own.

    A quote that opens by a slip swallows line after line, so nothing is read leniently that goes
    over several lines: the reader goes back and takes the first of them alone.
    """
    csv.field_size_limit(2 * _RECORD)
    delimiter = lines.skip_directive() or guess_delimiter(lines.peek())
    table.is_list = delimiter == LINE
    reader = csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=True)
    while table.left_out < NoteCollector.MOST_PLACES:  # the first places are told
        lines.start_record()
        if lines.records > LIMITS.lines:
            break
        try:
            cells = next(reader)
        except StopIteration:
            return table
        except (csv.Error, _StrayQuoteError):
            line = lines.go_back()
            cells = [] if lines.too_long else _split_single_line(line, delimiter)
            if line.count('"') % 2 and not lines.too_long:
                note = "a quote that is never closed; its line is read on its own"
                table.notes.add(note, lines.place)
        if lines.too_long:
            note = f"left out: a record of more than {_RECORD:,} bytes or {_RECORD_LINES} lines"
            table.notes.add(note, lines.place, rejected=True)
        else:
            table.add(lines.place, map(_strip_quotes, cells))
    lines.start_record()
    if count := lines.count_rest():
        table.full = table.full or f"the first {LIMITS.lines:,} lines"
        table.leave_out(lines.place, count)
    return table


_QUOTED = re.compile(
    r"\s*(?:\u201c([^\u201c\u201d]*)\u201d|\u201e([^\u201c\u201e]*)[\u201c\u201d]|\u00ab([^\u00ab\u00bb]*)\u00bb"
    r"|\u2018([^\u2018\u2019]*)\u2019|'([^']*)')\s*"
)


def _strip_quotes(cell: str) -> str:
    """A cell without the quotes around it that a word processor made, or somebody typed.

    >>> _strip_quotes("\u201cAcme\u201d"), _strip_quotes("'Acme'"), _strip_quotes("O'Brien")
    ('Acme', 'Acme', "O'Brien")
    """
    quoted = _QUOTED.fullmatch(cell)
    return next((text for text in quoted.groups() if text is not None), "") if quoted else cell


def _split_single_line(line: str, delimiter: str) -> list[str]:
    """The cells of a line in which quotes are not used as they should be."""
    if line.count('"') % 2:
        cells = next(csv.reader([line], delimiter=delimiter, quoting=csv.QUOTE_NONE), [])
        return [cell.strip(' "') for cell in cells]
    return next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])


def _normalise_encoding(content: bytes) -> bytes:
    """The same text in an encoding whose lines end in a newline, and with lines that do."""
    encoding = ""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    else:  # without a mark, UTF-16 shows by its zeros
        even, odd = content[:400:2], content[1:400:2]
        if len(odd) > 3 and odd.count(0) > 0.9 * len(odd) and not even.count(0):
            encoding = "utf-16-le"
        elif len(even) > 3 and even.count(0) > 0.9 * len(even) and not odd.count(0):
            encoding = "utf-16-be"
    if encoding:
        recoded = io.BytesIO()
        decoder = codecs.getincrementaldecoder(encoding)("replace")
        for start in range(0, len(content), _CHUNK):
            recoded.write(decoder.decode(content[start : start + _CHUNK]).encode())
        content = recoded.getvalue()
    content = content.removeprefix(b"\xef\xbb\xbf")
    return content.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in content else content


class _Lines:
    """The lines of a file as text, and the record they belong to."""

    def __init__(self, content: bytes, table: InputTable) -> None:
        self._content = content
        self._file = io.BytesIO(content)
        self._table = table
        self._start = 0
        self._size = 0
        self._line = 0
        self._noted = 0
        self._first = 1
        self._is_closing = False
        self.are_bullets = False
        """Are the lines items of a list, whose marks are no part of them?"""
        self.form: LineForm | None = None
        """How lines are rewritten before they are split into cells."""
        self.too_long = False
        self.records = 0
        """How many were begun; one may have many lines."""

    @property
    def place(self) -> Place:
        return Place(self._table.name, self._first)

    def start_record(self) -> None:
        self.records += 1
        self._start, self._first, self._size = self._file.tell(), self._line + 1, 0
        self.too_long = self._is_closing = False

    def count_rest(self) -> int:
        """How many lines that are not blank have not been read; about as many are the rows."""
        count = 0
        while lines := self._file.readlines(_CHUNK):
            count += sum(not line.isspace() for line in lines)
        return count

    def go_back(self) -> str:
        """The first line of the record; the lines after it will be read afresh."""
        self._file.seek(self._start)
        self._line = self._first - 1
        self.start_record()
        return next(self)

    def skip_directive(self) -> str:
        """The delimiter of a first line such as ``sep=;``, which Excel writes and reads."""
        first_line = next(iter(self.peek()), "")
        directive = re.fullmatch(r'"?sep=([^"\r\n])"?\s*', first_line, re.IGNORECASE)
        while directive and next(self) != first_line:
            pass
        return directive[1] if directive else ""

    def iter_singly(self) -> Iterator[tuple[Place, str]]:
        """Yield each line as a record of its own, with its place."""
        self.start_record()
        for line in self:
            if self.records <= LIMITS.lines:
                yield self.place, line
            elif line.strip():
                self._table.full = self._table.full or f"the first {LIMITS.lines:,} lines"
                self._table.leave_out(self.place)
            self.start_record()

    def peek(self) -> list[str]:
        """The first lines, without consuming them."""
        position = self._file.tell()
        lines: list[str] = []
        while len(lines) < _PEEKED_LINES and self._file.tell() - position < _PEEKED:
            lines.append(self._decode(self._file.readline(_PEEKED)))
        self._file.seek(position)
        if self.are_bullets:
            lines = [strip_bullet(line) or "" for line in lines]
        if self.form:
            lines = list(map(self.form, lines))
        return [line for line in lines if line.strip()]

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        start = self._file.tell()
        raw = self._file.readline(_RECORD + 1)
        if not raw:
            raise StopIteration
        self._line += 1
        self._size += len(raw)
        lines = self._line - self._first
        self.too_long = self.too_long or self._size > _RECORD or lines >= _RECORD_LINES
        if not self.too_long:
            if self.are_bullets:
                return self._item(raw)
            return self.form(self._decode(raw)) if self.form else self._decode(raw)
        if lines and not self._is_closing:  # a record only goes on inside a quote
            self._is_closing = _quote_closes(self._content, start)
            if not self._is_closing:
                raise _StrayQuoteError
        return self._outline(raw)

    def _item(self, raw: bytes) -> str:
        """What stands in a line of a list; nothing where it is no item."""
        line = self._decode(raw)
        item = strip_bullet(line)
        if item is None and line.strip():
            note = "left out: a line that is not an item of the list"
            self._table.notes.add(note, Place(self._table.name, self._line), rejected=True)
        return "\n" if item is None else item

    def _outline(self, raw: bytes) -> str:
        """A line of any length, without what does not decide where the record ends.

        That takes the quotes, and the signs at both ends of what stands between them.
        """
        outline = b""
        while True:
            outline += re.sub(rb'([^"\n])[^"\n]+([^"\n])', rb"\1\2", raw)
            if raw.endswith(b"\n") or not (raw := self._file.readline(_CHUNK)):
                return outline.decode("latin-1")

    def _decode(self, raw: bytes) -> str:
        is_reread, self._noted = self._line <= self._noted, max(self._line, self._noted)
        place = Place(self._table.name, self._line)
        if b"\0" in raw:
            raw = raw.replace(b"\0", b"")
            if not is_reread:
                self._table.notes.add("NUL bytes removed", place)
        try:
            line = raw.decode()
        except UnicodeDecodeError:
            if not is_reread:
                self._table.notes.add("not UTF-8; read as Windows-1252", place)
            line = raw.decode("cp1252", "replace")
        return spell_chat_links(line)


_QUOTES = re.compile(rb'"+')


def _quote_closes(content: bytes, at: int) -> bool:
    """Does the quote that is open at `at` end where a cell may end?

    The next quote after one that was opened by a slip is one that opens a cell.
    """
    for quotes in _QUOTES.finditer(content, at):
        if len(quotes[0]) % 2:  # pairs of quotes are quotes in the text
            return quotes.end() == len(content) or content[quotes.end()] in b",;\t|^ \n"
    return False
