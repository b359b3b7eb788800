"""What an import writes is the list that was read, in our form, whatever stands in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from soescan import files
from soescan.catalog import document, importing, sources, tabular
from soescan.errors import InputError
from soescan.files import InputTable, parse
from soescan.files.table import read_table
from soescan.model import (
    Capability,
    CapabilityId,
    Catalog,
    DataClass,
    DataClassId,
    Header,
    Level,
    Lifecycle,
    Note,
    Owner,
    Place,
    Product,
    ProductId,
    Standing,
)

SAMPLES = sorted((Path(__file__).parent / "sources/samples").iterdir())
REAL = (
    "gsa/it-standards.csv",
    "thoughtworks_radar/latest.csv",
    "zalando_radar/config.json",
    "acsc_ism/ISM_E8_ML1.json",
    "mvsp_oscal/mvsp_v3.0-20231109-catalog.json",
    "mvsp_oscal/MVSP_v3.0-20231109-mapping-catalog.json",
    "university_matrices/linfield.csv",
    "university_matrices/purdue.csv",
)


def read(path: Path) -> tuple[Catalog, tuple[Note, ...]]:
    content = files.read(path)
    source = sources.find(content)
    assert source
    return source.read(content)


def read_back(text: str) -> Catalog:
    doc = parse(text.encode(), "soe.yaml", json_wanted=False)
    return document.read(doc, Path("soe.yaml"))[0]


def placeless(catalog: Catalog) -> Catalog:
    return replace(
        catalog,
        catalog=replace(catalog.catalog, place=Place("")),
        products=tuple(replace(p, place=Place("")) for p in catalog.products),
    )


def one(product: Product) -> Catalog:
    return Catalog(Header("list", "list.csv"), products=(product,))


# --- reading the result equals reading the list --------------------------------------------------


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_sample_is_read_back_as_it_was_read(path: Path) -> None:
    catalog, notes = read(path)
    back = read_back(importing.write_catalog(catalog, notes, path.name))
    assert placeless(back) == placeless(importing.drop_unclear_products(catalog))


@pytest.mark.slow
@pytest.mark.parametrize("path", REAL)
def test_a_real_list_is_read_back_as_it_was_read(shared: Path, path: str) -> None:
    catalog, notes = read(shared / "data/soe" / path)
    back = read_back(importing.write_catalog(catalog, notes, path))
    assert placeless(back) == placeless(catalog)


def test_a_plain_table_can_be_imported_too() -> None:
    content = read_table(b"name,standing,replaced by\nA,approved,\nB,denied,A\n", "t.csv", "", "")
    catalog, notes = tabular.read(content, {})
    assert placeless(read_back(importing.write_catalog(catalog, notes, "t.csv"))) == placeless(
        catalog
    )


def test_products_point_into_the_new_file() -> None:
    catalog, notes = read(SAMPLES[0])
    text = importing.write_catalog(catalog, notes, SAMPLES[0].name)
    for product in read_back(text).products:
        assert text.splitlines()[product.place.line - 1] == f"  - id: {product.id}"


# --- what stands in the comments -----------------------------------------------------------------


def test_the_file_says_where_everything_is_from_and_what_was_left_out() -> None:
    path = next(path for path in SAMPLES if path.name == "gsa.7.csv")
    catalog, notes = read(path)
    assert importing.write_catalog(catalog, notes, path.name).startswith(
        """\
# Imported from gsa.7.csv (GSA IT standards).
# The comment above a record says where in that list it was written.
#
# Products: 5
# Products whose standing is not understood: 1; see the comments
# Left out: 1
# - it has no name (gsa.7.csv:9)
# Noted while reading:
# - not carried over: the columns 'Description', 'Category' (gsa.7.csv:1)
# - valid until 'not a day' is not understood; its tools get a question, expected a date such as
#     2026-11-22 (gsa.7.csv:7)
# - soescan does not know the standing 'Withdrawn'; its tools get a question (gsa.7.csv:8)
schema: soescan/soe@1

catalog:
  id: gsa-7
  name: gsa.7.csv
  source: GSA IT standards

products:
  # gsa.7.csv:2
  - id: larkmail-enterprise
    name: Larkmail (Enterprise)
    standing: approved
    editions: [Enterprise]
    deployment: saas
    valid_until: 2027-03-31
"""
    )


def test_what_is_not_understood_is_a_comment_to_complete() -> None:
    path = next(path for path in SAMPLES if path.name == "gsa.7.csv")
    catalog, notes = read(path)
    text = importing.write_catalog(catalog, notes, path.name)
    assert text.endswith(
        """\
# What the list says of the standing of these is not understood. Complete the ones you know: write
# the standing, and take the first # off their lines.
#  # gsa.7.csv:8
#  - id: mothwing
#    name: Mothwing
#    deployment: saas
#    reason: "IT's list says 'Withdrawn'"
#    standing:
"""
    )
    begin, comment, end = text.partition("#  # gsa.7.csv:8\n")
    completed = "\n".join(line.removeprefix("#") for line in (comment + end).splitlines())
    back = read_back(begin + completed + " prohibited\n")
    assert placeless(back).products == tuple(
        replace(p, standing=p.standing or Standing.PROHIBITED, place=Place(""))
        for p in catalog.products
    )


def test_a_list_of_which_nothing_is_understood_can_be_completed_too() -> None:
    text = importing.write_catalog(one(Product(ProductId("a"), "A", None)), (), "list.csv")
    assert read_back(text).products == ()
    begin, comment, end = text.partition("#products:\n")
    completed = begin + "\n".join(line[1:] for line in (comment + end).splitlines())
    assert read_back(completed + " approved\n").products[0].standing is Standing.APPROVED


def test_a_product_is_not_replaced_by_one_that_is_only_a_comment() -> None:
    catalog = Catalog(
        Header("list", "list.csv"),
        products=(
            Product(ProductId("a"), "A", Standing.RETIRING, replaced_by=(ProductId("b"),)),
            Product(ProductId("b"), "B", None),
        ),
    )
    back = read_back(importing.write_catalog(catalog, (), "list.csv"))
    assert [(p.id, p.replaced_by) for p in back.products] == [("a", ())]


# --- whatever stands in it -----------------------------------------------------------------------

HOSTILE = (
    '=HYPERLINK("https://evil.example")', "- a", "a: b", "a #b", "#", "'", '"', "\\", "{a}", "[a]",
    "NO", "yes", "Null", "~", "1.20", "22:30", "0x1F", "1_000", ".inf", "<<", "=", "2026-11-22",
    "a\nb", "a\r\nb", "\t a", "🦊", "\N{RIGHT-TO-LEFT OVERRIDE}abc", "\x00", "\x85", "\u2028",
    "!tag", "&a", "*a", "%YAML 1.1", "---", "...", "? a", "|", ">", "@a", "`a`", "é", "x" * 20_000,
    "schema: soescan/soe@1", "a  b", "a\xa0b", "\ufeff", "\ufffe", "\U0001fffe", "y", "On", "a,b",
)  # fmt: skip
TEXT = (st.sampled_from(HOSTILE) | st.text(max_size=60)).filter(lambda text: bool(text.strip()))
DAY = st.none() | st.dates(min_value=date(1000, 1, 1))


@st.composite
def products(draw: st.DrawFn) -> Product:
    return Product(
        id=ProductId(draw(TEXT)),
        name=draw(TEXT),
        standing=draw(st.none() | st.sampled_from(Standing)),
        reason=draw(st.just("") | TEXT),
        aliases=tuple(draw(st.lists(TEXT, max_size=3))),
        conditions=tuple(draw(st.lists(TEXT, max_size=3))),
        versions=tuple(draw(st.lists(TEXT, max_size=2))),
        decided_on=draw(DAY),
        lifecycle=Lifecycle(ours=draw(DAY)),
        owner=Owner(business=draw(st.just("") | TEXT)),
        place=Place(draw(TEXT), draw(st.integers(0, 99))),
    )


@pytest.mark.slow
@given(products(), TEXT, st.lists(st.builds(Note, TEXT, st.integers(1, 9)), max_size=2))
def test_any_text_survives(product: Product, origin: str, notes: list[Note]) -> None:
    text = importing.write_catalog(one(product), tuple(notes), origin)
    assert placeless(read_back(text)) == placeless(importing.drop_unclear_products(one(product)))
    assert all(c.isprintable() for line in text.split("\n") for c in line)


@given(products().filter(lambda product: product.standing is not None))
def test_parsers_of_the_older_language_read_the_same(product: Product) -> None:
    made = yaml.safe_load(importing.write_catalog(one(product), (), "list.csv"))["products"][0]
    assert made["name"] == product.name
    assert made["id"] == product.id
    assert made.get("reason", "") == product.reason
    assert made.get("aliases", []) == list(product.aliases)
    assert made.get("versions", []) == list(product.versions)
    assert made.get("decided_on") == product.decided_on


def test_everything_a_product_holds_survives() -> None:
    catalog = Catalog(
        Header("list", "list.csv", as_of=date(2026, 1, 2), own_domains=("own.example",), own=False),
        data_classes=(DataClass(DataClassId("1.20"), label="NO"),),
        capabilities=(Capability(CapabilityId("e-mail"), "E-mail"),),
        products=(
            Product(
                ProductId("a"),
                "A",
                Standing.APPROVED,
                allowed_data=(DataClassId("1.20"),),
                capabilities={CapabilityId("e-mail"): Level.PARTIAL},
                limits={"seats": 20, "peak: rps": 0.5},
                lifecycle=Lifecycle(date(2027, 1, 1), date(2028, 1, 1)),
            ),
        ),
    )
    assert placeless(read_back(importing.write_catalog(catalog, (), "list.csv"))) == catalog


def test_a_catalog_of_standards_can_be_written_too() -> None:
    from soescan.reference import builtin

    path = builtin.catalogs_folder() / "example" / "soe.yaml"
    catalog, _, _ = document.read(files.read(path), path)  # type: ignore[arg-type]
    back = read_back(importing.write_catalog(catalog, (), path.name))
    assert [s.require for s in back.standards] == [s.require for s in catalog.standards]
    assert [s.effort for s in back.approvals] == [s.effort for s in catalog.approvals]
    assert placeless(back).products == placeless(catalog).products


@pytest.mark.slow
def test_a_document_too_large_to_be_read_is_not_written() -> None:
    product = Product(ProductId("a"), "A", Standing.APPROVED, reason="x" * (9 << 20))
    with pytest.raises(InputError, match="at most 8 MiB"):
        importing.write_catalog(one(product), (), "list.csv")


def test_a_list_with_semicolons_is_a_list_too() -> None:
    rows = b"Standard Name;Status;Approval Expiration Date\nLarkmail;Approved;2027-03-31\n"
    content = read_table(rows, "list.csv", ".csv", "")
    assert isinstance(content, InputTable)
    source = sources.find(content)
    assert source
    assert source.id == "gsa"
