"""Days as numbers: the working days from a start on, who works on them, who meets, what is frozen.

Only here do dates become numbers and numbers dates. There are no times, so no time zone and no
daylight saving can move a day.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cached_property, lru_cache

from soescan.dates import meeting_dates
from soescan.model import Calendar, Catalog, Committee, Freeze, Role, RoleId, StepKind

YEARS = 4
"""How far a plan looks ahead, unless there is more work than that."""
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ONE = timedelta(days=1)

Days = tuple[int, ...]


class Clock:
    """The numbered days of one plan: those on which anybody works or a committee meets."""

    def __init__(
        self,
        start: date,
        calendar: Calendar,
        committees: tuple[Committee, ...],
        off: tuple[tuple[RoleId, Calendar], ...],
        years: int,
    ) -> None:
        """Number the days from `start` on, for so many years; `off` are calendars of roles."""
        self.start = start
        self._calendar = calendar
        span = [start + n * _ONE for n in range(years * 366 + 1)]
        last = span[-1]
        ours = frozenset(_working(self._calendar, span))
        self._meet = {
            body.id: frozenset(
                day
                for day in meeting_dates(body, start, last)
                if day in ours or day in body.dates  # a rule does not know holidays
            )
            for body in committees
        }
        self._roles = {role: frozenset(_working(own, span)) for role, own in off}
        self._numbered: dict[str, Days] = {}
        everybody = ours.union(*self._meet.values(), *self._roles.values())
        self._ours = ours
        self.dates: tuple[date, ...] = tuple(sorted(everybody))

    @property
    def horizon(self) -> int:
        """The number after the last day."""
        return len(self.dates)

    def day(self, number: float) -> date:
        """The date of a day; the last one for everything later."""
        return self.dates[min(int(number), self.horizon - 1)]

    def last(self, start: int, finish: int) -> date:
        """The last day of what starts and finishes so."""
        return self.day(finish - 1 if finish > start else finish)

    def number(self, day: date) -> int:
        """The first numbered day that is not before a date."""
        return bisect_left(self.dates, day)

    def between(self, start: int, finish: int) -> int:
        """The organisation's working days among numbered days, as people would count them."""
        if self.ours is None:
            return finish - start
        return bisect_left(self.ours, finish) - bisect_left(self.ours, start)

    @cached_property
    def ours(self) -> Days | None:
        """The days on which the organisation works; None when those are all."""
        return self._numbers(self._ours)

    def of(self, role: Role) -> Days | None:
        """The days on which a role works; None when those are all."""
        own = self._roles.get(role.id)
        return self.ours if own is None else self._numbers(own)

    def meets(self, body: Committee) -> Days:
        """The days on which a committee meets."""
        if body.id not in self._numbered:
            days = (self.number(day) for day in sorted(self._meet[body.id]))
            self._numbered[body.id] = tuple(days)
        return self._numbered[body.id]

    def without_freezes(self, days: Days | None, kind: StepKind, role: Role | None) -> Days | None:
        """The same days, without those on which steps of a kind do not happen."""
        blocked = {
            number
            for freeze in self.freezes(kind, role)
            for number in range(self.number(freeze.from_), self.number(freeze.to + _ONE))
        }
        if not blocked:
            return days
        every = range(self.horizon) if days is None else days
        return tuple(n for n in every if n not in blocked)

    def freezes(self, kind: StepKind, role: Role | None = None) -> tuple[Freeze, ...]:
        """The freezes that stop steps of a kind: the organisation's and the role's."""
        own = role.calendar.freezes if role and role.calendar else ()
        return tuple(f for f in (*self._calendar.freezes, *own) if kind in f.blocks)

    def _numbers(self, days: Iterable[date]) -> Days | None:
        kept = frozenset(days)
        if len(kept) >= len(self.dates):
            return None
        return tuple(n for n, day in enumerate(self.dates) if day in kept)


_clock = lru_cache(maxsize=8)(Clock)
"""To number the days of years takes as long as to plan a tool, which what-ifs do many times."""


def clock(start: date, catalog: Catalog, years: int = YEARS) -> Clock:
    """The clock of a plan that begins on a day, by a catalog's calendars and committees."""
    off = tuple((role.id, role.calendar) for role in catalog.roles if role.calendar is not None)
    return _clock(start, catalog.catalog.calendar, catalog.committees, off, years)


def _working(calendar: Calendar, span: list[date]) -> Iterable[date]:
    worked = {name.strip().casefold()[:3] for name in calendar.workdays}
    holidays = frozenset(calendar.holidays)
    return (day for day in span if _WEEKDAYS[day.weekday()] in worked and day not in holidays)


def weekly(calendar: Calendar) -> int:
    """How many days of a week are worked."""
    return max(1, len({name.strip().casefold()[:3] for name in calendar.workdays}))
