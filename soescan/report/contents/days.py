"""Dates as cells: a day, or its week while it rests on lead times nobody has confirmed."""

from __future__ import annotations

from datetime import date

from soescan.report.contents.table import Week


def when(day: date | None, *, illustrative: bool) -> date | Week | None:
    """The cell of a day."""
    return Week(day) if day is not None and illustrative else day
