"""Where all times are certain, the schedule and the draws tell the same story."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from soescan.model import Calendar, Estimate, Scope, Step, StepKind
from tests.plan.factories import CALENDAR, HOLIDAYS, MONDAY, ROLES, SMALL, TOOLS, step, steps
from tests.plan.test_plan_dates import days, plan_tools

_WHOLE = tuple(
    replace(role, capacity=pace, backlog=0)
    for role, pace in zip(ROLES, (None, 5, 10, 2), strict=True)
)


def _make_certain(uncertain: Step) -> Step:
    """The same step, of which it is certain how long it takes; work in whole days.

    It waits for all before it: of those that wait for some, a draw may take the later one first.
    """

    def round_up(estimate: Estimate | None) -> Estimate | None:
        return estimate and days(math.ceil(estimate.likely))

    lead = uncertain.lead and days(uncertain.lead.likely)
    return replace(uncertain, effort=round_up(uncertain.effort), lead=lead, join="all")


@pytest.mark.slow
@given(steps(), st.integers(1, 3))
def test_where_all_times_are_certain_every_draw_ends_on_the_earliest_day(
    uncertain: tuple[Step, ...], count: int
) -> None:
    certain = tuple(_make_certain(tool_plan) for tool_plan in uncertain)
    parts: dict[str, Any] = {"tools": TOOLS[:count], "roles": _WHOLE}
    for tool_plan in plan_tools(*certain, calendar=Calendar(holidays=HOLIDAYS), **parts).tools:
        assert tool_plan.p50 == tool_plan.p80 == tool_plan.p95 == tool_plan.earliest
    # In a freeze, people do other things in a schedule, and wait for its end in a draw.
    for tool_plan in plan_tools(*certain, calendar=CALENDAR, **parts).tools:
        assert (tool_plan.p50 or MONDAY) >= (tool_plan.earliest or MONDAY)


def test_a_day_that_has_begun_counts_for_work_and_half_a_day_for_waiting() -> None:
    check = step("check", "legal", effort=days(1), lead=days(2.5))
    (tool_plan,) = plan_tools(check, tools=TOOLS[:1]).tools
    # 1 person-day at 0.7 a day ends on the second day; two and a half days of waiting are three.
    assert tool_plan.earliest == tool_plan.p50 == date(2026, 11, 6)
    assert tool_plan.days == 5


def test_an_agenda_is_one_for_all_steps_whatever_freezes_they_keep() -> None:
    talk = step("talk", kind=StepKind.REVIEW, committee=SMALL.id)
    live = step("live", kind=StepKind.GO_LIVE, after=(talk.id,), committee=SMALL.id)
    other = step("other", kind=StepKind.GO_LIVE, committee=SMALL.id, scope=Scope.PORTFOLIO)
    result = plan_tools(talk, other, live, tools=TOOLS[:2])
    assert [tool_plan.earliest for tool_plan in result.tools] == [
        tool_plan.p50 for tool_plan in result.tools
    ]
