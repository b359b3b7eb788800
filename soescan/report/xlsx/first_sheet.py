"""The first page of a report as the first sheet of a workbook, on one page of A4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from soescan.report.first_page import FirstPage, ToolGroup, ToolLine
from soescan.report.tables import Cell, Column
from soescan.report.tables.cells import cell_text, is_formula
from soescan.report.tables.dates import format_day
from soescan.report.tables.table import Week
from soescan.report.tables.wording import as_sentence, capitalize_first, join_names
from soescan.report.xlsx import cell_formats
from soescan.report.xlsx.cell_formats import CellFormats
from soescan.report.xlsx.measures import count_lines, fit_cell
from soescan.report.xlsx.print_layout import BOTTOM, SIDES, TOP

if TYPE_CHECKING:
    from xlsxwriter.format import Format as Style  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

TITLE = "First page"
_COLUMNS, _CHARACTERS = 12, 10
"""Columns of the page, and characters of each; cells reach over several of them."""
_LINE, _LARGE_LINE = 15, 21
_LARGE = 16
"""Points of the title."""
_A4 = 9

_WHOLE = (12,)
_LABELLED = (2, 10)
_TOOL = (2, 2, 3, 2, 3)
_GROUP = (2, 4, 3, 3)
_ACTION = (2, 4, 2, 4)
_CHANGE = (2, 6, 4)


@dataclass(frozen=True, slots=True)
class _CellLook:
    """How a cell of the page is told from others."""

    bold: bool = False
    size: int = 0
    tint: str = ""
    head: bool = False

    def style(self, styles: CellFormats, text: str) -> Style:
        """The format of a cell with a text, which stays text if it begins like a formula."""
        return styles.get(
            tint=self.tint,
            head=self.head,
            bold=self.bold,
            size=self.size,
            quoted=is_formula(text),
        )


@dataclass(slots=True)
class FirstSheet:
    """Writes the page from the top down."""

    sheet: Worksheet
    styles: CellFormats
    row: int = 0

    def write(self, page: FirstPage, about: str) -> None:
        """The answer, the tools, this week, what would change it and why; `about` is the footer."""
        self._set_up(about)
        self._write_answer(page)
        self._write_tools(page)
        if page.actions:
            self._heading("This week", ("Who", "Does", "For", "Why"), _ACTION)
        for action in page.actions:
            self._line(
                (capitalize_first(action.who), action.does, action.tools, action.why), _ACTION
            )
        if page.changes:
            self._heading("What would change the answer", ("Who", "What", "Then"), _CHANGE)
        for change in page.changes:
            self._line((capitalize_first(change.who), change.what, change.settles), _CHANGE)
        if page.reasons:
            self._heading("Background")
        for reason in page.reasons:
            self._line((reason.label, reason.says), _LABELLED)
        self._write_guide()
        self.sheet.print_area(0, 0, self.row - 1, _COLUMNS - 1)

    def _set_up(self, about: str) -> None:
        self.sheet.hide_gridlines(2)
        self.sheet.set_tab_color(cell_formats.ACCENT)
        self.sheet.set_column(0, _COLUMNS - 1, _CHARACTERS)
        self.sheet.set_portrait()
        self.sheet.set_paper(_A4)
        self.sheet.fit_to_pages(1, 1)
        self.sheet.set_margins(SIDES, SIDES, TOP, BOTTOM)
        self.sheet.set_footer(f"&L&A{about}&RPage &P of &N")

    def _write_answer(self, page: FirstPage) -> None:
        large = _CellLook(bold=True, size=_LARGE)
        self._line((page.title,), _WHOLE, large, height=_LARGE_LINE, wider=_LARGE / 11)
        self._line((page.answer,), _WHOLE, _CellLook(bold=True, size=12), wider=12 / 11)
        self._line((page.basis,), _WHOLE)
        for caution in page.cautions:
            self._line((caution,), _WHOLE, _CellLook(tint="#FBF0C9"))
        for concern in page.concerns:
            self._line((concern.label, concern.says), _LABELLED)

    def _write_tools(self, page: FirstPage) -> None:
        """Procurement's comparison; and a line for each tool or, of many tools, for each group."""
        if page.comparison:
            spans = _spread(page.comparison.columns)
            heads = [column.title for column in page.comparison.columns]
            self._heading(f"Side by side{page.word_compared()}", heads, spans)
            for row in page.comparison.rows:
                self._line(tuple(map(_word_cell, row)), spans)
        if page.is_grouped:
            self._heading("The tools", ("Group", "Tools", "Because", "Next"), _GROUP)
            for group in page.groups:
                self._line(_word_group(group), _GROUP)
            return
        titles = ("Tool", "Verdict", "Because", "Earliest", "Next")
        self._heading("The tools", titles, _TOOL)
        for group in page.groups:
            for line in group.lines:
                self._line(_tool_cells(line), _TOOL)

    def _write_guide(self) -> None:
        self.row += 1
        says = "Sheets with a blue tab are printed. Those with a grey tab are for the screen."
        self._line((says,), _WHOLE)
        self._merge(0, _COLUMNS - 1, "", self.styles.get(link=True))
        label = "The sheet Summary lists them all."
        self.sheet.write_url(
            self.row, 0, "internal:'Summary'!A1", self.styles.get(link=True), label
        )
        self.row += 1

    def _heading(
        self, text: str, titles: Sequence[str] = (), spans: Sequence[int] = _WHOLE
    ) -> None:
        """A heading with some space before it, and the heads of what follows."""
        self.sheet.set_row(self.row, _LINE / 3)
        self.row += 1
        self._line((text,), _WHOLE, _CellLook(bold=True, size=13), height=18)
        if titles:
            self._line(titles, spans, _CellLook(head=True))

    def _line(
        self,
        cells: Sequence[str],
        spans: Sequence[int],
        look: _CellLook | None = None,
        *,
        height: int = _LINE,
        wider: float = 1.0,
    ) -> None:
        """A row of cells that reach over columns; `wider` is how much larger its letters are."""
        column = 0
        for number, (cell, span) in enumerate(zip(cells, spans, strict=True)):
            text = fit_cell(cell_text(cell))
            shown = look or _CellLook(bold=not number and len(cells) > 1)
            self._merge(column, column + span - 1, text, shown.style(self.styles, text))
            column += span
        widths = [int(span * _CHARACTERS / wider) for span in spans]
        self.sheet.set_row(self.row, height * count_lines(cells, widths))
        self.row += 1

    def _merge(self, first: int, last: int, text: str, style: Style) -> None:
        if last > first:
            self.sheet.merge_range(self.row, first, self.row, last, "", style)
        self.sheet.write_string(self.row, first, text, style)


def _tool_cells(line: ToolLine) -> tuple[str, ...]:
    return (line.tool, line.verdict, line.because, line.earliest, _word_next(line))


def _word_next(line: ToolLine) -> str:
    return line.next_step.rstrip(".") + (f" ({line.who})" if line.who else "")


def _word_group(group: ToolGroup) -> tuple[str, ...]:
    """A group with its size, its most telling members, and why and what next of the first."""
    names = [f"{t.tool} ({t.earliest})" if t.earliest else t.tool for t in group.telling]
    more = len(group.lines) - len(names)
    first = group.lines[0]
    return (
        f"{capitalize_first(group.kind)} ({len(group.lines)})",
        join_names([*names, f"{more} more"] if more else names),
        as_sentence(f"{first.tool}: {first.because}"),
        _word_next(first),
    )


def _spread(columns: Sequence[Column]) -> tuple[int, ...]:
    """The columns of the page shared out among those of a table, by how wide these usually are."""
    total = sum(column.width for column in columns)
    shares = [_COLUMNS * column.width / total for column in columns]
    spans = [max(1, int(share)) for share in shares]
    by_rest = sorted(range(len(spans)), key=lambda n: spans[n] - shares[n])
    for index in by_rest[: max(0, _COLUMNS - sum(spans))]:
        spans[index] += 1
    return tuple(spans)


def _word_cell(cell: Cell) -> str:
    return format_day(cell) if isinstance(cell, date | Week) else cell_text(cell)
