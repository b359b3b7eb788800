"""The answer in one sentence: what becomes of the tools and, of those that can go ahead, when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from soescan.dates import format_near_day
from soescan.model import Assessment, Outcome, Report, ToolPlan
from soescan.quantities import in_words
from soescan.report.tables.in_use import in_use_sentence
from soescan.report.tables.tool_groups import ToolGroupKind, classify_tool, pair_with_plans
from soescan.report.tables.wording import capitalize_first
from soescan.report.text import shorten_name

MOST_WORDS = 25
"""Words of the answer, however many tools there are and whatever they are called."""

_READY = (ToolGroupKind.GO_AHEAD, ToolGroupKind.CONDITIONS)
_OTHERS = tuple(kind for kind in ToolGroupKind if kind not in _READY)
_VERBS: Mapping[ToolGroupKind, tuple[str, str]] = {
    ToolGroupKind.LIKELY: ("will probably fit", "will probably fit"),
    ToolGroupKind.TROUBLE: ("points to trouble", "point to trouble"),
    ToolGroupKind.BLOCKED: ("is blocked", "are blocked"),
    ToolGroupKind.UNKNOWN: ("is too little known", "are too little known"),
}
"""What is said of one tool, and of several; of the other groups it depends on who is in them."""
_SHORT_VERBS: Mapping[ToolGroupKind, tuple[str, str]] = {
    ToolGroupKind.LIKELY: ("probably fits", "probably fit"),
    ToolGroupKind.NEEDS_PAPER: ("needs papers", "need papers"),
    ToolGroupKind.TROUBLE: ("means trouble", "mean trouble"),
    ToolGroupKind.BLOCKED: ("is blocked", "are blocked"),
    ToolGroupKind.UNKNOWN: ("is unclear", "are unclear"),
}
"""The same, where there are many groups."""

_Pairs = Sequence[tuple[Assessment, ToolPlan | None]]


@dataclass(frozen=True, slots=True)
class _Fullness:
    """What the sentence leaves out to stay short."""

    names: bool = True
    dates: bool = True
    short: bool = False


_FULLEST_FIRST = (
    _Fullness(),
    _Fullness(short=True),
    _Fullness(names=False),
    _Fullness(names=False, dates=False),
    _Fullness(names=False, dates=False, short=True),
)


def headline(report: Report) -> str:
    """The answer: how many tools can go ahead and by when, and what becomes of the others.

    It has at most `MOST_WORDS` words: with many groups, single names and then dates are left to
    the lines below. Tools in use are live already; only where nothing else is asked about, it is
    about them.
    """
    pairs = pair_with_plans(report)
    proposed = [(a, plan) for a, plan in pairs if not a.in_use]
    if not proposed:
        uses = [(a.tool.name, a.in_use) for a in report.assessments if a.in_use]
        return f"{in_use_sentence(uses) or 'There is no tool to judge'}."
    groups: dict[ToolGroupKind, list[tuple[Assessment, ToolPlan | None]]] = {}
    for a, plan in proposed:
        groups.setdefault(classify_tool(a, plan), []).append((a, plan))
    ways = [_word_answer(groups, report.as_of, fullness) for fullness in _FULLEST_FIRST]
    return next((text for text in ways if len(text.split()) <= MOST_WORDS), ways[-1])


def _word_answer(groups: Mapping[ToolGroupKind, _Pairs], as_of: date, fullness: _Fullness) -> str:
    ready = [pair for kind in _READY for pair in groups.get(kind, ())]
    total = sum(map(len, groups.values()))
    others = list(_word_others(groups, fullness))
    when = _word_dates(ready, as_of) if fullness.dates else ""
    if len(groups) == 1 and not ready:
        ((kind, members),) = groups.items()
        return f"{_name_all(members)} {_verb(kind, members)}."
    if not others:
        return f"{_name_all(ready)} {_word_ready(groups)}{when}."
    if not ready:
        none = "Neither tool" if total == 2 else f"None of the {in_words(total)} tools"
        return f"{none} can go ahead yet: {', '.join(others)}."
    number = f"{in_words(len(ready))} of {in_words(total)} tools"
    is_named = fullness.names and len(ready) == 1
    subject = shorten_name(ready[0][0].tool.name) if is_named else capitalize_first(number)
    return f"{subject} {_word_ready(groups)}{when}; {', '.join(others)}."


def _word_others(groups: Mapping[ToolGroupKind, _Pairs], fullness: _Fullness) -> Iterator[str]:
    """A clause for each group that cannot go ahead now: a single tool by name, several counted."""
    for kind in _OTHERS:
        if members := groups.get(kind):
            many = len(members) > 1
            is_named = fullness.names and not many
            subject = shorten_name(members[0][0].tool.name) if is_named else in_words(len(members))
            verb = _verb(kind, members, short=fullness.short)
            yield f"{subject} {verb}"


def _verb(kind: ToolGroupKind, members: _Pairs, *, short: bool = False) -> str:
    many = len(members) > 1
    exceptions = sum(a.outcome is Outcome.NEEDS_EXCEPTION for a, _ in members)
    if short and exceptions < len(members):
        return _SHORT_VERBS[kind][many]
    if kind is not ToolGroupKind.NEEDS_PAPER:
        return _VERBS[kind][many]
    needed = "a paper first" if not exceptions else "a paper or an exception"
    needed = "an exception" if exceptions == len(members) else needed
    return f"{'need' if many else 'needs'} {needed}"


def _word_ready(groups: Mapping[ToolGroupKind, _Pairs]) -> str:
    """Whether all that can go ahead do so under conditions."""
    is_free = ToolGroupKind.GO_AHEAD in groups
    return "can go ahead" if is_free else "can go ahead with conditions"


def _name_all(members: _Pairs) -> str:
    if len(members) == 1:
        return shorten_name(members[0][0].tool.name)
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
