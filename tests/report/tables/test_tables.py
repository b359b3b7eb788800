"""Each table: whole, typed, in order, and of use when there is nothing to show."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from soescan.model import (
    Basis,
    Coverage,
    EdgeKind,
    Fact,
    Finding,
    Gap,
    Lever,
    Match,
    MatchedBy,
    NeedsAnswer,
    NeedsVerdict,
    NodeKind,
    OnUnknown,
    Origin,
    Outcome,
    Plan,
    PlanEdge,
    PlanNode,
    Product,
    ProductId,
    Question,
    Report,
    Severity,
    Standing,
    Supplier,
    Tool,
    ToolPlan,
    Verdict,
)
from soescan.report import tables
from soescan.report.tables import TABLES, ColumnKind, Hyperlink, TableSpec, Week, find_table
from soescan.report.tables.cells import cell_text, drop_empty_columns, select_columns
from tests.report import factories

EMPTY = factories.report()
KINDS: dict[ColumnKind, tuple[type, ...]] = {
    ColumnKind.TEXT: (str, int, float, date, Week, Hyperlink),
    ColumnKind.NUMBER: (int, float, str),
    ColumnKind.SHARE: (float, int),
    ColumnKind.DATE: (date, Week),
    ColumnKind.LINK: (Hyperlink,),
}


def rows(name: str, report: Report, *titles: str) -> list[tuple[str, ...]]:
    """Some columns of a table, as text."""
    table = select_columns(find_table(name).build(report), titles)
    kinds = [column.kind for column in table.columns]
    return [tuple(map(cell_text, row, kinds)) for row in table.rows]


# --- all of them ---------------------------------------------------------------------------------


def test_every_file_of_the_folder_is_on_the_list() -> None:
    found = [
        importlib.import_module(f"{tables.__name__}.{module.name}")
        for module in pkgutil.iter_modules(tables.__path__)
    ]
    assert {m.TABLE.id for m in found if hasattr(m, "TABLE")} == {one.id for one in TABLES}
    assert len({one.title for one in TABLES}) == len(TABLES)


@pytest.mark.parametrize("one", TABLES, ids=lambda one: one.id)
@pytest.mark.parametrize("report", [EMPTY, factories.example()], ids=["empty", "example"])
def test_cells_are_what_their_columns_say(one: TableSpec, report: Report) -> None:
    table = one.build(report)
    assert len({column.title for column in table.columns}) == len(table.columns)
    for row in table.rows:
        for cell, column in zip(row, table.columns, strict=True):
            assert cell is None or isinstance(cell, KINDS[column.kind]), column.title
    assert one.build(report) == table


@pytest.mark.parametrize("one", TABLES, ids=lambda one: one.id)
def test_titles_and_sentences_can_be_read(one: TableSpec) -> None:
    assert len(one.title) <= 31, "the name of a sheet of a workbook"
    for says in filter(None, (one.description, one.when_empty)):
        assert says[:1].isupper()
        assert says.endswith(".")


def test_columns_in_which_nothing_is_said_can_be_left_out() -> None:
    table = drop_empty_columns(
        find_table("tools").build(factories.report(factories.assessment("A", Outcome.FITS)))
    )
    titles = [column.title for column in table.columns]
    assert "Tool" in titles
    assert "Vendor" not in titles


# --- tools ---------------------------------------------------------------------------------------


def conflict(rule: str, severity: Severity = Severity.BLOCKER, **fields: Any) -> Finding:
    return replace(
        Finding(rule, Verdict.CONFLICTS, f"{rule} is not met", severity=severity), **fields
    )


def test_the_worst_tool_comes_first() -> None:
    found = factories.report(*(factories.assessment(o.value, o) for o in Outcome))
    assert [name for (name,) in rows("tools", found, "Tool")] == [
        o.value for o in reversed(Outcome)
    ]


def test_what_is_next_for_a_blocked_tool_is_what_closes_its_worst_gap() -> None:
    small = conflict("small", Severity.ADVICE, remedy="Paint it.")
    large = conflict("large", remedy="Use Clearwater instead.")
    one = factories.assessment("A", Outcome.BLOCKED, findings=(small, large))
    assert rows("tools", factories.report(one), "Next", "Who", "Gaps") == [
        ("Use Clearwater instead.", "the requester", "2")
    ]


def test_what_is_next_is_the_answer_that_everything_waits_for() -> None:
    open_ = Finding(
        *("owner", Verdict.UNKNOWN, "Not known."), on_unknown=OnUnknown.BLOCK, missing=("tool.x",)
    )
    asks = Question(Supplier.IT, "Who looks after it?", ("tool.x",), ("A",), 100)
    plan = Plan(
        (factories.tool_plan("A", tasks=("review",)),), tasks=(factories.task("review", "A"),)
    )
    one = factories.assessment("A", Outcome.CANNOT_TELL, findings=(open_,), questions=(asks,))
    assert rows("tools", factories.report(one, plan=plan), "Next", "Who") == [
        ("Who looks after it?", "IT")
    ]


def test_what_is_next_is_the_first_step_that_is_not_done() -> None:
    tasks = (
        factories.task("intake", "A", satisfied="on file"),
        factories.task("contract", "A", starts=date(2026, 12, 7), start=9, role="Procurement"),
        factories.task("review", "A", starts=date(2026, 11, 30), start=5),
    )
    plan = Plan((factories.tool_plan("A", tasks=("intake", "contract", "review")),), tasks=tasks)
    found = factories.report(factories.assessment("A", Outcome.FITS), plan=plan)
    assert rows("tools", found, "Next", "Who") == [("Review, from Mon 30 Nov 2026", "Security")]


def test_nothing_is_next_for_a_tool_that_is_in() -> None:
    found = factories.report(factories.assessment("A", Outcome.IN_SOE))
    assert rows("tools", found, "Next", "Who") == [("nothing is left to do", "")]


def test_dates_are_weeks_while_lead_times_are_defaults() -> None:
    plan = Plan((factories.tool_plan("A", illustrative=True),))
    table = find_table("tools").build(
        factories.report(factories.assessment("A", Outcome.FITS), plan=plan)
    )
    assert Week(date(2027, 1, 14)) in table.rows[0]
    assert not [cell for cell in table.rows[0] if isinstance(cell, date)]


# --- gaps, waivers, questions, evidence ----------------------------------------------------------


def test_blockers_come_before_the_rest_and_what_is_waived_last() -> None:
    waived = conflict("waived", waiver="W-1")
    waived = replace(waived, verdict=Verdict.WAIVED)
    one = factories.assessment(
        *("A", Outcome.FITS),
        findings=(waived, conflict("advice", Severity.ADVICE), conflict("blocker")),
    )
    found = factories.report(one)
    assert rows("gaps", found, "Standard") == [("blocker",), ("advice",), ("waived",)]
    assert rows("waivers", found, "Standard", "Counts") == [("waived", "yes")]


def test_a_gap_says_what_was_seen_and_where() -> None:
    seen = factories.fact("auth.sso.saml", False, Origin(Basis.STATED, "https://a.example/sso"))
    one = factories.assessment("A", Outcome.FITS, findings=(conflict("sso", because=(seen,)),))
    assert rows("gaps", factories.report(one), "What was seen", "Where") == [
        ("SAML sign-on: no", "https://a.example/sso")
    ]


def test_questions_about_tools_come_before_those_about_lead_times() -> None:
    tools = Question(Supplier.VENDOR, "Where is it?", ("hosting.country",), ("A", "B"), 20)
    times = Question(Supplier.IT, "How long does it take?")
    found = factories.report(plan=Plan(questions=(times,)), questions=(tools,))
    assert rows("questions", found, "Ask", "Question", "For", "Weight", "Answer") == [
        ("the vendor", "Where is it?", "A; B", "20", ""),
        ("IT", "How long does it take?", "", "", ""),
    ]


def test_evidence_holds_every_fact_and_what_could_not_be_read() -> None:
    origin = Origin(Basis.ANSWERED, "ticket 4", "2026-11-01", "Jo", "“yes”", "ab12")
    seen = Fact("a.example", "hsts.max_age", 5, origin, date(2027, 1, 1))
    gap = Gap("dpa", "https://a.example", "blocked", "403")
    found = factories.report(factories.assessment("A", Outcome.FITS, facts=(seen,), gaps=(gap,)))
    assert rows(
        *("evidence", found, "Tool", "Key", "Basis", "Where", "When", "By whom", "Excerpt"),
        *("May be used until", "SHA-256 of the page"),
    ) == [
        (
            *("A", "hsts.max_age", "answered", "ticket 4", "2026-11-01", "Jo", "“yes”"),
            *("2027-01-01", "ab12"),
        )
    ]
    assert rows("unread", found, "Looked for", "Why") == [("dpa", "403")]


def test_subprocessors_are_listed_one_by_one() -> None:
    origin = Origin(Basis.STATED, "https://a.example/subs", "2026-11-01")
    facts = (
        factories.fact("subproc.list", ("Cloud Co", "Brain Co"), origin),
        factories.fact("subproc.ai_vendors", ("Brain Co",), origin),
        factories.fact("subproc.country", ("DE", "US"), origin),
        factories.fact("subproc.undeclared", ("Pixel Co",)),
    )
    found = factories.report(factories.assessment("A", Outcome.FITS, facts=facts))
    columns = ("Company", "Listed", "Supplies AI", "Countries of the list")
    assert rows("subprocessors", found, *columns) == [
        ("Cloud Co", "on the vendor's list", "no", "DE; US"),
        ("Brain Co", "on the vendor's list", "yes", "DE; US"),
        ("Pixel Co", "seen, but not on the list", "", ""),
    ]


def test_terms_come_from_facts_and_costs_from_the_proposal() -> None:
    facts = (factories.fact("contract.notice_days", 90), factories.fact("dpa.available", True))
    found = factories.report(factories.assessment("A", Outcome.FITS, facts=facts))
    table = find_table("costs").build(found)
    said = {
        column.title: cell
        for column, cell in zip(table.columns, table.rows[0], strict=True)
        if cell not in (None, "")
    }
    assert 90 in said.values()
    assert "yes" in said.values()
    assert said["Tool"] == "A"


# --- the plan ------------------------------------------------------------------------------------


def planned(*tasks: str) -> ToolPlan:
    return factories.tool_plan("A", tasks=tasks)


def test_what_is_on_file_has_no_dates_and_comes_last() -> None:
    done = factories.task("contract", "A", satisfied="signed", valid_until=date(2027, 6, 1))
    todo = factories.task("review", "A", starts=date(2026, 12, 1), start=6, critical=True)
    plan = Plan((planned("contract", "review"),), factories.MONDAY, (done, todo))
    found = factories.report(plan=plan)
    assert rows("approvals", found, "Step", "Starts", "On file", "Valid until") == [
        ("Review", "2026-12-01", "", ""),
        ("Contract", "", "signed", "2027-06-01"),
    ]


def test_an_unsure_step_is_shown_in_weeks_but_not_the_days_of_a_committee() -> None:
    board = date(2026, 12, 8)
    unsure = factories.task("review", "A", illustrative=True, meeting=board, papers_by=board)
    plan = Plan((planned("review"),), factories.MONDAY, (unsure,))
    assert rows("approvals", factories.report(plan=plan), "Starts", "Meeting", "Papers by") == [
        ("~2026-W48", "2026-12-08", "2026-12-08")
    ]


def test_the_first_week_holds_what_nothing_is_left_before() -> None:
    late = date(2026, 12, 9)
    tasks = (
        factories.task("intake", "A", ends=date(2026, 11, 25), artefacts=("proposal",)),
        factories.task(
            "intake-b", "B", ends=date(2026, 11, 25), label="Intake", artefacts=("proposal",)
        ),
        factories.task("review", "A", starts=date(2026, 11, 26), start=3),
        factories.task("held", "B"),
        factories.task("later", "A", starts=late, start=12),
        factories.task("done", "A", satisfied="on file"),
        factories.task(
            "board", "A", starts=late, start=12, papers_by=date(2026, 11, 27), meeting=late
        ),
    )
    tasks = (replace(tasks[0], label="Intake"), *tasks[1:])
    nodes = tuple(PlanNode(t.id, NodeKind.REVIEW, t.label, task=t.id) for t in tasks)
    nodes += (PlanNode("answer:owner", NodeKind.EVIDENCE, "Answer: owner"),)
    edges = (
        PlanEdge("intake", "review", EdgeKind.NEEDS, ""),
        PlanEdge("done", "intake", EdgeKind.NEEDS, ""),
        PlanEdge("answer:owner", "held", EdgeKind.BLOCKED_BY, ""),
    )
    asks = tuple(Question(Supplier.VENDOR, f"Question {n}?") for n in range(9))
    plan = Plan((), factories.MONDAY, tasks, nodes, edges)
    found = rows(
        "actions", factories.report(plan=plan, questions=asks), "Who", "Does", "For", "Attach", "By"
    )
    assert found[:2] == [
        ("the vendor", "answers: Question 0?", "", "", ""),
        ("the vendor", "answers: Question 1?", "", "", ""),
    ]
    assert found[5:] == [
        ("Security", "Intake", "A; B", "proposal", "2026-11-25"),
        ("the requester", "hands in the papers for “Board”", "A", "", "2026-11-27"),
    ]


def test_routes_are_levers_then_what_is_approved_then_what_it_names_instead() -> None:
    lever = Lever("fact", "Answer where it runs", ("A",), 14, 2, ("Review for A",))
    needs = NeedsAnswer(
        *(NeedsVerdict.EXTEND, "says", 0.8),
        single=(Coverage(("Clearwater",), 0.5, 0.6), Coverage(("Caddy",), 0.7, 0.7)),
    )
    old = Product(ProductId("t"), "Hound", Standing.PROHIBITED, replaced_by=(ProductId("c"),))
    blocked = factories.assessment(
        *("Hound", Outcome.BLOCKED),
        match=Match(MatchedBy.NAME, old),
        findings=(conflict("standing", remedy="Use Clearwater instead."),),
    )
    found = factories.report(blocked, levers=(lever,), needs=needs)
    columns = ("Change", "For", "Days earlier (P80, total over the tools)", "Needs covered")
    assert rows("routes", found, *columns) == [
        ("Answer where it runs", "A", "14", ""),
        ("use Caddy, which IT has approved", "", "", "70%"),
        ("use Clearwater, which IT has approved", "", "", "50%"),
        ("Use Clearwater instead.", "Hound", "", ""),
    ]


def test_an_assumption_that_many_share_comes_first() -> None:
    plans = (
        ToolPlan("A", assumptions=("alone", "shared")),
        ToolPlan("B", assumptions=("shared",)),
    )
    assert rows("assumptions", factories.report(plan=Plan(plans)), "Assumed", "For") == [
        ("shared", "A; B"),
        ("alone", "A"),
    ]


def test_two_tools_of_one_name_have_a_line_each() -> None:
    one, other = Tool("Twin", "https://a.example"), Tool("Twin", "https://b.example")
    found = factories.report(
        factories.assessment("Twin", Outcome.FITS, tool=one),
        factories.assessment("Twin", Outcome.FITS, tool=other),
    )
    assert rows("tools", found, "Address") == [("https://a.example",), ("https://b.example",)]


def test_every_standard_stands_beside_every_tool_also_if_two_share_a_name() -> None:
    met = Finding("sso", Verdict.MEETS, "met")
    found = factories.report(
        factories.assessment("Twin", Outcome.FITS, findings=(met,)),
        factories.assessment("Twin", Outcome.BLOCKED, findings=(conflict("sso"),)),
    )
    table = drop_empty_columns(find_table("standards").build(found))
    assert [column.title for column in table.columns].count("Twin") == 2
    assert table.rows[0][-2:] == ("meets", "conflicts")
