"""Judged, planned, and judged once more for the day of the go-live."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from soescan import assessment, plan
from soescan.assessment.go_live import ask_about_records
from soescan.model import Assessment, Case, Plan, Question, Step
from soescan.plan.requirements.required_steps import derive_requirements
from soescan.reference.records import list_records

AssessedCases = list[tuple[Case, Assessment]]

_MOST_ROUNDS = 4
"""Each round plans anew what a later go-live adds, which makes the go-live later still."""


def plan_to_go_live(
    assessed: AssessedCases, options: plan.PlanOptions, wish_date: date | None
) -> tuple[AssessedCases, Plan]:
    """Plan tools, and judge each again for the earliest go-live that came out.

    Returns the cases with that day and their assessments, and the plan with what it adds: steps for
    what will not hold any more, and reviews that run out before the go-live once again. What is
    added moves the go-live; it is judged again until nothing more ends before it.
    """
    made = plan.schedule(assessed, options, wish_date)
    for _ in range(_MOST_ROUNDS):
        again = [
            _judge_again(case, judged, tool.earliest, is_estimate=tool.illustrative)
            for (case, judged), tool in zip(assessed, made.tools, strict=True)
        ]
        is_as_planned = all(
            _is_planned_alike(before, after) for before, after in zip(assessed, again, strict=True)
        )
        assessed = again
        if is_as_planned:
            break
        made = plan.schedule(assessed, options, wish_date)
    return assessed, made


def _judge_again(
    case: Case, judged: Assessment, earliest: date | None, *, is_estimate: bool
) -> tuple[Case, Assessment]:
    """The case with its go-live, never an earlier one than before, and what becomes of it then."""
    if earliest is None or earliest <= case.as_of:
        return case, judged
    day = max(earliest, case.go_live or earliest)
    if (day, is_estimate) == (case.go_live, case.go_live_is_estimate):
        return case, judged
    planned = replace(case, go_live=day, go_live_is_estimate=is_estimate)
    judged = assessment.assess(planned)
    if is_estimate:
        asked = _ask_about_lapsing(planned, judged)
        questions = assessment.merge_questions((*judged.questions, *asked))
        judged = replace(judged, questions=questions)
    return planned, judged


def _is_planned_alike(before: tuple[Case, Assessment], after: tuple[Case, Assessment]) -> bool:
    """Is everything that a plan is made of as it was, although the go-live may be another day?

    What would end before an estimated go-live is asked, and changes no plan.
    """
    (earlier, judged), (later, judged_later) = before, after
    if earlier is later or later.go_live is None or later.go_live_is_estimate:
        return True
    same_findings = (judged.outcome, judged.findings) == (
        judged_later.outcome,
        judged_later.findings,
    )
    return same_findings and _list_valid(earlier) == _list_valid(later)


def _list_valid(case: Case) -> list[tuple[Step, int]]:
    """How many records of each step count up to the go-live that the plan keeps to."""
    until = case.go_live if case.go_live and not case.go_live_is_estimate else case.as_of
    steps = case.catalog.approvals if case.catalog.done else ()
    return [(step, len(list_records(step, case, case.as_of, until))) for step in steps]


def _ask_about_lapsing(case: Case, judged: Assessment) -> Iterator[Question]:
    """Questions about reviews on file that count today, and not on the estimated go-live."""
    day = case.go_live
    lapsing = [
        step
        for step in case.catalog.approvals
        if day and step.valid_months and case.catalog.done
        if list_records(step, case, case.as_of, case.as_of)
        if not list_records(step, case, case.as_of, day)
    ]
    if lapsing:
        required = derive_requirements(case, judged).steps
        yield from ask_about_records(case, [step for step in lapsing if step.id in required])
