"""Why not earlier: the chain of what waits for what, tool by tool."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from soescan.model import Report, ToolPlan
from soescan.report.page.bounded import Bounded, first
from soescan.report.page.cells import Shown, say_day, text
from soescan.report.tables.days import when

MOST_TOOLS = 200
"""Tools whose chain is on the page, the latest first. Those beyond are counted."""


@dataclass(frozen=True, slots=True)
class Link:
    """One thing that takes time, and from when to when."""

    span: str
    says: Shown


@dataclass(frozen=True, slots=True)
class Chain:
    """What makes the date of a tool."""

    tool: str
    earliest: str
    p80: str
    links: tuple[Link, ...]
    says: str = ""


def chains(report: Report) -> Bounded[Chain]:
    """The chain of each tool that has a date, the latest first."""
    dated = [tool for tool in report.plan.tools if tool.earliest is not None]
    latest = sorted(dated, key=lambda tool: tool.earliest or date.min, reverse=True)
    shown, more = first(latest, MOST_TOOLS)
    return Bounded(tuple(map(_chain, shown)), more)


def _chain(tool: ToolPlan) -> Chain:
    def say(day: date | None) -> str:
        return say_day(when(day, illustrative=tool.illustrative))

    links = tuple(Link(_span(say(why.from_), say(why.to)), text(why.says)) for why in tool.why)
    return Chain(tool.tool, say(tool.earliest), say(tool.p80), links, tool.says)


def _span(start: str, end: str) -> str:
    """Two days in as few words as tell them apart.

    >>> _span("2 Nov 2026", "4 Nov 2026"), _span("4 Jan 2027", "4 Jan 2027")
    ('2–4 Nov 2026', '4 Jan 2027')
    """
    if start == end:
        return start
    one, other = start.split(" "), end.split(" ")
    while len(one) > 1 and one[-1] == other[-1]:
        one.pop()
        other = other[:-1]
    left = " ".join(one)
    return f"{left}–{end}" if len(one) == 1 else f"{left} – {end}"
