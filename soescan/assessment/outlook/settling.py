"""How the standards that are open will be settled, by what is known of a vendor."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import chain

from soescan import conditions
from soescan.assessment.leads import find_leads
from soescan.assessment.outcome import is_open_blocker
from soescan.assessment.outlook.fact_sets import FactSets, list_register_leads
from soescan.assessment.questions import Looks
from soescan.conditions import Counterfactual, FactSet
from soescan.model import (
    Case,
    Fact,
    Finding,
    Severity,
    Standard,
    Supplier,
    Usually,
    Verdict,
)
from soescan.reference import builtin
from soescan.reference.identity import find_known_product
from soescan.reference.papers import Paper, find_papers, is_there
from soescan.reference.products import vendor_addresses
from soescan.reference.products.ordinary_names import ask_if_meant


class Way(IntEnum):
    """How an open standard will be settled, the surest first."""

    USUAL = 0
    """IT expects that products meet it."""
    OWN = 1
    """The requester can say it, or one scan can see it."""
    PAPER = 2
    """A document that the vendor has says it, a register says that it is so, or IT has to say."""
    NONE = 3


@dataclass(frozen=True, slots=True)
class OpenStandard:
    """A blocker that is open, how it will be settled, and by what."""

    standard: Standard
    finding: Finding
    way: Way
    papers: tuple[KnownPaper, ...] = ()
    leads: tuple[Fact, ...] = ()
    """What registers say of what none of the papers does."""


@dataclass(frozen=True, slots=True)
class KnownPaper:
    """A document that the vendor is known to have, and the facts that show it."""

    paper: Paper
    shown_by: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class VendorKnowledge:
    """What is known of a vendor that speaks for its product."""

    met: tuple[Fact, ...]
    papers: tuple[KnownPaper, ...]
    is_spoken_of: bool
    """Do third parties or the requester say anything of it?"""
    looks: Looks
    known_at: str = ""
    """The address of the product in the vendor catalog; empty for one that it does not know."""
    asks: str = ""
    """The question which product a name means that shows none; empty where it may mean none."""

    def count(self) -> int:
        """Facts that meet, and documents that something else shows."""
        keys = {fact.key for fact in self.met}
        return len(keys) + sum(keys.isdisjoint(known.paper.shown_by) for known in self.papers)


def list_open(
    case: Case, findings: Sequence[Finding], known: VendorKnowledge, fact_sets: FactSets
) -> Iterator[OpenStandard]:
    """The standards that keep the outcome open, each with how it will be settled."""
    by_id: dict[str, Standard] = {standard.id: standard for standard in case.catalog.standards}
    for finding in filter(is_open_blocker, findings):
        if standard := by_id.get(finding.rule):
            yield _find_way(case, standard, finding, known, fact_sets)


def _find_way(
    case: Case,
    standard: Standard,
    finding: Finding,
    known: VendorKnowledge,
    fact_sets: FactSets,
) -> OpenStandard:
    """How a standard will be settled: by the surest way in which it can come to be met.

    Whether it applies is left aside: who says that it does not, says so himself.
    """
    if standard.usually is Usually.MET:
        return OpenStandard(standard, finding, Way.USUAL)
    best = OpenStandard(standard, finding, Way.NONE)
    fact_set, supposed = fact_sets.counting(standard), fact_sets.suppose(standard)
    for changes in conditions.find_counterfactuals(standard.require, fact_set):
        if any(_is_decided(change, fact_set) for change in changes):
            continue
        others = [c for c in changes if not _can_be_said(c.fact, known.looks)]
        if not others:
            return OpenStandard(standard, finding, Way.OWN)
        asked = [change for change in others if not _is_for_it(change.fact)]
        papers, leads, is_told = _find_on_paper(case, asked, known.papers, supposed)
        if is_told:
            made = OpenStandard(standard, finding, Way.PAPER, papers, leads)
            best = min(best, made, key=lambda each: (each.way, bool(each.leads)))
    return best


def _find_on_paper(
    case: Case, asked: Sequence[Counterfactual], papers: Sequence[KnownPaper], supposed: FactSet
) -> tuple[tuple[KnownPaper, ...], tuple[Fact, ...], bool]:
    """The documents that say missing facts, what registers say of the rest, and if that is all."""
    used = tuple(p for p in papers if any(p.paper.is_about(c.fact) for c in asked))
    untold = [c for c in asked if not any(p.paper.is_about(c.fact) for p in used)]
    leads = tuple(fact for change in untold for fact in _find_telling(case, change, supposed))
    told = {fact.key for fact in leads}
    return used, leads, all(any(key.startswith(c.fact) for key in told) for c in untold)


def _is_for_it(key: str) -> bool:
    return set(builtin.vocabulary()[key].by) == {Supplier.IT}


def _find_telling(case: Case, change: Counterfactual, supposed: FactSet) -> tuple[Fact, ...]:
    """What registers say of a missing fact, or of a part of it, if all of it points to a yes."""
    leads = tuple(f for f in find_leads(case, (change.fact,)) if f.origin.register)
    if change.fact in supposed.facts:
        is_yes = all(conditions.evaluate(test, supposed) is want for test, want in change.tests)
    else:
        is_yes = all(map(is_there, leads))
    return leads if is_yes else ()


def _is_decided(change: Counterfactual, fact_set: FactSet) -> bool:
    """Is what would have to be otherwise known, so that nobody will say it anew?"""
    return all(conditions.evaluate(test, fact_set) is not None for test, _ in change.tests)


def _can_be_said(fact: str, looks: Looks) -> bool:
    """Can the requester say a fact, or one scan see it?"""
    by = builtin.vocabulary()[fact].by
    return Supplier.REQUESTER in by or looks.find_observer(fact) is Supplier.PROBE


def list_known(case: Case, findings: Sequence[Finding]) -> VendorKnowledge:
    """What is known of the vendor: what meets, what it has in writing, whether it can be seen."""
    product = find_known_product(case.tool, case.match, case.catalog)
    has_place = bool(case.tool.url or case.tool.app_url or case.match.product)
    return VendorKnowledge(
        _list_met(findings),
        _list_papers(case, vendor_addresses.addresses(product) if product else ()),
        is_spoken_of=bool(list_register_leads(case)),
        looks=Looks.of(case),
        known_at=next(iter((*product.domains, product.home)), "") if product else "",
        asks="" if product or has_place else ask_if_meant(case.tool),
    )


def _list_papers(case: Case, kinds: Collection[str]) -> tuple[KnownPaper, ...]:
    """The documents that the vendor is known to have: by facts that hold, or by their addresses."""
    leads = list_register_leads(case)
    counting = [fact for fact in chain.from_iterable(case.facts.values()) if not fact.claimed]
    shown: dict[str, list[Fact]] = {}
    for fact in filter(is_there, (*counting, *leads)):
        shown.setdefault(fact.key, []).append(fact)
    return tuple(
        KnownPaper(paper, tuple(fact for key in paper.shown_by for fact in shown.get(key, ())))
        for paper in find_papers(shown, kinds)
    )


def _list_met(findings: Sequence[Finding]) -> tuple[Fact, ...]:
    """Facts about the vendor that meet a standard, those of blockers first, one for each key.

    What a requester can say, and what IT says of its list, tells nothing of a vendor.
    """
    met = [f for f in findings if f.verdict is Verdict.MEETS]
    met.sort(key=lambda f: list(Severity).index(f.severity))
    vocabulary = builtin.vocabulary()
    facts: dict[str, Fact] = {}
    for fact in chain.from_iterable(finding.because for finding in met):
        by = set(vocabulary[fact.key].by)
        if by & _OF_THE_VENDOR and Supplier.REQUESTER not in by:
            facts.setdefault(fact.key, fact)
    return tuple(facts.values())


_OF_THE_VENDOR = {Supplier.PROBE, Supplier.PAGE, Supplier.VENDOR}
