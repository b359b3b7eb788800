"""A proposal as a whole: what each of its tools does, and which of them do the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from soescan import assessment
from soescan.assessment.portfolio import overlaps
from soescan.model import (
    Assessment,
    CapabilityBasis,
    Case,
    Catalog,
    MatchedBy,
    Overlap,
    Tool,
    ToolCapability,
)
from soescan.reference.capabilities import CapabilityVocabulary, find_kind, known_capabilities
from soescan.reference.identity import find_known_product
from soescan.reference.vendors import recognise_name, suppose_name


def add_capabilities(
    assessments: Sequence[Assessment], written: Sequence[Tool], catalog: Catalog
) -> tuple[Assessment, ...]:
    """The assessments with what their tools do; `written` are the tools as the proposal has them.

    It is added when all is judged, so that nothing is judged by it.
    """
    vocabulary = assessment.capability_vocabulary(catalog)
    return tuple(
        replace(
            each,
            capabilities=assessment.list_capabilities(tool, each.match, catalog, vocabulary),
        )
        for each, tool in zip(assessments, written, strict=True)
    )


def find_overlaps(
    written: Sequence[Tool],
    cases: Sequence[Case],
    stack: Sequence[Tool],
    stack_cases: Sequence[Case],
    catalog: Catalog,
    as_of: date,
) -> tuple[Overlap, ...]:
    """The overlaps of the tools under review with each other, the stack and what IT has approved.

    Each tool comes as it is written and as a case. `stack` are the tools that the proposal names as
    being in use today.
    """
    vocabulary = assessment.capability_vocabulary(catalog)
    listed = _list_tools(written, cases, vocabulary)
    in_stack = (
        replace(tool, in_use=True, listed=False)
        for tool in _list_tools(stack, stack_cases, vocabulary)
    )
    return overlaps.find_overlaps((*listed, *in_stack), catalog, as_of)


def _list_tools(
    written: Sequence[Tool], cases: Sequence[Case], vocabulary: CapabilityVocabulary
) -> Iterator[overlaps.ListedTool]:
    for tool, case in zip(written, cases, strict=True):
        match, catalog = case.match, case.catalog
        does = assessment.list_capabilities(tool, match, catalog, vocabulary)
        known = find_known_product(replace(tool, deployment=""), match, catalog)
        if known and not tool.capabilities and (kind := find_kind(known)):
            does = (*does, ToolCapability(kind, CapabilityBasis.PUBLISHED))
        yield overlaps.ListedTool(
            tool.name,
            does,
            tool.vendor.name,
            match.product,
            match.candidates,
            known,
            assessment.is_in_use(case),
            perhaps=frozenset(_list_supposed(tool, case, vocabulary)),
        )


def _list_supposed(tool: Tool, case: Case, vocabulary: CapabilityVocabulary) -> Iterator[str]:
    """What a tool does that is known by nothing but a name which is an ordinary word, too."""
    says_more = tool.url or tool.app_url or tool.unread_addresses or tool.vendor.name
    supposed = suppose_name(tool.name)
    if says_more or tool.capabilities or case.match.by is not MatchedBy.NOTHING or not supposed:
        return
    if not overlaps.has_ended(supposed) and recognise_name(tool.name) is None:
        found = map(vocabulary.find, known_capabilities(supposed))
        yield from (str(id_) for id_ in (*found, find_kind(supposed)) if id_)
