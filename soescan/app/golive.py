"""Judged, planned, and judged once more for the day of the go-live."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from soescan import assessment, plan
from soescan.model import Assessment, Case, Plan

AssessedCases = list[tuple[Case, Assessment]]


def plan_to_go_live(
    assessed: AssessedCases, options: plan.PlanOptions, wish_date: date | None
) -> tuple[AssessedCases, Plan]:
    """Plan tools, and judge each once more for the earliest go-live that came out.

    Returns the cases with that day and their assessments, and the plan with what it adds: steps for
    what will not hold any more, and reviews that run out before the go-live once again.
    """
    first = plan.schedule(assessed, options, wish_date)
    again = [
        _judge_again(case, judged, tool.earliest, is_estimate=tool.illustrative)
        for (case, judged), tool in zip(assessed, first.tools, strict=True)
    ]
    if all(case.go_live is None or case.go_live_is_estimate for case, _ in again):
        return again, first  # nothing that a plan is made of is different
    return again, plan.schedule(again, options, wish_date)


def _judge_again(
    case: Case, judged: Assessment, earliest: date | None, *, is_estimate: bool
) -> tuple[Case, Assessment]:
    if earliest is None or earliest <= case.as_of:
        return case, judged
    planned = replace(case, go_live=earliest, go_live_is_estimate=is_estimate)
    return planned, assessment.assess(planned)
