"""A table of the report -> rows for the page: in groups, folded where they are many, bounded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from soescan.report.contents import Cell, Column, Kind, Table
from soescan.report.html.bounded import first
from soescan.report.html.cells import Shown, shown

MOST_ROWS = 2_000
"""Rows of one table on the page. Those beyond are counted; the JSON and the workbook hold them."""
OPEN_ROWS = 60
"""A table of more rows than this is folded until somebody opens it."""

Named = tuple[str, Shown]
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
    ditto: str = ""
    """A column whose cell is not said again where it is that of the row above."""
    plain: str = ""
    """A column of addresses that nobody would follow."""
    omit: tuple[str, ...] = ()
    """Columns for programs, which the page does without."""
    open_groups: int | None = None
    """How many groups are open from the start; None: all."""
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

    shared: tuple[Named, ...]
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
    titles = [column.title for column in table.columns]
    filled = [
        n
        for n, title in enumerate(titles)
        if title not in layout.omit and any(_says(row[n]) for row in table.rows)
    ]
    by = titles.index(layout.by) if layout.by else None
    under = [titles.index(title) for title in layout.under]
    main = [titles.index(title) for title in layout.main] or range(len(titles))
    apart = {by, *under}
    side = [n for n in main if n in filled and n not in apart]
    rest = [n for n in filled if n not in apart and n not in side]
    same = [n for n in rest if len(table.rows) > 2 and len({row[n] for row in table.rows}) == 1]
    rest = [n for n in rest if n not in same]

    def named(row: tuple[Cell, ...], columns: Iterable[int]) -> tuple[Named, ...]:
        return tuple(
            (titles[n], shown(row[n], table.columns[n].kind)) for n in columns if _says(row[n])
        )

    def row_of(row: tuple[Cell, ...], above: tuple[Cell, ...] | None) -> Row:
        cells = (
            _DITTO
            if above and titles[n] == layout.ditto and _says(row[n]) and row[n] == above[n]
            else shown(
                str(row[n] or "") if titles[n] == layout.plain else row[n], table.columns[n].kind
            )
            for n in side
        )
        return Row(tuple(cells), named(row, (n for n in rest if row[n] != 0)))

    def block(rows: Sequence[tuple[Cell, ...]]) -> Block:
        return Block(named(rows[0], under), tuple(map(row_of, rows, (None, *rows))))

    rows, more = first(table.rows, MOST_ROWS)
    return Grid(
        tuple(_head(table.columns[n]) for n in side),
        tuple(
            Group(
                shown(name),
                tuple(block(part) for part in _parted(members, under)),
                len(rows) > layout.most_open or number >= (layout.open_groups or MOST_ROWS),
            )
            for number, (name, members) in enumerate(_grouped(rows, by))
        ),
        named(rows[0], same) if rows else (),
        more,
    )


def _says(cell: Cell) -> bool:
    return cell is not None and cell != ""


def _grouped(
    rows: Sequence[tuple[Cell, ...]], by: int | None
) -> list[tuple[Cell, list[tuple[Cell, ...]]]]:
    if by is None:
        return [(None, list(rows))] if rows else []
    return [(name, list(members)) for name, members in groupby(rows, key=lambda row: row[by])]


def _parted(rows: Sequence[tuple[Cell, ...]], under: Sequence[int]) -> list[list[tuple[Cell, ...]]]:
    """Rows by what they share, in the order in which it first comes."""
    found: dict[tuple[Cell, ...], list[tuple[Cell, ...]]] = {}
    for row in rows:
        found.setdefault(tuple(row[n] for n in under), []).append(row)
    return list(found.values())


def _head(column: Column) -> Head:
    number = column.kind in (Kind.NUMBER, Kind.SHARE)
    return Head(column.title, number, "" if number else _size(column.width))


def _size(width: int) -> str:
    """Columns of long texts get more room than columns of single words."""
    return "wide" if width >= 50 else "fair" if width >= 24 else ""
