"""Countries and groups of them, in standards and in facts: understood alike, or refused."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from soescan import app, catalog
from soescan.assessment.standards import judge_without_waivers
from soescan.catalog import LoadedCatalog
from soescan.conditions import FactSet, evaluate, find_counterfactuals, find_missing_facts
from soescan.errors import CatalogError
from soescan.model import (
    Basis,
    Evidence,
    Fact,
    Finding,
    Origin,
    Outcome,
    Proposal,
    Test,
    Tool,
    Value,
)
from soescan.reference.builtin import (
    adequacy_table,
    builtin_soe,
    country_groups,
    country_index,
    country_operands,
    country_table,
    find_country,
    vocabulary,
)

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


# --- names that nobody understands, in facts -------------------------------------------------------

IN_EEA = Test("hosting.country", "subset_of", country_operands()["EEA"])


def truth(test: Test, value: Value, day: date = DAY, **more: Value) -> bool | None:
    facts = {test.fact: (value,)} | {key.replace("_", "."): (v,) for key, v in more.items()}
    return evaluate(test, FactSet(facts, day, countries=country_index()))


@pytest.mark.parametrize(
    ("test", "value", "expected"),
    [
        (IN_EEA, ("Atlantis",), None),
        (IN_EEA, ("DE", "Atlantis"), None),
        (IN_EEA, ("US", "Atlantis"), False),
        (IN_EEA, ("US", "Europe"), False),
        (IN_EEA, ("RE",), True),
        (Test("subproc.country", "contains", "DE"), ("Atlantis",), None),
        (Test("subproc.country", "contains", "DE"), ("DE", "Atlantis"), True),
        (Test("subproc.country", "contains_any", ("RU", "CN")), ("FR", "Atlantis"), None),
        (Test("subproc.country", "contains_all", ("DE", "FR")), ("DE", "Atlantis"), None),
        (Test("hosting.country", "eq", "DE"), ("Atlantis",), None),
        (Test("hosting.country", "matches", "D."), ("Atlantis",), None),
        (Test("tool.vendor.country", "in", ("DE", "FR")), "Atlantis", None),
        (Test("tool.vendor.country", "not_in", ("RU", "CN")), "Atlantis", None),
        (Test("tool.vendor.country", "ne", "RU"), "Atlantis", None),
        (Test("contract.law_country", "eq", "DE"), "Atlantis", None),
        (Test("legal.entity_country", "not_in", ("RU",)), "EU", True),
        (Test("hosting.country", "present"), ("Atlantis",), None),
        (Test("hosting.country", "present"), ("DE", "Atlantis"), True),
        (Test("hosting.country", "present"), ("EU",), True),
        (Test("hosting.country", "present"), (), False),
        (Test("tool.vendor.country", "absent"), "Atlantis", None),
        (Test("hosting.region.stated", "contains", "EU"), ("EU",), True),
        (Test("hosting.region.stated", "contains", "Atlantis"), ("Atlantis",), True),
    ],
)
def test_a_place_that_nobody_understands_may_be_any_country(
    test: Test, value: Value, expected: bool | None
) -> None:
    assert truth(test, value) is expected


# --- adequacy: what holds on a day, and for whom ---------------------------------------------------

ADEQUATE = Test("hosting.country", "subset_of", (*country_operands()["EEA"], "GDPR-adequate"))


@pytest.mark.parametrize(
    ("countries", "day", "expected"),
    [
        (("GB",), "2026-11-22", True),
        (("GB",), "2031-12-27", True),
        (("GB",), "2031-12-28", False),
        (("GB",), "2021-06-27", False),
        (("BR",), "2026-01-25", False),
        (("BR", "DE"), "2026-01-26", True),
        (("US",), "2023-07-09", False),
        (("US",), "2026-11-22", None),
        (("CA",), "2026-11-22", None),
        (("CA", "RU"), "2026-11-22", False),
        (("GG", "JE", "IM", "FO"), "2026-11-22", True),
        (("GI",), "2026-11-22", False),
        (("EU",), "2026-11-22", True),
        (("RU",), "2026-11-22", False),
        (("GB", "Atlantis"), "2026-11-22", None),
        (("Europe",), "2026-11-22", None),
    ],
)
def test_a_country_is_adequate_while_its_decision_holds(
    countries: Value, day: str, expected: bool | None
) -> None:
    assert truth(ADEQUATE, countries, date.fromisoformat(day)) is expected


def test_a_limited_decision_counts_for_those_whom_facts_show_within() -> None:
    def adequate(countries: Value, **facts: Value) -> bool | None:
        known = {key.replace("__", "."): (value,) for key, value in facts.items()}
        orders = {"assurance.dpf.status": vocabulary()["assurance.dpf.status"].order}
        facts_ = {"hosting.country": (countries,)} | known
        return evaluate(ADEQUATE, FactSet(facts_, DAY, orders, countries=country_index()))

    assert adequate(("US",), transfer__mechanism=("dpf",)) is True
    assert adequate(("US",), transfer__mechanism=("scc",)) is None
    assert adequate(("US",), assurance__dpf__status="confirmed") is True
    assert adequate(("US",), assurance__dpf__status="planned") is None
    assert adequate(("CA",), transfer__mechanism=("dpf", "adequacy")) is None
    assert adequate(("CA",), transfer__adequacy_covers=("CA",)) is True
    assert adequate(("CA", "US"), transfer__adequacy_covers=("CA",)) is None


def test_what_shows_that_a_limit_is_kept_is_asked_for() -> None:
    fact_set = FactSet({"hosting.country": (("CA",),)}, DAY, countries=country_index())
    assert find_missing_facts(ADEQUATE, fact_set) == ("transfer.adequacy_covers",)
    (way,) = find_counterfactuals(ADEQUATE, fact_set)
    assert way[0].fact == "hosting.country"
    assert truth(ADEQUATE, way[0].example or ()) is True


def test_every_decision_names_countries_and_facts_that_there_are() -> None:
    table, codes = adequacy_table(), {country.code for country in country_table().countries}
    assert {decision.country for decision in table.decisions} <= codes
    assert codes.isdisjoint({"GDPR-adequate"})
    assert not {d.country for d in table.decisions} & set(country_groups()["EEA"])
    for decision in table.decisions:
        assert bool(decision.limit) is bool(decision.shown_by)
        assert all(test.fact in vocabulary() for test in decision.shown_by)
        assert decision.status in ("confirmed", "to be confirmed")


def residency(*facts: tuple[str, Value, Basis], day: date = DAY) -> Finding:
    """What the starter says of where a tool of personal data is hosted."""
    at = "2026-11-20"
    known = tuple(
        Fact("acme.example", key, value, Origin(basis, url="https://acme.example", at=at))
        for key, value, basis in facts
    )
    tool = Tool("Acme", "https://acme.example", deployment="saas")
    personal = Fact("acme.example", "tool.data.personal", True, Origin(Basis.STATED, at=at))
    (case,) = app.build_cases(Proposal((tool,)), starter(), Evidence((personal, *known)), day)
    (standard,) = (s for s in starter().catalog.standards if s.id == "personal-data-residency")
    return judge_without_waivers(standard, case)


@cache
def starter() -> LoadedCatalog:
    return catalog.read(builtin_soe("starter"))


@pytest.mark.slow
def test_the_starter_reads_a_hosting_country_as_the_law_does() -> None:
    def verdict(country: Value, mechanism: Value) -> str:
        return residency(
            ("hosting.country", country, Basis.STATED),
            ("transfer.mechanism", mechanism, Basis.STATED),
        ).verdict

    assert verdict(("United Kingdom",), ()) == "meets"
    assert verdict(("Russland",), ("scc",)) == "unknown"
    assert verdict(("USA",), ("dpf",)) == "meets"
    assert verdict(("USA",), ("scc",)) == "unknown"
    assert verdict(("GB", "RU"), ("adequacy",)) == "conflicts"
    assert verdict(("Germany", "Atlantis"), ()) == "unknown"


@pytest.mark.slow
def test_clauses_ask_it_for_an_assessment_of_the_transfer_that_only_it_can_record() -> None:
    facts = (
        ("hosting.country", ("RU",), Basis.STATED),
        ("transfer.mechanism", ("scc",), Basis.STATED),
    )
    for more in ((), (("transfer.assessment", True, Basis.STATED),)):
        finding = residency(*facts, *more)
        assert finding.missing == ("transfer.assessment",)
        assert finding.needs == ("transfer-review",)
        assert finding.question == ""  # the vocabulary's own question goes to IT


@pytest.mark.slow
def test_an_open_answer_is_quoted_and_not_called_unfounded() -> None:
    finding = residency(
        ("hosting.country", ("DE", "Atlantis"), Basis.STATED),
        ("transfer.mechanism", (), Basis.STATED),
    )
    assert "does not decide it: hosting country: DE and Atlantis (stated)" in finding.says
    assert "not on the basis" not in finding.says
    limited = residency(
        ("hosting.country", ("CA",), Basis.STATED), ("transfer.mechanism", (), Basis.STATED)
    )
    assert "CA counts only for commercial organisations under PIPEDA" in limited.says
