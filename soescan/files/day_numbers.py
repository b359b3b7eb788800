"""Days as spreadsheets count them."""

from __future__ import annotations

import re
from datetime import date, timedelta

DAY_ZERO = date(1899, 12, 30)
"""Day 0 of spreadsheets (ECMA-376 part 1, §18.17.4.1), so that day 60 and later come out right."""
DAY_ZERO_1904 = date(1904, 1, 1)
"""Day 0 of workbooks that say ``date1904`` (§18.2.28), as Excel for the Macintosh wrote them."""

_DAY_NUMBER = re.compile(r"([2-7][0-9]{4})(?:[.,]0+)?")


def read_day_number(text: str, day_zero: date = DAY_ZERO) -> date | None:
    """The day of a bare number of five digits; None for another text.

    >>> read_day_number("46348"), read_day_number("44886", DAY_ZERO_1904)
    (datetime.date(2026, 11, 22), datetime.date(2026, 11, 22))
    """
    number = _DAY_NUMBER.fullmatch(text)
    return day_zero + timedelta(days=int(number[1])) if number else None
