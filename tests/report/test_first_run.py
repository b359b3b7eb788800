"""What stands under the answer of a run without IT's catalog: few lines, and only what applies."""

from __future__ import annotations

from dataclasses import replace

from soescan.model import Header, Outcome, Place, Plan, Question, Report, Supplier, Tool
from soescan.report import RenderOptions
from soescan.report.texts.first_run import first_run_lines
from tests.report.factories import MONDAY, assessment

STARTER = Header("starter", "Starter SOE", own=False)
SCAN = Question(Supplier.PROBE, "One scan …", keys=("tls.https", "hsts.max_age"), tools=("A", "B"))


def report(*files: str, **fields: object) -> Report:
    tools = [Tool(f"T{n}", place=Place(file, n)) for n, file in enumerate(files)]
    judged = tuple(assessment(t.name, Outcome.CANNOT_TELL, tool=t) for t in tools)
    made = Report("My wishes", MONDAY, STARTER, judged, Plan(()))
    return replace(made, **fields)  # type: ignore[arg-type]


def lines(*files: str, **fields: object) -> list[str]:
    return first_run_lines(report(*files, **fields), RenderOptions())


def test_four_lines_say_what_was_checked_against_what_and_what_comes_next() -> None:
    assert lines("tools.csv", "tools.csv", questions=(SCAN,)) == [
        "Checked: 2 tools from tools.csv.",
        "Against: the starter SOE that came with soescan, so this is a rehearsal.",
        "With --scan: the vendors' sites can settle 2 open points of 2 tools.",
        "Ask IT for their list of products; then soescan check tools.csv --soe LIST.xlsx",
    ]


def test_a_scan_that_would_settle_nothing_is_not_offered() -> None:
    assert [line for line in lines("a.csv") if "--scan" in line] == []
    assert len(lines("a.csv")) == 3


def test_a_catalog_of_ones_own_needs_none_of_it() -> None:
    assert lines("a.csv", catalog=Header("ours", "Our SOE"), questions=(SCAN,)) == []


def test_lists_are_named_as_a_shell_takes_them() -> None:
    assert " ".join(lines("my list.csv")).endswith("soescan check 'my list.csv' --soe   LIST.xlsx")
    assert "from a.csv and b.csv." in lines("a.csv", "b.csv")[0]
    assert lines("a.csv", "b.csv", "c.csv")[0] == "Checked: 3 tools from 3 lists."
    assert lines("<stdin>")[0] == "Checked: 1 tool from the list on standard input."
    assert lines("<stdin>")[-1].endswith("soescan check - --soe LIST.xlsx")
    assert lines("")[0] == "Checked: 1 tool from My wishes."
