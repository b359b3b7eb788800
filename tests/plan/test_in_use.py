"""A tool in use is planned towards the approvals that it lacks, and never towards a go-live."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from soescan import plan
from soescan.assessment import assess
from soescan.model import (
    Estimate,
    Gate,
    Plan,
    Product,
    ProductId,
    Standing,
    Step,
    StepId,
    StepKind,
    Tool,
    Use,
    UseAction,
)
from soescan.plan.whatif.analysis import analyze_changes
from soescan.report import RenderOptions
from soescan.report.plan import FORMATS, PlanFormat
from tests.examples import examples
from tests.plan.factories import OPTIONS, assess_tools, step, steps, tool

LEAD = Estimate(3, 3, 3)
STEPS = (
    step("review", lead=LEAD),
    step("trial", after=("review",), lead=LEAD, kind=StepKind.ACTION),
    step("go", after=("trial",), kind=StepKind.GO_LIVE, label="Go live"),
)
NEW, USED = tool("Ferry"), tool("Barge", use=Use.IN_USE)
KEPT = tool("Kayak", use=Use.IN_USE)
APPROVED = Product(
    ProductId("kayak"),
    "Kayak",
    Standing.APPROVED,
    domains=("kayak.example",),
    valid_until=date(2027, 5, 1),
)


def planned(*tools: Tool, approvals: tuple[Step, ...] = STEPS) -> Plan:
    return plan.schedule(assess_tools(*tools, approvals=approvals), OPTIONS, date(2027, 1, 1))


def test_its_approvals_are_planned_without_a_go_live() -> None:
    new, used = planned(NEW, USED).tools
    assert new.earliest
    assert new.wish
    assert new.why
    assert used.in_use
    assert used.in_use.action is UseAction.REGULARISE
    assert [name.partition("@")[0] for name in used.tasks] == ["review", "trial"]
    assert (used.earliest, used.p50, used.p80, used.p95, used.wish, used.why) == (*(None,) * 5, ())


def test_papers_of_its_go_live_are_due_before_its_last_step() -> None:
    gate = Gate("signed", StepId("go"), ("contract",))
    found = plan.schedule(assess_tools(USED, approvals=STEPS, gates=(gate,)), OPTIONS)
    assert [task.artefacts for task in found.tasks] == [(), ("contract",)]


def test_only_steps_of_tools_that_go_live_make_a_date_or_hold_one_up() -> None:
    tasks = {task.id: task for task in planned(NEW, USED).tasks}
    assert {task.critical for id_, task in tasks.items() if "ferry" in id_} == {True}
    assert {task.critical for id_, task in tasks.items() if "barge" in id_} == {False}
    assert {task.often_critical for id_, task in tasks.items() if "barge" in id_} == {0}


@settings(max_examples=examples(30))
@given(steps(), st.lists(st.sampled_from(list(Use)), min_size=3, max_size=3))
def test_no_plan_gives_a_tool_in_use_a_go_live(made: tuple[Step, ...], uses: list[Use]) -> None:
    names = ("Ferry", "Barge", "Kayak")
    tools = [tool(name, "Boats", use=use) for name, use in zip(names, uses, strict=True)]
    found = planned(*tools, approvals=made)
    used = {a.tool for a, use in zip(found.tools, uses, strict=True) if use is Use.IN_USE}
    for tool_plan in found.tools:
        days = (tool_plan.earliest, tool_plan.p50, tool_plan.p80, tool_plan.p95, tool_plan.wish)
        assert (tool_plan.in_use is not None) is (tool_plan.tool in used)
        assert tool_plan.tool not in used or days == (None,) * 5
    going_live = {n for task in found.tasks if task.kind is StepKind.GO_LIVE for n in task.tools}
    assert going_live.isdisjoint(used)


@pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.id)
def test_no_format_tells_a_go_live_of_a_tool_in_use(format: PlanFormat) -> None:
    found = planned(USED, replace(NEW, use=Use.IN_USE))
    text = format.render(found, RenderOptions(verbose=True))
    unfolded = text.replace("\r\n ", "").casefold()
    assert "go-live at the earliest" not in unfolded
    assert "go live" not in unfolded
    assert "live in the week" not in unfolded


def test_a_tool_that_is_kept_has_no_step_and_its_review_is_in_the_calendar() -> None:
    assessed = assess_tools(NEW, KEPT, approvals=STEPS)
    case = replace(assessed[1][0], match=replace(assessed[1][0].match, product=APPROVED))
    found = plan.schedule([assessed[0], (case, assess(case))], OPTIONS)
    assert found.tools[1].tasks == ()
    texts = {format.id: format.render(found, RenderOptions()) for format in FORMATS}
    assert "DTSTART;VALUE=DATE:20270501" in texts["ics"]
    assert "SUMMARY:Review: Kayak (in use)" in texts["ics"]
    assert "Kayak is in use: keep it." in texts["table"].replace("\n", " ")
    assert "Next review: Sat 1 May 2027" in texts["table"].replace("\n  ", " ")
    assert '"action": "keep"' in texts["json"]


def test_what_ifs_save_no_days_for_a_tool_in_use_and_drop_none() -> None:
    assessed = assess_tools(NEW, USED, approvals=STEPS)
    found = analyze_changes(assessed, assess, plan.schedule(assessed, OPTIONS), OPTIONS)
    assert not any("Barge" in lever.saved for lever in found.levers)
    assert not any(lever.kind == "drop" and "Barge" in lever.tools for lever in found.levers)
