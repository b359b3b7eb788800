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
from tests.plan.test_plan_dates import days, planned

_WHOLE = tuple(
    replace(role, capacity=pace, backlog=0)
    for role, pace in zip(ROLES, (None, 5, 10, 2), strict=True)
)


def _sure(one: Step) -> Step:
    """The same step, of which it is certain how long it takes; work in whole days.

    It waits for all before it: of those that wait for some, a draw may take the later one first.
    """

    def whole(estimate: Estimate | None) -> Estimate | None:
        return estimate and days(math.ceil(estimate.likely))

    lead = one.lead and days(one.lead.likely)
    return replace(one, effort=whole(one.effort), lead=lead, join="all")


@pytest.mark.slow
@given(steps(), st.integers(1, 3))
def test_where_all_times_are_certain_every_draw_ends_on_the_earliest_day(
    made: tuple[Step, ...], count: int
) -> None:
    certain = tuple(_sure(one) for one in made)
    given: dict[str, Any] = {"tools": TOOLS[:count], "roles": _WHOLE}
    for one in planned(*certain, calendar=Calendar(holidays=HOLIDAYS), **given).tools:
        assert one.p50 == one.p80 == one.p95 == one.earliest
    # In a freeze, people do other things in a schedule, and wait for its end in a draw.
    for one in planned(*certain, calendar=CALENDAR, **given).tools:
        assert (one.p50 or MONDAY) >= (one.earliest or MONDAY)


def test_a_day_that_has_begun_counts_for_work_and_half_a_day_for_waiting() -> None:
    check = step("check", "legal", effort=days(1), lead=days(2.5))
    (one,) = planned(check, tools=TOOLS[:1]).tools
    # 1 person-day at 0.7 a day ends on the second day; two and a half days of waiting are three.
    assert one.earliest == one.p50 == date(2026, 11, 6)
    assert one.days == 5


def test_an_agenda_is_one_for_all_steps_whatever_freezes_they_keep() -> None:
    talk = step("talk", kind=StepKind.REVIEW, committee=SMALL.id)
    live = step("live", kind=StepKind.GO_LIVE, after=(talk.id,), committee=SMALL.id)
    other = step("other", kind=StepKind.GO_LIVE, committee=SMALL.id, scope=Scope.PORTFOLIO)
    found = planned(talk, other, live, tools=TOOLS[:2])
    assert [one.earliest for one in found.tools] == [one.p50 for one in found.tools]
