"""Case -> Assessment. One file per rule; `RULES` is the list of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from soescan.assessment import data_class, lifecycle, standards, standing
from soescan.assessment.capabilities import (
    capability_vocabulary,
    check_needs,
    list_capabilities,
    note_unknown_words,
    resolve_capabilities,
)
from soescan.assessment.distance import measure_distance, score_impact
from soescan.assessment.explain import explain_standard
from soescan.assessment.go_live import (
    ask_about,
    find_worse,
    merge_findings,
    move_case,
)
from soescan.assessment.in_use import ask_for_owner, decide_use, is_in_use
from soescan.assessment.outcome import decide_outcome
from soescan.assessment.outlook import make_outlook
from soescan.assessment.questions import list_questions, merge_questions
from soescan.assessment.rule import Rule
from soescan.assessment.standing import effective_standing
from soescan.dates import format_date
from soescan.model import (
    Assessment,
    Case,
    Finding,
    Outcome,
    Outlook,
    OutlookKind,
    OutlookReason,
    Question,
)

RULES: tuple[Rule, ...] = (
    standing.RULE,
    lifecycle.RULE,
    data_class.RULE,
    standards.RULE,
)


def assess(case: Case, rules: tuple[Rule, ...] = RULES) -> Assessment:
    """Put every rule's question to one case, and decide. Pure: same case, same assessment.

    A case with a go-live is judged for that day as well, which may make the outcome worse and never
    better; where the day is an estimate, what would end before it is a question.
    """
    judged = _judge(case, rules)
    made = _make_assessment(case, judged)
    questions = tuple(ask_for_owner(case, made.in_use)) if made.in_use else ()
    # No answer would open a way for what is blocked.
    if made.outcome is not Outcome.BLOCKED:
        questions = (*list_questions(case, judged.findings), *judged.asked, *questions)
    merged = merge_questions(questions)
    return replace(
        made,
        questions=merged,
        outlook=make_outlook(
            case, effective_standing(case), judged.outcome, judged.findings, merged
        ),
    )


def assess_for_plan(case: Case) -> Assessment:
    """What a plan needs of `assess`, for cases by the hundred: no questions and no outlook."""
    return _make_assessment(case, _judge(case, RULES, ask=False))


@dataclass(frozen=True, slots=True)
class _Judgement:
    """What a case comes to."""

    findings: tuple[Finding, ...]
    outcome: Outcome
    reason: str
    asked: tuple[Question, ...] = ()
    """What would end before a go-live that is an estimate."""


def _judge(case: Case, rules: tuple[Rule, ...], *, ask: bool = True) -> _Judgement:
    """Without `ask`, nobody wants to know what is asked about an estimated go-live."""
    findings = _find(case, rules)
    outcome, reason = decide_outcome(case, effective_standing(case), findings)
    if case.go_live is None or case.go_live <= case.as_of:
        return _Judgement(findings, outcome, reason)
    if case.go_live_is_estimate and not ask:
        return _Judgement(findings, outcome, reason)
    later = move_case(case, case.go_live)
    worse = tuple(find_worse(findings, _find(later, rules)))
    if case.go_live_is_estimate:
        return _Judgement(findings, outcome, reason, tuple(ask_about(case, worse)))
    merged = merge_findings(findings, worse, case.go_live) if worse else findings
    later_outcome, later_reason = decide_outcome(later, effective_standing(later), merged)
    if _ORDER.index(later_outcome) > _ORDER.index(outcome):
        outcome, reason = (
            later_outcome,
            f"{later_reason} (at the go-live on {format_date(case.go_live)})",
        )
    return _Judgement(merged, outcome, reason)


_ORDER = tuple(Outcome)


def _find(case: Case, rules: tuple[Rule, ...]) -> tuple[Finding, ...]:
    return tuple(finding for rule in rules for finding in rule.judge(case))


def _make_assessment(case: Case, judged: _Judgement) -> Assessment:
    """The assessment with its distances, without questions and outlook."""
    findings, outcome, reason = judged.findings, judged.outcome, judged.reason
    distances = measure_distance(findings, case.catalog.policy.weights)
    return Assessment(
        case.tool,
        case.match,
        outcome,
        reason,
        findings,
        case.gaps,
        distances,
        score_impact(case, distances),
        facts=(*(fact for key in sorted(case.facts) for fact in case.facts[key]), *case.leads),
        in_use=decide_use(case, effective_standing(case), outcome, reason, findings),
    )


def assess_standing(case: Case) -> Assessment:
    """What IT's decision alone makes of a case: the standards are not put to it.

    For the tools of a long list for which there is no time: what IT refuses is blocked or needs an
    exception all the same; of everything else nobody can tell. What became of a product is told.
    """
    findings = _find(case, (standing.RULE, lifecycle.RULE))
    reached, reason = decide_outcome(case, effective_standing(case), findings)
    if reached not in (Outcome.BLOCKED, Outcome.NEEDS_EXCEPTION):
        unheld = "there are too many tools for one run, so no standard was checked for this one"
        reached, reason = Outcome.CANNOT_TELL, "; ".join((*lifecycle.list_told(findings), unheld))
    distances = measure_distance(findings, case.catalog.policy.weights)
    impact = score_impact(case, distances)
    in_use = decide_use(case, effective_standing(case), reached, reason, findings)
    outlook = Outlook(OutlookKind.UNKNOWN, (OutlookReason(reason),))
    return Assessment(
        *(case.tool, case.match, reached, reason, findings, (), distances, impact),
        in_use=in_use,
        outlook=outlook if reached is Outcome.CANNOT_TELL else None,
    )


__all__ = [
    "RULES",
    "Rule",
    "assess",
    "assess_for_plan",
    "assess_standing",
    "capability_vocabulary",
    "check_needs",
    "explain_standard",
    "is_in_use",
    "list_capabilities",
    "merge_questions",
    "note_unknown_words",
    "resolve_capabilities",
]
