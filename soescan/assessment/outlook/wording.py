"""The reasons of an outlook in words, each with the facts that say it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from soescan import conditions
from soescan.assessment.leads import word_leads
from soescan.assessment.outlook.settling import (
    KnownPaper,
    OpenStandard,
    VendorKnowledge,
    Way,
)
from soescan.model import Fact, OutlookReason, Supplier
from soescan.model.values import StandardId
from soescan.quantities import name_some
from soescan.reference import builtin

_MOST_NAMED = 4
_MOST_FACTS = 2
_MOST_VALUES = 6


def explain_likely(
    still_open: Sequence[OpenStandard], known: VendorKnowledge
) -> Iterator[OutlookReason]:
    """Yield what is known to be met, what is usually met, and what is ours to see or say."""
    if known.met:
        yield _word_met(known.met)
    else:
        yield OutlookReason(
            f"it is a known product ({known.known_at}), and nothing known speaks against it"
        )
    yield from _explain_easy(still_open)


def _explain_easy(still_open: Sequence[OpenStandard]) -> Iterator[OutlookReason]:
    """Yield what needs nobody outside."""
    usual = [each for each in still_open if each.way is Way.USUAL]
    own = [each for each in still_open if each.way is Way.OWN]
    if usual:
        says = f"products usually meet {_name_standards(usual)}"
        yield OutlookReason(says, standards=_ids_of(usual))
    said = [each for each in own if _is_said(each)]
    seen = [each for each in own if each not in said]
    if own:
        parts = (("you can answer", said), ("one scan would show", seen))
        says = "; ".join(f"{what} {_name_standards(which)}" for what, which in parts if which)
        yield OutlookReason(says)


def _is_said(each: OpenStandard) -> bool:
    """Does no part of it need a scan?"""
    vocabulary = builtin.vocabulary()
    return all(Supplier.REQUESTER in vocabulary[key].by for key in each.finding.missing)


def explain_papers(
    still_open: Sequence[OpenStandard], vendor: VendorKnowledge
) -> Iterator[OutlookReason]:
    """Yield which documents to read for what, what to confirm, and what is known to be met."""
    on_paper = [each for each in still_open if each.way is Way.PAPER]
    for known, settled in _choose_papers(on_paper, vendor.papers):
        says = f"its {known.paper.label} should settle {_name_standards(settled)}"
        step = f"read its {known.paper.label}"
        yield OutlookReason(says, known.shown_by, _ids_of(settled), step)
    for each in on_paper:
        if each.leads:
            says = f"please confirm {each.standard.name}: {word_leads(each.leads)[0]}"
            yield OutlookReason(says, each.leads, (each.standard.id,))
        elif not each.papers:
            step = "ask IT to assess it"
            says = f"IT has to assess {each.standard.name}"
            yield OutlookReason(says, standards=(each.standard.id,), step=step)
    if vendor.met:
        yield _word_met(vendor.met)


def _choose_papers(
    on_paper: Sequence[OpenStandard], have: Sequence[KnownPaper]
) -> Iterator[tuple[KnownPaper, list[OpenStandard]]]:
    """Few documents that tell of everything open, the one that tells most first."""
    left = [each for each in on_paper if each.papers]
    while left:
        papers = [known for known in have if any(known in each.papers for each in left)]
        best = max(papers, key=lambda known: sum(known in each.papers for each in left))
        yield best, [each for each in left if best in each.papers]
        left = [each for each in left if best not in each.papers]


def explain_unknown(
    still_open: Sequence[OpenStandard], known: VendorKnowledge
) -> Iterator[OutlookReason]:
    """Yield how little is known, what no document settles, and what nobody can look at."""
    silent = [each for each in still_open if each.way is Way.NONE]
    unseen = [each for each in silent if _lacks_address(each, known)]
    untold = [each for each in silent if each not in unseen]
    if known.asks:
        yield OutlookReason(known.asks, step="give its address")
    if not known.met:
        only_others = "only third parties say what its vendor does"
        says = only_others if known.is_spoken_of else "nothing is known about what its vendor does"
        yield OutlookReason(says)
    if untold:
        says = f"no known document settles {_name_standards(untold, 'or')}"
        yield OutlookReason(says, standards=_ids_of(untold), step="ask the vendor")
    if unseen:
        says = f"without an address, no scan can show {_name_standards(unseen, 'or')}"
        yield OutlookReason(says, standards=_ids_of(unseen), step="give its address")
    if known.met:
        yield _word_met(known.met)
    if not silent:
        yield from _explain_easy(still_open)


def _lacks_address(each: OpenStandard, known: VendorKnowledge) -> bool:
    """Would a scan tell all of it, if somebody said where to look?"""
    observers = map(known.looks.find_observer, each.finding.missing)
    return all(observer is Supplier.REQUESTER for observer in observers)


def _word_met(met: Sequence[Fact]) -> OutlookReason:
    shown = tuple(met[:2])
    return OutlookReason(f"known so far: {word_facts(shown)}", shown)


def word_known(facts: Sequence[Fact]) -> str:
    """Facts in words: those that do not count with who says so."""
    leads = [fact for fact in facts if fact.is_lead and fact.origin.register]
    claims = [fact for fact in facts if fact.is_lead and not fact.origin.register]
    counting = [fact for fact in facts if not fact.is_lead]
    said = f"the proposal says: {word_facts(claims)}" if claims else ""
    return "; ".join(filter(None, (word_facts(counting), said, *word_leads(leads)[:1])))


def word_facts(facts: Sequence[Fact]) -> str:
    """The first facts in words, each value once; of long lists the beginning."""
    worded = islice(dict.fromkeys(map(_word_fact, facts)), _MOST_FACTS)
    return " and ".join(worded)


def _word_fact(fact: Fact) -> str:
    key, value = builtin.vocabulary()[fact.key], fact.value
    if isinstance(value, tuple) and len(value) > _MOST_VALUES:
        value = (*value[:_MOST_VALUES], f"{len(value) - _MOST_VALUES} more")
    return conditions.describe_fact(value, key)


def _ids_of(listed: Sequence[OpenStandard]) -> tuple[StandardId, ...]:
    return tuple(each.standard.id for each in listed)


def _name_standards(listed: Sequence[OpenStandard], word: str = "and") -> str:
    return name_some([each.standard.name for each in listed], _MOST_NAMED, word)
