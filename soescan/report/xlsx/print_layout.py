"""What of a workbook goes to paper: few sheets, their telling columns, and rows up to a budget.

Details are for the screen. Their print area is one empty cell, which prints no page: Excel and
LibreOffice leave out pages without content (Microsoft KB 288968; LibreOffice, *Suppress output of
empty pages*).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

_PAPER = (842, 595)
"""Points of A4 on its side."""
SIDES, TOP, BOTTOM = 0.4, 0.5, 0.6
"""Inches of the margins."""
_POINTS_PER_INCH = 72
_CHARACTER, _CELL = 5.25, 3.75
"""Points of a character of the workbook's face, and of what a cell has around them."""
READABLE = 205
"""Characters beside each other that can still be read on A4."""
_SHRUNK = 1.5
"""How much wider a sheet may be thought, so that more of its rows stand on a page."""
_WIDEST_PRINTED = 100
"""Characters of a column beyond which the eye loses its line."""
_SAFETY = 0.95
"""How much of a page is counted on: programs break lines a little differently."""


@dataclass(frozen=True, slots=True)
class PrintRule:
    """How a sheet is printed."""

    columns: tuple[str, ...] = ()
    """Titles of the columns that are printed, and stand before all others; empty: all."""
    pages: int = 0
    """Pages that it may take; 0: as many as its rows need."""


PRINTED: Mapping[str, PrintRule] = {
    "tools": PrintRule(
        (*("Tool", "Outcome", "Outlook", "Because", "Earliest", "P80", "Next", "Who"),)
    ),
    "in-use": PrintRule(),
    "costs": PrintRule(
        (
            *("Tool", "Vendor", "Annual cost", "One-off cost", "Support cost", "Currency"),
            *("Edition", "Deployment", "Support owner", "Team", "Hours", "Until"),
        )
    ),
    "gaps": PrintRule(
        ("Tool", "Standard", "Severity", "What is expected and found", "How to close it"), pages=2
    ),
    "questions": PrintRule(("Ask", "Wanted", "Question", "For", "Answer"), pages=2),
    "actions": PrintRule(pages=1),
    "kinds": PrintRule(pages=1),
}
"""The sheets that are printed, by the ids of their tables; all others are for the screen."""


def total_width(widths: Sequence[int]) -> float:
    """Points that columns of so many characters take beside each other."""
    return sum(width * _CHARACTER + _CELL for width in widths)


def count_printed_columns(widths: Sequence[int], wanted: int) -> int:
    """How many of the first `wanted` columns can be read beside each other; at least one."""
    readable = sum(total <= READABLE for total in accumulate(widths[:wanted]))
    return max(1, readable)


def paginate(heights: Sequence[float], head: float, widths: Sequence[int]) -> list[int]:
    """How many rows each page of A4 on its side takes, with the head on each of them.

    `heights` are those of the rows in points, `widths` those of the columns in characters.
    """
    room = (_PAPER[0] - 2 * SIDES * _POINTS_PER_INCH) / total_width(widths)
    high = (_PAPER[1] - (TOP + BOTTOM) * _POINTS_PER_INCH) / min(1.0, room) * _SAFETY - head
    pages, used = [0], 0.0
    for height in heights:
        if used + height > high and pages[-1]:
            pages, used = [*pages, 0], 0.0
        pages[-1] += 1
        used += height
    return pages


def count_printed_rows(
    heights: Sequence[float], head: float, widths: Sequence[int], pages: int
) -> int:
    """How many rows stand on the first `pages` pages; all of them where `pages` is 0.

    A little too many are all of them, too: the print is shrunk to its pages then.
    """
    filled = paginate(heights, head, widths)
    if not pages or len(paginate(heights, head, [int(w * _SHRUNK) for w in widths])) <= pages:
        return len(heights)
    return sum(filled[:pages])


def widen_columns(widths: Sequence[int], needs: Sequence[int], printed: int) -> list[int]:
    """Widths with what is left of the paper given to the printed column that needs it most.

    `needs` are the characters of the longest cell of each column.
    """
    wider = list(widths)
    short = [need - width for need, width in zip(needs[:printed], widths, strict=False)]
    left = READABLE - sum(widths[:printed])
    if left > 0 and max(short, default=0) > 0:
        index = short.index(max(short))
        wider[index] += min(left, short[index], _WIDEST_PRINTED - widths[index])
    return wider
