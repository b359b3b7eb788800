"""What the first page is made of: the answer, the tools, this week, what would change it."""

from __future__ import annotations

from dataclasses import dataclass

from soescan.report.tables.table import TableData
from soescan.report.tables.tool_groups import ToolGroupKind


@dataclass(frozen=True, slots=True)
class ToolLine:
    """One tool on one line. Every text is plain and may hold what somebody outside wrote."""

    tool: str
    verdict: str
    """The outcome or, where there is none, the outlook; in two to five words."""
    because: str
    """Why, in about ten words."""
    earliest: str
    """The week or day of the earliest go-live, or why there is none, in a few words."""
    next_step: str
    who: str


@dataclass(frozen=True, slots=True)
class ToolGroup:
    """Tools of which the same can be said."""

    kind: ToolGroupKind
    lines: tuple[ToolLine, ...]
    """All of them, the most telling first."""

    @property
    def telling(self) -> tuple[ToolLine, ...]:
        """Those to show where there is no room for all."""
        return self.lines[:MOST_TELLING]


MOST_TELLING = 3
"""Members of a group that the first page names."""
MOST_TOOLS = 8
"""Tools that get a line each; more are grouped."""


@dataclass(frozen=True, slots=True)
class WeekAction:
    """Something that somebody can do this week."""

    who: str
    does: str
    tools: str
    """For which tools, by name or number; empty for all or none."""
    why: str
    """Why now; empty where that is plain."""


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """What somebody could say or do, and what would become of the answer then."""

    who: str
    """Who says or does it."""
    what: str
    """The question, or the change."""
    settles: str
    """What would follow: a sentence without its full stop."""


@dataclass(frozen=True, slots=True)
class LabelledText:
    """Something said under a short name, such as *Wish date* or *Security*."""

    label: str
    says: str


@dataclass(frozen=True, slots=True)
class FirstPage:
    """What the person who decides reads, often nothing else. Every format begins with it."""

    title: str
    answer: str
    """The answer in one sentence."""
    basis: str
    """As of when, and checked against what."""
    dates_note: str
    """Which dates are only weeks, and why; empty where all are days."""
    cautions: tuple[str, ...]
    """What must be known before the answer is used: most urgent first, at most five sentences."""
    concerns: tuple[LabelledText, ...]
    """What this reader asks first; for IT uptime, security, data, and what is asked of IT."""
    comparison: TableData | None
    """Procurement's comparison, of at most `MOST_TOOLS` tools; None for the other readers."""
    groups: tuple[ToolGroup, ...]
    """All tools, in the order of `ToolGroupKind`."""
    actions: tuple[WeekAction, ...]
    """At most three."""
    changes: tuple[AnswerChange, ...]
    """At most seven questions and changes, the most telling first."""
    reasons: tuple[LabelledText, ...]
    """The business case, who decides, the work and the wish date, as far as there are any."""

    @property
    def is_grouped(self) -> bool:
        """Whether there are too many tools for a line each: then each group has a line."""
        return self._number_of_tools > MOST_TOOLS

    def word_compared(self, most: int = MOST_TOOLS) -> str:
        """How many of the tools are compared, to stand after a title; empty where all are."""
        shown = min(len(self.comparison.rows), most) if self.comparison else 0
        total = self._number_of_tools
        return f": {shown} of {total} tools" if 0 < shown < total else ""

    @property
    def _number_of_tools(self) -> int:
        return sum(len(group.lines) for group in self.groups)
