"""On which days a committee meets: the dates it names, or those of its RFC 5545 rule.

Both reading a catalog (does it ever meet?) and planning stand on this. Days are days: no times, so
that no time zone and no daylight saving can move one.
"""

from __future__ import annotations

from datetime import date, datetime

from soescan.model import Committee

_MOST = 5_000


class RuleError(ValueError):
    """A recurrence rule that cannot be understood."""


def meetings(committee: Committee, first: date, last: date) -> tuple[date, ...]:
    """The days from `first` to `last` on which a committee meets, ascending.

    A rule without DTSTART counts from the first of January of the year of `first`, so that
    "every second Thursday" does not depend on the day somebody looks. Raises RuleError.
    """
    found = {day for day in committee.dates if first <= day <= last}
    if committee.rrule:
        found |= set(_by_rule(committee.rrule, first, last))
    return tuple(sorted(found))


def _by_rule(text: str, first: date, last: date) -> list[date]:
    from dateutil.rrule import rrule, rruleset, rrulestr

    anchor = datetime(first.year, 1, 1)  # noqa: DTZ001 - a day, not a moment
    try:
        rule = rrulestr(text, dtstart=anchor, ignoretz=True)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RuleError(f"{text!r}: {error}") from error
    if not isinstance(rule, rrule | rruleset):
        raise RuleError(f"{text!r}: not a rule")
    found: list[date] = []
    for moment in rule.xafter(_moment(first), count=_MOST, inc=True):
        if moment.date() > last:
            break
        found.append(moment.date())
    return found


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a day, not a moment
