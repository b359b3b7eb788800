"""What a landing page shows says nothing of the application behind the sign-in, or of our pages."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from soescan import app, assessment, catalog, conditions
from soescan.evidence.sightings import split_sightings
from soescan.model import (
    Answer,
    Assessment,
    Basis,
    DataUse,
    Evidence,
    Fact,
    Finding,
    Origin,
    Proposal,
    SeenAt,
    Supplier,
    Tool,
    Value,
    Verdict,
)
from soescan.reference import builtin

DAY = date(2026, 11, 22)
ACME = Tool(
    "Acme Mail",
    "https://www.acme.example",
    deployment="tag",
    data=(DataUse(class_="confidential", personal=True),),
)
SITE, APP = "acme.example", "app.acme.example"
ABOUT_APPLICATION: dict[str, dict[str, Value]] = {
    "session-cookies": {"cookies.secure": True, "cookies.httponly": True},
    "cross-origin": {"cors.reflect_credentials": False},
    "no-mixed-content": {"scripts.mixed_content": False},
    "framing": {"frame.protection": True},
    "nosniff": {"headers.nosniff": True},
    "version-disclosure": {"info.disclosure": ()},
    "script-policy": {"csp.enforced": True, "csp.script_protection": "strict"},
}
ABOUT_OUR_PAGES: dict[str, dict[str, Value]] = {"consent-first": {"cookies.before_consent": ()}}


def seen(place: str, key: str, value: Value, basis: Basis = Basis.OBSERVED) -> Fact:
    origin = Origin(basis, f"https://{place}/", "2026-11-20", "probe", "", "ab" * 32)
    return Fact(place, key, value, origin)


@cache
def read_starter() -> catalog.LoadedCatalog:
    return catalog.read(builtin.builtin_soe("starter"))


def assess(facts: list[Fact], tool: Tool = ACME) -> Assessment:
    [case] = app.build_cases(Proposal((tool,)), read_starter(), Evidence(tuple(facts)), DAY)
    return assessment.assess(case)


def judge(standard: str, facts: list[Fact], tool: Tool = ACME) -> Finding:
    return next(f for f in assess(facts, tool).findings if f.rule == standard)


def opposite(value: Value) -> Value:
    if isinstance(value, bool):
        return not value
    return ("_ga",) if isinstance(value, tuple) else "none"


@pytest.mark.parametrize("standard", [*ABOUT_APPLICATION, *ABOUT_OUR_PAGES])
@pytest.mark.parametrize("good", [True, False])
def test_a_landing_page_neither_meets_nor_fails_a_standard_about_something_else(
    standard: str, good: bool
) -> None:
    wanted = (ABOUT_APPLICATION | ABOUT_OUR_PAGES)[standard]
    facts = [seen(SITE, key, v if good else opposite(v)) for key, v in wanted.items()]
    finding = judge(standard, facts)
    assert (finding.verdict, finding.because) == (Verdict.UNKNOWN, ())
    assert set(finding.missing) == set(wanted)
    place = "public page" if standard in ABOUT_APPLICATION else "the vendor's site"
    assert all(place in lead for lead in finding.leads)
    assert finding.leads


@pytest.mark.parametrize("good", [True, False])
def test_a_landing_page_is_no_trouble_and_no_comfort_for_the_outlook(good: bool) -> None:
    wanted = {
        k: v for each in (ABOUT_APPLICATION | ABOUT_OUR_PAGES).values() for k, v in each.items()
    }
    facts = [seen(SITE, key, v if good else opposite(v)) for key, v in wanted.items()]
    assert assess(facts).outlook == assess([]).outlook


@pytest.mark.parametrize("standard", ABOUT_APPLICATION)
@pytest.mark.parametrize("good", [True, False])
@pytest.mark.parametrize(
    ("tool", "place"),
    [
        (replace(ACME, app_url="https://app.acme.example/login"), APP),
        (replace(ACME, app_url="https://acme.example/login"), SITE),
        (replace(ACME, url="https://app.acme.example"), APP),
        (replace(ACME, url="https://my.acme.example"), "my.acme.example"),
    ],
)
def test_what_the_address_people_sign_in_at_shows_counts(
    standard: str, good: bool, tool: Tool, place: str
) -> None:
    wanted = ABOUT_APPLICATION[standard]
    facts = [seen(place, key, v if good else opposite(v)) for key, v in wanted.items()]
    landing = [replace(f, subject=SITE, value=opposite(f.value)) for f in facts if place != SITE]
    expected = Verdict.MEETS if good else Verdict.CONFLICTS
    assert judge(standard, [*facts, *landing], tool).verdict is expected


def test_a_sign_in_page_at_the_address_of_the_tool_is_the_application() -> None:
    cookies = [seen(SITE, "cookies.secure", True), seen(SITE, "cookies.httponly", False)]
    assert judge("session-cookies", cookies).verdict is Verdict.UNKNOWN
    finding = judge("session-cookies", [*cookies, seen(SITE, "scan.state", "login")])
    assert finding.verdict is Verdict.CONFLICTS


@pytest.mark.parametrize("app_url", ["https://elsewhere.example", "https://login.acme.example"])
def test_only_the_address_that_was_given_counts_where_one_was(app_url: str) -> None:
    tool = replace(ACME, url="https://app.acme.example", app_url=app_url)
    assert judge("framing", [seen(APP, "frame.protection", False)], tool).verdict is Verdict.UNKNOWN


def test_what_somebody_states_or_answers_counts_wherever_it_is_filed() -> None:
    stated = Fact(
        SITE, "cors.reflect_credentials", False, Origin(Basis.STATED, "mail of 3 November")
    )
    assert judge("cross-origin", [stated]).verdict is Verdict.MEETS
    read = read_starter()
    answer = Answer(SITE, "cookies.before_consent", ("_ga",), on=DAY)
    known = replace(read, catalog=replace(read.catalog, answers=(answer,)))
    [case] = app.build_cases(Proposal((ACME,)), known, Evidence(), DAY)
    found = next(f for f in assessment.assess(case).findings if f.rule == "consent-first")
    assert found.verdict is Verdict.CONFLICTS


def test_a_sighting_in_a_file_that_nobody_vouches_for_is_still_of_a_place() -> None:
    handed_in = seen(SITE, "frame.protection", True, Basis.STATED)
    assert judge("framing", [handed_in]).verdict is Verdict.UNKNOWN
    there = replace(ACME, app_url="https://app.acme.example")
    assert (
        judge("framing", [seen(APP, "frame.protection", True, Basis.STATED)], there).verdict
        is Verdict.MEETS
    )


def test_facts_of_any_site_are_left_as_they_are() -> None:
    facts = [seen(SITE, "hsts.max_age", 0), seen(SITE, "tls.https", True)]
    assert split_sightings(facts, ACME) == (facts, [])


def test_every_key_whose_question_speaks_of_the_product_says_where_it_is_seen() -> None:
    about_the_site = {
        *("csp.hosts", "observatory.score", "observatory.grade", "observatory.tests"),
        *("scan.state", "scan.canonical", "auth.idp"),
    }
    speaks = re.compile(r"\b(the application|the product)\b")
    about = {
        name
        for name, key in builtin.vocabulary().items()
        if Supplier.PROBE in key.by and speaks.search(key.question)
    }
    assert about - builtin.placed_facts() == about_the_site
    assert builtin.placed_facts() - about <= {"csp.findings", "scripts.weight_kb"}


@pytest.mark.parametrize("name", ["starter", "regulated", "small"])
def test_what_a_standard_says_of_the_application_or_our_pages_is_asked_of_them(name: str) -> None:
    vocabulary = builtin.vocabulary()
    about = {"application ": SeenAt.APPLICATION, "our pages": SeenAt.OUR_PAGES}
    for standard in catalog.read(builtin.builtin_soe(name)).catalog.standards:
        keys = [vocabulary[test.fact] for test in conditions.iter_tests(standard.require)]
        sighted = [key.seen_at for key in keys if Supplier.PROBE in key.by]
        for words, place in about.items():
            if words in standard.why:
                assert set(sighted) <= {place}, standard.id
        if SeenAt.APPLICATION in sighted:
            assert "application" in standard.why or "ession cookies" in standard.why, standard.id
