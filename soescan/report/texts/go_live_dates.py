"""Plan -> a line per tool: how long, how much work, from when on and by when likely."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from soescan.dates import iso_date_or_week
from soescan.model import Plan, ToolPlan
from soescan.names import width
from soescan.report.format import RenderOptions
from soescan.report.text import clean, pad, truncate_if_wrapping, wrap

_LONGEST_NAME = 32
"""Columns of a name that are worth more than further figures."""


@dataclass(frozen=True, slots=True)
class _DateColumn:
    """A column of the table: its head, how wide it is, and what stands in it."""

    head: str
    columns: int
    cell: Callable[[ToolPlan], str]


def format_cell(day: date | None, illustrative: bool) -> str:
    """A day, or its week when it only illustrates."""
    if day is None:
        return "-".ljust(10)
    return f"{'~' if illustrative else ''}{iso_date_or_week(day, illustrative=illustrative)}".ljust(
        10
    )


_DAYS = _DateColumn("days", 4, lambda tool: f"{tool.days:>4}")
_EFFORT = _DateColumn("effort", 6, lambda tool: f"{tool.effort:>6g}")
_EARLIEST = _DateColumn("earliest", 10, lambda tool: format_cell(tool.earliest, tool.illustrative))
_P50 = _DateColumn("P50", 10, lambda tool: format_cell(tool.p50, tool.illustrative))
_P80 = _DateColumn("P80", 10, lambda tool: format_cell(tool.p80, tool.illustrative))
_P95 = _DateColumn("P95", 10, lambda tool: format_cell(tool.p95, tool.illustrative))
_ALL_COLUMNS = (_DAYS, _EFFORT, _EARLIEST, _P50, _P80, _P95)
_COLUMN_CHOICES = (_ALL_COLUMNS, (_DAYS, _EFFORT, _EARLIEST, _P80), (_EARLIEST, _P80))
"""The figures shown, most first; of a narrow window the last two, which are asked for."""


def go_live_table(plan: Plan, options: RenderOptions) -> list[str]:
    """A line per tool: lead time, effort, earliest, and the days by which it is likely live."""
    planned = [tool for tool in plan.tools if tool.earliest]
    if not planned:
        return []
    wide = max([4, *(width(clean(tool.tool)) for tool in planned)])
    figures = _fitting_columns(min(wide, _LONGEST_NAME), options)
    if options.wrap:
        wide = min(wide, max(8, options.width - _total_width(figures)))
    lines = [_table_line("tool", wide, [one.head.ljust(one.columns) for one in figures])]
    for tool in planned:
        name = truncate_if_wrapping(tool.tool, wide, options)
        lines.append(_table_line(name, wide, [one.cell(tool) for one in figures]))
    return [*lines, "", *wrap(_legend(planned, figures), options)]


def _fitting_columns(name: int, options: RenderOptions) -> tuple[_DateColumn, ...]:
    """As many figures as there is room for beside the names."""
    fits = (
        one
        for one in _COLUMN_CHOICES
        if name + _total_width(one) <= options.width or not options.wrap
    )
    return next(fits, _COLUMN_CHOICES[-1])


def _total_width(figures: tuple[_DateColumn, ...]) -> int:
    return sum(one.columns + 2 for one in figures)


def _table_line(name: str, wide: int, cells: list[str]) -> str:
    return "  ".join([pad(name, wide), *cells]).rstrip()


def _legend(planned: list[ToolPlan], figures: tuple[_DateColumn, ...]) -> str:
    """What the figures that are shown mean."""
    likely = "if everything takes its likely time"
    says = [f"earliest: {likely}."]
    if _DAYS in figures:
        says = [f"days: working days until the go-live {likely}, which is the earliest."]
        says.append("effort: person-days.")
    says.append("P80: live by then in 80 of 100 draws.")
    if any(tool.illustrative for tool in planned):
        says.append("~: an illustrative week, for the lead times are published defaults:")
        says.append("ask IT for theirs.")
    return " ".join(says)
