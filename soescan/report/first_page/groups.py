"""The tools of a report in groups, each tool on one line."""

from __future__ import annotations

from datetime import date

from soescan.dates import format_near_day
from soescan.model import Assessment, Outcome, OutlookKind, Report, ToolPlan, UseAction
from soescan.report.first_page.next_steps import find_next_step
from soescan.report.first_page.nouns import ToolGroup, ToolLine
from soescan.report.first_page.reasons import reason_in_brief, weigh_conflicts
from soescan.report.format import Audience
from soescan.report.tables.tool_groups import ToolGroupKind, classify_tool, pair_with_plans

_VERDICTS = {
    Outcome.IN_SOE: "in the SOE",
    Outcome.FITS: "fits",
    Outcome.FITS_WITH_CONDITIONS: "fits with conditions",
    Outcome.NEEDS_EXCEPTION: "needs an exception",
    Outcome.BLOCKED: "blocked",
    Outcome.CANNOT_TELL: "cannot tell yet",
}
_OUTLOOKS = {
    OutlookKind.LIKELY: "likely to fit",
    OutlookKind.NEEDS_PAPER: "needs a paper",
    OutlookKind.TROUBLE: "expect trouble",
    OutlookKind.UNKNOWN: "too little known",
}

_USES = {UseAction.REGULARISE: "get it approved"}


def group_tools(report: Report, audience: Audience) -> tuple[ToolGroup, ...]:
    """Every tool in its group, the most telling first; groups without tools are left out."""
    tasks = {task.id: task for task in report.plan.tasks}
    members: dict[ToolGroupKind, list[tuple[Assessment, ToolPlan | None]]] = {}
    for a, plan in pair_with_plans(report):
        members.setdefault(classify_tool(a, plan), []).append((a, plan))
    groups = []
    for kind in ToolGroupKind:
        pairs = sorted(members.get(kind, ()), key=lambda pair: -weigh_conflicts(pair[0]))
        lines = [
            ToolLine(
                a.tool.name,
                word_verdict(a),
                reason_in_brief(a, plan),
                word_earliest(plan, report.as_of),
                *find_next_step(a, plan, tasks, report.as_of, audience),
            )
            for a, plan in pairs
        ]
        if lines:
            groups.append(ToolGroup(kind, tuple(lines)))
    return tuple(groups)


def word_verdict(a: Assessment) -> str:
    """What a tool comes to, in two to four words: for one in use, what is to become of it."""
    if a.in_use:
        return f"in use: {_USES.get(a.in_use.action, str(a.in_use.action))}"
    return _OUTLOOKS[a.outlook.kind] if a.outlook else _VERDICTS[a.outcome]


def word_earliest(plan: ToolPlan | None, as_of: date) -> str:
    """The earliest go-live of a tool, or that it has none; empty where nothing is planned.

    A catalog without steps of approval plans nothing, so that a day cannot be missing.
    """
    if plan is None or plan.in_use:
        return ""
    if plan.earliest is None:
        if plan.ended:
            return "never"
        return "no date" if plan.tasks else ""
    return format_near_day(plan.earliest, as_of, illustrative=plan.illustrative)
