"""A sheet of a workbook with one table: its cells, what stays in sight, and what is printed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from soescan.model import Outcome, Severity, Verdict
from soescan.report.tables import Cell, Column, ColumnKind, Hyperlink, TableData, TableSpec, Week
from soescan.report.tables.cells import cell_text, is_formula, safe_url
from soescan.report.xlsx import cell_formats
from soescan.report.xlsx.cell_formats import CellFormats
from soescan.report.xlsx.measures import (
    LINE_HEIGHT,
    column_widths,
    fit_cell,
    longest_cells,
    row_height,
)
from soescan.report.xlsx.print_layout import (
    BOTTOM,
    PRINTED,
    SIDES,
    TOP,
    PrintRule,
    count_printed_columns,
    count_printed_rows,
    widen_columns,
)

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

MOST_ROWS = 1_048_576
MOST_LINKS = 65_530
"""Addresses to follow on a sheet; Excel calls a workbook with more damaged."""
_LONGEST_URL = 2_079
_FIRST_INEXACT = 10**15
"""Numbers from which on a spreadsheet shows other digits than were written."""
_A4 = 9
_EMPTY_COLUMN = 16_383
"""The last column of a sheet, in which nothing stands."""
_ANSWER_COLUMN = "Answer"
"""The column that is left for people to write in."""


@dataclass(slots=True)
class TableSheet:
    """Writes one table, and counts what a sheet has a limit of."""

    sheet: Worksheet
    styles: CellFormats
    about: str
    """What stands in the footer beside the name of the sheet: the day of the report."""
    links: int = 0
    printed_rows: int = 0
    """How many rows are printed, once it is written."""

    def write(self, spec: TableSpec, table: TableData) -> None:
        """The head, the rows, and how they are shown and printed."""
        columns, rule = table.columns, PRINTED.get(spec.id)
        rows, left_out = table.rows[: MOST_ROWS - 2], len(table.rows[MOST_ROWS - 2 :])
        widths, printed = _lay_out_columns(columns, rows, rule)
        # What is not printed would only make the print longer: its cells may be cut on the screen.
        heights = [row_height(cells[:printed], widths[:printed]) for cells in rows]
        head = self._write_head([column.title for column in columns], widths)
        for row, (cells, height) in enumerate(zip(rows, heights, strict=True), start=1):
            for index, cell in enumerate(cells):
                self._write_cell(row, index, cell, columns[index])
            # Not every program makes a row as high as what is in it.
            if height > LINE_HEIGHT:
                self.sheet.set_row(row, height)
        if not rows:
            self.sheet.write_string(1, 0, spec.when_empty)
        if left_out:
            notice = f"{left_out} more rows do not fit on a sheet; JSON holds them all."
            self.sheet.write_string(MOST_ROWS - 1, 0, notice)
        self._set_screen(spec, widths, len(rows))
        self._set_paper(rule, widths[:printed], heights, head)

    def _write_head(self, titles: Sequence[str], widths: Sequence[int]) -> int:
        """Write the titles; gives the height of the row in points."""
        for index, text in enumerate(titles):
            title = fit_cell(cell_text(text))
            style = self.styles.get(head=True, quoted=is_formula(title))
            self.sheet.write_string(0, index, title, style)
        height = row_height(titles, [width - 3 for width in widths])
        self.sheet.set_row(0, height)
        return height

    def _set_screen(self, spec: TableSpec, widths: Sequence[int], rows: int) -> None:
        for index, characters in enumerate(widths):
            self.sheet.set_column(index, index, characters)
        if rows and spec.id != "summary":
            self.sheet.autofilter(0, 0, rows, len(widths) - 1)
        self.sheet.freeze_panes(1, 0 if spec.id == "summary" else 1)

    def _set_paper(
        self, rule: PrintRule | None, widths: Sequence[int], heights: Sequence[int], head: int
    ) -> None:
        """Print the rows that a rule grants; without a rule or a row, no page."""
        self.sheet.set_tab_color(cell_formats.ACCENT if rule else cell_formats.GREY)
        self.sheet.set_landscape()
        self.sheet.set_paper(_A4)
        self.sheet.repeat_rows(0)
        self.sheet.set_margins(SIDES, SIDES, TOP, BOTTOM)
        if rule is None or not heights:
            self.sheet.fit_to_pages(1, 0)
            self.sheet.print_area(0, _EMPTY_COLUMN, 0, _EMPTY_COLUMN)
            self.sheet.set_footer(f"&L&A{self.about}&RPage &P of &N")
            return
        rows = count_printed_rows(heights, head, widths, rule.pages)
        self.printed_rows = rows
        self.sheet.fit_to_pages(1, rule.pages)
        self.sheet.print_area(0, 0, rows, len(widths) - 1)
        cut = f": the first {rows} of {len(heights)} rows" if rows < len(heights) else ""
        self.sheet.set_footer(f"&L&A{cut}{self.about}&RPage &P of &N")

    def _write_cell(self, row: int, index: int, cell: Cell, column: Column) -> None:
        page, get, mixed = self.sheet, self.styles.get, column.kind is ColumnKind.TEXT
        match cell:
            case None | "":
                if column.title == _ANSWER_COLUMN:
                    page.write_blank(row, index, None, get(tint="#FFFBE0"))
            case Week() if cell.day.year >= 1900:
                monday = cell.day - timedelta(days=cell.day.weekday())
                page.write_datetime(row, index, monday, get(cell_formats.WEEK, left=mixed))
            case date() if cell.year >= 1900:
                page.write_datetime(row, index, cell, get(cell_formats.DAY, left=mixed))
            case int() | float() if math.isfinite(cell) and abs(cell) < _FIRST_INEXACT:
                page.write_number(row, index, cell, get(_pattern(cell, column.kind), left=mixed))
            case Hyperlink() if self._write_link(row, index, cell):
                pass
            case _:
                value = fit_cell(cell_text(cell, column.kind))
                judges = isinstance(cell, Outcome | Severity | Verdict)
                tint = cell_formats.TINTS.get(value, "") if judges else ""
                page.write_string(row, index, value, get(tint=tint, quoted=is_formula(value)))

    def _write_link(self, row: int, index: int, link: Hyperlink) -> bool:
        """Write an address that can be followed, if it is one and a sheet can hold it."""
        url = safe_url(link)
        if not url or len(url) > _LONGEST_URL or self.links >= MOST_LINKS:
            return False
        self.links += 1
        label = fit_cell(cell_text(link))
        style = self.styles.get(link=True, quoted=is_formula(label))
        self.sheet.write_url(row, index, url, style, label)
        return True


def _lay_out_columns(
    columns: Sequence[Column], rows: Sequence[Sequence[Cell]], rule: PrintRule | None
) -> tuple[list[int], int]:
    """How wide the columns are, and how many of them are printed; without a rule, all count."""
    widths = column_widths(columns, rows)
    if rule is None:
        return widths, len(columns)
    printed = count_printed_columns(widths, len(rule.columns) or len(columns))
    return widen_columns(widths, longest_cells(columns, rows), printed), printed


def _pattern(number: float, kind: ColumnKind) -> str:
    if kind is ColumnKind.SHARE:
        return cell_formats.SHARE
    return cell_formats.WHOLE if number == int(number) else cell_formats.PARTS
