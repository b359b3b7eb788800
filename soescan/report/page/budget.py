"""How much of a part the page shows, and what it says of the rest.

A page is read by a person, so its size does not grow with the data. Each part has a budget of rows,
the most telling first; how many more there are is counted, with where they stand. A verbose page
shows them all, up to what a browser bears.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from soescan.model import Report
from soescan.quantities import quantity
from soescan.report.page.cells import format_day
from soescan.report.page.grid import GridLayout
from soescan.report.tables import TableData
from soescan.report.tables.wording import count_if_many

T = TypeVar("T")

LONGEST_BRIEF = 260
"""Characters of a text on a page that is not verbose; such a text ends in an ellipsis."""


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The rows that stand for a part, in place of its whole table."""

    table: TableData
    total: int
    """How many of the budget's `unit` there are."""
    layout: GridLayout = field(default=GridLayout())
    grouped: str = ""
    """How they are put together, where a row is more than one of them: *by kind*."""
    description: str = ""
    """What the rows are, where the table's description does not say it."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How much of a part stands on the page."""

    rows: int = 15
    """Rows, cards, tools or questions."""
    unit: str = "row"
    """What they are, in the singular, which takes an *s*."""
    verbose_rows: int = 2_000
    """The same on a verbose page."""
    shortlist: Callable[[Report, int], Shortlist] | None = None
    """At most so many rows that tell most; None: the first of the part's table."""
    layout: GridLayout | None = None
    """Where the columns stand on a page that is not verbose; None: as on one that is."""

    def limit(self, *, verbose: bool) -> int:
        """How many rows there may be."""
        return self.verbose_rows if verbose else self.rows


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of a part is on the page."""

    shown: int = 0
    total: int = 0
    unit: str = "row"
    verbose: bool = False
    grouped: str = ""
    """How rows are put together, where one stands for several things."""

    @property
    def size(self) -> str:
        """How much there is, for the line that is read before the part is unfolded.

        >>> Extent(8, 25, "gap").size, Extent(3, 3, "gap").size
        ('8 of 25 gaps', '3 gaps')
        >>> Extent(12, 700, "step", grouped="by kind").size
        '700 steps by kind'
        """
        if not self.total:
            return ""
        counted = quantity(self.total, self.unit)
        if self.grouped:
            return f"{counted} {self.grouped}"
        return counted if self.shown >= self.total else f"{self.shown} of {counted}"

    @property
    def rest(self) -> str:
        """How many more there are and where they stand; empty if all are shown.

        >>> Extent(8, 25, "gap").rest
        '17 more gaps are in the workbook and the JSON, and on this page with -v.'
        >>> Extent(500, 501, "gap", verbose=True).rest
        '1 more gap is in the workbook and the JSON.'
        >>> Extent(12, 700, "step", grouped="by kind").rest
        'Each of the 700 steps is in the workbook and the JSON, and on this page with -v.'
        """
        left_out = self.total - self.shown
        if left_out <= 0:
            return ""
        more, verb = quantity(left_out, f"more {self.unit}"), "is" if left_out == 1 else "are"
        if self.grouped:
            more, verb = f"Each of the {quantity(self.total, self.unit)}", "is"
        here = "" if self.verbose else ", and on this page with -v"
        return f"{more} {verb} in the workbook and the JSON{here}."


def take(items: Sequence[T], budget: Budget, *, verbose: bool) -> tuple[Sequence[T], Extent]:
    """As many of a list as a budget allows, and how much of it that is."""
    shown = items[: budget.limit(verbose=verbose)]
    return shown, Extent(len(shown), len(items), budget.unit, verbose)


def _shorten_moment(text: str) -> str:
    """The day of a moment, as people write it; any other text as it is.

    >>> _shorten_moment("2026-10-30T09:12:00Z"), _shorten_moment("last week")
    ('30 Oct 2026', 'last week')
    """
    try:
        return format_day(datetime.fromisoformat(text))
    except ValueError:
        return shorten_text(text)


_SHORTENERS: Mapping[str, Callable[[str], str]] = {
    "Tools": count_if_many,
    "For": count_if_many,
    "When": _shorten_moment,
}
"""By title of the column: cells that may name hundreds of tools, and moments to the second."""


def shorten_cells(table: TableData) -> TableData:
    """A table of which each text is as short as its column allows."""
    shorteners = [_SHORTENERS.get(column.title, shorten_text) for column in table.columns]
    rows = (
        tuple(
            shorten(cell) if type(cell) is str else cell
            for shorten, cell in zip(shorteners, row, strict=True)
        )
        for row in table.rows
    )
    return TableData(table.columns, tuple(rows))


def shorten_text(text: str, longest: int = LONGEST_BRIEF) -> str:
    """A text of at most so many characters.

    >>> shorten_text("Buy the edition with SAML", 16)
    'Buy the edition…'
    """
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
