"""A table of the report -> rows for the page: in groups, folded where they are many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from soescan.report.page.cells import LONGEST_NAME, CellView, shorten_name, view_cell
from soescan.report.tables import Cell, Column, ColumnKind, TableData

OPEN_ROWS = 60
"""A table of more rows than this is folded until somebody opens it."""

NamedCell = tuple[str, CellView]
CellRow = tuple[Cell, ...]
_DITTO = CellView("as above")


@dataclass(frozen=True, slots=True)
class GridLayout:
    """Which columns of a table stand where. Columns that no row fills are left out."""

    main: tuple[str, ...] = ()
    """Columns side by side; without any, all. What the others hold stands under its row."""
    group_by: str = ""
    """Rows of one value in this column form a group."""
    shared: tuple[str, ...] = ()
    """Within a group, rows that agree in these columns stand under what these say."""
    shared_within: tuple[str, ...] = ()
    """Within those, rows that agree in these as well stand together under what these say."""
    ditto: str = ""
    """A column whose cell is not said again where it is that of the row above."""
    unlinked: str = ""
    """A column of addresses that nobody would follow."""
    omit: tuple[str, ...] = ()
    """Columns for programs, which the page does without."""
    open_groups: int | None = None
    """How many groups are open from the start; None: all, or none where there are many rows."""
    most_open: int = OPEN_ROWS
    """From more rows on, the table is folded."""


@dataclass(frozen=True, slots=True)
class ColumnHead:
    """The head of a column."""

    title: str
    number: bool = False
    size: str = ""
    """How much room its cells need at least: a class of the style."""


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row, and what stands under it."""

    cells: tuple[CellView, ...]
    details: tuple[NamedCell, ...] = ()


@dataclass(frozen=True, slots=True)
class RowBlock:
    """Rows that share something, which stands above them."""

    shared: tuple[tuple[NamedCell, ...], ...]
    """Lines of names and values."""
    rows: tuple[GridRow, ...]


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Blocks that belong together."""

    name: CellView
    blocks: tuple[RowBlock, ...]
    folded: bool = False

    @property
    def count(self) -> int:
        """How many rows it has."""
        return sum(len(block.rows) for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as the page shows it."""

    heads: tuple[ColumnHead, ...]
    groups: tuple[RowGroup, ...]
    same: tuple[NamedCell, ...] = ()
    """What every row says, said once."""

    def __bool__(self) -> bool:
        return bool(self.groups)


def build_grid(table: TableData, layout: GridLayout) -> Grid:
    """The rows of a table, grouped and folded as a layout says."""
    rows, builder = table.rows, _GridBuilder(table, layout)
    return Grid(
        tuple(_column_head(table.columns[n]) for n in builder.main),
        tuple(
            RowGroup(
                view_cell(name),
                tuple(builder.build_blocks(members)),
                len(rows) > layout.most_open
                if layout.open_groups is None
                else number >= layout.open_groups,
            )
            for number, (name, members) in enumerate(_group_rows(rows, builder.group_by))
        ),
        builder.name_cells(rows[0], builder.same) if rows else (),
    )


def keep_placed_columns(table: TableData, layout: GridLayout) -> TableData:
    """A table without the columns that have no place in a layout; all, if it names none."""
    if not layout.main:
        return table
    placed = {*layout.main, layout.group_by, *layout.shared, *layout.shared_within}
    kept = [n for n, column in enumerate(table.columns) if column.title in placed]
    columns = tuple(table.columns[n] for n in kept)
    return TableData(columns, tuple(tuple(row[n] for n in kept) for row in table.rows))


def _shown_columns(table: TableData, omit: Sequence[str]) -> Iterator[int]:
    """The numbers of the columns that are not to be omitted and not empty in every row."""
    for n, column in enumerate(table.columns):
        if column.title not in omit and any(_is_filled(row[n]) for row in table.rows):
            yield n


class _GridBuilder:
    """Which columns of a table stand where, by their numbers, and rows in that order."""

    def __init__(self, table: TableData, layout: GridLayout) -> None:
        self.layout, self.columns = layout, table.columns
        self.titles = titles = [column.title for column in table.columns]
        self.group_by = titles.index(layout.group_by) if layout.group_by else None
        self.shared = [titles.index(title) for title in layout.shared]
        self.shared_within = [titles.index(title) for title in layout.shared_within]
        taken = (self.group_by, *self.shared, *self.shared_within)
        free = [n for n in _shown_columns(table, layout.omit) if n not in taken]
        main = [titles.index(title) for title in layout.main] or free
        self.main = [n for n in main if n in free]
        below = [n for n in free if n not in self.main]
        alike = [n for n in below if len({row[n] for row in table.rows}) == 1]
        self.same = alike if len(table.rows) > 2 else []
        self.rest = [n for n in below if n not in self.same]

    def build_blocks(self, rows: Sequence[CellRow]) -> Iterator[RowBlock]:
        """Rows under what they share; what several blocks share stands above the first of them."""
        for outer in _split_rows(rows, self.shared):
            for number, inner in enumerate(_split_rows(outer, self.shared_within)):
                lines = [self.name_cells(inner[0], self.shared)] if number == 0 else []
                lines.append(self._drop_single_title(self.name_cells(inner[0], self.shared_within)))
                yield RowBlock(tuple(filter(None, lines)), tuple(self._build_rows(inner)))

    def _drop_single_title(self, named: tuple[NamedCell, ...]) -> tuple[NamedCell, ...]:
        """One value needs no name: there is no other."""
        return named if len(self.shared_within) > 1 else tuple(("", value) for _, value in named)

    def _build_rows(self, rows: Sequence[CellRow]) -> Iterator[GridRow]:
        return (self.build_row(row, above) for row, above in zip(rows, (None, *rows), strict=False))

    def build_row(self, row: CellRow, above: CellRow | None) -> GridRow:
        """A row; a nought is not worth a word under it, a long text has room there."""
        long = [n for n in self.main if self._is_long(n, row[n])]
        below = [*long, *(n for n in self.rest if row[n] != 0)]
        return GridRow(
            tuple(self._view_cell(n, row, above) for n in self.main), self.name_cells(row, below)
        )

    def _view_cell(self, n: int, row: CellRow, above: CellRow | None) -> CellView:
        if (
            above
            and self.titles[n] == self.layout.ditto
            and _is_filled(row[n])
            and row[n] == above[n]
        ):
            return _DITTO
        plain = self.titles[n] == self.layout.unlinked
        cell = str(row[n] or "") if plain else row[n]
        return view_cell(
            shorten_name(str(cell)) if self._is_long(n, cell) else cell, self.columns[n].kind
        )

    def _is_long(self, n: int, cell: Cell) -> bool:
        """Is a text too long for its column?"""
        return (
            isinstance(cell, str)
            and len(cell) > LONGEST_NAME
            and not _size_class(self.columns[n].width)
        )

    def name_cells(self, row: CellRow, columns: Sequence[int]) -> tuple[NamedCell, ...]:
        """Cells with the titles of their columns, those that say something."""
        return tuple(
            (self.titles[n], view_cell(row[n], self.columns[n].kind))
            for n in columns
            if _is_filled(row[n])
        )


def _is_filled(cell: Cell) -> bool:
    return cell is not None and cell != ""


def _group_rows(rows: Sequence[CellRow], column: int | None) -> list[tuple[Cell, list[CellRow]]]:
    if column is None:
        return [(None, list(rows))] if rows else []
    return [(name, list(members)) for name, members in groupby(rows, key=lambda row: row[column])]


def _split_rows(rows: Sequence[CellRow], columns: Sequence[int]) -> list[list[CellRow]]:
    """Rows by what they share, in the order in which it first comes."""
    rows_by_key: dict[CellRow, list[CellRow]] = {}
    for row in rows:
        rows_by_key.setdefault(tuple(row[n] for n in columns), []).append(row)
    return list(rows_by_key.values())


def _column_head(column: Column) -> ColumnHead:
    number = column.kind in (ColumnKind.NUMBER, ColumnKind.SHARE)
    return ColumnHead(column.title, number, "" if number else _size_class(column.width))


def _size_class(width: int) -> str:
    """Columns of long texts get more room than columns of single words."""
    return "wide" if width >= 50 else "fair" if width >= 24 else ""
