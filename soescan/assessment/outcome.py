"""From standing and findings to the outcome of a tool: the first row that holds.

The table is the product's promise, not policy: what IT can set are severities, waivers and
standings. A waived finding counts as met; an unknown one with ``on_unknown: proceed`` too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from soescan.assessment.lifecycle import list_told
from soescan.assessment.standing import RULE as STANDING
from soescan.assessment.standing import EffectiveStanding, word_standing
from soescan.dates import format_last_day
from soescan.model import (
    Case,
    Finding,
    MatchedBy,
    OnUnknown,
    Outcome,
    Severity,
    Standing,
    Verdict,
)
from soescan.quantities import name_some, quantity


@dataclass(frozen=True, slots=True)
class _OutcomeContext:
    """What the rows of the table look at."""

    case: Case
    standing: EffectiveStanding
    conflicts: dict[Severity, tuple[Finding, ...]]
    unknown: dict[Severity, tuple[Finding, ...]]

    @property
    def standing_text(self) -> str:
        """The standing with its reason or its last day; empty for an unlisted tool."""
        product = self.case.match.product
        if product is None:
            return ""
        standing = word_standing(self.standing.standing)
        if product.valid_until and self.standing.standing is not Standing.PROHIBITED:
            return f"{standing} until {format_last_day(product.valid_until)}"
        return f"{standing}: {product.reason}" if product.reason else standing

    @property
    def standing_doubts(self) -> str:
        """What an approval is limited to and nothing shows; empty when there is nothing."""
        says = "; ".join(doubt.says for doubt in self.standing.doubts)
        return (
            f"{word_standing(self.standing.standing)}, but it is not known {says}" if says else ""
        )

    @property
    def unwaivable(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.conflicts[Severity.BLOCKER] if not f.waivable_by)

    @property
    def missing_standards(self) -> str:
        """A bare list says nothing about what is not on it; silence is no consent."""
        if self.standing.standing is Standing.UNLISTED and not self.case.catalog.standards:
            return "IT's catalog does not list it, and has no standards to judge it by"
        return ""


_DecisionRow = tuple[Outcome, Callable[[_OutcomeContext], object]]

_DECISION_TABLE: tuple[_DecisionRow, ...] = (
    (Outcome.BLOCKED, lambda p: p.standing.standing is Standing.PROHIBITED and p.standing_text),
    (Outcome.BLOCKED, lambda p: p.unwaivable),
    (Outcome.NEEDS_EXCEPTION, lambda p: p.conflicts[Severity.BLOCKER]),
    (
        Outcome.NEEDS_EXCEPTION,
        lambda p: (
            p.standing.standing in (Standing.EXCEPTION_ONLY, Standing.RETIRING) and p.standing_text
        ),
    ),
    (Outcome.NEEDS_EXCEPTION, lambda p: p.standing.problem),
    (Outcome.CANNOT_TELL, lambda p: p.standing_doubts),
    (Outcome.IN_SOE, lambda p: p.standing.is_approved and p.standing_text),
    (
        Outcome.CANNOT_TELL,
        lambda p: p.case.match.by is MatchedBy.AMBIGUOUS and p.case.match.says,
    ),
    (Outcome.CANNOT_TELL, lambda p: p.missing_standards),
    (Outcome.CANNOT_TELL, lambda p: p.unknown[Severity.BLOCKER]),
    (Outcome.FITS_WITH_CONDITIONS, lambda p: p.standing.is_limited and p.standing_text),
    (Outcome.FITS_WITH_CONDITIONS, lambda p: p.conflicts[Severity.CONDITION]),
    (Outcome.FITS_WITH_CONDITIONS, lambda p: p.unknown[Severity.CONDITION]),
    (Outcome.FITS, lambda p: "it meets every standard that applies"),
)
"""Rows in order, each with what makes it hold: findings, or words."""


def decide_outcome(
    case: Case, standing: EffectiveStanding, findings: Sequence[Finding]
) -> tuple[Outcome, str]:
    """The outcome of the first row of the table that holds, and in words what made it hold.

    What is told of the product's own life comes first.
    """
    context = _OutcomeContext(
        case,
        standing,
        _group_by_severity(findings, Verdict.CONFLICTS),
        _group_by_severity(findings, Verdict.UNKNOWN),
    )
    for outcome, holds in _DECISION_TABLE:
        if reason := holds(context):
            text = reason if isinstance(reason, str) else _describe_findings(reason)  # type: ignore[arg-type]
            told = list_told(tuple(findings))
            return outcome, "; ".join((*told, text)) + _describe_conditions(case)
    raise AssertionError("the last row always holds")


def _describe_conditions(case: Case) -> str:
    """IT's own words for the conditions of a product; they bind whatever the outcome rests on."""
    conditions = case.match.product.conditions if case.match.product else ()
    return f"; IT's conditions: {'; '.join(conditions)}" if conditions else ""


def _group_by_severity(
    findings: Sequence[Finding], verdict: Verdict
) -> dict[Severity, tuple[Finding, ...]]:
    """The findings of a verdict that count; standing has rows of its own."""
    return {
        severity: tuple(
            f
            for f in findings
            if f.verdict is verdict
            and f.severity is severity
            and f.rule != STANDING.id
            and not (verdict is Verdict.UNKNOWN and f.on_unknown is OnUnknown.PROCEED)
        )
        for severity in Severity
    }


def is_open_blocker(finding: Finding) -> bool:
    """Does a finding keep the outcome open: a blocker that nobody can tell yet?"""
    return finding in _group_by_severity((finding,), Verdict.UNKNOWN)[Severity.BLOCKER]


def _describe_findings(findings: Sequence[Finding]) -> str:
    names = list(dict.fromkeys(f.name for f in findings))
    count = quantity(len(names), findings[0].severity, _PLURALS.get(findings[0].severity, ""))
    verb = "is" if len(names) == 1 else "are"
    word = "open" if findings[0].verdict is Verdict.UNKNOWN else "not met"
    return f"{count} {verb} {word}: {name_some(names)}"


_PLURALS = {Severity.ADVICE: "points of advice"}
