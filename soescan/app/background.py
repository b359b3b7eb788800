"""What proposal and catalog say that nothing here judges: quoted in the report for its readers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from soescan.assessment import capability_vocabulary
from soescan.model import (
    Assessment,
    Capability,
    Catalog,
    CatalogBackground,
    DataClass,
    GatePapers,
    Plan,
    Proposal,
    ProposalBackground,
    Role,
    RouteNotice,
)


def quote_proposal(proposal: Proposal) -> ProposalBackground:
    """All that a proposal says beside its tools, answers and waivers, which the report shows."""
    return ProposalBackground(
        **{field.name: getattr(proposal, field.name) for field in fields(ProposalBackground)}
    )


def quote_catalog(
    proposal: Proposal, catalog: Catalog, assessments: Sequence[Assessment], plan: Plan
) -> CatalogBackground:
    """What a catalog says of the needs, classes of data, people and papers that a report names.

    Of a catalog that came with soescan it is nothing: nobody wrote it for this report.
    """
    if not catalog.catalog.own:
        return CatalogBackground()
    notices = _route_notices(catalog)
    return CatalogBackground(
        kpis=catalog.kpis,
        data_classes=_touched_classes(catalog, assessments),
        capabilities=_needed_capabilities(proposal, catalog),
        roles=_named_roles(catalog, plan, notices),
        gates=_gates_of_plan(catalog, plan),
        notices=notices,
    )


def _touched_classes(catalog: Catalog, assessments: Sequence[Assessment]) -> tuple[DataClass, ...]:
    touched = {fact.value for a in assessments for fact in a.facts if fact.key == "tool.data.class"}
    return tuple(data_class for data_class in catalog.data_classes if data_class.id in touched)


def _needed_capabilities(proposal: Proposal, catalog: Catalog) -> tuple[Capability, ...]:
    vocabulary = capability_vocabulary(catalog)
    needed = {vocabulary.find(need.capability) for need in proposal.needs}
    return tuple(capability for capability in catalog.capabilities if capability.id in needed)


def _named_roles(catalog: Catalog, plan: Plan, notices: Sequence[RouteNotice]) -> tuple[Role, ...]:
    named = {task.role for task in plan.tasks} | {role for n in notices for role in n.roles}
    return tuple(role for role in catalog.roles if role.label in named)


def _gates_of_plan(catalog: Catalog, plan: Plan) -> tuple[GatePapers, ...]:
    """The gates whose papers a step of the plan asks for."""
    wanted = {artefact for task in plan.tasks for artefact in task.artefacts}
    labels = {step.id: step.label or step.id for step in catalog.approvals}
    return tuple(
        GatePapers(gate.label or gate.id, labels[gate.before], gate.artefacts)
        for gate in catalog.gates
        if wanted.issuperset(gate.artefacts)
    )


def _route_notices(catalog: Catalog) -> tuple[RouteNotice, ...]:
    labels = {role.id: role.label for role in catalog.roles}
    return tuple(
        RouteNotice(
            track.label or track.id, tuple(labels[role] for role in track.notify), track.emergency
        )
        for track in catalog.fast_track
        if track.notify
    )
