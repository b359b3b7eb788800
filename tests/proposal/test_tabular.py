"""Tool lists: two columns suffice, and nothing dirty is fatal."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan import proposal
from soescan.errors import NothingReadError, ProposalError, UsageError
from soescan.model import (
    Cost,
    DataUse,
    Integration,
    Level,
    Note,
    Place,
    Support,
    Tool,
    Use,
    Vendor,
)
from tests.proposal.factories import notes, read


def refusal(text: str, **options: Any) -> str:
    with pytest.raises((ProposalError, UsageError)) as caught:
        read(text, **options)
    return f"{caught.value} | {caught.value.hint}" if caught.value.hint else str(caught.value)


UNUSED = "kept, but not used: the columns"


# --- columns -------------------------------------------------------------------------------------


def test_two_columns_suffice() -> None:
    found, said = read("name,url\nAcme Mailer,https://acme.example/\nPigeonpost,\n")

    assert found.tools == (
        Tool("Acme Mailer", "https://acme.example/", place=Place("tools.csv", 2)),
        Tool("Pigeonpost", place=Place("tools.csv", 3)),
    )
    assert said == ()


def test_one_column_suffices_too() -> None:
    assert [tool.name for tool in read("Tool\nAcme\nPigeonpost\n")[0].tools] == [
        "Acme",
        "Pigeonpost",
    ]


def test_a_list_without_a_header_is_read_as_names_and_addresses() -> None:
    found, said = read("Acme,acme.example\nPigeonpost,https://pigeonpost.example\n")

    assert [(tool.name, tool.url) for tool in found.tools] == [
        ("Acme", "https://acme.example"),
        ("Pigeonpost", "https://pigeonpost.example"),
    ]
    assert notes(said) == [("no header line; read as name and url", 1)]


@pytest.mark.parametrize("title", ["name", "Title", "TOOL", "Product Name", "app_name", "Tool:"])
@pytest.mark.parametrize("address", ["url", "Website", "web-site", "LINK", "Home Page"])
def test_columns_are_known_by_their_usual_titles(title: str, address: str) -> None:
    found, said = read(f"Nr,{address},{title}\n1,acme.example,Acme\n")

    assert [(t.name, t.url, t.other) for t in found.tools] == [
        ("Acme", "https://acme.example", {"Nr": "1"})
    ]
    assert notes(said) == [(f"{UNUSED} 'Nr'", 1)]


def test_the_header_may_stand_below_a_title() -> None:
    found, _ = read("Marketing tools 2026,\n,\nTool,Link\nAcme,acme.example\n")

    assert found.tools == (Tool("Acme", "https://acme.example", place=Place("tools.csv", 4)),)


def test_of_two_columns_for_one_field_the_first_counts_and_the_other_is_carried_along() -> None:
    found, _ = read("Product,Name,url\nAcme,Mailer,acme.example\n")

    assert [(t.name, t.other) for t in found.tools] == [("Acme", {"Name": "Mailer"})]


def test_a_column_can_be_named() -> None:
    text = "Name,Was it,Where\nRow 1,Acme,acme.example\n"

    found, _ = read(text, mapping={"name": "was it", "url": "Where"})

    assert [(t.name, t.url) for t in found.tools] == [("Acme", "https://acme.example")]


def test_naming_a_field_that_does_not_exist_is_a_mistake() -> None:
    found = refusal("a\nb\n", mapping={"nmae": "a"})

    assert found.startswith("--map: expected one of name, url, app_url,")
    assert found.endswith("found 'nmae' | did you mean 'name'?")


def test_naming_a_column_that_is_not_there_is_answered_with_those_that_are() -> None:
    assert refusal("Tool,Link\nAcme,a.example\n", mapping={"url": "Address"}) == (
        "tools.csv:1: header: expected the column 'Address' for the url, found 'Tool', 'Link'"
        ' | say which column it is, e.g. --map url="Link"'
    )
    assert refusal("Tool,Link\nAcme,a.example\n", mapping={"name": "Werkzeug"}) == (
        "tools.csv:1: header: expected the column 'Werkzeug' for the name, found 'Tool', 'Link'"
        ' | say which column it is, e.g. --map name="Tool"'
    )


def test_a_table_without_names_is_answered_with_the_titles_it_has() -> None:
    found = refusal(f"Työkalu,{'x' * 9_000},Preis\nAcme,,1\n")

    assert found.split(" | ")[0] == (
        "tools.csv:1: header: expected a column such as name, title, tool, tool name, product,"
        f" product name for the name, found 'Työkalu', '{'x' * 59}…', 'Preis'"
    )


def test_an_empty_file_is_refused() -> None:
    expected = "tools.csv: expected a header line and rows, found nothing"
    assert refusal("\n\n") == f"{expected} | one name a line is enough"


# --- cells ---------------------------------------------------------------------------------------

FULL = {
    "Tool": "Acme  Mailer",
    "Website": "acme.example",
    "Login URL": "app.acme.example/login",
    "Usage": "Live",
    "Deployment Type": "Cloud",
    "Plan": "Pro",
    "Release": "1.20",
    "Data classification": "Confidential; Internal",
    "PII": "Ja",
    "Supplier": "Acme, Inc.",
    "Vendor country": "IE",
    "Annual cost": "EUR 12,000.50",
    "Supported by": "Jo",
    "Support team": "Web",
    "Integrates with": "CRM | Shop",
    "Capabilities": "email; sms",
    "Skills needed": "HTML",
    "Tier": "2",
    "Wish date": "1 March 2027",
    "Colour": "blue",
}


def test_every_field_of_a_tool_can_stand_in_a_table(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "S"
    sheet.append(list(FULL))
    sheet.append(list(FULL.values()))
    book.save(tmp_path / "tools.xlsx")

    found, said = proposal.read([tmp_path / "tools.xlsx"])

    assert found.tools == (
        Tool(
            name="Acme Mailer",
            url="https://acme.example",
            use=Use.IN_USE,
            app_url="https://app.acme.example/login",
            deployment="saas",
            edition="Pro",
            version="1.20",
            data=(
                DataUse("Confidential", personal=True),
                DataUse("Internal", personal=True),
            ),
            vendor=Vendor("Acme, Inc.", country="IE"),
            cost=Cost(annual=12_000.5, currency="EUR"),
            support=Support("Jo", "Web"),
            capabilities={"email": Level.FULL, "sms": Level.FULL},
            integrations=(Integration("CRM"), Integration("Shop")),
            skills=("HTML",),
            criticality="2",
            wish_date=date(2027, 3, 1),
            other={"Colour": "blue"},
            place=Place("tools.xlsx!S", 2),
        ),
    )
    assert notes(said) == [(f"{UNUSED} 'Colour'", 1)]


def test_what_stands_for_nothing_is_nothing() -> None:
    text = "name,url,vendor,tier\nAcme,n/a,-,TBD\n--,acme.example,x,\nNone,,,\n"
    found, said = read(text)

    assert found.tools == (Tool("Acme", place=Place("tools.csv", 2)),)
    assert said == (
        Note("left out: it has no name", 2, (Place("tools.csv", 3), Place("tools.csv", 4)), True),
    )


def test_words_that_differ_only_in_dress_get_their_most_frequent_spelling() -> None:
    tiers = ["Tier 3", "tier 3", "Tier 3 ", "TIER-3", "Tier 2", "tier3"]
    found, said = read("name,tier\n" + "".join(f"T{n},{t}\n" for n, t in enumerate(tiers)))

    assert [t.criticality for t in found.tools] == [*["Tier 3"] * 4, "Tier 2", "Tier 3"]
    assert notes(said) == [
        ("criticality 'tier 3' read as 'Tier 3'", 1),
        ("criticality 'TIER-3' read as 'Tier 3'", 1),
        ("criticality 'tier3' read as 'Tier 3'", 1),
    ]


@given(st.permutations(["Tier 3", "tier 3", "TIER 3", "tier 3", "Tier 3"]))
def test_of_spellings_as_frequent_the_first_in_the_alphabet_counts(tiers: list[str]) -> None:
    found, _ = read("name,tier\n" + "".join(f"T{n},{t}\n" for n, t in enumerate(tiers)))

    assert {t.criticality for t in found.tools} == {"Tier 3"}


NOT_AN_ADDRESS = "url left blank: not an address"


@pytest.mark.parametrize(
    ("written", "read_as", "note"),
    [
        ("acme.example", "https://acme.example", ""),
        ("//acme.example/x", "https://acme.example/x", ""),
        ("http://acme.example", "http://acme.example", ""),
        ("HTTPS://ACME.example", "https://ACME.example", ""),
        ("acme.example:8443", "https://acme.example:8443", ""),
        ("user:secret@acme.example", "", "a user name or password"),
        ("https://user@acme.example/x", "", "a user name or password"),
        ("https://acme.example@evil.test/", "", "a user name or password"),
        ("https://@evil.test/", "", "a user name or password"),
        (r"https:\\acme.example@evil.test", "", "a user name or password"),
        (r"https://evil.test\@acme.example/", "https://evil.test/@acme.example/", ""),
        (r"https:\\acme.example\a", "https://acme.example/a", ""),
        ("acme.example/@user", "https://acme.example/@user", ""),
        ("https://acme.example:0/", "", NOT_AN_ADDRESS),
        ("ftp://acme.example", "", "url left blank: expected https, found ftp"),
        ("javascript://acme.example/%0aalert(1)", "", "expected https, found javascript"),
        ("see wiki", "", NOT_AN_ADDRESS),
        ("see acme.example", "", NOT_AN_ADDRESS),
        ("wiki", "", NOT_AN_ADDRESS),
        ("mailto:jo@acme.example", "", "a user name or password"),
        ("https://", "", NOT_AN_ADDRESS),
        ("https://[::1", "", NOT_AN_ADDRESS),
        ("https://acme.example:port/", "", NOT_AN_ADDRESS),
        ("bücher.example", "https://bücher.example", ""),
    ],
)
def test_an_address_is_one_that_can_be_opened_or_none(
    written: str, read_as: str, note: str
) -> None:
    found, said = read(f"name,url\nAcme,{written}\n")

    assert [t.url for t in found.tools] == [read_as]
    assert len(said) == bool(note)
    assert all(note in one.says and "secret" not in one.says for one in said)


@pytest.mark.parametrize(
    ("written", "name", "url"),
    [
        ("https://www.drift.com", "Drift", "https://www.drift.com"),
        ("hotjar.com", "Hotjar", "https://hotjar.com"),
        ("www.mailchimp.com/pricing", "Mailchimp", "https://www.mailchimp.com/pricing"),
        ("trackhound.example", "Trackhound", "https://trackhound.example"),
        ("HTTPS://App.Big-Name.co.uk/", "Big-name", "https://App.Big-Name.co.uk/"),
        ("HOTJAR.COM", "Hotjar", "https://HOTJAR.COM"),
        ("Postgres.ai", "Postgres.ai", "https://Postgres.ai"),
        ("https://www.postgres.ai", "postgres.ai", "https://www.postgres.ai"),
        ("dev.acme.example", "dev.acme.example", "https://dev.acme.example"),
        ("https://github.com/acme", "github.com", "https://github.com/acme"),
        ("ASP.NET", "ASP.NET", ""),
        ("Ado.Net", "Ado.Net", ""),
        ("Vue.js", "Vue.js", ""),
        ("Acme 2.0", "Acme 2.0", ""),
        ("jo@acme.example", "jo@acme.example", ""),
    ],
)
def test_an_address_in_the_name_column_is_an_address(written: str, name: str, url: str) -> None:
    found, said = read(f"name\n{written}\n")

    assert [(t.name, t.url) for t in found.tools] == [(name, url)]
    assert [one.says.startswith("the name is an address") for one in said] == [True] * bool(url)


def test_an_address_in_the_name_column_is_told_beside_another_one() -> None:
    found, _ = read("name,url\nspy.example,https://acme.example\nwww.b.example,b.example\n")

    assert [(t.name, t.url, t.app_url) for t in found.tools] == [
        ("Spy", "https://acme.example", "https://spy.example"),
        ("B", "https://b.example", ""),
    ]


@pytest.mark.parametrize(
    ("written", "personal"),
    [("Yes", True), ("y", True), ("X", True), ("1", True), ("NO", False), ("nein", False)],
)
def test_yes_and_no_are_written_in_many_ways(written: str, personal: bool) -> None:
    found, said = read(f"name,pii\nAcme,{written}\n")

    assert [t.data for t in found.tools] == [(DataUse(personal=personal),)]
    assert said == ()


def test_what_is_neither_yes_nor_no_is_left_blank() -> None:
    found, said = read("name,pii\nAcme,maybe\n")

    assert found.tools == (Tool("Acme", place=Place("tools.csv", 2)),)
    assert notes(said) == [("personal: left blank: expected yes or no, found 'maybe'", 1)]


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("1200", 1_200),
        ('"$12,000"', 12_000),
        ('"12,000.50 EUR"', 12_000.5),
        ("12 000 €", 12_000),
        ("12'000", 12_000),
        ("12\u00a0000", 12_000),
        ("0", 0),
        ("12.5", 12.5),
        ("12.000", None),
        ('"12,5"', 12.5),
        ("10-20", None),
        ("-5", None),
        ("on request", None),
        ("1.2.3", None),
    ],
)
def test_an_amount_is_read_where_there_is_one_way_to_read_it(
    written: str, amount: float | None
) -> None:
    found, said = read(f"name,cost\nAcme,{written}\n")

    assert [t.cost.annual for t in found.tools] == [amount]
    assert len(said) == (amount is None)
    assert all(f"cost {written!r} left blank: expected one amount" in note.says for note in said)


@pytest.mark.parametrize(
    ("written", "cost", "read_as"),
    [
        ("24k", Cost(24_000), ""),
        ("$1.2M", Cost(1_200_000, currency="USD"), ""),
        ("$99/mo", Cost(1_188, currency="USD"), "cost '$99/mo' read as 1,188 a year"),
        ("1.500 €", Cost(1_500, currency="EUR"), ""),
        ('"43.200,00 €"', Cost(43_200, currency="EUR"), ""),
        ("einmalig 2 TEUR", Cost(one_off=2_000, currency="EUR"), ""),
        ("24.000 EUR p.a.", Cost(24_000, currency="EUR"), ""),
        ("£250 per quarter", Cost(1_000, currency="GBP"),
         "cost '£250 per quarter' read as 1,000 a year"),
    ],
)  # fmt: skip
def test_a_cost_is_an_amount_a_currency_and_a_period(
    written: str, cost: Cost, read_as: str
) -> None:
    found, said = read(f"name,cost\nAcme,{written}\n")

    assert [t.cost for t in found.tools] == [cost]
    assert [note.says for note in said] == [read_as] * bool(read_as)


def test_costs_in_several_currencies_are_told() -> None:
    _, said = read("name,cost\nAcme,24k USD\nBirch,24k\nCedar,1.500 €\n")

    problem = "costs are in EUR and USD; none is converted, so compare them by hand"
    assert notes(said) == [(problem, 1)]


def test_formulas_are_not_values() -> None:
    found, said = read('name,url,vendor\n=A2,a.example,x\nAcme,"=HYPERLINK(B1)",@SUM(A1)\n')

    acme = Tool("Acme", unread_addresses=("a formula",), place=Place("tools.csv", 3))
    assert found.tools == (acme,)
    assert [(n.says, n.rejected) for n in said] == [
        ("name: a formula, not a value; left blank", False),
        ("left out: its name is a formula", True),
        ("url: a formula, not a value; left blank", False),
        ("vendor: a formula, not a value; left blank", False),
    ]


@pytest.mark.parametrize(
    ("title", "written", "tool", "note"),
    [
        ("use", "In-Use", Tool("A", use=Use.IN_USE), ""),
        ("use", "new", Tool("A"), ""),
        ("use", "sometimes", Tool("A"), "use: no usual word for 'sometimes'; read as proposed"),
        ("hosting type", "On-Premises", Tool("A", deployment="server"), ""),
        ("hosting type", "Mars", Tool("A", deployment="Mars"), "no usual word for 'Mars'"),
        ("saas", "yes", Tool("A", deployment="saas"), ""),
        ("saas", "no", Tool("A"), ""),
    ],
)
def test_words_are_put_into_their_usual_form(
    title: str, written: str, tool: Tool, note: str
) -> None:
    found, said = read(f"name,{title}\nA,{written}\n")

    assert [(t.use, t.deployment) for t in found.tools] == [(tool.use, tool.deployment)]
    assert len(said) == bool(note)
    assert all(note in one.says for one in said)


# --- rows ----------------------------------------------------------------------------------------


def test_the_same_tool_again_is_one_tool() -> None:
    found, said = read(
        "name,url\nAcme,a.example\nACME,a.example\nacme,b.example\nAcme Inc.,a.example\n"
    )

    assert [(t.name, t.url) for t in found.tools] == [
        ("Acme", "https://a.example"), ("acme", "https://b.example")
    ]  # fmt: skip
    again = Note(
        "left out: the same tool again", 2, (Place("tools.csv", 3), Place("tools.csv", 5)), True
    )
    assert said == (again,)


def test_names_without_letters_are_names_all_the_same() -> None:
    assert [t.name for t in read("name\n???!\n!!!\n")[0].tools] == ["???!", "!!!"]


def test_tools_beyond_the_last_that_is_planned_are_counted() -> None:
    found, said = read("name\n" + "".join(f"Tool {n}\n" for n in range(4_005)))

    assert len(found.tools) == 4_005
    assert notes(said) == [
        ("only IT's decision is checked, not standards or dates, after the first 4,000 tools", 5)
    ]
    assert not said[0].rejected


def test_a_list_that_holds_no_tool_says_why() -> None:
    with pytest.raises(NothingReadError) as caught:
        read("name,url\n-,a.example\n=B2,b.example\n")

    assert caught.value.exit_code == 3
    assert str(caught.value) == (
        "tools.csv: no tool could be read: left out: it has no name;"
        " left out: its name is a formula"
    )


@pytest.mark.parametrize("title", ["Deadline", "due date", "Needed by", "Frist"])
def test_a_column_of_deadlines_is_read_as_wishes_with_the_reason(title: str) -> None:
    found, said = read(f"name,{title}\nAcme,01.12.2026\nB,asap\nC,\n")

    assert [tool.wish_date for tool in found.tools] == [date(2026, 12, 1), None, None]
    assert said[0].says.startswith(f"column '{title}' is read as a wish: a deadline set before IT")
    blank = "wish date left blank: expected a date such as 2026-11-22, found 'asap'"
    assert notes(said)[1:] == [(blank, 1)]


def test_a_wish_date_is_one_and_outweighs_a_deadline() -> None:
    found, _ = read("name,Wish date,Deadline\nAcme,2027-03-01,2026-12-01\nB,,Dec 2026\n")

    assert [tool.wish_date for tool in found.tools] == [date(2027, 3, 1), date(2026, 12, 31)]


# --- lists of mappings ---------------------------------------------------------------------------


def test_a_list_of_mappings_is_a_table() -> None:
    text = json.dumps(
        [
            {"tool": "Acme", "website": "acme.example", "cost": 1200, "pii": True},
            {"tool": "Pigeonpost", "Seats": 12, "cost": None},
        ],
        indent=1,
    )
    found, said = read(text, name="tools.json")

    assert found.tools == (
        Tool(
            "Acme",
            "https://acme.example",
            data=(DataUse(personal=True),),
            cost=Cost(annual=1_200),
            place=Place("tools.json", 2),
        ),
        Tool("Pigeonpost", other={"Seats": "12"}, place=Place("tools.json", 8)),
    )
    assert notes(said) == [(f"{UNUSED} 'Seats'", 1)]


def test_a_list_of_mappings_in_yaml_is_a_table_too() -> None:
    found, _ = read("- name: Acme\n  version: 1.20\n- name: NO\n", name="tools.yaml")

    assert found.tools == (
        Tool("Acme", version="1.20", place=Place("tools.yaml", 1)),
        Tool("NO", place=Place("tools.yaml", 3)),
    )


def test_members_that_are_no_records_are_one_clear_error() -> None:
    assert refusal('[{"name": "A"},\n null,\n ["B"]]', name="tools.json") == (
        "tools.json:2: expected a name, or a mapping with a name and an address,"
        " found another, and 1 more such"
    )
