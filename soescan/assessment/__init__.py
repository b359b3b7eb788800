"""Case -> Assessment. One file per rule; `RULES` is the list of them."""

from __future__ import annotations

from soescan.assessment import data_class, needs, standards, standing
from soescan.assessment.distance import measure_distance, score_impact
from soescan.assessment.explain import explain_standard
from soescan.assessment.outcome import decide_outcome
from soescan.assessment.questions import list_questions, merge_questions
from soescan.assessment.rule import Rule
from soescan.assessment.standing import effective_standing
from soescan.model import Assessment, Case, Outcome

RULES: tuple[Rule, ...] = (
    standing.RULE,
    data_class.RULE,
    standards.RULE,
)


def assess(case: Case, rules: tuple[Rule, ...] = RULES) -> Assessment:
    """Put every rule's question to one case, and decide. Pure: same case, same assessment.

    A blocked tool gets no questions: no answer would open a way for it.
    """
    findings = tuple(finding for rule in rules for finding in rule.judge(case))
    reached, reason = decide_outcome(case, effective_standing(case), findings)
    distances = measure_distance(findings, case.catalog.policy.weights)
    is_blocked = reached is Outcome.BLOCKED
    return Assessment(
        case.tool,
        case.match,
        reached,
        reason,
        findings,
        case.gaps,
        distances,
        score_impact(case, distances),
        () if is_blocked else merge_questions(list_questions(case, findings)),
        tuple(fact for key in sorted(case.facts) for fact in case.facts[key]),
    )


__all__ = ["RULES", "Rule", "assess", "explain_standard", "merge_questions", "needs"]
