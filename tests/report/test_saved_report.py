"""A saved report: read back equal, written again to the same bytes, and refused when it is wrong."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from soescan import app, report
from soescan.cli import main
from soescan.errors import InputError
from soescan.files import parse
from soescan.model import (
    Assessment,
    Basis,
    Fact,
    Match,
    MatchedBy,
    Note,
    Origin,
    Outcome,
    Place,
    Plan,
    Report,
    Term,
    Tool,
)
from soescan.reference import builtin
from soescan.report import RenderOptions, saved_report
from tests.examples import examples
from tests.report.test_report import made as small
from tests.test_schema import any_document

DAY = date(2026, 11, 2)
CHECK = [
    *("check", "proposal.yaml", "--soe", "soe.yaml", "--replay", "recording.jsonl"),
    *("--evidence", "evidence.json", "--as-of", str(DAY)),
]


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the example and the report on it."""
    folder = tmp_path_factory.mktemp("example")
    assert CliRunner().invoke(main, ["demo", str(folder)]).exit_code == 0
    return folder


def written(one: Report) -> bytes:
    return report.render(one, "json").encode()


def read(content: bytes, tmp_path: Path) -> Report:
    path = tmp_path / "r.json"
    path.write_bytes(content)
    return report.read_saved_report(path)


# --- the same report, the same bytes -------------------------------------------------------------


@pytest.mark.slow
def test_every_format_is_written_as_check_would_have_written_it(
    example: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(example)
    formats = [one for one in app.report_formats() if one.endings]
    endings = [one.endings[0] for one in formats if not one.check_dependencies]
    first = [part for ending in endings for part in ("-o", str(tmp_path / f"a{ending}"))]
    again = [part for ending in endings for part in ("-o", str(tmp_path / f"b{ending}"))]
    options = ["--for", "it", "--verbose", "--quiet"]
    done = CliRunner().invoke(main, [*CHECK, *first, *options])
    assert (done.exit_code, done.output) == (0, "")
    done = CliRunner().invoke(main, ["report", str(tmp_path / "a.json"), *again, *options])
    assert (done.exit_code, done.output) == (0, "")
    for ending in endings:
        one, other = ((tmp_path / f"{name}{ending}").read_bytes() for name in "ab")
        assert one == other, ending
        assert len(one) > 100


@pytest.mark.slow
def test_a_report_can_come_from_standard_input(example: Path) -> None:
    content = (example / "report.json").read_bytes()
    done = CliRunner().invoke(main, ["report", "-", "--format", "json"], input=content)
    assert done.stdout_bytes == content


def test_a_report_is_not_written_over_itself(example: Path) -> None:
    path = str(example / "report.json")
    done = CliRunner().invoke(main, ["report", path, "-o", path])
    assert (done.exit_code, "is read from" in done.stderr) == (2, True)


ANYTHING = st.text(
    st.one_of(st.characters(), st.sampled_from("\x00\x1b\u202e\ud800\udfff\ufeff \n\"\\<&'=")),
    max_size=20,
)
NUMBERS = st.one_of(
    st.integers(-(10**17), 10**17), st.floats(allow_nan=False, allow_infinity=False)
)


@st.composite
def hostile(draw: st.DrawFn) -> Report:
    """A report with anything in its texts and numbers, blank texts and odd names of files too."""

    def text() -> str:
        return draw(ANYTHING)

    value = draw(st.one_of(ANYTHING, NUMBERS, st.booleans(), st.lists(ANYTHING).map(tuple)))
    place = Place(text(), draw(st.integers(0, 9)))
    origin = Origin(draw(st.sampled_from(Basis)), text(), text(), text(), text())
    fact = Fact(text(), text(), value, origin, draw(st.none() | st.dates()))
    first = BASE.assessments[0]
    tool = Tool(text(), place=place, other={text(): text()}, skills=draw(st.none() | st.just(())))
    one = Assessment(
        tool,
        Match(MatchedBy.NOTHING, says=text(), suggestions=(text(),)),
        draw(st.sampled_from(Outcome)),
        text(),
        findings=tuple(replace(f, says=text(), because=(fact,)) for f in first.findings),
        facts=(fact,),
        impact=replace(first.impact, score=draw(NUMBERS), terms=(Term(text(), 1.0, text()),)),
    )
    notes = (Note(text(), draw(st.integers(0, 9)), (place,)),)
    return replace(BASE, title=text(), assessments=(one,), plan=Plan(), notes=notes)


BASE = small()


@settings(max_examples=examples(150))
@given(hostile())
def test_whatever_it_says_it_reads_back_equal_and_is_written_the_same(one: Report) -> None:
    doc = parse(written(one), "r.json", json_wanted=True)
    again = saved_report.read_report_document(doc)
    assert ([str(problem) for problem in doc.problems], again) == ([], one)
    assert written(again) == written(one)


@settings(max_examples=examples(30))
@given(any_document(Report))
def test_a_report_of_any_shape_reads_back_equal_and_is_written_the_same(one: Report) -> None:
    doc = parse(written(one), "r.json", json_wanted=True)
    again = saved_report.read_report_document(doc)
    assert ([str(problem) for problem in doc.problems], again) == ([], one)
    assert written(again) == written(one)


@pytest.mark.parametrize("number", [0, 0.0, 2, 2.0, -0.5, 1e300, 10**17, 0.1 + 0.2])
def test_a_number_stays_whole_or_stays_a_fraction(number: float, tmp_path: Path) -> None:
    one = replace(BASE, plan=replace(BASE.plan, saved_by_sharing=number))
    found = read(written(one), tmp_path).plan.saved_by_sharing
    assert (type(found), found) == (type(number), number)


def test_a_large_report_is_read_and_a_larger_one_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list of tools may be as long as a report can be read; else it is said that it is not."""
    assert saved_report._LIMITS.json_bytes >= 100 << 20
    monkeypatch.setattr(saved_report, "_LIMITS", replace(saved_report._LIMITS, json_bytes=1 << 20))
    with pytest.raises(InputError, match=r"r\.json: expected at most 1 MiB"):
        read(written(BASE) + b" " * (1 << 20), tmp_path)


# --- what is no report ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "says", "hint"),
    [
        (b"name,url\n", "r.json:1: expected JSON", "check ... -o report.json"),
        (b"", "r.json:1: expected JSON", "check ... -o report.json"),
        (b"[]", "r.json:1: expected a mapping with 'schema: soescan/report@2'", "-o report.json"),
        (b"{}", "r.json:1: expected 'schema: soescan/report@2', found no schema", "report.json"),
        (b'{"schema": "soescan/evidence@1"}', "found 'soescan/evidence@1'", "-o report.json"),
        (b'{"schema": "soescan/report@3"}', "found 'soescan/report@3'", "another version"),
        (b'{"schema": ["soescan/report@2"]}', "found a list", "-o report.json"),
        (b'{"schema": "soescan/report@2"}', "r.json:1: expected the key 'as_of', found none", ""),
        (b"[" * 100_000, "expected at most 60 levels", "report.json"),
        (b"\xff\xfe\x00", "r.json", ""),
    ],
)
def test_what_is_no_report_is_refused_with_what_would_be_one(
    content: bytes, says: str, hint: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as caught:
        read(content, tmp_path)
    assert says in str(caught.value)
    assert hint in caught.value.hint


@pytest.fixture
def short(example: Path) -> Any:
    """The report on the example as it is written, with tables."""
    return json.loads((example / "report.json").read_bytes())


@pytest.fixture(scope="module")
def in_full(example: Path) -> str:
    one = report.read_saved_report(example / "report.json")
    return report.render(one, "json", RenderOptions(verbose=True))


@pytest.fixture
def document(in_full: str) -> Any:
    """The same with everything where it belongs."""
    return json.loads(in_full)


def spoilt(document: Any, *way: str | int, value: Any) -> bytes:
    """A report in which one value is another."""
    at = document
    for key in way[:-1]:
        at = at[key]
    at[way[-1]] = value
    return json.dumps(document, indent=1).encode()


@pytest.mark.parametrize(
    ("way", "value", "says"),
    [
        (("as_of",), "yesterday", "as_of: expected a date such as 2026-11-22, found 'yesterday'"),
        (("title",), 5, "title: expected text, found '5'"),
        (("asessments",), [], "did you mean 'assessments'?"),
        (("assessments", 1, "outcome"), "good", "assessments[1].outcome: expected one of in-soe"),
        (("assessments",), [], "assessments: expected at least one tool"),
        (("plan", "tasks", 0, "effort"), 1e999, "plan.tasks[0].effort: expected a number"),
        (("plan", "tasks", 0, "effort"), "much", "plan.tasks[0].effort: expected a number"),
        (("plan", "tasks", 0, "starts"), "9999-01-01", "plan.tasks[0]: expected days before"),
        (("plan", "tasks", 0, "queued"), 10**17, "plan.tasks[0].queued: expected 0 to 1,000,000"),
        (("plan", "edges", 0, "from"), "nowhere", "plan.edges[0].from: expected the id of a node"),
        (("plan", "nodes", 1, "id"), "tool:1", "plan.nodes: expected each id once"),
        (("plan", "tools", 0, "tasks"), ["x"], "plan.tools[0].tasks[0]: expected the id of a task"),
        (("plan", "loads", 0, "waits"), "x", "plan.loads[0].waits: expected the id of a task"),
    ],
)
def test_a_damaged_report_is_refused_with_the_place(
    document: Any, way: tuple[str | int, ...], value: Any, says: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as caught:
        read(spoilt(document, *way, value=value), tmp_path)
    assert says in str(caught.value)
    assert all(problem.startswith("r.json:") for problem in caught.value.problems)


def test_steps_that_wait_for_each_other_are_refused(document: Any, tmp_path: Path) -> None:
    edge = next(edge for edge in document["plan"]["edges"] if edge["kind"] == "needs")
    document["plan"]["edges"].append(edge | {"from": edge["to"], "to": edge["from"]})
    with pytest.raises(InputError, match="expected steps that do not wait for themselves"):
        read(json.dumps(document).encode(), tmp_path)


def test_a_newer_version_is_named_when_its_report_cannot_be_read(
    document: Any, tmp_path: Path
) -> None:
    document |= {"version": "9.9.9", "mood": "good"}
    with pytest.raises(InputError) as caught:
        read(json.dumps(document).encode(), tmp_path)
    assert caught.value.hint.startswith("soescan 9.9.9 wrote it, and this is ")


@pytest.mark.slow
def test_the_published_schema_describes_what_is_read(example: Path, document: Any) -> None:
    import jsonschema

    schema = json.loads(CliRunner().invoke(main, ["schema", "report"]).output)
    jsonschema.validate(document, schema)


@pytest.mark.heavy
def test_a_report_of_a_real_list_is_as_published_and_written_the_same_again(
    shared: Path, tmp_path: Path
) -> None:
    import jsonschema

    from soescan import catalog, proposal
    from soescan.model import Evidence

    wanted, notes = proposal.read(
        [shared / "data" / "tools" / "gitlab" / "gitlab_marketing_52.csv"]
    )
    soe = catalog.read(builtin.builtin_soe("starter"))
    one = app.review(wanted, soe, Evidence(), DAY, notes)
    content = written(one)
    jsonschema.validate(json.loads(content), app.json_schema("report"))
    again = read(content, tmp_path)
    assert again == one
    for name in ("table", "dot"):
        page = next(form for form in app.report_formats() if form.id == name)
        assert [*page.render(again, RenderOptions())] == [*page.render(one, RenderOptions())]
    assert written(again) == content
