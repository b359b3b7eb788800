"""What a tool that cannot be judged yet will probably come to: from named facts, never a number.

An outlook is for the outcome *cannot tell* alone and decides nothing. It looks at what keeps the
outcome open, the blockers, and at what is known.

* *trouble*: a fact that is known conflicts with a blocker or a condition (be it open whether that
  applies), or one would that does not count, such as what a register says; the product has ended,
  or may be one that IT prohibits.
* *likely*: nothing known speaks against it, and each open blocker is usually met (IT says which
  are), can be seen by one scan, or is for the requester to say; and the vendor catalog knows the
  product, or a fact shows that the vendor meets what is asked, with another or a document that it
  has. What the requester claims and what third parties say count for nothing here.
* *needs-paper*: the same, but some of it stands in documents that the vendor is known to have, or
  a register says that it is so.
* *unknown*: all else.

Advice is left out, as it is from the outcome.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice

from soescan.assessment.outlook.conflicts import list_troubles
from soescan.assessment.outlook.fact_sets import FactSets
from soescan.assessment.outlook.settling import (
    OpenStandard,
    VendorKnowledge,
    Way,
    list_known,
    list_open,
)
from soescan.assessment.outlook.wording import explain_likely, explain_papers, explain_unknown
from soescan.assessment.standing import APPROVES, EffectiveStanding, word_standing
from soescan.model import (
    Case,
    Finding,
    MatchedBy,
    Outcome,
    Outlook,
    OutlookKind,
    OutlookReason,
    Question,
)

__all__ = ["make_outlook"]

_ENOUGH = 2
"""Facts that meet a standard and documents of the vendor before anything is called likely."""
_MOST_REASONS = 3


def make_outlook(
    case: Case,
    standing: EffectiveStanding,
    outcome: Outcome,
    findings: Sequence[Finding],
    questions: Sequence[Question],
) -> Outlook | None:
    """The outlook of a tool whose outcome cannot be told, or None for any other outcome."""
    if outcome is not Outcome.CANNOT_TELL:
        return None
    fact_sets = FactSets(case)
    troubles = tuple(islice(list_troubles(case, findings, fact_sets), _MOST_REASONS))
    doubts = ", ".join(doubt.says for doubt in standing.doubts)
    still_open: list[OpenStandard] = []
    if troubles:
        kind, reasons = OutlookKind.TROUBLE, iter(troubles)
    elif doubts and standing.standing in APPROVES:
        kind, reasons = OutlookKind.LIKELY, iter((_say_decided(standing, doubts),))
    elif not case.catalog.standards and not doubts:
        says = "IT's catalog has no standards to judge it by"
        reason = OutlookReason(says, step="ask IT what it asks of tools that are not on its list")
        kind, reasons = OutlookKind.UNKNOWN, iter((reason,))
    else:
        known = list_known(case, findings)
        still_open = list(list_open(case, findings, known, fact_sets))
        kind, reasons = _weigh(still_open, known)
        if doubts:
            kind = kind if still_open else OutlookKind.LIKELY
            reasons = chain((_say_decided(standing, doubts),), reasons if still_open else ())
        elif case.match.by is MatchedBy.AMBIGUOUS:
            # What is known may be of any of them, and what IT has decided of each differs.
            kind = OutlookKind.UNKNOWN
            reasons = chain(
                (OutlookReason(f"it is not clear which product is meant: {case.match.says}"),),
                reasons,
            )
    question = _pick_question(still_open, questions)
    return Outlook(kind, tuple(islice(reasons, _MOST_REASONS)), question)


def _say_decided(standing: EffectiveStanding, doubts: str) -> OutlookReason:
    return OutlookReason(
        f"IT's list has it as {word_standing(standing.standing)}, but it is not known {doubts}"
    )


def _weigh(
    still_open: Sequence[OpenStandard], known: VendorKnowledge
) -> tuple[OutlookKind, Iterator[OutlookReason]]:
    """The outlook that what is open and what is known come to, and what carries it."""
    worst = max((each.way for each in still_open), default=Way.USUAL)
    if worst is Way.PAPER and (known.met or known.papers):
        return OutlookKind.NEEDS_PAPER, explain_papers(still_open, known)
    is_enough = bool(known.met) and known.count() >= _ENOUGH
    if worst < Way.PAPER and (is_enough or known.known_at):
        return OutlookKind.LIKELY, explain_likely(still_open, known)
    return OutlookKind.UNKNOWN, explain_unknown(still_open, known)


def _pick_question(
    still_open: Sequence[OpenStandard], questions: Sequence[Question]
) -> Question | None:
    """The question that settles most of what is hardest to settle; failing that, the first."""
    worst = max((each.way for each in still_open), default=Way.USUAL)
    keys = {key for each in still_open if each.way is worst for key in each.finding.missing}
    about = [q for q in questions if not keys.isdisjoint(q.keys)]
    best = max(about or questions, key=lambda q: q.settles, default=None)
    return best and replace(best, leads=(), points=(), standards=())
