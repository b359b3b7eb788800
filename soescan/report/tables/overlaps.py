"""What the list says of itself: tools that do the same, that are not needed, or that have ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from soescan.model import (
    CapabilityBasis,
    CoveringProduct,
    Finding,
    Overlap,
    OverlappingTool,
    Report,
    Severity,
    SharedCapability,
    Standing,
    Verdict,
)
from soescan.quantities import in_words, quantity
from soescan.reference.capabilities import find_phrase
from soescan.report.tables.table import Cell, Column, TableData, TableSpec
from soescan.report.tables.wording import capitalize_first, join_names, join_tools, join_unique

_COLUMNS = (
    Column("What they do", width=30),
    Column("Tools", width=40),
    Column("Perhaps also", width=24),
    Column("In use already", width=20),
    Column("Approved and does it already", width=36),
    Column("May not be needed", width=36),
    Column("According to", width=44),
)
_BASIS_WORDS = {
    CapabilityBasis.STATED: "the requester",
    CapabilityBasis.LISTED: "IT's catalog",
    CapabilityBasis.PUBLISHED: "the vendor catalog",
}


def _build(report: Report) -> TableData:
    return TableData(_COLUMNS, tuple(map(_row, report.overlaps)))


def _row(overlap: Overlap) -> tuple[Cell, ...]:
    labels = {capability.id: capability.label for capability in overlap.capabilities}
    spared = [
        *(name for product in overlap.covered_by for name in product.instead_of),
        *(f"{name} (for this)" for product in overlap.covered_by for name in product.in_part),
    ]
    return (
        join_unique(labels.values()),
        join_tools(tool.name for tool in overlap.tools),
        join_tools(overlap.perhaps),
        join_tools(tool.name for tool in overlap.tools if tool.in_use),
        join_unique(_describe_covering(product, labels) for product in overlap.covered_by),
        join_unique(spared),
        join_unique(_list_bases(overlap)),
    )


def _describe_covering(product: CoveringProduct, labels: dict[str, str]) -> str:
    covers = [labels[id_] for id_ in product.covers if id_ in labels]
    whole = "" if len(covers) == len(labels) else f": {', '.join(covers)}"
    return f"{product.product} ({product.standing}){whole}"


def _list_bases(overlap: Overlap) -> Iterator[str]:
    """Who says what each of the products does."""
    said = [(tool.name, tool.basis) for tool in overlap.tools]
    said += [(product.product, product.basis) for product in overlap.covered_by]
    return describe_bases(said)


def describe_bases(said: Iterable[tuple[str, CapabilityBasis]]) -> Iterator[str]:
    """Yield what each side says, the side in front.

    >>> stated, published = CapabilityBasis.STATED, CapabilityBasis.PUBLISHED
    >>> list(describe_bases([("crm", published), ("sms", stated), ("cdp", published)]))
    ['the requester: sms', 'the vendor catalog: crm, cdp']
    """
    pairs = list(said)
    for basis, words in _BASIS_WORDS.items():
        names = dict.fromkeys(name for name, by in pairs if by is basis)
        if names:
            yield f"{words}: {', '.join(names)}"


# --- what stands before the first table ----------------------------------------------------------


MOST_NOTICES = 3
_NAMED = 3
"""Things that a sentence names; of more it names one less, and counts the rest."""


def list_overlap_notices(report: Report) -> tuple[str, ...]:
    """At most three sentences: what has ended, what is there already, what does the same.

    Where only others say that a product has ended, it is asked if there is room.
    """
    ended = _ended_notice(report)
    told = [*([ended] if ended else []), *_covered_notices(report)]
    groups = list(_group_notices(_list_largest(report), len(report.assessments)))
    room = MOST_NOTICES - bool(groups)
    return (*told[:room], *groups, *_ask_for_ended(report))[:MOST_NOTICES]


def list_overlap_lines(report: Report) -> tuple[str, ...]:
    """Every overlap in a line, where there are more than the sentences before the first table."""
    if len(report.overlaps) < MOST_NOTICES:
        return ()
    return tuple(map(_describe_overlap, report.overlaps))


def _describe_overlap(overlap: Overlap) -> str:
    labels = {capability.id: capability.label for capability in overlap.capabilities}
    what = ", ".join(labels.values())
    there = [_describe_covering(product, labels) for product in overlap.covered_by[:_NAMED]]
    more = len(overlap.covered_by) - _NAMED
    there += [quantity(more, "more approved product")] if more > 0 else []
    already = f"; there already: {join_names(there)}" if there else ""
    perhaps = f"; perhaps also {join_names(overlap.perhaps)}" if overlap.perhaps else ""
    return f"{what}: {join_names([*map(_mark, overlap.tools)])}{perhaps}{already}"


def _ended_notice(report: Report) -> str:
    """What has become of products that are no more."""
    ended = dict.fromkeys(f.says.removesuffix(".") for f in _iter_fates(report) if _has_ended(f))
    more = len(ended) - _NAMED
    texts = list(ended)[:_NAMED]
    if more > 0:
        texts.append(f"{quantity(more, 'more tool')} ended, too")
    return f"{'; '.join(texts)}." if texts else ""


def _ask_for_ended(report: Report) -> Iterator[str]:
    """Whether products are no more of which only others say so."""
    yield from dict.fromkeys(f.question for f in _iter_fates(report) if _may_have_ended(f))


def _iter_fates(report: Report) -> Iterator[Finding]:
    return (f for a in report.assessments for f in a.findings if f.rule == "lifecycle")


def _has_ended(finding: Finding) -> bool:
    return finding.verdict is Verdict.UNKNOWN and finding.severity is Severity.BLOCKER


def _may_have_ended(finding: Finding) -> bool:
    return finding.verdict is Verdict.UNKNOWN and finding.severity is Severity.CONDITION


def _covered_notices(report: Report) -> Iterator[str]:
    """Which approved products do already what tools of the list would: a sentence for each."""
    by_product: dict[str, list[tuple[Overlap, CoveringProduct]]] = {}
    for overlap in report.overlaps:
        if overlap.covered_by:
            best = max(overlap.covered_by, key=lambda p: (len(p.instead_of), len(p.in_part)))
            by_product.setdefault(best.product, []).append((overlap, best))
    yield from map(_describe_spared, by_product.values())


def _describe_spared(pairs: Sequence[tuple[Overlap, CoveringProduct]]) -> str:
    """What one product covers, and the tools that it may spare: those of nothing else first."""
    product = pairs[0][1]
    shared = [c for overlap, p in pairs for c in overlap.capabilities if c.id in p.covers]
    what = _name([_as_noun(c.label) for c in shared], _NAMED)
    whole = [name for _, p in pairs for name in p.instead_of]
    names = whole or [name for _, p in pairs for name in p.in_part]
    need = "may not be needed" if whole else "may not be needed for that"
    standing = _STANDING_WORDS.get(product.standing, str(product.standing))
    return f"{product.product} {standing} and covers {what}: {_name(names, _NAMED)} {need}."


_STANDING_WORDS = {
    Standing.STANDARD: "is the standard here",
    Standing.APPROVED: "is approved",
    Standing.APPROVED_WITH_CONDITIONS: "is approved with conditions",
}


def _as_noun(label: str) -> str:
    """A label within a sentence.

    >>> _as_noun("Web and app analytics"), _as_noun("E-mail"), _as_noun("A/B testing")
    ('web and app analytics', 'e-mail', 'A/B testing')
    """
    rest = label.partition(" ")[0][1:]
    is_word = rest.islower()
    return label[:1].lower() + label[1:] if is_word else label


def _list_largest(report: Report) -> list[Overlap]:
    """Overlaps that no approved product settles, without those within a larger one."""
    largest: list[Overlap] = []
    for overlap in report.overlaps:
        names = {tool.name for tool in overlap.tools}
        is_within = any(names <= {tool.name for tool in other.tools} for other in largest)
        if not overlap.covered_by and not is_within:
            largest.append(overlap)
    return largest


def _group_notices(overlaps: Sequence[Overlap], total: int) -> Iterator[str]:
    """A sentence for each overlap."""
    for overlap in overlaps:
        names = _name(map(_mark, overlap.tools), _NAMED)
        subject = f"{_count(overlap, total)} {_phrase(overlap.capabilities)}"
        yield f"{subject}: {names}; decide which you need."


def _count(overlap: Overlap, total: int) -> str:
    number = len(overlap.tools)
    if any(tool.in_use or not tool.listed for tool in overlap.tools):
        return f"{capitalize_first(in_words(number))} tools"
    if number == total:
        return "Both tools" if number == 2 else f"All {in_words(number)} tools"
    return f"{capitalize_first(in_words(number))} of the {in_words(total)} tools"


def _phrase(capabilities: Iterable[SharedCapability]) -> str:
    return join_names(
        [find_phrase(c.id, c.label) or f"are for {_as_noun(c.label)}" for c in capabilities]
    )


def _mark(tool: OverlappingTool) -> str:
    return f"{tool.name} (in use)" if tool.in_use else tool.name


def _name(names: Iterable[str], most: int) -> str:
    """A few things by name, and the number of the others.

    >>> _name(["A", "B", "C"], 3), _name(["A", "B", "C", "D"], 3)
    ('A, B and C', 'A, B and 2 more')
    """
    listed = list(dict.fromkeys(names))
    if len(listed) > most:
        listed[most - 1 :] = [f"{len(listed) - most + 1} more"]
    return join_names(listed)


TABLE = TableSpec(
    id="overlaps",
    title="Overlaps",
    description="Tools that do the same, and approved products that do it already.",
    when_empty="No tools are known to do the same, nor an approved product that does it already.",
    build=_build,
)
