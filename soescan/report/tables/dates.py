"""Dates as cells: a day, or its week while it rests on lead times nobody has confirmed."""

from __future__ import annotations

from datetime import date

from soescan.dates import format_date, format_week
from soescan.report.tables.table import Week


def date_or_week(day: date | None, *, illustrative: bool) -> date | Week | None:
    """The cell of a day: the day itself, its `Week` where it only illustrates, None for None."""
    return Week(day) if day is not None and illustrative else day


def format_day(day: date | Week) -> str:
    """A day or a week as people say it.

    >>> format_day(date(2027, 2, 1)), format_day(Week(date(2027, 2, 3)))
    ('Mon 1 Feb 2027', 'week of 1 Feb 2027')
    """
    return format_week(day.day) if isinstance(day, Week) else format_date(day)
