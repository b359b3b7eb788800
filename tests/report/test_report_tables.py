"""A report as JSON says each thing once: the tables, the numbers that lead there, and what is not
written because it follows."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from soescan import report
from soescan.errors import InputError
from soescan.files import parse
from soescan.model import NodeKind, Report
from soescan.report import RenderOptions, saved_report
from soescan.report.first_page import build_first_page
from soescan.report.saved_graph import GraphRun, leave_out_implied, put_back_implied
from tests.conftest import ROOT
from tests.report import factories


@pytest.fixture(scope="module")
def one() -> Report:
    return factories.example()


@pytest.fixture(scope="module")
def example(one: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("example") / "report.json"
    path.write_text(report.render(one, "json"), encoding="utf-8")
    return path


@pytest.fixture
def written(example: Path) -> Any:
    return json.loads(example.read_bytes())


@pytest.fixture(scope="module")
def in_full(one: Report) -> str:
    return report.render(one, "json", RenderOptions(verbose=True))


def read(document: Any) -> Report:
    doc = parse(json.dumps(document, indent=1).encode(), "r.json", json_wanted=True)
    found = saved_report.read_report_document(doc)
    doc.check(InputError)
    return found


def test_with_and_without_tables_it_is_the_same_report(one: Report, in_full: str) -> None:
    assert read(json.loads(in_full)) == one


def test_a_report_of_an_earlier_version_is_read(one: Report, in_full: str) -> None:
    document = json.loads(in_full)
    before = {key: document[key] for key in document if key not in ("audience", "first_page")}
    assert read(before | {"schema": "soescan/report@1"}) == one


def test_it_begins_with_the_first_page(one: Report, written: Any) -> None:
    page = build_first_page(one)
    assert list(written)[:3] == ["schema", "audience", "first_page"]
    assert written["first_page"]["answer"] == page.answer
    lines = [line["tool"] for group in written["first_page"]["groups"] for line in group["lines"]]
    assert lines == [line.tool for group in page.groups for line in group.lines]


def test_the_first_page_is_not_read_back(one: Report, written: Any) -> None:
    assert read(written | {"first_page": {"answer": 5}, "audience": None}) == one


def test_procurement_gets_its_comparison(one: Report) -> None:
    text = report.render(one, "json", RenderOptions(audience=report.Audience.PROCUREMENT))
    table = json.loads(text)["first_page"]["comparison"]
    assert table["columns"][0] == "Tool"
    assert all(len(row) == len(table["columns"]) for row in table["rows"])


def test_nothing_stands_in_a_table_twice(written: Any) -> None:
    for entries in written["shared"].values():
        texts = [json.dumps(entry) for entry in entries]
        assert len(set(texts)) == len(texts)


def test_papers_gaps_and_what_they_cause_are_not_written(written: Any) -> None:
    """What planning draws and what a saved report leaves out come of the same lines."""
    kinds = {node["kind"] for node in written["plan"].get("nodes", ())}
    assert kinds <= {NodeKind.COMMITTEE, NodeKind.ANY_OF, NodeKind.EVIDENCE}
    relations = written["shared"]["relations"]
    assert {entry["kind"] for entry in relations}.isdisjoint({"causes", "informs", "shared-by"})


def test_what_follows_is_put_back_wherever_it_was(one: Report) -> None:
    turned = replace(one.plan, nodes=one.plan.nodes[::-1], edges=one.plan.edges[5:2:-1])
    odd = replace(one, plan=turned)
    assert put_back_implied(*leave_out_implied(odd)) == odd
    short, implied = leave_out_implied(one)
    for run in (GraphRun(10**9, 0, 1), GraphRun(0, 0, 10**9), GraphRun(0, -1, 1)):
        with pytest.raises(ValueError, match="run"):
            put_back_implied(short, replace(implied, nodes=(run,)))


@pytest.mark.slow
def test_the_published_schema_describes_what_is_written(written: Any, in_full: str) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = saved_report.saved_report_schema()
    valid = jsonschema.Draft202012Validator(schema).is_valid
    assert valid(written)
    assert valid(json.loads(in_full))
    assert not valid(written | {"shared": {"mood": []}})
    written["plan"]["tasks"]["rows"][0][0] = "first"
    assert not valid(written)


# --- damaged -------------------------------------------------------------------------------------


def put(*way: str | int, value: Any) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        at = document
        for key in way[:-1]:
            at = at[key]
        at[way[-1]] = value

    return change


TASKS = ("plan", "tasks")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (put("assessments", 0, "findings", 0, value=10**6), "findings[0]: expected the number of"),
        (put("assessments", 0, "findings", 0, value=-1), "entries of shared.findings, found '-1'"),
        (put("assessments", 0, "findings", 0, value=0.5), "entries of shared.findings"),
        (put("assessments", 0, "findings", 0, value="0"), "findings[0]: expected a mapping"),
        (put("assessments", 0, "findings", 0, value=[0]), "findings[0]: expected a mapping"),
        (put("assessments", 0, "findings", 0, value={"like": 0}), "expected one of rule"),
        (put("questions", 0, "like", value=None), "questions[0].like: expected the number of"),
        (put("questions", 0, "like", value=10**6), "questions[0].like: expected the number of"),
        (put("shared", value=[]), "shared: expected a mapping of tables"),
        (put("shared", "facts", value={}), "shared.facts: expected a list"),
        (put("shared", "facts", 0, "origin", value=10**6), "shared.facts[0].origin: expected the"),
        (put("shared", "facts", 0, value=0), "shared.facts[0]: expected a mapping"),
        (put("shared", "moods", value=[]), "shared.moods: expected one of origins"),
        (put("shared", "texts", 0, value=5), "shared.texts[0]: expected text, found '5'"),
        (put("shared", "steps", 0, value=[]), "shared.steps[0]: expected a mapping"),
        (put("shared", "steps", 0, value={}), "expected the key 'label', found none"),
        (put("shared", "steps", 0, "mood", value=1), "shared.steps[0].mood: expected one of id"),
        (put(*TASKS, "columns", value="id"), "plan.tasks.columns: expected a list of keys"),
        (put(*TASKS, "columns", 0, value="mood"), "plan.tasks.rows[0].mood: expected one of id"),
        (put(*TASKS, "rows", value={}), "plan.tasks.rows: expected a list of rows"),
        (put(*TASKS, "rows", 0, value=[0] * 99), "plan.tasks.rows[0]: expected a list of at most"),
        (put(*TASKS, "rows", 0, 3, value="x"), "plan.tasks.rows[0].start: expected a whole number"),
        (put(*TASKS, "rows", 0, 1, value=10**6), "entries of shared.texts"),
        (put("graph", "nodes", value=[]), "plan.edges[0].to: expected the id of a node"),
        (put("graph", "nodes", 0, "count", value=10**9), "graph: expected a run of the"),
        (put("graph", "nodes", 0, "at", value=10**9), "graph: expected runs that fit together"),
        (put("graph", "mood", value=1), "graph.mood: expected one of steps, nodes, edges"),
        (put("graph", value=5), "graph: expected a mapping"),
    ],
)
def test_a_damaged_table_or_number_is_refused_with_the_place(
    written: Any, change: Callable[[Any], None], says: str, tmp_path: Path
) -> None:
    change(written)
    path = tmp_path / "r.json"
    path.write_text(json.dumps(written, indent=1))
    with pytest.raises(InputError) as caught:
        report.read_saved_report(path)
    assert says in str(caught.value)
    assert all(re.match(r"r\.json:\d+: ", problem) for problem in caught.value.problems)


def test_a_value_in_a_row_is_told_with_the_line_of_the_row(example: Path) -> None:
    lines = example.read_text().splitlines()
    number = next(n for n, line in enumerate(lines) if line.startswith('"tasks":')) + 1
    lines[number] = re.sub(r"^\[(\d+),(\d+),(\[[^]]*\]),\d+", r'[\1,\2,\3,"soon"', lines[number])
    doc = parse("\n".join(lines).encode(), "r.json", json_wanted=True)
    saved_report.read_report_document(doc)
    assert [str(problem) for problem in doc.problems] == [
        f"r.json:{number + 1}: plan.tasks.rows[0].start: expected a whole number, found 'soon'"
    ]


def test_a_small_file_that_stands_for_a_huge_one_is_refused(written: Any) -> None:
    """Each table multiplies: a megabyte could be read as a terabyte of cells."""
    many, long = 3_000, "x" * 100_000
    written["shared"]["facts"][0]["condition"] = long
    finding = written["shared"]["findings"][0]
    finding["because"] = [0] * many
    written["assessments"][0]["findings"] = [0] * many
    with pytest.raises(InputError, match="at most 512 MiB when it is written in full"):
        read(written)


# --- as the docs read it -------------------------------------------------------------------------

DOCS = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
CHAPTER = DOCS.partition("## Reports as JSON")[2].partition("\n## ")[0]


def test_the_python_of_the_docs_reads_it(example: Path, one: Report) -> None:
    code = CHAPTER.partition("```python\n")[2].partition("```")[0]
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=example.parent,
        capture_output=True,
        text=True,
        env={"PYTHONIOENCODING": "utf-8"},
    )
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    task, question = one.plan.tasks[0], one.questions[0]
    assert " | ".join([task.label, str(task.starts), *task.tools]) in lines
    assert " | ".join([question.asks, question.text, *question.tools]) in lines


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is not installed")
def test_the_jq_of_the_docs_reads_it(example: Path, one: Report) -> None:
    commands = re.findall(r"^    jq -r '([^']+)' report\.json$", CHAPTER, re.MULTILINE)
    assert len(commands) == 3
    answers = [
        subprocess.run(["jq", "-r", code, str(example)], capture_output=True, text=True, check=True)
        for code in commands
    ]
    page = build_first_page(one)
    assert answers[0].stdout == f"{page.answer}\n"
    assert answers[1].stdout.count("\n") == len(one.assessments)
    conflicts = [f for a in one.assessments for f in a.findings if f.verdict == "conflicts"]
    assert answers[2].stdout.count("\n") == len(conflicts)
