"""A table of the report -> a card for each row, where rows say more than fits side by side."""

from __future__ import annotations

from dataclasses import dataclass

from soescan.report.page.bounded import Bounded, first
from soescan.report.page.cells import Shown, shown
from soescan.report.page.grid import Named
from soescan.report.tables import Table

MOST_CARDS = 500
"""Cards of one section on the page. Those beyond are counted."""


@dataclass(frozen=True, slots=True)
class Face:
    """Which columns of a table stand where on a card. The others are listed by name."""

    name: str = ""
    about: str = ""
    tags: tuple[str, ...] = ()
    says: str = ""
    closes: str = ""
    """What would settle it."""


@dataclass(frozen=True, slots=True)
class Card:
    """One row."""

    name: Shown
    about: Shown
    tags: tuple[Shown, ...]
    says: Shown
    closes: Shown
    rest: tuple[Named, ...]


def cards(table: Table, face: Face) -> Bounded[Card]:
    """A card for each row."""
    kinds = {column.title: column.kind for column in table.columns}
    listed = [t for t in kinds if t not in (face.name, face.about, face.says, face.closes)]

    def card(row: dict[str, Shown]) -> Card:
        tags = tuple(row[title] for title in face.tags if row[title].text)
        rest = [(t, row[t]) for t in listed if t not in face.tags and row[t].text]
        return Card(
            row[face.name], row[face.about], tags, row[face.says], row[face.closes], tuple(rest)
        )

    rows, more = first(table.rows, MOST_CARDS)
    made = (
        card({title: shown(cell, kinds[title]) for title, cell in zip(kinds, row, strict=True)})
        for row in rows
    )
    return Bounded(tuple(made), more)
