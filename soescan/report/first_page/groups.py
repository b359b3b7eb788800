"""The tools of a report in groups, each tool on one line."""

from __future__ import annotations

from soescan.model import Assessment, Outcome, OutlookKind, Report, Severity, ToolPlan, Verdict
from soescan.report.first_page.nouns import ToolGroup, ToolGroupKind, ToolLine
from soescan.report.tables.dates import date_or_week, format_day
from soescan.report.tables.headline import pair_with_plans
from soescan.report.tables.tools import next_action

_BY_OUTCOME = {
    Outcome.IN_SOE: ToolGroupKind.GO_AHEAD,
    Outcome.FITS: ToolGroupKind.GO_AHEAD,
    Outcome.FITS_WITH_CONDITIONS: ToolGroupKind.CONDITIONS,
    Outcome.NEEDS_EXCEPTION: ToolGroupKind.NEEDS_PAPER,
    Outcome.BLOCKED: ToolGroupKind.BLOCKED,
    Outcome.CANNOT_TELL: ToolGroupKind.UNKNOWN,
}
_BY_OUTLOOK = {
    OutlookKind.LIKELY: ToolGroupKind.LIKELY,
    OutlookKind.NEEDS_PAPER: ToolGroupKind.NEEDS_PAPER,
    OutlookKind.TROUBLE: ToolGroupKind.TROUBLE,
    OutlookKind.UNKNOWN: ToolGroupKind.UNKNOWN,
}


def group_tools(report: Report) -> tuple[ToolGroup, ...]:
    """Every tool in its group; groups without tools are left out."""
    tasks = {task.id: task for task in report.plan.tasks}
    lines: dict[ToolGroupKind, list[tuple[int, ToolLine]]] = {}
    for a, plan in pair_with_plans(report):
        step, who = next_action(a, plan, tasks)
        line = ToolLine(a.tool.name, _word_verdict(a), a.says, _word_earliest(plan), step, who)
        lines.setdefault(classify_tool(a), []).append((_weight(a), line))
    return tuple(
        ToolGroup(kind, tuple(line for _, line in sorted(lines[kind], key=lambda pair: -pair[0])))
        for kind in ToolGroupKind
        if kind in lines
    )


def classify_tool(a: Assessment) -> ToolGroupKind:
    """The group of a tool: by its use, its outlook, else its outcome."""
    if a.in_use:
        return ToolGroupKind.IN_USE
    return _BY_OUTLOOK[a.outlook.kind] if a.outlook else _BY_OUTCOME[a.outcome]


def _weight(a: Assessment) -> int:
    """How telling a tool is: by what conflicts, then by what is open."""
    worst = {Severity.BLOCKER: 100, Severity.CONDITION: 10, Severity.ADVICE: 1}
    return sum(worst[f.severity] for f in a.findings if f.verdict is Verdict.CONFLICTS)


def _word_verdict(a: Assessment) -> str:
    return a.outlook.kind if a.outlook else a.outcome


def _word_earliest(plan: ToolPlan | None) -> str:
    if plan is None or plan.in_use:
        return ""
    day = date_or_week(plan.earliest, illustrative=plan.illustrative)
    return format_day(day) if day else "no date yet"
