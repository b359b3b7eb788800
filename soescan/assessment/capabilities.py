"""What the words for capabilities mean that a proposal uses, against one catalog.

Looks at: the capability of each need, and what each tool is said to be for.

Cannot say: what an unknown word means. A need with one is refused, with the word that may be meant;
a tool with one is told, and what that tool is for counts as not stated, since the word might be any
capability.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from soescan.conditions import iter_tests
from soescan.errors import ProposalError
from soescan.files import NoteCollector
from soescan.model import (
    CapabilityBasis,
    CapabilityId,
    Catalog,
    Condition,
    Level,
    Match,
    Note,
    Proposal,
    Tool,
    ToolCapability,
)
from soescan.reference.capabilities import (
    CapabilityVocabulary,
    build_vocabulary,
    known_capabilities,
)
from soescan.reference.capability_table import load_capabilities
from soescan.reference.identity import find_known_product


def capability_vocabulary(catalog: Catalog) -> CapabilityVocabulary:
    """The words that a catalog and the published table know.

    A catalog's are those of its capabilities, of its products and of the conditions that ask what
    a tool is for.
    """
    in_use: set[str] = {str(name) for product in catalog.products for name in product.capabilities}
    for condition in _list_conditions(catalog):
        for test in iter_tests(condition):
            if test.fact == "tool.capabilities" and test.value is not None:
                values = test.value if isinstance(test.value, tuple) else (test.value,)
                in_use.update(map(str, values))
    return build_vocabulary(catalog.capabilities, frozenset(in_use))


def _list_conditions(catalog: Catalog) -> Iterator[Condition]:
    for standard in catalog.standards:
        yield standard.require
        if standard.applies_when is not None:
            yield standard.applies_when
    yield from (step.when for step in catalog.approvals if step.when is not None)
    yield from (track.when for track in catalog.fast_track)


def label_capabilities(catalog: Catalog, vocabulary: CapabilityVocabulary) -> Mapping[str, str]:
    """What capabilities and kinds are called, by id: by IT's word where it has one."""
    table = load_capabilities()
    every = (*table.capabilities, *catalog.capabilities)
    kinds = {str(category.id): category.label for category in table.categories if category.phrase}
    return kinds | {str(vocabulary.find(c.id)): c.label or c.id for c in every}


def check_needs(proposal: Proposal, vocabulary: CapabilityVocabulary) -> None:
    """Raise ProposalError with every need whose word is no capability, and what may be meant."""
    problems = [
        f"{need.place}: needs.capability: {vocabulary.describe_unknown(need.capability)}"
        for need in proposal.needs
        if vocabulary.find(need.capability) is None
    ]
    if problems:
        ids = ", ".join(sorted(set(vocabulary.ids.values())))
        raise ProposalError(problems, hint=f"there are: {ids}")


def note_unknown_words(tools: Iterable[Tool], vocabulary: CapabilityVocabulary) -> tuple[Note, ...]:
    """A note for each word of what tools are for that is no capability, with the places."""
    notes = NoteCollector()
    for tool in tools:
        for word in _read_capabilities(tool, vocabulary)[1]:
            text = f"capabilities: {vocabulary.describe_unknown(word)}"
            notes.add(f"{text} (what the tool is for counts as not stated)", tool.place)
    return notes.as_tuple()


def resolve_capabilities(tool: Tool, vocabulary: CapabilityVocabulary) -> Tool:
    """A tool with the ids of what it is for; with nothing where a word is no capability."""
    if not tool.capabilities:
        return tool
    levels, unknown = _read_capabilities(tool, vocabulary)
    known = {} if unknown else {str(capability): level for capability, level in levels.items()}
    return replace(tool, capabilities=known)


def list_capabilities(
    tool: Tool, match: Match, catalog: Catalog, vocabulary: CapabilityVocabulary
) -> tuple[ToolCapability, ...]:
    """What a tool, as it was written, does in full, by id, and who says so.

    What the requester states is what it is for, and goes alone. Else it is what IT's catalog says
    of the product that the tool is and, where IT is silent, what is published of it: the least that
    the product does, on whose machines it may run.
    """
    if tool.capabilities:
        stated = resolve_capabilities(tool, vocabulary).capabilities
        return _list_full(stated, CapabilityBasis.STATED)
    listed = {str(id_): level for id_, level in _listed_capabilities(match).items()}
    known = find_known_product(replace(tool, deployment=""), match, catalog)
    published = map(vocabulary.find, known_capabilities(known) if known else ())
    silent = {str(id_): Level.FULL for id_ in published if id_ and id_ not in listed}
    return (
        *_list_full(listed, CapabilityBasis.LISTED),
        *_list_full(silent, CapabilityBasis.PUBLISHED),
    )


def _listed_capabilities(match: Match) -> Mapping[CapabilityId, Level]:
    return match.product.capabilities if match.product else {}


def _list_full(able: Mapping[str, Level], basis: CapabilityBasis) -> tuple[ToolCapability, ...]:
    full = sorted(name for name, level in able.items() if level is Level.FULL)
    return tuple(ToolCapability(name, basis) for name in full)


def _read_capabilities(
    tool: Tool, vocabulary: CapabilityVocabulary
) -> tuple[dict[CapabilityId, Level], tuple[str, ...]]:
    levels: dict[CapabilityId, Level] = {}
    unknown: list[str] = []
    for written, level in tool.capabilities.items():
        if capability := vocabulary.find(written):
            levels[capability] = level
        else:
            found, words = vocabulary.read_cell(written)
            levels |= found
            unknown += words
    return levels, tuple(unknown)
