"""The first page: short whatever the list, true to the report, and in the words of its reader."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.model import (
    Assessment,
    BusinessCase,
    CaseKind,
    Chance,
    Finding,
    Lever,
    Load,
    Match,
    MatchedBy,
    Outcome,
    Outlook,
    OutlookKind,
    OutlookReason,
    Plan,
    Question,
    Report,
    Severity,
    StandardId,
    Supplier,
    Support,
    Tool,
    UseAction,
    UseDecision,
    Verdict,
)
from soescan.model.report import ProposalBackground
from soescan.report import Audience
from soescan.report.first_page import (
    MOST_TELLING,
    MOST_TOOLS,
    FirstPage,
    ToolGroupKind,
    ToolLine,
    build_first_page,
)
from tests.report import factories

ALL_KINDS = st.sampled_from([*Outcome, *OutlookKind])


def judged(name: str, kind: Outcome | OutlookKind, **fields: Any) -> Assessment:
    """A tool that comes to an outcome, or to an outlook where none can be told."""
    if isinstance(kind, Outcome):
        return factories.assessment(name, kind, **fields)
    outlook = Outlook(kind, (OutlookReason("read its terms for sso", standards=(StandardId("sso"),),
                                           step="read its terms"),))  # fmt: skip
    return factories.assessment(name, Outcome.CANNOT_TELL, outlook=outlook, **fields)


def page(report: Report, audience: Audience = Audience.MARKETING) -> FirstPage:
    return build_first_page(report, audience)


def lines(first: FirstPage) -> dict[str, ToolLine]:
    return {line.tool: line for group in first.groups for line in group.lines}


def one(kind: Outcome | OutlookKind, **fields: Any) -> ToolLine:
    """The line of a report about one tool."""
    return lines(page(factories.report(judged("Acme", kind, **fields))))["Acme"]


def conflict(rule: str, severity: Severity = Severity.BLOCKER, **fields: Any) -> Finding:
    return Finding(rule, Verdict.CONFLICTS, "No.", severity=severity, **fields)


# --- laws ----------------------------------------------------------------------------------------


@given(st.lists(ALL_KINDS, max_size=40), st.booleans())
def test_it_stays_short_and_every_tool_is_in_one_group(
    kinds: list[Outcome | OutlookKind], is_dated: bool
) -> None:
    tools = [judged(f"Tool of ours {n}", kind) for n, kind in enumerate(kinds)]
    plans = tuple(factories.tool_plan(a.tool.name, illustrative=is_dated) for a in tools)
    asked = tuple(
        Question(Supplier.VENDOR, f"Q{n}?", ("k",), ("Tool of ours 0",), 1) for n in range(9)
    )
    first = page(factories.report(*tools, plan=Plan(plans), questions=asked))
    assert len(first.answer.split()) <= 25
    assert first.answer.endswith(".")
    assert first.answer.count(". ") == 0
    order = list(ToolGroupKind)
    at = [order.index(group.kind) for group in first.groups]
    assert at == sorted(set(at))
    named = [line.tool for group in first.groups for line in group.lines]
    assert sorted(named) == sorted(a.tool.name for a in tools)
    assert all(len(group.telling) <= MOST_TELLING for group in first.groups)
    assert first.is_grouped is (len(tools) > MOST_TOOLS)
    assert (len(first.actions), len(first.changes)) <= (3, 7)
    assert all(len(line.because.split()) <= 12 for group in first.groups for line in group.lines)


@pytest.mark.parametrize("audience", Audience)
def test_the_example_has_every_part(audience: Audience) -> None:
    first = page(factories.example(), audience)
    assert first.answer.startswith("Two of five tools can go ahead")
    assert len(first.actions) == 3
    assert 5 <= len(first.changes) <= 7
    labels = {"Business case", "What you have", "Who decides", "Cost", "Work", "Wish date"}
    work = {"Cost", "Work"} if audience is Audience.IT else set()
    assert {text.label for text in first.reasons} == labels - work
    assert bool(first.concerns) is (audience is Audience.IT)
    assert (first.comparison is not None) is (audience is Audience.PROCUREMENT)
    you = "you" if audience is Audience.MARKETING else "the requester"
    said = {action.who for action in first.actions} | {change.who for change in first.changes}
    assert you in said
    assert not said & ({"you", "the requester"} - {you})


# --- a line per tool -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [
        (Outcome.IN_SOE, "in the SOE"),
        (Outcome.FITS_WITH_CONDITIONS, "fits with conditions"),
        (Outcome.NEEDS_EXCEPTION, "needs an exception"),
        (OutlookKind.LIKELY, "likely to fit"),
        (OutlookKind.UNKNOWN, "too little known"),
    ],
)
def test_the_verdict_is_the_outlook_where_there_is_no_outcome(
    kind: Outcome | OutlookKind, verdict: str
) -> None:
    assert one(kind).verdict == verdict


def test_what_is_not_met_is_named_by_weight_and_counted_beyond_three() -> None:
    found = tuple(
        conflict(rule, severity)
        for rule, severity in (
            ("hint", Severity.ADVICE),
            ("tls-version", Severity.CONDITION),
            ("strong-sign-in", Severity.BLOCKER),
            ("deletion", Severity.CONDITION),
            ("backup", Severity.CONDITION),
        )
    )
    few = one(Outcome.NEEDS_EXCEPTION, findings=found[1:3])
    assert few.because == "Strong sign in and TLS version are not met"
    many = one(Outcome.NEEDS_EXCEPTION, findings=found)
    assert many.because == "Strong sign in, TLS version and 2 more standards are not met"
    assert one(Outcome.FITS_WITH_CONDITIONS, findings=found[:1]).because == "Hint is not met"


def test_a_paper_to_read_is_the_next_step() -> None:
    line = one(OutlookKind.NEEDS_PAPER)
    assert (line.because, line.next_step, line.who) == (
        "Open until read: SSO",
        "Read its terms",
        "you",
    )


def test_what_is_blocked_is_to_be_mended_or_replaced() -> None:
    mend = conflict("sso", remedy="Buy the edition with SAML.")
    assert one(Outcome.BLOCKED, findings=(mend,)).next_step == "Buy the edition with SAML."
    assert one(Outcome.BLOCKED).next_step == "Choose another product"


def test_a_name_that_may_be_prohibited_is_asked_about_before_all_else() -> None:
    doubt = judged(
        "Acme", OutlookKind.UNKNOWN, match=Match(MatchedBy.NOTHING, prohibited=("Acme Ads",))
    )
    scan = Question(Supplier.PROBE, "One scan.", ("a", "b"), ("Acme",))
    first = page(factories.report(doubt, questions=(scan,)))
    assert lines(first)["Acme"].next_step == "Ask IT whether it is the prohibited Acme Ads"
    assert [action.does for action in first.actions] == [
        "Ask IT whether it is prohibited",
        "Run soescan check with --scan",
    ]


def test_a_product_that_has_ended_is_trouble_and_has_no_day() -> None:
    ended = replace(
        factories.tool_plan("Acme"), earliest=None, p80=None, ended="Acme ended on 30 June 2023"
    )
    first = page(factories.report(judged("Acme", OutlookKind.UNKNOWN), plan=Plan((ended,))))
    (group,) = first.groups
    assert group.kind is ToolGroupKind.TROUBLE
    line = group.lines[0]
    assert (line.because, line.earliest) == ("Acme ended on 30 June 2023", "never")
    assert line.next_step == "Choose another product"


def test_a_tool_in_use_says_what_becomes_of_it() -> None:
    line = one(Outcome.BLOCKED, in_use=UseDecision(UseAction.STOP, "prohibited", owner="Jo"))
    assert (line.verdict, line.because) == ("in use: stop", "Prohibited")
    assert (line.next_step, line.who) == ("Stop it", "Jo")


def test_days_are_short_and_weeks_where_lead_times_are_assumed() -> None:
    far = factories.tool_plan("A")
    near = factories.tool_plan("B", date(2026, 12, 9), date(2026, 12, 9), illustrative=True)
    tools = (judged("A", Outcome.FITS), judged("B", Outcome.FITS))
    first = page(factories.report(*tools, plan=Plan((far, near))))
    assert [line.earliest for line in lines(first).values()] == ["14 Jan 2027", "week of 7 Dec"]


# --- what to do, and what would change the answer ------------------------------------------------


def test_questions_say_what_they_settle_and_levers_what_they_save() -> None:
    asked = Question(
        Supplier.IT, "Is it so?", ("k",), ("A", "B"), 9,
        standards=("strong-sign-in", "deletion", "backup", "roles"),
    )  # fmt: skip
    nice = replace(asked, text="Nice to know?", good_to_know=True)
    levers = (
        Lever("drop", "without A", ("A",), 90, saved={"B": 90}),
        Lever("emergency", "emergency", ("A",), 80, saved={"A": 80}),
        Lever("capacity", "Security has one more day", (), 30, saved={"A": 20, "B": 10}),
        Lever("fact", "A has SAML", ("A",), 5, saved={"A": 5, "B": 0}),
    )
    tools = (judged("A", OutlookKind.UNKNOWN), judged("B", OutlookKind.UNKNOWN))
    first = page(factories.report(*tools, questions=(asked, nice), levers=levers))
    assert [(change.who, change.what, change.settles) for change in first.changes] == [
        (
            "IT",
            "Is it so?",
            "It helps to settle strong sign in, deletion and 2 more standards, for A and B",
        ),
        ("IT", "Security has one more day", "Then 2 tools are live 15 days earlier on average"),
        ("you", "A has SAML", "Then A is live 5 days earlier"),
    ]


def test_the_cases_and_the_wish_stand_beside() -> None:
    wish = Chance("live", date(2027, 3, 1), 0.314)
    cases = tuple(
        BusinessCase(f"b{n}", CaseKind.ROI, says="It pays." if not n else "") for n in range(3)
    )
    first = page(
        factories.report(
            judged("A", Outcome.FITS),
            plan=Plan((factories.tool_plan("A", wish=wish),)),
            proposal=ProposalBackground(business_cases=cases),
        )
    )
    assert [(text.label, text.says) for text in first.reasons] == [
        ("Business case", "It pays."),
        ("Business case", "B1."),
        ("Business case", "1 more case in the proposal."),
        ("Cost", "Not stated; a column “cost” in your list adds it."),
        ("Wish date", "Mon 1 Mar 2027; 31% likely for A."),
    ]


# --- other readers -------------------------------------------------------------------------------


def test_it_reads_first_what_it_has_to_keep_up_and_what_is_asked_of_its_people() -> None:
    missed = conflict("strong-sign-in", missing=("auth.mfa",))
    open_ = Finding(
        "uptime", Verdict.UNKNOWN, "?", severity=Severity.CONDITION, missing=("sla.uptime",)
    )
    advice = Finding("hint", Verdict.UNKNOWN, "?", missing=("dpa.available",))
    tools = (
        judged("A", Outcome.NEEDS_EXCEPTION, findings=(missed, advice)),
        judged("B", OutlookKind.UNKNOWN, findings=(open_,)),
    )
    plan = Plan(loads=(Load("Privacy", 1.26, 2), Load("Security", 4, 3), Load("Web", 0, 1)))
    said = {text.label: text.says for text in page(factories.report(*tools, plan=plan),
                                                   Audience.IT).concerns}  # fmt: skip
    assert said == {
        "Uptime": "One of two tools leaves uptime open.",
        "Security": "One of two tools misses strong sign in.",
        "Data integrity": "No standard is missed, and nothing that IT requires is open.",
        "Asked of your people": "5.3 person-days in 5 steps, most by Security (4) and Privacy (1.3)."
        " The effort of 1 more role is not stated.",
    }


def test_procurement_compares_the_best_tools_first_and_at_most_eight() -> None:
    tool = Tool("Z", support=Support(until=date(2028, 1, 1)))
    tools = [judged(f"T{n}", Outcome.BLOCKED) for n in range(9)] + [
        judged("Z", Outcome.FITS, tool=tool, facts=(factories.fact("dpa.available", True),))
    ]
    first = page(factories.report(*tools), Audience.PROCUREMENT)
    assert first.comparison is not None
    rows = first.comparison.rows
    assert [row[0] for row in rows] == ["Z", *(f"T{n}" for n in range(7))]
    assert (first.word_compared(), first.word_compared(5)) == (": 8 of 10 tools", ": 5 of 10 tools")
    assert rows[0][3:] == (
        *("not stated", "not stated", date(2028, 1, 1)),
        "audit report, service level and way out",
    )


def test_the_paper_that_tells_of_most_tools_is_read_this_week() -> None:
    tools = [judged(name, OutlookKind.NEEDS_PAPER) for name in "ABCD"]
    asked = Question(Supplier.VENDOR, "SAML?", ("k",), ("A",), 1)
    (read, _) = page(factories.report(*tools, questions=(asked,))).actions
    assert (read.who, read.does, read.tools) == ("you", "Read the terms", "all 4 tools")
    (alone, _) = page(factories.report(*tools[:1], questions=(asked,))).actions
    assert (alone.does, alone.tools, alone.why) == (
        *("Read the terms", "A"),
        "it tells what is still open",
    )


def test_weeks_say_that_they_rest_on_what_nobody_has_confirmed() -> None:
    tools = (judged("A", Outcome.FITS), judged("B", Outcome.FITS))
    plans = (factories.tool_plan("A"), factories.tool_plan("B", illustrative=True))
    first = page(factories.report(*tools, plan=Plan(plans)))
    why = "they rest on lead times that IT has not confirmed."
    assert first.dates_note == f"Dates of B are weeks: {why}"
    assert page(factories.report(tools[0], plan=Plan(plans[:1]))).dates_note == ""
