"""What a newcomer must not be misled about: what stays open, what is not checked, who is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from soescan.model import (
    Cost,
    EdgeKind,
    Finding,
    Lever,
    NodeKind,
    Outcome,
    Outlook,
    OutlookKind,
    OutlookReason,
    Plan,
    PlanEdge,
    PlanNode,
    Question,
    Severity,
    StandardId,
    Supplier,
    Tool,
    ToolPlan,
    UseAction,
    UseDecision,
    Verdict,
)
from soescan.report import Audience
from soescan.report.first_page import FirstPage, ToolLine, build_first_page
from soescan.report.first_page.costs import word_costs
from tests.report import factories

SSO, HTTPS = StandardId("sso"), StandardId("https")


def only_line(first: FirstPage) -> ToolLine:
    ((line,),) = (group.lines for group in first.groups)
    return line


def open_blocker(rule: str) -> Finding:
    return Finding(rule, Verdict.UNKNOWN, "?", severity=Severity.BLOCKER)


def test_a_paper_that_leaves_blockers_open_says_how_many() -> None:
    reason = OutlookReason("its terms should settle SSO", standards=(SSO,), step="read its terms")
    tool = factories.assessment(
        "Acme",
        Outcome.CANNOT_TELL,
        outlook=Outlook(OutlookKind.NEEDS_PAPER, (reason,)),
        findings=(open_blocker(SSO), open_blocker(HTTPS), open_blocker("backup")),
    )
    line = only_line(build_first_page(factories.report(tool)))
    assert line.because == "Open: SSO, 2 more blockers"


def test_trouble_names_the_value_and_not_how_grave_the_standard_is() -> None:
    known = factories.fact("data.deletion_days", 180)
    says = "deletion (condition) may not be met: time to deletion: 180 days, its terms"
    reason = OutlookReason(says, (known,), (StandardId("deletion"),))
    outlook = Outlook(OutlookKind.TROUBLE, (reason,))
    tool = factories.assessment("Acme", Outcome.CANNOT_TELL, outlook=outlook)
    line = only_line(build_first_page(factories.report(tool)))
    assert line.because == "Deletion may not be met: 180 days"


def test_an_expired_approval_is_said_in_its_words() -> None:
    expired = Finding(
        "standing", Verdict.CONFLICTS, "The approval has expired.", severity=Severity.BLOCKER
    )
    sso = Finding(SSO, Verdict.CONFLICTS, "No.", severity=Severity.BLOCKER)
    tool = factories.assessment("Acme", Outcome.NEEDS_EXCEPTION, findings=(expired,))
    assert only_line(build_first_page(factories.report(tool))).because == "The approval has expired"
    used = factories.assessment(
        *("Acme", Outcome.NEEDS_EXCEPTION),
        says="1 blocker is not met: SSO",
        findings=(expired, sso),
        in_use=UseDecision(UseAction.REGULARISE, "1 blocker is not met: SSO"),
    )
    line = only_line(build_first_page(factories.report(used)))
    assert (line.verdict, line.because) == ("in use: get it approved", "SSO is not met")


def test_where_it_plans_no_steps_no_day_is_missing_and_the_next_step_is_to_tell_it() -> None:
    plan = Plan((ToolPlan("Acme", says="the catalog names no steps"),))
    report = factories.report(factories.assessment("Acme", Outcome.IN_SOE), plan=plan)
    first = build_first_page(report)
    line = only_line(first)
    assert (line.earliest, line.next_step, line.who) == ("", "Tell IT that you need it", "you")
    decides = {text.label: text.says for text in first.reasons}["Who decides, and when"]
    assert decides == "IT's list does not say: ask IT."


def test_a_catalog_without_standards_has_checked_nothing() -> None:
    report = factories.report(factories.assessment("Acme", Outcome.CANNOT_TELL))
    concerns = build_first_page(report, Audience.IT).concerns
    assert {text.says for text in concerns} == {"Not checked: IT's catalog has no standard on it."}


@pytest.mark.parametrize(
    ("names", "says"),
    [
        ("A", "The data of the tool is not fully stated; 2 standards wait for it."),
        ("AB", "The data of all two tools is not fully stated; 2 standards wait for it."),
        ("ABC", "The data of two of three tools is not fully stated; 2 standards wait for it."),
    ],
)
def test_what_waits_for_the_data_counts_for_no_topic(names: str, says: str) -> None:
    waiting = [replace(open_blocker(rule), missing=("tool.data.class",)) for rule in (SSO, HTTPS)]
    uptime = replace(open_blocker("uptime"), missing=("sla.uptime",))
    found = {"A": waiting, "B": waiting, "C": [uptime]}
    tools = [
        factories.assessment(name, Outcome.CANNOT_TELL, findings=tuple(found[name]))
        for name in names
    ]
    first = build_first_page(factories.report(*tools), Audience.IT)
    said = {text.label: text.says for text in first.concerns}
    assert said["Not said yet"] == says
    assert said["Data integrity"] == "Not checked: it depends on the data."


def test_it_is_told_first_what_only_it_can_say() -> None:
    capacity = Question(
        *(Supplier.IT, "How many days has Security? The plan assumes 2 days.", (), ("A",))
    )
    policy = Question(Supplier.IT, "What do you ask of new tools?", (), ("A",))
    own = Question(Supplier.REQUESTER, "Who looks after it?", ("support.owner",), ("A",))
    report = factories.report(
        factories.assessment("A", Outcome.CANNOT_TELL),
        plan=Plan(questions=(capacity,)),
        questions=(policy, own),
    )
    actions = build_first_page(report, Audience.IT).actions
    assert [(action.who, action.does, action.why) for action in actions] == [
        ("IT", "Answer: What do you ask of new tools?", ""),
        ("IT", "Answer: How many days has Security?", "the plan assumes 2 days"),
        (
            "the requester",
            "Answer the questions to you",
            "only the requester can say it",
        ),
    ]
    (_, asked) = build_first_page(report).actions
    assert asked.does == "Ask IT: What do you ask of new tools?"
    settles = build_first_page(report).changes[0].settles
    assert settles == "Without it, A cannot be judged"


@pytest.mark.parametrize(
    ("asked", "why"),
    [(("A", "B"), "work on A starts only then"), (("A",), "without it no work starts")],
)
def test_it_is_said_that_work_waits_for_an_answer(asked: tuple[str, ...], why: str) -> None:
    owner = Question(Supplier.REQUESTER, "Who?", ("support.owner",), asked, standards=("care",))
    first = factories.task("review", "A")
    node = PlanNode(first.id, NodeKind.REVIEW, "Review", task=first.id)
    waits = PlanEdge("answer:care", first.id, EdgeKind.BLOCKED_BY, "care must be answered")
    report = factories.report(
        *(factories.assessment(name, Outcome.CANNOT_TELL) for name in asked),
        plan=Plan(nodes=(node,), tasks=(first,), edges=(waits,)),
        questions=(owner,),
    )
    assert build_first_page(report).actions[0].why == why


@pytest.mark.parametrize(
    ("start", "told"),
    [(factories.MONDAY, 0), (factories.MONDAY + timedelta(days=7), 1)],
)
def test_nobody_is_told_to_submit_before_today(start: date, told: int) -> None:
    lever = Lever("submission", "Submit a week earlier", (), 7, saved={"A": 7})
    tool = factories.assessment("A", Outcome.FITS)
    report = factories.report(tool, plan=Plan(start=start), levers=(lever,))
    assert len(build_first_page(report).changes) == told


@pytest.mark.parametrize(
    ("saved", "says"),
    [
        ({"A": 26, "B": -10}, "Then A is live 26 days earlier, but B later"),
        ({"A": 3, "B": 5, "C": -1}, "Then 2 tools are live 4 days earlier on average, but C later"),
    ],
)
def test_a_change_that_delays_others_says_so(saved: dict[str, int], says: str) -> None:
    lever = Lever("finding", "Meet SSO", (), 16, saved=saved)
    tools = [factories.assessment(name, Outcome.FITS) for name in saved]
    report = factories.report(*tools, levers=(lever,))
    (change,) = build_first_page(report).changes
    assert (change.who, change.settles) == ("you and the vendor", says)


def test_the_same_first_step_of_the_same_people_is_one() -> None:
    tasks = (
        factories.task("talk", "A", critical=True),
        factories.task("talk2", "B", label="Talk", artefacts=("a form",)),
    )
    tools = [factories.assessment(name, Outcome.FITS) for name in "AB"]
    plan = Plan(tasks=tasks, start=factories.MONDAY)
    (action,) = build_first_page(factories.report(*tools, plan=plan)).actions
    assert (action.does, action.tools) == ("Talk", "A and B")


@pytest.mark.parametrize(
    ("costs", "says"),
    [
        ((), ""),
        ((Cost(),), "Not stated; a column “cost” in your list adds it."),
        ((Cost(1200, currency="EUR"),), "1,200 EUR a year for the one tool."),
        (
            (Cost(1200, 300), Cost(800)),
            "2,000 a year and 300 once (no currency stated) for all two proposed tools.",
        ),
        (
            (Cost(1200, currency="EUR"), Cost(2000, currency="USD"), Cost()),
            "2,000 USD and 1,200 EUR a year for two of three proposed tools; ask for the rest.",
        ),
        ((Cost(0), Cost(0)), "Nothing for all two proposed tools."),
    ],
)
def test_costs_are_summed_by_currency(costs: tuple[Cost, ...], says: str) -> None:
    tools = [
        factories.assessment(str(n), Outcome.FITS, tool=Tool(str(n), cost=cost))
        for n, cost in enumerate(costs)
    ]
    assert word_costs(factories.report(*tools)) == says


def test_of_tools_without_a_date_each_queue_counts_its_own() -> None:
    names = ("A", "B", "C")
    queues = (
        "Security would need a year",
        "Security would need a year",
        "Law would need two years",
    )
    plans = tuple(
        ToolPlan(name, tasks=("t",), says=f"there is no date yet: {queue}")
        for name, queue in zip(names, queues, strict=True)
    )
    tools = [factories.assessment(name, Outcome.FITS) for name in names]
    first = build_first_page(factories.report(*tools, plan=Plan(plans)))
    assert first.cautions == (
        "Two tools have no date: Security would need a year. 1 more tool waits for other people.",
    )
