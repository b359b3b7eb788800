"""What a table of a report is: plain cells under typed columns, the same in every format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from soescan.dates import iso_date_or_week
from soescan.model import Report


@dataclass(frozen=True, slots=True)
class Week:
    """A day that only illustrates: its week is shown, the day is not promised."""

    day: date

    def __str__(self) -> str:
        return f"~{iso_date_or_week(self.day, illustrative=True)}"


@dataclass(frozen=True, slots=True)
class Hyperlink:
    """An address, with the words to show for it."""

    url: str
    label: str = ""

    def __str__(self) -> str:
        return self.label or self.url


Cell = str | int | float | date | Week | Hyperlink | None
"""None: nothing is known, or nothing applies."""


class ColumnKind(StrEnum):
    """What the cells of a column are."""

    TEXT = "text"
    NUMBER = "number"
    SHARE = "share"
    """A number from 0 to 1, shown in percent."""
    DATE = "date"
    """A day or, where it only illustrates, its week."""
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Column:
    """The head of a column. `width` is how many characters its cells usually take."""

    title: str
    kind: ColumnKind = ColumnKind.TEXT
    width: int = 20


@dataclass(frozen=True, slots=True)
class TableData:
    """Rows under columns. Text cells may hold anything somebody outside wrote."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One table of a report: what it is called and how it comes to be."""

    id: str
    title: str
    description: str
    """What it shows, in a sentence."""
    when_empty: str
    """What would fill it, said when it has no rows; empty: without rows it is left out."""
    build: Callable[[Report], TableData]
