"""A cell of a table -> what the page shows for it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from soescan import dates
from soescan.model import Outcome, OutlookKind, Severity, Verdict
from soescan.quantities import percent
from soescan.report.tables import Cell, ColumnKind, Hyperlink, Week
from soescan.report.text import clean

LONGEST = 1_000
"""Characters of one text; the rest is counted, and is in the JSON."""
LONGEST_NAME = 120
"""Characters of a name in a heading."""
_WEB = re.compile(r"https?://[^\s\"'<>]+", re.IGNORECASE)
TONES: Mapping[StrEnum, str] = {
    Outcome.IN_SOE: "good",
    Outcome.FITS: "good",
    Outcome.FITS_WITH_CONDITIONS: "warn",
    Outcome.CANNOT_TELL: "open",
    Outcome.NEEDS_EXCEPTION: "warn",
    Outcome.BLOCKED: "bad",
    Verdict.MEETS: "good",
    Verdict.CONFLICTS: "bad",
    Verdict.UNKNOWN: "open",
    Verdict.NOT_APPLICABLE: "plain",
    Verdict.WAIVED: "warn",
    OutlookKind.LIKELY: "likely",
    OutlookKind.NEEDS_PAPER: "warn",
    OutlookKind.TROUBLE: "trouble",
    Severity.BLOCKER: "bad",
    Severity.CONDITION: "warn",
    Severity.ADVICE: "plain",
}
"""How a verdict is marked. The word stands beside the sign: colour says nothing alone."""
_VERDICT_WORDS: Mapping[StrEnum, str] = {
    Outcome.IN_SOE: "in the SOE",
    Outcome.NEEDS_EXCEPTION: "needs an exception",
    Outcome.CANNOT_TELL: "cannot be judged yet",
    OutlookKind.NEEDS_PAPER: "needs a paper",
}


@dataclass(frozen=True, slots=True)
class CellView:
    """What stands in a cell."""

    text: str = ""
    tone: str = ""
    """How a verdict is marked."""
    url: str = ""
    """The address that the text leads to."""
    has_label: bool = False
    """Whether the text of a link is other than its address."""
    number: bool = False
    """Whether the figures of a column stand under each other."""
    day: bool = False
    """A day is kept on one line; the words of a week are longer, and may be broken."""
    share: int | None = None
    """In percent, drawn as a bar."""
    items: tuple[tuple[str, str], ...] = ()
    """Names with values, one under the other."""
    right_to_left: bool = False


def view_cell(cell: Cell, kind: ColumnKind = ColumnKind.TEXT) -> CellView:
    """How a cell of a column looks.

    >>> view_cell(date(2027, 1, 14), ColumnKind.DATE).text
    '14 Jan 2027'
    """
    if cell is None or cell == "":
        return CellView()
    if isinstance(cell, StrEnum) and cell in TONES:
        return CellView(verdict_words(cell), tone=TONES[cell])
    if isinstance(cell, Hyperlink):
        return _view_link(cell)
    if isinstance(cell, (date, Week)):
        return CellView(format_day(cell), day=not isinstance(cell, Week))
    if isinstance(cell, str):
        return view_text(cell)
    if kind is ColumnKind.SHARE:
        return CellView(percent(cell).replace("%", " %"), number=True, share=round(cell * 100))
    return CellView(f"{cell:,.10g}", number=True)


def verdict_words(value: StrEnum) -> str:
    """An outcome, verdict or severity as it stands in a sentence."""
    return _VERDICT_WORDS.get(value, value.replace("-", " "))


def format_day(day: date | Week | None) -> str:
    """A day, or the week that illustrates it, as people write it."""
    if day is None:
        return ""
    if isinstance(day, Week):
        return dates.format_week(day.day)
    return dates.format_date(day).partition(" ")[2]


def view_text(cell: str) -> CellView:
    """The view of a text, of which at most `LONGEST` characters are shown."""
    left_out = len(cell) - LONGEST
    shown = (
        cell if left_out <= 0 else f"{cell[:LONGEST]}… ({left_out:,} more characters in the JSON)"
    )
    return CellView(shown, right_to_left=is_right_to_left(shown))


def shorten_name(name: str) -> str:
    """A name of at most `LONGEST_NAME` characters, for a heading."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def is_right_to_left(text: str) -> bool:
    """Does a text begin in a script that is written from right to left?"""
    if text.isascii():
        return False
    directions = (unicodedata.bidirectional(c) for c in text)
    return next((kind in ("R", "AL") for kind in directions if kind in ("L", "R", "AL")), False)


def _view_link(cell: Hyperlink) -> CellView:
    """Only addresses of the web become links; whatever else somebody wrote stays a text."""
    url = clean(cell.url).strip()
    if len(url) > LONGEST or not _WEB.fullmatch(url):
        return view_text(str(cell))
    bare = re.sub(r"^https?://(www\.)?|/$", "", url, flags=re.IGNORECASE)
    view = view_text(cell.label or bare)
    return CellView(
        view.text, url=url, has_label=bool(cell.label), right_to_left=view.right_to_left
    )
