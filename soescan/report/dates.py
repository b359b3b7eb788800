"""Plan -> a line per tool: how long, how much work, from when on and by when likely."""

from __future__ import annotations

from datetime import date

from soescan.days import iso
from soescan.model import Plan
from soescan.names import width
from soescan.report.format import Look
from soescan.report.words import clean, cut, pad, wrapped

_WIDE = 76
"""Columns from which on there is room for all figures; below, for the two that are asked for."""


def dates(plan: Plan, look: Look) -> list[str]:
    """A line per tool: lead time, effort, earliest, and the days by which it is likely live."""
    planned = [tool for tool in plan.tools if tool.earliest]
    if not planned:
        return []
    full = look.width >= _WIDE
    room = max(8, look.width - (62 if full else 24))
    wide = min(max([4, *(width(clean(tool.tool)) for tool in planned)]), room)
    figures = "  days  effort  earliest    P50         P80         P95"
    lines = [pad("tool", wide) + (figures if full else "  earliest    P80")]
    for tool in planned:
        asked = (tool.earliest, tool.p50, tool.p80, tool.p95) if full else (tool.earliest, tool.p80)
        cells = [f"{tool.days:>4}", f"{tool.effort:>6g}"] if full else []
        cells += [cell(day, tool.illustrative) for day in asked]
        lines.append(f"{pad(cut(tool.tool, wide), wide)}  {'  '.join(cells)}".rstrip())
    says = _DATES_SAY + (_WEEKS_SAY if any(tool.illustrative for tool in planned) else "")
    return [*lines, "", *wrapped(says, look)]


_DATES_SAY = (
    "days: working days until the go-live if everything takes its likely time, which is the"
    " earliest. effort: person-days. P80: live by then in 80 of 100 draws."
)
_WEEKS_SAY = (
    " ~: an illustrative week, for the lead times are published defaults: ask IT for theirs."
)


def cell(day: date | None, illustrative: bool) -> str:
    """A day, or its week when it only illustrates."""
    if day is None:
        return "-".ljust(10)
    return f"{'~' if illustrative else ''}{iso(day, illustrative=illustrative)}".ljust(10)
