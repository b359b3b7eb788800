"""Text tables as people write them: which sign stands between the cells, and quotes with spaces."""

from __future__ import annotations

import pytest

from soescan.files.table import read_table
from soescan.files.text_forms.delimiters import LINE, guess_delimiter


def rows(text: str) -> list[tuple[str, ...]]:
    return [row.cells for row in read_table(text.encode(), "t.csv", ".csv", "").rows]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("tool;website;Notes (what, why, who, when)\nA;a.example;x\n", ";"),
        ("tool;website;Notes (what, why, who)\nA;a.example;good, cheap, fast, x\n", ";"),
        ("Tool;Cost, yearly\nA;1,50\nB;2,75\n", ";"),
        ("Tool;Cost\nA;1,50\nB;2,75\n", ";"),
        ("name,url,functions\nA,a.example,email;sms\nB,b.example,chat;forms\n", ","),
        ("name,url,functions\nA,a.example\nB,b.example\nC,c.example,email;sms;chat\n", ","),
        ("tool^website^notes\nA^a.example^a, b; c\n", "^"),
        ("tool\twebsite\tnotes, in words\nA\ta.example\tb, c\n", "\t"),
        ("tool|website\nA, B|a.example\n", "|"),
        ("Tools, as of May\nName;Link;Who\nA;a.example;x\n", ";"),
        ("name, url\nA, a.example\n", ","),
        ("name, url, note\nA, a.example, x, y, z\n", ","),
        ("Acme\nZoom, Inc.\nPigeonpost\n", LINE),
        ("Tool\nAcme, Inc.\nPigeonpost\n", LINE),
        ("Tool\nAcme\n", LINE),
        ("tool~site\nA~a.example\n", "~"),
        ("tool:site:owner\nA:a.example:Kim\n", ":"),
        ("tool¦site\nA¦a.example\n", "¦"),
        ("https://a.example\nhttps://b.example\n", LINE),
        ("Acme: our mailer\nBolt: chat\n", LINE),
    ],
)
def test_the_delimiter_is_the_sign_that_splits_every_line_alike(text: str, delimiter: str) -> None:
    assert guess_delimiter(text.splitlines(keepends=True)) == delimiter


@pytest.mark.parametrize(
    "text",
    [
        '"name", "url"\n"Acme, Inc", "a.example"\n',
        'name,  "url"\n"Acme, Inc",   "a.example"\n',
        '"name" , "url"\n"Acme, Inc" , "a.example"\n',
        'name; "url"\nAcme, Inc; "a.example"\n',
        "sep=^\nname^url\nAcme, Inc^a.example\n",
        "\n\nsep=|\nname|url\nAcme, Inc|a.example\n",
    ],
)
def test_spaces_beside_quotes_and_any_delimiter_that_is_named_will_do(text: str) -> None:
    assert rows(text) == [("name", "url"), ("Acme, Inc", "a.example")]


@pytest.mark.parametrize(
    "quotes", ["\u201c\u201d", "\u201e\u201c", "\u00ab\u00bb", "\u2018\u2019", "''"]
)
def test_quotes_of_a_word_processor_are_no_part_of_a_cell(quotes: str) -> None:
    first, last = quotes[0], quotes[1]

    assert rows(f"{first}name{last},{first}url{last}\nO'Brien,{first}a.example{last}\n") == [
        ("name", "url"), ("O'Brien", "a.example")
    ]  # fmt: skip


def test_a_quoted_cell_behind_a_space_may_hold_lines() -> None:
    assert rows('a, "b"\n1, "x\ny, z"\n2, "w"\n') == [("a", "b"), ("1", "x y, z"), ("2", "w")]


@pytest.mark.parametrize(
    "text",
    [
        '"tool,site"\n"Acme,a.example"\n"B ""C"",b.example"\n',
        "'tool','site'\n'Acme','a.example'\n'B \"C\"','b.example'\n".replace('B "C"', "B, C"),
        'tool,site\n"Acme",a.example\n"B \\"C\\"",b.example\n',
        "TOOL      SITE\nAcme      a.example\nB C       b.example\n",
    ],
)
def test_forms_that_no_delimiter_explains_are_read(text: str) -> None:
    found = rows(text)
    assert [len(row) for row in found] == [2, 2, 2]
    assert [row[1] for row in found[1:]] == ["a.example", "b.example"]
    assert found[2][0] in ('B "C"', "B, C", "B C")
