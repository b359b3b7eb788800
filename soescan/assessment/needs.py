"""The 80 % rule: does something we already have cover most of what is needed?

Looks at: the needs with their weights, the capabilities of products IT approves of, and the
business cases.

Why it matters: the fastest tool to approve is the one that is there. What it leaves uncovered must
be mission-critical or carry a business case, or is better dropped.

Cannot see: capabilities that the catalog does not state; they count as uncovered and are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

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
    Standing,
)
from soescan.names import fold

_USABLE = frozenset({Standing.STANDARD, Standing.APPROVED, Standing.APPROVED_WITH_CONDITIONS})
_LARGEST = 4
"""Products in a combination; more is no longer "use what we have"."""
_MOST_PRODUCTS = 24
"""Products that combinations are made of: those that cover most alone."""

_ROUNDING = 1e-9
"""Weights such as 0.7 and 0.1 do not add up to 0.8 in binary."""


@dataclass(frozen=True, slots=True)
class _ProductShares:
    """What one product does for each need: a share, or None where the catalog does not say."""

    product: Product
    shares: tuple[float | None, ...]


def judge_needs(proposal: Proposal, catalog: Catalog, as_of: date) -> NeedsAnswer | None:
    """What follows from the needs and what IT has on a day; None for a proposal without needs.

    Shares of the weighted needs, 0 to 1, are held against the catalog's ``coverage_threshold``.
    """
    if not proposal.needs:
        return None
    needs = proposal.needs
    covering = [c for c in _rate_products(needs, catalog, as_of) if any(c.shares)]
    singles = [_combine_shares((c,), needs) for c in covering]
    singles.sort(key=lambda c: (-c.share, -c.possible, c.products))
    combined = _find_combinations(covering, needs)
    threshold = catalog.policy.coverage_threshold
    nothing = Coverage((), 0, 0, tuple(n.capability for n in needs))
    # The smallest group that is enough; failing that, the one that covers most.
    groups = (*singles, *combined)
    answers = [(group, *_decide(group, proposal, threshold)) for group in groups or (nothing,)]
    enough = [a for a in answers if a[1] is NeedsVerdict.USE_WHAT_WE_HAVE]
    _, verdict, reason = enough[0] if enough else max(answers, key=lambda a: a[0].share)
    return NeedsAnswer(verdict, reason, threshold, tuple(singles), combined)


def _rate_products(needs: Sequence[Need], catalog: Catalog, as_of: date) -> list[_ProductShares]:
    """What each product that IT approves of on the day does for each need."""
    ids = {fold(word): c.id for c in catalog.capabilities for word in (c.label, c.id) if word}
    capabilities = [ids.get(fold(need.capability), need.capability) for need in needs]
    partial = catalog.policy.partial_counts
    worth: Mapping[Level, float] = {Level.FULL: 1, Level.PARTIAL: partial, Level.NONE: 0}
    rated = []
    for product in sorted(catalog.products, key=lambda p: p.id):
        if product.standing in _USABLE and product.is_in_force(as_of):
            levels = (product.capabilities.get(CapabilityId(name)) for name in capabilities)
            shares = tuple(None if level is None else worth[level] for level in levels)
            rated.append(_ProductShares(product, shares))
    return rated


def _combine_shares(covers: Iterable[_ProductShares], needs: Sequence[Need]) -> Coverage:
    """The weighted share of the needs that some products cover together, the best of each."""
    covers = tuple(covers)
    total = sum(need.weight for need in needs) or 1
    known_share = possible = 0.0
    uncovered: list[str] = []
    unstated: list[str] = []
    for index, need in enumerate(needs):
        shares = [c.shares[index] for c in covers]
        best = max((s for s in shares if s is not None), default=0.0)
        silent = None in shares
        known_share += best * need.weight
        possible += (1 if silent else best) * need.weight
        if best < 1:
            (unstated if silent and best == 0 else uncovered).append(need.capability)
    names = tuple(sorted(c.product.name for c in covers))
    return Coverage(names, known_share / total, possible / total, tuple(uncovered), tuple(unstated))


def _find_combinations(
    covering: Sequence[_ProductShares], needs: Sequence[Need]
) -> tuple[Coverage, ...]:
    """Combinations that cover more than every smaller one, the best of each size."""
    share_alone = {c.product.id: _combine_shares((c,), needs).share for c in covering}
    ranked = sorted(covering, key=lambda c: (-share_alone[c.product.id], c.product.id))
    chosen = ranked[:_MOST_PRODUCTS]
    best_share = max(share_alone.values(), default=0.0)
    combinations_found = []
    for size in range(2, min(_LARGEST, len(chosen)) + 1):
        coverages = (_combine_shares(group, needs) for group in combinations(chosen, size))
        best = max(coverages, key=lambda c: (c.share, c.possible, c.products))
        if best.share <= best_share:
            break
        combinations_found.append(best)
        best_share = best.share
    return tuple(combinations_found)


def _decide(best: Coverage, proposal: Proposal, threshold: float) -> tuple[NeedsVerdict, str]:
    """What follows from the best coverage there is, and the sentence that says why."""
    open_names = {*best.uncovered, *best.unstated}
    left = [need for need in proposal.needs if need.capability in open_names]
    critical = [n.capability for n in left if n.mission_critical or n.must]
    listed = f"; not covered: {', '.join(n.capability for n in left)}" if left else ""
    covers, below = _describe_coverage(best), f"below {threshold:.0%}"
    enough, possible = (share > threshold - _ROUNDING for share in (best.share, best.possible))
    if enough and not critical:
        return NeedsVerdict.USE_WHAT_WE_HAVE, f"{covers}, at or above {threshold:.0%}{listed}"
    if possible and not enough:
        reason = f"IT's catalog does not say whether it has: {', '.join(best.unstated)}"
        return NeedsVerdict.CANNOT_TELL, f"{covers}; {reason}"
    if enough:
        return NeedsVerdict.EXTEND, f"{covers}, but what is left is critical: {', '.join(critical)}"
    if arguments := _list_arguments(left, critical, proposal):
        return NeedsVerdict.JUSTIFIED, f"{covers}, {below}; what is left is {'; '.join(arguments)}"
    idle = "what is left is neither critical nor carried by a business case"
    return NeedsVerdict.DROP_OR_PARK, f"{covers}, {below}, and {idle}{listed}"


def _describe_coverage(coverage: Coverage) -> str:
    if not coverage.products:
        return "no approved product covers any of the needs"
    cover = "covers" if len(coverage.products) < 2 else "cover"
    return f"{' and '.join(coverage.products)} {cover} {coverage.share:.0%} of the weighted needs"


def _list_arguments(left: Iterable[Need], critical: list[str], proposal: Proposal) -> list[str]:
    """What speaks for a new tool: critical needs that are left, and those with a business case."""
    cases = {case.id for case in proposal.business_cases}
    argued = [n.capability for n in left if n.business_case in cases]
    arguments = [f"critical: {', '.join(critical)}"] if critical else []
    return arguments + ([f"with a business case: {', '.join(argued)}"] if argued else [])
