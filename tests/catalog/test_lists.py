"""IT's lists as people have them: German, pasted, linked, without a header, several names a cell."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from soescan import catalog
from soescan.catalog import LoadedCatalog
from soescan.errors import CatalogError
from soescan.model import Product, Standing


def read(tmp_path: Path, text: str, name: str = "soe.csv") -> LoadedCatalog:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return catalog.read(tmp_path / name)


def products(tmp_path: Path, text: str, name: str = "soe.csv") -> tuple[Product, ...]:
    return read(tmp_path, text, name).catalog.products


GERMAN = """\
Produkt;Hersteller;Status;Freigabe bis;Datenklasse;Ersatz;Bemerkung
Pigeonpost (Enterprise);Acme;freigegeben mit Auflagen;31.12.2026;intern;;keine Kundendaten
Trackhound;Acme;verboten;;;Cleara, Teams;
Cleara;Acme SE;Freigegeben ✓;30.04.2027;vertraulich;;"Siehe
Wiki"
Oldmail;Acme;auslaufend;28.02.2027;intern;Cleara;
Soonsign;Acme;in Prüfung;;;;
"""


def test_a_german_list_is_read_as_an_english_one(tmp_path: Path) -> None:
    found = read(tmp_path, GERMAN)
    pigeonpost, trackhound, cleara, oldmail, soonsign = found.catalog.products

    assert [p.standing for p in found.catalog.products] == [
        Standing.APPROVED_WITH_CONDITIONS,
        Standing.PROHIBITED,
        Standing.APPROVED,
        Standing.RETIRING,
        Standing.ASSESS,
    ]
    assert (pigeonpost.editions, pigeonpost.vendor) == (("Enterprise",), "Acme")
    assert (pigeonpost.valid_until, pigeonpost.allowed_data) == (date(2026, 12, 31), ("intern",))
    assert (pigeonpost.conditions, pigeonpost.reason) == (("keine Kundendaten",), "")
    assert (trackhound.replaced_by, trackhound.reason) == (
        (cleara.id,), "Cleara, Teams takes its place",
    )  # fmt: skip
    assert (cleara.reason, cleara.conditions) == ("Siehe Wiki", ())
    assert (oldmail.replaced_by, oldmail.reason, soonsign.reason) == ((cleara.id,), "", "")
    assert [note.says for note in found.notes] == [
        "data classes in the order in which the list names them: check which is higher"
    ]


@pytest.mark.parametrize(
    ("written", "standing"),
    [
        ("nicht freigegeben", Standing.PROHIBITED),
        ("gesperrt", Standing.PROHIBITED),
        ("interdit", Standing.PROHIBITED),
        ("✅ Approved", Standing.APPROVED),
        ("❌ Denied", Standing.PROHIBITED),
        ("Bedingt freigegeben", Standing.APPROVED_WITH_CONDITIONS),
        ("abgekündigt", Standing.RETIRING),
        ("freigegeben?", None),
        ("Verboten?", Standing.PROHIBITED),
        ("Approved w/ conditions", Standing.APPROVED_WITH_CONDITIONS),
        ("Conditionally approved", Standing.APPROVED_WITH_CONDITIONS),
        ("Do not use", Standing.PROHIBITED),
        ("Proibido", Standing.PROHIBITED),
        ("afgekeurd", Standing.PROHIBITED),
        ("Not yet approved", Standing.ASSESS),
        ("Denied (security)", Standing.PROHIBITED),
        ("Denied – see ticket 12", Standing.PROHIBITED),
        ("gesperrt: DSGVO", Standing.PROHIBITED),
        ("Denied, approved again in May", None),
        ("Approved (draft)", None),
        ("Approved*", None),
        ("⚠ freigegeben", None),
        ("Denied?", Standing.PROHIBITED),
        ("niet toegestaan", Standing.PROHIBITED),
        ("so halb", None),
    ],
)
def test_standings_have_words_in_several_languages(
    written: str, standing: Standing | None, tmp_path: Path
) -> None:
    (product,) = products(tmp_path, f"Produkt;Freigabestatus\nA;{written}\n")

    assert product.standing is standing


def test_several_names_in_a_cell_are_several_products(tmp_path: Path) -> None:
    found = read(tmp_path, 'Product,Status\n"Jira, Confluence",Denied\n"Acme, Inc.",Denied\n'
                           '"Drawer, Professional",Denied\n')  # fmt: skip

    assert [p.name for p in found.catalog.products] == [
        "Jira", "Confluence", "Acme, Inc.", "Drawer, Professional"
    ]  # fmt: skip
    assert [(note.says, note.count) for note in found.notes] == [
        ("a name that is 2 names; each is a product", 1)
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "| Product | Status |\n|---|---|\n| [Acme](https://acme.example) | **Denied** |\n",
            "x.md",
        ),
        ('[{"name": "Acme", "state": {"label": "Denied"}, "domains": ["acme.example"]}]', "x.json"),
        ('{"Acme": {"status": "Denied", "url": "acme.example"}}', "x.json"),
        ("Acme;acme.example;Denied\n", "x.csv"),
        ("Product^Website^Status\nAcme^acme.example^Denied\n", "x.csv"),
        ('Product,Status\n"=HYPERLINK(""https://acme.example"",""Acme"")",Denied\n', "x.csv"),
        ("Product,Status\nAcme (acme.example),Denied\n", "x.csv"),
    ],
)
def test_a_list_in_any_dress_gives_the_name_the_standing_and_the_domain(
    text: str, name: str, tmp_path: Path
) -> None:
    (product,) = products(tmp_path, text, name)

    assert (product.name, product.standing) == ("Acme", Standing.PROHIBITED)
    assert product.domains == ("acme.example",)


def test_what_is_not_carried_over_is_named(tmp_path: Path) -> None:
    found = read(tmp_path, "Product,Status,Seats\nAcme,Denied,12\n")

    assert [note.says for note in found.notes] == ["not carried over: the columns 'Seats'"]


def test_a_cover_sheet_is_answered_with_the_option_of_its_list(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Our standards"])
    sheet = book.create_sheet("List")
    sheet.append(["Product", "Status"])
    sheet.append(["Acme", "Denied_x000D_"])
    book.save(tmp_path / "soe.xlsx")

    with pytest.raises(CatalogError) as caught:
        catalog.read(tmp_path / "soe.xlsx")
    assert caught.value.hint == "the sheet 'List' has 'Product' and 'Status': --soe-sheet \"List\""
    (product,) = catalog.read(tmp_path / "soe.xlsx", sheet="List").catalog.products
    assert product.standing is Standing.PROHIBITED


def test_a_list_of_names_alone_decides_nothing(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="for the standing, found 'Acme'"):
        read(tmp_path, "Acme\nB\n")


@pytest.mark.parametrize(
    "title",
    ["Webseite", "Site web", "Sitio web", "Sito", "Página web", "Website URL", "Domain name"],
)
def test_a_column_of_sites_counts_in_any_language(title: str, tmp_path: Path) -> None:
    (product,) = products(tmp_path, f"Produkt;Status;{title}\nAcme;verboten;acme.example\n")
    assert product.domains == ("acme.example",)


def test_a_remark_behind_a_standing_is_kept(tmp_path: Path) -> None:
    (product,) = products(tmp_path, "Product,Status\nAcme,Denied (no SSO)\n")
    assert product.reason == "IT's list says 'Denied (no SSO)'"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('{"approved": ["Acme"], "denied": ["Bolt"]}', "soe.json"),
        ("approved:\n- Acme\nverboten:\n- name: Bolt\n", "soe.yaml"),
        ('{"Acme": "Approved", "Bolt": "Denied"}', "soe.json"),
        ('[["Product", "Status"], ["Acme", "Approved"], ["Bolt", "Denied"]]', "soe.json"),
        ('{"name":"Acme","status":"Approved"}\n{"name":"Bolt","status":"Denied"}\n', "soe.jsonl"),
        ('{"result": {"items": [{"product": "Acme", "status": "Approved"},'
         ' {"product": "Bolt", "status": "Denied"}]}}', "soe.json"),
    ],
)  # fmt: skip
def test_decisions_that_programs_write_are_a_list_of_its(
    text: str, name: str, tmp_path: Path
) -> None:
    found = [(product.name, product.standing) for product in products(tmp_path, text, name)]
    assert found == [("Acme", Standing.APPROVED), ("Bolt", Standing.PROHIBITED)]


def test_another_name_in_parentheses_is_no_edition(tmp_path: Path) -> None:
    rows = "Neo (formerly Old CRM);Approved\nFoo Bar Tool (FBT);Denied\nAcme (Cloud);Approved\n"
    listed = products(tmp_path, f"Name;Status\n{rows}")
    assert [(p.name, p.aliases, p.editions) for p in listed] == [
        ("Neo", ("Old CRM",), ()),
        ("Foo Bar Tool", ("FBT",), ()),
        ("Acme (Cloud)", (), ("Cloud",)),
    ]


def test_an_expiry_that_nobody_calculated_is_no_missing_one(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (("Product", "Status", "Approved until"), ("Acme", "Approved", "=DATE(2020,1,31)")):
        book.worksheets[0].append(row)
    book.save(tmp_path / "soe.xlsx")
    (product,) = catalog.read(tmp_path / "soe.xlsx").catalog.products
    assert product.unreadable == {"valid_until": "#VALUE!"}
