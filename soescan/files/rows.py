"""Rows of a table, cleaned and within limits, and a count of what was done to them.

A table from a stranger is read as far as it makes sense: odd cells cost the row they stand in,
which is counted and reported, and never the rest of the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from soescan.errors import InputError
from soescan.files.day_numbers import DAY_ZERO
from soescan.files.links import read_linked_text
from soescan.files.raw import LIMITS
from soescan.model import Note, Place


@dataclass(frozen=True, slots=True)
class InputRow:
    """The cells of one row, as text, and where it stands."""

    place: Place
    cells: tuple[str, ...]
    in_lines: Mapping[int, str] = field(default_factory=dict, hash=False)
    """The cells of several lines by column, with their line breaks, which `cells` are without."""
    links: Mapping[int, str] = field(default_factory=dict, hash=False)
    """Where the cells lead that are links, by column."""


class NoteCollector:
    """Counts what was done to a file, keeping the first few places of each kind."""

    MOST_PLACES = 3

    def __init__(self) -> None:
        """Start with no notes."""
        self._notes: dict[tuple[str, bool], tuple[int, tuple[Place, ...]]] = {}

    def add(self, says: str, place: Place, *, rejected: bool = False, count: int = 1) -> None:
        """Count `count` more of a note; the first few places of each are kept.

        `rejected` says that something was left out, not only put into another form.
        """
        counted, places = self._notes.get((says, rejected), (0, ()))
        if len(places) < self.MOST_PLACES:
            places = (*places, place)
        self._notes[says, rejected] = (counted + count, places)

    def as_tuple(self) -> tuple[Note, ...]:
        """The notes in the order in which they were first added."""
        return tuple(
            Note(says, count, places, rejected)
            for (says, rejected), (count, places) in self._notes.items()
        )


@dataclass(slots=True)
class InputTable:
    """The rows of a file, blank ones left out."""

    name: str
    rows: list[InputRow] = field(default_factory=list)
    notes: NoteCollector = field(default_factory=NoteCollector)
    full: str = ""
    """Why no further row is kept."""
    left_out: int = 0
    """Rows beyond the limits."""
    day_zero: date = DAY_ZERO
    """The day from which bare numbers count days."""
    is_list: bool = False
    """Is every line one item, not several cells?"""
    other_sheets: Callable[[], Iterator[InputTable]] = field(default=lambda: iter(()))
    """The first rows of the other visible sheets of a workbook."""
    _size: int = 0

    def add(
        self, place: Place, cells: Iterable[str], targets: Mapping[int, str] | None = None
    ) -> None:
        """Add a row, unless it is blank or beyond the limits of `FileLimits`, which is noted.

        `targets` says where cells lead that are links, by column.
        """
        cells = list(cells)
        if not any(map(_is_visible, cells)):
            return
        within_limit = cells[: LIMITS.columns]
        self._size += sum(10 + min(len(cell), LIMITS.cell) for cell in within_limit if cell)
        if len(self.rows) > LIMITS.rows:  # the first row is the header
            self.full = f"the first {LIMITS.rows:,} rows"
        elif self._size > LIMITS.characters:
            self.full = self.full or f"the first {LIMITS.characters:,} characters"
        if self.full:
            self.leave_out(place)
            return
        if any(map(_is_visible, cells[LIMITS.columns :])):
            self.notes.add(f"cut: more than {LIMITS.columns} columns", place)
        texts, links = [], dict(targets or {})
        for column, cell in enumerate(within_limit):
            text, target = read_linked_text(cell) if _MAY_LINK.search(cell) else (cell, "")
            texts.append(self._clean(text, place))
            if target:
                links[column] = target
        broken = {n: self._clean_lines(cell) for n, cell in enumerate(within_limit) if "\n" in cell}
        self.rows.append(InputRow(place, tuple(texts), broken or _NONE, links or _NONE))

    def check_complete(self) -> None:
        """Raise InputError when rows are missing: any of them may hold a prohibition."""
        if self.full:
            problem = f"{self.name}: expected no more than can be read ({self.full}), found more"
            raise InputError([problem], hint="split the file")

    def leave_out(self, place: Place, count: int = 1) -> None:
        """Note rows beyond the limits: `count` of them, from a place on."""
        self.left_out += count
        note = f"{_CUT} {self.full} are read; split the file"
        self.notes.add(note, place, rejected=True, count=count)

    def _clean(self, cell: str, place: Place) -> str:
        if len(cell) > LIMITS.cell:
            self.notes.add(f"cut: a cell of more than {LIMITS.cell:,} characters", place)
            cell = cell[: LIMITS.cell]
        if not cell.isprintable():
            cell = _INVISIBLE.sub(" ", cell)
        return cell.strip()

    def _clean_lines(self, cell: str) -> str:
        lines = (_INVISIBLE.sub(" ", line).strip() for line in cell[: LIMITS.cell].splitlines())
        return "\n".join(filter(None, lines))


_NONE: Mapping[int, str] = {}
_CUT = "left out: only"
"""How the note of rows begins that were not read at all."""


def is_cut_note(note: Note) -> bool:
    """Does a note say that rows of a table were not read at all?"""
    return note.rejected and note.says.startswith(_CUT)


_MAY_LINK = re.compile(r"\]\(|<(?:https?:|www\.|a\s)|HYPERLINK", re.IGNORECASE)
"""What shows that a cell may be a link as text, so that the others cost nothing."""

_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\s]+")
"""Control characters, marks that turn text round, and runs of white space."""


def _is_visible(cell: str) -> bool:
    """Is there anything to see in a cell?"""
    return bool(cell) and not _INVISIBLE.fullmatch(cell)
