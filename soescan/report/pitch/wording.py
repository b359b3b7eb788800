"""How a pitch names tools, standards and days, and says what nobody has decided yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from soescan.dates import format_date_or_week
from soescan.report.first_page import LabelledText
from soescan.report.tables.wording import join_names
from soescan.report.text import truncate

_LONGEST_NAME = 36
"""Columns of a name. A longer one is cut, for the page holds dozens of them."""
_LONGEST_QUOTE = 150
"""Columns of what somebody wrote: a goal, a business case, a question."""


def quote(text: str, columns: int = _LONGEST_QUOTE) -> str:
    """What somebody wrote, on one line and cut where it is long, without its full stop.

    >>> quote("A page in an hour.  Twice.")
    'A page in an hour. Twice'
    """
    return truncate(" ".join(text.split()), columns).rstrip(".")


def name_tool(name: str) -> str:
    """A tool's name, cut where it is long."""
    return quote(name, _LONGEST_NAME)


def name_tools(names: Sequence[str], most: int = 3) -> str:
    """A few tools by name, and how many more there are.

    >>> name_tools(["A", "B"]), name_tools(["A", "B", "C", "D", "E"])
    ('A and B', 'A, B, C and 2 more')
    """
    more = len(names) - most
    if more == 1:  # one more name takes no more room than saying so
        most, more = most + 1, 0
    shown = [name_tool(name) for name in names[:most]]
    return join_names([*shown, f"{more} more"] if more > 0 else shown)


def name_standards(listed: Iterable[str], most: int) -> str:
    """A few standards by name, and how many more there are."""
    names = [quote(name, _LONGEST_NAME) for name in listed]
    more = len(names) - most
    return join_names([*names[:most], f"{more} more"] if more > 0 else names)


def undecided(label: str, what: str) -> LabelledText:
    """A point that nobody has decided yet, with what is to be filled in.

    >>> undecided("Exit", "how you get the data out").says
    'not decided yet: how you get the data out.'
    """
    return LabelledText(label, f"not decided yet: {what}.")


def on_day(day: date, *, illustrative: bool) -> str:
    """A day or a week, with the words before it.

    >>> on_day(date(2026, 12, 9), illustrative=True)
    'in the week of 7 Dec 2026'
    """
    said = format_date_or_week(day, illustrative=illustrative)
    return f"in the {said}" if illustrative else f"on {said}"


def by_day(day: date, *, illustrative: bool) -> str:
    """A day or a week by which something is to happen.

    >>> by_day(date(2026, 12, 9), illustrative=False)
    'by Wed 9 Dec 2026'
    """
    return f"by {'the ' * illustrative}{format_date_or_week(day, illustrative=illustrative)}"
