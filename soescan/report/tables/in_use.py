"""Tools in use already: keep, regularise, replace or stop, who sees to it, and the next review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from soescan.model import Plan, Report, Task, ToolPlan, UseAction, UseDecision
from soescan.quantities import quantity
from soescan.report.tables.dates import date_or_week, format_day
from soescan.report.tables.table import Cell, Column, ColumnKind, TableData, TableSpec, Week
from soescan.report.tables.wording import join_unique

_COLUMNS = (
    Column("Tool"),
    Column("Decision", width=12),
    Column("Because", width=44),
    Column("Owner", width=24),
    Column("Next review", ColumnKind.DATE, width=16),
    Column("Last day", ColumnKind.DATE, width=16),
    Column("Instead", width=30),
    Column("Steps", ColumnKind.NUMBER, width=7),
    Column("Last step ends", ColumnKind.DATE, width=16),
)
_NO_OWNER = "not known: ask the requester"


def _build(report: Report) -> TableData:
    tasks = {task.id: task for task in report.plan.tasks}
    plans = [*report.plan.tools, *(None for _ in report.assessments)]
    pairs = zip(report.assessments, plans, strict=False)
    order = list(UseAction)[::-1]
    rows = [(a.in_use, _row(a.tool.name, a.in_use, plan, tasks)) for a, plan in pairs if a.in_use]
    rows.sort(key=lambda pair: order.index(pair[0].action))
    return TableData(_COLUMNS, tuple(row for _, row in rows))


def _row(
    name: str, decision: UseDecision, plan: ToolPlan | None, tasks: Mapping[str, Task]
) -> tuple[Cell, ...]:
    open_tasks = list_open_tasks(plan, tasks)
    return (
        name,
        decision.action,
        decision.because,
        decision.owner or _NO_OWNER,
        decision.review,
        decision.until,
        join_unique(decision.instead),
        len(open_tasks),
        last_day_of(open_tasks, plan),
    )


def list_open_tasks(tool: ToolPlan | None, tasks: Mapping[str, Task]) -> list[Task]:
    """The steps of a tool that somebody still has to take."""
    own = [tasks[id_] for id_ in tool.tasks if id_ in tasks] if tool else []
    return [task for task in own if not task.satisfied]


def last_day_of(tasks: Sequence[Task], tool: ToolPlan | None) -> date | Week | None:
    """The last day of the last step, its week where the days only illustrate; None without any.

    None, too, where the day of one of them is not told.
    """
    ends = [task.ends for task in tasks]
    last = None if None in ends else max(filter(None, ends), default=None)
    return date_or_week(last, illustrative=tool is not None and tool.illustrative)


# --- in words ------------------------------------------------------------------------------------


def describe_decision(decision: UseDecision) -> str:
    """What is to become of a tool: the decision, what takes its place, and until when.

    >>> describe_decision(UseDecision(UseAction.REPLACE, "retiring", instead=("Caddy",)))
    'replace it by Caddy'
    """
    instead = f" by {' or '.join(decision.instead)}" if decision.instead else ""
    last_day = f"; its last day is {format_day(decision.until)}" if decision.until else ""
    return f"{decision.action} it{instead}{last_day}"


def in_use_sentence(decisions: Sequence[tuple[str, UseDecision]]) -> str:
    """What is to become of the tools in use, each given with its name; "" without any.

    >>> keep, stop = UseDecision(UseAction.KEEP, "approved"), UseDecision(UseAction.STOP, "refused")
    >>> in_use_sentence([("Mail", keep)])
    'Mail is in use: keep it'
    >>> in_use_sentence([("Mail", keep), ("Chat", stop), ("Ads", keep)])
    'Of 3 tools in use, keep 2, stop 1'
    """
    if len(decisions) == 1:
        name, decision = decisions[0]
        return f"{name} is in use: {describe_decision(decision)}"
    actions = [decision.action for _, decision in decisions]
    if len(set(actions)) == 1:
        quantifier = "Both" if len(actions) == 2 else f"All {len(actions)}"
        return f"{quantifier} tools in use: {actions[0]} them"
    counts = [f"{action} {actions.count(action)}" for action in UseAction if action in actions]
    return f"Of {len(actions)} tools in use, {', '.join(counts)}" if actions else ""


def describe_in_use(tool: ToolPlan, plan: Plan) -> str:
    """All that is to be said of a tool in use, in sentences; "" of one that is proposed."""
    decision = tool.in_use
    if decision is None:
        return ""
    parts = [
        f"{describe_decision(decision)} ({decision.because})",
        f"Owner: {decision.owner or _NO_OWNER}",
    ]
    if decision.action is not UseAction.STOP:
        review = format_day(decision.review) if decision.review else "no date is on file"
        parts.append(f"Next review: {review}")
    open_tasks = list_open_tasks(tool, {task.id: task for task in plan.tasks})
    if last := last_day_of(open_tasks, tool):
        on = "in the" if isinstance(last, Week) else "on"
        steps = quantity(len(open_tasks), "step")
        parts.append(f"{steps} to do; the last ends {on} {format_day(last)}")
    return f"{'. '.join(parts)}."


TABLE = TableSpec(
    id="in-use",
    title="Tools in use",
    description=("The decision on each tool in use, its owner, and the date of its next review."),
    when_empty="No tool is in use already.",
    build=_build,
)
