"""`soescan vendor`: pages about products, and what is answered where none is meant."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from soescan.cli import main as soescan
from soescan.errors import UsageError
from soescan.reference.products.vendor_search import find_vendor_product, select_products


def vendor(*arguments: str) -> Result:
    return CliRunner().invoke(soescan, ["vendor", *arguments], catch_exceptions=False)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("hubspot.com", "hubspot"),
        ("HUBSPOT", "hubspot"),
        ("https://app.hubspot.com/login?x=1", "hubspot"),
        ("google optimize", "google-optimize"),
        ("optimize.google.com", "google-optimize"),
    ],
)
def test_names_and_addresses_find_their_product(text: str, found: str) -> None:
    assert find_vendor_product(text).id == found


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("nosuch", "soescan vendor list names all products"),
        ("hubspt.com", "did you mean 'hubspot.com'"),
        ("Adobe", "say which one: Adobe"),
        ("google.com", "say which one: Google"),
        ("x" * 10_000, "soescan vendor list names all products"),
        ("\x1b[31mx\x00", "soescan vendor list"),
        ("bücher.example", "soescan vendor list"),
        ("...", "soescan vendor list"),
        (" ", "soescan vendor list"),
    ],
)
def test_what_is_no_single_product_is_answered_with_what_there_is(text: str, says: str) -> None:
    with pytest.raises(UsageError) as refused:
        find_vendor_product(text)
    assert says in refused.value.hint
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 300


@pytest.mark.slow
def test_a_page_gives_every_fact_with_its_source() -> None:
    page = json.loads(vendor("hubspot.com", "--format", "json", "--as-of", "2026-11-29").output)
    assert page["name"] == "HubSpot"
    assert page["facts"]
    assert {fact["source"] for fact in page["facts"]} <= page["sources"].keys()
    assert all(source["license"] and source["date"] for source in page["sources"].values())
    text = vendor("--as-of", "2026-11-29", "HubSpot").output
    assert text.startswith("HubSpot\n")
    assert "What Starter SOE makes of it" in text
    assert "To be seen by soescan scan" in text


def test_an_unknown_name_is_a_usage_error() -> None:
    result = vendor("nosuch")
    assert result.exit_code == 2
    assert "no product of the vendor catalog is known by 'nosuch'" in result.output


def test_a_product_called_like_a_command_is_looked_for_by_show() -> None:
    assert "known by 'list'" in vendor("show", "list").output


def test_the_list_keeps_a_category_or_a_capability() -> None:
    listed = json.loads(vendor("list", "--category", "a-b-testing", "--format", "json").output)
    assert {product["category"] for product in listed} == {"a-b-testing"}
    assert {p.id for p in select_products(capability="email-campaigns")} >= {"hubspot"}
    assert "did you mean 'a-b-testing'?" in vendor("list", "--category", "a-b-testin").output
