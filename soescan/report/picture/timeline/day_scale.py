"""Days -> pixels, and the lines of weeks and months."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from math import ceil

from soescan.dates import format_date
from soescan.model import Plan
from soescan.report.picture.dates import has_illustrative_dates
from soescan.report.picture.svg import format_number, text_element
from soescan.report.picture.text import measure

_AXIS = 11.0
_APART = 12
"""Pixels between two names on the axis."""
_ROOM = 60
"""Pixels right of the last day."""
_WEEK, _MONTH = 7, 28
_THIN = 6
"""Pixels that a week must have for its line to be drawn."""


class DayScale:
    """Where a day is, from left to right."""

    def __init__(self, plan: Plan, left: int, right: int) -> None:
        """Let all days of a plan fill the room between two edges."""
        self.left, self.right = left, right
        self.week = has_illustrative_dates(plan.tools)
        ends = [task.ends for task in plan.tasks if task.ends]
        ends += [tool.p80 for tool in plan.tools if tool.p80]
        starts = (task.starts for task in plan.tasks if task.starts)
        self.first = plan.start or min(starts, default=date.min)
        last = max([*ends, self.first])
        self.days = (last - self.first).days + 1

    def left_of(self, day: date) -> int:
        """The left edge of a day; days before and after the plan are at its ends."""
        gone = min(max((day - self.first).days, 0), self.days)
        return self.left + gone * (self.right - self.left) // self.days

    def right_of(self, day: date) -> int:
        """The right edge of a day."""
        return (
            max(self.left_of(day + timedelta(1)), self.left_of(day) + 2)
            if day < date.max
            else self.right
        )

    def draw_axis(self, top: int, bottom: int) -> Iterator[str]:
        """Lines and names of weeks where days only illustrate, else of months."""
        if not self.week and (self.right - self.left) * _WEEK >= _THIN * self.days:
            yield self._draw_lines(list(self._mondays()), "t-w", top, bottom)
        days = list(self._mondays() if self.week else self._month_starts())
        each = (self.right - self.left) * (_WEEK if self.week else _MONTH) / self.days
        step = ceil((measure("30 Nov 2027", _AXIS) + _APART) / each)
        labelled, year = days[::step], ""
        for day in labelled:
            name, day_year = self._name_day(day)
            name += f" {day_year}" if day_year != year else ""
            if self.left_of(day) + 4 + measure(name, _AXIS) <= self.right + _ROOM:
                yield text_element(self.left_of(day) + 4, top - 5, name)
                year = day_year
        yield self._draw_lines(labelled, "t-m", top - 16, bottom)

    def _draw_lines(self, days: list[date], kind: str, top: int, bottom: int) -> str:
        way = "".join(f"M{self.left_of(day)} {top}V{format_number(bottom)}" for day in days)
        return f'<path class="{kind}" d="{way}"/>\n' if way else ""

    def _name_day(self, day: date) -> tuple[str, str]:
        """The Monday of a week or a month, and its year."""
        _, number, month, year = format_date(day).split()
        return f"{number} {month}" if self.week else month, year

    def _mondays(self) -> Iterator[date]:
        day = self.first - timedelta(self.first.weekday()) if self.first > date.min else self.first
        for _ in range(0, self.days + _WEEK, _WEEK):
            if day >= self.first:
                yield day
            day += timedelta(_WEEK)

    def _month_starts(self) -> Iterator[date]:
        day = self.first
        while (day - self.first).days < self.days:
            yield day
            day = (day.replace(day=1) + timedelta(32)).replace(day=1)
