"""The 80 % rule: does something we already have cover most of what is needed?

Looks at: the needs with their weights, the capabilities of products IT approves of, as IT's catalog
states them and, where it is silent, as the vendor catalog does; and the business cases.

Why it matters: the fastest tool to approve is the one that is there. What it leaves uncovered must
be mission-critical or carry a business case, or is better dropped.

Cannot see: capabilities that nobody states. Not stated is unknown: a verdict that such a capability
could change is *cannot tell*, with the products to ask about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

from soescan.assessment.capabilities import capability_vocabulary, label_capabilities
from soescan.assessment.portfolio.approved import explain_not_counting
from soescan.model import (
    CapabilityId,
    Catalog,
    Coverage,
    Level,
    Need,
    NeedsAnswer,
    NeedsVerdict,
    Product,
    Proposal,
    UncountedProduct,
    words_of_id,
)
from soescan.names import lower_first
from soescan.reference.capabilities import CapabilityVocabulary, published_capabilities

_LARGEST = 4
"""Products in a combination; more is no longer "use what we have"."""
_MOST_PRODUCTS = 24
"""Products that combinations are made of, those that cover most alone; also the most listed of
those to ask about."""
_MOST_NAMED = 5
"""Products that a sentence names; the table lists more."""

_ROUNDING = 1e-9
"""Weights such as 0.7 and 0.1 do not add up to 0.8 in binary."""


@dataclass(frozen=True, slots=True)
class _ProductShares:
    """What one product does for each need: a share, or None where nobody says."""

    product: Product
    shares: tuple[float | None, ...]
    published: frozenset[int] = frozenset()
    """The needs of which only the vendor catalog says that they are covered."""
    is_of_other_kind: bool = False
    """Does the vendor catalog say what it is for, and none of the needs?"""


def judge_needs(proposal: Proposal, catalog: Catalog, as_of: date) -> NeedsAnswer | None:
    """What follows from the needs and what IT has on a day; None for a proposal without needs.

    Shares of the weighted needs, 0 to 1, are held against the catalog's ``coverage_threshold``. The
    verdict is definite only if it is the same whether all that nobody states is there or none of
    it: more coverage leads from *justified* by way of *drop or park* or *extend* to *use what we
    have* and never back, so that what lies between agrees.
    """
    if not proposal.needs:
        return None
    vocabulary = capability_vocabulary(catalog)
    products = sorted(catalog.products, key=lambda p: p.id)
    rated = [_rate_product(product, proposal.needs, catalog, vocabulary) for product in products]
    approved = [r for r in rated if not explain_not_counting(r.product, as_of)]
    threshold = catalog.policy.coverage_threshold
    labels = _label_needs(proposal.needs, catalog, vocabulary)
    known = _conclude(approved, proposal, threshold, labels)
    verdict, reason = known.verdict, known.reason
    silent: tuple[Coverage, ...] = ()
    if any(None in r.shares for r in approved):
        possible = _conclude([_suppose_all(r) for r in approved], proposal, threshold, labels)
        if possible.verdict is not verdict:
            silent = _rank_silent(approved, proposal.needs, known.best)
            verdict, reason = (
                NeedsVerdict.CANNOT_TELL,
                _describe_silence(known.best, silent, labels),
            )
    uncounted = tuple(_list_uncounted(rated, proposal.needs, as_of))
    return NeedsAnswer(
        verdict,
        reason + _describe_uncounted(uncounted, labels),
        threshold,
        known.singles,
        known.combined,
        silent[:_MOST_PRODUCTS],
        uncounted,
    )


# --- what each product does ----------------------------------------------------------------------


def _rate_product(
    product: Product, needs: Sequence[Need], catalog: Catalog, vocabulary: CapabilityVocabulary
) -> _ProductShares:
    """What a product does for each need: as IT states it, else as the vendor catalog does."""
    wanted = [vocabulary.find(n.capability) or CapabilityId(n.capability) for n in needs]
    public = published_capabilities(product, vocabulary)
    partial = catalog.policy.partial_counts
    worth: Mapping[Level, float] = {Level.FULL: 1, Level.PARTIAL: partial, Level.NONE: 0}
    shares: list[float | None] = []
    published = set()
    for index, capability in enumerate(wanted):
        level = product.capabilities.get(capability)
        if level is None and capability in (public or ()):
            level = Level.FULL
            published.add(index)
        shares.append(None if level is None else worth[level])
    is_of_other_kind = bool(public) and not any(shares)
    return _ProductShares(product, tuple(shares), frozenset(published), is_of_other_kind)


def _suppose_all(rated: _ProductShares) -> _ProductShares:
    """A product that does whatever nobody denies."""
    return replace(rated, shares=tuple(1 if s is None else s for s in rated.shares))


def _list_uncounted(
    rated: Iterable[_ProductShares], needs: Sequence[Need], as_of: date
) -> Iterator[UncountedProduct]:
    for r in rated:
        covers = tuple(n.capability for n, s in zip(needs, r.shares, strict=True) if s)
        if covers and (reason := explain_not_counting(r.product, as_of)):
            yield UncountedProduct(r.product.name, reason, covers)


def _rank_silent(
    approved: Iterable[_ProductShares], needs: Sequence[Need], best: Coverage
) -> tuple[Coverage, ...]:
    """Products that may do what the best group is not known to do, those worth asking about first.

    First those that could cover most; last those that are publicly known for something else.
    """
    open_names = {*best.uncovered, *best.unstated}
    ranked = []
    for r in approved:
        pairs = zip(needs, r.shares, strict=True)
        gain = sum(n.weight for n, s in pairs if s is None and n.capability in open_names)
        if gain:
            ranked.append((r.is_of_other_kind, -gain, r.product.name, r))
    ranked.sort(key=lambda entry: entry[:3])
    return tuple(_combine_shares((r,), needs) for *_, r in ranked)


# --- what they do together -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Conclusion:
    """What follows if nothing is there but what the shares of the products say."""

    verdict: NeedsVerdict
    reason: str
    best: Coverage
    singles: tuple[Coverage, ...]
    combined: tuple[Coverage, ...]


def _conclude(
    approved: Sequence[_ProductShares], proposal: Proposal, threshold: float, labels: _Labels
) -> _Conclusion:
    needs = proposal.needs
    covering = [r for r in approved if any(r.shares)]
    singles = [_combine_shares((r,), needs) for r in covering]
    singles.sort(key=lambda c: (-c.share, -c.possible, c.products))
    combined = _find_combinations(covering, needs)
    groups = (*singles, *combined) or (_combine_shares((), needs),)
    everything = _combine_shares(approved, needs)
    verdict, reason, best = _decide(groups, everything, proposal, threshold, labels)
    return _Conclusion(verdict, reason, best, tuple(singles), combined)


def _combine_shares(covers: Iterable[_ProductShares], needs: Sequence[Need]) -> Coverage:
    """The weighted share of the needs that some products cover together, the best of each."""
    covers = tuple(covers)
    total = sum(need.weight for need in needs) or 1
    known_share = possible = 0.0
    uncovered: list[str] = []
    unstated: list[str] = []
    published: list[str] = []
    for index, need in enumerate(needs):
        shares = [c.shares[index] for c in covers]
        best = max((s for s in shares if s is not None), default=0.0)
        silent = None in shares
        known_share += best * need.weight
        possible += (1 if silent else best) * need.weight
        if best < 1:
            (unstated if silent else uncovered).append(need.capability)
        elif all(index in c.published for c in covers if c.shares[index] == 1):
            published.append(need.capability)
    names = tuple(sorted(c.product.name for c in covers))
    shares_known = known_share / total, possible / total
    return Coverage(names, *shares_known, tuple(uncovered), tuple(unstated), tuple(published))


def _find_combinations(
    covering: Sequence[_ProductShares], needs: Sequence[Need]
) -> tuple[Coverage, ...]:
    """Combinations that cover more than every smaller one, the best of each size."""
    share_alone = {c.product.id: _combine_shares((c,), needs).share for c in covering}
    ranked = sorted(covering, key=lambda c: (-share_alone[c.product.id], c.product.id))
    chosen = ranked[:_MOST_PRODUCTS]
    best_share = max(share_alone.values(), default=0.0)
    combinations_found: list[Coverage] = []
    for size in range(2, min(_LARGEST, len(chosen)) + 1):
        if best_share > 1 - _ROUNDING:
            break
        coverages = (_combine_shares(group, needs) for group in combinations(chosen, size))
        best = max(coverages, key=lambda c: (c.share, c.possible, c.products))
        if best.share <= best_share:
            break
        combinations_found.append(best)
        best_share = best.share
    return tuple(combinations_found)


def _decide(
    groups: Sequence[Coverage],
    everything: Coverage,
    proposal: Proposal,
    threshold: float,
    labels: _Labels,
) -> tuple[NeedsVerdict, str, Coverage]:
    """What follows from groups of products, the sentence that says why, and the group it is about.

    The smallest group that is enough; failing that, the one that covers most. `everything` is what
    all products cover together: what even they leave open may justify something new.
    """
    enough = [group for group in groups if group.share > threshold - _ROUNDING]
    for group in enough:
        if not _list_critical(group, proposal):
            covers = _describe_coverage(group, labels)
            left = _describe_left(group, proposal, labels)
            reason = f"{covers}, at or above the threshold of {threshold:.0%}{left}"
            return NeedsVerdict.USE_WHAT_WE_HAVE, reason, group
    best = max(groups, key=lambda group: group.share)
    covers = _describe_coverage(best, labels)
    below = f", below the threshold of {threshold:.0%}" if best.products else ""
    if enough:
        critical = _list_names(_list_critical(best, proposal), labels)
        reason = f"{covers}, but critical needs are still open: {critical}"
        return NeedsVerdict.EXTEND, reason, best
    if arguments := _list_arguments(everything, proposal, labels):
        reason = f"{covers}{below}; {'; '.join(arguments)}"
        return NeedsVerdict.JUSTIFIED, reason, best
    idle = "no open need is critical or has a business case"
    left = _describe_left(best, proposal, labels)
    return NeedsVerdict.DROP_OR_PARK, f"{covers}{below}; {idle}{left}", best


def _list_left(coverage: Coverage, proposal: Proposal) -> list[Need]:
    open_names = {*coverage.uncovered, *coverage.unstated}
    return [need for need in proposal.needs if need.capability in open_names]


def _describe_left(coverage: Coverage, proposal: Proposal, labels: _Labels) -> str:
    left = [need.capability for need in _list_left(coverage, proposal)]
    return f"; still open: {_list_names(left, labels)}" if left else ""


def _list_critical(coverage: Coverage, proposal: Proposal) -> list[str]:
    left = _list_left(coverage, proposal)
    return [n.capability for n in left if n.mission_critical or n.must]


def _list_arguments(coverage: Coverage, proposal: Proposal, labels: _Labels) -> list[str]:
    """What speaks for a new tool: critical needs that are left, and those with a business case."""
    cases = {case.id for case in proposal.business_cases}
    critical = _list_critical(coverage, proposal)
    left = _list_left(coverage, proposal)
    argued = [n.capability for n in left if n.business_case in cases]
    listed = (("critical and still open", critical), ("open with a business case", argued))
    return [f"{what}: {_list_names(names, labels)}" for what, names in listed if names]


# --- words ---------------------------------------------------------------------------------------


_Labels = Mapping[str, str]
"""What the capabilities of needs are called within a sentence."""


def _label_needs(
    needs: Sequence[Need], catalog: Catalog, vocabulary: CapabilityVocabulary
) -> _Labels:
    labels = label_capabilities(catalog, vocabulary)
    ids = {need.capability: vocabulary.find(need.capability) for need in needs}
    return {name: lower_first(labels.get(str(id_), words_of_id(name))) for name, id_ in ids.items()}


def _list_names(capabilities: Iterable[str], labels: _Labels) -> str:
    return ", ".join(labels.get(name, name) for name in capabilities)


def _describe_coverage(coverage: Coverage, labels: _Labels, nothing: str = "covers") -> str:
    if not coverage.products:
        return f"no approved product {nothing} any of the needs"
    cover = "covers" if len(coverage.products) < 2 else "cover"
    text = f"{' and '.join(coverage.products)} {cover} {coverage.share:.0%} of the weighted needs"
    if not coverage.published:
        return text
    published = _list_names(coverage.published, labels)
    return f"{text} ({published} according to the vendor catalog; IT's catalog does not say)"


def _describe_silence(best: Coverage, silent: Sequence[Coverage], labels: _Labels) -> str:
    """What is not stated, and of which products it is worth asking."""
    names = [name for coverage in silent for name in coverage.products]
    asked, unnamed = names[:_MOST_NAMED], len(names) - _MOST_NAMED
    asked += [f"{unnamed} more"] if unnamed > 0 else []
    listed = " or ".join(filter(None, (", ".join(asked[:-1]), asked[-1])))
    open_names = {name for coverage in silent for name in coverage.unstated}
    left = [n for n in (*best.uncovered, *best.unstated) if n in open_names]
    covers = _describe_coverage(best, labels, nothing="is known to cover")
    return f"{covers}; ask IT whether {listed} covers {_list_names(left, labels)}"


def _describe_uncounted(uncounted: Sequence[UncountedProduct], labels: _Labels) -> str:
    if not uncounted:
        return ""
    named = [
        f"{product.product} for {_list_names(product.covers, labels)} ({product.reason})"
        for product in uncounted[:_MOST_NAMED]
    ]
    unnamed = len(uncounted) - _MOST_NAMED
    more = f" and {unnamed} more" if unnamed > 0 else ""
    return f"; not counted: {', '.join(named)}{more}"
