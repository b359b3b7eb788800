"""Days: said in words, counted in months, and those on which a committee meets.

There are no times here, so that no time zone and no daylight saving can move a day.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date, datetime

from soescan.model import Committee

_MOST = 5_000
_ANCHOR = date(1970, 1, 5)
_OTHER_ANCHORS = (_ANCHOR, date(1970, 1, 13), date(1971, 6, 24))
"""They differ in weekday, in day of the month, and in weeks and months between them."""
_TIME_ZONE = re.compile(r";TZID=(?:\"[^\"]*\"|[^:;]*)", re.IGNORECASE)
_FIRST_DAY = re.compile(r"\bDTSTART\S*\s+", re.IGNORECASE)
_LAST_DAY = re.compile(r"\bUNTIL=\d{8}(?![\dT])", re.IGNORECASE)
_ENDLESS = re.compile(r"INTERVAL\s*=\s*(?:-|0+(?!\d))|FREQ\s*=\s*(?:HOUR|MINUTE|SECOND)LY")


_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def format_date(day: date) -> str:
    """A day as people say it, in the same words on every machine.

    >>> format_date(date(2027, 2, 1))
    'Mon 1 Feb 2027'
    """
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def format_last_day(day: date) -> str:
    """A day on which something begins or ends, whose day of the week says nothing.

    >>> format_last_day(date(2027, 3, 31))
    '31 Mar 2027'
    """
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def read_period(text: str) -> tuple[date, date] | None:
    """The first and the last day of a year, a month or a day; None for what is none of them.

    >>> read_period("2024-02")
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    """
    match = _PERIOD.fullmatch(text)
    if match is None:
        return None
    year, month, day = (int(part or 1) for part in match.groups())
    try:
        first = date(year, month, day)
        if match[3]:
            return first, first
        after = date(year + 1, 1, 1) if not match[2] or month == 12 else date(year, month + 1, 1)
    except ValueError:
        return None
    return first, date.fromordinal(after.toordinal() - 1)


_PERIOD = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def format_week(day: date) -> str:
    """The week of a day, by its Monday: for dates that only illustrate.

    >>> format_week(date(2027, 2, 3))
    'week of 1 Feb 2027'
    """
    return f"week of {format_monday(day)}"


def format_monday(day: date) -> str:
    """The Monday of a day's week, where *week of* stands elsewhere.

    >>> format_monday(date(2027, 2, 3))
    '1 Feb 2027'
    """
    return format_last_day(date.fromordinal(day.toordinal() - day.weekday()))


def format_near_day(day: date, as_of: date, *, illustrative: bool = False) -> str:
    """A day or its week, short: without its weekday, and without its year where that is this year.

    >>> format_near_day(date(2027, 2, 3), date(2027, 1, 1))
    '3 Feb'
    >>> format_near_day(date(2027, 2, 3), date(2026, 12, 1), illustrative=True)
    'week of 1 Feb 2027'
    """
    shown = date.fromordinal(day.toordinal() - day.weekday()) if illustrative else day
    year = "" if shown.year == as_of.year else f" {shown.year}"
    return f"{'week of ' if illustrative else ''}{shown.day} {_MONTHS[shown.month - 1]}{year}"


def format_date_or_week(day: date, *, illustrative: bool) -> str:
    """A day in words, or only its week where it rests on times that nobody has confirmed.

    A day of somebody's calendar, such as a meeting, is a day however uncertain it is that it will
    be this one.
    """
    return format_week(day) if illustrative else format_date(day)


def iso_date_or_week(day: date, *, illustrative: bool) -> str:
    """`format_date_or_week` in figures, by ISO 8601.

    >>> day = date(2027, 2, 3)
    >>> iso_date_or_week(day, illustrative=False), iso_date_or_week(day, illustrative=True)
    ('2027-02-03', '2027-W05')
    """
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}" if illustrative else str(day)


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last of a shorter month or of the calendar.

    >>> add_months(date(2027, 8, 31), 6)
    datetime.date(2028, 2, 29)
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if not MINYEAR <= year <= MAXYEAR:
        return date.max if months > 0 else date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def shift_day(day: date, days: int) -> date:
    """The day so many days later, or earlier if negative; the calendar's last or first beyond it.

    Lists say 9999-12-31 where something never ends.

    >>> shift_day(date(2027, 8, 31), 1), shift_day(date.max, 1), shift_day(date.min, -7)
    (datetime.date(2027, 9, 1), datetime.date(9999, 12, 31), datetime.date(1, 1, 1))
    """
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


class RecurrenceRuleError(ValueError):
    """A recurrence rule that cannot be understood."""


def meeting_dates(committee: Committee, first: date, last: date) -> tuple[date, ...]:
    """The days from `first` to `last` on which a committee meets, ascending.

    A rule counts from the day that the committee gives (`from_`), else from its DTSTART, else from
    Monday 5 January 1970, so that "every second Thursday" does not depend on the day somebody
    looks. Before the day that is given there is no meeting. Raises RecurrenceRuleError.
    """
    days = {day for day in committee.dates if first <= day <= last}
    if committee.rrule:
        rule = _FIRST_DAY.sub("", committee.rrule) if committee.from_ else committee.rrule
        days |= set(_expand_rule(rule, committee.from_ or _ANCHOR, first, last))
    return tuple(sorted(days))


def depends_on_first_day(committee: Committee, first: date, last: date) -> bool:
    """Would the rule of a committee give other days, counted from another first day?

    False where the first day is given, and for rules such as "the second Tuesday of a month".
    Raises RecurrenceRuleError.
    """
    if not committee.rrule or committee.from_:
        return False
    expanded = {tuple(_expand_rule(committee.rrule, day, first, last)) for day in _OTHER_ANCHORS}
    return len(expanded) > 1


def _expand_rule(text: str, anchor: date, first: date, last: date) -> list[date]:
    from dateutil.rrule import rrule, rruleset, rrulestr

    # Such rules are lawful, but to look for their days would take for ever.
    if _ENDLESS.search(text.upper()):
        raise RecurrenceRuleError(f"{text!r}: it has no next day, or several times in one")
    # A meeting is on its day where it is held, whatever day that is elsewhere (TZID); and a last
    # day is one as a whole, whatever the hour of the meeting (RFC 5545, 3.3.10).
    local = _LAST_DAY.sub(r"\g<0>T235959", _TIME_ZONE.sub("", text))
    try:
        rule = rrulestr(local, dtstart=_midnight(anchor), ignoretz=True)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RecurrenceRuleError(f"{text!r}: {error}") from error
    if not isinstance(rule, rrule | rruleset):
        raise RecurrenceRuleError(f"{text!r}: not a rule")
    days: list[date] = []
    for moment in rule.xafter(_midnight(first), count=_MOST, inc=True):
        if moment.date() > last:
            break
        days.append(moment.date())
    return days


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a day, not a moment
