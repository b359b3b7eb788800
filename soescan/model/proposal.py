"""Marketing's proposal: the tools, what they are for, and what they need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar

from soescan.model.catalog import Answer, Estimate, Level
from soescan.model.places import NOWHERE, Place


class Use(StrEnum):
    """Is the tool wanted, wanted for a trial, or already there?"""

    PROPOSED = "proposed"
    TRIAL = "trial"
    """Wanted for a while, to see what it is good for."""
    IN_USE = "in-use"


@dataclass(frozen=True, slots=True)
class DataUse:
    """One kind of data a tool touches. Written short, it is just the class."""

    SHORT: ClassVar[str] = "class_"

    class_: str = ""
    """A data class of IT's catalog, by id, label or alias."""
    what: str = ""
    flow: str = ""
    from_: str = ""
    to: str = ""
    volume: str = ""
    personal: bool | None = None


@dataclass(frozen=True, slots=True)
class Vendor:
    """Who sells the tool. Written short, it is just the name."""

    SHORT: ClassVar[str] = "name"

    name: str = ""
    is_new: bool | None = None
    country: str = ""
    """ISO 3166-1 alpha-2."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What the tool costs, in the proposal's currency. Written short, it is the annual cost."""

    SHORT: ClassVar[str] = "annual"

    annual: float | None = None
    one_off: float | None = None
    support: float | None = None
    currency: str = ""
    """ISO 4217; empty: the proposal's."""


@dataclass(frozen=True, slots=True)
class Support:
    """Who looks after the tool once it is live. Written short, it is the owner."""

    SHORT: ClassVar[str] = "owner"

    owner: str = ""
    owner_team: str = ""
    hours: str = ""
    until: date | None = None
    includes: tuple[str, ...] = ()
    it_consent: str = ""
    """Who in IT agreed to support it, and when."""


@dataclass(frozen=True, slots=True)
class Integration:
    """Another system the tool touches. Written short, it is that system's name."""

    SHORT: ClassVar[str] = "with_"

    with_: str
    how: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Traffic:
    """The load an event would bring."""

    event: str = ""
    peak_visits_per_min: float | None = None
    lands_on: str = ""


@dataclass(frozen=True, slots=True)
class Exit:
    """How one gets out again."""

    data_export: str = ""
    notice_days: int | None = None


@dataclass(frozen=True, slots=True)
class Tool:
    """One product somebody wants, or was found using. Written short, it is its name."""

    SHORT: ClassVar[str] = "name"

    name: str
    url: str = ""
    use: Use = Use.PROPOSED
    app_url: str = ""
    deployment: str = ""
    edition: str = ""
    version: str = ""
    data: tuple[DataUse, ...] = ()
    vendor: Vendor = Vendor()
    cost: Cost = Cost()
    support: Support = Support()
    capabilities: Mapping[str, Level] = field(default_factory=dict, hash=False)
    integrations: tuple[Integration, ...] | None = None
    """The systems it touches. An empty list says that there are none."""
    traffic: Traffic = Traffic()
    skills: tuple[str, ...] | None = None
    """What people must know to work with it. An empty list says that it is nothing new."""
    exit: Exit = Exit()
    tests: tuple[str, ...] = ()
    criticality: str = ""
    wish_date: date | None = None
    """A wish for this tool alone; that of the proposal holds for all others."""
    weight: float | None = None
    """What an earlier day for this tool is worth beside the others of the list; 1 if not said."""
    priority: int | None = None
    """Who goes first where tools wait for the same people: 1 before 2; those without one last."""
    other: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Columns of a table that soescan does not know, carried along as they were written."""
    unread_addresses: tuple[str, ...] = ()
    """Addresses, as they were written, that nobody here would open: where they lead is not known,
    so the name alone does not show which product this is."""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Need:
    """Something people want to be able to do."""

    capability: str
    weight: float = 1
    must: bool = False
    mission_critical: bool = False
    metric: str = ""
    channels: tuple[str, ...] = ()
    business_case: str = ""
    """The id of the business case that carries this need."""
    place: Place = NOWHERE


class CaseKind(StrEnum):
    """What a business case argues with."""

    ROI = "roi"
    EFFICIENCY = "efficiency"
    SERVICE = "service"
    INNOVATION = "innovation"
    RISK = "risk"


@dataclass(frozen=True, slots=True)
class BusinessCase:
    """Why a need is worth having something new for."""

    id: str
    type: CaseKind
    says: str = ""
    goal: str = ""
    benefit_year: Estimate | None = None
    cost_year: float | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Partner:
    """The person in IT who works on this, and since when."""

    role: str
    name: str = ""
    engaged_on: date | None = None


@dataclass(frozen=True, slots=True)
class ProposalHeader:
    """What is proposed, and who stands behind it."""

    id: str = ""
    title: str = ""
    sponsor: str = ""
    goal: str = ""
    kickoff: date | None = None
    it_partner: Partner | None = None
    steering: tuple[str, ...] = ()
    liaison: str = ""
    wish_date: date | None = None
    """A wish; the answer is the earliest date and its chance."""
    requirements_frozen_on: date | None = None


@dataclass(frozen=True, slots=True)
class DataPlan:
    """Where the data lives and who keeps it clean."""

    system_of_record: str = ""
    dedupe_key: str = ""
    cleanup_owner: str = ""
    retention: str = ""


@dataclass(frozen=True, slots=True)
class Concern:
    """Something IT worries about, and the answer to it."""

    concern: str
    answer: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another way to the same end, on equal terms."""

    name: str
    by: str = ""
    says: str = ""


@dataclass(frozen=True, slots=True)
class Raci:
    """Who is responsible, accountable, consulted and informed for a task."""

    task: str
    responsible: tuple[str, ...] = ()
    accountable: str = ""
    consulted: tuple[str, ...] = ()
    informed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WaiverRequest:
    """A waiver the requester would like. It is shown and never counted."""

    standard: str
    tool: str
    reason: str
    compensating: tuple[str, ...] = ()
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """The tools under review, what they are for, and what their requester says of them."""

    SCHEMA: ClassVar[str] = "soescan/proposal@1"

    tools: tuple[Tool, ...]
    proposal: ProposalHeader = ProposalHeader()
    needs: tuple[Need, ...] = ()
    business_cases: tuple[BusinessCase, ...] = ()
    current_stack: tuple[Tool, ...] = ()
    data_plan: DataPlan | None = None
    concerns: tuple[Concern, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    raci: tuple[Raci, ...] = ()
    answers: tuple[Answer, ...] = ()
    waivers: tuple[WaiverRequest, ...] = ()
