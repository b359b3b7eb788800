"""The answer in one sentence: truthful whatever the tools come to."""

from __future__ import annotations

from datetime import date

import pytest

from soescan import report as reports
from soescan.model import Load, Outcome, Plan, Report
from soescan.report.tables import headline, key_figures
from soescan.report.tables.headline import format_figure, go_live_sentence, sort_worst_first
from tests.report import factories

FITS, OPEN, BLOCKED = Outcome.FITS, Outcome.CANNOT_TELL, Outcome.BLOCKED
EXCEPTION, CONDITIONS = Outcome.NEEDS_EXCEPTION, Outcome.FITS_WITH_CONDITIONS


def about(*outcomes: Outcome, dated: int | None = None, weeks: bool = False) -> Report:
    """Tools A, B, C, … of which the first `dated` have a date."""
    names = [chr(ord("A") + number) for number in range(len(outcomes))]
    known = len(names) if dated is None else dated
    plans = [
        factories.tool_plan(name, illustrative=weeks)
        if at < known
        else factories.tool_plan(name, None, None)
        for at, name in enumerate(names)
    ]
    found = (factories.assessment(*pair) for pair in zip(names, outcomes, strict=True))
    return factories.report(*found, plan=Plan(tuple(plans)))


DATES = "can go ahead, 80% likely by 28 Jan 2027"


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (about(FITS), f"A {DATES}."),
        (about(FITS, FITS), f"Both tools {DATES}."),
        (about(FITS, FITS, Outcome.IN_SOE), f"All three tools {DATES}."),
        (
            about(CONDITIONS, CONDITIONS),
            "Both tools can go ahead with conditions, 80% likely by 28 Jan 2027.",
        ),
        (about(FITS, FITS, BLOCKED, dated=2), f"Two of three tools {DATES}; C is blocked."),
        (about(FITS, BLOCKED, BLOCKED, dated=1), f"A {DATES}; two are blocked."),
        (about(FITS, FITS, dated=0), "Both tools can go ahead."),
        (
            about(FITS, EXCEPTION, OPEN, OPEN),
            f"A {DATES}; B needs an exception, two are too little known.",
        ),
        (about(OPEN), "A is too little known."),
        (about(OPEN, OPEN, OPEN), "All three tools are too little known."),
        (about(EXCEPTION), "A needs an exception."),
        (about(EXCEPTION, EXCEPTION), "Both tools need an exception."),
        (
            about(OPEN, BLOCKED, dated=1),
            "Neither tool can go ahead yet: B is blocked, A is too little known.",
        ),
        (about(BLOCKED, dated=0), "A is blocked."),
        (about(BLOCKED, FITS, dated=0), "B can go ahead; A is blocked."),
        (about(), "There is no tool to judge."),
        (
            about(FITS, FITS, weeks=True),
            "Both tools can go ahead, 80% likely by the week of 25 Jan 2027.",
        ),
    ],
)
def test_the_headline_says_when_and_what_becomes_of_the_rest(found: Report, says: str) -> None:
    assert headline(found) == says


def test_the_last_tool_makes_the_date() -> None:
    early = factories.tool_plan("A", date(2026, 12, 1), date(2027, 3, 1))
    late = factories.tool_plan("B", date(2027, 1, 5), date(2027, 2, 1))
    says = go_live_sentence((early, late))
    assert "Tue 5 Jan 2027 at the earliest; plan for Mon 1 Mar 2027" in says


@pytest.mark.parametrize("format", ["table", "markdown"])
def test_the_terminal_and_the_others_say_the_same_sentence(format: str) -> None:
    found = about(FITS, FITS, BLOCKED, dated=2)
    shown = " ".join(reports.render(found, format).replace("\\", "").split())
    assert headline(found) in shown


def test_tools_of_one_name_are_told_apart_by_their_order() -> None:
    first, second = factories.tool_plan("Twin"), factories.tool_plan("Twin", None, None)
    found = factories.report(
        factories.assessment("Twin", FITS),
        factories.assessment("Twin", BLOCKED),
        plan=Plan((first, second)),
    )
    assert [plan for _, plan in sort_worst_first(found)] == [second, first]


def test_the_figures_are_those_of_the_plan() -> None:
    work = factories.task("review", "A", effort=2.5)
    done = factories.task("contract", "A", effort=9, satisfied="on file")
    plan = Plan(
        (factories.tool_plan("A", tasks=("review", "contract")),),
        tasks=(work, done),
        loads=(
            Load("Security", 2.5, 1, longest_wait=3, waits="review"),
            Load("Privacy", 0, 0, longest_wait=1, waits="contract"),
        ),
        saved_by_sharing=1,
    )
    shown = [format_figure(one) for one in key_figures(factories.report(plan=plan))]
    assert shown == [
        *("Thu 14 Jan 2027", "Thu 28 Jan 2027", "2.5 person-days", "1 person-day"),
        "3 working days",
    ]
    assert (
        "“Review” waits this long for Security."
        in key_figures(factories.report(plan=plan))[-1].meaning
    )


def test_figures_without_a_plan_are_not_known() -> None:
    assert {format_figure(one) for one in key_figures(factories.report())} == {"not known"}
