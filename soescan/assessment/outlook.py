"""What a tool that cannot be judged yet will probably come to: from named facts, never a number.

An outlook is for the outcome *cannot tell* alone and decides nothing. It looks at what keeps the
outcome open, the blockers, and at what is known.

* *trouble*: a fact that is known conflicts with a blocker or a condition (be it open whether that
  applies), or what a register says would; the product has ended, or may be one that IT prohibits.
* *likely*: nothing known speaks against it, and each open blocker is usually met (IT says which
  are), can be seen by one scan, or is for the requester to say; and a fact shows that the vendor
  meets what is asked, with another or a document that it has. What the requester claims and what
  third parties say count for nothing here.
* *needs-paper*: the same, but some of it stands in documents that the vendor is known to have, or
  a register says that it is so.
* *unknown*: all else.

Advice is left out, as it is from the outcome.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import islice

from soescan import conditions
from soescan.assessment.leads import word_leads
from soescan.assessment.lifecycle import RULE as LIFECYCLE
from soescan.assessment.outcome import is_open_blocker
from soescan.assessment.questions import Looks
from soescan.assessment.standards import build_fact_set, list_deciding_facts
from soescan.assessment.standing import EffectiveStanding
from soescan.conditions import FactSet
from soescan.model import (
    Case,
    Fact,
    FactKey,
    Finding,
    Outcome,
    Outlook,
    OutlookKind,
    OutlookReason,
    Question,
    Severity,
    Standard,
    Standing,
    Supplier,
    Usually,
    Verdict,
)
from soescan.reference import builtin
from soescan.reference.identity import find_known_product
from soescan.reference.papers import Paper, find_papers
from soescan.reference.products import vendor_addresses

_ENOUGH = 2
"""Facts that meet a standard and documents of the vendor before anything is called likely."""
_MOST_REASONS = 3
_MOST_NAMED = 4
_COUNTS = (Severity.BLOCKER, Severity.CONDITION)


class _Way(IntEnum):
    """How an open standard will be settled, the surest first."""

    USUAL = 0
    """IT expects that products meet it."""
    OWN = 1
    """The requester can say it, or one scan can see it."""
    PAPER = 2
    """A document that the vendor has says it, a register says that it is so, or IT has to say."""
    NONE = 3


@dataclass(frozen=True, slots=True)
class _OpenStandard:
    """A blocker that is open, how it will be settled, and by what."""

    standard: Standard
    finding: Finding
    way: _Way
    papers: tuple[_KnownPaper, ...] = ()


@dataclass(frozen=True, slots=True)
class _KnownPaper:
    """A document that the vendor is known to have, and the facts that show it."""

    paper: Paper
    shown_by: tuple[Fact, ...] = ()


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
    troubles = tuple(_list_troubles(case, findings))
    doubts = ", ".join(doubt.says for doubt in standing.doubts)
    still_open: list[_OpenStandard] = []
    if troubles:
        kind, reasons = OutlookKind.TROUBLE, iter(troubles)
    elif doubts and standing.standing is not Standing.UNLISTED:
        says = f"IT has decided ({standing.standing}); only {doubts} is open"
        kind, reasons = OutlookKind.LIKELY, iter((OutlookReason(says),))
    elif not case.catalog.standards:
        says = "the catalog holds no standards to judge it by"
        kind, reasons = OutlookKind.UNKNOWN, iter((OutlookReason(says),))
    else:
        papers = _list_papers(case)
        still_open = list(_list_open(case, findings, papers))
        kind, reasons = _weigh(still_open, _list_met(case, findings), papers)
    question = _pick_question(still_open, questions)
    return Outlook(kind, tuple(islice(reasons, _MOST_REASONS)), question)


def _weigh(
    still_open: Sequence[_OpenStandard], met: Sequence[Fact], papers: Sequence[_KnownPaper]
) -> tuple[OutlookKind, Iterator[OutlookReason]]:
    """The outlook that what is open and what is known come to, and what carries it."""
    worst = max((each.way for each in still_open), default=_Way.USUAL)
    if worst is _Way.PAPER:
        return OutlookKind.NEEDS_PAPER, _explain_papers(still_open, met, papers)
    if worst < _Way.PAPER and met and len(met) + len(papers) >= _ENOUGH:
        return OutlookKind.LIKELY, _explain_likely(still_open, met)
    return OutlookKind.UNKNOWN, _explain_unknown(still_open, met)


def _pick_question(
    still_open: Sequence[_OpenStandard], questions: Sequence[Question]
) -> Question | None:
    """The question that settles most of what is hardest to settle; failing that, the first."""
    worst = max((each.way for each in still_open), default=_Way.USUAL)
    keys = {key for each in still_open if each.way is worst for key in each.finding.missing}
    about = [q for q in questions if not keys.isdisjoint(q.keys)]
    return max(about or questions, key=lambda q: q.settles, default=None)


# --- what points to a conflict -------------------------------------------------------------------


def _list_troubles(case: Case, findings: Sequence[Finding]) -> Iterator[OutlookReason]:
    """Everything known that points to a conflict, what weighs most first."""
    if case.match.prohibited:
        yield OutlookReason(f"it may be {' or '.join(case.match.prohibited)}, which IT prohibits")
    for finding in findings:
        if finding.rule == LIFECYCLE.id and finding.severity is Severity.BLOCKER:
            yield OutlookReason(finding.says.removesuffix("."))
    known = [f for f in findings if f.verdict is Verdict.CONFLICTS and f.severity in _COUNTS]
    for finding in sorted(known, key=lambda f: f.severity is not Severity.BLOCKER):
        yield OutlookReason(
            f"{finding.rule} ({finding.severity}) is not met: {_word_facts(finding.because)}",
            finding.because,
        )
    yield from _list_conflicts_if_it_applies(case, findings)
    yield from _list_conflicting_leads(case, findings)


def _list_conflicts_if_it_applies(
    case: Case, findings: Sequence[Finding]
) -> Iterator[OutlookReason]:
    """What is known not to meet a standard of which only whether it applies is open."""
    by_id = _standards_by_id(case)
    for finding in filter(_is_open, findings):
        standard = by_id.get(finding.rule)
        if standard is None or standard.applies_when is None:
            continue
        if conditions.evaluate(standard.require, build_fact_set(case, standard.min_basis)) is False:
            facts = list_deciding_facts(standard, case.facts)
            yield OutlookReason(
                f"{standard.id} ({standard.severity}) is not met if it applies: "
                f"{_word_facts(facts)}",
                facts,
            )


def _list_conflicting_leads(case: Case, findings: Sequence[Finding]) -> Iterator[OutlookReason]:
    """What registers say that would conflict if it were so, while nothing that counts is known."""
    if not case.leads:
        return
    by_id = _standards_by_id(case)
    supposed = _suppose(case)
    for finding in findings:
        standard = by_id.get(finding.rule)
        if standard is None or not _is_open(finding):
            continue
        if conditions.evaluate(standard.require, supposed) is False:
            keys = {test.fact for test in conditions.iter_tests(standard.require)}
            leads = tuple(fact for fact in _list_register_leads(case) if fact.key in keys)
            says = "; ".join(word_leads(leads)[:1])
            yield OutlookReason(
                f"{standard.id} ({standard.severity}) may not be met: {says}", leads
            )


def _is_open(finding: Finding) -> bool:
    return finding.verdict is Verdict.UNKNOWN and finding.severity in _COUNTS


def _list_register_leads(case: Case) -> tuple[Fact, ...]:
    """What registers say; what was seen of something else, as of a public page, says nothing."""
    return tuple(fact for fact in case.leads if fact.origin.register)


def _suppose(case: Case) -> FactSet:
    """The facts of a case as if what registers say were so, where nothing that counts is known."""
    counting = build_fact_set(case)
    told: dict[str, tuple[Fact, ...]] = {}
    for fact in _list_register_leads(case):
        if fact.key not in counting.facts:
            told[fact.key] = (*told.get(fact.key, ()), fact)
    values = {key: tuple(fact.value for fact in facts) for key, facts in told.items()}
    return FactSet(
        {**counting.facts, **values},
        case.as_of,
        counting.orders,
        counting.last_days,
        counting.countries,
    )


# --- what is open, and how it will be settled ----------------------------------------------------


def _list_open(
    case: Case, findings: Sequence[Finding], papers: Sequence[_KnownPaper]
) -> Iterator[_OpenStandard]:
    """The standards that keep the outcome open, each with how it will be settled."""
    by_id = _standards_by_id(case)
    looks = Looks.of(case)
    for finding in filter(is_open_blocker, findings):
        if standard := by_id.get(finding.rule):
            yield _find_way(case, standard, finding, papers, looks)


def _find_way(
    case: Case,
    standard: Standard,
    finding: Finding,
    papers: Sequence[_KnownPaper],
    looks: Looks,
) -> _OpenStandard:
    """How a standard will be settled: by the surest way in which it can come to be met.

    Whether it applies is left aside: who says that it does not, says so himself.
    """
    if standard.usually is Usually.MET:
        return _OpenStandard(standard, finding, _Way.USUAL)
    best = _OpenStandard(standard, finding, _Way.NONE)
    vocabulary = builtin.vocabulary()
    fact_set = build_fact_set(case, standard.min_basis)
    for changes in conditions.find_counterfactuals(standard.require, fact_set):
        keys = [vocabulary[change.fact] for change in changes]
        others = [key for key in keys if not _can_be_said(key, looks)]
        if not others:
            return _OpenStandard(standard, finding, _Way.OWN)
        asked = [key.key for key in others if set(key.by) != {Supplier.IT}]
        used = tuple(known for known in papers if any(map(known.paper.is_about, asked)))
        if all(any(known.paper.is_about(key) for known in used) for key in asked):
            best = _OpenStandard(standard, finding, _Way.PAPER, used)
    if best.way is _Way.NONE and finding.leads and papers:
        return _OpenStandard(standard, finding, _Way.PAPER)
    return best


def _can_be_said(key: FactKey, looks: Looks) -> bool:
    """Can the requester say a fact, or one scan see it?"""
    return Supplier.REQUESTER in key.by or looks.find_observer(key.key) is Supplier.PROBE


def _list_papers(case: Case) -> tuple[_KnownPaper, ...]:
    """The documents that the vendor is known to have: by facts that hold, or by their addresses."""
    leads = _list_register_leads(case)
    counting = [fact for facts in case.facts.values() for fact in facts if not fact.claimed]
    shown: dict[str, list[Fact]] = {}
    for fact in filter(_holds, (*counting, *leads)):
        shown.setdefault(fact.key, []).append(fact)
    product = find_known_product(case.tool, case.match, case.catalog)
    kinds: Collection[str] = vendor_addresses.addresses(product) if product else ()
    return tuple(
        _KnownPaper(paper, tuple(fact for key in paper.shown_by for fact in shown.get(key, ())))
        for paper in find_papers(shown, kinds)
    )


def _holds(fact: Fact) -> bool:
    """Does a fact say that something is there?"""
    return fact.value not in (False, "", (), "none")


# --- what is known -------------------------------------------------------------------------------


def _list_met(case: Case, findings: Sequence[Finding]) -> tuple[Fact, ...]:
    """Facts about the vendor that meet a standard, those of blockers first, one for each key.

    What a requester says of the own plan, and what IT says of its list, tells nothing of a vendor.
    """
    met = [f for f in findings if f.verdict is Verdict.MEETS]
    met.sort(key=lambda f: list(Severity).index(f.severity))
    vocabulary = builtin.vocabulary()
    facts = {
        fact.key: fact
        for finding in met
        for fact in finding.because
        if not fact.is_lead and {Supplier.PROBE, Supplier.VENDOR} & set(vocabulary[fact.key].by)
    }
    return tuple(facts.values())


def _standards_by_id(case: Case) -> Mapping[str, Standard]:
    return {standard.id: standard for standard in case.catalog.standards}


# --- words ---------------------------------------------------------------------------------------


def _explain_likely(
    still_open: Sequence[_OpenStandard], met: Sequence[Fact]
) -> Iterator[OutlookReason]:
    yield _word_met(met)
    usual = [each for each in still_open if each.way is _Way.USUAL]
    own = [each for each in still_open if each.way is _Way.OWN]
    if usual:
        yield OutlookReason(f"usually met: {_name_standards(usual)}")
    if own:
        yield OutlookReason(f"for you to say or for one scan to see: {_name_standards(own)}")


def _explain_papers(
    still_open: Sequence[_OpenStandard], met: Sequence[Fact], papers: Sequence[_KnownPaper]
) -> Iterator[OutlookReason]:
    on_paper = [each for each in still_open if each.way is _Way.PAPER]
    for known, settled in _choose_papers(on_paper, papers):
        says = f"read its {known.paper.label} for {_name_standards(settled)}"
        yield OutlookReason(says, known.shown_by)
    for each in on_paper:
        if not each.papers:
            leads = each.finding.leads
            says = f"to confirm: {leads[0]}" if leads else "for IT to assess"
            yield OutlookReason(f"{each.standard.id} is {says}")
    if met:
        yield _word_met(met)


def _choose_papers(
    on_paper: Sequence[_OpenStandard], have: Sequence[_KnownPaper]
) -> Iterator[tuple[_KnownPaper, list[_OpenStandard]]]:
    """Few documents that tell of everything open, the one that tells most first."""
    left = [each for each in on_paper if each.papers]
    while left:
        papers = [known for known in have if any(known in each.papers for each in left)]
        best = max(papers, key=lambda known: sum(known in each.papers for each in left))
        yield best, [each for each in left if best in each.papers]
        left = [each for each in left if best not in each.papers]


def _explain_unknown(
    still_open: Sequence[_OpenStandard], met: Sequence[Fact]
) -> Iterator[OutlookReason]:
    silent = [each for each in still_open if each.way is _Way.NONE]
    if not met:
        yield OutlookReason("nothing is known of what its vendor does")
    if silent:
        yield OutlookReason(f"none of its documents is known to settle {_name_standards(silent)}")
    if met:
        yield _word_met(met)


def _word_met(met: Sequence[Fact]) -> OutlookReason:
    shown = tuple(met[:2])
    return OutlookReason(f"known: {_word_facts(shown)}", shown)


def _word_facts(facts: Sequence[Fact]) -> str:
    vocabulary = builtin.vocabulary()
    return ", ".join(
        f"{(key := vocabulary[fact.key]).label}: {conditions.format_fact_value(fact.value, key)}"
        for fact in facts
    )


def _name_standards(listed: Sequence[_OpenStandard]) -> str:
    names = [str(each.standard.id) for each in listed]
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more
