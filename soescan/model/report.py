"""All that a run says, in one noun."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from soescan.model.assessment import (
    Assessment,
    NeedsAnswer,
    Overlap,
    Question,
)
from soescan.model.catalog import Capability, Committee, DataClass, Header, Kpis, Role
from soescan.model.facts import RegisterSource
from soescan.model.places import Note
from soescan.model.plan import Lever, Plan
from soescan.model.proposal import (
    Alternative,
    BusinessCase,
    Concern,
    DataPlan,
    Need,
    ProposalHeader,
    Raci,
    Tool,
    WaiverRequest,
)


@dataclass(frozen=True, slots=True)
class ProposalBackground:
    """What a proposal says beside the tools under review: quoted, and judged by nobody here."""

    proposal: ProposalHeader = field(default_factory=ProposalHeader)
    needs: tuple[Need, ...] = ()
    business_cases: tuple[BusinessCase, ...] = ()
    current_stack: tuple[Tool, ...] = ()
    data_plan: DataPlan | None = None
    concerns: tuple[Concern, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    raci: tuple[Raci, ...] = ()


@dataclass(frozen=True, slots=True)
class GatePapers:
    """The papers that a gate asks for before a step."""

    gate: str
    before: str
    """The step, by label."""
    artefacts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RouteNotice:
    """Whom IT's catalog wants told when a tool takes a fast track."""

    route: str
    roles: tuple[str, ...]
    """By label."""
    emergency: bool = False
    trial_days: int | None = None
    """After how many days it ends, if it is a trial."""


@dataclass(frozen=True, slots=True)
class CatalogBackground:
    """What IT's catalog says of people, papers and targets: quoted, and judged by nobody here."""

    kpis: Kpis = field(default_factory=Kpis)
    data_classes: tuple[DataClass, ...] = ()
    capabilities: tuple[Capability, ...] = ()
    """Those that the proposal needs."""
    roles: tuple[Role, ...] = ()
    """Those that say what they can do, or how they are reached."""
    committees: tuple[Committee, ...] = ()
    """Those whose agenda is limited."""
    gates: tuple[GatePapers, ...] = ()
    notices: tuple[RouteNotice, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """Everything soescan has to say about a proposal."""

    SCHEMA: ClassVar[str] = "soescan/report@2"

    title: str
    as_of: date
    catalog: Header
    assessments: tuple[Assessment, ...]
    plan: Plan
    questions: tuple[Question, ...] = ()
    needs: NeedsAnswer | None = None
    overlaps: tuple[Overlap, ...] = ()
    """Tools that do the same, and approved products that do it already; largest first."""
    requests: tuple[WaiverRequest, ...] = ()
    """Waivers the requester asks for; shown, never counted."""
    levers: tuple[Lever, ...] = ()
    """Single changes that would be quicker or spare work, best first."""
    left_out: int = 0
    """Changes that were not tried, for there are too many."""
    proposal: ProposalBackground = ProposalBackground()
    """What the proposal says beside its tools, answers and waivers."""
    policy: CatalogBackground = CatalogBackground()
    """What the catalog says of people, papers and targets."""
    notes: tuple[Note, ...] = ()
    registers: tuple[RegisterSource, ...] = ()
    """The public registers that facts of the tools are taken from, by code."""
    version: str = ""

    def exit_code(self, fail_on: frozenset[str]) -> int:
        """1 when the outcome or the outlook of a tool is in `fail_on`, else 0."""
        outlooks = {a.outlook.kind for a in self.assessments if a.outlook}
        return int(not fail_on.isdisjoint(outlooks.union(a.outcome for a in self.assessments)))
