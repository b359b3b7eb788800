"""How much a sheet of paper holds: heights of blocks, in points, on the safe side.

Nobody knows the reader's fonts, so texts are taken to be as wide as in the widest of the usual
ones (`report.picture.text`) and lines as high as in the highest. A page that fits by this measure
fits in Word, in LibreOffice and in our own PDF, with room to spare in narrow fonts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from soescan.report.brief.blocks import Block, BriefHeading, BriefTable, BriefText, BriefTitle
from soescan.report.brief.wording import cut_text
from soescan.report.picture.text import measure
from soescan.report.text import clean

TABLE_POINTS = 8.5
"""Points of the text of tables, in Word and in a PDF."""
TABLE_LINE = 10.5
"""Points from line to line in tables: said to the point, so that no font makes rows higher."""
_LINE = 1.37
"""Height of a line in ems: that of Noto Sans, which stands in for many fonts."""
_CELL_SIDES, _CELL_ENDS = 8.5, 3.6
"""Points that a cell keeps free: left and right together, above and below with its rule."""
_TABLE_GAP = 8.5
"""Points between a table and what follows."""


@dataclass(frozen=True, slots=True)
class PaperSpace:
    """One page without its margins, and the letters on it; all in points."""

    width: float
    height: float
    text: float = 10
    """Size of the letters of a paragraph."""
    heading: float = 12
    title: float = 18


ANSWER_POINTS = 12
"""Points of the answer."""
TEXT_SPACING, HEADING_SPACING = 3, (8, 3)
"""Free points after a paragraph; before and after a heading."""
A4 = PaperSpace(width=510.2, height=756.8)
"""A4 with margins of a centimetre and a half."""


def measure_blocks(blocks: Iterable[Block], space: PaperSpace) -> float:
    """The height of blocks below each other, in points, at most."""
    return sum(_measure_block(block, space) for block in blocks)


def _measure_block(block: Block, space: PaperSpace) -> float:
    match block:
        case BriefTitle(text):
            return _text_height(text, space.title, space, bold=True) + sum(HEADING_SPACING)
        case BriefHeading(text):
            return _text_height(text, space.heading, space, bold=True) + sum(HEADING_SPACING)
        case BriefText():
            size = ANSWER_POINTS if block.is_answer else space.text
            bold = block.is_answer or block.is_caution
            label = f"{block.label}: " if block.label else ""
            return _text_height(label + block.text, size, space, bold=bold) + TEXT_SPACING
        case BriefTable():
            return _table_height(block, space)


def column_width(cells: Iterable[str], most: float) -> float:
    """The points that a column needs to have each cell on one line, at most `most`."""
    widest = max((measure(cell, TABLE_POINTS, bold=True) for cell in cells), default=0)
    return min(widest, most) + _CELL_SIDES


def cut_cells(table: BriefTable, lines: int, width: float) -> BriefTable:
    """A table in which no cell takes more than so many lines; `width` is in points."""
    total = sum(table.proportions)
    rooms = [width * part / total - _CELL_SIDES for part in table.proportions]
    most = lines + table.spare_lines
    rows = tuple(
        tuple(
            _cut_lines(cell, room, most, bold=table.is_named and number == 0)
            for number, (cell, room) in enumerate(zip(row, rooms, strict=True))
        )
        for row in table.rows
    )
    return replace(table, rows=rows)


def _cut_lines(text: str, room: float, most: int, *, bold: bool) -> str:
    """A text cut after the last word that so many lines hold."""
    text = " ".join(clean(text[:_LONGEST_CELL]).split())
    if count_lines(text, room, TABLE_POINTS, bold=bold) <= most:
        return text
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        kept = cut_text(text, middle)
        if count_lines(kept, room, TABLE_POINTS, bold=bold) <= most:
            low = middle
        else:
            high = middle - 1
    return cut_text(text, low)


_LONGEST_CELL = 4_000
"""Characters of a cell that are looked at: no sheet holds more."""


def _text_height(text: str, size: float, space: PaperSpace, *, bold: bool) -> float:
    lines = count_lines(text, space.width, size, bold=bold)
    return lines * size * _LINE


def _table_height(table: BriefTable, space: PaperSpace) -> float:
    widths = [space.width * part / sum(table.proportions) for part in table.proportions]
    head = _row_height(table.head, widths, bold_cells=len(widths))
    bold_cells = int(table.is_named)
    rows = sum(_row_height(row, widths, bold_cells=bold_cells) for row in table.rows)
    return head + rows + _TABLE_GAP


def _row_height(cells: Sequence[str], widths: Sequence[float], *, bold_cells: int) -> float:
    """As high as its highest cell."""
    lines = max(
        count_lines(cell, width - _CELL_SIDES, TABLE_POINTS, bold=number < bold_cells)
        for number, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return lines * TABLE_LINE + _CELL_ENDS


@lru_cache(maxsize=8_192)
def count_lines(text: str, room: float, size: float, *, bold: bool = False) -> int:
    """How many lines a text takes at most; a word that is wider than a line is broken.

    >>> count_lines("one two three", 1_000, 10), count_lines("one two three", 30, 10)
    (1, 3)
    >>> count_lines("", 100, 10), count_lines("漢" * 10, 55, 10)
    (1, 3)
    """
    lines, used = 1, 0.0
    blank = measure(" ", size, bold=bold)
    for word in text.split():
        wide = measure(word, size, bold=bold)
        if used and used + blank + wide > room:
            lines, used = lines + 1, 0.0
        used += wide + (blank if used else 0)
        if used > room > 0:
            # A sign does not go over the end of a line: each line may lose nearly one.
            filled = max(room - max(measure(c, size, bold=bold) for c in set(word)), room / 2)
            broken = int(used // filled)
            lines, used = lines + broken, used - broken * filled
    return lines
