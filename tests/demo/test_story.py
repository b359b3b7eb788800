"""The shipped example is a story that has something to tell in every part of a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache

import pytest

from soescan import app, catalog, plan, proposal
from soescan.catalog import LoadedCatalog
from soescan.dates import add_months
from soescan.model import (
    Basis,
    Case,
    Confidence,
    EdgeKind,
    Evidence,
    Finding,
    NeedsVerdict,
    NodeKind,
    OnUnknown,
    Outcome,
    Proposal,
    Report,
    Scope,
    Supplier,
    Task,
    ToolPlan,
    UseAction,
    Verdict,
    WhatIf,
)
from soescan.reference import builtin
from soescan.report import RenderOptions, find_format

EXAMPLE = builtin.catalogs_folder() / "example"


@cache
def inputs() -> tuple[Proposal, LoadedCatalog, Evidence, date]:
    """What the demo is made from."""
    wanted, _ = proposal.read([EXAMPLE / "proposal.yaml"])
    read = catalog.read(EXAMPLE / "soe.yaml")
    known = [app.read_evidence(EXAMPLE / name) for name in ("recording.jsonl", "evidence.json")]
    day = read.catalog.catalog.as_of
    assert day
    return wanted, read, Evidence.merge(known), day


@cache
def report() -> Report:
    return app.review(*inputs())


@cache
def cases() -> dict[str, Case]:
    return {case.tool.name: case for case in app.build_cases(*inputs())}


@cache
def whatif() -> WhatIf:
    wish = inputs()[0].proposal.wish_date
    return app.explore_changes(*inputs(), plan.PlanOptions(budget=40, draws=1_000), wish)


def findings(verdict: Verdict) -> Iterator[tuple[str, Finding]]:
    for one in report().assessments:
        for finding in one.findings:
            if finding.verdict is verdict:
                yield one.tool.name, finding


def tasks_of(tool: str) -> dict[str, Task]:
    return {task.step: task for task in report().plan.tasks if tool in task.tools}


def way(tool: str) -> ToolPlan:
    return next(one for one in report().plan.tools if one.tool == tool)


# --- the verdicts --------------------------------------------------------------------------------


def test_a_handful_of_tools_comes_to_every_kind_of_trouble() -> None:
    outcomes = {one.tool.name: one.outcome for one in report().assessments}
    assert outcomes == {
        "Pigeonpost": Outcome.NEEDS_EXCEPTION,
        "Mail Caddy": Outcome.NEEDS_EXCEPTION,
        "Splitly": Outcome.FITS_WITH_CONDITIONS,
        "Hound Pixel": Outcome.BLOCKED,
        "Clearwater Analytics": Outcome.IN_SOE,
        "Parley Chat": Outcome.CANNOT_TELL,
    }


def test_a_waiver_counts_and_another_has_expired() -> None:
    assert [(tool, f.rule, f.waiver[:10]) for tool, f in findings(Verdict.WAIVED)] == [
        ("Splitly", "way-out", "W-2026-014")
    ]
    expired = [(tool, f.waiver) for tool, f in findings(Verdict.CONFLICTS) if f.waiver]
    assert expired == [("Mail Caddy", "W-2025-031 expired on 1 Oct 2026")]


def test_an_approval_has_expired() -> None:
    told = {tool: f.says for tool, f in findings(Verdict.CONFLICTS) if f.rule == "standing"}
    assert told["Mail Caddy"].endswith("the approval expired on 30 Sep 2026.")


def test_a_prohibited_tool_has_an_approved_alternative() -> None:
    told = {tool: f for tool, f in findings(Verdict.CONFLICTS) if f.rule == "standing"}
    assert "prohibited" in told["Hound Pixel"].says
    assert told["Hound Pixel"].remedy == "Use Clearwater Analytics instead."
    assert way("Hound Pixel").says.startswith("it cannot go live")


def test_conflicts_of_every_severity_say_what_would_mend_them() -> None:
    broken = [f for _, f in findings(Verdict.CONFLICTS)]
    assert {f.severity.value for f in broken} == {"blocker", "condition", "advice"}
    assert [f.rule for f in broken if not f.remedy] == []


def test_what_is_known_was_seen_said_and_answered() -> None:
    bases = {
        fact.origin.basis
        for one in report().assessments
        for finding in one.findings
        for fact in finding.because
    }
    assert bases == set(Basis)


def test_one_answer_holds_everything_back() -> None:
    open_ = [(t, f.rule) for t, f in findings(Verdict.UNKNOWN) if f.on_unknown is OnUnknown.BLOCK]
    assert ("Parley Chat", "support-owner") in open_
    assert "support owner" in way("Parley Chat").says


@pytest.mark.parametrize("who", [Supplier.VENDOR, Supplier.REQUESTER, Supplier.IT])
def test_there_is_something_to_ask_of_everybody(who: Supplier) -> None:
    assert [q for q in report().questions if q.asks is who]


def test_the_requester_asks_for_a_waiver_that_does_not_count() -> None:
    (asked,) = report().requests
    assert (asked.tool, asked.standard) in {
        (tool, f.rule) for tool, f in findings(Verdict.CONFLICTS)
    }


def test_the_needs_are_weighed_and_one_has_a_business_case() -> None:
    wanted, needs = inputs()[0], report().needs
    assert needs
    assert needs.verdict is NeedsVerdict.JUSTIFIED
    assert needs.combined
    assert len({need.weight for need in wanted.needs}) > 1
    assert {n.business_case for n in wanted.needs} - {""} == {c.id for c in wanted.business_cases}


# --- the plan ------------------------------------------------------------------------------------


def test_the_plan_is_of_a_believable_size() -> None:
    found = report().plan
    assert 30 <= len(found.tasks) <= 60
    planned = [tool for tool in found.tools if tool.earliest]
    assert len(planned) == 4
    for tool in planned:
        assert 1 <= tool.effort <= 15, tool.tool


def test_dates_are_exact_and_one_time_is_still_a_guess() -> None:
    found = report().plan
    assert [tool.tool for tool in found.tools if tool.illustrative] == ["Mail Caddy"]
    assert {task.status for task in found.tasks} == set(Confidence)


def test_reviews_are_shared_by_tools() -> None:
    found = report().plan
    scopes = {task.scope for task in found.tasks if len(task.tools) > 1}
    assert scopes == {Scope.DATA, Scope.PORTFOLIO}
    assert found.saved_by_sharing > 0
    assert EdgeKind.SHARED_BY in {edge.kind for edge in found.edges}


def test_a_queue_makes_a_date_and_another_order_would_help_somebody() -> None:
    found = report().plan
    assert [task.label for task in found.tasks if task.queued and task.critical]
    assert max(load.longest_wait for load in found.loads) >= 5
    assert found.advice
    assert EdgeKind.QUEUED_BEHIND in {edge.kind for edge in found.edges}


def test_the_date_of_a_board_decides() -> None:
    board = tasks_of("Pigeonpost")["exception"]
    assert (board.meeting, board.papers_by) == (date(2027, 1, 12), date(2027, 1, 5))
    assert any("is too early" in reason.says for reason in way("Pigeonpost").why)
    assert any(0.05 < chance.share < 0.95 for chance in way("Pigeonpost").meetings)


def test_a_freeze_falls_into_the_plan_and_one_tool_goes_live_before_it() -> None:
    (freeze,) = report().plan.freezes
    assert freeze.name == "Christmas trade"
    live = [tool.earliest for tool in report().plan.tools if tool.earliest]
    assert sum(day < freeze.from_ for day in live) == 1
    assert sum(day > freeze.to for day in live) == 3


def test_a_tool_in_use_is_regularised_and_has_no_go_live() -> None:
    caddy = way("Mail Caddy")
    assert caddy.in_use
    assert caddy.in_use.action is UseAction.REGULARISE
    assert caddy.in_use.owner == "CRM Team"
    assert caddy.tasks
    assert (caddy.earliest, caddy.p80, caddy.why) == (None, None, ())


def test_one_tool_takes_a_fast_track_that_spares_it_steps() -> None:
    routes = {one.tool: one.route for one in report().plan.tools if one.route}
    assert routes == {"Clearwater Analytics": "Standard change: it is in the SOE already"}
    every = {step.id for step in inputs()[1].catalog.approvals if step.always}
    assert every - set(tasks_of("Clearwater Analytics")) == {"trial", "change"}


def test_some_of_several_steps_are_enough() -> None:
    says = {edge.says for edge in report().plan.edges if edge.kind is EdgeKind.ANY_OF}
    assert says == {"1 of 2 such steps is enough", "2 of 3 such steps are enough"}


def test_what_is_on_file_spares_one_review_and_is_too_old_for_another() -> None:
    spared, again = (tasks_of("Mail Caddy")[s] for s in ("security-review", "privacy-review"))
    assert "SR-2026-009" in spared.satisfied
    assert not again.satisfied
    read, day = inputs()[1], inputs()[3]
    (old,) = (done for done in read.catalog.done if done.step == again.step)
    step = next(step for step in read.catalog.approvals if step.id == old.step)
    assert step.valid_months
    assert add_months(old.on, step.valid_months) < day


def test_evidence_that_has_expired_leaves_a_question_open() -> None:
    known, day = inputs()[2], inputs()[3]
    assert [f.key for f in known.facts if f.expires and f.expires < day] == ["status.uptime_year"]
    assert ("Mail Caddy", "uptime-99.5") in {(t, f.rule) for t, f in findings(Verdict.UNKNOWN)}


def test_what_cannot_be_told_is_assumed() -> None:
    assumed = [task for task in report().plan.tasks if task.assumed]
    assert {tool for task in assumed for tool in task.tools} == {"Splitly", "Parley Chat"}


def test_the_graph_holds_papers_renewals_and_subprocessors() -> None:
    kinds = Counter(node.kind for node in report().plan.nodes)
    for kind in set(NodeKind) - {NodeKind.ANY_OF}:
        assert kinds[kind], kind
    assert kinds[NodeKind.SUBPROCESSOR] >= 5
    assert {edge.kind for edge in report().plan.edges} == set(EdgeKind)


def test_the_wish_is_neither_sure_nor_hopeless() -> None:
    wishes = {one.tool: one.wish.share for one in report().plan.tools if one.wish}
    assert 0.05 < wishes["Pigeonpost"] < 0.5
    assert wishes["Clearwater Analytics"] == 1


# --- what procurement and IT look for ------------------------------------------------------------


def test_what_a_tool_costs_is_said_of_each() -> None:
    assert [t.name for t in inputs()[0].tools if t.cost.annual is None] == []
    assert any(t.cost.one_off and t.cost.support for t in inputs()[0].tools)


@pytest.mark.parametrize(
    "key",
    ["contract.notice_days", "contract.law_country", "support.hours", "hosting.country"],
)
def test_terms_are_known_of_most_vendors(key: str) -> None:
    assert len([name for name, case in cases().items() if case.facts.get(key)]) >= 2


@pytest.mark.parametrize("key", ["status.uptime_year", "status.incidents_year", "sla.uptime"])
def test_availability_is_known_of_two_services(key: str) -> None:
    known = [name for name, case in cases().items() if case.facts.get(key)]
    assert known == ["Pigeonpost", "Clearwater Analytics"]


# --- what would be quicker -----------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["finding", "alternative", "capacity", "fast-track", "submission"])
def test_there_is_a_lever_of_each_kind_that_saves_days(kind: str) -> None:
    assert [lever for lever in whatif().levers if lever.kind == kind and lever.days > 0]


def test_the_wish_can_be_reached_by_a_few_changes() -> None:
    found = whatif()
    assert found.reached
    assert found.reaches


def test_only_dates_that_are_weeks_are_said_to_be() -> None:
    page = "".join(map(str, find_format("html").render(report(), RenderOptions())))
    assert "Dates of Mail Caddy are weeks" in page
