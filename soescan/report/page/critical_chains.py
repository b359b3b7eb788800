"""Why not earlier: the chain of what waits for what, tool by tool."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from soescan.model import ToolPlan
from soescan.report.page.cells import CellView, format_day, view_text
from soescan.report.tables.dates import date_or_week


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One thing that takes time, and from when to when."""

    span: str
    reason: CellView


@dataclass(frozen=True, slots=True)
class CriticalChain:
    """What makes the date of a tool."""

    tool: str
    earliest: str
    p80: str
    links: tuple[ChainLink, ...]
    note: str = ""


def critical_chains(tools: Iterable[ToolPlan]) -> tuple[CriticalChain, ...]:
    """The chain of each tool, in their order."""
    return tuple(map(_critical_chain, tools))


def _critical_chain(tool: ToolPlan) -> CriticalChain:
    def say(day: date | None) -> str:
        return format_day(date_or_week(day, illustrative=tool.illustrative))

    links = tuple(
        ChainLink(_format_span(say(why.from_), say(why.to)), view_text(why.says))
        for why in tool.why
    )
    return CriticalChain(tool.tool, say(tool.earliest), say(tool.p80), links, tool.says)


def _format_span(start: str, end: str) -> str:
    """Two days in as few words as tell them apart.

    >>> _format_span("2 Nov 2026", "4 Nov 2026"), _format_span("4 Jan 2027", "4 Jan 2027")
    ('2–4 Nov 2026', '4 Jan 2027')
    """
    if start == end:
        return start
    start_words, end_words = start.split(" "), end.split(" ")
    while len(start_words) > 1 and start_words[-1] == end_words[-1]:
        start_words.pop()
        end_words = end_words[:-1]
    first = " ".join(start_words)
    return f"{first}–{end}" if len(start_words) == 1 else f"{first} – {end}"
