"""A tool with all that is known about it: what the rules of the assessment are put to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from soescan import assessment
from soescan.catalog import LoadedCatalog, ProductIndex, class_orders
from soescan.evidence import Knowledge
from soescan.model import Case, Evidence, Fact, Proposal, Tool


def build_cases(
    proposal: Proposal,
    read: LoadedCatalog,
    evidence: Evidence,
    as_of: date,
    only: Sequence[Tool] | None = None,
    given: Sequence[Fact] = (),
) -> Iterator[Case]:
    """Yield a case for each tool, in the proposal's order: its product and the facts that count.

    `only` takes other tools instead, such as one that a what-if has changed. `given` are facts
    about each of them.
    """
    catalog = read.catalog
    index = ProductIndex(catalog)
    knowledge = Knowledge(evidence, catalog, proposal.answers, as_of)
    ordered_classes = class_orders(tuple(c.id for c in catalog.data_classes))
    tools = proposal.tools if only is None else only
    says_what_for = any(tool.capabilities for tool in tools)
    vocabulary = assessment.capability_vocabulary(catalog) if says_what_for else None
    for listed_tool in tools:
        tool = listed_tool
        if vocabulary:
            tool = assessment.resolve_capabilities(tool, vocabulary)
        match = index.match(tool, as_of)
        facts, gaps = knowledge.facts_about(tool, match, given)
        expired = knowledge.expired_about(tool, match)
        leads = knowledge.leads_about(tool, match, facts)
        yield Case(tool, match, catalog, facts, gaps, ordered_classes, as_of, expired, leads)
