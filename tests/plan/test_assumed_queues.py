"""A queue at a capacity that nobody has confirmed makes no date that is later than a year."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import CliRunner

from soescan import app, catalog, plan, report
from soescan.app import plan_formats, render_plan, report_formats
from soescan.app.reviewing import explore_changes, forecast_load
from soescan.cli import main
from soescan.model import Confidence, Evidence, Plan, Proposal, Report, Tool
from soescan.report.format import RenderOptions

MONDAY = date(2026, 11, 23)
SOE = """\
schema: soescan/soe@1
catalog: {id: own, name: Own SOE}
roles:
  - {id: it, label: IT}
  - {id: security, label: Security, capacity: 0.25, status: default}
committees: [{id: board, label: Board, rrule: FREQ=WEEKLY;BYDAY=TH, from: 2026-01-01, submission_lead: 2}]
approvals:
  - {id: intake, role: it, label: Intake, lead: 2, always: true, status: confirmed}
  - {id: review, role: security, label: Review, effort: 5, after: [intake], always: true, status: confirmed}
  - {id: board, role: it, label: Decision, committee: board, after: [review], always: true, status: confirmed}
  - {id: live, role: it, kind: go-live, label: Go-live, lead: 1, after: [board], always: true, status: confirmed}
"""
NAMES = ("Ferry", "Barge", "Kayak", "Canoe")
PROPOSAL = Proposal(tools=tuple(Tool(name, f"https://{name.casefold()}.example") for name in NAMES))
NO_DATE = (
    "there is no date yet: at the assumed 0.25 days a week, Security would need 1.5 years for what "
    "waits, so ask IT"
)
# 20 person-days at 0.25 a week are 80 weeks: 1.5 years. The reviews end after 20, 40, 60 and 80
# weeks, so the last two go-lives are in 2028, and nothing else is.
UNTOLD = re.compile(r"\b(?:20)?28-W|\b20(?:28|29|3\d)\b")


def write_plan(folder: Path, *files: str) -> Plan:
    """The plan against the last of some catalog files, which may extend the others."""
    for number, text in enumerate(files, start=1):
        (folder / f"soe{number}.yaml").write_text(text)
    read = catalog.read(folder / f"soe{len(files)}.yaml")
    return app.plan_tools(PROPOSAL, read, Evidence(), MONDAY, plan.PlanOptions(draws=200))


@cache
def own_soe() -> catalog.LoadedCatalog:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "soe.yaml"
        file.write_text(SOE)
        return catalog.read(file)


@cache
def reviewed() -> Report:
    return app.review(PROPOSAL, own_soe(), Evidence(), MONDAY)


def test_what_only_an_assumed_capacity_puts_behind_a_year_has_no_date() -> None:
    result = reviewed().plan
    assert [tool.earliest is None for tool in result.tools] == [False, False, True, True]
    for tool in result.tools[2:]:
        assert (tool.p50, tool.p80, tool.p95, tool.wish, tool.meetings, tool.why) == (
            *(None, None, None, None, (), ()),
        )
        assert tool.says == tool.missing_date == NO_DATE
        assert tool.effort == 5
    untold = [task for task in result.tasks if task.ends is None]
    assert {(task.label, task.tools[0]) for task in untold} == {
        (label, name) for name in NAMES[2:] for label in ("Review", "Decision", "Go-live")
    }
    assert not any(task.meeting or task.papers_by or task.p80 for task in untold)
    assert {task.waits_for for task in untold} == {NO_DATE}
    first = result.questions[0]
    assert first.text == (
        "How many days a week does Security have for this work? The plan assumes 0.25 days; "
        "then 20 person-days of work take 1.5 years."
    )
    assert first.tools == NAMES


@pytest.mark.slow
@pytest.mark.parametrize("format", report_formats(), ids=lambda one: one.id)
def test_no_format_of_a_report_tells_it(format: report.Format) -> None:
    if format.check_dependencies:
        pytest.skip("it is the page again")
    pieces = format.render(reviewed(), RenderOptions())
    content = b"".join(piece if isinstance(piece, bytes) else piece.encode() for piece in pieces)
    if content.startswith(b"PK"):
        archive = zipfile.ZipFile(io.BytesIO(content))
        content = b"\n".join(archive.read(name) for name in archive.namelist() if ".xml" in name)
    text = content.decode()
    assert UNTOLD.findall(re.sub(r"http\S+|#\w{6}", "", text)) == []
    if format.id not in ("svg", "graphml", "dot", "mermaid", "ics", "renewals-ics"):
        assert "1.5 years" in " ".join(re.sub(r"<[^>]+>", "", text).split())


@pytest.mark.parametrize("format", plan_formats(), ids=lambda one: one.id)
def test_no_format_of_a_plan_tells_it(format: report.plan.format.PlanFormat) -> None:
    text = render_plan(reviewed().plan, format.id, RenderOptions(verbose=True))
    assert UNTOLD.findall(re.sub(r"http\S+|#\w{6}", "", text)) == []
    if format.id in ("table", "csv", "json"):
        assert NO_DATE in " ".join(text.split())
    if format.id == "ics":
        assert "Ferry" in text
        assert "Canoe" not in text


@pytest.mark.slow
def test_a_saved_report_without_dates_is_read_again(tmp_path: Path) -> None:
    (tmp_path / "saved.json").write_text(report.render(reviewed(), "json"))
    assert app.read_report(tmp_path / "saved.json").plan == reviewed().plan


def test_what_ifs_save_no_days_of_it_and_a_forecast_names_no_month() -> None:
    read = own_soe()
    options = plan.PlanOptions(draws=200)
    found = explore_changes(PROPOSAL, read, Evidence(), MONDAY, options, date(2027, 11, 1))
    assert found.says != "nothing has to change"
    assert all(set(lever.saved) <= {"Ferry", "Barge"} for lever in found.levers)
    forecast = forecast_load([("Spring", PROPOSAL)], read, Evidence(), MONDAY, options)
    months = {(one.role, one.month) for one in forecast.months}
    assert {month for _, month in months if month > "2027-11"} == {"later"}


def test_a_catalog_that_states_a_capacity_means_it(tmp_path: Path) -> None:
    stated = write_plan(tmp_path, SOE.replace(", status: default}", "}"))
    assert all(tool.earliest and not tool.illustrative for tool in stated.tools)
    assert max(tool.earliest for tool in stated.tools if tool.earliest).year == 2028
    assert stated.questions == ()
    assert stated.loads[1].status is Confidence.CONFIRMED


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("{id: security, capacity: 0.25}", True),
        ("{id: security, status: confirmed}", True),
        ("{id: security, status: asked}", True),
        ("{id: security, capacity: 0.26, status: default}", False),
        ("{id: security, label: Safety}", False),
    ],
)
def test_an_overlay_confirms_a_capacity_that_it_states(
    change: str, told: bool, tmp_path: Path
) -> None:
    top = f"""\
schema: soescan/soe@1
catalog: {{id: top, name: Top, extends: [soe1.yaml]}}
roles: [{change}]
"""
    result = write_plan(tmp_path, SOE, top)
    assert all(tool.earliest for tool in result.tools) is told


def test_an_assumed_capacity_within_a_year_gives_weeks_and_the_question(tmp_path: Path) -> None:
    result = write_plan(tmp_path, SOE.replace("effort: 5", "effort: 2"))
    assert all(tool.earliest and tool.illustrative for tool in result.tools)
    assert [question.text.partition(" person")[0] for question in result.questions] == [
        "How many days a week does Security have for this work? The plan assumes 0.25 days; then 8"
    ]
    assert result.questions[0].text.endswith("8 person-days of work take 7 months.")


def test_what_is_late_without_the_queue_keeps_its_date(tmp_path: Path) -> None:
    """Two years with the vendor are late by themselves: the queue of some weeks makes no year."""
    slow = SOE.replace("lead: 2,", "lead: 520,").replace("effort: 5", "effort: 1")
    result = write_plan(tmp_path, slow)
    assert all(tool.earliest for tool in result.tools)
    # A backlog of three years at an assumed pace is a queue, too.
    behind = slow.replace("status: default", "status: default, backlog: 50")
    assert not any(tool.earliest for tool in write_plan(tmp_path, behind).tools)


@pytest.mark.slow
def test_nothing_but_untold_dates_is_no_empty_plan(tmp_path: Path) -> None:
    (tmp_path / "soe.yaml").write_text(SOE.replace("effort: 5", "effort: 20"))
    (tmp_path / "tools.csv").write_text("tool\nFerry\n")
    arguments = [str(tmp_path / "tools.csv"), "--soe", str(tmp_path / "soe.yaml"), "--no-store"]
    ran = CliRunner().invoke(main, ["plan", *arguments, "--as-of", "2026-11-23"])
    assert ran.exit_code == 0
    assert " ".join(ran.output.split()).startswith("For Ferry " + NO_DATE)
    for command in ("check", "whatif"):
        ran = CliRunner().invoke(main, [command, *arguments, "--as-of", "2026-11-23"])
        assert NO_DATE.partition(": ")[2] in " ".join(ran.output.split()), ran.output


YEARLY = """\
schema: soescan/soe@1
catalog: {id: own, name: Own SOE}
roles: [{id: it, label: IT}]
committees: [{id: board, label: Board, rrule: FREQ=MONTHLY;INTERVAL=6;BYDAY=1TH, from: 2027-01-07, max_items: 1%s}]
approvals:
  - {id: live, role: it, kind: go-live, label: Go-live, committee: board, always: true, status: confirmed}
"""


def test_a_full_agenda_that_is_assumed_makes_no_date_either(tmp_path: Path) -> None:
    # One decision every six months: the first two within the year, the others after it.
    assumed = write_plan(tmp_path, YEARLY % ", status: default")
    untold = [tool for tool in assumed.tools if tool.earliest is None]
    assert len(untold) == 2
    assert untold[0].missing_date == (
        "there is no date yet: 4 decisions wait for the Board, which takes an assumed 1 decision a"
        " meeting, so ask IT"
    )
    stated = write_plan(tmp_path, YEARLY % "")
    assert all(tool.earliest for tool in stated.tools)


def test_an_overlay_confirms_an_agenda_that_it_states(tmp_path: Path) -> None:
    overlay = """\
schema: soescan/soe@1
catalog: {id: mine, name: Mine, extends: soe1.yaml}
committees: [{id: board, max_items: 1}]
"""
    found = write_plan(tmp_path, YEARLY % ", status: default", overlay)
    assert all(tool.earliest for tool in found.tools)
