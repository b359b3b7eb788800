"""How much room cells take: widths of columns, lines of rows, and what a cell can hold at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from soescan.report.tables import Cell, Column, Week
from soescan.report.tables.cells import cell_text, format_number
from soescan.report.text import clean, width

LONGEST_TEXT = 32_767
"""Characters of a cell, counted as UTF-16 does."""
LINE_HEIGHT = 15
"""Points of a line."""
_WIDEST, _HIGHEST = 66, 15
"""Characters of a column, and lines of a row before it scrolls out of sight."""


def fit_cell(words: str) -> str:
    """A text that a cell can hold, with a note where it is cut."""
    units = words.encode("utf-16-le")
    if len(units) <= 2 * LONGEST_TEXT:
        return words
    note = f" … (cut: {format_number(len(words))} characters)"
    return units[: 2 * (LONGEST_TEXT - len(note))].decode("utf-16-le", "ignore") + note


def column_widths(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> list[int]:
    """How wide each column is: as its cells need, up to what is usual for it."""
    widths = []
    for index, column in enumerate(columns):
        # A head is broken between words, and has a button beside it.
        least = max((width(word) for word in cell_text(column.title).split()), default=0) + 4
        cells = [row[index] for row in rows]
        longest = max((width(_displayed_text(cell)) for cell in cells), default=0)
        # Words are broken to fit; a day that does not is shown as ####.
        days = max(
            (width(_displayed_text(c)) for c in cells if isinstance(c, date | Week)), default=-3
        )
        widths.append(min(max(least, min(longest + 2, column.width), days + 3), _WIDEST))
    return widths


def row_height(cells: Sequence[Cell], widths: Sequence[int]) -> int:
    """Points that a row needs, of no more than fifteen lines."""
    return min(count_lines(cells, widths), _HIGHEST) * LINE_HEIGHT


def count_lines(cells: Sequence[Cell], widths: Sequence[int]) -> int:
    """About how many lines the tallest cell of a row takes; words are broken between."""
    pairs = zip(cells, widths, strict=True)
    return max(_count_wrapped(_displayed_text(cell), room) for cell, room in pairs)


def _count_wrapped(text: str, room: int) -> int:
    """How many lines a text takes in so many columns; a word longer than a line is broken."""
    if width(text) <= room:
        return 1
    lines, used = 1, 0
    for word in text.split(" "):
        needed = width(word)
        if used and used + 1 + needed > room:
            lines, used = lines + 1, 0
        used += needed + (1 if used else 0)
        if used > room:
            lines, used = lines + (used - 1) // room, (used - 1) % room + 1
    return lines


def longest_cells(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> list[int]:
    """Characters of the longest cell of each column."""
    cells = ([width(_displayed_text(row[n])) for row in rows] for n in range(len(columns)))
    return [max(lengths, default=0) for lengths in cells]


def _displayed_text(cell: Cell) -> str:
    """About as long as a cell is shown."""
    match cell:
        case str():
            return clean(cell[:LONGEST_TEXT])
        case Week():
            return "week of 00 mmm 0000"
        case date():
            return "00 mmm 0000"
        case _:
            return cell_text(cell)
