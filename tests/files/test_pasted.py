"""Lists and tables pasted into a text, as Markdown, wikis and consoles write them."""

from __future__ import annotations

import pytest

from soescan.errors import InputError
from soescan.files import InputTable
from soescan.files.table import read_table


def table(text: str) -> InputTable:
    return read_table(text.encode(), "t.txt", ".txt", "")


def rows(text: str) -> list[tuple[str, ...]]:
    return [row.cells for row in table(text).rows]


def notes(found: InputTable) -> list[tuple[str, int, bool]]:
    return [(note.says, note.count, note.rejected) for note in found.notes.as_tuple()]


# --- tables --------------------------------------------------------------------------------------

WANTED = [("Tool", "Link"), ("Acme", "acme.example"), ("B|C", "")]


@pytest.mark.parametrize(
    "text",
    [
        "| Tool | Link |\n|------|:----:|\n| **Acme** | `acme.example` |\n| B\\|C |  |\n",
        "Tool | Link\n--- | ---\nAcme | acme.example\nB\\|C | \n",
        "|Tool|Link|\n|-|-|\n|Acme|acme.example|\n|B\\|C||\n",
        "+------+------+\n| Tool | Link |\n+======+======+\n| Acme | acme.example |\n"
        "+------+------+\n| B\\|C | |\n+------+------+\n",
        "||Tool||Link||\n|Acme|acme.example|\n|B\\|C| |\n",
        "│ Tool │ Link │\n├──────┼──────┤\n│ Acme │ acme.example │\n│ B\\|C │ │\n",
        "| Tool | Link |\n| Acme | acme.example |\n| B\\|C | |\n",
        "┌──────┬──────┐\n│ Tool │ Link │\n├──────┼──────┤\n│ Acme │ acme.example │\n│ B\\|C │ │\n",
        "^ Tool ^ Link ^\n| Acme | acme.example |\n| B\\|C | |\n",
        '{| class="wikitable"\n|+ Tools\n! Tool !! Link\n|-\n| Acme || acme.example\n|-\n| B\\|C\n|\n|}\n',
        '{|\n! style="x" | Tool\n! Link\n|-\n| Acme\n| acme.example\n|-\n| B\\|C || \n|}\n',
        "|===\n|Tool |Link\n\n|Acme\n|acme.example\n\n|B\\|C\n|\n|===\n",
        "<table><tr><th>Tool<th>Link<tr><td><b>Ac</b>me<td>acme.example<tr><td>B|C<td></table>",
        "<!DOCTYPE html><p>x<table><tr><td>Tool</td><td>Link</td></tr><tr><td>Acme</td>"
        "<td>acme.example</td></tr></table>y<table><tr><td>Tool</td><td>Link</td></tr>"
        "<tr><td>B|C</td><td></td></tr></table>",
    ],
)
def test_a_pasted_table_is_a_table(text: str) -> None:
    assert rows(text) == WANTED


def test_the_rule_between_header_and_rows_is_no_row_and_cells_may_lead_somewhere() -> None:
    found = table(
        "| Tool | Link |\n|---|---|\n"
        "| [Acme](https://acme.example) | <https://b.example> |\n"
        "| C | [C here|https://c.example] |\n"
    )

    assert [(row.cells, dict(row.links)) for row in found.rows[1:]] == [
        (("Acme", "https://b.example"), {0: "https://acme.example", 1: "https://b.example"}),
        (("C", "C here"), {1: "https://c.example"}),
    ]


def test_what_stands_around_a_table_is_told() -> None:
    found = table("Our tools:\n\nTool | Link\n--- | ---\nAcme | a.example\n\nBye.\n")

    assert [row.cells for row in found.rows] == [("Tool", "Link"), ("Acme", "a.example")]
    assert [row.place.line for row in found.rows] == [3, 5]
    assert notes(found) == [("a line above or below the table; not read", 2, False)]


def test_a_further_table_of_the_same_header_goes_on_and_another_one_is_told() -> None:
    one = "| Tool |\n|---|\n| A |\n\n"

    assert rows(f"{one}{one.replace('A', 'B')}") == [("Tool",), ("A",), ("B",)]
    found = table(f"{one}| Denied |\n|---|\n| B |\n")
    assert [row.cells for row in found.rows] == [("Tool",), ("A",)]
    assert notes(found) == [
        ("left out: only the rows of the first table are read; split the file", 2, True)
    ]
    with pytest.raises(InputError, match="the rows of the first table"):
        found.check_complete()


# --- lists ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "- Acme\n- Pigeonpost\n",
        "* Acme\n\n* Pigeonpost\n",
        "• Acme\n• Pigeonpost\n",
        "1. Acme\n2. Pigeonpost\n",
        "1) Acme\n10) Pigeonpost\n",
        "- [ ] Acme\n- [x] Pigeonpost\n",
        "[ ] Acme\n[x] Pigeonpost\n",
        "  – Acme\n  – Pigeonpost\n",
        "Acme\nPigeonpost\n",
        '"Acme"\n"Pigeonpost"\n',
    ],
)
def test_a_list_is_one_thing_a_line(text: str) -> None:
    found = table(text)

    assert [row.cells for row in found.rows] == [("Acme",), ("Pigeonpost",)]
    assert found.is_list
    assert notes(found) == []


def test_what_is_no_item_of_a_list_with_marks_is_left_out_with_a_note() -> None:
    found = table("# Tools\n\n- Mail:\n  - Acme\n- Pigeonpost, Inc.\n")

    assert [row.cells for row in found.rows] == [("Acme",), ("Pigeonpost, Inc.",)]
    assert notes(found) == [("left out: a line that is not an item of the list", 2, True)]


def test_items_of_a_list_may_have_cells() -> None:
    assert rows("- Acme; acme.example\n- B; b.example\n") == [
        ("Acme", "acme.example"), ("B", "b.example")
    ]  # fmt: skip


def test_a_page_of_html_is_no_list() -> None:
    with pytest.raises(InputError, match="found a page of HTML or XML") as caught:
        table("<!DOCTYPE html>\n<table><tr><td>Acme</td></tr></table>\n")

    assert caught.value.hint == "open it in a spreadsheet and save it as XLSX or CSV"


def test_links_of_a_page_and_of_a_chat_are_kept() -> None:
    page = table('<ul><li><a href="https://a.example">Acme</a><ul><li>B</li></ul></li></ul>')
    chat = table("• <https://a.example|Acme>\n• B\n")
    for found in (page, chat):
        assert [row.cells for row in found.rows] == [("Acme",), ("B",)]
        assert dict(found.rows[0].links) == {0: "https://a.example"}


def test_a_further_table_of_a_page_with_other_titles_is_told() -> None:
    other = "<table><tr><td>Old<td>State<tr><td>B<td>Denied</table>"
    found = table(f"<table><tr><td>Tool<td>Status<tr><td>A<td>Denied</table>{other}")
    assert len(found.rows) == 2
    with pytest.raises(InputError):
        found.check_complete()


def test_macros_of_a_wiki_show_their_text() -> None:
    found = rows(
        "||Tool||Status||\n|A|{status:colour=Green|title=Approved}|\n|B|{color:red}Denied{color}|\n"
    )
    assert found[1:] == [("A", "Approved"), ("B", "Denied")]


@pytest.mark.parametrize("mark", ["(1)", "a)", "(a)", "1)"])
def test_items_are_numbered_in_many_ways(mark: str) -> None:
    assert rows(f"{mark} Acme\n{mark} Bolt\n") == [("Acme",), ("Bolt",)]


def test_other_markup_is_no_list() -> None:
    with pytest.raises(InputError, match="HTML or XML"):
        table("<tools><tool><name>Acme</name></tool></tools>")


def test_a_cell_that_spans_rows_or_columns_stands_in_each() -> None:
    html = (
        "<table><tr><th>Product<th>Status<th>Site<tr><td>A<td rowspan=2>Denied<td>a.example"
        "<tr><td>B<td>b.example<tr><td>C<td colspan=2>Approved</table>"
    )
    assert rows(html)[1:] == [
        ("A", "Denied", "a.example"),
        ("B", "Denied", "b.example"),
        ("C", "Approved", "Approved"),
    ]
