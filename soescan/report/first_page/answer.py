"""The answer in one sentence: what becomes of the tools, and when the first can be live."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from soescan.model import Report, ToolPlan
from soescan.report.first_page.nouns import ToolGroup, ToolGroupKind
from soescan.report.tables.dates import format_day
from soescan.report.tables.table import Week

_VERBS = {
    ToolGroupKind.GO_AHEAD: ("can go ahead", "can go ahead"),
    ToolGroupKind.CONDITIONS: ("can go ahead with conditions", "can go ahead with conditions"),
    ToolGroupKind.LIKELY: ("will probably fit", "will probably fit"),
    ToolGroupKind.NEEDS_PAPER: ("needs a paper or an exception", "need a paper or an exception"),
    ToolGroupKind.TROUBLE: ("points to trouble", "point to trouble"),
    ToolGroupKind.BLOCKED: ("is blocked", "are blocked"),
    ToolGroupKind.UNKNOWN: ("cannot be judged yet", "cannot be judged yet"),
    ToolGroupKind.IN_USE: ("is in use already", "are in use already"),
}


def answer_in_one_sentence(report: Report, groups: Sequence[ToolGroup]) -> str:
    """What becomes of the tools, and when the last of those with a date can be live."""
    parts = [_word_group(group) for group in groups]
    when = _word_dates(report.plan.tools)
    return f"{', '.join(parts) or 'There is no tool to judge'}{when}."


def _word_group(group: ToolGroup) -> str:
    many = len(group.lines) > 1
    subject = str(len(group.lines)) if many else group.lines[0].tool
    return f"{subject} {_VERBS[group.kind][many]}"


def _word_dates(tools: Sequence[ToolPlan]) -> str:
    dated = [tool for tool in tools if tool.earliest and tool.p80]
    if not dated:
        return ""
    last = max(tool.p80 or date.min for tool in dated)
    rough = any(tool.illustrative for tool in dated)
    return f"; plan for {'the ' if rough else ''}{format_day(Week(last) if rough else last)}"
