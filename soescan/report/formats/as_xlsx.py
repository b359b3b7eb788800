"""A workbook with a sheet for each table, for procurement to filter, fill in and keep.

Looks at: the whole report: summary, tools, gaps, questions, approvals, costs and the rest.

Why it matters: dates sort as dates, addresses can be followed, and answers have a column.

Cannot show: pictures; texts beyond what a cell holds, which are cut and say so.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from soescan.model import Outcome, Report, Severity, Verdict
from soescan.report.format import Audience, Format, RenderOptions
from soescan.report.tables import (
    Cell,
    Column,
    ColumnKind,
    Hyperlink,
    TableData,
    TableSpec,
    Week,
    headline,
    list_tables,
)
from soescan.report.tables.cells import cell_text, format_number, is_formula, safe_url
from soescan.report.text import clean, truncate, width

if TYPE_CHECKING:
    from xlsxwriter.format import Format as Style  # type: ignore[import-untyped]
    from xlsxwriter.workbook import Workbook  # type: ignore[import-untyped]
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

_ALWAYS_SHOWN = (
    *("summary", "tools", "gaps", "questions", "approvals", "costs", "evidence", "subprocessors"),
)
"""Sheets that procurement looks for, also when there is nothing to show."""
_MOST_ROWS = 1_048_576
_MOST_LINKS = 65_530
"""Addresses to follow on a sheet; Excel calls a workbook with more damaged."""
_LONGEST_URL = 2_079
_LONGEST_TEXT = 32_767
"""Characters of a cell, counted as UTF-16 does."""
_FIRST_INEXACT = 10**15
"""Numbers from which on a spreadsheet shows other digits than were written."""
_WIDEST, _HIGHEST = 66, 15
"""Characters of a column, and lines of a row before it scrolls out of sight."""
_LINE_HEIGHT = 15
"""Points of a line."""
_A3, _A4 = 8, 9
_READABLE_ON_A4 = 180
"""Characters beside each other that can still be read on A4; half as many again on A3."""
_TINTS: dict[str, str] = {
    Outcome.BLOCKED: "#F6D5D3",
    Outcome.NEEDS_EXCEPTION: "#F9E3CC",
    Outcome.CANNOT_TELL: "#FBF0C9",
    Outcome.FITS: "#DCEFDC",
    Outcome.IN_SOE: "#DCEFDC",
    Severity.BLOCKER: "#F6D5D3",
    Verdict.CONFLICTS: "#F6D5D3",
    Verdict.UNKNOWN: "#FBF0C9",
    Verdict.MEETS: "#DCEFDC",
    Verdict.WAIVED: "#E4E4EE",
}
"""What a judging word is marked with; the word says the same without."""
_ANSWER_COLUMN = "Answer"
"""The column that is left for people to write in."""


def render(report: Report, options: RenderOptions) -> Iterator[bytes]:
    """The workbook; its bytes depend on the report and on whom it is for."""
    from xlsxwriter.workbook import Workbook

    out = io.BytesIO()
    book = Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    )
    created = datetime(report.as_of.year, report.as_of.month, report.as_of.day)  # noqa: DTZ001
    properties = {"title": truncate(report.title, 200), "subject": truncate(headline(report), 200)}
    book.set_properties({**properties, "author": "soescan", "created": created})
    styles = _CellFormats(book)
    # Sheets keep their names, for other workbooks refer to them by these.
    specs = list_tables(options.audience or Audience.PROCUREMENT)
    tables = [(sheet, sheet.build(report)) for sheet in specs]
    shown = [(sheet, table) for sheet, table in tables if table.rows or sheet.id in _ALWAYS_SHOWN]
    for sheet, table in shown:
        page = book.add_worksheet(sheet.title[:31])
        _SheetWriter(page, styles).write(sheet, table)
        if sheet.id == "summary":
            _write_directory(page, styles, len(table.rows) + 2, shown)
    book.close()
    yield out.getvalue()


def _write_directory(
    page: Worksheet, styles: _CellFormats, row: int, shown: Sequence[tuple[TableSpec, TableData]]
) -> None:
    """What else is in the workbook, below the summary, to jump to."""
    for column, title in enumerate(("Sheet", "Rows", "Shows")):
        page.write_string(row, column, title, styles.get(head=True))
    for number_, (sheet, table) in enumerate(shown, start=row + 1):
        target = f"internal:'{sheet.title[:31]}'!A1"
        page.write_url(number_, 0, target, styles.get(link=True), sheet.title)
        page.write_number(number_, 1, len(table.rows), styles.get(left=True))
        page.write_string(number_, 2, sheet.description, styles.get())
        page.set_row(number_, _LINE_HEIGHT * _line_count([sheet.description], [_WIDEST]))


# --- how cells look ------------------------------------------------------------------------------


@dataclass(slots=True)
class _CellFormats:
    """The formats of a workbook, each made once."""

    book: Workbook
    _made: dict[tuple[tuple[str, object], ...], Style] = field(default_factory=dict)

    def get(
        self,
        pattern: str = "",
        tint: str = "",
        *,
        head: bool = False,
        link: bool = False,
        left: bool = False,
        quoted: bool = False,
    ) -> Style:
        """A format: how numbers are written, in which colours, and whether it only is text."""
        properties: dict[str, object] = {"valign": "top", "text_wrap": True}
        if pattern:
            properties["num_format"] = pattern
        if left:
            properties["align"] = "left"
        elif pattern == _SHARE:
            properties["align"] = "center"
        elif pattern in (_WHOLE, _PARTS):
            properties |= {"align": "right", "indent": 1}
        elif pattern:
            properties |= {"align": "left", "indent": 1}
        if tint:
            properties["bg_color"] = tint
        if head:
            properties |= {
                "bold": True,
                "bg_color": "#23395B",
                "font_color": "#FFFFFF",
                "border": 1,
            }
            properties |= {"border_color": "#5C6F8C", "valign": "vcenter"}
        if link:
            properties |= {"font_color": "#0B57A4", "underline": 1}
        if quoted:
            properties["quote_prefix"] = True
        key = tuple(properties.items())
        if key not in self._made:
            self._made[key] = self.book.add_format(properties)
        return self._made[key]


_DAY = "d mmm yyyy"
_WEEK = '"week of" d mmm yyyy'
_SHARE = "0%"
_WHOLE = "#,##0"
_PARTS = "#,##0.0##"


# --- a sheet -------------------------------------------------------------------------------------


@dataclass(slots=True)
class _SheetWriter:
    """Writes one table, and counts what a sheet has a limit of."""

    sheet: Worksheet
    styles: _CellFormats
    links: int = 0

    def write(self, spec: TableSpec, table: TableData) -> None:
        """The head, the rows, and how they are shown and printed."""
        columns = table.columns
        rows, left_out = table.rows[: _MOST_ROWS - 2], len(table.rows[_MOST_ROWS - 2 :])
        widths = _column_widths(columns, rows)
        self._write_head([column.title for column in columns], widths)
        for row, cells in enumerate(rows, start=1):
            for index, cell in enumerate(cells):
                self._write_cell(row, index, cell, columns[index])
            # Not every program makes a row as high as what is in it.
            if (lines := _line_count(cells, widths)) > 1:
                self.sheet.set_row(row, min(lines, _HIGHEST) * _LINE_HEIGHT)
        if not rows:
            self.sheet.write_string(1, 0, spec.when_empty)
        if left_out:
            notice = f"{left_out} more rows do not fit on a sheet; JSON holds them all."
            self.sheet.write_string(_MOST_ROWS - 1, 0, notice)
        self._set_layout(spec, widths, len(rows))

    def _write_head(self, titles: Sequence[str], widths: Sequence[int]) -> None:
        for index, text in enumerate(titles):
            title = _fit_cell(cell_text(text))
            style = self.styles.get(head=True, quoted=is_formula(title))
            self.sheet.write_string(0, index, title, style)
        lines = _line_count(titles, [width - 3 for width in widths])
        self.sheet.set_row(0, _LINE_HEIGHT * lines)

    def _set_layout(self, spec: TableSpec, widths: Sequence[int], rows: int) -> None:
        for index, characters in enumerate(widths):
            self.sheet.set_column(index, index, characters)
        if rows and spec.id != "summary":
            self.sheet.autofilter(0, 0, rows, len(widths) - 1)
        self.sheet.freeze_panes(1, 0 if spec.id == "summary" else 1)
        self.sheet.set_landscape()
        self.sheet.set_paper(_A4 if sum(widths) <= _READABLE_ON_A4 else _A3)
        self.sheet.fit_to_pages(
            math.ceil(sum(widths) / (1.5 * _READABLE_ON_A4)), int(spec.id == "summary")
        )
        self.sheet.repeat_rows(0)
        self.sheet.repeat_columns(0)
        self.sheet.set_margins(0.4, 0.4, 0.5, 0.6)
        self.sheet.set_footer("&L&A&RPage &P of &N")

    def _write_cell(self, row: int, index: int, cell: Cell, column: Column) -> None:
        page, get, mixed = self.sheet, self.styles.get, column.kind is ColumnKind.TEXT
        match cell:
            case None | "":
                if column.title == _ANSWER_COLUMN:
                    page.write_blank(row, index, None, get(tint="#FFFBE0"))
            case Week() if cell.day.year >= 1900:
                monday = cell.day - timedelta(days=cell.day.weekday())
                page.write_datetime(row, index, monday, get(_WEEK, left=mixed))
            case date() if cell.year >= 1900:
                page.write_datetime(row, index, cell, get(_DAY, left=mixed))
            case int() | float() if math.isfinite(cell) and abs(cell) < _FIRST_INEXACT:
                pattern = _WHOLE if cell == int(cell) else _PARTS
                pattern = _SHARE if column.kind is ColumnKind.SHARE else pattern
                page.write_number(row, index, cell, get(pattern, left=mixed))
            case Hyperlink() if self._write_link(row, index, cell):
                pass
            case _:
                value = _fit_cell(cell_text(cell, column.kind))
                judges = isinstance(cell, Outcome | Severity | Verdict)
                tint = _TINTS.get(value, "") if judges else ""
                page.write_string(row, index, value, get(tint=tint, quoted=is_formula(value)))

    def _write_link(self, row: int, index: int, link: Hyperlink) -> bool:
        """Write an address that can be followed, if it is one and a sheet can hold it."""
        url = safe_url(link)
        if not url or len(url) > _LONGEST_URL or self.links >= _MOST_LINKS:
            return False
        self.links += 1
        label = _fit_cell(cell_text(link))
        style = self.styles.get(link=True, quoted=is_formula(label))
        self.sheet.write_url(row, index, url, style, label)
        return True


def _fit_cell(words: str) -> str:
    """A text that a cell can hold, with a note where it is cut."""
    units = words.encode("utf-16-le")
    if len(units) <= 2 * _LONGEST_TEXT:
        return words
    note = f" … (cut: {format_number(len(words))} characters)"
    return units[: 2 * (_LONGEST_TEXT - len(note))].decode("utf-16-le", "ignore") + note


def _column_widths(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> list[int]:
    """How wide each column is: as its cells need, up to what is usual for it."""
    widths = []
    for index, column in enumerate(columns):
        # A head is broken between words, and has a button beside it.
        least = max((width(word) for word in cell_text(column.title).split()), default=0) + 4
        cells = [row[index] for row in rows]
        longest = max((width(_displayed_text(cell)) for cell in cells), default=0)
        # Words are broken to fit; a day that does not is shown as ####.
        days = max(
            (width(_displayed_text(c)) for c in cells if isinstance(c, date | Week)), default=-3
        )
        widths.append(min(max(least, min(longest + 2, column.width), days + 3), _WIDEST))
    return widths


def _line_count(cells: Sequence[Cell], wide: Sequence[int]) -> int:
    """About how many lines the tallest cell of a row takes; words are broken between."""
    pairs = ((width(_displayed_text(cell)), room) for cell, room in zip(cells, wide, strict=True))
    return max(1 if needed <= room else math.ceil(1.1 * needed / room) for needed, room in pairs)


def _displayed_text(cell: Cell) -> str:
    """About as long as a cell is shown."""
    match cell:
        case str():
            return clean(cell[:_LONGEST_TEXT])
        case Week():
            return "week of 00 mmm 0000"
        case date():
            return "00 mmm 0000"
        case _:
            return cell_text(cell)


FORMAT = Format(id="xlsx", doc=__doc__, endings=(".xlsx",), render=render, text=False)
