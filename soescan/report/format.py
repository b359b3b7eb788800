"""What a format is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from soescan.model import Report


class Audience(StrEnum):
    """Whom a report is for. The facts are the same; their order and the headings are not."""

    MARKETING = "marketing"
    IT = "it"
    PROCUREMENT = "procurement"


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """How a reader would like it."""

    width: int = 80
    """Columns to fill."""
    verbose: bool = False
    """Whether to give every reason."""
    audience: Audience | None = None
    """Whom it is for; None: for whom the format usually is."""
    table: str = ""
    """The table wanted, where a format holds only one; "" for the most telling."""
    long: bool = False
    """Whether a brief may be as long as it has something to say; else it is two pages."""
    template: Path | None = None
    """The reader's own template, where a format takes one."""
    wrap: bool = True
    """Whether to keep within the columns; else a statement is a line, and no name is cut."""
    colour: bool = False
    """Whether to colour the words that judge, which say the same without."""
    plain: bool = False
    """Whether a screen reader reads it: each row of a table as lines, nothing aligned or cut."""
    replaces: Path | None = None
    """The file that it takes the place of, which may be there; None: it goes elsewhere."""

    @property
    def as_records(self) -> bool:
        """Whether rows are told cell by cell: to a screen reader, and where no table fits."""
        return self.plain or (self.wrap and self.width < NARROWEST_TABLE)


NARROWEST_TABLE = 40
"""Columns below which a table says less than its cells one by one."""


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write a report. Its module's docstring is its manual page."""

    id: str
    doc: str | None
    endings: tuple[str, ...]
    """File names that end like this are written in this format."""
    render: Callable[[Report, RenderOptions], Iterator[str] | Iterator[bytes]]
    """Yields it bit by bit: text, or bytes where it is no text."""
    text: bool = True
    """Whether it can be shown on a terminal."""
    check_dependencies: Callable[[], object] | None = None
    """Gets what an extra brings and this format needs, or raises UsageError; None: nothing."""
