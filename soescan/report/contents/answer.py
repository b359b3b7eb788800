"""The answer in one sentence, and the five figures beside it. Every format says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from soescan.model import Assessment, Outcome, Report, ToolPlan
from soescan.report.contents.days import in_words, when
from soescan.report.contents.table import Cell, Week
from soescan.report.words import count

WORST_FIRST = tuple(reversed(Outcome))
_SAYS = {
    Outcome.BLOCKED: ("is blocked", "are blocked"),
    Outcome.NEEDS_EXCEPTION: ("needs an exception", "need an exception"),
    Outcome.CANNOT_TELL: ("cannot be told yet", "cannot be told yet"),
    Outcome.FITS_WITH_CONDITIONS: ("fits with conditions", "fit with conditions"),
    Outcome.FITS: ("fits", "fit"),
    Outcome.IN_SOE: ("is in the SOE", "are in the SOE"),
}
_OPEN = (Outcome.BLOCKED, Outcome.NEEDS_EXCEPTION, Outcome.CANNOT_TELL)
"""Outcomes that a date must not be read without."""


# --- the sentence --------------------------------------------------------------------------------


def headline(report: Report) -> str:
    """The answer: when the tools can go live, and what becomes of those that cannot so simply."""
    dated = go_live(report.plan.tools)
    if not dated:
        return f"{outcomes(report.assessments)}."
    troubled = [a for a in report.assessments if a.outcome in _OPEN]
    return f"{dated}; {_troubles(troubled, report.assessments)}." if troubled else f"{dated}."


def _troubles(troubled: Sequence[Assessment], of: Sequence[Assessment]) -> str:
    """What must be known beside a date: by name where it is one tool, else by number."""
    found = {a.outcome for a in troubled}
    if len(troubled) == len(of) and len(found) == 1:
        they = "it" if len(of) == 1 else "they"
        if found == {Outcome.CANNOT_TELL}:
            fits = "fits" if len(of) == 1 else "fit"
            return f"whether {they} {fits} cannot be told yet"
        return f"{they} {_SAYS[troubled[0].outcome][len(of) > 1]}"
    parts = []
    for outcome in (outcome for outcome in WORST_FIRST if outcome in found):
        names = [a.tool.name for a in troubled if a.outcome is outcome]
        who = names[0] if len(names) == 1 else str(len(names))
        parts.append(f"{who} {_SAYS[outcome][len(names) > 1]}")
    return ", ".join(parts)


def go_live(tools: Sequence[ToolPlan]) -> str:
    """When the tools can be live, without a full stop; nothing when none has a date."""
    dated = [tool for tool in tools if tool.earliest and tool.p80]
    if not dated:
        return ""
    illustrative = any(tool.illustrative for tool in dated)
    earliest, likely = (
        in_words(when(day, illustrative=illustrative) or day)
        for day in (
            max(tool.earliest or date.min for tool in dated),
            max(tool.p80 or date.min for tool in dated),
        )
    )
    if illustrative:
        earliest, likely = f"in the {earliest}", f"the {likely}"
    else:
        earliest = f"on {earliest}"
    who = _who(dated, len(tools))
    return f"{who} can go live {earliest} at the earliest; plan for {likely}"


def _who(dated: Sequence[ToolPlan], of: int) -> str:
    if of == 1:
        return dated[0].tool
    if len(dated) < of:
        return f"{len(dated)} of {of} tools"
    return "Both tools" if of == 2 else f"All {of} tools"


def outcomes(assessments: Sequence[Assessment]) -> str:
    """What the tools come to, worst first, without dates and without a full stop."""
    found = [a.outcome for a in assessments]
    if not found:
        return "There is no tool to judge"
    if len(found) == 1:
        return f"{assessments[0].tool.name} {_SAYS[found[0]][0]}"
    if len(set(found)) == 1:
        return f"All {len(found)} tools {_SAYS[found[0]][1]}"
    counts = ((outcome, found.count(outcome)) for outcome in WORST_FIRST if outcome in found)
    says = ", ".join(f"{number} {_SAYS[outcome][number > 1]}" for outcome, number in counts)
    return f"Of {len(found)} tools {says}"


def planned(report: Report) -> list[tuple[Assessment, ToolPlan | None]]:
    """Each tool with its plan. Two tools may share a name: the order tells them apart."""
    plans = [*report.plan.tools, *(None for _ in report.assessments)]
    return list(zip(report.assessments, plans, strict=False))


def worst_first(report: Report) -> list[tuple[Assessment, ToolPlan | None]]:
    """Each tool with its plan, by outcome; within one, in the proposal's order."""
    order = {outcome: index for index, outcome in enumerate(WORST_FIRST)}
    return sorted(planned(report), key=lambda pair: order[pair[0].outcome])


# --- the figures ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the answer, with what it means."""

    label: str
    value: Cell
    """None: it cannot be said."""
    unit: str
    says: str


def figures(report: Report) -> tuple[Figure, ...]:
    """The earliest day, the likely day, the work, what sharing saves, and the longest queue."""
    plan = report.plan
    dated = [tool for tool in plan.tools if tool.earliest and tool.p80]
    illustrative = any(tool.illustrative for tool in dated)
    earliest = max((tool.earliest for tool in dated if tool.earliest), default=None)
    likely = max((tool.p80 for tool in dated if tool.p80), default=None)
    effort = sum(task.effort for task in plan.tasks if not task.satisfied)
    queue = max(plan.loads, key=lambda load: load.longest_wait, default=None)
    labels = {task.id: task.label for task in plan.tasks}
    waits = "Nobody waits for busy people."
    if queue and queue.longest_wait:
        what = labels.get(queue.waits, queue.waits)
        waits = f"“{what}” waits so long for {queue.role}."
    return (
        Figure(
            "Earliest",
            when(earliest, illustrative=illustrative),
            "",
            f"Every tool that can go live is live, {_if_likely(illustrative)}.",
        ),
        Figure(
            "Plan for",
            when(likely, illustrative=illustrative),
            "",
            "Live by then in 80 of 100 draws (P80).",
        ),
        Figure(
            "Effort",
            effort if plan.tasks else None,
            _unit(effort, "person-day"),
            "Likely work of everybody who reviews, approves and does.",
        ),
        Figure(
            "Saved by sharing",
            plan.saved_by_sharing if plan.tasks else None,
            _unit(plan.saved_by_sharing, "person-day"),
            "More work if every tool went alone.",
        ),
        Figure(
            "Longest queue",
            queue.longest_wait if queue else None,
            _unit(queue.longest_wait if queue else 0, "working day"),
            waits,
        ),
    )


def _if_likely(illustrative: bool) -> str:
    says = "if everything takes its likely time"
    return f"{says}; a week that only illustrates" if illustrative else says


def _unit(number: float, one: str) -> str:
    return count(number, one).partition(" ")[2]


def figure_text(figure: Figure) -> str:
    """A figure as it stands in a line: the value in words, with its unit.

    >>> figure_text(Figure("Effort", 2.5, "person-days", ""))
    '2.5 person-days'
    """
    if figure.value is None:
        return "not known"
    if isinstance(figure.value, date | Week):
        return in_words(figure.value)
    number = figure.value
    shown = f"{number:g}" if isinstance(number, int | float) else str(number)
    return f"{shown} {figure.unit}".strip()
