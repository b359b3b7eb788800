"""What a page of A4 holds: the size of its letters, and texts cut so that the smallest do."""

from __future__ import annotations

import math
from dataclasses import replace

from soescan.report.pitch.nouns import Pitch, PitchPart
from soescan.report.text import truncate, width

SIZES = (10.5, 10.0, 9.5, 9.0, 8.5, 8.0)
"""Points of the text, the largest with which a page still holds all of it."""
LARGER_TITLE, LARGER_HEADING = 6.5, 1.5
"""Points by which titles and headings are larger than the text."""
GAP, BEFORE_HEADING = 2, 6
"""Points behind a paragraph, and before a heading."""
SIDE, END = 1.8, 1.5
"""Centimetres of the margins."""
_A4 = (21.0, 29.7)
_POINTS_PER_CM = 72 / 2.54
_COLUMN, _LINE = 0.515, 1.37
"""How wide a small letter is, and how high a line, in sizes of the letters: as in Noto Sans, which
is wider than Calibri and takes its place where that is missing."""
_CAPITAL, _WIDE, _WIDEST = 0.3, 0.8, frozenset("WMmw@%—…")
"""By how much capitals and the widest letters are wider, in columns of a small letter."""
_LENGTHS = range(600, 30, -10)
"""Columns to which the texts of points may be cut, the longest that fits."""


def fit_page(pitch: Pitch) -> Pitch:
    """The pitch with the longest of its texts cut, so that all of it stands on one page."""
    cut = (_cut(pitch, longest) for longest in _LENGTHS)
    return next((fits for fits in cut if _fits(fits, SIZES[-1])), _cut(pitch, _LENGTHS[-1]))


def choose_size(pitch: Pitch) -> float:
    """The points of the largest letters with which the pitch stands on one page."""
    return next((size for size in SIZES if _fits(pitch, size)), SIZES[-1])


def _fits(pitch: Pitch, size: float) -> bool:
    return estimate_height(pitch, size) <= (_A4[1] - 2 * END) * _POINTS_PER_CM


def estimate_height(pitch: Pitch, size: float) -> float:
    """About how many points of a page the pitch takes with letters of a size, in points."""
    texts = [pitch.opening, pitch.closing]
    texts += [f"{point.label}: {point.says}" for part in pitch.parts for point in part.points]
    heading = (size + LARGER_HEADING) * _LINE + BEFORE_HEADING + GAP
    large = size + LARGER_TITLE
    title = _count_lines(pitch.title, large) * large * _LINE + BEFORE_HEADING
    lines = sum(_count_lines(text, size) for text in texts)
    return title + heading * len(pitch.parts) + lines * size * _LINE + GAP * len(texts)


def _count_lines(text: str, size: float) -> int:
    room = (_A4[0] - 2 * SIDE) * _POINTS_PER_CM
    return max(1, math.ceil(_count_columns(text) * _COLUMN * size / room))


def _count_columns(text: str) -> float:
    """How wide a text is on paper, in columns of a small letter."""
    wide = sum(map(_WIDEST.__contains__, text))
    return width(text) + _CAPITAL * sum(map(str.isupper, text)) + _WIDE * wide


def _cut(pitch: Pitch, longest: int) -> Pitch:
    return replace(pitch, parts=tuple(_cut_part(part, longest) for part in pitch.parts))


def _cut_part(part: PitchPart, longest: int) -> PitchPart:
    points = [replace(point, says=truncate(point.says, longest)) for point in part.points]
    return replace(part, points=tuple(points))
