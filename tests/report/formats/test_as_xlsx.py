"""The workbook: typed cells, links, filters, and limits that are said where they are met."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from soescan.model import Chance, Gap, Outcome, Plan, Question, Report, Supplier, Tool
from soescan.report import Audience, RenderOptions, find_format
from soescan.report.first_page import build_first_page
from soescan.report.formats import as_xlsx
from soescan.report.tables import find_table
from soescan.report.tables.questions import all_questions
from soescan.report.xlsx import print_layout, table_sheet
from tests.report import factories


def written(report: Report, audience: Audience | None = None) -> bytes:
    pieces = find_format("xlsx").render(report, RenderOptions(audience=audience))
    return b"".join(bytes(p) for p in pieces)  # type: ignore[arg-type]


def opened(report: Report, audience: Audience | None = None) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(written(report, audience)))


@cache
def example() -> Workbook:
    """The workbook of the example; nobody changes it."""
    return opened(factories.example())


def column(sheet: Worksheet, title: str) -> list[Any]:
    """The cells below a head."""
    heads = {cell.value: cell.column for cell in sheet[1]}
    return [
        row[0] for row in sheet.iter_rows(min_row=2, min_col=heads[title], max_col=heads[title])
    ]


def test_procurement_finds_its_sheets_also_when_they_are_empty() -> None:
    book = opened(factories.report())
    expected = ["Summary", "Tools", "Gaps", "Questions", "Approvals", "Costs and terms"]
    assert set(expected) | {"Subprocessors", "Evidence"} <= set(book.sheetnames)
    assert "Load" not in book.sheetnames
    assert book["Gaps"]["A2"].value == "No tool is known to conflict with a standard."


@pytest.mark.slow
def test_sheets_are_in_the_readers_order_and_keep_their_names() -> None:
    example = factories.example()
    names = {audience: opened(example, audience).sheetnames for audience in (None, *Audience)}
    assert names[None] == names[Audience.PROCUREMENT]
    first = ["First page", "Summary"]
    assert names[None][:4] == [*first, "Costs and terms", "Tools"]
    assert names[Audience.IT][:5] == [*first, "Tools", "Tools in use", "Gaps"]
    assert {frozenset(found) for found in names.values()} == {frozenset(names[None])}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["Tools", "Costs and terms", "Approvals", "Evidence"])
def test_heads_stay_in_sight_rows_can_be_filtered_and_pages_printed(name: str) -> None:
    sheet = example()[name]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref.startswith("A1:")
    assert sheet.auto_filter.ref.endswith(str(sheet.max_row))
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.fitToHeight == 0
    sized = [
        (one.max or 0) - (one.min or 0) + 1 for one in sheet.column_dimensions.values() if one.width
    ]
    assert sum(sized) == sheet.max_column


def test_dates_are_dates_and_shares_are_percent() -> None:
    book = example()
    earliest = [cell for cell in column(book["Tools"], "Earliest") if cell.value]
    assert {type(cell.value) for cell in earliest} == {datetime}
    assert {cell.number_format for cell in earliest} == {"d mmm yyyy"}
    chance = column(book["Chances"], "Chance")[0]
    assert 0 < chance.value < 1
    assert chance.number_format == "0%"


def test_days_and_weeks_have_the_room_that_they_need() -> None:
    """A spreadsheet shows #### for a day that does not fit."""
    sure, unsure = factories.tool_plan("A"), factories.tool_plan("B", illustrative=True)
    tools = [factories.assessment(name, Outcome.FITS) for name in "AB"]
    sheet = opened(factories.report(*tools, plan=Plan((sure, unsure))))["Tools"]
    (place,) = (cell.column for cell in sheet[1] if cell.value == "P50")
    sizes = sheet.column_dimensions.values()
    (wide,) = (one.width for one in sizes if (one.min or 0) <= place <= (one.max or 0))
    assert wide > len("week of 28 Jan 2027") + 2


def test_a_week_is_its_monday_and_says_that_it_is_a_week() -> None:
    plan = Plan(
        (factories.tool_plan("A", date(2027, 1, 14), date(2027, 1, 29), illustrative=True),)
    )
    sheet = opened(factories.report(factories.assessment("A", Outcome.FITS), plan=plan))["Tools"]
    (cell,) = column(sheet, "Earliest")
    assert cell.value.date() == date(2027, 1, 11)
    assert cell.number_format == '"week of" d mmm yyyy'


def test_a_day_before_there_were_spreadsheets_is_text() -> None:
    wish = Chance("live by the wish date", date(1899, 5, 1), 0)
    plan = Plan((factories.tool_plan("A", wish=wish),))
    (cell, *_) = column(opened(factories.report(plan=plan))["Chances"], "By")
    assert cell.value == "1899-05-01"


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 10.0**20, 12345678901234567890])
def test_a_number_that_a_spreadsheet_cannot_hold_is_text(number: float) -> None:
    facts = (factories.fact("contract.notice_days", number),)
    sheet = opened(factories.report(factories.assessment("A", Outcome.FITS, facts=facts)))[
        "Costs and terms"
    ]
    values = [cell.value for cell in sheet[2] if cell.value is not None]
    assert str(number if isinstance(number, int) or number != 10.0**20 else 10**20) in values


@pytest.mark.parametrize(
    ("url", "followed"),
    [
        ("https://a.example/x?y=1#z", True),
        ("http://a.example", True),
        ("a.example", False),
        ("tools.csv:3", False),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("internal:'Gaps'!A1", False),
        ("external:c:\\temp\\x.xlsx", False),
        ("mailto:jo@a.example", False),
        ("https://a.example/" + "x" * 2_100, False),
        ("https:// a.example", False),
        ("https://[broken", False),
    ],
)
def test_only_addresses_of_the_web_can_be_followed(url: str, followed: bool) -> None:
    sheet = opened(factories.report(factories.assessment("A", Outcome.FITS, tool=Tool("A", url))))[
        "Tools"
    ]
    (cell,) = column(sheet, "Address")
    assert cell.value == url
    assert (cell.hyperlink is not None) is followed


def test_links_beyond_what_a_sheet_holds_are_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_sheet, "MOST_LINKS", 2)
    gaps = tuple(Gap("dpa", f"https://a.example/{n}", "blocked") for n in range(4))
    sheet = opened(factories.report(factories.assessment("A", Outcome.FITS, gaps=gaps)))["Unread"]
    cells = column(sheet, "Where")
    assert [cell.hyperlink is not None for cell in cells] == [True, True, False, False]
    assert [cell.value for cell in cells] == [gap.url for gap in gaps]


def test_rows_beyond_what_a_sheet_holds_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_sheet, "MOST_ROWS", 5)
    gaps = tuple(Gap("dpa", f"https://a.example/{n}", "blocked") for n in range(7))
    sheet = opened(factories.report(factories.assessment("A", Outcome.FITS, gaps=gaps)))["Unread"]
    assert sheet.max_row == 5
    assert sheet["A5"].value == "4 more rows do not fit on a sheet; JSON holds them all."


def test_a_text_longer_than_a_cell_says_that_it_is_cut() -> None:
    one = factories.assessment("A", Outcome.FITS, says="😀" * 40_000)
    (cell,) = column(opened(factories.report(one))["Tools"], "Because")
    assert cell.value.endswith("… (cut: 40000 characters)")
    assert len(cell.value.encode("utf-16-le")) <= 2 * 32_767


def test_what_begins_like_a_formula_stays_text_when_somebody_edits_it() -> None:
    one = factories.assessment("=1+1", Outcome.FITS)
    (cell,) = column(opened(factories.report(one))["Tools"], "Tool")
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=1+1", "s", True)


def test_procurement_can_write_answers_beside_the_questions() -> None:
    sheet = example()["Questions"]
    answers = column(sheet, "Answer")
    assert len(answers) == len(list(all_questions(factories.example())))
    assert {cell.value for cell in answers} == {None}
    assert {cell.fill.fgColor.rgb for cell in answers} == {"FFFFFBE0"}


def test_the_summary_leads_to_every_sheet() -> None:
    book = example()
    links = [
        c.hyperlink.location for row in book["Summary"].iter_rows() for c in row if c.hyperlink
    ]
    assert links == [f"'{name}'!A1" for name in book.sheetnames[1:]]


def test_properties_and_archive_are_as_old_as_the_report() -> None:
    content = written(replace(factories.report(), title="Spring <launch>"))
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.properties.created.isoformat() == "2026-11-23T00:00:00"
    assert book.properties.modified == book.properties.created
    assert book.properties.creator == "soescan"
    assert book.properties.title == "Spring <launch>"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


# --- the first page ------------------------------------------------------------------------------


def texts(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_the_first_sheet_is_the_first_page_on_one_sheet_of_paper() -> None:
    page = build_first_page(factories.example(), Audience.PROCUREMENT)
    sheet = example().worksheets[0]
    said = texts(sheet)
    assert said[:3] == [page.title, page.answer, page.basis]
    tools = [line.tool for group in page.groups for line in group.lines]
    assert set(tools) <= set(said)
    assert {action.does for action in page.actions} <= set(said)
    assert {change.what for change in page.changes} <= set(said)
    setup = sheet.page_setup
    assert (setup.orientation, setup.paperSize) == ("portrait", 9)
    assert (setup.fitToWidth or 1, setup.fitToHeight or 1) == (1, 1)
    assert sheet.print_area == f"'First page'!$A$1:$L${sheet.max_row}"


def test_many_tools_are_grouped_on_the_first_sheet() -> None:
    tools = [factories.assessment(f"T{number}", Outcome.FITS) for number in range(25)]
    said = texts(opened(factories.report(*tools)).worksheets[0])
    assert "Go ahead (25)" in said
    assert "T0, T1, T2 and 22 more" in said
    assert "Side by side: 8 of 25 tools" in said


@pytest.mark.parametrize("name", ["=1+1", "@SUM(1)", "a\x00b", "x" * 40_000, ""])
def test_the_first_sheet_holds_what_names_say_as_text(name: str) -> None:
    sheet = opened(factories.report(factories.assessment(name, Outcome.FITS))).worksheets[0]
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert kinds == {"s"}
    formulas = [
        cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith(("=", "@"))
    ]
    assert all(cell.quotePrefix for cell in formulas)


# --- on paper ------------------------------------------------------------------------------------


def tab_color(sheet: Worksheet) -> str:
    color = sheet.sheet_properties.tabColor
    assert color
    return str(color.rgb)


def footer(sheet: Worksheet) -> str:
    """What stands below each page on the left."""
    assert sheet.oddFooter
    return str(sheet.oddFooter.left.text)


def test_details_are_for_the_screen_and_print_no_page() -> None:
    book = example()
    for sheet in book.worksheets[1:]:
        printed = tab_color(sheet) == "FF23395B"
        assert (sheet.print_area != f"'{sheet.title}'!$XFD$1") is printed
        assert sheet["XFD1"].value is None
    details = ["Summary", "Approvals", "Evidence", "Standards"]
    assert {tab_color(book[name]) for name in details} == {"FFA0A8B4"}


def test_what_is_to_be_printed_is_there() -> None:
    for name, rule in print_layout.PRINTED.items():
        spec = as_xlsx.KINDS if name == "kinds" else find_table(name)
        titles = {column.title for column in spec.build(factories.report()).columns}
        assert titles >= set(rule.columns), name


def test_what_is_printed_stands_in_front_and_footers_name_the_day() -> None:
    book = example()
    heads = [cell.value for cell in book["Tools"][1]]
    assert heads[:6] == ["Tool", "Outcome", "Outlook", "Because", "Earliest", "P80"]
    footers = {footer(sheet) for sheet in book.worksheets}
    assert footers == {"&A, as of Mon 23 Nov 2026"}


def test_a_sheet_that_is_longer_than_its_pages_says_how_much_is_printed() -> None:
    questions = tuple(
        Question(Supplier.VENDOR, f"{number} Is it so? " * 40, tools=("A",)) for number in range(60)
    )
    one = factories.assessment("A", Outcome.FITS)
    book = opened(replace(factories.report(one), questions=questions))
    sheet = book["Questions"]
    rows = int(sheet.print_area.rpartition("$")[2]) - 1
    assert 0 < rows < 60
    assert f": the first {rows} of 60 rows" in footer(sheet)
    shown = {row[0].value: row[3].value for row in book["Summary"].iter_rows() if row[0].value}
    assert shown["Questions"] == f"the first {rows} rows"
    assert shown["Evidence"] == "no: details for the screen"


def test_a_long_list_that_names_all_tools_says_so() -> None:
    names = [f"T{number}" for number in range(25)]
    tools = [factories.assessment(name, Outcome.FITS) for name in names]
    asked = [tuple(names), tuple(names[2:]), tuple(names[:15])]
    questions = tuple(Question(Supplier.VENDOR, str(n), tools=t) for n, t in enumerate(asked))
    book = opened(replace(factories.report(*tools), questions=questions))
    assert [cell.value for cell in column(book["Questions"], "For")] == [
        "all 25 tools",
        "all 25 tools but T0 and T1",
        "; ".join(names[:15]),
    ]


def test_pages_are_filled_with_the_head_on_each() -> None:
    heights, widths = [15.0] * 100, [40, 40]
    pages = print_layout.paginate(heights, 15, widths)
    assert sum(pages) == 100
    assert len(set(pages[:-1])) == 1
    assert print_layout.count_printed_rows(heights, 15, widths, 1) == pages[0]
    assert print_layout.count_printed_rows(heights, 15, widths, 0) == 100
    assert print_layout.count_printed_rows([], 15, widths, 1) == 0
    assert print_layout.paginate([5_000.0] * 3, 15, widths) == [1, 1, 1]
