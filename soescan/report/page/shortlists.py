"""What stands for a table that is too long to be read: the rows that tell most of it."""

from __future__ import annotations

from soescan.model import Report
from soescan.report.page.budget import Shortlist
from soescan.report.page.grid import GridLayout
from soescan.report.tables import TableData, approvals, chances, evidence

STEPS_LAYOUT = GridLayout(
    main=(
        *("Step", "Tools", "Who", "Starts", "Ends", "P80", "Effort (person-days)"),
        *("Slack (working days)", "On the critical path"),
    )
)
EVIDENCE_LAYOUT = GridLayout(
    main=("Fact", "Value", "Excerpt", "By whom"),
    group_by="Tool",
    shared=("Basis", "When", "Of", "May be used until"),
    shared_within=("Where",),
    ditto="Excerpt",
    omit=("Key", "SHA-256 of the page"),
)
_DECISIVE_LAYOUT = GridLayout(
    main=("Tool", "Fact", "Value", "Basis", "Excerpt", "Where", "When"), most_open=100
)


def few_steps_or_kinds(report: Report, most: int) -> Shortlist:
    """Every step of a short plan, else a line for each kind of step."""
    steps = report.plan.tasks
    if len(steps) <= most:
        return Shortlist(approvals.TABLE.build(report), len(steps), STEPS_LAYOUT)
    return Shortlist(
        approvals.steps_by_kind(report),
        len(steps),
        grouped="by kind",
        description=approvals.KINDS_DESCRIPTION,
    )


def decisive_facts(report: Report, most: int) -> Shortlist:
    """The facts that decided something."""
    facts = sum(len(assessment.facts) for assessment in report.assessments)
    return Shortlist(
        evidence.list_decisive(report, most),
        facts,
        _DECISIVE_LAYOUT,
        description="The facts that decided something, and where each comes from.",
    )


def least_likely(report: Report, most: int) -> Shortlist:
    """The chances of meetings and wish dates, the smallest first."""
    table = chances.TABLE.build(report)
    if len(table.rows) <= most:
        return Shortlist(table, len(table.rows))
    chances_by_row = {row: chance for row in table.rows if isinstance(chance := row[-1], float)}
    rows = sorted(table.rows, key=lambda row: chances_by_row.get(row, 1))
    description = "The meetings and wish dates that are least likely to be reached."
    return Shortlist(TableData(table.columns, tuple(rows)), len(rows), description=description)
