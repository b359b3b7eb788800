"""What the tools of a report come to for the person who decides: seven groups, and those in use."""

from __future__ import annotations

from enum import StrEnum

from soescan.model import Assessment, Outcome, OutlookKind, Report, ToolPlan


class ToolGroupKind(StrEnum):
    """What the tools of a group have in common; best first."""

    GO_AHEAD = "go ahead"
    CONDITIONS = "go ahead with conditions"
    LIKELY = "likely to fit, still open"
    NEEDS_PAPER = "needs a paper or an exception"
    TROUBLE = "expect trouble"
    BLOCKED = "blocked"
    UNKNOWN = "too little known"
    IN_USE = "in use already"


_OF_OUTCOME = {
    Outcome.IN_SOE: ToolGroupKind.GO_AHEAD,
    Outcome.FITS: ToolGroupKind.GO_AHEAD,
    Outcome.FITS_WITH_CONDITIONS: ToolGroupKind.CONDITIONS,
    Outcome.NEEDS_EXCEPTION: ToolGroupKind.NEEDS_PAPER,
    Outcome.BLOCKED: ToolGroupKind.BLOCKED,
    Outcome.CANNOT_TELL: ToolGroupKind.UNKNOWN,
}
_OF_OUTLOOK = {
    OutlookKind.LIKELY: ToolGroupKind.LIKELY,
    OutlookKind.NEEDS_PAPER: ToolGroupKind.NEEDS_PAPER,
    OutlookKind.TROUBLE: ToolGroupKind.TROUBLE,
    OutlookKind.UNKNOWN: ToolGroupKind.UNKNOWN,
}


def classify_tool(a: Assessment, plan: ToolPlan | None) -> ToolGroupKind:
    """The group of a tool: by its use, else its outlook, else its outcome.

    A product that has ended is trouble, however open its outcome is.
    """
    if a.in_use:
        return ToolGroupKind.IN_USE
    if plan and plan.ended and a.outcome is not Outcome.BLOCKED:
        return ToolGroupKind.TROUBLE
    return _OF_OUTLOOK[a.outlook.kind] if a.outlook else _OF_OUTCOME[a.outcome]


def pair_with_plans(report: Report) -> list[tuple[Assessment, ToolPlan | None]]:
    """Each tool with its plan. Two tools may share a name: the order tells them apart."""
    plans = [*report.plan.tools, *(None for _ in report.assessments)]
    return list(zip(report.assessments, plans, strict=False))
