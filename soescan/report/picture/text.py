"""Text for a picture: how wide it is in whatever sans-serif font the reader has, and its lines.

A picture does not know the reader's font, so a text is taken to be as wide as in the widest of the
usual ones: for each character the greater of its advance widths in DejaVu Sans 2.37 and Noto Sans
2.004 (table hmtx of the fonts). Both are wider than Arial, Helvetica, Segoe UI and Roboto nearly
everywhere; DejaVu Sans is 12 to 15 % wider than Arial on English text. Other letters are taken to
be as wide as the broad ones of their kind, and Arabic ones, which join, as wide as an em. So boxes
have room to spare in most fonts, and enough in all.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from soescan.report.text import clean

_REGULAR = (
    "318 401 460 838 637 951 780 275 391 391 551 838 318 361 318 372"
    " 637 637 637 637 637 637 637 637 637 637 337 337 838 838 838 556"
    " 1015 685 687 722 771 667 611 778 752 339 500 667 558 907 760 788"
    " 667 788 722 667 611 732 685 989 686 667 686 391 372 391 838 556"
    " 500 613 635 550 635 616 353 635 634 278 278 580 278 975 634 612"
    " 635 635 413 521 393 634 592 818 592 592 525 637 551 637 838"
)
_BOLD = (
    "349 474 521 838 696 1002 873 307 458 458 545 838 380 416 380 413"
    " 696 696 696 696 696 696 696 696 696 696 400 400 838 838 838 611"
    " 1000 774 763 734 831 684 684 821 837 389 556 775 638 996 837 851"
    " 733 851 771 721 683 813 774 1104 771 725 726 458 413 458 838 556"
    " 500 675 716 593 716 679 436 716 712 343 343 666 343 1042 712 688"
    " 716 716 494 596 479 712 652 924 646 652 583 712 551 712 838"
)
"""Thousandths of an em, for the characters from space to tilde. Where Helvetica's own metrics (AFM)
are greater, theirs."""
_ASCII = tuple(tuple(map(int, widths.split())) for widths in (_REGULAR, _BOLD))
_OTHER, _CAPITAL, _BROAD = 1_000, 1_400, 1_150
_BROAD_LETTERS = frozenset("æœǆюшщжыфљњ")
_EMOJI = 1_300
_LIGATURE = 2_650
_SENTENCE = 13_000
"""Arabic words, and a sentence, that are one character."""
_MOST_CHARACTERS = 2_000
"""Characters of a text that are looked at: no box shows more."""


@lru_cache(maxsize=4_096)
def _advance(c: str, bold: bool) -> int:
    """In thousandths of an em."""
    if " " <= c <= "~":
        return _ASCII[bold][ord(c) - 32]
    category = unicodedata.category(c)
    if category in ("Mn", "Me", "Cf"):
        return 0
    base = unicodedata.normalize("NFD", c)[0]
    if base.isascii() and base.isalpha():
        return _ASCII[bold][ord(base) - 32]
    if c == "\ufdfd":
        return _SENTENCE
    if "\ufb50" <= c <= "\ufdff":
        return _LIGATURE
    if category in ("Lu", "Lt"):
        return _CAPITAL
    if c in _BROAD_LETTERS:
        return _BROAD
    if c in "·’‘":
        return _ASCII[bold][ord(".") - 32]
    return _EMOJI if category == "So" else _OTHER


def measure(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a text in pixels, at most.

    >>> measure("Security review", 12, bold=True) > measure("Security review", 12) > 80
    True
    """
    return sum(_advance(c, bold) for c in text) * size / 1_000


def count_many(number: int, noun: str) -> str:
    """A number that may be large with what it counts.

    >>> count_many(13916, "step"), count_many(1, "step")
    ('13,916 steps', '1 step')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def to_single_line(text: str) -> str:
    """A text from outside on one line: nothing steers, turns or stacks up without end."""
    text = re.sub(r"\s+", " ", clean(text[:_MOST_CHARACTERS])).strip()
    characters, marks = [], 0
    for c in text:
        marks = marks + 1 if unicodedata.category(c) in ("Mn", "Me") else 0
        if marks <= 3:
            characters.append(c)
    return "".join(characters)


def shorten(text: str, characters: int = 120) -> str:
    """A text on one line of at most so many characters, for what a screen reader says."""
    text = to_single_line(text)
    return text if len(text) <= characters else text[: characters - 1].rstrip() + "…"


def truncate(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """A text on one line, shortened to so many pixels.

    >>> truncate("Data protection review", 60, 12)
    'Data pr…'
    """
    text = to_single_line(text)
    if measure(text, size, bold=bold) <= room:
        return text
    room_left = room * 1_000 / size - _OTHER
    for index, c in enumerate(text):
        room_left -= _advance(c, bold)
        if room_left < 0:
            return text[:index].rstrip() + "…"
    return text


def wrap(text: str, room: float, size: float, lines: int, *, bold: bool = False) -> list[str]:
    """A text on so many lines of so many pixels; only what is longer still is shortened.

    >>> wrap("Data protection review", 110, 12, 3)
    ['Data protection', 'review']
    """
    wrapped: list[str] = []
    remainder = to_single_line(text)
    while remainder and len(wrapped) < lines - 1 and measure(remainder, size, bold=bold) > room:
        end = _line_end(remainder, room, size, bold=bold)
        if not end:  # one sign alone is wider
            break
        wrapped.append(remainder[:end].rstrip())
        remainder = remainder[end:].lstrip()
    return [*wrapped, truncate(remainder, room, size, bold=bold)] if remainder else wrapped


def _line_end(text: str, room: float, size: float, *, bold: bool) -> int:
    """Where a line that is too long is broken: after a word if there is one, never in a cluster.

    0: not even the first sign fits.
    """
    room_left, end, word = room * 1_000 / size, 0, 0
    for index, c in enumerate(text):
        room_left -= _advance(c, bold)
        if c == " ":
            word = index
        if room_left < 0:
            break
        end = index + 1
        if c in "-/" or unicodedata.east_asian_width(c) in "WF":
            word = end
    while end > 1 and end < len(text) and unicodedata.category(text[end]) in ("Mn", "Mc", "Me"):
        end -= 1
    return word or end


def is_right_to_left(text: str) -> bool:
    """Is a text read from right to left? Its first letter with a direction tells.

    >>> is_right_to_left("1. שלום"), is_right_to_left("Mail")
    (True, False)
    """
    for c in text:
        direction = unicodedata.bidirectional(c)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text in a picture."""

    text: str
    size: float
    bold: bool = False

    @property
    def width(self) -> float:
        """In pixels, at most."""
        return measure(self.text, self.size, bold=self.bold)
