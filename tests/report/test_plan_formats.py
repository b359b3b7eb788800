"""A plan in every format: other programs read it, and nothing from outside gets into their way."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import networkx as nx
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from soescan import plan
from soescan.app import plan_formats, render_plan, report_formats
from soescan.cli import main
from soescan.graph import approval_graph
from soescan.model import (
    Confidence,
    EdgeKind,
    Estimate,
    NodeKind,
    Plan,
    Scope,
    StepId,
    StepKind,
    ToolPlan,
)
from soescan.reference import builtin
from soescan.report.format import RenderOptions
from soescan.report.plan.as_mermaid import MOST_CHARACTERS, MOST_EDGES
from soescan.report.text import person_days, width
from tests.demo.test_story import report as demo
from tests.examples import examples
from tests.plan.factories import BOARD, OPTIONS, assess_tools, step, tool

NASTY = (
    'a"b',
    "a\\",
    "x\x1b[31m",
    "=1+1",
    "q;w,e",
    "日本語の道具",
    "<b>&amp;",
    "] --> n1",
    "\u202e",
)
REVIEW = step(
    *("review", "security"),
    effort=Estimate(1, 2, 4),
    scope=Scope.VENDOR,
    label='Review "all"',
    artefacts=("papers; all",),
    valid_months=6,
)
LIVE = step("live", kind=StepKind.GO_LIVE, after=(StepId("review"),), committee=BOARD.id)


def made(*names: str) -> Plan:
    tools = [tool(name, "Vendor") for name in names]
    return plan.schedule(
        assess_tools(*tools, approvals=(REVIEW, LIVE)), OPTIONS, date(2026, 12, 24)
    )


PLAN = made(*NASTY)
WRITERS = plan_formats()
FORMATS = [writer.id for writer in WRITERS]


@pytest.mark.parametrize("writer", WRITERS, ids=lambda writer: writer.id)
def test_every_format_has_a_manual(writer: object) -> None:
    for title in ("Looks at:", "Why it matters:", "Cannot show:"):
        assert f"\n{title}" in str(getattr(writer, "doc", ""))


def test_no_two_formats_have_a_name_or_an_ending_in_common() -> None:
    for listed in (plan_formats(), report_formats()):
        names = [name for one in listed for name in (one.id, *one.endings)]
        assert len(set(names)) == len(names)


def test_a_report_can_be_written_in_the_formats_of_its_plan() -> None:
    assert {"dot", "mermaid", "ics", "graphml"} <= {one.id for one in report_formats()}


@pytest.mark.parametrize("form", FORMATS)
def test_no_control_character_gets_out(form: str) -> None:
    written = render_plan(PLAN, form, RenderOptions(verbose=True))
    allowed = "\n\r" if form in ("ics", "renewals-ics", "csv") else "\n"
    raw = written if form != "json" else json.dumps(json.loads(written))
    assert [c for c in raw if ord(c) < 32 and c not in allowed] == []


def test_graphml_holds_the_whole_graph(tmp_path: Path) -> None:
    path = tmp_path / "plan.graphml"
    path.write_text(render_plan(PLAN, "graphml", RenderOptions()), encoding="utf-8")
    read = nx.read_graphml(path, force_multigraph=True)
    assert set(read.nodes) == {node.id for node in PLAN.nodes}
    assert read.number_of_edges() == len(PLAN.edges)
    assert {data["kind"] for *_, data in read.edges(data=True)} == {str(e.kind) for e in PLAN.edges}
    assert all(data["says"] for *_, data in read.edges(data=True))


GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"


def test_graphml_has_edges_with_ids_and_attributes_with_types() -> None:
    root = etree.fromstring(render_plan(demo().plan, "graphml", RenderOptions()).encode())
    ids = [edge.get("id") for edge in root.iter(f"{GRAPHML}edge")]
    assert len(set(ids)) == len(ids) == len(demo().plan.edges)
    keys = list(root.iter(f"{GRAPHML}key"))
    types = {key.get("attr.name"): key.get("attr.type") for key in keys}
    assert len({(key.get("for"), key.get("attr.name")) for key in keys}) == len(keys)
    for name in ("effort", "lead", "criticality"):
        assert types[name] == "double"
    assert types["slack"] in ("int", "long")
    assert {types[name] for name in ("illustrative", "critical", "implied")} == {"boolean"}
    assert {types[name] for name in ("kind", "label", "role", "starts", "because")} == {"string"}


@pytest.mark.parametrize("found", [PLAN, demo().plan], ids=["nasty", "demo"])
def test_effort_stands_on_every_node_in_every_form(found: Plan) -> None:
    graph = approval_graph(found)
    effort = {node.id: node.effort for node in graph.nodes()}
    read = nx.parse_graphml(render_plan(found, "graphml", RenderOptions()))
    assert {id_: about["effort"] for id_, about in read.nodes(data=True)} == effort
    said = {id_: person_days(days) for id_, days in effort.items()}
    dot = re.findall(
        r'^ +"((?:[^"\\]|\\.)*)" \[label=(.*)$', render_plan(found, "dot", RenderOptions()), re.M
    )
    assert len(dot) == len(effort)
    assert all(
        said[id_.replace("\\\\", "\\")] in about.split('", tooltip=')[0] for id_, about in dot
    )
    boxes = re.findall(r'^  n\d+\["(.*)"\]$', render_plan(found, "mermaid", RenderOptions()), re.M)
    assert [box.split("<br>")[-1] for box in boxes] == list(said.values())
    svg = etree.fromstring(render_plan(found, "svg", RenderOptions(verbose=True)).encode())
    drawn = [one for one in svg.iter() if one.get("data-id")]
    assert drawn
    words = re.compile(r"; (\d+(\.\d+)? person-days?|effort not stated)(;|$)")
    assert [one for one in drawn if not words.search(str(one.get("aria-label")))] == []


def test_gaps_are_in_every_form_and_drawn_apart() -> None:
    found = demo().plan
    gaps = approval_graph(found).nodes(NodeKind.GAP)
    dot, mermaid = (render_plan(found, form, RenderOptions()) for form in ("dot", "mermaid"))
    for gap in gaps:
        assert f'"{gap.id}" [label="{gap.label}' in dot
        assert f'["{gap.label}<br>{gap.tools[0]}<br>' in mermaid
        for to in approval_graph(found).successors(gap.id, (EdgeKind.CAUSES,)):
            assert f'"{gap.id}" -> "{to}" [label="causes"' in dot
    (marked,) = re.findall(r"^  class (.*) gap$", mermaid, re.M)
    assert len(marked.split(",")) == len(gaps) > 10


def test_dot_is_read_by_graphviz() -> None:
    written = render_plan(PLAN, "dot", RenderOptions())
    assert '"' not in re.sub(r'"(?:[^"\\]|\\.)*"', "", written)
    if shutil.which("dot") is None:
        pytest.skip("Graphviz is not installed")
    done = subprocess.run(["dot", "-Tplain"], input=written, text=True, capture_output=True)
    assert done.returncode == 0, done.stderr


def test_graphviz_lays_out_many_tools_some_of_one_name_or_with_very_long_ones() -> None:
    if shutil.which("dot") is None:
        pytest.skip("Graphviz is not installed")
    written = render_plan(
        made(*map(str, range(20)), "same", "same", "x" * 10_000), "dot", RenderOptions()
    )
    done = subprocess.run(["dot", "-Tsvg"], input=written, text=True, capture_output=True)
    assert done.returncode == 0, done.stderr[:300]
    assert len(re.findall('label="same";', written)) == 1


def test_entries_of_tools_of_one_name_differ_and_keep_their_id_when_they_move() -> None:
    def uids(found: Plan) -> list[str]:
        return re.findall(r"UID:(.+)\r", render_plan(found, "ics", RenderOptions()))

    found = made("same", "same")
    assert len(set(uids(found))) == len(uids(found)) > 4
    later = tuple(replace(task, ends=date(2027, 5, 5)) for task in found.tasks)
    assert uids(replace(found, tasks=later)) == uids(found)


def confirmed(*tools: str) -> Plan:
    """The same, with times that IT has confirmed."""
    sure = (
        replace(REVIEW, status=Confidence.CONFIRMED),
        replace(LIVE, status=Confidence.CONFIRMED),
    )
    return plan.schedule(assess_tools(*map(tool, tools), approvals=sure), OPTIONS)


def events(found: Plan) -> dict[str, dict[str, str]]:
    """The entries of a calendar, by the first word of their summary."""
    whole = render_plan(found, "ics", RenderOptions()).replace("\r\n ", "").replace("\r", "")
    parts = [
        dict(re.findall(r"^([A-Z]+)[^:\n]*:(.*)$", one, re.M)) for one in whole.split("BEGIN:")
    ]
    return {part["SUMMARY"].split()[0]: part for part in parts if "SUMMARY" in part}


def test_dates_that_only_illustrate_are_tentative_in_a_calendar() -> None:
    sure, rough = (render_plan(one, "ics", RenderOptions()) for one in (confirmed("Ferry"), PLAN))
    assert "TENTATIVE" not in sure
    assert "illustrative" not in sure
    assert rough.count("STATUS:TENTATIVE") > 4
    assert rough.replace("\r\n ", "").count("(illustrative)\r\n") == rough.count("STATUS:TENTATIVE")
    assert "STATUS:CONFIRMED" not in rough


def test_a_calendar_keeps_a_committees_day_and_gives_what_is_counted_its_week() -> None:
    plain = replace(LIVE, committee=None)
    for live, length in ((LIVE, 1), (plain, 7)):
        found = plan.schedule(assess_tools(tool("Ferry"), approvals=(REVIEW, live)), OPTIONS)
        entry = events(found)["Go-live"]
        first, last = (date.fromisoformat(entry[name]) for name in ("DTSTART", "DTEND"))
        assert (last - first).days == length
        ends = next(task.ends for task in found.tasks if task.step == "live")
        assert ends
        assert first <= ends < last
        assert length == 1 or first.weekday() == 0


def test_what_only_illustrates_is_told_in_weeks_and_marked_in_every_format() -> None:
    sure, rough = confirmed("Ferry"), made("Ferry")
    assert not [task for task in sure.tasks if task.illustrative]
    assert [task.step for task in rough.tasks if task.illustrative] == ["review", "live"]
    for found, day in ((sure, r"\d{4}-\d\d-\d\d"), (rough, r"\d{4}-W\d\d")):
        rows = list(csv.DictReader(io.StringIO(render_plan(found, "csv", RenderOptions()))))
        for row in rows:
            assert {bool(re.fullmatch(day, row[name])) for name in ("starts", "ends", "p80")} == {
                True
            }
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", rows[-1]["meeting"]), "a day of its calendar"
    page = render_plan(rough, "table", RenderOptions(100, verbose=True))
    tasks = page[page.index("Every task") :]
    assert re.search(r"^  week of \d+ \w+ 20\d\d to week of", tasks, re.M)
    assert not re.search(r"^  \w{3} \d+ \w+ 20\d\d to ", tasks, re.M)
    for form in ("dot", "mermaid", "graphml"):
        assert re.search(
            r"Board, \w+ \d+ \w+ 20\d\d \(illustrative\)", render_plan(rough, form, RenderOptions())
        )
        assert "(illustrative)" not in render_plan(sure, form, RenderOptions())
    drawn = nx.parse_graphml(render_plan(rough, "graphml", RenderOptions()))
    assert drawn.nodes["live@ferry-1"]["illustrative"] is True
    assert re.fullmatch(r"\d{4}-W\d\d", drawn.nodes["live@ferry-1"]["ends"])
    assert drawn.nodes["tool:1"]["illustrative"] is True


@pytest.mark.slow
def test_mermaid_stays_within_what_it_can_draw_and_says_what_is_left_out() -> None:
    small, large = (
        render_plan(PLAN, "mermaid", RenderOptions()),
        render_plan(made(*map(str, range(260))), "mermaid", RenderOptions()),
    )
    for written in (small, large):
        assert written.startswith("flowchart LR\n")
        assert len(written) <= MOST_CHARACTERS
        assert len(re.findall(r"^  n\d+ -.*>", written, re.M)) <= MOST_EDGES
    assert "%%" not in small
    assert "%% " in large
    assert '  note["' in large, "who sees the picture is told, too"
    assert '["live<br>260 tools<br>effort not stated"]' in large
    assert not re.search(r'\["[^"\n]*"[^\]\n]*"\]', small), "a quote would end the text of a node"


def test_csv_has_a_line_per_task_and_no_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(render_plan(PLAN, "csv", RenderOptions()))))
    assert len(rows) == len(PLAN.tasks)
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "@"))]


def test_calendar_entries_are_whole_days_with_lines_of_75_octets() -> None:
    written = render_plan(PLAN, "ics", RenderOptions())
    assert written.endswith("END:VCALENDAR\r\n")
    lines = written.split("\r\n")
    assert max(len(line.encode()) for line in lines) <= 75
    whole = written.replace("\r\n ", "")
    uids = re.findall(r"^UID:(.+)$", whole, re.M)
    assert len(uids) == len(set(uids)) == whole.count("BEGIN:VEVENT") == whole.count("END:VEVENT")
    titles, starts = (
        re.findall(pattern, whole) for pattern in (r"SUMMARY:(\w+)", r"DTSTART;VALUE=DATE:(\d+)")
    )
    days = dict(zip(titles, starts, strict=True))
    assert set(days) == {"Papers", "Decision", "Go"}
    meetings = {task.meeting for task in PLAN.tasks if task.meeting}
    assert days["Decision"] in {f"{day:%Y%m%d}" for day in meetings}


def test_renewals_have_a_calendar_of_their_own() -> None:
    renewals = render_plan(PLAN, "renewals-ics", RenderOptions())
    dated = [task for task in PLAN.tasks if task.valid_until]
    assert renewals.count("SUMMARY:Renew") == renewals.count("BEGIN:VEVENT") == len(dated) > 0
    assert "SUMMARY:Renew" not in render_plan(PLAN, "ics", RenderOptions())


def revisions(path: Path) -> dict[str, tuple[int, str, str, str]]:
    """Of each event of a file its SEQUENCE, DTSTAMP, DTSTART and STATUS, by UID."""
    whole = path.read_bytes().decode().replace("\r\n ", "").replace("\r", "")
    events = [
        dict(re.findall(r"^([A-Z]+)[^:\n]*:(.*)$", one, re.M)) for one in whole.split("BEGIN:")
    ]
    return {
        one["UID"]: (int(one["SEQUENCE"]), one["DTSTAMP"], one["DTSTART"], one["STATUS"])
        for one in events
        if "SEQUENCE" in one
    }


def rewrite(found: Plan, path: Path) -> dict[str, tuple[int, str, str, str]]:
    path.write_bytes(render_plan(found, "ics", RenderOptions(replaces=path)).encode())
    return revisions(path)


def test_calendars_notice_what_changed_since_the_last_file(tmp_path: Path) -> None:
    """RFC 5546, 2.1.4: of two revisions with one UID the higher SEQUENCE counts."""
    path = tmp_path / "plan.ics"
    found = confirmed("Ferry", "Barge")
    first = rewrite(found, path)
    content = path.read_bytes()
    assert rewrite(found, path) == first
    assert path.read_bytes() == content, "without a change the same bytes"

    moved = tuple(
        replace(task, ends=date(2027, 5, 5)) if "Ferry" in task.tools else task
        for task in found.tasks
    )
    second = rewrite(replace(found, tasks=moved), path)
    changed = {uid for uid in first if second[uid] != first[uid]}
    assert 0 < len(changed) < len(first)
    for uid in changed:
        assert second[uid][0] == first[uid][0] + 1
        assert second[uid][1] > first[uid][1]
        assert second[uid][2] != first[uid][2]

    gone = rewrite(replace(found, tasks=tuple(t for t in found.tasks if "Ferry" in t.tools)), path)
    cancelled = {uid for uid, event in gone.items() if event[3] == "CANCELLED"}
    assert cancelled
    assert all(gone[uid][0] > second[uid][0] for uid in cancelled)
    assert set(gone) == set(first)


def test_a_later_plan_in_another_file_is_a_later_revision(tmp_path: Path) -> None:
    found = confirmed("Ferry")
    first = rewrite(found, tmp_path / "one.ics")
    later = replace(found, start=(found.start or date.min) + timedelta(days=1))
    second = rewrite(later, tmp_path / "two.ics")
    assert all(second[uid][0] == first[uid][0] + 1 for uid in first)


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\x00",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:x@soescan\r\nEND:VEVENT\r\n",
        b"BEGIN:VEVENT\r\nUID:x@soescan\r\nDTSTAMP:now\r\nSEQUENCE:1e9\r\nEND:VEVENT\r\n",
        b"BEGIN:VEVENT\r\nUID:other\r\nDTSTAMP:20260101T000000Z\r\nSEQUENCE:7\r\nEND:VEVENT\r\n",
    ],
)
def test_a_file_that_is_no_calendar_of_ours_is_not_read(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "plan.ics"
    path.write_bytes(content)
    assert rewrite(PLAN, path) == rewrite(PLAN, tmp_path / "new.ics")


@pytest.mark.parametrize("form", FORMATS)
def test_an_empty_plan_is_a_document_that_says_so(form: str) -> None:
    nothing = Plan((ToolPlan("Ferry", says="the catalog names no steps"),))
    written = render_plan(nothing, form, RenderOptions())
    if form == "svg":
        assert "no step is planned" in written
        assert "Ferry: the catalog names no steps" in written
    if form.endswith("ics"):
        assert written.count("BEGIN:VJOURNAL") == 1, "RFC 5545, 3.6: at least one component"
        assert "DESCRIPTION:Ferry: the catalog names no steps" in written
    if form == "mermaid":
        assert "no step is planned" in written


def test_json_holds_everything() -> None:
    written = json.loads(render_plan(PLAN, "json", RenderOptions()))
    assert written["schema"] == "soescan/plan@1"
    assert len(written["tasks"]) == len(PLAN.tasks)
    assert {edge["kind"] for edge in written["edges"]} >= {EdgeKind.NEEDS, EdgeKind.SHARED_BY}


@pytest.mark.slow
@settings(max_examples=examples(40))
@given(
    st.lists(st.text(min_size=1, max_size=50), min_size=1, max_size=3),
    st.sampled_from((40, 80, 120)),
    st.booleans(),
)
def test_no_line_of_the_page_is_wider_than_the_window(
    names: list[str], columns: int, verbose: bool
) -> None:
    shown = render_plan(made(*names), "table", RenderOptions(columns, verbose))
    assert [line for line in shown.splitlines() if width(line) > columns] == []


@pytest.mark.heavy
def test_the_commands_run_on_the_shipped_example(tmp_path: Path) -> None:
    example = builtin.catalogs_folder() / "example"
    inputs = [
        str(example / "proposal.yaml"),
        "--soe",
        str(example / "soe.yaml"),
        "--as-of",
        "2026-11-02",
    ]
    inputs += ["--evidence", str(example / "evidence.json"), "--draws", "500"]
    outputs = [tmp_path / f"plan{ending}" for writer in WRITERS for ending in writer.endings]
    written = [part for path in outputs for part in ("-o", str(path))]
    done = CliRunner().invoke(main, ["plan", *inputs, *written])
    assert done.exit_code == 0, done.output
    assert all(path.stat().st_size > 100 for path in outputs)
    again = [path.read_bytes() for path in outputs]
    CliRunner().invoke(main, ["plan", *inputs, *written])
    assert [path.read_bytes() for path in outputs] == again, "the same seed gives the same bytes"
    for command in ("whatif", "forecast"):
        for form in ("table", "json"):
            done = CliRunner().invoke(main, [command, *inputs, "--format", form])
            assert done.exit_code == 0, done.output
            assert done.stdout
    wrong = CliRunner().invoke(main, ["plan", *inputs, "-o", "plan.docx"])
    assert wrong.exit_code == 2
    assert "expected a file ending in" in wrong.output


def test_why_a_date_is_told_in_weeks_while_it_only_illustrates() -> None:
    rough = render_plan(PLAN, "table", RenderOptions())
    chain = rough[rough.index("\nWhy ") :].split("\n\n")[0]
    assert PLAN.tools[0].illustrative
    assert re.search(r"^  ~\d+ [A-Z][a-z]{2} ", chain, re.M)
    assert not re.search(r"^  \d", chain, re.M)


def test_the_page_says_how_far_each_role_may_slip_and_what_the_solver_proved() -> None:
    found = replace(PLAN, proved=False, gap=0.5)
    assert "Another order" not in render_plan(found, "table", RenderOptions()), (
        "so far a bound says nothing"
    )
    tried = " ".join(render_plan(replace(found, solve=5), "table", RenderOptions()).split())
    says = (
        "Another order of work would save at most 50.0%; a search of up to 5 seconds could not rule"
        " that out."
    )
    assert says in tried
    sure = replace(PLAN, proved=True, solve=5)
    assert "No other order of work is quicker overall." in render_plan(
        sure, "table", RenderOptions()
    )
    (security,) = (load for load in PLAN.loads if load.role == "Security")
    for slack, told in ((0, "a delay may move a go-live"), (1, "1 working day of slack")):
        load = replace(security, slack=slack)
        page = render_plan(replace(PLAN, loads=(load,)), "table", RenderOptions())
        assert told in " ".join(page.split())
