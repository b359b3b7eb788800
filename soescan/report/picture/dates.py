"""Days as pictures write them: short, and as weeks where they only illustrate."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from soescan.dates import format_date, format_week
from soescan.model import Plan, ToolPlan

_DAYS_WITHOUT_YEAR = 330
"""A plan of more days than that says years: its months and weeks come twice."""


class DateFormatter:
    """Says the days of one plan."""

    def __init__(self, plan: Plan) -> None:
        """See whether the plan is so long that days need their year."""
        days = [task.ends for task in plan.tasks if task.ends]
        days += [tool.p80 for tool in plan.tools if tool.p80]
        first_day = plan.start or min(days, default=date.min)
        self.years = (max(days, default=first_day) - first_day).days > _DAYS_WITHOUT_YEAR

    def format_day(self, day: date, *, week: bool = False) -> str:
        """A day, or its week by its Monday.

        >>> dates = DateFormatter(Plan())
        >>> dates.format_day(date(2027, 2, 3)), dates.format_day(date(2027, 2, 3), week=True)
        ('3 Feb', 'week of 1 Feb')
        """
        if week:
            words = format_week(day)
            return words if self.years else words.rpartition(" ")[0]
        parts = format_date(day).split()[1:]
        return " ".join(parts if self.years else parts[:2])

    @staticmethod
    def _format_far_day(day: date) -> str:
        """A day that lies beyond the plan, with its year."""
        return " ".join(format_date(day).split()[1:])

    def format_go_live(self, tool: ToolPlan) -> str:
        """When a tool is live, or what is to become of one in use, in a few words.

        >>> mail = ToolPlan("Mail", earliest=date(2027, 2, 1), p80=date(2027, 3, 1))
        >>> DateFormatter(Plan()).format_go_live(mail)
        'go-live 1 Feb · 80 % likely by 1 Mar'
        >>> DateFormatter(Plan()).format_go_live(ToolPlan("Mail"))
        'no go-live'
        """
        if tool.in_use:
            review = tool.in_use.review
            text = f"in use: {tool.in_use.action}"
            return f"{text} · next review {self._format_far_day(review)}" if review else text
        if tool.earliest is None:
            return tool.missing_date or "no go-live"
        text = f"go-live {self.format_day(tool.earliest, week=tool.illustrative)}"
        if tool.p80:
            text += f" · 80 % likely by {self.format_day(tool.p80, week=tool.illustrative)}"
        return f"{text} · {self.format_trial(tool)}" if tool.trial_ends else text

    def format_trial(self, tool: ToolPlan) -> str:
        """When a trial ends, in a few words; a day beyond the plan has its year."""
        ends = tool.trial_ends or date.min
        return (
            f"trial ends {format_week(ends) if tool.illustrative else self._format_far_day(ends)}"
        )


def has_illustrative_dates(tools: Iterable[ToolPlan]) -> bool:
    """Do the dates of any of these tools only illustrate?"""
    return any(tool.illustrative for tool in tools)


def tools_by_go_live(plan: Plan) -> list[int]:
    """The numbers of the tools that go live, those that are first before the others.

    Behind them stand those without a date that have steps before them, such as tools in use.
    """
    planned = [number for number, tool in enumerate(plan.tools) if tool.earliest or tool.tasks]

    def live(number: int) -> tuple[date, date]:
        tool = plan.tools[number]
        early = tool.earliest or date.max
        return tool.p80 or early, early

    return sorted(planned, key=live)


def tools_of_tasks(plan: Plan) -> dict[str, tuple[int, ...]]:
    """For each task, the numbers of the tools it is for."""
    numbers_of: dict[str, list[int]] = {task.id: [] for task in plan.tasks}
    for number, tool in enumerate(plan.tools):
        for task in numbers_of.keys() & tool.tasks:
            numbers_of[task].append(number)
    return {task: tuple(numbers) for task, numbers in numbers_of.items()}
