"""The brief says of which tools it speaks where some have no date."""

from __future__ import annotations

from dataclasses import replace

from soescan.model import Outcome, Plan, Reason, ToolPlan
from soescan.report.brief.plan_sections import chain_section
from tests.report import factories

WHY = (Reason("Review takes 3 working days", factories.MONDAY, factories.MONDAY),)


def test_the_last_tool_is_the_last_of_those_with_a_date() -> None:
    dated = replace(factories.tool_plan("A"), why=WHY)
    undated = replace(factories.tool_plan("B", None, None), tasks=("review",), says="no date yet")
    both = [factories.assessment(name, Outcome.FITS) for name in "AB"]

    def says(*plans: ToolPlan) -> str:
        return chain_section(factories.report(*both, plan=Plan(tools=plans))).says

    day = "on Thu 14 Jan 2027 at the earliest."
    assert says(dated) == f"A goes live, {day}"
    assert says(dated, replace(dated, tool="B")) == f"A goes live last, {day}"
    assert says(dated, undated) == f"Of the tools with a date, A goes live last, {day}"
