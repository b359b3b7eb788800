"""What proposal and catalog say that nothing here judges: quoted in the report for its readers."""

from __future__ import annotations

from dataclasses import fields

from soescan.assessment import capability_vocabulary
from soescan.model import (
    Capability,
    Catalog,
    CatalogBackground,
    GatePapers,
    Proposal,
    ProposalBackground,
    RouteNotice,
)


def quote_proposal(proposal: Proposal) -> ProposalBackground:
    """All that a proposal says beside its tools, answers and waivers, which the report shows."""
    return ProposalBackground(
        **{field.name: getattr(proposal, field.name) for field in fields(ProposalBackground)}
    )


def quote_catalog(proposal: Proposal, catalog: Catalog) -> CatalogBackground:
    """What a catalog says of its classes of data, people and papers, and of what is needed.

    Of a catalog that came with soescan it is nothing: nobody wrote it for this report.
    """
    if not catalog.catalog.own:
        return CatalogBackground()
    return CatalogBackground(
        kpis=catalog.kpis,
        data_classes=catalog.data_classes,
        capabilities=_needed_capabilities(proposal, catalog),
        roles=tuple(role for role in catalog.roles if role.skills or role.contact),
        committees=tuple(body for body in catalog.committees if body.max_items is not None),
        gates=_gate_papers(catalog),
        notices=_route_notices(catalog),
    )


def _needed_capabilities(proposal: Proposal, catalog: Catalog) -> tuple[Capability, ...]:
    vocabulary = capability_vocabulary(catalog)
    needed = {vocabulary.find(need.capability) for need in proposal.needs}
    return tuple(capability for capability in catalog.capabilities if capability.id in needed)


def _gate_papers(catalog: Catalog) -> tuple[GatePapers, ...]:
    labels = {step.id: step.label or step.id for step in catalog.approvals}
    return tuple(
        GatePapers(gate.label or gate.id, labels[gate.before], gate.artefacts)
        for gate in catalog.gates
    )


def _route_notices(catalog: Catalog) -> tuple[RouteNotice, ...]:
    labels = {role.id: role.label for role in catalog.roles}
    return tuple(
        RouteNotice(
            track.label or track.id,
            tuple(labels[role] for role in track.notify),
            track.emergency,
            track.ends_after_days,
        )
        for track in catalog.fast_track
        if track.notify
    )
