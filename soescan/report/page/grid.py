"""A table of the report -> rows for the page: in groups, folded where they are many, bounded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from soescan.report.page.bounded import first
from soescan.report.page.cells import LONGEST_NAME, Shown, brief, shown
from soescan.report.tables import Cell, Column, Kind, Table

MOST_ROWS = 2_000
"""Rows of one table on the page. Those beyond are counted; the JSON and the workbook hold them."""
OPEN_ROWS = 60
"""A table of more rows than this is folded until somebody opens it."""

Named = tuple[str, Shown]
Cells = tuple[Cell, ...]
_DITTO = Shown("as above")


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns of a table stand where. Columns that no row fills are left out."""

    main: tuple[str, ...] = ()
    """Columns side by side; without any, all. What the others hold stands under its row."""
    by: str = ""
    """Rows of one value in this column form a group."""
    under: tuple[str, ...] = ()
    """Within a group, rows that agree in these columns stand under what these say."""
    within: tuple[str, ...] = ()
    """Within those, rows that agree in these as well stand together under what these say."""
    ditto: str = ""
    """A column whose cell is not said again where it is that of the row above."""
    plain: str = ""
    """A column of addresses that nobody would follow."""
    omit: tuple[str, ...] = ()
    """Columns for programs, which the page does without."""
    open_groups: int | None = None
    """How many groups are open from the start; None: all, or none where there are many rows."""
    most_open: int = OPEN_ROWS
    """From more rows on, the table is folded."""


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column."""

    title: str
    number: bool = False
    size: str = ""
    """How much room its cells need at least: a class of the style."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row, and what stands under it."""

    cells: tuple[Shown, ...]
    rest: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that share something, which stands above them."""

    shared: tuple[tuple[Named, ...], ...]
    """Lines of names and values."""
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Blocks that belong together."""

    name: Shown
    blocks: tuple[Block, ...]
    folded: bool = False

    @property
    def count(self) -> int:
        """How many rows it has."""
        return sum(len(block.rows) for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as the page shows it."""

    heads: tuple[Head, ...]
    groups: tuple[Group, ...]
    same: tuple[Named, ...] = ()
    """What every row says, said once."""
    more: int = 0
    """Rows that are not on the page."""

    def __bool__(self) -> bool:
        return bool(self.groups)


def grid(table: Table, layout: Layout) -> Grid:
    """The rows of a table as a layout wants them."""
    rows, more = first(table.rows, MOST_ROWS)
    made = _Arranged(table, layout)
    return Grid(
        tuple(_head(table.columns[n]) for n in made.side),
        tuple(
            Group(
                shown(name),
                tuple(made.blocks(members)),
                len(rows) > layout.most_open
                if layout.open_groups is None
                else number >= layout.open_groups,
            )
            for number, (name, members) in enumerate(_grouped(rows, made.by))
        ),
        made.named(rows[0], made.same) if rows else (),
        more,
    )


def heads(table: Table, layout: Layout) -> tuple[Head, ...]:
    """The heads of the columns that a layout puts side by side."""
    return tuple(_head(table.columns[n]) for n in _Arranged(table, layout).side)


class _Arranged:
    """Which columns of a table stand where, by their numbers, and rows in that order."""

    def __init__(self, table: Table, layout: Layout) -> None:
        self.layout, self.columns = layout, table.columns
        self.titles = titles = [column.title for column in table.columns]
        self.by = titles.index(layout.by) if layout.by else None
        self.under = [titles.index(title) for title in layout.under]
        self.within = [titles.index(title) for title in layout.within]
        filled = [
            n
            for n, title in enumerate(titles)
            if title not in layout.omit and any(_says(row[n]) for row in table.rows)
        ]
        free = [n for n in filled if n not in (self.by, *self.under, *self.within)]
        main = [titles.index(title) for title in layout.main] or free
        self.side = [n for n in main if n in free]
        below = [n for n in free if n not in self.side]
        alike = [n for n in below if len({row[n] for row in table.rows}) == 1]
        self.same = alike if len(table.rows) > 2 else []
        self.rest = [n for n in below if n not in self.same]

    def blocks(self, rows: Sequence[Cells]) -> Iterator[Block]:
        """Rows under what they share; what several blocks share stands above the first of them."""
        for outer in _parted(rows, self.under):
            for number, inner in enumerate(_parted(outer, self.within)):
                lines = [self.named(inner[0], self.under)] if number == 0 else []
                lines.append(self._line(self.named(inner[0], self.within)))
                yield Block(tuple(filter(None, lines)), tuple(self._rows(inner)))

    def _line(self, named: tuple[Named, ...]) -> tuple[Named, ...]:
        """One value needs no name: there is no other."""
        return named if len(self.within) > 1 else tuple(("", value) for _, value in named)

    def _rows(self, rows: Sequence[Cells]) -> Iterator[Row]:
        return (self.row(row, above) for row, above in zip(rows, (None, *rows), strict=False))

    def row(self, row: Cells, above: Cells | None) -> Row:
        """A row; a nought is not worth a word under it, a long text has room there."""
        long = [n for n in self.side if self._is_long(n, row[n])]
        rest = [*long, *(n for n in self.rest if row[n] != 0)]
        return Row(tuple(self._cell(n, row, above) for n in self.side), self.named(row, rest))

    def _cell(self, n: int, row: Cells, above: Cells | None) -> Shown:
        if above and self.titles[n] == self.layout.ditto and _says(row[n]) and row[n] == above[n]:
            return _DITTO
        plain = self.titles[n] == self.layout.plain
        cell = str(row[n] or "") if plain else row[n]
        return shown(brief(str(cell)) if self._is_long(n, cell) else cell, self.columns[n].kind)

    def _is_long(self, n: int, cell: Cell) -> bool:
        """Is a text too long for its column?"""
        return (
            isinstance(cell, str) and len(cell) > LONGEST_NAME and not _size(self.columns[n].width)
        )

    def named(self, row: Cells, columns: Sequence[int]) -> tuple[Named, ...]:
        """Cells with the titles of their columns, those that say something."""
        return tuple(
            (self.titles[n], shown(row[n], self.columns[n].kind)) for n in columns if _says(row[n])
        )


def _says(cell: Cell) -> bool:
    return cell is not None and cell != ""


def _grouped(rows: Sequence[Cells], by: int | None) -> list[tuple[Cell, list[Cells]]]:
    if by is None:
        return [(None, list(rows))] if rows else []
    return [(name, list(members)) for name, members in groupby(rows, key=lambda row: row[by])]


def _parted(rows: Sequence[Cells], under: Sequence[int]) -> list[list[Cells]]:
    """Rows by what they share, in the order in which it first comes."""
    found: dict[Cells, list[Cells]] = {}
    for row in rows:
        found.setdefault(tuple(row[n] for n in under), []).append(row)
    return list(found.values())


def _head(column: Column) -> Head:
    number = column.kind in (Kind.NUMBER, Kind.SHARE)
    return Head(column.title, number, "" if number else _size(column.width))


def _size(width: int) -> str:
    """Columns of long texts get more room than columns of single words."""
    return "wide" if width >= 50 else "fair" if width >= 24 else ""
