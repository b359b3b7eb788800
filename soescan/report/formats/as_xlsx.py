"""A workbook: the first page, what is printed, and a sheet of details for each further table.

Looks at: the whole report. Sheets with a blue tab are printed, few pages in all; those with a grey
tab are for the screen: to filter, to fill in and to keep.

Why it matters: dates sort as dates, addresses can be followed, and answers have a column.

Cannot show: pictures; texts beyond what a cell holds, which are cut and say so.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from soescan.dates import format_date
from soescan.model import Report
from soescan.report.first_page import build_first_page
from soescan.report.format import Audience, Format, RenderOptions
from soescan.report.tables import (
    Cell,
    TableData,
    TableSpec,
    approvals,
    headline,
    list_tables,
)
from soescan.report.tables.cells import select_columns
from soescan.report.tables.wording import count_if_many, join_names, join_tools
from soescan.report.text import truncate
from soescan.report.xlsx import first_sheet
from soescan.report.xlsx.cell_formats import CellFormats
from soescan.report.xlsx.first_sheet import FirstSheet
from soescan.report.xlsx.measures import LINE_HEIGHT, count_lines
from soescan.report.xlsx.print_layout import PRINTED
from soescan.report.xlsx.table_sheet import TableSheet

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

_ALWAYS_SHOWN = (
    *("summary", "tools", "gaps", "questions", "approvals", "costs", "evidence", "subprocessors"),
)
"""Sheets that procurement looks for, also when there is nothing to show."""
KINDS = TableSpec(
    id="kinds",
    title="Steps by kind",
    description=approvals.KINDS_DESCRIPTION,
    when_empty="",
    build=approvals.steps_by_kind,
)
"""A line for each kind of step: what is printed of the approvals."""
_TOOL_COLUMNS = ("For", "Tools")
_DIRECTORY = ("Sheet", "Rows", "Shows", "Printed")


def render(report: Report, options: RenderOptions) -> Iterator[bytes]:
    """The workbook; its bytes depend on the report and on whom it is for."""
    from xlsxwriter.workbook import Workbook  # type: ignore[import-untyped]

    audience = options.audience or Audience.PROCUREMENT
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
    styles = CellFormats(book)
    about = f", as of {format_date(report.as_of)}"
    page = book.add_worksheet(first_sheet.TITLE)
    FirstSheet(page, styles).write(build_first_page(report, audience), about)
    shown = [*list_sheets(report, audience)]
    # Sheets keep their names, for other workbooks refer to them by these.
    writers = [TableSheet(book.add_worksheet(spec.title[:31]), styles, about) for spec, _ in shown]
    for writer, (spec, table) in zip(writers, shown, strict=True):
        writer.write(spec, table)
    _write_directory(writers, styles, shown)
    book.close()
    yield out.getvalue()


def list_sheets(report: Report, audience: Audience) -> Iterator[tuple[TableSpec, TableData]]:
    """The tables of the workbook in its order: the summary, those that are printed, the details."""
    specs = [*list_tables(audience), KINDS]
    names = [a.tool.name for a in report.assessments]
    specs.sort(key=lambda spec: (spec.id != "summary", spec.id not in PRINTED))
    for spec in specs:
        table = arrange_table(spec, spec.build(report), names)
        if table.rows or spec.id in _ALWAYS_SHOWN:
            yield spec, table


def arrange_table(spec: TableSpec, table: TableData, tools: Sequence[str]) -> TableData:
    """A table with the columns in front that are printed; a list of nearly all `tools` says so."""
    rule = PRINTED.get(spec.id)
    if rule is None:
        return table
    titles = [column.title for column in table.columns]
    if rule.columns:
        table = select_columns(table, list(dict.fromkeys((*rule.columns, *titles))))
    lists = {n for n, c in enumerate(table.columns) if c.title in _TOOL_COLUMNS}
    every = join_tools(tools).split("; ")
    rows = tuple(
        tuple(_shorten_list(c, every) if n in lists else c for n, c in enumerate(row))
        for row in table.rows
    )
    return replace(table, rows=rows)


_MOST_MISSING = 5
"""Tools that a long list lacks, and that are named instead of the others."""


def _shorten_list(cell: Cell, every: Sequence[str]) -> Cell:
    """A long list of tools that names nearly all of them, by those that it lacks."""
    if not isinstance(cell, str) or count_if_many(cell) == cell:
        return cell
    named = set(cell.split("; "))
    missing = [name for name in every if name not in named]
    if len(missing) > _MOST_MISSING or not named.issubset(every):
        return cell
    return f"all {len(every)} tools" + (f" but {join_names(missing)}" if missing else "")


def _write_directory(
    writers: Sequence[TableSheet],
    styles: CellFormats,
    shown: Sequence[tuple[TableSpec, TableData]],
) -> None:
    """What is in the workbook, below the summary, to jump to; the summary is its first table."""
    page: Worksheet = writers[0].sheet
    row = len(shown[0][1].rows) + 2
    for column, title in enumerate(_DIRECTORY):
        page.write_string(row, column, title, styles.get(head=True))
    page.set_column(3, 3, 24)
    for writer, (spec, table) in zip(writers, shown, strict=True):
        row += 1
        target = f"internal:'{spec.title[:31]}'!A1"
        page.write_url(row, 0, target, styles.get(link=True), spec.title)
        page.write_number(row, 1, len(table.rows), styles.get(left=True))
        page.write_string(row, 2, spec.description, styles.get())
        page.write_string(row, 3, _word_print(spec, writer, len(table.rows)), styles.get())
        page.set_row(row, LINE_HEIGHT * count_lines([spec.description], [60]))


def _word_print(spec: TableSpec, writer: TableSheet, rows: int) -> str:
    if spec.id not in PRINTED:
        return "no: details for the screen"
    if writer.printed_rows < rows:
        return f"the first {writer.printed_rows} rows"
    return "yes"


FORMAT = Format(id="xlsx", doc=__doc__, endings=(".xlsx",), render=render, text=False)
