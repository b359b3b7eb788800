"""A product that is no longer on offer has no way to a go-live and takes nobody's time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from soescan import plan
from soescan.app.reviewing import review
from soescan.assessment import assess_standing
from soescan.catalog import LoadedCatalog
from soescan.model import (
    Estimate,
    Evidence,
    Outcome,
    Plan,
    Product,
    ProductId,
    Proposal,
    Role,
    RoleId,
    Standing,
    StepKind,
    Tool,
    Use,
    UseAction,
)
from soescan.report import RenderOptions, render
from soescan.report.plan import FORMATS, PlanFormat
from soescan.report.tables import tools as tools_table
from soescan.report.tables.tools import next_action
from tests.plan.factories import MONDAY, OPTIONS, assess_tools, step, tool

ONE_DAY = Estimate(1, 1, 1)
STEPS = (
    step("review", "security", effort=ONE_DAY, label="Review"),
    step("board", after=("review",), committee="board", label="Decision"),
    step("go", after=("board",), kind=StepKind.GO_LIVE, label="Go live"),
)
NEW, ENDED = tool("Ferry"), Tool("Google Optimize")
TOLD = "there is no date: Google Optimize was discontinued on 30 September 2023"
ENDS = {
    "Google Optimize": TOLD,
    "ShareASale": "there is no date: ShareASale was merged into Awin in 2025",
    "Universal Analytics": "there is no date: Universal Analytics was discontinued on 1 July 2023; its",
}
RENAMED = ("AdWords", "Bing Ads", "Piwik", "Clearbit")


def planned(*tools: Tool) -> Plan:
    return plan.schedule(assess_tools(*tools, approvals=STEPS), OPTIONS, date(2027, 1, 1))


@pytest.mark.parametrize(("name", "says"), ENDS.items())
def test_a_product_that_has_ended_has_no_step_and_no_date(name: str, says: str) -> None:
    ended, new = planned(Tool(name), NEW).tools
    assert ended.says.startswith(says)
    assert ended.missing_date == ended.says
    assert (ended.tasks, ended.earliest, ended.p80, ended.wish) == ((), None, None, None)
    assert new.earliest


@pytest.mark.parametrize("order", [(ENDED, NEW), (NEW, ENDED)])
def test_it_takes_nobodys_time(order: tuple[Tool, ...]) -> None:
    alone, beside = planned(NEW), planned(*order)
    assert [(t.step, t.starts, t.ends, t.p80, t.queued) for t in beside.tasks] == [
        (t.step, t.starts, t.ends, t.p80, t.queued) for t in alone.tasks
    ]
    loads = [[replace(load, waits="") for load in each.loads] for each in (beside, alone)]
    assert loads[0] == loads[1]
    ferry = next(each for each in beside.tools if each.tool == "Ferry")
    assert (ferry.earliest, ferry.p80) == (alone.tools[0].earliest, alone.tools[0].p80)


@pytest.mark.parametrize("name", RENAMED)
def test_a_product_with_another_name_or_owner_is_planned(name: str) -> None:
    (renamed,) = planned(Tool(name)).tools
    assert renamed.earliest
    assert (renamed.ended, renamed.missing_date) == ("", "")


@pytest.mark.parametrize(
    "subject", [Tool("AddThis"), Tool("Google Optimize", "https://opti.example")]
)
def test_what_is_only_asked_is_planned(subject: Tool) -> None:
    (open_,) = planned(subject).tools
    assert open_.earliest
    assert open_.ended == ""


@pytest.mark.parametrize("form", FORMATS)
def test_every_form_of_a_plan_says_so_or_shows_nothing(form: PlanFormat) -> None:
    text = form.render(planned(ENDED, NEW), RenderOptions())
    assert "Ferry" in text
    assert "(Google Optimize" not in text, "no step is anybody's for it"


def test_a_plan_and_a_calendar_of_ended_products_alone_say_why_they_are_empty() -> None:
    empty = planned(ENDED)
    by_id = {form.id: form for form in FORMATS}
    assert by_id["table"].render(empty, RenderOptions()).startswith("T" + TOLD[1:])
    calendar = by_id["ics"].render(empty, RenderOptions()).replace("\r\n ", "")
    assert TOLD in calendar
    assert "VEVENT" not in calendar


def test_the_report_says_so_and_keeps_asking() -> None:
    ((case, _),) = assess_tools(ENDED, approvals=STEPS)
    report = review(Proposal((ENDED, NEW)), LoadedCatalog(case.catalog), Evidence(), MONDAY)
    assert TOLD.removeprefix("there is no date: ") in render(report, "table")
    rows = {row[0]: row for row in tools_table.TABLE.build(report).rows}
    assert TOLD in rows["Google Optimize"]
    asked = [q.text for q in report.questions if "Google Optimize" in q.tools]
    assert len(asked) == 1, "nothing else is asked of what nobody can buy"
    assert asked[0].startswith("Google Optimize was discontinued on")
    ended, ended_plan = report.assessments[0], report.plan.tools[0]
    text, who = next_action(ended, ended_plan, {})
    assert text.endswith("What do you use in its place, or do you mean another product?")
    assert who == "the requester"


def test_one_in_use_is_to_be_replaced() -> None:
    used = replace(ENDED, use=Use.IN_USE)
    ((_, assessed),) = assess_tools(used, approvals=STEPS)
    assert assessed.in_use
    assert assessed.in_use.action is UseAction.REPLACE
    assert assessed.in_use.because == TOLD.removeprefix("there is no date: ")
    assert planned(used).tasks == ()


def test_an_approval_of_it_does_not_bring_it_back() -> None:
    listed = Product(ProductId("opt"), "Google Optimize", Standing.APPROVED)
    cases = assess_tools(
        ENDED, approvals=STEPS, products=(listed,), roles=(Role(RoleId("it"), "IT"),)
    )
    assert plan.schedule(cases, OPTIONS).tools[0].says == TOLD


def test_a_tool_beyond_the_limit_of_one_run_is_told_of_too() -> None:
    for subject, expected in (
        (ENDED, TOLD.removeprefix("there is no date: ")),
        (NEW, "there are too many tools"),
    ):
        ((case, _),) = assess_tools(subject, approvals=STEPS)
        assessed = assess_standing(case)
        assert assessed.outcome is Outcome.CANNOT_TELL
        assert assessed.says.startswith(expected)
        assert assessed.says.endswith(
            "there are too many tools for one run, so no standard was checked for this one"
        )
