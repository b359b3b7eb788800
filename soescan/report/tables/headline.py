"""When the tools can be live, in a sentence and in five figures. Every format says the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from soescan.dates import format_date_or_week
from soescan.model import (
    Assessment,
    Confidence,
    Outcome,
    OutlookKind,
    Plan,
    Report,
    ToolPlan,
)
from soescan.quantities import quantity
from soescan.report.tables.dates import date_or_week, format_day
from soescan.report.tables.table import Cell, Week
from soescan.report.tables.tool_groups import pair_with_plans

WORST_FIRST = tuple(reversed(Outcome))


_MOST_ENDED = 2
"""Ends of products that the sentence tells; the table has them all."""


# --- the sentence --------------------------------------------------------------------------------


def trial_sentence(tools: Sequence[ToolPlan]) -> str:
    """When trials end and who decides then; empty where none of the tools is one with a date."""
    trials = [tool for tool in tools if tool.trial_ends]
    if not trials:
        return ""
    first = min(trials, key=lambda tool: tool.trial_ends or date.max)
    when = format_date_or_week(first.trial_ends or date.max, illustrative=first.illustrative)
    day = f"{'in the' if first.illustrative else 'on'} {when}"
    decides = f"ends {day}, and {first.trial_decided_by} decides then"
    if len(trials) == 1:
        return f"{first.tool} is a trial, no approval: it {decides}."
    return f"{len(trials)} tools are trials, no approvals: the first, {first.tool}, {decides}."


def go_live_sentence(tools: Sequence[ToolPlan]) -> str:
    """When the tools can be live, without a full stop; nothing when none has a date.

    Tools in use are not counted. Of how many no date is told, and why, stands behind it.
    """
    dated, proposed = _tools_with_dates(tools), [tool for tool in tools if not tool.in_use]
    says = f"{_subject(dated, len(proposed))} {_date_phrase(tools)}" if dated else ""
    undated = _undated_sentence(tools)
    return "; ".join(filter(None, (says, undated))) if says else undated[:1].upper() + undated[1:]


def _undated_sentence(tools: Sequence[ToolPlan]) -> str:
    """Of which tools no date is told and why, without a full stop; nothing when of none."""
    undated = [tool for tool in tools if tool.missing_date]
    queued = [tool for tool in undated if not tool.ended]
    reasons = Counter(tool.missing_date for tool in queued)
    parts = []
    if reasons:
        (says, _), *others = reasons.most_common()
        more = f" (and {quantity(len(others), 'more queue')})" if others else ""
        subject = queued[0].tool if len(queued) == 1 else quantity(len(queued), "tool")
        parts.append(f"for {subject} {says}{more}")
    if ended := list(dict.fromkeys(tool.ended for tool in undated if tool.ended)):
        left = len(ended) - _MOST_ENDED
        more = f"; {quantity(left, 'more tool')} ended, too" if left > 0 else ""
        parts.append(f"there is no date: {'; '.join(ended[:_MOST_ENDED])}{more}")
    return "; ".join(parts)


def _tools_with_dates(tools: Sequence[ToolPlan]) -> list[ToolPlan]:
    return [tool for tool in tools if tool.earliest and tool.p80]


def _date_phrase(tools: Sequence[ToolPlan]) -> str:
    """The day on which the last of the tools can be live, and the one to plan for."""
    dated = _tools_with_dates(tools)
    earliest = max(tool.earliest or date.min for tool in dated)
    likely = max(tool.p80 or date.min for tool in dated)
    if any(tool.illustrative for tool in dated):
        earliest_week, likely_week = format_day(Week(earliest)), format_day(Week(likely))
        return f"can go live in the {earliest_week} at the earliest; plan for the {likely_week}"
    return f"can go live on {format_day(earliest)} at the earliest; plan for {format_day(likely)}"


def _subject(dated: Sequence[ToolPlan], total: int) -> str:
    if total == 1:
        return dated[0].tool
    if len(dated) < total:
        return f"{len(dated)} of {total} tools"
    return "Both tools" if total == 2 else f"All {total} tools"


def sort_worst_first(report: Report) -> list[tuple[Assessment, ToolPlan | None]]:
    """Each tool with its plan, by outcome and outlook; within one, in the proposal's order."""
    order = {outcome: index for index, outcome in enumerate(WORST_FIRST)}
    outlooks = {kind: index for index, kind in enumerate(reversed(OutlookKind))}

    def rank(pair: tuple[Assessment, ToolPlan | None]) -> tuple[int, int]:
        outlook = pair[0].outlook
        return order[pair[0].outcome], outlooks[outlook.kind] if outlook else 0

    return sorted(pair_with_plans(report), key=rank)


def explain_outcome(a: Assessment) -> tuple[str, str]:
    """The outlook of a tool, if it has one, and why: of the outlook, else of the outcome."""
    return (a.outlook.kind, a.outlook.says) if a.outlook else ("", a.says)


# --- the figures ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One number of the answer, with what it means."""

    label: str
    value: Cell
    """None: it cannot be said."""
    unit: str
    meaning: str


def key_figures(report: Report) -> tuple[KeyFigure, ...]:
    """The earliest day, the likely day, the work, what sharing saves, and the longest queue."""
    plan = report.plan
    effort = sum(task.effort for task in plan.tasks if not task.satisfied)
    return (
        *_date_figures(plan),
        KeyFigure(
            "Effort",
            effort if plan.tasks else None,
            _unit_for(effort, "person-day"),
            "Likely work of everyone who reviews, approves or carries out a step.",
        ),
        KeyFigure(
            "Saved by sharing",
            plan.saved_by_sharing if plan.tasks else None,
            _unit_for(plan.saved_by_sharing, "person-day"),
            "More work if every tool were reviewed on its own.",
        ),
        _queue_figure(plan),
    )


def _date_figures(plan: Plan) -> tuple[KeyFigure, KeyFigure]:
    """The days on which the last of the tools can be live, and is likely to be."""
    dated = _tools_with_dates(plan.tools)
    illustrative = any(tool.illustrative for tool in dated)
    earliest = max((tool.earliest for tool in dated if tool.earliest), default=None)
    likely = max((tool.p80 for tool in dated if tool.p80), default=None)
    live = f"Every tool that can go live is live, {_condition(illustrative)}."
    days = [date_or_week(day, illustrative=illustrative) for day in (earliest, likely)]
    p80 = "80% likely to be live by then (P80)."
    return (
        KeyFigure("Earliest", days[0], "", live if dated else _NO_DATE),
        KeyFigure("Plan for", days[1], "", p80 if dated else _NO_DATE),
    )


def _queue_figure(plan: Plan) -> KeyFigure:
    queue = max(plan.loads, key=lambda load: load.longest_wait, default=None)
    meaning = "No step waits for people who are busy."
    if queue and queue.longest_wait:
        labels = {task.id: task.label for task in plan.tasks}
        step = labels.get(queue.waits, queue.waits)
        is_assumed = queue.status is Confidence.DEFAULT
        assumed = (
            f", assumed to have {quantity(queue.capacity or 0, 'day')} a week" if is_assumed else ""
        )
        meaning = f"“{step}” waits this long for {queue.role}{assumed}."
    longest = queue.longest_wait if queue else None
    return KeyFigure("Longest queue", longest, _unit_for(longest or 0, "working day"), meaning)


_NO_DATE = "No tool has a date."


def _condition(illustrative: bool) -> str:
    condition = "if every step takes its likely time"
    return f"{condition}; a week that only illustrates" if illustrative else condition


def _unit_for(number: float, noun: str) -> str:
    return quantity(number, noun).partition(" ")[2]


def format_figure(figure: KeyFigure) -> str:
    """A figure as it stands in a line: the value in words, with its unit.

    >>> format_figure(KeyFigure("Effort", 2.5, "person-days", ""))
    '2.5 person-days'
    """
    if figure.value is None:
        return "not known"
    if isinstance(figure.value, date | Week):
        return format_day(figure.value)
    number = figure.value
    shown = f"{number:g}" if isinstance(number, int | float) else str(number)
    return f"{shown} {figure.unit}".strip()
