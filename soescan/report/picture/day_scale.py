"""Days -> pixels, and the lines of weeks and months."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from math import ceil

from soescan.dates import format_date
from soescan.model import Plan
from soescan.report.picture.dates import illustrative
from soescan.report.picture.svg import number, text
from soescan.report.picture.text import measure

_AXIS = 11.0
_APART = 12
"""Pixels between two names on the axis."""
_ROOM = 60
"""Pixels right of the last day."""
_WEEK, _MONTH = 7, 28
_THIN = 6
"""Pixels that a week must have for its line to be drawn."""


class Scale:
    """Where a day is, from left to right."""

    def __init__(self, plan: Plan, left: int, right: int) -> None:
        """Let all days of a plan fill the room between two edges."""
        self.left, self.right = left, right
        self.week = illustrative(plan.tools)
        ends = [task.ends for task in plan.tasks]
        ends += [tool.p80 for tool in plan.tools if tool.p80]
        self.first = plan.start or min((task.starts for task in plan.tasks), default=date.min)
        last = max([*ends, self.first])
        self.days = (last - self.first).days + 1

    def at(self, day: date) -> int:
        """The left edge of a day; days before and after the plan are at its ends."""
        gone = min(max((day - self.first).days, 0), self.days)
        return self.left + gone * (self.right - self.left) // self.days

    def after(self, day: date) -> int:
        """The right edge of a day."""
        return max(self.at(day + timedelta(1)), self.at(day) + 2) if day < date.max else self.right

    def axis(self, top: int, bottom: int) -> Iterator[str]:
        """Lines and names of weeks where days only illustrate, else of months."""
        if not self.week and (self.right - self.left) * _WEEK >= _THIN * self.days:
            yield self._lines(list(self._mondays()), "t-w", top, bottom)
        days = list(self._mondays() if self.week else self._firsts())
        each = (self.right - self.left) * (_WEEK if self.week else _MONTH) / self.days
        step = ceil((measure("W52 2027", _AXIS) + _APART) / each)
        shown, year = days[::step], ""
        for day in shown:
            name, of = self._name(day)
            name += f" {of}" if of != year else ""
            if self.at(day) + 4 + measure(name, _AXIS) <= self.right + _ROOM:
                yield text(self.at(day) + 4, top - 5, name)
                year = of
        yield self._lines(shown, "t-m", top - 16, bottom)

    def _lines(self, days: list[date], kind: str, top: int, bottom: int) -> str:
        way = "".join(f"M{self.at(day)} {top}V{number(bottom)}" for day in days)
        return f'<path class="{kind}" d="{way}"/>\n' if way else ""

    def _name(self, day: date) -> tuple[str, str]:
        """A week or a month, and its year."""
        if self.week:
            year, week, _ = day.isocalendar()
            return f"W{week}", str(year)
        _, _, month, of = format_date(day).split()
        return month, of

    def _mondays(self) -> Iterator[date]:
        day = self.first - timedelta(self.first.weekday()) if self.first > date.min else self.first
        for _ in range(0, self.days + _WEEK, _WEEK):
            if day >= self.first:
                yield day
            day += timedelta(_WEEK)

    def _firsts(self) -> Iterator[date]:
        day = self.first
        while (day - self.first).days < self.days:
            yield day
            day = (day.replace(day=1) + timedelta(32)).replace(day=1)
