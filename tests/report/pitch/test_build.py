"""What a pitch says: what is stated, what nobody has decided yet, and what nobody asks for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from soescan.model import (
    CatalogBackground,
    Header,
    Outcome,
    Plan,
    Question,
    Role,
    RoleId,
    Supplier,
    Tool,
    UseAction,
    UseDecision,
)
from soescan.report.pitch import Pitch, TrialLane, as_text, build_pitch
from tests.report import factories as reports
from tests.report.pitch import factories
from tests.wording.readability import measure_readability, split_sentences


def points(pitch: Pitch) -> dict[str, str]:
    """What is said under each label."""
    return {point.label: point.says for part in pitch.parts for point in part.points}


def headings(pitch: Pitch) -> list[str]:
    return [part.heading for part in pitch.parts]


def test_the_page_goes_from_what_is_wanted_to_the_day_of_the_answer() -> None:
    pitch = build_pitch(reports.example())
    assert headings(pitch) == [
        "What we want, and why",
        "What we know",
        "What we ask of you",
        "What we offer",
        "By when we would need to hear from you",
    ]
    assert pitch.title == "Request to IT: Spring launch 2027"
    said = points(pitch)
    assert said["Not asked for"] == "Hound Pixel (prohibited: it resells visitors' data)."
    assert said["In use already"] == "Mail Caddy (proposed: regularise it)."
    assert said["Wish date"].startswith("Mon 15 Feb 2027. It is a wish, and no deadline.")
    assert said["Clearwater Analytics"] == "in your SOE already until Wed 31 Mar 2027."
    assert "Dana Wirth of CRM Team, weekdays 9 to 17 UTC, for Pigeonpost." in said["Support owner"]
    assert "not decided yet for Parley Chat" in said["Exit"].replace("Not", "not")
    assert pitch.to == ("it-ops@harbourtea.example",)


def test_what_nobody_has_stated_is_marked_and_never_made_up() -> None:
    pitch = build_pitch(factories.bare("A"))
    said = points(pitch)
    silent = ["Business case", "Need", "Cost", "Wish date", "Support owner", "Maintenance"]
    for label in (*silent, "Data owner", "Exit"):
        assert said[label].startswith("not decided yet: ")
    assert pitch.closing == "Not decided yet: sponsor and contact."
    assert pitch.to == ()


def test_the_answer_is_wanted_by_the_first_step_that_makes_a_date() -> None:
    tasks = (
        reports.task("a", "A", role="Legal", starts=date(2026, 11, 23)),
        reports.task("b", "A", role="Security", starts=date(2026, 11, 30), critical=True, effort=2),
        reports.task(
            *("c", "A"),
            role="IT",
            papers_by=date(2026, 12, 1),
            meeting=date(2026, 12, 8),
            starts=date(2026, 12, 1),
        ),
    )
    plan = Plan((reports.tool_plan("A"),), reports.MONDAY, tasks)
    pitch = build_pitch(reports.report(reports.assessment("A", Outcome.FITS), plan=plan))
    assert "If you start by Mon 30 Nov 2026, the dates below hold." in pitch.opening
    said = points(pitch)
    later = "A later start moves them by as much, and by more where it misses a meeting."
    assert said["First step"].endswith(later)
    effort = "likely 2 person-days of 1 role; the SOE states no effort for 2 of 3 steps."
    assert said["Effort"] == effort
    assert said["Next meeting"] == (
        "papers are due by Tue 1 Dec 2026 for “C”, which is decided on Tue 8 Dec 2026."
    )
    assert said["Go-live"] == (
        "A can be live on Thu 14 Jan 2027 at the earliest."
        " It is live by Thu 28 Jan 2027 (80% likely)."
    )


def test_dates_that_only_illustrate_are_weeks() -> None:
    text = as_text.render(build_pitch(factories.full(2)))
    assert "in the week of 11 Jan 2027" in text
    assert "by the week of 25 Jan 2027 (80% likely)" in text
    assert "14 Jan" not in text


def test_the_requester_and_the_vendor_are_not_asked() -> None:
    from soescan.model import StepKind

    tasks = (
        reports.task("a", "A", role="The vendor", kind=StepKind.EVIDENCE),
        reports.task("b", "A", role="Requester in the business"),
        reports.task("c", "A", role="Security"),
    )
    plan = Plan((reports.tool_plan("A"),), reports.MONDAY, tasks)
    said = points(build_pitch(reports.report(reports.assessment("A", Outcome.FITS), plan=plan)))
    assert said["Security"] == "C, for A, on Mon 23 Nov 2026."
    assert not {"The vendor", "Requester in the business"} & said.keys()


@pytest.mark.parametrize("name", ["A", "A,B"])
def test_nobody_asks_for_what_is_blocked(name: str) -> None:
    pitch = build_pitch(factories.bare(*name.split(","), outcome=Outcome.BLOCKED))
    assert pitch.opening.startswith("Every tool of this list is blocked or no longer on offer")
    said = points(pitch)
    assert "Not asked for" in said
    assert "Business case" not in said
    assert "What we offer" not in headings(pitch)


def test_nobody_asks_for_a_product_that_has_ended() -> None:
    ended = reports.tool_plan("A", None, None, ended="A was discontinued in 2023")
    one = reports.assessment("A", Outcome.CANNOT_TELL)
    said = points(build_pitch(reports.report(one, plan=Plan((ended,)))))
    assert said["Not asked for"] == "A (A was discontinued in 2023)."


def test_tools_in_use_are_to_be_put_right() -> None:
    decision = UseDecision(UseAction.REGULARISE, "it lacks approvals")
    used = [reports.assessment(name, Outcome.FITS, in_use=decision) for name in "AB"]
    pitch = build_pitch(reports.report(*used))
    assert pitch.opening == "We use 2 tools already and ask for your review."
    assert points(pitch)["In use already"] == "A and B. Proposed: 2 to regularise."


def test_an_empty_list_asks_for_nothing() -> None:
    assert build_pitch(reports.report()).opening == "The list has no tool to ask for."


def test_many_tools_are_told_by_group() -> None:
    names = [f"T{number}" for number in range(25)]
    said = points(build_pitch(factories.bare(*names)))
    assert said["Tools"] == "25 in all. Go ahead: 25."
    assert said["Go ahead (25)"].startswith("T0, T1, T2 and 22 more.")


def test_the_starter_says_what_the_list_of_it_would_settle() -> None:
    own, starter = Header("tea", "Tea"), Header("starter", "Starter SOE", own=False)
    assert "Your list" not in points(build_pitch(replace(factories.bare("A"), catalog=own)))
    said = points(build_pitch(replace(factories.bare("A", "B"), catalog=starter)))
    assert "which of the 2 tools you have decided on already" in said["Your list"]
    assert "not your policy" in said["Basis"]


@pytest.mark.parametrize(
    ("lanes", "says"),
    [
        ((), ""),
        (
            (TrialLane("Try it", 60, "Head of IT", ("A",)),),
            "possible for A, for 60 days. Then Head of IT decides.",
        ),
        (
            (TrialLane("Try it", 60, ""),),
            "the SOE has “Try it”, which is not open to the tool as listed. We can ask for less.",
        ),
    ],
)
def test_a_trial_is_offered_where_one_is_possible(lanes: tuple[TrialLane, ...], says: str) -> None:
    assert points(build_pitch(factories.bare("A"), lanes)).get("Trial", "") == says


def test_only_plain_addresses_are_written_to() -> None:
    contacts = ("a@b.example", "room 7", "x@y.example\nBcc: z@z.example", '"q"@b.example')
    roles = tuple(
        Role(RoleId(str(n)), f"R{n}", contact=contact) for n, contact in enumerate(contacts)
    )
    tasks = tuple(reports.task(f"t{n}", "A", role=f"R{n}") for n in range(len(contacts)))
    plan = Plan((reports.tool_plan("A"),), reports.MONDAY, tasks)
    one = reports.assessment("A", Outcome.FITS)
    report = reports.report(one, plan=plan, policy=CatalogBackground(roles=roles))
    assert build_pitch(report).to == ("a@b.example",)


def test_a_question_names_its_tools_where_they_are_few() -> None:
    question = Question(Supplier.IT, "Which class is meant?", tools=("A",))
    said = points(build_pitch(replace(factories.bare("A"), questions=(question,))))
    assert said["Please answer"] == "for A: Which class is meant?"


@pytest.mark.slow
@pytest.mark.parametrize("tools", [6, 1, 3, 30])
def test_sentences_are_easily_read(tools: int) -> None:
    """None over 25 words, and a Flesch–Kincaid grade of at most 9."""
    made = {6: reports.example(), 1: factories.bare("A")}
    pitch = build_pitch(made.get(tools) or factories.full(tools))
    texts = [pitch.opening, pitch.closing, *points(pitch).values()]
    result = measure_readability(s for text in texts for s in split_sentences(text))
    assert result.most_words <= 25, result.longest
    assert result.grade <= 9


def test_a_title_is_that_of_the_proposal_or_names_the_tools() -> None:
    assert build_pitch(factories.bare("A")).title == "Request to IT: A"
    assert build_pitch(factories.bare("A", "B", "C")).title == "Request to IT: 3 tools"
    tool = reports.assessment("x" * 80, Outcome.FITS, tool=Tool("x" * 80))
    assert len(build_pitch(reports.report(tool)).title) < 60


def test_we_say_what_we_find_out_ourselves() -> None:
    questions = (
        Question(Supplier.PROBE, "Scan", keys=("a", "b"), tools=("A", "B")),
        Question(Supplier.VENDOR, "How?", matter="sign-on"),
        Question(Supplier.VENDOR, "What?", matter="agreement", good_to_know=True),
    )
    said = points(build_pitch(replace(factories.bare("A", "B"), questions=questions)))
    assert said["Our part"] == (
        "we scan the vendors' sites, which settles 2 open points of 2 tools."
        " We ask the vendors about signing in."
    )


def test_tools_without_a_date_are_counted() -> None:
    plans = (reports.tool_plan("A"), reports.tool_plan("B", None, None))
    tasks = (reports.task("t", "A", "B", role="Security"),)
    tools = [reports.assessment(name, Outcome.FITS) for name in "AB"]
    report = reports.report(*tools, plan=Plan(plans, reports.MONDAY, tasks))
    assert points(build_pitch(report))["Go-live"].endswith(" 1 tool has no date yet.")
