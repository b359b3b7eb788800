"""OpenDocument spreadsheets, and other files that people take for workbooks."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import openpyxl
import pytest

from soescan.errors import InputError
from soescan.files import InputTable
from soescan.files.table import read_table

NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:x:{prefix}"' for prefix in ("office", "table", "text", "style", "xlink")
)


def archive(**parts: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as written:
        for name, text in parts.items():
            written.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return made.getvalue()


def ods(*tables: str, styles: str = "", manifest: str = "<m/>") -> bytes:
    return archive(
        mimetype="application/vnd.oasis.opendocument.spreadsheet",
        content_dot_xml=f"<office:document {NAMESPACES}><office:automatic-styles>{styles}"
        f"</office:automatic-styles>{''.join(tables)}</office:document>",
        **{"META-INF__manifest_dot_xml": manifest},
    )


def sheet(name: str, *rows: str, style: str = "") -> str:
    return (
        f'<table:table table:name="{name}" table:style-name="{style}">'
        + "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
        + '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="1024"/></table:table-row></table:table>'
    )


def cell(text: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


HEADER = cell("Tool") + cell("Website")


def read(content: bytes, ending: str = ".ods", sheet_name: str = "") -> InputTable:
    return read_table(content, f"t{ending}", ending, sheet_name)


def refusal(content: bytes, ending: str = ".ods") -> str:
    with pytest.raises(InputError) as caught:
        read(content, ending)
    return f"{caught.value} | {caught.value.hint}" if caught.value.hint else str(caught.value)


def test_cells_of_every_type_are_what_a_person_would_type() -> None:
    values = (
        cell("1,200.00 €", 'office:value-type="currency" office:value="1200"')
        + cell("22 Nov", 'office:value-type="date" office:date-value="2026-11-22"')
        + cell("WAHR", 'office:value-type="boolean" office:boolean-value="true"')
        + cell("two<text:s/>words")
        + '<table:table-cell table:number-columns-repeated="2"/>'
        + cell("x", 'table:number-columns-repeated="2"')
        + cell("a <text:span>b</text:span> c").replace(
            "<text:p>", "<office:annotation><text:p>hm</text:p></office:annotation><text:p>"
        )
    )

    assert read(ods(sheet("S", HEADER, values))).rows[1].cells == (
        "1200", "2026-11-22", "true", "two words", "", "", "x", "x", "a b c"
    )  # fmt: skip


def test_links_lead_to_their_targets() -> None:
    link = '<text:a xlink:href="https://acme.example">Acme</text:a>'
    formula = 'table:formula=\'of:=HYPERLINK("https://b.example";"B")\''
    found = read(ods(sheet("S", HEADER, cell(link) + cell("B", formula))))

    assert found.rows[1].cells == ("Acme", "B")
    assert found.rows[1].links == {0: "https://acme.example", 1: "https://b.example"}
    assert found.notes.as_tuple() == ()


def test_the_first_visible_table_is_read() -> None:
    hidden = (
        '<style:style style:name="h"><style:table-properties table:display="false"/></style:style>'
    )
    content = ods(
        sheet("Old", cell("a"), style="h"), sheet("Tools", HEADER), sheet("More"), styles=hidden
    )

    found = read(content)
    assert found.name == "t.ods!Tools"
    assert found.notes.as_tuple()[0].says.startswith("read the first of 3 sheets (1 hidden)")
    assert read(content, sheet_name="Old").rows[0].cells == ("a",)
    assert [other.name for other in found.other_sheets()] == ["More"]


def test_rows_that_repeat_are_rows_and_the_blank_rest_is_none() -> None:
    row = f'<table:table-row table:number-rows-repeated="2">{cell("A")}</table:table-row>'
    content = ods(
        sheet("S", HEADER).replace(
            '<table:table-row table:number-rows-repeated="1048000">',
            row + '<table:table-row table:number-rows-repeated="1048000">',
        )
    )

    assert [(r.place.line, r.cells[0]) for r in read(content).rows] == [
        (1, "Tool"),
        (2, "A"),
        (3, "A"),
    ]


def test_a_sheet_with_a_password_says_so() -> None:
    manifest = "<m><encryption-data/></m>"

    assert refusal(ods(sheet("S", HEADER), manifest=manifest)) == (
        "t.ods: expected a workbook that can be opened, found one with a password"
        " | save it without a password"
    )


@pytest.mark.parametrize(
    ("content", "ending", "found", "hint"),
    [
        (archive(Index__Document_dot_iwa="x"), ".numbers", "a Numbers document", "File > Export To"),
        (archive(Index_dot_zip="x"), ".numbers", "a Numbers document", "XLSX or CSV"),
        (archive(word__document_dot_xml="x"), ".docx", "a Word document", "as XLSX or CSV"),
        (archive(xl__workbook_dot_bin="x"), ".xlsb", "a binary workbook (XLSB)", "as XLSX or CSV"),
        (archive(tools_dot_csv="x"), ".zip", "an archive of other files", "unpack it"),
        (
            archive(mimetype="application/vnd.oasis.opendocument.text", content_dot_xml="<x/>"),
            ".odt", "another kind of OpenDocument file", "as ODS or CSV",
        ),
    ],
)  # fmt: skip
def test_other_archives_are_told_what_to_be_saved_as(
    content: bytes, ending: str, found: str, hint: str
) -> None:
    text = refusal(content, ending)

    assert f"expected XLSX, ODS or CSV, found {found}" in text
    assert hint in text.split(" | ")[1]


# --- XLSX: escapes, hidden sheets, links ---------------------------------------------------------


def xlsx(
    rows: list[list[object]], *, hidden: str = "", links: dict[str, str] | None = None
) -> bytes:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "Tools"
    for row in rows:
        page.append(row)
    for reference, target in (links or {}).items():
        page[reference].hyperlink = target
    if hidden:
        cover = book.create_sheet("Cover", 0)
        cover.append(["Status", "2020"])
        cover.sheet_state = hidden
        book.active = 1
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("Denied_x000D_", "Denied"),
        ("a_x000a_b", "a b"),
        ("a_x005F_x000D_", "a_x000D_"),
        ("_xD83D__xDE00_", "\U0001f600"),
        ("a_x00e4_", "aä"),
        ("a_xyz_", "a_xyz_"),
    ],
)
def test_escaped_characters_of_a_workbook_are_characters(written: str, read_as: str) -> None:
    found = read(xlsx([["Tool", "Status"], ["A", written]]), ".xlsx")

    assert found.rows[1].cells == ("A", read_as)


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_the_first_visible_sheet_of_a_workbook_is_read(state: str) -> None:
    found = read(xlsx([["Tool"], ["A"]], hidden=state), ".xlsx")

    assert found.name == "t.xlsx!Tools"
    assert list(found.other_sheets()) == []


def test_links_of_cells_and_of_formulas_lead_to_their_targets() -> None:
    found = read(
        xlsx(
            [
                ["Tool", "Website"],
                ["Acme", "site"],
                ["B", '=HYPERLINK("https://b.example", "B here")'],
                ["C", '=HYPERLINK("https://c.example")'],
                ["D", "=HYPERLINK(A1)"],
            ],
            links={"A2": "https://acme.example/#x", "B2": "https://acme.example/site"},
        ),
        ".xlsx",
    )

    assert [(row.cells, dict(row.links)) for row in found.rows[1:]] == [
        (("Acme", "site"), {0: "https://acme.example/#x", 1: "https://acme.example/site"}),
        (("B", "B here"), {1: "https://b.example"}),
        (("C", "https://c.example"), {1: "https://c.example"}),
        (("D", "#VALUE!"), {}),
    ]
    assert [note.says for note in found.notes.as_tuple()] == [
        "a formula without a value; what it says is not known"
    ]


def test_a_link_over_several_cells_is_one_of_each() -> None:
    content = xlsx(
        [["Tool"], ["A"], ["B"], [date(2026, 11, 22)]], links={"A2": "https://a.example"}
    )
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(made, "w") as target:
        for info in source.infolist():
            target.writestr(info.filename, source.read(info).replace(b'ref="A2"', b'ref="A2:A3"'))

    assert [dict(row.links) for row in read(made.getvalue(), ".xlsx").rows] == [
        {}, {0: "https://a.example"}, {0: "https://a.example"}, {}
    ]  # fmt: skip
