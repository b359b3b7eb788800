"""Working days as numbers: from a start on, with the days of roles, meetings and freezes.

Only here do dates become day numbers and day numbers dates. There are no times, so no time zone and
no daylight saving can move a day.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Iterable
from datetime import date, timedelta
from functools import cached_property, lru_cache

from soescan.dates import meeting_dates, shift_day
from soescan.model import (
    Calendar,
    Catalog,
    Committee,
    Estimate,
    Freeze,
    Role,
    RoleId,
    StepKind,
)

DEFAULT_YEARS = 4
"""How far a plan looks ahead, unless there is more work than that."""
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ONE = timedelta(days=1)
NO_TIME = Estimate(0, 0, 0)

DayIndices = tuple[int, ...]
"""Day numbers, ascending."""


class Workdays:
    """The days of a plan on which anybody works or a committee meets, numbered from 0."""

    def __init__(
        self,
        start: date,
        calendar: Calendar,
        committees: tuple[Committee, ...],
        role_calendars: tuple[tuple[RoleId, Calendar], ...],
        years: int,
    ) -> None:
        """Number the days from `start` on, for so many years; `off` are calendars of roles."""
        self.start = start
        self._calendar = calendar
        span = [start + n * _ONE for n in range(years * 366 + 1)]
        last_day = span[-1]
        working_dates = frozenset(_select_working_dates(self._calendar, span))
        self._meeting_dates = {
            committee.id: frozenset(
                day
                for day in meeting_dates(committee, start, last_day)
                if day in working_dates or day in committee.dates  # a rule does not know holidays
            )
            for committee in committees
        }
        self._role_dates = {
            role: frozenset(_select_working_dates(calendar, span)).difference(
                self._calendar.holidays
            )
            for role, calendar in role_calendars
        }
        self._meeting_days: dict[str, DayIndices] = {}
        self._role_days: dict[str, DayIndices | None] = {}
        self._unfrozen: dict[Hashable, DayIndices | None] = {}
        all_dates = working_dates.union(*self._meeting_dates.values(), *self._role_dates.values())
        self._organisation_dates = working_dates
        self.dates: tuple[date, ...] = tuple(sorted(all_dates))

    @property
    def horizon(self) -> int:
        """How many days there are: the number after the last."""
        return len(self.dates)

    def date_of(self, number: float) -> date:
        """The date of a day number, rounded down; the last date for everything later."""
        return self.dates[min(int(number), self.horizon - 1)]

    def last_date(self, start: int, finish: int) -> date:
        """The last date of what starts and finishes on these day numbers."""
        return self.date_of(finish - 1 if finish > start else finish)

    def index_of(self, day: date) -> int:
        """The number of the first day that is not before a date."""
        return bisect_left(self.dates, day)

    def count_between(self, start: int, finish: int) -> int:
        """The organisation's working days from `start` up to, not including, `finish`."""
        if self.organisation_days is None:
            return finish - start
        return bisect_left(self.organisation_days, finish) - bisect_left(
            self.organisation_days, start
        )

    @cached_property
    def organisation_days(self) -> DayIndices | None:
        """The day numbers on which the organisation works; None when those are all."""
        return self._index_days(self._organisation_dates)

    def list_role_days(self, role: Role) -> DayIndices | None:
        """The day numbers on which a role works; None when those are all.

        A role with a calendar of its own works on its weekdays, also where the organisation does
        not, but on no holiday of either.
        """
        if role.id not in self._role_days:
            dates = self._role_dates.get(role.id)
            self._role_days[role.id] = (
                self.organisation_days if dates is None else self._index_days(dates)
            )
        return self._role_days[role.id]

    def find_first_meeting_day(self, committee: Committee) -> int:
        """The first day number of which papers handed in on the first day are in time."""
        days = self.organisation_days
        if days is None:
            return committee.submission_lead
        return days[min(committee.submission_lead, len(days) - 1)] if days else self.horizon

    def find_papers_day(self, meeting: int, committee: Committee) -> date:
        """The last day on which papers for a meeting on this day number are in time."""
        days = self.organisation_days
        position = meeting if days is None else bisect_left(days, meeting)
        due = max(position - committee.submission_lead, 0)
        return self.date_of(due if days is None else days[due])

    def list_meeting_days(self, committee: Committee) -> DayIndices:
        """The day numbers on which a committee meets."""
        if committee.id not in self._meeting_days:
            days = (self.index_of(day) for day in sorted(self._meeting_dates[committee.id]))
            self._meeting_days[committee.id] = tuple(days)
        return self._meeting_days[committee.id]

    def list_unfrozen_role_days(self, role: Role, kind: StepKind) -> DayIndices | None:
        """The days of a role (None: all) without the freezes that stop its steps of a kind."""
        # A plan asks for the same few lists thousands of times, and keeps each answer.
        key = role.id, kind
        if key not in self._unfrozen:
            freezes = self.list_freezes(kind, role)
            self._unfrozen[key] = self._exclude_freezes(self.list_role_days(role), freezes)
        return self._unfrozen[key]

    def list_unfrozen_meeting_days(self, committee: Committee, kind: StepKind) -> DayIndices:
        """The days of a committee on which it may decide on steps of a kind.

        Those whose papers nobody could hand in in time, after the plan's first day, are left out.
        """
        key = "meetings of", committee.id, kind
        if key not in self._unfrozen:
            meetings = self.list_meeting_days(committee)
            days = self._exclude_freezes(meetings, self.list_freezes(kind)) or ()
            first = self.find_first_meeting_day(committee) if committee.submission_lead else 0
            self._unfrozen[key] = days[bisect_left(days, first) :]
        return self._unfrozen[key] or ()

    def _exclude_freezes(
        self, days: DayIndices | None, freezes: Iterable[Freeze]
    ) -> DayIndices | None:
        """The day numbers (None: all) without those of freezes."""
        blocked = {
            number
            for freeze in freezes
            for number in range(self.index_of(freeze.from_), self.index_of(shift_day(freeze.to, 1)))
        }
        if not blocked:
            return days
        candidates = range(self.horizon) if days is None else days
        return tuple(n for n in candidates if n not in blocked)

    def list_freezes(self, kind: StepKind, role: Role | None = None) -> tuple[Freeze, ...]:
        """The freezes that stop steps of a kind: the organisation's and the role's."""
        role_freezes = role.calendar.freezes if role and role.calendar else ()
        return tuple(
            freeze for freeze in (*self._calendar.freezes, *role_freezes) if kind in freeze.blocks
        )

    def _index_days(self, days: Iterable[date]) -> DayIndices | None:
        wanted = frozenset(days)
        if len(wanted) >= len(self.dates):
            return None
        return tuple(n for n, day in enumerate(self.dates) if day in wanted)


_cached_workdays = lru_cache(maxsize=8)(Workdays)
"""To number the days of years takes as long as to plan a tool, which what-ifs do many times."""


def build_workdays(start: date, catalog: Catalog, years: int = DEFAULT_YEARS) -> Workdays:
    """The days of a plan from `start` on, by a catalog's calendars and committees."""
    own_calendars = tuple((r.id, r.calendar) for r in catalog.roles if r.calendar is not None)
    calendar, committees = catalog.catalog.calendar, catalog.committees
    return _cached_workdays(start, calendar, committees, own_calendars, years)


def _select_working_dates(calendar: Calendar, span: list[date]) -> Iterable[date]:
    weekdays = {name.strip().casefold()[:3] for name in calendar.workdays}
    holidays = frozenset(calendar.holidays)
    return (day for day in span if _WEEKDAYS[day.weekday()] in weekdays and day not in holidays)


def count_weekly_workdays(calendar: Calendar) -> int:
    """How many days of a week a calendar works, at least 1."""
    return max(1, len({name.strip().casefold()[:3] for name in calendar.workdays}))
