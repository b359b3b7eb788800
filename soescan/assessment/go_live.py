"""What holds today and will not hold on the day of the go-live.

Looks at: the same facts, judged on the earliest go-live: approvals, waivers and contracts that end
before it.

Why it matters: a tool goes live on that day, and nobody would ask again.

Cannot see: what nobody has a date for. What was seen does not age here: it is looked at again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from soescan.dates import format_date, format_week
from soescan.model import (
    Basis,
    Case,
    Fact,
    FactType,
    Finding,
    Question,
    Severity,
    Step,
    Supplier,
    Verdict,
)
from soescan.reference import builtin

_RANK = {Verdict.UNKNOWN: 1, Verdict.CONFLICTS: 2}


def move_case(case: Case, day: date) -> Case:
    """The case as it will be on a later day, if nothing but the day changes."""
    product = case.match.product
    facts = {
        key: kept
        for key, of_key in case.facts.items()
        if (kept := tuple(fact for fact in of_key if not _ends_before(fact, day)))
    }
    if product and product.valid_until and "soe.expired" in facts:
        expired = product.valid_until < day
        facts["soe.expired"] = tuple(_replace_value(f, expired) for f in facts["soe.expired"])
    return replace(case, facts=facts, as_of=day)


def _ends_before(fact: Fact, day: date) -> bool:
    """Does an answer on IT's record end before a day? What was seen is looked at again."""
    is_record = fact.origin.basis is Basis.ANSWERED
    return is_record and fact.expires is not None and fact.expires < day


def _replace_value(fact: Fact, value: bool) -> Fact:
    return replace(fact, value=value or fact.value)


def find_worse(now: Sequence[Finding], later: Sequence[Finding]) -> Iterator[Finding]:
    """Yield the findings of the later day that are worse than those of the same rule today."""
    today = dict(_number(now))
    for key, finding in _number(later):
        before = today.get(key)
        rank = _RANK.get(before.verdict, 0) if before else 0
        if _RANK.get(finding.verdict, 0) > rank and not _rests_on_sightings(finding):
            yield finding


def _rests_on_sightings(finding: Finding) -> bool:
    """Does it rest on a day that only a look can tell, such as a certificate's, and will again?"""
    keys = (builtin.vocabulary()[fact.key] for fact in finding.because)
    return any(key.type is FactType.DATE and set(key.by) == {Supplier.PROBE} for key in keys)


def merge_findings(
    now: Sequence[Finding], worse: Sequence[Finding], day: date
) -> tuple[Finding, ...]:
    """Today's findings, with what is worse on a later day in the place of the same rule's."""
    later = {
        finding.rule: replace(finding, says=f"At the go-live on {format_date(day)}: {finding.says}")
        for finding in reversed(worse)
    }
    kept = tuple(later.pop(finding.rule, finding) for finding in now)
    return (*kept, *later.values())


def _number(findings: Sequence[Finding]) -> Iterator[tuple[tuple[str, int], Finding]]:
    """Each finding with its rule and its number among that rule's findings."""
    count: Counter[str] = Counter()
    for finding in findings:
        yield (finding.rule, count[finding.rule]), finding
        count[finding.rule] += 1


def _word_go_live(case: Case) -> str:
    when = f" in the {format_week(case.go_live)}" if case.go_live else ""
    return f"its estimated go-live{when}"


def ask_about(case: Case, worse: Sequence[Finding]) -> Iterator[Question]:
    """Ask IT of what would end before a go-live whose day is not sure."""
    for finding in worse:
        text = (
            f"What {case.tool.name} has for {finding.name} counts today, but ends before"
            f" {_word_go_live(case)}. Will it be renewed?"
        )
        urgency = 100 if finding.severity is Severity.BLOCKER else 10
        yield Question(Supplier.IT, text, finding.missing, (case.tool.name,), urgency)


def ask_about_records(case: Case, steps: Iterable[Step]) -> Iterator[Question]:
    """Ask IT of steps whose records count today and not on a go-live whose day is not sure."""
    for step in steps:
        text = (
            f"“{step.label or step.id}” is on file for {case.tool.name}, but lapses before"
            f" {_word_go_live(case)}. Will it be done again?"
        )
        yield Question(Supplier.IT, text, (), (case.tool.name,), 10)
