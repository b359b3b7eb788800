"""What-ifs advise only what somebody can bring about, and name sums and tools left out as such."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings

from soescan import plan
from soescan.assessment import assess
from soescan.model import (
    BusinessCase,
    CaseKind,
    Cost,
    Estimate,
    FastTrack,
    Integration,
    Lever,
    Plan,
    Step,
    StepId,
    StepKind,
    Test,
    Tool,
    WhatIf,
)
from soescan.plan.whatif.analysis import analyze_changes
from soescan.reference import builtin
from soescan.report import RenderOptions
from soescan.report.plan.whatif import render
from tests.examples import examples
from tests.plan.factories import OPTIONS, TOOLS, assess_tools, step, steps, tool

LEAD = Estimate(10, 10, 10)
GO = step("go", kind=StepKind.GO_LIVE, after=("extra",), lead=Estimate(1, 1, 1))


def explored(*tools: Tool, when: Test | None = None, by: date | None = None) -> WhatIf:
    extra = step("extra", always=when is None, when=when, lead=LEAD)
    assessed = assess_tools(*tools, approvals=(extra, GO))
    return analyze_changes(assessed, assess, plan.schedule(assessed, OPTIONS), OPTIONS, by)


@pytest.mark.parametrize(
    ("when", "fields"),
    [
        (Test("tool.cost.annual", "gt", 0), {"cost": Cost(annual=5_000)}),
        (Test("tool.integrations.with", "present"), {"integrations": (Integration("CRM"),)}),
        (Test("tool.skills", "present"), {"skills": ("design",)}),
        (Test("tool.cost.annual", "gte", 25_000), {}),
    ],
)
def test_what_a_tool_costs_or_touches_is_not_offered_for_a_change(
    when: Test, fields: dict[str, Any]
) -> None:
    found = explored(tool("Ferry", **fields), when=when)
    assert {lever.kind for lever in found.levers} <= {"submission", "capacity"}


@pytest.mark.parametrize(
    "key", ["status.uptime_year", "status.incidents_year", "vendor.breaches_3y", "legal.entity"]
)
def test_what_has_happened_is_as_it_is(key: str) -> None:
    assert builtin.is_fixed(key)


@pytest.mark.parametrize("key", ["sla.uptime", "auth.sso.saml", "tool.support.owner"])
def test_what_can_be_had_or_named_is_offered(key: str) -> None:
    assert not builtin.is_fixed(key)


@pytest.mark.parametrize("kind", CaseKind)
def test_an_emergency_is_argued_with_what_waiting_risks_alone(kind: CaseKind) -> None:
    track = FastTrack(
        "rush", Test("tool.use", "eq", "proposed"), (StepId("extra"),), emergency=True
    )
    approvals = (step("extra", lead=LEAD), GO)
    assessed = assess_tools(tool("Ferry"), approvals=approvals, fast_track=(track,))
    case = BusinessCase("BC-1", kind, benefit_year=Estimate(1, 2, 3))
    current = plan.schedule(assessed, OPTIONS)
    found = analyze_changes(assessed, assess, current, OPTIONS, business_cases=(case,))
    (says,) = (lever.says for lever in found.levers if lever.kind == "emergency")
    assert says.endswith("with the business case BC-1") is (kind is CaseKind.RISK)


def test_a_tool_is_left_out_only_where_nothing_else_reaches_a_date() -> None:
    first = explored(tool("Ferry"), tool("Barge")).plan.tools[0].p80
    assert first
    sooner = date.fromordinal(first.toordinal() - 5)
    found = explored(tool("Ferry"), tool("Barge"), by=sooner)
    assert found.reached
    assert [lever.kind for lever in found.reaches] == ["submission"]
    assert found.says.endswith("none that keeps every tool is cheaper.")


def test_levers_that_leave_a_tool_out_come_last_and_under_a_heading_of_their_own() -> None:
    levers = (
        Lever("submission", "Earlier", (), 30, saved={"Ferry": 20, "Barge": 10}),
        Lever("drop", "Barge is dropped", ("Barge",), 99, saved={"Ferry": 99}),
    )
    text = render(WhatIf(Plan(), levers), RenderOptions(width=200))
    quicker, left_out = text.split("What dropping a tool would gain for the others")
    assert "1. 30 days in total over 2 tools: Earlier" in quicker
    assert "dropped" not in quicker
    assert "1. 99 days: Barge is dropped" in left_out


def test_the_best_lever_is_never_to_leave_a_tool_out() -> None:
    kinds = [lever.kind for lever in explored(tool("Ferry"), tool("Barge")).levers]
    assert kinds == sorted(kinds, key=lambda kind: kind == "drop")


@pytest.mark.slow
@settings(max_examples=examples(5))
@given(steps())
def test_what_is_listed_brings_some_tool_forward_or_spares_work(drawn: tuple[Step, ...]) -> None:
    assessed = assess_tools(*TOOLS, approvals=drawn)
    found = analyze_changes(assessed, assess, plan.schedule(assessed, OPTIONS), OPTIONS)
    for lever in found.levers:
        assert lever.effort > 0 or max(lever.saved.values()) > 0, lever
