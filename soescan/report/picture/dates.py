"""Days as pictures write them: short, and as weeks where they only illustrate."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from soescan.dates import format_date
from soescan.model import Plan, ToolPlan

_SAME_MONTHS = 330
"""A plan of more days than that says years: its months and weeks come twice."""


class When:
    """Says the days of one plan."""

    def __init__(self, plan: Plan) -> None:
        """See whether the plan is so long that days need their year."""
        days = [task.ends for task in plan.tasks]
        days += [tool.p80 for tool in plan.tools if tool.p80]
        first = plan.start or min(days, default=date.min)
        self.years = (max(days, default=first) - first).days > _SAME_MONTHS

    def short(self, day: date, *, week: bool = False) -> str:
        """A day, or its ISO week.

        >>> when = When(Plan())
        >>> when.short(date(2027, 2, 1)), when.short(date(2027, 2, 1), week=True)
        ('1 Feb', 'W5')
        """
        year, number, _ = day.isocalendar()
        if week:
            return f"W{number} {year}" if self.years else f"W{number}"
        parts = format_date(day).split()[1:]
        return " ".join(parts if self.years else parts[:2])

    def live(self, tool: ToolPlan) -> str:
        """When a tool is live, in a few words.

        >>> When(Plan()).live(ToolPlan("Mail", earliest=date(2027, 2, 1), p80=date(2027, 3, 1)))
        'go-live 1 Feb · P80 1 Mar'
        >>> When(Plan()).live(ToolPlan("Mail"))
        'no go-live'
        """
        if tool.earliest is None:
            return "no go-live"
        says = f"go-live {self.short(tool.earliest, week=tool.illustrative)}"
        return f"{says} · P80 {self.short(tool.p80, week=tool.illustrative)}" if tool.p80 else says


def illustrative(tools: Iterable[ToolPlan]) -> bool:
    """Do the dates of any of these tools only illustrate?"""
    return any(tool.illustrative for tool in tools)


def live_first(plan: Plan) -> list[int]:
    """The numbers of the tools that are ever live, those that are first before the others."""
    planned = [number for number, tool in enumerate(plan.tools) if tool.earliest]

    def live(number: int) -> tuple[date, date]:
        tool = plan.tools[number]
        early = tool.earliest or date.min
        return tool.p80 or early, early

    return sorted(planned, key=live)


def owners(plan: Plan) -> dict[str, tuple[int, ...]]:
    """For each task, the numbers of the tools it is for."""
    found: dict[str, list[int]] = {task.id: [] for task in plan.tasks}
    for number, tool in enumerate(plan.tools):
        for task in dict.fromkeys(tool.tasks):
            if task in found:
                found[task].append(number)
    return {task: tuple(numbers) for task, numbers in found.items()}
