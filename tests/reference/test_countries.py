"""Countries and groups of them, in standards and in facts: understood alike, or refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from soescan import app, catalog
from soescan.errors import CatalogError
from soescan.model import Evidence, Outcome, Proposal, Tool
from soescan.reference.builtin import country_groups, country_table, find_country

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Germany", "DE"), ("Deutschland", "DE"), ("germany", "DE"), ("de", "DE"), ("UK", "GB"),
        ("United Kingdom", "GB"), ("EU", "EU"), ("European Union", "EU"), ("EWR", "EEA"),
        ("Europe", "Europe"), ("Atlantis", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_country_is_known_by_its_names(text: str, code: str) -> None:
    assert find_country(text) == code


def test_groups_have_the_members_that_their_treaties_name() -> None:
    groups, codes = country_groups(), {country.code for country in country_table().countries}
    assert len(groups["EU"]) == 27
    assert set(groups["EEA"]) - set(groups["EU"]) == {"IS", "LI", "NO"}
    assert all(set(members) <= codes for members in groups.values())


def outcome(folder: Path, op: str, allowed: str, answered: str) -> Outcome:
    (folder / "soe.yaml").write_text(
        "schema: soescan/soe@1\ncatalog: {id: k, name: K}\n"
        "standards:\n  - {id: s, area: a, why: w, severity: blocker, waivable_by: [],\n"
        f"     require: {{fact: hosting.country, op: {op}, value: {allowed}}}}}\n"
        f"answers:\n  - {{tool: acme.example, fact: hosting.country, value: {answered}}}\n"
    )
    loaded = catalog.read(folder / "soe.yaml")
    report = app.review(Proposal((Tool("Acme", "https://acme.example"),)), loaded, Evidence(), DAY)
    return report.assessments[0].outcome


@pytest.mark.parametrize(
    ("op", "allowed", "answered", "expected"),
    [
        ("subset_of", "[Germany, UK, EU]", "[Deutschland]", "fits"),
        ("subset_of", "[Germany, UK, EU]", "[DE]", "fits"),
        ("subset_of", "[EU]", "[France, Irland]", "fits"),
        ("subset_of", "[EU]", "[United Kingdom]", "blocked"),
        ("subset_of", "[EU]", "[Norway]", "blocked"),
        ("subset_of", "[EEA]", "[Norway, EU]", "fits"),
        ("subset_of", "[EU]", "[EU]", "fits"),
        ("subset_of", "[EU]", "[EEA]", "cannot-tell"),
        ("subset_of", "[DE, FR]", "[EU]", "cannot-tell"),
        ("subset_of", "[US]", "[EU]", "blocked"),
        ("subset_of", "[EU]", "[Europe]", "cannot-tell"),
        ("contains", "Germany", "[DACH]", "cannot-tell"),
        ("contains", "Germany", "[Germany, EU]", "fits"),
        ("contains_any", "[EU]", "[Benelux]", "fits"),
    ],
)
def test_names_and_groups_are_held_against_each_other(
    op: str, allowed: str, answered: str, expected: str, tmp_path: Path
) -> None:
    assert outcome(tmp_path, op, allowed, answered) == expected


@pytest.mark.parametrize(
    ("op", "allowed", "answered"),
    [
        ("subset_of", "[Atlantis]", "[DE]"),
        ("subset_of", "[Europe]", "[DE]"),
        ("contains", "EU", "[DE]"),
        ("subset_of", "[EU]", "[Atlantis]"),
    ],
)
def test_what_is_no_country_is_refused(
    op: str, allowed: str, answered: str, tmp_path: Path
) -> None:
    with pytest.raises(CatalogError, match="country"):
        outcome(tmp_path, op, allowed, answered)
