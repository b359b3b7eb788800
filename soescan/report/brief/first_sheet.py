"""The first page of a brief: what `FirstPage` says, in as much detail as a sheet holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from soescan.dates import format_date
from soescan.quantities import quantity
from soescan.report.brief.blocks import Block, BriefHeading, BriefTable, BriefText, BriefTitle
from soescan.report.brief.paper import PaperSpace, column_width, cut_cells, measure_blocks
from soescan.report.brief.wording import cut_text
from soescan.report.first_page import FirstPage, LabelledText, ToolGroup, ToolLine
from soescan.report.tables.cells import cell_text, drop_empty_columns
from soescan.report.tables.dates import format_day
from soescan.report.tables.table import Cell, TableData, Week
from soescan.report.tables.wording import capitalize_first


@dataclass(frozen=True, slots=True)
class SheetDetail:
    """How much of the first page is said, where all of it would take more than a sheet."""

    lines: int
    """Lines of a cell."""
    changes: int = 7
    """What would change the answer."""
    cautions: int = 4
    notes: int = 6
    """The business case, the wish date and what else stands beside the answer."""
    concerns: int = 8
    """What this reader asks first."""
    rows: int = 8
    """Tools, or groups of tools, with a row each."""
    statement: int = 1_000
    """Characters of a paragraph."""
    title: int = 90
    """Characters of the title."""


WHOLE = SheetDetail(lines=1_000, title=1_000)
"""All of it, where no sheet ends."""
_DETAILS = (
    SheetDetail(6),
    SheetDetail(5),
    SheetDetail(4),
    SheetDetail(3),
    SheetDetail(3, changes=5),
    SheetDetail(2),
    SheetDetail(2, changes=5, cautions=3, statement=320),
    SheetDetail(2, changes=4, cautions=2, statement=240),
    SheetDetail(2, changes=3, cautions=2, statement=240, notes=4),
    SheetDetail(2, changes=2, cautions=1, statement=200, notes=3),
    SheetDetail(1, changes=5, cautions=2, statement=200, notes=4),
    SheetDetail(1, changes=3, cautions=1, statement=160, notes=3),
    SheetDetail(1, changes=2, cautions=1, statement=120, notes=2),
    SheetDetail(1, changes=0, cautions=1, statement=120, notes=2),
    SheetDetail(1, changes=0, cautions=1, statement=120, notes=0),
    SheetDetail(1, changes=0, cautions=0, statement=90, notes=0, concerns=4, rows=5),
    SheetDetail(1, changes=0, cautions=0, statement=90, notes=0, concerns=2, rows=3),
    SheetDetail(1, changes=0, cautions=0, statement=60, notes=0, concerns=0, rows=1),
)
"""From all to what must be said at least: the answer, and where the rest stands."""


def fit_first_sheet(page: FirstPage, space: PaperSpace) -> tuple[Block, ...]:
    """The first page in the greatest detail that one sheet holds."""
    blocks: tuple[Block, ...] = ()
    for detail in _DETAILS:
        blocks = tuple(_cut_tables(build_first_sheet(page, detail), detail.lines, space.width))
        if measure_blocks(blocks, space) <= space.height:
            return blocks
    while len(blocks) > 2 and measure_blocks(blocks, space) > space.height:
        blocks = blocks[:-1]  # a template in very large type: the answer stands first
    return blocks


def _cut_tables(blocks: Iterable[Block], lines: int, width: float) -> Iterator[Block]:
    for block in blocks:
        yield cut_cells(block, lines, width) if isinstance(block, BriefTable) else block


def build_first_sheet(page: FirstPage, detail: SheetDetail = WHOLE) -> Iterator[Block]:
    """Yield the first page, the answer first; no cell is cut."""
    yield BriefTitle(cut_text(page.title, detail.title))
    yield BriefText(cut_text(page.answer, detail.statement), is_answer=True)
    yield BriefText(cut_text(page.basis, detail.statement))
    for caution in page.cautions[: detail.cautions]:
        yield BriefText(cut_text(caution, detail.statement), is_caution=True)
    yield from _labelled(page.concerns[: detail.concerns], detail)
    if page.comparison:
        yield from _compare(page.comparison, page.word_compared(detail.rows), detail)
    if page.is_grouped:
        yield from _group_blocks(page.groups, detail)
    else:
        yield from _tool_blocks(page, detail)
    yield from _action_blocks(page, detail)
    yield from _change_blocks(page, detail)
    yield from _labelled(page.reasons[: detail.notes], detail)


def _labelled(texts: Sequence[LabelledText], detail: SheetDetail) -> Iterator[Block]:
    for text in texts:
        yield BriefText(cut_text(text.says, detail.statement), label=text.label)


def _compare(table: TableData, compared: str, detail: SheetDetail) -> Iterator[Block]:
    table = drop_empty_columns(_without_unstated(table))
    yield BriefHeading(f"How the tools compare{compared}")
    if len(table.columns) < _LEAST_COMPARED:
        yield BriefText("The proposal states no vendors, costs or terms to compare.")
        return
    rows = tuple(tuple(map(_show_cell, row)) for row in table.rows[: detail.rows])
    columns = zip(*rows, strict=True)
    head = tuple(column.title for column in table.columns)
    cells = [(*title.split(), *column) for title, column in zip(head, columns, strict=True)]
    proportions = tuple(column_width(column, _WIDEST) for column in cells)
    yield BriefTable(head, rows, proportions, spare_lines=1)


_UNSTATED = "not stated"
"""What a comparison says of what nobody has said."""


def _without_unstated(table: TableData) -> TableData:
    """Cells of columns in which nothing is stated of any tool are empty."""
    columns = range(len(table.columns))
    stated = [any(row[n] not in (None, "", _UNSTATED) for row in table.rows) for n in columns]
    rows = tuple(tuple(row[n] if stated[n] else None for n in columns) for row in table.rows)
    return replace(table, rows=rows)


_WIDEST = 76
"""Points of a column of a comparison; what is longer takes further lines."""
_LEAST_COMPARED = 2
"""Columns of a comparison: the tools, and something about them."""


def _show_cell(cell: Cell) -> str:
    """A cell in few characters: of a day, nobody compares on which weekday it falls."""
    if isinstance(cell, Week):
        return format_day(cell)
    return format_date(cell).partition(" ")[2] if isinstance(cell, date) else cell_text(cell)


_TOOL_COLUMNS = (
    *(("Tool", 2.4), ("Verdict", 2.0), ("Why", 4.4), ("Earliest", 1.8), ("Next step", 3.4)),
    ("Who", 2.0),
)


def _tool_blocks(page: FirstPage, detail: SheetDetail) -> Iterator[Block]:
    """A line for each tool; what a comparison says already is left out."""
    lines = [line for group in page.groups for line in group.lines]
    if not lines:
        return
    said = {column.title for column in page.comparison.columns[1:]} if page.comparison else set()
    shown = [n for n, (title, _) in enumerate(_TOOL_COLUMNS) if title not in said]
    yield BriefHeading("Tool by tool")
    cells = map(_tool_row, lines[: detail.rows])
    yield BriefTable(
        tuple(_TOOL_COLUMNS[n][0] for n in shown),
        tuple(tuple(row[n] for n in shown) for row in cells),
        tuple(_TOOL_COLUMNS[n][1] for n in shown),
        spare_lines=1,
    )
    yield from _rest_of(len(lines[detail.rows :]), "tool")


def _tool_row(line: ToolLine) -> tuple[str, ...]:
    return line.tool, line.verdict, line.because, line.earliest, line.next_step, line.who


def _group_blocks(groups: Sequence[ToolGroup], detail: SheetDetail) -> Iterator[Block]:
    """A line for each group: how many tools it has, and the most telling of them."""
    yield BriefHeading("Where the tools stand")
    rows = tuple(_group_row(group, detail) for group in groups[: detail.rows])
    head = ("Verdict", "Tools", "The most telling, and why")
    yield BriefTable(head, rows, (3.4, 1.0, 11.6), spare_lines=2)
    yield from _rest_of(len(groups) - len(rows), "group")


_MEMBER = {1: 40, 2: 72, 3: 100}
"""Characters of a tool with its reason, so that all three fit in a few lines."""


def _group_row(group: ToolGroup, detail: SheetDetail) -> tuple[str, ...]:
    most = _MEMBER.get(detail.lines, 1_000)
    members = [cut_text(_word_member(line), most) for line in group.telling]
    if more := len(group.lines) - len(members):
        members.append(f"and {more} more")
    return capitalize_first(group.kind), str(len(group.lines)), "; ".join(members)


def _word_member(line: ToolLine) -> str:
    when = f" ({line.earliest})" if line.earliest else ""
    return f"{line.tool}{when}: {line.because}"


def _rest_of(count: int, noun: str) -> Iterator[Block]:
    if count:
        yield BriefText(f"The long brief (--long) has {quantity(count, f'more {noun}')}.")


def _action_blocks(page: FirstPage, detail: SheetDetail) -> Iterator[Block]:
    if not page.actions:
        return
    yield BriefHeading("This week")
    rows = tuple(
        (
            capitalize_first(action.who),
            capitalize_first(action.does),
            action.tools,
            capitalize_first(action.why),
        )
        for action in page.actions
    )
    yield BriefTable(("Who", "What", "For", "Why now"), rows, (2.7, 5.9, 4.0, 3.4))


def _change_blocks(page: FirstPage, detail: SheetDetail) -> Iterator[Block]:
    changes = page.changes[: detail.changes]
    if not changes:
        return
    yield BriefHeading("What would change the answer")
    rows = tuple((capitalize_first(change.who), change.what, change.settles) for change in changes)
    yield BriefTable(("Who", "Question or change", "What it would do"), rows, (2.7, 7.3, 6.0))
