"""A table of the report -> a card for each row, where rows say more than fits side by side."""

from __future__ import annotations

from dataclasses import dataclass

from soescan.report.page.cells import CellView, view_cell
from soescan.report.page.grid import NamedCell
from soescan.report.tables import TableData


@dataclass(frozen=True, slots=True)
class CardLayout:
    """Which columns of a table stand where on a card. The others are listed by name."""

    name: str = ""
    about: str = ""
    tags: tuple[str, ...] = ()
    statement: str = ""
    remedy: str = ""
    """What would settle it."""


@dataclass(frozen=True, slots=True)
class Card:
    """One row."""

    name: CellView
    about: CellView
    tags: tuple[CellView, ...]
    statement: CellView
    remedy: CellView
    details: tuple[NamedCell, ...]


def build_cards(table: TableData, layout: CardLayout, *, brief: bool = False) -> tuple[Card, ...]:
    """A card for each row of a table; a brief one without the columns that have no place."""
    kinds = {column.title: column.kind for column in table.columns}
    placed = (layout.name, layout.about, layout.statement, layout.remedy, *layout.tags)
    listed_titles = [] if brief else [title for title in kinds if title not in placed]

    def card(row: dict[str, CellView]) -> Card:
        tags = tuple(row[title] for title in layout.tags if row[title].text)
        named = [(t, row[t]) for t in listed_titles if row[t].text]
        return Card(
            row[layout.name],
            row[layout.about],
            tags,
            row[layout.statement],
            row[layout.remedy],
            tuple(named),
        )

    return tuple(
        card({title: view_cell(cell, kinds[title]) for title, cell in zip(kinds, row, strict=True)})
        for row in table.rows
    )
