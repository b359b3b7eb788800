"""Facts of registers stand beside the register's name and licence, in every form that names them."""

from __future__ import annotations

import json
from datetime import date

import pytest

from soescan import app, assessment
from soescan.app.cases import build_cases
from soescan.catalog import read
from soescan.model import Evidence, Origin, Proposal, Report, Tool
from soescan.model.facts import Basis
from soescan.reference import builtin
from soescan.reference.products.vendor_facts import known_facts, load_fact_sources, word_day
from soescan.reference.vendors import known_products
from soescan.report import RenderOptions
from soescan.report.formats import as_json, as_text
from soescan.report.tables import method, registers
from soescan.report.tables.wording import describe_origin
from soescan.report.texts.explanation import render_explanation

DAY = date(2026, 11, 29)
STARTER = read(builtin.catalogs_folder() / "soe" / "starter.yaml")
SEGMENT = Tool("Segment", url="https://segment.com")
PLAIN = RenderOptions(wrap=False)


@pytest.fixture(scope="module")
def report() -> Report:
    return app.review(Proposal((SEGMENT,)), STARTER, Evidence(), DAY)


@pytest.mark.slow
def test_text_and_json_list_the_registers_with_their_licences(report: Report) -> None:
    codes = {fact.origin.register for fact in report.assessments[0].facts} - {""}
    assert [register.code for register in report.registers] == sorted(codes)
    text = "".join(as_text.render(report, PLAIN))
    listed = json.loads("".join(as_json.render(report, PLAIN)))["registers"]
    assert [entry["code"] for entry in listed] == sorted(codes)
    (meaning,) = (row[2] for row in method.TABLE.build(report).rows if row[0] == "Public registers")
    rows = registers.TABLE.build(report).rows
    for code, entry, row in zip(sorted(codes), listed, rows, strict=True):
        source = load_fact_sources()[code]
        assert f"{source.name.partition(',')[0]} ({source.license})" in text
        assert f"{source.name.partition(',')[0]} ({source.license})" in str(meaning)
        assert (entry["license"], entry["date"]) == (source.license, source.date)
        assert row[3] == source.license


@pytest.mark.slow
def test_a_report_without_facts_of_registers_names_none() -> None:
    invented = app.review(Proposal((Tool("Pigeonpost"),)), STARTER, Evidence(), DAY)
    assert invented.registers == ()
    assert "public registers" not in "".join(as_text.render(invented, PLAIN))


def test_an_explanation_names_the_register_of_facts_and_leads() -> None:
    (case,) = build_cases(Proposal((SEGMENT,)), STARTER, Evidence(), DAY)
    wanted = {"auth.mfa", "auth.sso"}
    (standard,) = (s for s in STARTER.catalog.standards if s.id == "strong-sign-in")
    explanation = assessment.explain_standard(standard, (), case)
    shown = render_explanation(explanation, PLAIN)
    facts = [*case.leads, *(f for key in wanted for f in case.facts.get(key, ()))]
    used = {fact.origin.register for fact in facts if fact.key in wanted}
    assert used
    for code in used:
        source = load_fact_sources()[code]
        assert f"{source.name.partition(',')[0]} ({source.license})" in shown


def test_a_fact_of_the_day_of_its_register_says_so() -> None:
    facts = [fact for p in known_products() for fact in known_facts(p.id) if fact.source == "2FA"]
    assert facts
    for fact in facts:
        assert word_day("2FA", fact.as_of) == f"state of {load_fact_sources()['2FA'].date}"
    own = Origin(Basis.STATED, "https://a.example/", "2023-01", register="2FA")
    assert "as of 2023-01, 2FA Directory (MIT)" in describe_origin(own)
    seen = Origin(Basis.OBSERVED, "https://a.example/", "2026-11-02", by="headers")
    assert describe_origin(seen) == "observed, https://a.example/, 2026-11-02, headers"
