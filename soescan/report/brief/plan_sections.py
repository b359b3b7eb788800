"""Why a date is not earlier, what would be quicker, who does how much, and when is decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from soescan.dates import format_date
from soescan.model import Load, Reason, Report, Task, ToolPlan
from soescan.quantities import quantity
from soescan.report.brief.sections import BriefSection
from soescan.report.brief.wording import cut_text, name_tools
from soescan.report.tables import routes
from soescan.report.tables.dates import date_or_week, format_day
from soescan.report.tables.table import Week
from soescan.report.tables.wording import as_sentence, capitalize_first


def last_tool(report: Report) -> ToolPlan | None:
    """The tool that goes live last, of those whose date has a reason."""
    dated = [tool for tool in report.plan.tools if tool.why and tool.earliest]
    return max(dated, key=lambda tool: tool.earliest or report.as_of, default=None)


def _word_last(report: Report, name: str) -> str:
    """That a tool goes live last; where some have no day yet, of which tools that is said."""
    if len(report.plan.tools) == 1:
        return f"{name} goes live"
    if any(other.missing_date and not other.ended for other in report.plan.tools):
        return f"Of the tools with a date, {name} goes live last"
    return f"{name} goes live last"


def chain_section(report: Report) -> BriefSection:
    """What makes the date of the tool that goes live last: one row a step."""
    tool = last_tool(report)
    if tool is None or tool.earliest is None:
        return BriefSection("Why not earlier", "No tool has a date yet.")
    when = format_day(date_or_week(tool.earliest, illustrative=tool.illustrative) or tool.earliest)
    live = f"{'in the' if tool.illustrative else 'on'} {when}"
    labels = {task.id: task.label for task in report.plan.tasks}
    steps: dict[str, list[Reason]] = {}
    for reason in tool.why:
        steps.setdefault(reason.task or reason.says, []).append(reason)
    return BriefSection(
        "Why not earlier",
        f"{_word_last(report, cut_text(tool.tool, 60))}, {live} at the earliest.",
        ("When", "Step", "What takes longest"),
        tuple(
            (_word_span(reasons, tool), labels.get(task, ""), as_sentence(_longest(reasons).says))
            for task, reasons in steps.items()
        ),
        (3.4, 3.6, 9.0),
        noun="step",
        is_named=False,
    )


def _longest(reasons: Sequence[Reason]) -> Reason:
    return max(reasons, key=lambda reason: reason.to - reason.from_)


def _word_span(reasons: Sequence[Reason], tool: ToolPlan) -> str:
    first, last = reasons[0].from_, reasons[-1].to
    if tool.illustrative:
        return " to ".join(dict.fromkeys(format_day(Week(day)) for day in (first, last)))
    return " – ".join(dict.fromkeys(format_date(day).partition(" ")[2] for day in (first, last)))


def routes_section(report: Report) -> BriefSection:
    """What would be quicker or less work, the most telling first."""
    rows = tuple(_route_rows(report))
    return BriefSection(
        "Cheaper and quicker routes",
        _ROUTES if rows else routes.TABLE.when_empty,
        ("Change", "For", "What it saves"),
        rows,
        (8.0, 3.6, 4.4),
        noun="route",
        is_named=False,
    )


_ROUTES = "Each change is tried on its own. Days are added up over the tools."


def _route_rows(report: Report) -> Iterator[tuple[str, ...]]:
    for change, _, tools, days, effort, _, covered in routes.TABLE.build(report).rows:
        saves = _word_savings(days, effort, covered)
        if saves:
            names = [name for name in str(tools or "").split("; ") if name]
            yield (
                as_sentence(str(change)),
                name_tools(names, len(report.assessments)) or "all tools",
                saves,
            )


def _word_savings(days: object, effort: object, covered: object) -> str:
    """What a route saves, "" where it saves nothing."""
    parts = []
    if isinstance(days, int) and days > 0:
        parts.append(f"{days:,} {'day' if days == 1 else 'days'} earlier")
    if isinstance(effort, int | float) and effort > 0:
        parts.append(f"{quantity(round(effort, 1), 'person-day')} less work")
    if isinstance(covered, int | float) and covered:
        parts.append(f"covers {covered:.0%} of the needs")
    return "; ".join(parts)


def roles_section(report: Report) -> BriefSection:
    """What the plan asks of each role: the longest queue first, then the most work."""
    loads = sorted(report.plan.loads, key=lambda load: (-load.longest_wait, -load.effort))
    effort = sum(load.effort for load in loads)
    says = (
        f"The plan asks for {quantity(round(effort, 1), 'person-day')} of"
        f" {quantity(len(loads), 'role')}. Steps wait where a role is busy."
    )
    return BriefSection(
        "What is asked of each role",
        says if loads else "The plan asks nothing of anybody.",
        ("Role", "Steps", "Work", "Time for reviews", "Longest wait"),
        tuple(map(_role_row, loads)),
        (4.6, 1.4, 3.2, 3.4, 3.4),
        noun="role",
        whole=True,
    )


def _role_row(load: Load) -> tuple[str, ...]:
    capacity = f"{quantity(load.capacity, 'day')} a week" if load.capacity else "not stated"
    return (
        load.role,
        str(load.tasks),
        quantity(round(load.effort, 1), "person-day") if load.effort else "not stated",
        capacity,
        quantity(load.longest_wait, "working day") if load.longest_wait else "none",
    )


def meetings_section(report: Report) -> BriefSection:
    """Which meeting decides on what, and by when it wants the papers."""
    by_meeting: dict[tuple[date, str], list[Task]] = {}
    for task in report.plan.tasks:
        if task.meeting and not task.satisfied:
            by_meeting.setdefault((task.meeting, task.label), []).append(task)
    rows = tuple(_meeting_row(day, tasks) for (day, _), tasks in sorted(by_meeting.items()))
    return BriefSection(
        "Meetings that decide",
        "Papers that come later wait for the next meeting."
        if rows
        else "No meeting has to decide on these tools.",
        ("Meeting", "Decides on", "Tools", "Papers by"),
        rows,
        (3.2, 4.6, 5.0, 3.2),
        noun="meeting",
        whole=True,
    )


def _meeting_row(day: date, tasks: list[Task]) -> tuple[str, ...]:
    papers = min((task.papers_by for task in tasks if task.papers_by), default=None)
    return (
        format_day(day),
        capitalize_first(tasks[0].label),
        name_tools([tool for task in tasks for tool in task.tools]),
        format_day(papers) if papers else "not stated",
    )
