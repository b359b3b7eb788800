"""A spreadsheet of names and standings is a catalog: nothing IT wrote in it is lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from soescan import app, catalog, proposal
from soescan.catalog import LoadedCatalog
from soescan.errors import CatalogError
from soescan.model import (
    DataUse,
    Evidence,
    Level,
    Note,
    Outcome,
    Owner,
    Place,
    Product,
    ProductId,
    Proposal,
    Standing,
    Tool,
)
from soescan.reference.columns import (
    fold_cell,
    nothing_words,
    unlimited_words,
    word_meanings,
)

ACME = Tool("Acme")


def read(folder: Path, text: str | bytes, **mapping: str) -> LoadedCatalog:
    path = folder / "it list.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return catalog.read(path, mapping=mapping)


def products(folder: Path, text: str) -> list[Product]:
    return list(read(folder, text).catalog.products)


def test_a_list_of_a_public_agency_is_a_catalog(tmp_path: Path) -> None:
    text = (
        '\ufeff"Standard Name",Description,Category,Status,"Deployment Type","Approval Expiration Date"\r\n'
        '"Acme Mailer (Cloud)","Sends, and counts",-,Approved,SaaS,2023-07-20\r\n'
        '"Old Tool - Version 12x",x,Other,Sunsetting,Desktop,-\r\n'
        "Spy,-,-,Denied,-,-\r\n"
    )

    found = read(tmp_path, text)

    assert found.catalog.products == (
        Product(
            ProductId("acme-mailer-cloud"),
            "Acme Mailer (Cloud)",
            Standing.APPROVED,
            editions=("Cloud",),
            deployment="saas",
            valid_until=date(2023, 7, 20),
            place=Place("it list.csv", 2),
        ),
        Product(
            ProductId("old-tool-version-12x"),
            "Old Tool - Version 12x",
            Standing.RETIRING,
            versions=("12x",),
            deployment="desktop",
            place=Place("it list.csv", 3),
        ),
        Product(ProductId("spy"), "Spy", Standing.PROHIBITED, place=Place("it list.csv", 4)),
    )
    assert (found.catalog.catalog.id, found.catalog.catalog.name) == ("it-list", "it list.csv")
    assert found.notes == (
        Note(
            "not carried over: the columns 'Description', 'Category'",
            places=(Place("it list.csv", 1),),
        ),
    )


def test_every_field_of_a_product_can_stand_in_a_table(tmp_path: Path) -> None:
    titles = (
        "Product,Status,Vendor,AKA,Formerly,Website,Plan,Versions,Reason,Decision date,Expires,"
        "Restrictions,Business owner,Replaced by"
    )
    cells = (
        'Acme,Trial,Acme Inc,Mailer; Post,OldPost,"https://acme.example/x|mail.acme.example",'
        "Pro; Basic,1.20,cheap,2026-01-02,2027-01-02,no personal data,Jo,Spy"
    )

    found = products(tmp_path, f"{titles}\n{cells}\nSpy,Banned{',' * 12}\n")

    assert found[0] == Product(
        ProductId("acme"),
        "Acme",
        Standing.PILOT,
        vendor="Acme Inc",
        aliases=("Mailer", "Post"),
        former_names=("OldPost",),
        domains=("acme.example", "mail.acme.example"),
        editions=("Pro", "Basic"),
        versions=("1.20",),
        reason="cheap",
        decided_on=date(2026, 1, 2),
        valid_until=date(2027, 1, 2),
        conditions=("no personal data",),
        owner=Owner(business="Jo"),
        replaced_by=(ProductId("spy"),),
        place=Place("it list.csv", 2),
    )


def test_a_standing_that_nobody_knows_keeps_its_product(tmp_path: Path) -> None:
    found = read(tmp_path, "name,status\nAcme,Tier-B only\nSpy,\nOld,Tier-B only\n")

    assert [(p.name, p.standing, p.reason) for p in found.catalog.products] == [
        ("Acme", None, "IT's list says 'Tier-B only'"),
        ("Spy", None, "IT's list says nothing"),
        ("Old", None, "IT's list says 'Tier-B only'"),
    ]
    assert [(note.says, note.count, note.rejected) for note in found.notes] == [
        ("soescan does not know the standing 'Tier-B only'; its tools get a question", 2, False),
        ("no standing; its tools get a question", 1, False),
    ]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-11-22", date(2026, 11, 22)),
        ("2026-11-22T22:30:00", date(2026, 11, 22)),
        ("2026-11-22 22:30", date(2026, 11, 22)),
        ("22 Nov 2026", date(2026, 11, 22)),
        ("22 November 2026", date(2026, 11, 22)),
        ('"November 22, 2026"', date(2026, 11, 22)),
        ('"Nov 22, 2026"', date(2026, 11, 22)),
        ("2026/11/22", date(2026, 11, 22)),
        ("22.11.2026", date(2026, 11, 22)),
        ("22. November 2026", date(2026, 11, 22)),
        ("22-Nov-26", date(2026, 11, 22)),
        ("22/11/2026", date(2026, 11, 22)),
        ("11/22/26", date(2026, 11, 22)),
        ("11/22/2026 12:00:00 AM", date(2026, 11, 22)),
        ("20261122", date(2026, 11, 22)),
        ("46348", date(2026, 11, 22)),
        ("5/5/2027", date(2027, 5, 5)),
        ("Dec 2027", date(2027, 12, 31)),
        ("2028-02", date(2028, 2, 29)),
        ("n/a", None),
        ("no expiry", None),
    ],
)
def test_a_day_is_written_in_several_ways(written: str, day: date | None, tmp_path: Path) -> None:
    found = read(tmp_path, f"name,status,expires\nAcme,Approved,{written}\n")

    assert [p.valid_until for p in found.catalog.products] == [day]
    assert found.notes == ()


@pytest.mark.parametrize(
    "written",
    [
        "03/04/2026",
        "3/4/26",
        "26-09-08",
        "2026-13-01",
        "soon",
        "Q4 2027",
        "2027",
        "TBD",
        "?",
        "#REF!",
        "2026-12-31 or earlier",
        "31.02.2027",
        "463480",
    ],
)
def test_a_day_that_could_be_another_stands_open(written: str, tmp_path: Path) -> None:
    found = read(tmp_path, f"name,status,expires\nAcme,Approved,{written}\n")

    (acme,) = found.catalog.products
    assert (acme.valid_until, acme.unreadable) == (None, {"valid_until": written})
    assert not acme.is_in_force(date(2026, 11, 22))
    assert found.notes == (
        Note(
            f"valid until {written!r} is not understood; its tools get a question, "
            "expected a date such as 2026-11-22",
            1,
            (Place("it list.csv", 2),),
        ),
    )


def outcome(folder: Path, text: str, tool: Tool = ACME) -> Outcome:
    """What becomes of a tool that a list speaks of, on 2026-11-22."""
    found = read(folder, text)
    report = app.review(Proposal((tool,)), found, Evidence(), date(2026, 11, 22))
    return report.assessments[0].outcome


def test_an_imported_list_keeps_what_is_not_understood(tmp_path: Path) -> None:
    read(tmp_path, "name,status,expires\nAcme,Approved,3/4/26\n")
    text, loaded = catalog.import_list(tmp_path / "it list.csv")
    again = tmp_path / "soe.yaml"
    again.write_text(text)
    assert catalog.read(again).catalog.products[0].unreadable == {"valid_until": "3/4/26"}
    assert loaded.catalog.products[0].unreadable == {"valid_until": "3/4/26"}


LIMITS = {
    "Approved until": "valid_until",
    "Edition": "edition",
    "Version": "version",
    "Data class": "data",
    "Conditions": "conditions",
    "Approved on": "decided_on",
}
NOT_UNDERSTOOD = st.sampled_from(["?", "tbd", "#REF!", "unknown", "???", "#N/A", "…", "§"])


@given(
    st.sampled_from(sorted(LIMITS)), NOT_UNDERSTOOD, st.sampled_from(["Approved", "Core", "Pilot"])
)
def test_what_restricts_and_cannot_be_read_never_opens(
    title: str, cell: str, standing: str
) -> None:
    with TemporaryDirectory() as folder:
        text = f"name,status,{title}\nAcme,{standing},{cell}\n"
        assert outcome(Path(folder), text) is Outcome.CANNOT_TELL


@given(st.text("abyz059/.- ?x", max_size=9))
def test_an_expiry_is_a_date_or_said_to_be_none_or_open(cell: str) -> None:
    with TemporaryDirectory() as folder:
        text = f'name,status,expires\nAcme,Approved,"{cell}"\n'
        found = outcome(Path(folder), text)
        (acme,) = read(Path(folder), text).catalog.products
    if not acme.valid_until and fold_cell(cell) not in nothing_words() | unlimited_words():
        assert found is Outcome.CANNOT_TELL


@given(st.text("adeprov 059?x", max_size=9))
def test_a_standing_is_understood_or_open(cell: str) -> None:
    with TemporaryDirectory() as folder:
        found = outcome(Path(folder), f'name,status\nAcme,"{cell}"\n')
    if fold_cell(cell) not in word_meanings("standings"):
        assert found is Outcome.CANNOT_TELL


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        ("name,status,u_trm_status", "Acme,Approved,Unapproved", "blocked"),
        (
            "name,status,u_trm_status",
            "Acme,Approved,Approved with constraints",
            "fits-with-conditions",
        ),
        ("name,status,Approval status", "Acme,Approved,Blessed by Jo", "cannot-tell"),
        ("name,status,SOE state", "Acme,Denied,Blessed by Jo", "blocked"),
        ("name,status,Decision", "Acme,Approved,Approved", "in-soe"),
        ("name,status,Contract status", "Acme,Approved,signed", "in-soe"),
        ("name,status,Conditions", "Acme,Approved,no customer data", "fits-with-conditions"),
        ("name,status,Conditions", "Acme,Approved,none", "in-soe"),
        ("name,status,Edition", "Acme,Approved,all editions", "in-soe"),
        ("name,status,Data class", "Acme,Approved,internal", "cannot-tell"),
        ("name,status,Max data class", "Acme,Approved,internal", "cannot-tell"),
        ("name,status,Max data class", "Acme,Approved,all data", "in-soe"),
        ("name,status,Max data class", "Acme,Denied,internal", "blocked"),
        ("name,status,Nur für", "Acme,Approved,Vertrieb", "cannot-tell"),
        ("name,status,Expires,Valid until", "Acme,Approved,2030-01-01,2020-01-01", "cannot-tell"),
        ("name,status,Valid from", "Acme,Approved,01.12.2026", "needs-exception"),
        ("name,status,Valid from", "Acme,Approved,after the pilot", "cannot-tell"),
        (
            "name,status,Approved on,Valid from",
            "Acme,Approved,2020-01-01,2026-12-01",
            "needs-exception",
        ),
        ("name,status,Approved on,Valid from", "Acme,Approved,2020-01-01,2020-02-01", "in-soe"),
        ("name,status,Sunset", "Acme,Approved,30.09.2026", "needs-exception"),
        ("name,status,Approved till", "Acme,Approved,soon", "cannot-tell"),
        ("name,status,Fecha de vencimiento", "Acme,Approved,30.09.2026", "needs-exception"),
        ("name,status,Withdrawal planned", "Acme,Approved,2026", "cannot-tell"),
        ("name,status,Approved for", "Acme,Approved,HR", "cannot-tell"),
        ("name,status,Nutzungseinschränkung", "Acme,Approved,nur Vertrieb", "cannot-tell"),
        ("name,status,End of support", "Acme,Approved,3/4/26", "cannot-tell"),
        ("name,status,EOL", "Acme,Approved,TBD", "cannot-tell"),
        ("name,status,EOL", "Acme,Denied,TBD", "blocked"),
        ("name,status,EOL", "Acme,Approved,never", "in-soe"),
        ("name,status,Edition", "Acme,Approved,Enterprise?", "cannot-tell"),
        ("name,status,Contract end date", "Acme,Approved,2026-01-01", "in-soe"),
        ("name,status,Allowed by", "Acme,Approved,Jo", "in-soe"),
        ("name,status,Notes", "Acme,Approved,bought in 2020", "in-soe"),
    ],
)
def test_every_column_that_limits_a_decision_counts(
    header: str, row: str, expected: str, tmp_path: Path
) -> None:
    assert outcome(tmp_path, f"{header}\n{row}\n") == expected


def test_data_that_a_list_allows_must_be_shown(tmp_path: Path) -> None:
    text = 'name,status,Data class\nAcme,Approved,"public, internal"\nOther,Approved,secret\n'
    for word, expected in (
        ("internal", "in-soe"),
        ("secret", "needs-exception"),
        ("pii", "cannot-tell"),
    ):
        assert outcome(tmp_path, text, Tool("Acme", data=(DataUse(word),))) == expected


def test_rows_of_the_same_name_are_different_products(tmp_path: Path) -> None:
    text = "name,status\nZendesk 1.x,Approved\nZendesk v2.x,Denied\nZendesk,Pilot\nzendesk,Hold\n???,Pilot\n!!!,Hold\n"

    assert [(p.id, p.versions, p.standing) for p in products(tmp_path, text)] == [
        ("zendesk-1-x", ("1.x",), Standing.APPROVED),
        ("zendesk-v2-x", ("2.x",), Standing.PROHIBITED),
        ("zendesk", (), Standing.PILOT),
        ("zendesk-2", (), Standing.RETIRING),
        ("product", (), Standing.PILOT),
        ("product-2", (), Standing.RETIRING),
    ]


def test_edition_and_version_of_their_own_columns_count_more_than_those_in_the_name(
    tmp_path: Path,
) -> None:
    text = "name,status,edition,version\nWinZip 25 (for Windows),Approved,Pro,\nAcme 2 (EU),Approved,,1.20\n"

    assert [(p.editions, p.versions) for p in products(tmp_path, text)] == [
        (("Pro",), ("25",)),
        (("EU",), ("1.20",)),
    ]


def test_a_product_is_replaced_by_another_of_the_list(tmp_path: Path) -> None:
    text = "name,status,replacement\nOld Post,Sunset,ACME Inc.\nAcme,Approved,Acme\nSpy,Banned,Nothing Here\n"

    assert [p.replaced_by for p in products(tmp_path, text)] == [("acme",), (), ()]


def test_rows_without_a_name_are_counted(tmp_path: Path) -> None:
    found = read(tmp_path, "name,status\n-,Approved\n,Denied\nAcme,Approved\n")

    assert [p.name for p in found.catalog.products] == ["Acme"]
    places = (Place("it list.csv", 2), Place("it list.csv", 3))
    assert found.notes == (Note("left out: it has no name", 2, places, rejected=True),)


def workbook_from_1904(path: Path, *rows: Sequence[object]) -> Path:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    for row in rows:
        book.worksheets[0].append(list(row))
    book.save(path)
    return path


@pytest.mark.parametrize("cell", [44886, 44886.0, "44886", date(2026, 11, 22), "22.11.2026"])
def test_days_of_a_workbook_are_counted_as_it_counts_them(cell: object, tmp_path: Path) -> None:
    path = workbook_from_1904(
        tmp_path / "it.xlsx",
        ["name", "status", "version", "valid until"],
        ["Acme", "approved", 44886, cell],
    )

    (product,) = catalog.read(path).catalog.products
    assert product.valid_until == date(2026, 11, 22)
    assert product.versions == ("44886",)


def test_days_of_a_list_of_another_kind_and_of_a_tool_list_are_too(tmp_path: Path) -> None:
    path = workbook_from_1904(
        tmp_path / "trm.xlsx",
        ["Name", "TRM Phase", "Phase start date", "Phase end date"],
        ["Acme", "Approved", 44520, 44886],
    )
    products = catalog.read(path).catalog.products
    days = [(p.decided_on, p.valid_until) for p in products]
    assert days == [(date(2025, 11, 21), date(2026, 11, 22))]

    path = workbook_from_1904(
        tmp_path / "tools.xlsx", ["name", "wish date", "cost"], ["A", 44886, 44886]
    )
    (tool,) = proposal.read([path])[0].tools
    assert (tool.wish_date, tool.cost.annual) == (date(2026, 11, 22), 44_886)


def test_a_workbook_with_titles_of_its_own_is_a_catalog(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "Read me"
    sheet = book.create_sheet("Software")
    for row in (
        ["Zugelassene Software"],
        [],
        ["Bezeichnung", "Urteil", "Bis"],
        ["Acme", "approved", date(2026, 11, 22)],
    ):
        sheet.append(row)
    book.save(tmp_path / "it.xlsx")

    found = catalog.read(
        tmp_path / "it.xlsx",
        mapping={"name": "Bezeichnung", "standing": "Urteil", "valid_until": "Bis"},
        sheet="Software",
    )

    assert found.catalog.products == (
        Product(
            ProductId("acme"),
            "Acme",
            Standing.APPROVED,
            valid_until=date(2026, 11, 22),
            place=Place("it.xlsx!Software", 4),
        ),
    )
    assert found.catalog.catalog.id == "it"


def test_a_table_that_says_nothing_of_standing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogError) as caught:
        read(tmp_path, "Nimike,Tuomio\nAcme,approved\n")

    assert [problem.split(" such as ")[0] for problem in caught.value.problems] == [
        "it list.csv:1: header: expected a column",
        "it list.csv:1: header: expected a column",
    ]
    assert "--soe-map" in caught.value.hint


def test_an_address_in_the_name_column_names_the_product_and_its_domain(tmp_path: Path) -> None:
    found = read(tmp_path, "Name,Status\nhttps://www.drift.com,Denied\nspy.example/x,Denied\n")

    assert [(p.name, p.domains) for p in found.catalog.products] == [
        ("Drift", ("drift.com",)),
        ("Spy", ("spy.example",)),
    ]
    assert len(found.notes) == 2


# --- what products can do ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell",
    [
        "Email campaigns, A/B testing, Forms",
        "email-campaigns;a/b testing;FORMS",
        "Email campaigns / A/B testing / Forms",
        "Email campaigns\nA/B testing\nForms",
        "Email campaigns|AB testing|forms",
    ],
)
def test_a_column_of_capabilities_says_what_products_can_do(cell: str, tmp_path: Path) -> None:
    found = read(tmp_path, f'Name,Status,Capabilities\nAcme,Approved,"{cell}"\n')
    assert found.catalog.products[0].capabilities == dict.fromkeys(
        ("email-campaigns", "a-b-testing", "forms"), Level.FULL
    )
    assert {c.id for c in found.catalog.capabilities} == {"email-campaigns", "a-b-testing", "forms"}
    assert found.notes == ()


def test_a_capability_may_be_partial_or_denied(tmp_path: Path) -> None:
    text = 'Name,Status,What it does\nAcme,Approved,"Forms (partial), SMS: none, CRM = Full"\n'
    found = read(tmp_path, text, capabilities="What it does")
    assert found.catalog.products[0].capabilities == {
        "forms": Level.PARTIAL,
        "sms": Level.NONE,
        "crm": Level.FULL,
    }


def test_a_word_that_is_no_capability_is_told_and_says_nothing(tmp_path: Path) -> None:
    found = read(tmp_path, 'Name,Status,Capabilities\nAcme,Approved,"Heatmaps, CRM"\nB,Denied,?\n')
    assert [p.capabilities for p in found.catalog.products] == [{"crm": Level.FULL}, {}]
    text = "capabilities: expected a capability, found 'Heatmaps'; did you mean 'session-replay'?"
    assert found.notes == (Note(text, 1, (Place("it list.csv", 2),)),)


def test_capabilities_of_an_imported_list_are_read_back(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Name,Status,Capabilities\nAcme,Approved,CRM; Webinars (partial)\n")
    text, loaded = catalog.import_list(path)
    (tmp_path / "soe.yaml").write_text(text)
    again = catalog.read(tmp_path / "soe.yaml").catalog
    assert again.capabilities == loaded.catalog.capabilities
    assert again.products[0].capabilities == loaded.catalog.products[0].capabilities


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("gsa", "Standard Name,Status,Approval Expiration Date,Capabilities\nA,Approved,,CRM\n"),
        ("byor", "name,ring,quadrant,isNew,description,capabilities\nA,adopt,tools,no,x,CRM\n"),
        ("matrix", "Service,Public,Internal,Capability\nA,yes,yes,CRM\nB,yes,no,Forms\n"),
    ],
)
def test_every_kind_of_table_may_have_the_column(kind: str, text: str, tmp_path: Path) -> None:
    found = read(tmp_path, text)
    assert found.kind == kind
    assert found.catalog.products[0].capabilities == {"crm": Level.FULL}
    assert not [note for note in found.notes if "apabilit" in note.says]


def test_lines_of_a_cell_divide_what_it_lists(tmp_path: Path) -> None:
    text = 'Name,Status,Website,Plan,AKA\nAcme,Approved,"a.example\r\nb.example","Pro\nBasic","X\n\nY"\n'
    (found,) = products(tmp_path, text)
    assert (found.domains, found.editions) == (("a.example", "b.example"), ("Pro", "Basic"))
    assert found.aliases == ("X", "Y")
