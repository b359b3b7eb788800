"""CSV files and workbooks, as people save them and as nobody should."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from soescan import files
from soescan.errors import InputError
from soescan.files import LIMITS, Document, InputTable
from soescan.files.table import read_table
from soescan.model import Note, Place
from tests.examples import examples


def table(content: bytes | str, ending: str = ".csv", sheet: str = "") -> InputTable:
    raw = content.encode() if isinstance(content, str) else content
    return read_table(raw, f"t{ending}", ending, sheet)


def rows(content: bytes | str) -> list[tuple[str, ...]]:
    return [row.cells for row in table(content).rows]


def lines(found: InputTable) -> list[int]:
    return [row.place.line for row in found.rows]


def notes(found: InputTable) -> list[tuple[str, int, list[str], bool]]:
    return [
        (n.says, n.count, [str(p) for p in n.places], n.rejected) for n in found.notes.as_tuple()
    ]


def refusal(content: bytes | str, ending: str = ".csv", sheet: str = "") -> str:
    with pytest.raises(InputError) as caught:
        table(content, ending, sheet)
    return f"{caught.value} | {caught.value.hint}" if caught.value.hint else str(caught.value)


# --- CSV: how it is delimited and encoded --------------------------------------------------------

WANTED = [("name", "url"), ("Käse, Ltd", "a.example")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\r\r\n"])
def test_any_delimiter_and_any_line_end_will_do(delimiter: str, newline: str) -> None:
    text = f'name{delimiter}url{newline}"Käse, Ltd"{delimiter}a.example{newline}'

    assert rows(text) == WANTED


def test_the_delimiter_is_not_decided_by_a_title_above_the_header() -> None:
    assert rows("Our tools\n\nname;url\nA, B;a.example\n") == [
        ("Our tools",), ("name", "url"), ("A, B", "a.example")
    ]  # fmt: skip


def test_the_first_line_may_name_the_delimiter() -> None:
    found = table('sep=;\nname;url\n"Käse, Ltd";a.example\n')

    assert [row.cells for row in found.rows] == WANTED
    assert lines(found) == [2, 3]


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"],
)
def test_any_usual_encoding_will_do(encoding: str) -> None:
    assert rows('name,url\r\n"Käse, Ltd",a.example\r\n'.encode(encoding)) == WANTED


def test_encodings_that_change_from_line_to_line_are_read_and_reported() -> None:
    found = table("name\nKäse\n".encode() + "Bär\n".encode("cp1252") + "Öl\n".encode())

    assert [row.cells for row in found.rows] == [("name",), ("Käse",), ("Bär",), ("Öl",)]
    assert notes(found) == [("not UTF-8; read as Windows-1252", 1, ["t.csv:3"], False)]


def test_nul_bytes_are_removed_and_reported() -> None:
    found = table(b"name,url\nA\0cme,a.exam\0ple\nB,b.example\n")

    assert [row.cells for row in found.rows] == [
        ("name", "url"), ("Acme", "a.example"), ("B", "b.example")
    ]  # fmt: skip
    assert notes(found) == [("NUL bytes removed", 1, ["t.csv:2"], False)]


def test_signs_that_nobody_sees_are_no_part_of_a_cell() -> None:
    assert rows("name\n\u202eA\u00a0 cme\u200f\ufeff \n\u202e\n") == [("name",), ("A cme",)]


def test_blank_lines_are_no_rows_and_keep_the_count_of_lines() -> None:
    assert lines(table("\n\nname,url\n , \n\nA,\n")) == [3, 6]


def test_an_empty_file_has_no_rows() -> None:
    assert rows("") == rows("\n\n") == rows(b"\xff\xfe") == []


# --- CSV: quotes ---------------------------------------------------------------------------------


def test_a_cell_in_quotes_may_hold_lines_and_the_rows_after_it_know_theirs() -> None:
    found = table('name,url\n"A\n""quoted""\nB",a.example\nC,c.example\n')

    assert [row.cells for row in found.rows] == [
        ("name", "url"), ('A "quoted" B', "a.example"), ("C", "c.example")
    ]  # fmt: skip
    assert lines(found) == [1, 2, 5]


def test_a_quote_inside_a_cell_is_a_sign_like_any_other() -> None:
    assert rows('name,note\n5" Screen,x\nA,"y"\n') == [
        ("name", "note"), ('5" Screen', "x"), ("A", "y")
    ]  # fmt: skip


def test_a_word_in_quotes_at_the_start_of_a_cell_costs_nothing() -> None:
    assert rows('name,url\n"Acme" Mailer,a.example\nB,b.example\n') == [
        ("name", "url"), ("Acme Mailer", "a.example"), ("B", "b.example")
    ]  # fmt: skip


UNCLOSED = "a quote that is never closed; its line is read on its own"


@pytest.mark.parametrize("after", [1, 499, 2_000])
def test_a_quote_that_is_never_closed_costs_nothing_but_itself(after: int) -> None:
    rest = [f"Tool {n},t{n}.example" for n in range(after)]
    found = table('name,url\n"Acme,a.example\n' + "\n".join(rest) + "\n")

    assert [",".join(row.cells) for row in found.rows] == ["name,url", "Acme,a.example", *rest]
    assert lines(found) == list(range(1, after + 3))
    assert notes(found) == [(UNCLOSED, 1, ["t.csv:2"], False)]


@pytest.mark.parametrize("between", [0, 600])
def test_a_quote_by_a_slip_does_not_split_the_quoted_cells_below_it(between: int) -> None:
    rest = [f"Tool {n},t{n}.example\n" for n in range(between)]
    found = table('name,url\n"Acme,a.example\n' + "".join(rest) + '"Käse, Ltd",k.example\n')

    assert found.rows[-1].cells == ("Käse, Ltd", "k.example")
    assert len(found.rows) == 3 + between
    assert notes(found) == [(UNCLOSED, 1, ["t.csv:2"], False)]


def test_a_line_that_is_looked_at_twice_is_reported_once() -> None:
    found = table(b'name,url\n"Acme,a.example\nB\0,b.example\nC\xe9,c.example\n')

    assert [note[:2] for note in notes(found)] == [
        ("NUL bytes removed", 1),
        ("not UTF-8; read as Windows-1252", 1),
        (UNCLOSED, 1),
    ]


# --- CSV: too much -------------------------------------------------------------------------------

TOO_LONG = "left out: a record of more than 1,048,576 bytes or 500 lines"


@pytest.mark.parametrize(
    "record",
    [
        "Big," + "x" * 1_100_000,
        'Big,"' + "x" * 1_100_000 + '"',
        'Big,"' + "x" * 1_100_000 + '\nmore",z',
        'Big,"' + ("x" * 2_000 + "\n") * 600 + '"',
        'Big,"' + "x\n" * 600 + '"',
        'Big,"' + 'say ""x"",\n' * 600 + '",z',
        'Big,"' + "x" * 1_100_000 + '""' + ",\n" * 9 + '"',
        "Big," + '"a' * 600_000,
        "Big," + "," * 1_100_000,
    ],
    ids=["plain", "quoted", "two-lines", "lines", "short-lines", "quotes", "pair", "odd", "commas"],
)
def test_a_record_out_of_all_measure_is_left_out_and_no_other(record: str) -> None:
    found = table(f"name,url\nBefore,b.example\n{record}\nAfter,a.example\n")

    assert [row.cells for row in found.rows] == [
        ("name", "url"), ("Before", "b.example"), ("After", "a.example")
    ]  # fmt: skip
    assert lines(found)[-1] == 4 + record.count("\n")
    assert notes(found) == [(TOO_LONG, 1, ["t.csv:3"], True)]


def test_a_slip_in_a_line_out_of_all_measure_costs_that_line() -> None:
    found = table('name,url\nBig,"' + "x" * 1_100_000 + "\nAfter,a.example\nLast,l.example\n")

    assert [row.cells[0] for row in found.rows] == ["name", "After", "Last"]
    assert notes(found) == [(TOO_LONG, 1, ["t.csv:2"], True)]


def test_a_long_cell_is_cut() -> None:
    found = table(f"name,note\nA,{'x' * (LIMITS.cell + 1)}\nB,{'y' * LIMITS.cell}\n")

    assert [len(row.cells[1]) for row in found.rows] == [4, LIMITS.cell, LIMITS.cell]
    assert notes(found) == [("cut: a cell of more than 10,000 characters", 1, ["t.csv:2"], False)]


def test_columns_beyond_the_last_are_cut_and_counted_where_something_stood_in_them() -> None:
    wide = ",".join("x" * (LIMITS.columns + 1))
    found = table(f"{wide}\n{wide}\nA{',' * 300}\n")

    assert {len(row.cells) for row in found.rows} == {LIMITS.columns}
    assert notes(found) == [("cut: more than 200 columns", 2, ["t.csv:1", "t.csv:2"], False)]


def test_rows_beyond_the_last_are_counted() -> None:
    found = table("name\n" + "".join(f"Tool {n}\n" for n in range(LIMITS.rows + 7)))

    assert len(found.rows) == LIMITS.rows + 1
    assert found.notes.as_tuple() == (
        Note(
            "left out: only the first 10,000 rows are read; split the file",
            7,
            tuple(Place("t.csv", line) for line in (10_002, 10_003, 10_004)),
            rejected=True,
        ),
    )


def test_characters_beyond_the_last_are_counted() -> None:
    found = table("name,note\n" + f"A,{'x' * 9_979}\n" * 1_003)

    assert len(found.rows) == 1_000
    assert [(n.says, n.count) for n in found.notes.as_tuple()] == [
        ("left out: only the first 10,000,000 characters are read; split the file", 4)
    ]


# --- workbooks -----------------------------------------------------------------------------------


def saved(sheets: dict[str, Sequence[Sequence[Any]]], **formats: str) -> bytes:
    """A workbook as openpyxl writes it."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, content in sheets.items():
        sheet = book.create_sheet(title)
        for row in content:
            sheet.append(list(row))
        for cell, code in formats.items():
            sheet[cell].number_format = code
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def replaced(content: bytes, part: str, old: str, new: str) -> bytes:
    """The same archive with a change in one part; `old` is a regular expression."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(made, "w") as target:
        for info in source.infolist():
            data = source.read(info)
            if info.filename == part:
                data, count = re.subn(old.encode(), new.encode(), data)
                assert count
            target.writestr(info.filename, data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def workbook(sheet_data: str) -> bytes:
    """A workbook whose one sheet is written by hand, after a header and a good row."""
    made = saved({"S": [("name", "url"), ("Good", "g.example")]})
    return replaced(made, "xl/worksheets/sheet1.xml", "</sheetData>", f"{sheet_data}</sheetData>")


def sharing(content: bytes, *texts: str) -> bytes:
    """The same workbook with texts that cells can share, as most programs write them."""
    relation = (
        '<Relationship Id="rIdT" Type="http://x/sharedStrings" Target="/xl/sharedStrings.xml"/>'
    )
    made = replaced(
        content, "xl/_rels/workbook.xml.rels", "</Relationships>", f"{relation}</Relationships>"
    )
    file = io.BytesIO(made)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        items = "".join(f"<si>{text}</si>" for text in texts)
        archive.writestr("xl/sharedStrings.xml", f"<sst>{items}</sst>")
    return file.getvalue()


def text_cell(text: str, reference: str = "") -> str:
    at = f' r="{reference}"' if reference else ""
    return f'<c{at} t="inlineStr"><is><t>{text}</t></is></c>'


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1.20", "1.20"),
        ("NO", "NO"),
        (1200, "1200"),
        (1200.0, "1200"),
        (1.1, "1.1"),
        (-0.5, "-0.5"),
        (1e20, "1e+20"),
        (True, "true"),
        (False, "false"),
        (date(2026, 11, 22), "2026-11-22"),
        (datetime(2026, 11, 22, 22, 30), "2026-11-22T22:30:00"),  # noqa: DTZ001
        (time(22, 30), "22:30:00"),
        (date(1900, 2, 28), "1900-02-28"),
        (date(1900, 3, 1), "1900-03-01"),
        ("#N/A", "#N/A"),
        ("a <b> & 'c'", "a <b> & 'c'"),
        ("two\nlines", "two lines"),
        ("\U0001f600", "\U0001f600"),
    ],
)
def test_a_typed_cell_is_what_a_person_would_type(value: Any, text: str) -> None:
    found = table(saved({"S": [("name", "value"), ("A", value)]}), ".xlsx")

    assert [row.cells for row in found.rows] == [("name", "value"), ("A", text)]


def test_cells_without_a_value_are_blank() -> None:
    found = table(saved({"S": [("a", "b", "c"), (None, "x", None), (None, None, None)]}), ".xlsx")

    assert [row.cells for row in found.rows] == [("a", "b", "c"), ("", "x")]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("dd/mm/yyyy", "2026-11-22"),
        ("[$-409]d\\ mmm\\ yy;@", "2026-11-22"),
        ("[h]:mm", "2026-11-22"),
        ("General", "46348"),
        ("#,##0.00", "46348"),
        ('0 "days"', "46348"),
        ('"$"#,##0_);[Red]("$"#,##0)', "46348"),
    ],
)
def test_the_format_of_a_cell_tells_a_date_from_a_number(code: str, text: str) -> None:
    found = table(saved({"S": [("name",), (46348,)]}, A2=code), ".xlsx")

    assert found.rows[1].cells == (text,)


def test_days_may_be_counted_from_1904() -> None:
    content = saved({"S": [("on",), (date(2026, 11, 22),)]})
    shifted = replaced(content, "xl/workbook.xml", "<workbookPr ?/>", '<workbookPr date1904="1"/>')

    assert table(shifted, ".xlsx").rows[1].cells == ("2030-11-23",)


def test_cells_may_share_their_texts() -> None:
    rich = "<r><t>Ac</t></r><r><t>me</t></r><rPh sb='0' eb='1'><t>spoken</t></rPh>"
    content = sharing(
        workbook(
            '<row><c t="s"><v>1</v></c><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>'
            '<row><c t="s"><v>2</v></c><c t="s"><v>3</v></c><c t="s"/><c><v>9</v></c></row>'
        ),
        "<t>a.example</t>",
        rich,
        "<t/>",
    )

    assert [row.cells for row in table(content, ".xlsx").rows[2:]] == [
        ("Acme", "a.example", "Acme"), ("", "", "", "9")
    ]  # fmt: skip


def test_pieces_of_rich_text_are_one_text_and_how_it_is_spoken_is_none() -> None:
    pieces = "<is><r><t>東</t></r><r><t>京</t></r><rPh sb='0' eb='1'><t>トウキョウ</t></rPh></is>"

    found = table(workbook(f'<row><c t="inlineStr">{pieces}</c></row>'), ".xlsx")

    assert found.rows[-1].cells == ("東京",)


def test_elements_may_have_a_prefix() -> None:
    content = workbook("")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        plain = archive.read(SHEET).decode()
    prefixed = plain.replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")
    prefixed = prefixed.replace("xmlns=", "xmlns:x=")

    found = table(replaced(content, SHEET, plain, prefixed), ".xlsx")

    assert [row.cells for row in found.rows] == [("name", "url"), ("Good", "g.example")]


TWO: dict[str, Sequence[Sequence[Any]]] = {
    "Notes": [("a",)],
    "Wishlist": [("Our tools",), (), ("name", "url"), ("Acme", "a.example")],
}


def test_a_sheet_is_read_by_name_with_the_lines_it_has_in_the_workbook() -> None:
    found = table(saved(TWO), ".xlsx", "Wishlist")

    assert [(str(row.place), row.cells) for row in found.rows] == [
        ("t.xlsx!Wishlist:1", ("Our tools",)),
        ("t.xlsx!Wishlist:3", ("name", "url")),
        ("t.xlsx!Wishlist:4", ("Acme", "a.example")),
    ]
    assert notes(found) == []


def test_without_a_name_the_first_sheet_is_read_and_the_others_are_mentioned() -> None:
    found = table(saved(TWO), ".xlsx")

    says = "read the first of 2 sheets, 'Notes'; --sheet names another"
    assert (found.name, notes(found)) == ("t.xlsx!Notes", [(says, 1, ["t.xlsx"], False)])


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are() -> None:
    assert refusal(saved(TWO), ".xlsx", "Wishlst") == (
        "t.xlsx: expected a sheet 'Wishlst', found 'Notes', 'Wishlist' | did you mean 'Wishlist'?"
    )


def test_a_csv_file_has_no_sheets() -> None:
    assert refusal("a,b\n", sheet="S") == "t.csv: expected a workbook with a sheet 'S', found CSV"


def test_a_workbook_is_known_by_its_content() -> None:
    assert table(saved({"S": [("name",)]}), ".csv").rows[0].cells == ("name",)


def test_a_formula_has_the_value_it_was_saved_with() -> None:
    stored = (
        '<row r="3"><c r="A3"><v>7</v></c><c r="B3" t="str"><f>A3&amp;""</f><v>seven</v></c></row>'
    )
    empty = '<row r="4"><c r="A4"><v>8</v></c><c r="B4"><f>A4*2</f></c></row>'

    found = table(workbook(stored + empty), ".xlsx")

    assert [row.cells for row in found.rows[2:]] == [("7", "seven"), ("8", "#VALUE!")]
    assert notes(found) == [
        ("a formula; read the value it had when the file was saved", 1, ["t.xlsx!S:3"], False),
        ("a formula without a value; what it says is not known", 1, ["t.xlsx!S:4"], False),
    ]


def test_a_formula_that_no_program_has_calculated_says_what_is_not_known() -> None:
    found = table(saved({"S": [("name", "url"), ("A", '="https://" & "a.example"')]}), ".xlsx")

    assert found.rows[1].cells == ("A", "#VALUE!")
    assert [note[0] for note in notes(found)] == [
        "a formula without a value; what it says is not known"
    ]


def test_a_formula_that_gives_an_empty_text_is_blank() -> None:
    empty = '<row r="3"><c r="A3"><v>7</v></c><c r="B3" t="str"><f>IF(1,"",A3)</f><v></v></c></row>'
    assert table(workbook(empty), ".xlsx").rows[-1].cells == ("7",)


def test_rows_that_share_a_cell_have_what_stands_in_it() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (("Product", "Status"), ("A", "Denied"), ("B", None), ("C", "Approved")):
        sheet.append(row)
    sheet.merge_cells("B2:B3")
    stream = io.BytesIO()
    book.save(stream)
    found = table(stream.getvalue(), ".xlsx")
    assert [row.cells for row in found.rows[1:]] == [
        ("A", "Denied"),
        ("B", "Denied"),
        ("C", "Approved"),
    ]


# --- workbooks that are not what they promise ----------------------------------------------------


def test_a_row_says_where_it_stands_and_nothing_is_made_up_before_it() -> None:
    last = f'<row r="1048576">{text_cell("Last")}</row><row r="2000000000">{text_cell("Far")}</row>'
    back = f'<row r="2">{text_cell("Back")}</row><row>{text_cell("Next")}</row>'

    found = table(workbook(last + back), ".xlsx")

    assert [(row.place.line, row.cells[0]) for row in found.rows[2:]] == [
        (1_048_576, "Last"), (1_048_577, "Far"), (2, "Back"), (3, "Next")
    ]  # fmt: skip


def test_a_cell_far_to_the_right_is_cut_and_counted() -> None:
    found = table(workbook(f"<row>{text_cell('A')}{text_cell('far', 'XFD3')}</row>"), ".xlsx")

    assert found.rows[-1].cells == ("A", *[""] * (LIMITS.columns - 1))
    assert notes(found) == [("cut: more than 200 columns", 1, ["t.xlsx!S:3"], False)]


@pytest.mark.slow
def test_one_long_text_in_many_cells_fills_the_table_and_not_the_memory() -> None:
    copies = ("<row>" + "<c t='s'><v>0</v></c>" * 200 + "</row>") * 300

    found = table(sharing(workbook(copies), f"<t>{'x' * 10_001}</t>"), ".xlsx")

    assert sum(len(cell) for row in found.rows for cell in row.cells) <= LIMITS.characters
    assert [(n.says, n.count) for n in found.notes.as_tuple()] == [
        ("cut: a cell of more than 10,000 characters", 800),
        ("left out: only the first 10,000,000 characters are read; split the file", 296),
    ]


@pytest.mark.slow
def test_a_bomb_is_refused_by_what_it_says_of_itself() -> None:
    content = workbook(f"<row>{text_cell('0' * (LIMITS.inflated + 1))}</row>")

    assert len(content) < 1 << 20
    assert refusal(content, ".xlsx") == (
        "t.xlsx: xl/worksheets/sheet1.xml: expected at most 64 MiB unpacked, found 64 MiB"
    )


@pytest.mark.slow
def test_a_bomb_that_lies_about_its_size_is_broken() -> None:
    content = workbook(f"<row>{text_cell('0' * (LIMITS.inflated + 1))}</row>")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo(SHEET).file_size.to_bytes(4, "little")

    found = refusal(content.replace(size, (900).to_bytes(4, "little")), ".xlsx")

    assert found.startswith("t.xlsx: expected an XLSX workbook, found a broken one (")


def test_styles_without_end_are_refused() -> None:
    content = replaced(
        workbook(""), "xl/styles.xml", "<cellXfs", f"<x>{'<y/>' * 3_000_000}</x><cellXfs"
    )

    assert refusal(content, ".xlsx") == (
        "t.xlsx: xl/styles.xml: expected at most 8 MiB unpacked, found 11 MiB"
    )


def test_a_comment_without_end_is_not_kept_in_memory() -> None:
    found = refusal(workbook(f"<!--{'x' * (20 << 20)}-->"), ".xlsx")

    assert found == "t.xlsx: expected an XLSX workbook, found a broken one (ValueError)"


def test_more_parts_than_a_workbook_has_are_refused() -> None:
    made = io.BytesIO(workbook(""))
    with zipfile.ZipFile(made, "a") as archive:
        for number in range(2_001):
            archive.writestr(f"xl/media/{number}", b"")

    assert refusal(made.getvalue(), ".xlsx") == (
        "t.xlsx: expected a workbook of at most 2000 parts, found more"
    )


def test_a_document_type_is_refused() -> None:
    entities = '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet'

    found = refusal(replaced(workbook(""), SHEET, "<worksheet", entities), ".xlsx")

    assert found == "t.xlsx: expected no document type, found one in 'xl/worksheets/sheet1.xml'"


@pytest.mark.parametrize(
    ("content", "ending", "says"),
    [
        (b"name,url\n", ".xlsx", "expected an XLSX workbook, found another kind of file"),
        (b"PK\x03\x04 and no more", ".xlsx", "found a broken one (BadZipFile)"),
        (saved({"S": [("a",)]})[:-200], ".xlsx", "found a broken one (BadZipFile)"),
        (workbook("<row><c>"), ".xlsx", "found a broken one (ExpatError)"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
            ".xlsx",  # what Excel makes of a workbook with a password
            "found an old or protected file | save it as XLSX or CSV, without a password",
        ),
    ],
)
def test_what_is_no_workbook_is_refused(content: bytes, ending: str, says: str) -> None:
    assert refusal(content, ending).startswith("t.xlsx: expected ")
    assert refusal(content, ending).endswith(says)


def test_an_archive_without_a_workbook_is_refused() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("hello.txt", "hello")

    assert refusal(made.getvalue()) == (
        "t.csv: expected XLSX, ODS or CSV, found an archive of other files"
        " | unpack it and name the file that is meant"
    )


# --- which kind of file --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("x.csv", "schema: 1\n", InputTable),
        ("x.txt", "name,url\n", InputTable),
        ("x.txt", "schema: soescan/proposal@1\n", Document),
        ("x.txt", "# mine\n\nschema: soescan/proposal@1\n", Document),
        ("x", ' [{"name": "A"}]', Document),
        ("x.YAML", "- A\n", Document),
    ],
)
def test_the_name_decides_and_then_the_content(
    name: str, content: str, kind: type, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")

    assert type(files.read(tmp_path / name)) is kind


# --- laws ----------------------------------------------------------------------------------------

CELLS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=8)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=6))
def test_what_a_spreadsheet_writes_is_read_as_it_was(written: list[list[str]]) -> None:
    import csv

    file = io.StringIO()
    csv.writer(file).writerows([["name", "url"], *written])

    assert rows(file.getvalue()) == [("name", "url"), *map(tuple, written)]


SOUP = st.text(alphabet='a",;\n\r\t |\0é\ufeff=', max_size=80).map(str.encode)


@settings(max_examples=examples(300))
@given(st.binary(max_size=120) | SOUP)
@example(b'"')
@example(b"\xff\xfe\x00")
@example(b'sep="\n')
def test_whatever_the_bytes_a_csv_file_is_read(content: bytes) -> None:
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
        return  # workbooks, new and old
    found = table(content)

    assert all(any(row.cells) for row in found.rows)
    assert lines(found) == sorted(set(lines(found)))


WORKBOOK = workbook('<row r="3"><c r="A3"><v>7</v></c><c><f>A3</f><v>1</v></c></row>')


def outcome(content: bytes) -> str:
    """Why a workbook was refused, or that it was not."""
    try:
        table(content, ".xlsx")
    except InputError as error:
        return str(error)
    return "read"


@settings(max_examples=examples(200))
@given(
    st.lists(
        st.tuples(st.integers(0, len(WORKBOOK) - 1), st.integers(0, 255)), min_size=1, max_size=6
    ),
    st.integers(30, len(WORKBOOK)),
)
def test_whatever_happens_to_a_workbook_it_is_read_or_refused(
    changes: list[tuple[int, int]], length: int
) -> None:
    content = bytearray(WORKBOOK)
    for at, byte in changes:
        content[at] = byte

    says = outcome(bytes(content[:length]))

    assert says == "read" or says.startswith("t.xlsx: ")


@pytest.mark.slow
@settings(max_examples=examples(200))
@given(st.text(alphabet="<>/crvfist=\"' 019ASé&;", max_size=60))
def test_whatever_a_sheet_holds_it_is_read_or_refused(inside: str) -> None:
    says = outcome(workbook(inside))

    assert says == "read" or "found a broken one" in says


@pytest.mark.slow
@pytest.mark.parametrize("line", ["a,b,c\n", '"a,b\n', "\n", "a\r\n", ',"\n'], ids=repr)
def test_a_file_of_any_number_of_lines_is_read_so_far_and_no_further(line: str) -> None:
    """Work is bounded by the lines that are looked at, whatever stands in them."""
    at_most = LIMITS.lines
    table = read_table(('name\n"open\n' + line * (at_most + 50)).encode(), "a.csv", ".csv", "")
    assert len(table.rows) <= LIMITS.rows + 1
    if line.strip():
        rejected = [note for note in table.notes.as_tuple() if note.rejected]
        assert any("are read; split the file" in note.says for note in rejected)
        assert sum(note.count for note in rejected) + len(table.rows) <= at_most + 60
