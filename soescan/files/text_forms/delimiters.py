"""Which sign stands between the cells of a text table."""

from __future__ import annotations

import csv
from collections.abc import Sequence

DELIMITERS = ",;\t|^"
_RARE_DELIMITERS = "~:\xa7\xa6\x01"
"""Signs that also stand within cells: they count where they split every line alike."""
LINE = "\x1f"
"""The delimiter of a text whose every line is one cell: a sign that no text holds."""


def guess_delimiter(lines: Sequence[str]) -> str:
    """The sign that splits the first lines of a table most evenly; `LINE` where none does.

    People write other signs in their cells, too, and a space behind most of them: of two that split
    as many lines into as many cells, the one without the spaces is meant, then the one of the first
    line, then the one that stands first.

    >>> guess_delimiter(["tool;website;notes (what, why, who)", "A;a.example;x"])
    ';'
    >>> guess_delimiter(["Acme", "Zoom, Inc.", "Pigeonpost"]) == LINE
    True
    """
    rated = max((_rate(lines, delimiter) for delimiter in DELIMITERS), key=lambda rated: rated[0])
    if rated[1] == LINE:
        return next((sign for sign in _RARE_DELIMITERS if _splits_alike(lines, sign)), LINE)
    return rated[1]


def _splits_alike(lines: Sequence[str], delimiter: str) -> bool:
    """Does a sign split every line into as many cells, and stand close to what is beside it?

    In addresses and after the words of a sentence a colon is none.

    >>> _splits_alike(["tool~site", "A~a.example"], "~")
    True
    >>> _splits_alike(["Acme: our mailer", "B: another"], ":")
    False
    """
    counts = {line.count(delimiter) for line in lines}
    is_loose = any(f"{delimiter} " in line or f"{delimiter}//" in line for line in lines)
    return len(lines) > 1 and len(counts) == 1 and counts != {0} and not is_loose


_NONE = ((-9.0, 0.0, 0, 0, 0), LINE)


def _rate(lines: Sequence[str], delimiter: str) -> tuple[tuple[float, float, int, int, int], str]:
    """How evenly a delimiter splits some lines, the more the better; and the delimiter."""
    rows = [row for row in csv.reader(lines, delimiter=delimiter) if any(map(str.strip, row))]
    sizes = [len(row) for row in rows]
    begin = next((number for number, size in enumerate(sizes) if size > 1), None)
    if begin is None:
        return _NONE
    split = [size for size in sizes if size > 1]
    loose = _share_of_spaces(rows)
    below = sizes[begin:]
    has_single_lines = begin > 0 and (len(split) == 1 or 1 in below)
    is_prose = delimiter == "," and loose == 1 and has_single_lines  # Zoom, Inc.
    if is_prose or 2 * len(split) < len(below):
        return _NONE
    # Rows are often shorter than their header: the blank cells at their end are not written.
    even = sum(size <= sizes[begin] for size in split) / len(sizes)
    first_line = next(line for line in lines if delimiter in line)
    place = first_line.index(delimiter)
    return (even - loose, even, -begin, max(split), -place), delimiter


def _share_of_spaces(rows: Sequence[Sequence[str]]) -> float:
    """The share of the cells behind a delimiter that begin with a space."""
    inner = [cell for row in rows for cell in row[1:] if cell.strip()]
    return sum(cell.startswith(" ") for cell in inner) / max(1, len(inner))
