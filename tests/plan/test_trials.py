"""A trial has limits, an end and somebody who decides then, and approves of nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from soescan import catalog, plan
from soescan.assessment import assess
from soescan.errors import CatalogError
from soescan.model import (
    Cost,
    DataUse,
    Estimate,
    FastTrack,
    Integration,
    Outcome,
    Plan,
    RoleId,
    StepId,
    StepKind,
    Test,
    Tool,
    ToolPlan,
    Use,
)
from soescan.plan.requirements.required_steps import ToolRequirements, derive_requirements
from soescan.report.format import RenderOptions
from soescan.report.picture.dates import DateFormatter
from soescan.report.plan import as_ics, timeline
from soescan.report.tables.headline import trial_sentence
from tests.plan.factories import OPTIONS, assess_tools, step, tool
from tests.plan.test_lanes import required

TRIED = Tool(
    "Windsock",
    use=Use.TRIAL,
    deployment="saas",
    data=(DataUse("internal", "invented names", personal=False),),
    integrations=(),
    cost=Cost(600.0),
)
LIVE = step("live", after=("review",), kind=StepKind.GO_LIVE, lead=Estimate(3, 3, 3))
TRACK = FastTrack(
    "trial",
    Test("tool.use", "eq", "trial"),
    (StepId("review"),),
    "A trial",
    ends_after_days=60,
    decided_by=RoleId("it"),
)


# --- the trial of the shipped SOE ----------------------------------------------------------------


def taken(found: ToolRequirements) -> str:
    return found.route.id if found.route else ""


@pytest.mark.parametrize("name", ["starter", "small", "regulated"])
def test_a_trial_needs_no_review_and_no_approval(name: str) -> None:
    found = required(TRIED, name=name)
    assert taken(found) == "trial"
    assert not {"security-review", "final-approval", "sign-on-setup"} & found.steps.keys()
    papers = {paper for one in found.steps.values() for paper in one.artefacts}
    assert "way back" in papers
    assert "support agreement" not in papers
    assert not [test for one in found.steps.values() for test in one.tests if "Sign-on" in test]


@pytest.mark.parametrize(
    "changes",
    [
        {"use": Use.PROPOSED},
        {"data": (DataUse("confidential", personal=False),)},
        {"data": (DataUse("internal", personal=True),)},
        {"data": (DataUse("internal"),)},
        {"data": (DataUse(personal=False),)},
        {"integrations": None},
        {"integrations": (Integration("Order system"),)},
        {"cost": Cost()},
        {"cost": Cost(1_001.0)},
        {"deployment": "tag"},
        {"deployment": ""},
    ],
    ids=str,
)
def test_beyond_its_limits_there_is_no_trial(changes: dict[str, Any]) -> None:
    assert taken(required(replace(TRIED, **changes))) != "trial"


# --- any trial -----------------------------------------------------------------------------------


def planned(use: Use = Use.TRIAL, track: FastTrack = TRACK) -> ToolPlan:
    approvals = (step("review"), LIVE)
    one = tool("Ferry", use=use)
    assessed = assess_tools(one, approvals=approvals, fast_track=(track,))
    return plan.schedule(assessed, OPTIONS).tools[0]


def test_the_plan_says_when_a_trial_ends_and_who_decides_then() -> None:
    found = planned()
    assert found.earliest
    assert found.trial_ends == found.earliest + timedelta(days=60)
    assert found.trial_decided_by == "IT"
    assert found.says.startswith("a trial, no approval: it ends ")
    assert "IT decides what becomes of it" in found.says


def test_the_plan_says_who_wants_to_be_told_of_a_fast_track() -> None:
    found = planned(track=replace(TRACK, notify=(RoleId("security"), RoleId("it"))))
    assert "it takes a fast track: tell Security, IT" in found.says.split("; ")


def test_what_is_proposed_has_no_end_and_a_trial_without_a_lane_is_told() -> None:
    found = planned(Use.PROPOSED)
    assert (found.trial_ends, found.trial_decided_by, found.route) == (None, "", "")
    assert "trial" not in found.says
    elsewhere = planned(track=replace(TRACK, when=Test("tls.https", "eq", True)))
    assert elsewhere.trial_ends is None
    assert "asked for as a trial, and no trial of the catalog is open to it" in elsewhere.says


def test_a_trial_makes_no_outcome_better() -> None:
    (one,) = assess_tools(
        tool("Ferry", use=Use.TRIAL), approvals=(step("review"), LIVE), fast_track=(TRACK,)
    )
    without = assess(replace(one[0], catalog=replace(one[0].catalog, fast_track=())))
    assert one[1].outcome is without.outcome is not Outcome.IN_SOE
    assert derive_requirements(*one).route is TRACK


def test_calendar_and_timeline_have_the_day() -> None:
    ferry = replace(planned(), earliest=date(2027, 2, 1), p80=None, illustrative=False)
    ferry = replace(ferry, trial_ends=date(2027, 4, 2))
    calendar = as_ics.render(Plan((ferry,), start=date(2026, 11, 22)), RenderOptions())
    assert "SUMMARY:Trial ends: Ferry" in calendar
    assert "DTSTART;VALUE=DATE:20270402" in calendar
    assert "Who decides: IT." in calendar.replace("\r\n ", "")
    when = DateFormatter(Plan())
    assert when.format_go_live(ferry) == "go-live 1 Feb · trial ends 2 Apr 2027"
    rough = replace(ferry, illustrative=True)
    says = "go-live week of 1 Feb · trial ends week of 29 Mar 2027"
    assert when.format_go_live(rough) == says
    assert "STATUS:TENTATIVE" in as_ics.render(Plan((rough,)), RenderOptions())
    assessed = assess_tools(
        tool("Ferry", use=Use.TRIAL), approvals=(step("review"), LIVE), fast_track=(TRACK,)
    )
    made = plan.schedule(assessed, OPTIONS)
    title = next(line for line in timeline.timeline(made, RenderOptions()) if "Ferry" in line)
    assert title.startswith("Ferry (trial ends in the week of ")


def test_the_first_sentence_says_that_it_is_a_trial() -> None:
    ferry = ToolPlan("Ferry", trial_ends=date(2027, 4, 2), trial_decided_by="IT")
    barge = replace(ferry, tool="Barge", trial_ends=date(2027, 3, 1), illustrative=True)
    assert trial_sentence([ToolPlan("Kayak")]) == ""
    one = "Ferry is a trial, no approval: it ends on Fri 2 Apr 2027, and IT decides then."
    assert trial_sentence([ferry, ToolPlan("Kayak")]) == one
    assert trial_sentence([ferry, barge]) == (
        "2 tools are trials, no approvals: the first, Barge, ends in the week of 1 Mar 2027,"
        " and IT decides then."
    )


SOE = """\
schema: soescan/soe@1
catalog: {id: x, name: X}
roles: [{id: it, label: IT}]
approvals: [{id: review, role: it}]
fast_track:
  - {id: trial, when: {fact: tool.use, op: eq, value: trial}, skip: [review]%s}
"""


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        (
            ", ends_after_days: 0, decided_by: it",
            "ends_after_days: expected a number of days from 1",
        ),
        (", ends_after_days: 366, decided_by: it", "from 1 to 365, found 366"),
        (", ends_after_days: 30", "decided_by: expected the role that decides"),
        (", decided_by: it", "ends_after_days: expected the days of the trial"),
        (", ends_after_days: 30, decided_by: cio", "cio"),
    ],
)
def test_a_trial_without_an_end_or_somebody_who_decides_is_an_error(
    tmp_path: Any, keys: str, says: str
) -> None:
    path = tmp_path / "soe.yaml"
    path.write_text(SOE % keys, encoding="utf-8")
    with pytest.raises(CatalogError, match=says):
        catalog.read(path)
    path.write_text(SOE % ", ends_after_days: 30, decided_by: it", encoding="utf-8")
    assert catalog.read(path).catalog.fast_track[0].ends_after_days == 30
