"""Do tools of the list do the same, or what an approved product does already?

Looks at: what each tool does, by the requester, IT's catalog or the vendor catalog; the tools in
use; and the approved products of IT's catalog.

Why it matters: six tools for one thing are six approvals, contracts and places for the same data.
Which of them is needed is decided before anybody reviews the six.

Cannot see: what products do beyond what is said of them, and reasons to have two of a kind. Parts
of one vendor's suite, and kinds of which each product does a thing of its own, are no overlap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

from soescan.assessment.capabilities import capability_vocabulary, label_capabilities
from soescan.assessment.portfolio.approved import explain_not_counting, list_full_capabilities
from soescan.model import (
    CapabilityBasis,
    Catalog,
    CoveringProduct,
    Overlap,
    OverlappingTool,
    Product,
    ProductId,
    SharedCapability,
    Standing,
    ToolCapability,
)
from soescan.names import fold
from soescan.reference.capabilities import CapabilityVocabulary, find_kind
from soescan.reference.capability_table import load_capabilities
from soescan.reference.columns import is_doubtful
from soescan.reference.products.lifecycles import LifecycleState
from soescan.reference.vendors import KnownProduct, recognise_product

_ENDED = frozenset({LifecycleState.DISCONTINUED, LifecycleState.MERGED})
_GOING = frozenset({Standing.PROHIBITED, Standing.RETIRING})
"""What IT refuses or phases out is no choice."""
_RANKS = (Standing.STANDARD, Standing.APPROVED, Standing.APPROVED_WITH_CONDITIONS)


@dataclass(frozen=True, slots=True)
class ListedTool:
    """A tool of the list, or one in use beside it, with what it does and which product it is."""

    name: str
    does: tuple[ToolCapability, ...] = ()
    """Its capabilities, and the kind of product that it is where that is specific."""
    vendor: str = ""
    """As the requester writes it."""
    product: Product | None = None
    """That of IT's catalog."""
    candidates: tuple[ProductId, ...] = ()
    """Those of IT's catalog that it may be."""
    known: KnownProduct | None = None
    """That of the vendor catalog."""
    in_use: bool = False
    listed: bool = True
    """Is it under review? False for a tool of the stack that the proposal names."""
    perhaps: frozenset[str] = frozenset()
    """What it does if it is the product whose name it has, where the name alone shows nothing."""


@dataclass(frozen=True, slots=True)
class _ApprovedProduct:
    product: Product
    does: Mapping[str, CapabilityBasis]
    brands: frozenset[str]


def find_overlaps(
    tools: Iterable[ListedTool], catalog: Catalog, as_of: date
) -> tuple[Overlap, ...]:
    """The overlaps of a list on a day, largest first; the order of the list does not matter.

    A tool of which nobody says what it does is in none, nor is one that has ended or that IT
    prohibits or phases out.
    """
    vocabulary = capability_vocabulary(catalog)
    unspecific = _list_unspecific(catalog, vocabulary)
    listed = tuple(tools)
    members: dict[str, list[ListedTool]] = {}
    for tool in _merge_same(listed):
        for id_ in {able.id for able in tool.does} - unspecific:
            members.setdefault(id_, []).append(tool)
    labels = label_capabilities(catalog, vocabulary)
    approved = list(_list_approved(catalog, vocabulary, as_of)) if members else []
    found = (
        _judge_group(SharedCapability(id_, labels.get(id_, id_)), group, approved)
        for id_, group in members.items()
    )
    merged = _merge_groups(_add_perhaps(overlap, listed) for overlap in found if overlap)
    return tuple(sorted(merged, key=_sort_key))


def _sort_key(overlap: Overlap) -> tuple[int, list[str], list[str]]:
    labels = [capability.label for capability in overlap.capabilities]
    return -len(overlap.tools), labels, [tool.name for tool in overlap.tools]


# --- what counts ---------------------------------------------------------------------------------


def _list_unspecific(catalog: Catalog, vocabulary: CapabilityVocabulary) -> frozenset[str]:
    """Capabilities that are headings over others, and those of which each product has its own."""
    table = load_capabilities()
    headings = (c.parent for c in (*table.capabilities, *catalog.capabilities) if c.parent)
    found = map(vocabulary.find, (*headings, *table.side_by_side))
    return frozenset(str(id_) for id_ in found if id_)


def _merge_same(tools: Iterable[ListedTool]) -> Iterator[ListedTool]:
    """Each product once, in use if it is so anywhere in the list; none that ends or has ended."""
    by_product: dict[str, list[ListedTool]] = {}
    for tool in tools:
        is_going = tool.product is not None and tool.product.standing in _GOING
        if tool.does and not is_going and not has_ended(tool.known):
            by_product.setdefault(_identify(tool), []).append(tool)
    for same in by_product.values():
        first, *_ = sorted(same, key=lambda tool: (not tool.listed, fold(tool.name), tool.name))
        every = sorted((able for tool in same for able in tool.does), key=_rank_basis)
        does = {able.id: able for able in reversed(every)}
        in_use = any(tool.in_use for tool in same)
        yield replace(first, does=tuple(does[id_] for id_ in sorted(does)), in_use=in_use)


def _rank_basis(able: ToolCapability) -> int:
    return list(CapabilityBasis).index(able.basis)


def has_ended(known: KnownProduct | None) -> bool:
    """Is a known product no more, by whoever says so?"""
    record = known.lifecycle if known else None
    return record is not None and record.state in _ENDED


def _identify(tool: ListedTool) -> str:
    """One text for each product: two tools of one product overlap with nobody for that."""
    if tool.known:
        return f"known {tool.known.id}"
    return f"listed {tool.product.id}" if tool.product else f"named {fold(tool.name)}"


def _list_approved(
    catalog: Catalog, vocabulary: CapabilityVocabulary, as_of: date
) -> Iterator[_ApprovedProduct]:
    """The products to be used on the day, best standing first; those that have ended do nothing."""
    usable = [p for p in catalog.products if not explain_not_counting(p, as_of)]
    usable.sort(key=lambda p: (_RANKS.index(p.standing or Standing.STANDARD), fold(p.name), p.id))
    for product in usable:
        known = recognise_product(product)
        does = {} if has_ended(known) else list_full_capabilities(product, vocabulary)
        by_id = {str(id_): basis for id_, basis in does.items()}
        if known and not has_ended(known) and (kind := find_kind(known)):
            by_id[kind] = CapabilityBasis.PUBLISHED
        yield _ApprovedProduct(product, by_id, _list_brands(known, product.vendor))


def _list_brands(known: KnownProduct | None, *vendors: str) -> frozenset[str]:
    """Under whose names a product is sold: its vendor's, and the first word of its own name."""
    names = [*vendors, *([known.vendor, known.name.split()[0]] if known else ())]
    return frozenset(fold(name) for name in names if name and not is_doubtful(name))


def _brands_of(tool: ListedTool) -> frozenset[str]:
    listed = tool.product.vendor if tool.product else ""
    return _list_brands(tool.known, tool.vendor, listed)


# --- the tools of one capability -----------------------------------------------------------------


def _judge_group(
    capability: SharedCapability, group: Sequence[ListedTool], approved: Sequence[_ApprovedProduct]
) -> Overlap | None:
    """The overlap of the tools that do one thing, if they are any."""
    covering = [each for each in approved if capability.id in each.does]
    own = {each.product.id for each in approved}
    members = sorted(group, key=lambda tool: (fold(tool.name), tool.name))
    open_tools = [tool for tool in members if tool.product is None or tool.product.id not in own]
    covered_by = tuple(
        product
        for each in covering
        if (product := _cover(each, capability, open_tools)).instead_of or product.in_part
    )
    if not covered_by and not _are_of_several_vendors(members):
        return None
    tools = tuple(
        OverlappingTool(
            tool.name,
            next(able.basis for able in tool.does if able.id == capability.id),
            tool.in_use,
            tool.listed,
            tool not in open_tools,
        )
        for tool in members
    )
    return Overlap((capability,), tools, covered_by)


def _cover(
    each: _ApprovedProduct, capability: SharedCapability, tools: Sequence[ListedTool]
) -> CoveringProduct:
    """What an approved product spares; parts of the same vendor's suite are spared by none."""
    others = [tool for tool in tools if not _brands_of(tool) & each.brands
              and each.product.id not in tool.candidates]  # fmt: skip
    whole = [tool.name for tool in others if {able.id for able in tool.does} <= each.does.keys()]
    part = [tool.name for tool in others if tool.name not in whole]
    product = each.product
    return CoveringProduct(
        product.name,
        product.standing or Standing.APPROVED,
        each.does[capability.id],
        (capability.id,),
        tuple(whole),
        tuple(part),
    )


def _are_of_several_vendors(tools: Sequence[ListedTool]) -> bool:
    return any(not _brands_of(tool) & _brands_of(other) for tool, other in combinations(tools, 2))


def _add_perhaps(overlap: Overlap, tools: Iterable[ListedTool]) -> Overlap:
    """An overlap with the tools that may belong to it. Nothing is one for their sake alone."""
    names = {t.name for t in tools if {c.id for c in overlap.capabilities} <= t.perhaps}
    perhaps = sorted(names - {tool.name for tool in overlap.tools}, key=lambda n: (fold(n), n))
    return replace(overlap, perhaps=tuple(perhaps))


def _merge_groups(overlaps: Iterable[Overlap]) -> Iterator[Overlap]:
    """One overlap for the same tools, whatever number of things they share."""
    by_tools: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Overlap]] = {}
    for overlap in overlaps:
        names = tuple(tool.name for tool in overlap.tools)
        by_tools.setdefault((names, overlap.perhaps), []).append(overlap)
    for same in by_tools.values():
        same.sort(key=lambda overlap: overlap.capabilities[0].label)
        yield Overlap(
            tuple(overlap.capabilities[0] for overlap in same),
            same[0].tools,
            tuple(_merge_covering(same)),
            same[0].perhaps,
        )


def _merge_covering(overlaps: Sequence[Overlap]) -> Iterator[CoveringProduct]:
    """Each covering product once, with all that it covers of what the tools share."""
    by_name: dict[str, list[CoveringProduct]] = {}
    for overlap in overlaps:
        for product in overlap.covered_by:
            by_name.setdefault(product.product, []).append(product)
    ordered = sorted(by_name.values(), key=lambda same: _RANKS.index(same[0].standing))
    for same in ordered:
        yield replace(same[0], covers=tuple(id_ for product in same for id_ in product.covers))
