"""What ends before the go-live is asked or planned again, as often as that moves the go-live."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from soescan import app, catalog, proposal
from soescan.catalog import LoadedCatalog
from soescan.dates import format_date
from soescan.model import Evidence, Forecast, Outcome, Proposal
from soescan.plan import PlanOptions

DAY = date(2026, 11, 23)
QUICK = PlanOptions(budget=5, draws=50)
SOE = """\
schema: soescan/soe@1
catalog: {{id: k, name: K, calendar: {{holidays: []}}}}
roles: [{{id: it, label: IT}}]
standards:
  - {{id: sso, area: a, severity: blocker, waivable_by: [it], why: w,
     require: {{fact: auth.sso.saml, op: eq, value: true}}}}
approvals:
  - {{id: security, label: Security review, role: it, effort: [2, 2, 2], lead: {review}, always: {always},
     valid_months: 12, status: {status}}}
  - {{id: long, role: it, lead: 40, always: true, status: {status}}}
  - {{id: live, role: it, kind: go-live, lead: 1, after: [security, long], always: true,
     status: {status}}}
done:
  - {{step: security, subject: alpha.example, on: 2025-12-20}}
waivers:
  - {{id: W, standard: sso, tool: alpha.example, reason: r, approved_by: IT, expires: {expires}}}
answers:
  - {{tool: alpha.example, fact: auth.sso.saml, value: false}}
"""
CELLS = {"review": "5", "always": "true", "status": "confirmed", "expires": "2028-01-01"}


def read(folder: Path, **cells: str) -> tuple[Proposal, LoadedCatalog]:
    (folder / "soe.yaml").write_text(SOE.format(**CELLS | cells), "utf-8")
    (folder / "t.csv").write_text("name,url\nAlpha,https://alpha.example\n", "utf-8")
    return proposal.read([folder / "t.csv"])[0], catalog.read(folder / "soe.yaml")


def test_a_review_that_lapses_before_an_estimated_go_live_is_asked_about(tmp_path: Path) -> None:
    report = app.review(*read(tmp_path, status="default"), Evidence(), DAY)
    (asked,) = [q for q in report.questions if "lapses before" in q.text]
    assert asked.text == (
        "“Security review” is on file for Alpha, but lapses before its estimated go-live in"
        " the week of 18 Jan 2027. Will it be done again?"
    )
    (task,) = [task for task in report.plan.tasks if task.step == "security"]
    assert task.satisfied, "an estimate changes no plan"


@pytest.mark.parametrize(
    "cells", [{}, {"always": "false", "status": "default"}, {"expires": "2027-01-01"}]
)
def test_nobody_is_asked_of_what_is_planned_again_or_not_required(
    tmp_path: Path, cells: dict[str, str]
) -> None:
    report = app.review(*read(tmp_path, **cells), Evidence(), DAY)
    assert not [q for q in report.questions if "lapses before" in q.text]


def test_what_is_planned_again_moves_the_go_live_and_is_judged_again(tmp_path: Path) -> None:
    """The first go-live, 18 January, is before the waiver's end; with the review, it is not."""
    report = app.review(*read(tmp_path, review="60", expires="2027-01-31"), Evidence(), DAY)
    (judged,) = report.assessments
    (tool,) = report.plan.tools
    assert tool.earliest is not None
    assert tool.earliest > date(2027, 1, 31)
    assert judged.outcome is Outcome.NEEDS_EXCEPTION
    assert judged.says.endswith(f"(at the go-live on {format_date(tool.earliest)})")


def test_a_forecast_counts_what_is_planned_again(tmp_path: Path) -> None:
    again, kept = (
        app.forecast_load([("t", asked)], soe, Evidence(), DAY, QUICK)
        for asked, soe in (read(tmp_path), read(tmp_path, status="default"))
    )
    plan = app.plan_tools(*read(tmp_path), Evidence(), DAY, QUICK)
    assert sum(task.effort for task in plan.tasks if not task.satisfied) == 2
    assert _person_days(again) == 2
    assert _person_days(kept) == 0


def _person_days(forecast: Forecast) -> float:
    return sum(month.effort for month in forecast.months)
