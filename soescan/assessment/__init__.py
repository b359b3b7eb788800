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
    return Assessment(
        case.tool,
        case.match,
        reached,
        reason,
        findings,
        case.gaps,
        distances,
        score_impact(case, distances),
        # Nothing that could be answered would open a way for a tool that is blocked.
        () if reached is Outcome.BLOCKED else merge_questions(list_questions(case, findings)),
        tuple(fact for key in sorted(case.facts) for fact in case.facts[key]),
    )


def assess_standing(case: Case) -> Assessment:
    """What IT's decision alone makes of a case: the standards are not put to it.

    For the tools of a long list for which there is no time: what IT refuses is blocked or needs an
    exception all the same; of everything else nobody can tell.
    """
    findings = tuple(standing.RULE.judge(case))
    reached, reason = decide_outcome(case, effective_standing(case), findings)
    if reached not in (Outcome.BLOCKED, Outcome.NEEDS_EXCEPTION):
        reached, reason = Outcome.CANNOT_TELL, "too many tools for one run: not held to standards"
    distances = measure_distance(findings, case.catalog.policy.weights)
    impact = score_impact(case, distances)
    return Assessment(case.tool, case.match, reached, reason, findings, (), distances, impact)


__all__ = [
    "RULES",
    "Rule",
    "assess",
    "assess_standing",
    "explain_standard",
    "merge_questions",
    "needs",
]
