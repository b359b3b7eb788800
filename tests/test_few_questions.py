"""What a list of tools leaves to ask: one scan, few matters, and nothing lost on the way."""

from __future__ import annotations

import csv
import html
import io
from collections import Counter
from datetime import date
from functools import cache

import pytest

from soescan import app, report
from soescan.app import reviewing
from soescan.app.cases import build_cases
from soescan.catalog import LoadedCatalog, read_builtin
from soescan.model import (
    Basis,
    Catalog,
    DataUse,
    Evidence,
    Fact,
    Finding,
    Gap,
    Header,
    Origin,
    Proposal,
    Question,
    Report,
    Severity,
    Standard,
    StandardId,
    Supplier,
    Test,
    Tool,
    Verdict,
)
from soescan.reference import builtin
from soescan.report.first_page import build_first_page
from soescan.report.format import RenderOptions
from soescan.report.tables.questions import all_questions
from soescan.report.text import clean
from soescan.scan.probes import PROBES
from soescan.scan.saved import SavedVisit
from tests.report import factories

DAY = date(2026, 11, 29)
WELL_KNOWN = (
    *("HubSpot", "Salesforce", "Salesforce Marketing Cloud", "Account Engagement"),
    *("Adobe Analytics", "Adobe Target", "Adobe Experience Manager", "Adobe Marketo Engage"),
    *("Google Analytics", "Google Tag Manager", "Google Ads", "Meta Pixel", "Mailchimp"),
    *("LinkedIn Insight Tag", "TikTok Pixel", "Klaviyo", "Braze", "Iterable", "ActiveCampaign"),
    *("Brevo", "Customer.io", "Twilio SendGrid", "Segment", "Amplitude", "Mixpanel"),
)
UNNAMED = {"Account Engagement", "Braze", "Iterable", "Segment", "Amplitude"}
"""Those whose name shows no product: where they are, somebody has to say."""
FORMATS = ("table", "markdown", "html")


@cache
def well_known() -> Report:
    """Twenty-five products by their names alone, with confidential and personal data.

    What would be quicker asks nobody anything, and is left out to save time.
    """
    uses = (DataUse("confidential", personal=True),)
    tools = tuple(Tool(name, data=uses) for name in WELL_KNOWN)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(reviewing, "_promising_changes", lambda *_: None)
        return app.review(Proposal(tools), read_builtin("starter"), Evidence(), DAY)


def asked_of_people(made: Report) -> list[Question]:
    return [q for q in all_questions(made) if q.asks is not Supplier.PROBE and not q.good_to_know]


@pytest.mark.slow
def test_twenty_five_tools_leave_few_matters_and_one_scan() -> None:
    made = well_known()
    assert len(asked_of_people(made)) <= 25
    scan, *others = all_questions(made)
    assert scan.asks is Supplier.PROBE
    assert set(scan.tools) == set(WELL_KNOWN) - UNNAMED
    assert Supplier.PROBE not in {question.asks for question in others}
    assert "tls.https" in scan.keys
    lines = Counter((q.asks, q.matter) for q in asked_of_people(made))
    assert set(lines.values()) == {1}
    (address,) = (q for q in others if "tool.url" in q.keys)
    assert {point.text.partition(":")[0] for point in address.points} >= {
        "Braze",
        "Iterable",
        "Segment",
    }


@pytest.mark.slow
@pytest.mark.parametrize("name", ["table", "markdown", "html"])
def test_the_first_page_asks_for_one_scan_and_at_most_seven_answers(name: str) -> None:
    page = build_first_page(well_known())
    (scan,) = (action for action in page.actions if "--scan" in action.does)
    assert len(page.changes) <= 7
    shown = html.unescape(report.render(well_known(), name, RenderOptions(wrap=False)))
    text = " ".join(shown.split())
    assert scan.does in text
    assert all(change.what.partition("…")[0] in text for change in page.changes)


@pytest.mark.slow
def test_no_missing_fact_of_the_list_is_lost() -> None:
    made = well_known()
    kept = {(q.asks, key) for q in made.questions for key in q.keys}
    for judged in made.assessments:
        missing = Counter(key for f in judged.findings if _is_open(f) for key in set(f.missing))
        keys = Counter(key for question in judged.questions for key in question.keys)
        assert set(missing) <= set(keys)
        assert set(keys.values()) == {1}
        assert {(q.asks, key) for q in judged.questions for key in q.keys} <= kept
    of_tools = [q for judged in made.assessments for q in judged.questions]
    assert sum(q.settles for q in made.questions) == sum(q.settles for q in of_tools)


def _is_open(finding: Finding) -> bool:
    return finding.verdict is Verdict.UNKNOWN


@pytest.mark.slow
def test_the_table_says_what_must_be_answered_and_what_is_good_to_know() -> None:
    text = report.render(well_known(), "csv", RenderOptions(table="questions"))
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    wanted = [row["Wanted"] for row in rows]
    assert wanted[0] == "scan first"
    assert wanted == sorted(wanted, key=("scan first", "must answer", "good to know").index)
    assert all(row["Question"].endswith((".", "?")) for row in rows)


def test_the_example_asks_each_person_once_about_each_matter() -> None:
    questions = factories.example().questions
    sorted_ones = [(q.asks, q.matter, q.good_to_know) for q in questions if q.matter]
    assert len(set(sorted_ones)) == len(sorted_ones)
    assert sum(q.asks is Supplier.PROBE for q in questions) <= 1


HOSTILE = ("\x1b[31mred\x1b[0m", "a" * 5_000, "=cmd|' /C calc'!A0", "<script>alert(1)</script>", "‮")


def test_a_hostile_catalog_keeps_its_words_and_steers_nothing() -> None:
    """Two hundred standards about few facts, each with words of its own, are few questions."""
    keys = (
        "auth.sso.saml",
        "auth.sso.oidc",
        "auth.scim",
        "auth.mfa",
        "auth.roles",
        "dpa.available",
    )
    standards = tuple(
        Standard(
            StandardId(f"s{number}"),
            "x",
            Test(keys[number % len(keys)], "eq", True),
            "Why.",
            tuple(Severity)[number % 3],
            question=f"{HOSTILE[number % len(HOSTILE)]} {number}?",
        )
        for number in range(200)
    )
    catalog = LoadedCatalog(Catalog(Header("x", "X"), standards=standards))
    made = app.review(
        Proposal((Tool("Acme", "https://app.acme.example"),)), catalog, Evidence(), DAY
    )
    needed = [q for q in made.questions if not q.good_to_know]
    assert {q.asks for q in needed} == {Supplier.VENDOR}
    assert len(made.questions) <= 4
    assert {key for q in made.questions for key in q.keys} == set(keys)
    assert {rule for q in made.questions for rule in q.standards} == {s.id for s in standards}
    for name in (*FORMATS, "csv"):
        page = report.render(made, name, RenderOptions(verbose=True, table="questions"))
        assert "\x1b" not in page
        assert "<script>alert" not in page or name in ("table", "csv")
    assert all(clean(line) == line for line in report.render(made, "table").split("\n"))


# --- where a known product is --------------------------------------------------------------------


def test_a_tool_without_an_address_is_looked_at_where_the_product_is() -> None:
    tools = (Tool("Mixpanel"), Tool("Acme"), Tool("HubSpot", "https://hubspot.de"), Tool("Braze"))
    located = app.locate_tools(tools)
    assert [tool.url for tool in located] == ["https://mixpanel.com", "", "https://hubspot.de", ""]
    catalog = read_builtin("starter").catalog
    assert app.locate_tools(tools, catalog, DAY) == located


def test_what_was_seen_at_the_product_counts_for_a_tool_that_is_named_alone() -> None:
    seen = Origin(Basis.OBSERVED, "https://mixpanel.com/", "2026-11-28")
    facts = (
        Fact("mixpanel.com", "tls.https", True, seen),
        Fact("mixpanel.com", "cookies.secure", False, seen),  # of a public page: no word of the app
    )
    gaps = (Gap("scan-state", "https://mixpanel.com/", "blocked", subject="mixpanel.com"),)
    tools = Tool("Mixpanel"), Tool("Mixpanel", deployment="server"), Tool("Acme")
    cases = build_cases(Proposal(tools), read_builtin("starter"), Evidence(facts, gaps), DAY)
    named, own, other = (case.facts for case in cases)
    assert [fact.value for fact in named["tls.https"]] == [True]
    assert "cookies.secure" not in named
    assert "tls.https" not in {**own, **other}


def test_a_recording_answers_for_a_known_product_only_where_it_has_its_site() -> None:
    tools = (Tool("Mixpanel"), Tool("HubSpot"))
    recordings = [SavedVisit(("https://www.mixpanel.com/",), {})]
    found = app.locate_recorded(tools, app.locate_tools(tools), recordings)
    assert [tool.url for tool in found] == ["https://mixpanel.com", ""]


def test_what_a_scan_is_said_to_settle_a_probe_tells() -> None:
    told = {key for probe in PROBES for key in probe.keys}
    seen = {key for key, entry in builtin.vocabulary().items() if Supplier.PROBE in entry.by}
    assert seen <= told
