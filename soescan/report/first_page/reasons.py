"""Why a tool comes to what it does, in about ten words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from soescan.model import (
    Assessment,
    Finding,
    Outcome,
    OutlookKind,
    Severity,
    ToolPlan,
    Verdict,
    words_of_id,
)
from soescan.quantities import name_some, quantity
from soescan.report.tables.gaps import severity_rank
from soescan.report.tables.wording import capitalize_first, format_fact
from soescan.report.text import shorten_words

_MOST_WORDS = 12
_STANDING = "standing"
"""The rule that IT's decision on a product counts."""
_NAMED = 2
_WEIGHTS = {Severity.BLOCKER: 100, Severity.CONDITION: 10, Severity.ADVICE: 1}


def weigh_conflicts(a: Assessment) -> int:
    """How much of a tool conflicts with standards: a blocker weighs 100, a condition 10."""
    return sum(_WEIGHTS[f.severity] for f in a.findings if f.verdict is Verdict.CONFLICTS)


def reason_in_brief(a: Assessment, plan: ToolPlan | None) -> str:
    """Why, in about ten words, beginning with a capital and without a full stop."""
    reason = _find_reason(a, plan).removeprefix(f"{a.tool.name}: ").rstrip(".")
    return shorten_words(capitalize_first(reason), _MOST_WORDS)


def _find_reason(a: Assessment, plan: ToolPlan | None) -> str:
    conflicts = _list_conflicts(a)
    if a.in_use:
        same = conflicts and a.in_use.because == a.says
        return _word_conflicts(conflicts) if same else a.in_use.because
    if plan and plan.ended:
        return plan.ended
    if a.outlook:
        return _reason_of_outlook(a)
    if not conflicts:
        return _word_open_conditions(a) or a.says
    own = next((f for f in conflicts if f.rule == _STANDING), None)
    if own and a.outcome is Outcome.BLOCKED:
        return own.says
    return _word_conflicts(conflicts)


def _word_conflicts(conflicts: Sequence[Finding]) -> str:
    """Which standards are not met; where it is IT's decision alone, what IT has decided."""
    names = list(dict.fromkeys(f.name for f in conflicts if f.rule != _STANDING))
    if not names:
        return conflicts[0].says
    return f"{name_few(names)} {'is' if len(names) == 1 else 'are'} not met"


def _reason_of_outlook(a: Assessment) -> str:
    """The first reason of an outlook; where a paper settles it, which standards are open.

    A paper seldom settles everything: what else may block the tool is counted.
    """
    if a.outlook is None:
        return ""
    first = a.outlook.reasons[0]
    if a.outlook.kind is OutlookKind.NEEDS_PAPER and first.standards:
        if not _count_open_blockers(a, first.standards):
            return f"open until read: {name_rules(first.standards, names_in(a))}"
        named = [name_rules([rule], names_in(a)) for rule in first.standards[:_NAMED]]
        more = _count_open_blockers(a, first.standards[:_NAMED])
        return f"open: {', '.join(named)}, {quantity(more, 'more blocker')}"
    says, colon, rest = _SEVERITY.sub("", first.says, count=1).partition(": ")
    known = first.because[0].value if first.because and first.standards else None
    if not colon or known is None or isinstance(known, bool):
        return f"{says}{colon}{rest}"
    return f"{says}: {format_fact(first.because[0])}"


_SEVERITY = re.compile(rf" \((?:{'|'.join(Severity)})\)")
"""How grave a standard is: the verdict says as much."""


def _count_open_blockers(a: Assessment, but: Collection[str]) -> int:
    """How many blockers nobody can judge yet, beside some standards."""
    return sum(
        f.verdict is Verdict.UNKNOWN and f.severity is Severity.BLOCKER and f.rule not in but
        for f in a.findings
    )


def _word_open_conditions(a: Assessment) -> str:
    """Which conditions nobody can judge yet, of a tool that may go ahead under them."""
    names = [
        f.name
        for f in a.findings
        if f.verdict is Verdict.UNKNOWN and f.severity is Severity.CONDITION
    ]
    if a.outcome is not Outcome.FITS_WITH_CONDITIONS or not names:
        return ""
    return f"still open: {name_few(names)}"


def _list_conflicts(a: Assessment) -> list[Finding]:
    """What conflicts, the gravest first; advice only where there is nothing else."""
    conflicts = sorted((f for f in a.findings if f.verdict is Verdict.CONFLICTS), key=severity_rank)
    grave = [f for f in conflicts if f.severity is not Severity.ADVICE]
    return grave or conflicts


def name_few(names: Iterable[str]) -> str:
    """Standards by name; of more than three the first two, and how many more there are.

    >>> name_few(["strong sign-in", "deletion"]), name_few(["a", "b", "c", "d"])
    ('strong sign-in and deletion', 'a, b and 2 more standards')
    """
    listed = list(dict.fromkeys(names))
    most = _NAMED if len(listed) > _NAMED + 1 else len(listed)
    return name_some(listed, most) + (" standards" if len(listed) > most else "")


def names_in(a: Assessment) -> Mapping[str, str]:
    """What the standards and rules of a tool's findings are called, by id."""
    return {finding.rule: finding.name for finding in a.findings}


def name_rules(rules: Iterable[str], names: Mapping[str, str]) -> str:
    """Standards by the name that their findings have, else by their id in words; as `name_few`."""
    return name_few(names.get(rule) or words_of_id(rule) for rule in rules)
