"""Lists without a header: which column holds what, told by the cells themselves.

Looks at: addresses, words for a standing, and lists of one thing a line.

Cannot say: what a further column holds. A text of sentences is no list, and neither is a table
whose cells show nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from soescan.files import InputRow, InputTable
from soescan.web.url import host, parse_name

_LOOKED_AT = 50
"""Rows by which the columns are told."""
_SENTENCE = 10
"""Words in a line that is more than a name."""
_LINE = 120
"""Characters in such a line."""


@dataclass(frozen=True, slots=True)
class HeadlessColumns:
    """What was found out about a table without a header."""

    fields: dict[str, int]
    width: int
    says: str


def read_headless(
    table: InputTable, needed: Sequence[str], is_standing: Callable[[str], bool]
) -> HeadlessColumns | None:
    """The columns of a list without a header, if its cells show them; None otherwise.

    `needed` are the fields without which there is no table: the name, and perhaps the standing. Of
    a list of one thing a line, the lines that are no items are taken out and noted.
    """
    rows = table.rows[:_LOOKED_AT]
    width = max(len(row.cells) for row in rows)
    columns = {"name": -1}
    if (address := _find_column(rows, width, _is_address)) >= 0 and width > 1:
        columns["url" if needed == ("name",) else "domains"] = address
    if "standing" in needed:
        columns["standing"] = _find_column(rows, width, is_standing)
    taken = {column for column in columns.values() if column >= 0}
    columns["name"] = next(
        (
            column
            for column in range(width)
            if column not in taken and all(_is_name(row, column) for row in rows[:1])
        ),
        -1,
    )
    if -1 in columns.values():
        return None
    if taken:
        listed = " and ".join(field for field in columns)
        return HeadlessColumns(columns, width, f"no header line; read as {listed}")
    return _read_plain_list(table, columns["name"]) if needed == ("name",) else None


def _find_column(rows: Sequence[InputRow], width: int, holds: Callable[[str], bool]) -> int:
    """The first column whose every cell is of a kind, the first row's, too; -1 for none."""
    for column in range(width):
        cells = [row.cells[column] for row in rows if column < len(row.cells)]
        if len(rows[0].cells) > column and cells[0] and all(map(holds, filter(None, cells))):
            return column
    return -1


def _is_address(cell: str) -> bool:
    return "." in cell and " " not in cell and bool(host(cell))


def _is_name(row: InputRow, column: int) -> bool:
    cell = row.cells[column] if column < len(row.cells) else ""
    return re.search(r"[^\W\d_]", cell) is not None


def _read_plain_list(table: InputTable, column: int) -> HeadlessColumns | None:
    if len(table.rows) == 1:
        cells = [cell for cell in table.rows[0].cells if cell]
        if cells[-1].endswith((".", "!", "?")) and len(" ".join(cells).split()) > 2 * len(cells):
            return None  # a sentence
        cells[0] = _INTRODUCTION.sub("", cells[0])
        table.rows[:] = [InputRow(table.rows[0].place, (cell,)) for cell in cells]
        column = 0
    elif _is_wrapped_list(table.rows):
        table.rows[:] = [
            InputRow(row.place, (cell,)) for row in table.rows for cell in row.cells if cell
        ]
        column = 0
    if any(len([cell for cell in row.cells if cell]) > 1 for row in table.rows):
        return None
    texts = [next(filter(None, row.cells)) for row in table.rows]
    if 2 * sum(map(_is_no_name, texts)) > len(texts):
        return None
    table.rows[:] = _list_items(table, texts)
    if not table.rows:
        return None
    return HeadlessColumns(
        {"name": column}, column + 1, "no header line; each line is read as a name"
    )


_INTRODUCTION = re.compile(r"^[^:]{1,40}:\s+(?=\S)")
"""What stands before a list in its line, such as *Tools:*."""


def _is_wrapped_list(rows: Sequence[InputRow]) -> bool:
    """Do several lines hold one list, whose commas go on at the end of each line but the last?"""
    cells = [cell for row in rows for cell in row.cells if cell]
    goes_on = all(len(row.cells) > 1 and not row.cells[-1] for row in rows[:-1])
    has_several = any(len([cell for cell in row.cells if cell]) > 1 for row in rows)
    return goes_on and has_several and all(len(cell.split()) <= _FEW_WORDS for cell in cells)


_FEW_WORDS = 5
"""Words of a name; more are something else."""


def _list_items(table: InputTable, texts: Sequence[str]) -> list[InputRow]:
    """The rows of a list of one thing a line, without its headings."""
    items = []
    for number, (row, text) in enumerate(zip(table.rows, texts, strict=True)):
        if text.startswith("# ") or text.endswith(":") or (not number and _is_title(table.rows)):
            note = "left out: a heading in a list of one thing a line"
            table.notes.add(note, row.place, rejected=True)
        else:
            items.append(row)
    return items


def _is_no_name(text: str) -> bool:
    """Is a line a sentence, or the noise of a file that is no text?"""
    readable = sum(c.isalnum() or c == " " for c in text)
    return len(text.split()) > _SENTENCE or len(text) > _LINE or 2 * readable < len(text)


def _is_title(rows: Sequence[InputRow]) -> bool:
    """Does the first line stand apart from the others, which stand together?"""
    lines = [row.place.line for row in rows]
    gaps = [below - above for above, below in pairwise(lines)]
    return len(gaps) > 1 and gaps[0] > 1 and set(gaps[1:]) == {1}


_IN_WORDS = re.compile(r"(?:https?://|www\.)[^\s<>|]+", re.IGNORECASE)
_BESIDE = re.compile(
    r"(?P<name>.+?)(?:\s*[(\[]\s*(?P<inside>[^\s()\[\]]+)\s*[)\]]|\s*(?:[-\u2013\u2014,;]\s|:\s|\s\|\s)\s*(?P<after>\S+))"
)
_EDGES = " \t-\u2013\u2014,;:|()[]<>"


def split_name_and_address(text: str) -> tuple[str, str]:
    """A name and the address that somebody wrote behind it in the same cell; no address, if none.

    >>> split_name_and_address("Acme Mailer (acme.example)")
    ('Acme Mailer', 'acme.example')
    >>> split_name_and_address("Acme - https://acme.example/mail")
    ('Acme', 'https://acme.example/mail')
    >>> split_name_and_address("Node (Node.js)")
    ('Node (Node.js)', '')
    """
    if "." not in text or " " not in text:
        return text, ""
    if found := _IN_WORDS.search(text):
        before, after = text[: found.start()].strip(_EDGES), text[found.end() :].strip(_EDGES)
        name = before or after
        address = found[0].rstrip(".,;:)]")
        return (name, address) if name and parse_name(address) else (text, "")
    if found := _BESIDE.fullmatch(text):
        address = found["inside"] or found["after"]
        if parse_name(address) and "@" not in address:
            return found["name"].strip(_EDGES), address
    return text, ""
