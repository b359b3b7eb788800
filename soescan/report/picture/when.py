"""Days as pictures write them: short, and as weeks where they only illustrate."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from soescan.days import say
from soescan.model import Plan, Task, ToolPlan


def short(day: date, *, week: bool = False) -> str:
    """A day without its year, or its ISO week.

    >>> short(date(2027, 2, 1)), short(date(2027, 2, 1), week=True)
    ('1 Feb', 'W5')
    """
    return f"W{day.isocalendar().week}" if week else " ".join(say(day).split()[1:3])


def illustrative(tools: Iterable[ToolPlan]) -> bool:
    """Do the dates of any of these tools only illustrate?"""
    return any(tool.illustrative for tool in tools)


def live(tool: ToolPlan) -> str:
    """When a tool is live, in a few words.

    >>> live(ToolPlan("Mail", earliest=date(2027, 2, 1), p80=date(2027, 3, 1)))
    'go-live 1 Feb · P80 1 Mar'
    >>> live(ToolPlan("Mail"))
    'no go-live'
    """
    if tool.earliest is None:
        return "no go-live"
    says = f"go-live {short(tool.earliest, week=tool.illustrative)}"
    return f"{says} · P80 {short(tool.p80, week=tool.illustrative)}" if tool.p80 else says


def owners(plan: Plan) -> dict[str, tuple[int, ...]]:
    """For each task, the numbers of the tools it is for."""
    found: dict[str, list[int]] = {}
    for number, tool in enumerate(plan.tools):
        for task in dict.fromkeys(tool.tasks):
            found.setdefault(task, []).append(number)
    return {task: tuple(numbers) for task, numbers in found.items()}


def ends(task: Task, *, week: bool) -> str:
    """When a task is done."""
    return "on file" if task.satisfied else short(task.ends, week=week)
