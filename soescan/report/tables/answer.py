"""The answer in one sentence: what becomes of the tools and, of those that can go ahead, when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from soescan.dates import format_near_day
from soescan.model import Assessment, Outcome, Report, ToolPlan
from soescan.quantities import in_words
from soescan.report.tables.in_use import in_use_sentence
from soescan.report.tables.tool_groups import ToolGroupKind, classify_tool, pair_with_plans
from soescan.report.tables.wording import capitalize_first

_READY = (ToolGroupKind.GO_AHEAD, ToolGroupKind.CONDITIONS)
_VERBS: Mapping[ToolGroupKind, tuple[str, str]] = {
    ToolGroupKind.LIKELY: ("will probably fit", "will probably fit"),
    ToolGroupKind.TROUBLE: ("points to trouble", "point to trouble"),
    ToolGroupKind.BLOCKED: ("is blocked", "are blocked"),
    ToolGroupKind.UNKNOWN: ("is too little known", "are too little known"),
}
"""What is said of one tool, and of several; of the other groups it depends on who is in them."""
_LONG_ANSWER = 3
"""Clauses beside the first beyond which there is no room for a date."""

_Pairs = Sequence[tuple[Assessment, ToolPlan | None]]


def headline(report: Report) -> str:
    """The answer: how many tools can go ahead and by when, and what becomes of the others.

    Tools in use are live already; only where nothing else is asked about, it is about them.
    """
    pairs = pair_with_plans(report)
    proposed = [(a, plan) for a, plan in pairs if not a.in_use]
    if not proposed:
        uses = [(a.tool.name, a.in_use) for a in report.assessments if a.in_use]
        return f"{in_use_sentence(uses) or 'There is no tool to judge'}."
    groups: dict[ToolGroupKind, list[tuple[Assessment, ToolPlan | None]]] = {}
    for a, plan in proposed:
        groups.setdefault(classify_tool(a, plan), []).append((a, plan))
    ready = [pair for kind in _READY for pair in groups.get(kind, ())]
    others = [_word_group(kind, groups[kind]) for kind in _VERBS_ORDER if kind in groups]
    date_phrase = _word_dates(ready, report.as_of) if len(others) <= _LONG_ANSWER else ""
    if not others:
        return f"{_name_all(ready)} {_word_ready(groups)}{date_phrase}."
    if not ready:
        return _answer_without_ready(proposed, groups, others)
    many = f"{in_words(len(ready))} of {in_words(len(proposed))} tools"
    subject = capitalize_first(many) if len(ready) > 1 else ready[0][0].tool.name
    return f"{subject} {_word_ready(groups)}{date_phrase}; {', '.join(others)}."


def _answer_without_ready(
    proposed: _Pairs, groups: Mapping[ToolGroupKind, _Pairs], others: Sequence[str]
) -> str:
    if len(groups) == 1:
        ((kind, members),) = groups.items()
        return f"{_name_all(members)} {_verb(kind, members)}."
    none = "Neither tool" if len(proposed) == 2 else f"None of the {in_words(len(proposed))} tools"
    return f"{none} can go ahead yet: {', '.join(others)}."


_VERBS_ORDER = tuple(kind for kind in ToolGroupKind if kind not in _READY)


def _word_group(kind: ToolGroupKind, members: _Pairs) -> str:
    """One group as a clause: a single tool by its name, several by their number."""
    subject = members[0][0].tool.name if len(members) == 1 else in_words(len(members))
    return f"{subject} {_verb(kind, members)}"


def _verb(kind: ToolGroupKind, members: _Pairs) -> str:
    many = len(members) > 1
    if kind is not ToolGroupKind.NEEDS_PAPER:
        return _VERBS[kind][many]
    exceptions = sum(a.outcome is Outcome.NEEDS_EXCEPTION for a, _ in members)
    needed = "a paper first" if not exceptions else "a paper or an exception"
    needed = "an exception" if exceptions == len(members) else needed
    return f"{'need' if many else 'needs'} {needed}"


def _word_ready(groups: Mapping[ToolGroupKind, _Pairs]) -> str:
    """Whether all that can go ahead do so under conditions."""
    is_free = ToolGroupKind.GO_AHEAD in groups
    return "can go ahead" if is_free else "can go ahead with conditions"


def _name_all(members: _Pairs) -> str:
    if len(members) == 1:
        return members[0][0].tool.name
    return "Both tools" if len(members) == 2 else f"All {in_words(len(members))} tools"


def _word_dates(ready: _Pairs, as_of: date) -> str:
    """By when the last of the tools that can go ahead is likely to be live."""
    dated = [plan for _, plan in ready if plan and plan.p80]
    if not dated:
        return ""
    last = max(plan.p80 or date.min for plan in dated)
    rough = any(plan.illustrative for plan in dated)
    day = format_near_day(last, as_of, illustrative=rough)
    return f", 80% likely by {'the ' if rough else ''}{day}"
