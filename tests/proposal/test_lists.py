"""Tool lists as people have them: bare, pasted, linked, written by programs, behind a cover sheet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from soescan import proposal
from soescan.errors import ProposalError
from soescan.model import Use
from tests.proposal.factories import notes, read


def names_and_urls(text: str, name: str = "tools.txt") -> list[tuple[str, str]]:
    return [(tool.name, tool.url) for tool in read(text, name=name)[0].tools]


EACH_LINE = "no header line; each line is read as a name"


# --- one thing a line ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Acme\nZoom, Inc.\n", "tools.txt"),
        ("Acme\nZoom, Inc.\n", "tools.csv"),
        ("- Acme\n- Zoom, Inc.\n", "tools.md"),
        ('["Acme", "Zoom, Inc."]', "tools.json"),
        ("- Acme\n- Zoom, Inc.\n", "tools.yaml"),
        ('{"owner": "Ann", "apps": ["Acme", "Zoom, Inc."]}', "tools.json"),
        ("* `Acme`\n* **Zoom, Inc.**\n", "tools.md"),
        ("Acme; Zoom, Inc.\n", "tools.txt"),
    ],
)
def test_a_bare_list_of_names_is_a_tool_list(text: str, name: str) -> None:
    assert names_and_urls(text, name) == [("Acme", ""), ("Zoom, Inc.", "")]


@pytest.mark.parametrize(
    "text",
    [
        "Acme, B,\nC D, E\n",
        "Acme, B,\nC D,\nE",
        "Acme;B;\nC D;E\n",
        "Tools: Acme, B, C D, E",
        "Our tools for 2027: Acme; B; C D; E\n",
        "Hi Ann,\n\n- Acme\n- B\n- C D\n- E\n\nCould you\nlook at\nthese?\n\nRegards\nKim\n",
        "Kim wrote:\nplease check\n1. Acme\n2. B\n3. C D\n4. E\nIt is\nurgent\nsaid\nKim\n",
    ],
)
def test_a_list_in_a_mail_or_over_several_lines_is_one_list(text: str) -> None:
    assert names_and_urls(text) == [("Acme", ""), ("B", ""), ("C D", ""), ("E", "")]


@pytest.mark.parametrize(
    "text",
    [
        "Acme, mails\nB, pages\n",
        "Acme,mails,what it does for us and for all of the others\nB,pages,\n",
        "Acme,mails\nB,\n",
    ],
)
def test_a_table_whose_columns_nothing_tells_is_no_list(text: str) -> None:
    with pytest.raises(ProposalError, match="expected a column such as name"):
        read(text, name="tools.txt")


def test_points_in_a_cell_are_no_list() -> None:
    text = 'name,notes,\nAcme,"for:\n- mails\n- pages",\nB,,\nC,,\nD,,\n'
    assert [name for name, _ in names_and_urls(text, "tools.csv")] == ["Acme", "B", "C", "D"]


def test_a_bare_list_says_how_it_is_read() -> None:
    assert notes(read("Acme\nB\n")[1]) == [(EACH_LINE, 1)]


@pytest.mark.parametrize(
    "line",
    [
        "Acme (acme.example)",
        "Acme - https://acme.example",
        "Acme: acme.example",
        "Acme https://acme.example",
        "[Acme](https://acme.example)",
        '<a href="https://acme.example">Acme</a>',
        "https://acme.example – Acme",
        "Acme, acme.example",
        "**Acme** – our mailer (https://acme.example)",
        "Acme (https://acme.example): for mail",
    ],
)
def test_an_address_behind_a_name_is_its_address(line: str) -> None:
    found = names_and_urls(f"- {line}\n- B\n- C\n")

    assert [(name, url.removesuffix("/")) for name, url in found] == [
        ("Acme", "https://acme.example"), ("B", ""), ("C", "")
    ]  # fmt: skip


def test_what_only_looks_like_an_address_stays_in_the_name() -> None:
    assert names_and_urls("Node (Node.js)\nAcme (v2.0)\nBe.Net (see wiki)\n") == [
        ("Node (Node.js)", ""), ("Acme (v2.0)", ""), ("Be.Net (see wiki)", "")
    ]  # fmt: skip


def test_headings_of_a_bare_list_are_no_tools() -> None:
    found, said = read("Marketing tools 2026\n\nAcme\n# Mail\nB\n")

    assert [tool.name for tool in found.tools] == ["Acme", "B"]
    assert ("left out: a heading in a list of one thing a line", 2) in notes(said)


def test_a_text_of_sentences_is_no_list() -> None:
    with pytest.raises(ProposalError, match="expected a column such as name"):
        read("We would like to use a few more tools in the next year, as follows here.\n" * 3)


def test_a_list_without_a_header_may_have_further_columns() -> None:
    found, said = read("1;Acme;https://acme.example;good\n2;B;b.example;\n")

    assert [(t.name, t.url) for t in found.tools] == [
        ("Acme", "https://acme.example"), ("B", "https://b.example")
    ]  # fmt: skip
    assert [text for text, _ in notes(said)] == [
        "no header line; read as name and url",
        "kept, but not used: the columns 'column 1', 'column 4'",
    ]


# --- pasted tables and links ---------------------------------------------------------------------


def test_a_markdown_table_is_a_tool_list() -> None:
    text = (
        "| Tool | Website | Status |\n|---|---|---|\n| [Acme](https://acme.example) | | In use |\n"
    )
    found, _ = read(text, name="tools.md")

    assert [(t.name, t.url, t.use) for t in found.tools] == [
        ("Acme", "https://acme.example", Use.IN_USE)
    ]


def workbook(tmp_path: Path, **sheets: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, content in sheets.items():
        sheet = book.create_sheet(title)
        for row in content:
            sheet.append([None if isinstance(cell, tuple) else cell for cell in row])
            for column, cell in enumerate(row, start=1):
                if isinstance(cell, tuple):
                    written = sheet.cell(sheet.max_row, column, cell[0])
                    written.hyperlink = cell[1]
    book.save(tmp_path / "tools.xlsx")
    return tmp_path / "tools.xlsx"


def test_a_cell_that_is_a_link_gives_its_target(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        S=[
            ["Tool", "Website"],
            [("Acme", "https://acme.example/x"), ""],
            ["B", ("Website", "https://b.example")],
            ["C", ("c.example", "https://elsewhere.example")],
            ["D", ("write to us", "mailto:jo@d.example")],
            ["E", '=HYPERLINK("https://e.example","here")'],
        ],
    )
    found, said = proposal.read([path])

    assert [(t.name, t.url, t.app_url) for t in found.tools] == [
        ("Acme", "https://acme.example/x", ""),
        ("B", "https://b.example", ""),
        ("C", "https://c.example", "https://elsewhere.example"),
        ("D", "", ""),
        ("E", "https://e.example", ""),
    ]
    assert notes(said) == [
        ("the address is where the name leads", 1), ("url left blank: not an address", 1)
    ]  # fmt: skip


def test_links_of_several_names_to_one_site_are_pages_about_them() -> None:
    found, _ = read(
        "Tool\n[Acme](https://wiki.corp.example/acme)\n[B](https://wiki.corp.example/b)\n"
        "[C](https://c.example)\n"
    )

    assert [(t.name, t.url) for t in found.tools] == [
        ("Acme", ""), ("B", ""), ("C", "https://c.example")
    ]  # fmt: skip


def test_a_cover_sheet_is_answered_with_the_sheet_that_has_the_column(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        Cover=[["Marketing"], ["Version 3"]],
        Notes=[["x"]],
        List=[["Nr", "Product"], [1, "A"]],
    )
    with pytest.raises(ProposalError) as caught:
        proposal.read([path])

    assert caught.value.hint == "the sheet 'List' has 'Product': --sheet \"List\""
    assert [t.name for t in proposal.read([path], sheet="List")[0].tools] == ["A"]


# --- lists that programs wrote -------------------------------------------------------------------


def test_a_list_of_vendors_with_lists_inside_is_a_tool_list() -> None:
    vendors = [
        {"name": "Acme", "domains": ["acme.example", "acme-app.example"], "tags": ["a", "b"]},
        {"name": "B", "domains": ["b.example"], "vendor": {"name": "B Inc", "country": "US"}},
        {"name": "C", "links": [{"rel": "home", "href": "https://c.example"}], "x": [[1]]},
    ]
    found, said = read(json.dumps(vendors), name="vendors.json")

    assert [(t.name, t.url, t.app_url, t.vendor.name, t.vendor.country) for t in found.tools] == [
        ("Acme", "https://acme.example", "https://acme-app.example", "", ""),
        ("B", "https://b.example", "", "B Inc", "US"),
        ("C", "", "", "", ""),
    ]
    assert found.tools[2].other == {"links": "https://c.example"}
    assert notes(said) == [
        ("not read: what stands in the list under 'x'", 1),
        ("kept, but not used: the columns 'tags', 'links', 'x'", 1),
    ]


@pytest.mark.parametrize(
    "document",
    [
        {"vendors": [{"name": "Acme", "website": {"url": "https://acme.example"}}], "total": 1},
        {"result": [{"name": {"display_value": "Acme"}, "url": "acme.example"}]},
        {"Acme": {"domains": ["acme.example"]}},
        {"Acme": "acme.example"},
        [{"vendor": "Acme", "domains": ["acme.example"]}],
        {"tools": [{"title": "Acme", "homepage": "acme.example"}]},
    ],
)
def test_a_document_that_holds_one_list_is_that_list(document: Any) -> None:
    assert names_and_urls(json.dumps(document), "x.json") == [("Acme", "https://acme.example")]


def test_a_list_of_records_without_names_is_one_clear_error() -> None:
    with pytest.raises(ProposalError) as caught:
        read(json.dumps([{"domains": ["a.example"], "no": n} for n in range(60)]), name="v.json")

    (problem,) = caught.value.problems
    assert problem.endswith("product name for the name, found 'domains', 'no'")


def test_tools_of_a_proposal_may_be_names() -> None:
    text = "schema: soescan/proposal@1\ntools: [Acme, {name: B}]\n"

    assert [t.name for t in read(text, name="p.yaml")[0].tools] == ["Acme", "B"]


# --- every column is used, or named --------------------------------------------------------------


def test_every_column_is_used_or_named_in_a_note() -> None:
    found, said = read(
        "Tool,URL,Owner,Need,Wish date,Business case,Status,Capabilities\n"
        'Acme,acme.example,Ann,"Text messages, cheer",2027-03-01,Saves a day,In use,email-campaigns\n'
    )
    (tool,) = found.tools

    assert (tool.use, tool.support.owner, str(tool.wish_date)) == (Use.IN_USE, "Ann", "2027-03-01")
    assert [need.capability for need in found.needs] == ["sms"]
    assert list(tool.capabilities) == ["sms", "email-campaigns"]
    assert tool.other == {"Business case": "Saves a day"}
    assert notes(said) == [
        ("kept, but not used: the columns 'Business case'", 1),
        ("column 'Owner' is read as who looks after the tool once it is live", 1),
        ("need left out: expected a capability, found 'cheer'", 1),
    ]


def test_the_needs_of_several_rows_are_needs_of_the_proposal_once_each() -> None:
    found, _ = read("Tool,Need\nAcme,sms\nB,SMS; Webinars\nC,\n")

    assert [(need.capability, need.place.line) for need in found.needs] == [
        ("sms", 2), ("webinars", 3)
    ]  # fmt: skip
    assert [list(tool.capabilities) for tool in found.tools] == [["sms"], ["sms", "webinars"], []]


@pytest.mark.parametrize(
    ("title", "written", "use"),
    [
        ("Status", "In use", Use.IN_USE),
        ("Status", "Productive", Use.IN_USE),
        ("Status", "im Einsatz", Use.IN_USE),
        ("Lifecycle status", "Live", Use.IN_USE),
        ("In use", "yes", Use.IN_USE),
        ("In use?", "no", Use.PROPOSED),
        ("Status", "geplant", Use.PROPOSED),
        ("Status", "On trial", Use.TRIAL),
        ("Nutzung", "zur Probe", Use.TRIAL),
    ],
)
def test_whether_a_tool_is_in_use_is_read_from_its_status(
    title: str, written: str, use: Use
) -> None:
    found, said = read(f"Tool,{title}\nAcme,{written}\n")

    assert [tool.use for tool in found.tools] == [use]
    assert said == ()


def test_cells_beyond_the_header_are_carried_along_and_told() -> None:
    found, said = read("Tool,URL\nAcme,a.example,x,y\n")

    assert found.tools[0].other == {"column 3": "x", "column 4": "y"}
    assert notes(said) == [("kept, but not used: the columns 'column 3', 'column 4'", 1)]


# --- columns in other words ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        "Outil;Site web;Date limite;Responsable;Statut;Coût annuel (EUR)",
        "Herramienta;Sitio web;Fecha límite;Responsable;Estado;Coste anual (EUR)",
        "Ferramenta;Site;Prazo;Responsável;Situação;Custo anual (EUR)",
        "Hulpmiddel;Website;Deadline;Eigenaar;Status;Kosten per jaar (EUR)",
        "Tool;Webseite;Fällig bis;Ansprechpartner;Nutzung;Kosten pro Jahr (€)",
    ],
)
def test_columns_have_titles_in_several_languages(header: str) -> None:
    (tool,) = read(f"{header}\nAcme;acme.example;2027-03-31;Kim;In use (pilot);1.500\n")[0].tools
    assert (tool.url, tool.use, tool.support.owner) == ("https://acme.example", Use.IN_USE, "Kim")
    assert str(tool.wish_date) == "2027-03-31"
    assert (tool.cost.annual, tool.cost.currency) == (1500, "EUR")


def test_a_yearly_cost_goes_before_one_that_is_paid_once() -> None:
    (tool,) = read("Tool,Setup cost,Monthly cost ($)\nAcme,500,99\n")[0].tools
    assert (tool.cost.annual, tool.cost.currency) == (1188, "USD")


@pytest.mark.parametrize("word", ["free", "kostenlos", "gratis"])
def test_a_tool_that_is_free_costs_nothing(word: str) -> None:
    assert read(f"Tool,Cost\nAcme,{word}\n")[0].tools[0].cost.annual == 0


# --- what programs write -------------------------------------------------------------------------

TWO = [("Acme", "https://acme.example"), ("Bolt", "https://bolt.example")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        # JSON Lines, a sequence of RFC 7464, and records printed one behind the other
        ('{"name":"Acme","url":"acme.example"}\n{"name":"Bolt","url":"bolt.example"}\n', "t.jsonl"),
        ('{"name":"Acme","url":"acme.example"}\n\n{"name":"Bolt","url":"bolt.example"}', "t.txt"),
        ('\x1e{"name":"Acme","url":"acme.example"}\n\x1e{"name":"Bolt","url":"bolt.example"}', "t.json"),
        # rows and columns
        ('[["Tool","Site"],["Acme","acme.example"],["Bolt","bolt.example"]]', "t.json"),
        ('{"range":"A1","values":[["Tool","Site"],["Acme","acme.example"],["Bolt","bolt.example"]]}', "t.json"),
        ('{"Tool":["Acme","Bolt"],"Site":["acme.example","bolt.example"]}', "t.json"),
        ('{"Tool":{"0":"Acme","1":"Bolt"},"Site":{"0":"acme.example","1":"bolt.example"}}', "t.json"),
        ('{"columns":["Tool","Site"],"index":[0,1],"data":[["Acme","acme.example"],["Bolt","bolt.example"]]}', "t.json"),
        # wrapped
        ('{"data":{"tools":[{"name":"Acme","url":"acme.example"},{"name":"Bolt","url":"bolt.example"}]}}', "t.json"),
        ('{"data":{"tools":{"edges":[{"node":{"name":"Acme","url":"acme.example"}},{"node":{"name":"Bolt","url":"bolt.example"}}]}}}', "t.json"),
        ('{"records":[{"id":"r1","fields":{"Name":"Acme","URL":"acme.example"}},{"id":"r2","fields":{"Name":"Bolt","URL":"bolt.example"}}]}', "t.json"),
        ("Acme:\n  url: acme.example\nBolt:\n  url: bolt.example\n", "t.yaml"),
    ],
)  # fmt: skip
def test_lists_that_programs_write_are_tool_lists(text: str, name: str) -> None:
    assert names_and_urls(text, name) == TWO


def test_one_record_is_a_list_of_one() -> None:
    assert names_and_urls('{"name": "Acme", "url": "acme.example"}', "t.json") == TWO[:1]


def test_a_record_with_a_list_of_its_own_is_no_wrapping_of_it() -> None:
    text = '{"Acme": {"url": "acme.example", "contacts": [{"name": "Kim"}]}}'
    assert names_and_urls(text, "t.json") == TWO[:1]


def test_what_stands_behind_a_record_is_no_further_one() -> None:
    with pytest.raises(ProposalError, match="extra data"):
        read('{"name": "Acme"} and more', name="t.json")


@pytest.mark.parametrize("word", ["Total", "SUMME", "Grand total:"])
def test_a_line_of_totals_is_no_tool(word: str) -> None:
    proposal_read, found = read(f"Tool,Cost\nAcme,500\n{word},500\n")
    assert [tool.name for tool in proposal_read.tools] == ["Acme"]
    assert notes(found) == [("left out: a line of totals", 1)]


def test_a_sentence_is_no_list() -> None:
    with pytest.raises(ProposalError):
        read("We would like to use Acme, Bolt and Pigeonpost.\n", name="t.txt")


def test_a_mapping_around_each_record_is_no_column() -> None:
    text = '[{"company": {"name": "Acme", "domains": ["acme.example"]}}]'
    assert names_and_urls(text, "t.json") == TWO[:1]
