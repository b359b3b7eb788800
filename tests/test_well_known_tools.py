"""Fifty well-known tools by name alone, offline: what is known of each, and where that is written.

The list is a judgement of what marketing departments buy, not a ranking.
"""

from __future__ import annotations

import socket
from dataclasses import replace
from datetime import date
from statistics import median
from typing import Any

import pytest

from soescan import app, assessment, conditions
from soescan.app.cases import build_cases
from soescan.catalog import read
from soescan.files import NoteCollector
from soescan.model import Answer, Evidence, Fact, Place, Proposal, Question, Supplier, Tool, Vendor
from soescan.proposal.tidy import answer_addresses
from soescan.reference import builtin
from soescan.reference.products.vendor_facts import load_fact_sources, name_register
from soescan.report.tables import evidence

DAY = date(2026, 11, 29)
ASKED_ALONE = {
    "Account Engagement": "Salesforce Account Engagement (pardot.com)",
    "Amplitude": "Amplitude (amplitude.com)",
    "Braze": "Braze (braze.com)",
    "Intercom": "Intercom (intercom.com)",
    "Iterable": "Iterable (iterable.com)",
    "Segment": "Segment (segment.com)",
}
"""Those whose name is an ordinary word, and what they are asked about."""
TOLD_ALONE = (
    *("HubSpot", "Salesforce", "Salesforce Marketing Cloud", "Adobe Analytics", "Adobe Target"),
    *("Adobe Experience Manager", "Adobe Marketo Engage", "Google Analytics", "Google Ads"),
    *("Google Tag Manager", "Meta Pixel", "LinkedIn Insight Tag", "TikTok Pixel", "Mailchimp"),
    *("Klaviyo", "ActiveCampaign", "Brevo", "Customer.io", "Twilio SendGrid", "Mixpanel"),
    *("Hotjar", "Contentsquare", "FullStory", "Optimizely", "VWO", "Semrush", "Hootsuite"),
    *("Sprout Social", "Canva", "Figma", "Webflow", "WordPress", "Contentful", "Shopify"),
    *("OneTrust", "Cookiebot", "Typeform", "SurveyMonkey", "Qualtrics", "Zendesk", "Calendly"),
    *("Zapier", "Airtable", "Zoom"),
)
INVENTED = (
    *("Pigeonpost", "Trackhound", "Mailkite", "Clickwell", "Brandloom", "Leadlark", "Postbarrow"),
    *("Funnelfox", "Adnimbus", "Surveyquill"),
)
STARTER = read(builtin.catalogs_folder() / "soe" / "starter.yaml")


def assess(*tools: Tool) -> tuple[Any, ...]:
    cases = build_cases(Proposal(tools), STARTER, Evidence(), DAY)
    return tuple(map(assessment.assess, cases))


def registered(assessed: Any) -> list[Fact]:
    return [fact for fact in assessed.facts if fact.origin.register]


def asked_keys() -> set[str]:
    return {t.fact for s in STARTER.catalog.standards for t in conditions.iter_tests(s.require)}


def address_questions(tool: Tool) -> list[Question]:
    (assessed,) = assess(tool)
    return [question for question in assessed.questions if "tool.url" in question.keys]


def test_half_of_fifty_tools_have_eight_facts_and_four_that_the_starter_soe_asks_for() -> None:
    assessed = assess(*(Tool(name) for name in (*TOLD_ALONE, *ASKED_ALONE)))
    assert len(assessed) == 50
    facts = [registered(each) for each in assessed]
    asked = asked_keys()
    if "PB" not in load_fact_sources():
        pytest.skip("the share-alike files are left out")
    assert median(map(len, facts)) >= 8
    assert median(len({fact.key for fact in of_tool} & asked) for of_tool in facts) >= 4


@pytest.mark.slow
def test_each_fact_stands_beside_its_source_in_a_report_made_without_a_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(socket, "socket", None)
    tools = [Tool(name, place=Place("t.csv", row)) for row, name in enumerate(TOLD_ALONE, 1)]
    planned = app.review(Proposal(tuple(tools[:1])), STARTER, Evidence(), DAY)
    report = replace(planned, assessments=assess(*tools))  # planning all fifty takes six seconds
    facts = [fact for each in report.assessments for fact in registered(each)]
    table = evidence.TABLE.build(report)
    at = {column.title: index for index, column in enumerate(table.columns)}
    rows = {
        (row[at["Key"]], str(row[at["When"]]), str(row[at["By whom"]]).partition(";")[0])
        for row in table.rows
    }
    assert len(facts) > 300
    for fact in facts:
        source = load_fact_sources()[fact.origin.register]
        assert fact.origin.url.startswith("http")
        assert all((fact.origin.at, source.license, source.date))
        assert (fact.key, fact.origin.at, name_register(fact.origin.register)) in rows


@pytest.mark.parametrize("name", INVENTED)
def test_of_an_invented_vendor_nothing_is_known(name: str) -> None:
    (assessed,) = assess(Tool(name))
    assert registered(assessed) == []
    (question,) = address_questions(Tool(name))
    assert question.text.startswith("What is the address of the tool's web site?")
    assert question.points == ()


@pytest.mark.parametrize("name", ASKED_ALONE)
def test_an_ordinary_word_is_asked_about_and_the_address_settles_it(name: str) -> None:
    (before,) = assess(Tool(name))
    assert registered(before) == []
    (question,) = address_questions(Tool(name))
    assert question.asks is Supplier.REQUESTER
    asked = f"{name}: do you mean {ASKED_ALONE[name]}?"
    assert [point.text for point in question.points] == [asked]
    domain = ASKED_ALONE[name].rpartition("(")[2].removesuffix(")")
    answer = Answer(name, "tool.url", f"www.{domain}/", on=DAY)
    (tool,) = answer_addresses((Tool(name),), (answer,), NoteCollector())
    (after,) = assess(tool)
    assert registered(after)
    assert address_questions(tool) == []
    other = Answer(name, "tool.url", "https://trackhound.example", on=DAY)
    (elsewhere,) = answer_addresses((tool, Tool(name)), (other,), NoteCollector())[1:]
    (of_another,) = assess(elsewhere)
    assert registered(of_another) == []


@pytest.mark.parametrize(
    ("tool", "meant"),
    [
        (Tool("Experience Manager"), "Adobe Experience Manager ("),
        (Tool("Tag Manager"), "Google Tag Manager ("),
        (Tool("Buffer (Team plan)"), "Buffer (buffer.com)"),
        (
            Tool("Marketing Cloud"),
            "Maropost (maropost.com) or Salesforce Marketing Cloud (",
        ),
        (Tool("Braze", vendor=Vendor("Pigeonpost Ltd")), "Braze (braze.com)"),
    ],
)
def test_what_a_name_may_mean_is_named(tool: Tool, meant: str) -> None:
    ((point,),) = (question.points for question in address_questions(tool))
    assert point.text.startswith(f"{tool.name}: do you mean {meant}")


@pytest.mark.parametrize("name", ["Analytics", "Ads", "AI", "Pro", "Braze Exporter"])
def test_a_name_that_means_many_is_asked_for_its_address_alone(name: str) -> None:
    (question,) = address_questions(Tool(name))
    assert question.text.startswith("What is the address of the tool's web site?")
    assert question.points == ()


def test_a_name_that_means_one_product_is_not_asked_for_its_address() -> None:
    assert address_questions(Tool("HubSpot")) == []


def test_an_answer_leaves_an_address_that_is_there_and_the_latest_counts() -> None:
    tools = (Tool("Braze", url="https://trackhound.example"), Tool("Iterable"))
    answers = (
        Answer("iterable", "tool.url", "https://new.example", on=date(2026, 11, 2)),
        Answer("Iterable", "tool.url", "https://old.example", on=date(2026, 11, 1)),
        Answer("Braze", "tool.url", "https://www.braze.com"),
    )
    first, second = answer_addresses(tools, answers, NoteCollector())
    assert (first.url, second.url) == ("https://trackhound.example", "https://new.example")
