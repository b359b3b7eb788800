"""Dates as people write them in lists: read where they can only mean one day.

ISO 8601 (extended, basic, with a time of day), days with the month's name, and numbers. Numbers
with dots are day, month, year, as everywhere where dots are written (Unicode CLDR, short date
formats); with other signs every order that CLDR knows is tried, and a text that comes out as two
different days is not read. A month alone is all of it: an approval *until Dec 2027* lasts through
its last day, as the date on a bank card does. A bare number of five digits is a day as spreadsheets
count them from 1900; that of a workbook which counts otherwise has been read when its columns were.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from soescan.dates import add_months
from soescan.files import read_day_number
from soescan.reference.columns import word_meanings

_TIME = re.compile(
    r"[T ][0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)? ?([AP]M)?"
    r" ?(Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})?$",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"([0-9]{1,4})\s?([./-])\s?([0-9]{1,2})\s?\2\s?([0-9]{1,4})\.?")
_MONTH_NUMBER = re.compile(r"(?:([0-9]{4})[-/]([0-9]{1,2})|([0-9]{1,2})[-/.]([0-9]{4}))")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_NAMED_DAY = re.compile(
    r"([0-9]{1,2})(?:st|nd|rd|th|\.|º)?[ -]?(?:of |de )?([^\W\d_]+)\.?,?[ -](?:de )?"
    r"([0-9]{4}|[0-9]{2})",
    re.IGNORECASE,
)
_NAMED_FIRST = re.compile(
    r"([^\W\d_]+)\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})", re.IGNORECASE
)
_NAMED_YEAR_FIRST = re.compile(r"([0-9]{4})[ -]([^\W\d_]+)\.?[ -]([0-9]{1,2})")
_NAMED_MONTH = re.compile(r"([^\W\d_]+)\.?,?[ /-]?(?:de )?([0-9]{4})", re.IGNORECASE)


def read_written_date(text: str, *, is_end: bool = True) -> date | None:
    """The one day that a text means, or None where it means none, or one of several.

    `is_end` says that it is the end of something: a month alone is then its last day, otherwise its
    first.

    >>> read_written_date("30.09.2026"), read_written_date("Dec 2027")
    (datetime.date(2026, 9, 30), datetime.date(2027, 12, 31))
    >>> read_written_date("3/4/26") is None
    True
    """
    text = _TIME.sub("", " ".join(text.split()))
    days = {day for parts in _iter_readings(text) if (day := _make_date(*parts))}
    if counted := read_day_number(text):
        days.add(counted)
    if not days and (first := _read_month(text)):
        days.add(add_months(first, 1) - timedelta(days=1) if is_end else first)
    return days.pop() if len(days) == 1 else None


def _iter_readings(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield year, month and day for each way to read a text."""
    if found := _COMPACT.fullmatch(text):
        yield found[1], found[2], found[3]
    if found := _NUMBERS.fullmatch(text):
        yield from _iter_orders(found[1], found[3], found[4], found[2])
    if found := _NAMED_DAY.fullmatch(text):
        yield found[3], _month(found[2]), found[1]
    if found := _NAMED_FIRST.fullmatch(text):
        yield found[3], _month(found[1]), found[2]
    if found := _NAMED_YEAR_FIRST.fullmatch(text):
        yield found[1], _month(found[2]), found[3]


def _iter_orders(one: str, two: str, three: str, sign: str) -> Iterator[tuple[str, str, str]]:
    """Yield the orders in which three numbers can be a date, as year, month and day.

    A year of two digits stands first only between hyphens (ISO 8601:1988 allowed it).
    """
    if len(one) == 4 or (sign == "-" and len(one) == len(three) == 2):
        yield one, two, three
    if len(one) <= 2 and len(three) in (2, 4):
        yield three, two, one
        if sign != ".":
            yield three, one, two


def _month(name: str) -> str:
    return word_meanings("months").get(name.casefold(), "")


def _read_month(text: str) -> date | None:
    """The first day of a month that stands alone."""
    if found := _MONTH_NUMBER.fullmatch(text):
        return _make_date(found[1] or found[4], found[2] or found[3], "1")
    if found := _NAMED_MONTH.fullmatch(text):
        return _make_date(found[2], _month(found[1]), "1")
    return None


def _make_date(year: str, month: str, day: str) -> date | None:
    if not month:
        return None
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return None
