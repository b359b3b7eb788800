"""What is known of a tool and points to a conflict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from soescan import conditions
from soescan.assessment.lifecycle import RULE as LIFECYCLE
from soescan.assessment.outlook.fact_sets import FactSets
from soescan.assessment.outlook.wording import word_facts, word_known
from soescan.assessment.standards import list_deciding_facts
from soescan.conditions import Counterfactual, FactSet
from soescan.model import Case, Fact, Finding, OutlookReason, Severity, Standard, Verdict
from soescan.model.values import StandardId

_COUNTS = (Severity.BLOCKER, Severity.CONDITION)


def list_troubles(
    case: Case, findings: Sequence[Finding], fact_sets: FactSets
) -> Iterator[OutlookReason]:
    """Everything known that points to a conflict, what weighs most first."""
    if case.match.prohibited:
        yield OutlookReason(f"it may be {' or '.join(case.match.prohibited)}, which IT prohibits")
    for finding in findings:
        if finding.rule == LIFECYCLE.id and _is_open(finding):
            yield OutlookReason(finding.says.removesuffix("."))
    standards: dict[str, Standard] = {standard.id: standard for standard in case.catalog.standards}
    judged = [(f, standards[f.rule]) for f in findings if f.rule in standards]
    judged.sort(key=lambda pair: pair[0].severity is not Severity.BLOCKER)
    for finding, standard in judged:
        if finding.verdict is Verdict.CONFLICTS and finding.severity in _COUNTS:
            because = finding.because
            facts = _list_contrary(standard, fact_sets.counting(standard), because) or because
            yield _make_reason(finding, "is not met", word_facts(facts), facts)
    for finding, standard in filter(lambda pair: _is_open(pair[0]), judged):
        fact_set = fact_sets.counting(standard)
        if conditions.evaluate(standard.require, fact_set) is False:
            deciding = list_deciding_facts(standard, case.facts)
            facts = _list_contrary(standard, fact_set, deciding) or deciding
            yield _make_reason(finding, "is not met, should it apply", word_facts(facts), facts)
            continue
        supposed = fact_sets.suppose(standard)
        if conditions.evaluate(standard.require, supposed) is False:
            facts = _list_contrary(standard, supposed, fact_sets.known())
            yield _make_reason(finding, "may not be met", word_known(facts), facts)


def _is_open(finding: Finding) -> bool:
    return finding.verdict is Verdict.UNKNOWN and finding.severity in _COUNTS


def _make_reason(
    finding: Finding, what: str, worded: str, facts: tuple[Fact, ...]
) -> OutlookReason:
    worded = worded or finding.says.removesuffix(".")
    says = f"{finding.name} ({finding.severity}) {what}: {worded}"
    return OutlookReason(says, facts, (StandardId(finding.rule),))


def _list_contrary(
    standard: Standard, fact_set: FactSet, facts: Iterable[Fact]
) -> tuple[Fact, ...]:
    """Those of the facts that would have to be otherwise for a standard to be met."""
    ways = conditions.find_counterfactuals(standard.require, fact_set)
    changes = {change.fact: change for change in ways[0]} if ways else {}
    return tuple(
        fact
        for fact in facts
        if fact.key in changes and _is_contrary(fact, changes[fact.key], fact_set)
    )


def _is_contrary(fact: Fact, change: Counterfactual, fact_set: FactSet) -> bool:
    alone = replace(fact_set, facts={fact.key: (fact.value,)})
    return any(conditions.evaluate(test, alone) is not want for test, want in change.tests)
