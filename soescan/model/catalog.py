"""IT's catalog: products and their standing, standards, roles, steps, committees, waivers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar

from soescan.model.conditions import Condition
from soescan.model.facts import Basis
from soescan.model.places import NOWHERE, Place
from soescan.model.values import (
    CapabilityId,
    CommitteeId,
    DataClassId,
    ProductId,
    RoleId,
    StandardId,
    StepId,
    Value,
    words_of_id,
)


class Standing(StrEnum):
    """How IT regards a product."""

    STANDARD = "standard"
    APPROVED = "approved"
    APPROVED_WITH_CONDITIONS = "approved-with-conditions"
    PILOT = "pilot"
    ASSESS = "assess"
    EXCEPTION_ONLY = "exception-only"
    RETIRING = "retiring"
    PROHIBITED = "prohibited"
    UNLISTED = "unlisted"


class Severity(StrEnum):
    """What it means when a standard is not met."""

    BLOCKER = "blocker"
    CONDITION = "condition"
    ADVICE = "advice"


class OnUnknown(StrEnum):
    """What an unanswered question does to the outcome.

    `ask` leaves the outcome open and asks; `block` also holds every approval step back until the
    answer is there; `proceed` goes on as if the standard were met, and asks all the same.
    """

    ASK = "ask"
    BLOCK = "block"
    PROCEED = "proceed"


class Usually(StrEnum):
    """What IT expects of a standard when nobody has asked yet. It settles nothing."""

    MET = "met"
    """Nearly every product that is offered to businesses meets it."""


class Level(StrEnum):
    """How far a product has a capability."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"


class Join(StrEnum):
    """How many of the steps a step waits for must be done; a number is written as text."""

    ALL = "all"
    ANY = "any"


class Scope(StrEnum):
    """How widely one run of a step counts."""

    TOOL = "tool"
    VENDOR = "vendor"
    DATA = "data"
    PORTFOLIO = "portfolio"


class StepKind(StrEnum):
    """What sort of work a step is."""

    REQUEST = "request"
    EVIDENCE = "evidence"
    REVIEW = "review"
    APPROVAL = "approval"
    COMMITTEE = "committee"
    ACTION = "action"
    GO_LIVE = "go-live"
    RENEWAL = "renewal"


class Confidence(StrEnum):
    """How sure a lead time or a capacity is: our default, asked of IT, or confirmed by IT."""

    DEFAULT = "default"
    ASKED = "asked"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A three-point estimate. Written as ``[low, likely, high]`` or as one number."""

    low: float
    likely: float
    high: float


@dataclass(frozen=True, slots=True)
class Freeze:
    """A span of days, both included, in which steps of some kinds do not happen."""

    name: str
    from_: date
    to: date
    blocks: tuple[StepKind, ...] = (StepKind.GO_LIVE,)


@dataclass(frozen=True, slots=True)
class Calendar:
    """When people work."""

    workdays: tuple[str, ...] = ("mon", "tue", "wed", "thu", "fri")
    holidays: tuple[date, ...] = ()
    freezes: tuple[Freeze, ...] = ()


@dataclass(frozen=True, slots=True)
class TrustedFile:
    """A file of evidence that IT vouches for: its facts count on the basis that they give."""

    file: str
    """Its name, for people; the hash decides."""
    sha256: str


@dataclass(frozen=True, slots=True)
class Header:
    """Whose catalog this is and what it is true of."""

    id: str
    name: str
    owner: str = ""
    as_of: date | None = None
    """The day on which its content was true."""
    review_by: date | None = None
    """After this day every verdict says that the catalog is stale."""
    calendar: Calendar = Calendar()
    extends: tuple[str, ...] = ()
    """Files beside this one that it builds on, or ``shipped:NAME``."""
    own_domains: tuple[str, ...] = ()
    """The organisation's own domains: a tool on them is known by its name only."""
    trusted_evidence: tuple[TrustedFile, ...] = ()
    """Files of evidence that somebody of IT's made or checked. Others count as stated."""
    source: str = ""
    license: str = ""
    own: bool = True
    """False for the catalogs shipped with soescan, which are nobody's policy."""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class DataClass:
    """A sensitivity of data. The catalog lists them lowest first."""

    id: DataClassId
    label: str = ""
    examples: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standard:
    """One thing IT asks of tools, as a condition over facts."""

    id: StandardId
    area: str
    require: Condition
    why: str
    severity: Severity = Severity.CONDITION
    applies_when: Condition | None = None
    on_unknown: OnUnknown = OnUnknown.ASK
    usually: Usually | None = None
    """What products nearly always do; it counts for the outlook alone, never for a verdict."""
    min_basis: Basis = Basis.INFERRED
    """The weakest basis on which a fact may count here."""
    owner: RoleId | None = None
    waivable_by: tuple[RoleId, ...] = ()
    """Who may waive it. A blocker that nobody may waive blocks for good."""
    fix: str = ""
    question: str = ""
    """Asked instead of the vocabulary's question when the answer is unknown."""
    refs: tuple[str, ...] = ()
    needs: tuple[StepId, ...] = ()
    """The approval steps that a conflict or an unknown calls for."""
    title: str = ""
    """What people call it within a sentence, such as *data in Europe*; empty: its id, in words."""
    place: Place = NOWHERE

    def __hash__(self) -> int:
        return hash(self.id)  # conditions are deep, and ids are unique in a catalog

    @property
    def name(self) -> str:
        """What people call it within a sentence."""
        return self.title or words_of_id(self.id)


@dataclass(frozen=True, slots=True)
class Capability:
    """Something a product can do for people, in the words needs are written in."""

    id: CapabilityId
    label: str = ""
    parent: CapabilityId | None = None


@dataclass(frozen=True, slots=True)
class Owner:
    """Who answers for a product."""

    business: str = ""
    technical: str = ""
    support: str = ""


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """Two ends: when the vendor stops, and when we do."""

    vendor: date | None = None
    ours: date | None = None


@dataclass(frozen=True, slots=True)
class Product:
    """A product IT has an opinion on, per edition and version."""

    id: ProductId
    name: str
    standing: Standing | None
    """None only in tables, where IT's word for it is none that soescan knows."""
    vendor: str = ""
    aliases: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    deployment: str = ""
    reason: str = ""
    decided_on: date | None = None
    valid_until: date | None = None
    """The last day on which the approval counts."""
    conditions: tuple[str, ...] = ()
    allowed_data: tuple[DataClassId, ...] = ()
    """The data classes it is approved for; empty: not limited."""
    personal_data: bool | None = None
    """Is it approved for personal data? None where the decision does not say."""
    capabilities: Mapping[CapabilityId, Level] = field(default_factory=dict, hash=False)
    limits: Mapping[str, float] = field(default_factory=dict, hash=False)
    owner: Owner = Owner()
    lifecycle: Lifecycle = Lifecycle()
    replaced_by: tuple[ProductId, ...] = ()
    unreadable: Mapping[str, str] = field(default_factory=dict, hash=False)
    """What a list says under a field that limits the decision, where it is not understood. As long
    as it stands here, the decision approves of nothing."""
    place: Place = NOWHERE

    def is_in_force(self, as_of: date) -> bool:
        """Does IT's decision on it count on a day: readable, begun, and not yet expired?"""
        if self.unreadable:
            return False
        begun = self.decided_on is None or self.decided_on <= as_of
        return begun and (self.valid_until is None or as_of <= self.valid_until)

    def __hash__(self) -> int:
        return hash(self.id)


@dataclass(frozen=True, slots=True)
class Role:
    """People who review, approve or do."""

    id: RoleId
    label: str
    skills: tuple[str, ...] = ()
    capacity: float | None = None
    """Person-days a week for this work."""
    backlog: float = 0
    """Person-days already waiting."""
    status: Confidence = Confidence.CONFIRMED
    """How sure the capacity is. What a catalog states is IT's word unless it says `default`."""
    contact: str = ""
    calendar: Calendar | None = None
    """Their own working days and days off; without one, those of the catalog."""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Committee:
    """A body that decides on fixed days."""

    id: CommitteeId
    label: str = ""
    dates: tuple[date, ...] = ()
    rrule: str = ""
    """RFC 5545 recurrence, e.g. ``FREQ=MONTHLY;BYDAY=2TU``."""
    from_: date | None = None
    """The first meeting by the rule: the day that "every second" counts from."""
    submission_lead: int = 0
    """Working days before the meeting by which papers must be in."""
    max_items: int | None = None
    """How many things it decides in one meeting."""
    status: Confidence = Confidence.CONFIRMED
    """How sure `max_items` is; `default` marks an assumption."""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the way to a go-live: who, how much work, how long."""

    id: StepId
    role: RoleId
    kind: StepKind = StepKind.REVIEW
    label: str = ""
    effort: Estimate | None = None
    """Person-days of work."""
    lead: Estimate | None = None
    """Working days that pass without taking anybody's time."""
    after: tuple[StepId, ...] = ()
    """Comes after these, where they are asked for at all."""
    join: str = Join.ALL.value
    """all, any, or a number: how many of `after` must be done."""
    scope: Scope = Scope.TOOL
    committee: CommitteeId | None = None
    always: bool = False
    """Asked of every tool."""
    when: Condition | None = None
    """Asked of a tool for which this holds, or cannot be told."""
    when_decides: bool = False
    """Where `when` is known not to hold, a standard that is open does not call for the step
    either; one that is not met does."""
    artefacts: tuple[str, ...] = ()
    valid_months: int | None = None
    """For how long it counts, once done; without, for good."""
    separate_from: tuple[StepId, ...] = ()
    """Steps that somebody of another role must do: nobody approves their own work."""
    rework: float = 0
    """How likely it comes back and has to be done again, each time; 0 to 1."""
    source: str = ""
    """Where the lead time was published or who said it."""
    status: Confidence = Confidence.DEFAULT
    confirmed_on: date | None = None
    place: Place = NOWHERE

    def __hash__(self) -> int:
        return hash(self.id)


@dataclass(frozen=True, slots=True)
class Gate:
    """Papers that must exist before a step, on every route."""

    id: str
    before: StepId
    artefacts: tuple[str, ...]
    label: str = ""
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class RequiredTest:
    """A kind of test that no route can skip."""

    id: str
    label: str
    before: StepId
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class FastTrack:
    """A shorter route for tools that meet a condition."""

    id: str
    when: Condition
    skip: tuple[StepId, ...]
    label: str = ""
    notify: tuple[RoleId, ...] = ()
    emergency: bool = False
    """Never taken by itself: it must be asked for, with what waiting costs in numbers."""
    ends_after_days: int | None = None
    """It is a trial, which ends so many days after its go-live and approves of nothing."""
    decided_by: RoleId | None = None
    """Who decides at the end of a trial what becomes of the tool."""


@dataclass(frozen=True, slots=True)
class Kpis:
    """IT's own targets, in IT's own terms."""

    sla_target: float | None = None
    """Percent of time."""
    operational_incidents: float | None = None
    """At most so many a year."""
    security_incidents: float | None = None
    """At most so many a year."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What a deviation weighs in the distance from the SOE."""

    blocker: float = 5
    condition: float = 2
    advice: float = 1


class Spread(StrEnum):
    """How likely what lies between the points of an estimate is."""

    PERT = "pert"
    TRIANGULAR = "triangular"


@dataclass(frozen=True, slots=True)
class Planning:
    """How dates are estimated."""

    spread: Spread = Spread.PERT
    together: float = 0.5
    """How often a step shares the good or bad luck of its role's other steps; 0 to 1."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Numbers that IT may want different."""

    coverage_threshold: float = 0.8
    """Share of the weighted needs from which an approved product is enough."""
    partial_counts: float = 0.5
    """What a partial capability counts in the coverage."""
    weights: Weights = Weights()
    planning: Planning = Planning()
    own_scan: bool = False
    """Does only a scan of IT's own count as observed? Then what others recorded is stated."""


@dataclass(frozen=True, slots=True)
class Done:
    """A step that was done before and may still count: a review on file, a contract in force."""

    step: StepId
    subject: str
    """The tool, its host, its vendor or, for reviews of data, the data class it was done for."""
    on: date
    by: str = ""
    document: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Waiver:
    """Leave to deviate from a standard, for one tool, until a day."""

    id: str
    standard: StandardId
    tool: str
    reason: str
    approved_by: str
    expires: date
    """The last day on which the waiver counts. There is no waiver without one."""
    approved_on: date | None = None
    compensating: tuple[str, ...] = ()
    ticket: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Answer:
    """What a named person said about a tool, on a day."""

    tool: str
    """The tool's name, its host, or its vendor."""
    fact: str
    value: Value
    by: str = ""
    on: date | None = None
    document: str = ""
    expires: date | None = None
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class OverlayChange:
    """What an overlay changed in a record of the catalog it extends."""

    record: str
    """Kind and id, e.g. ``standards/sso``."""
    key: str
    """The key that is different; ``remove`` when the record is gone."""
    before: str
    """Empty when the base did not say."""
    after: str
    place: Place

    def __str__(self) -> str:
        if self.key == "remove":
            return f"removed {self.record}"
        before = f"from {self.before} " if self.before else ""
        return f"changed {self.record}: {self.key} {before}to {self.after}"


@dataclass(frozen=True, slots=True)
class Catalog:
    """IT's standard operating environment: products, standards, people, steps."""

    SCHEMA: ClassVar[str] = "soescan/soe@1"

    catalog: Header
    data_classes: tuple[DataClass, ...] = ()
    standards: tuple[Standard, ...] = ()
    capabilities: tuple[Capability, ...] = ()
    products: tuple[Product, ...] = ()
    roles: tuple[Role, ...] = ()
    committees: tuple[Committee, ...] = ()
    approvals: tuple[Step, ...] = ()
    gates: tuple[Gate, ...] = ()
    tests: tuple[RequiredTest, ...] = ()
    fast_track: tuple[FastTrack, ...] = ()
    kpis: Kpis = Kpis()
    policy: Policy = Policy()
    waivers: tuple[Waiver, ...] = ()
    answers: tuple[Answer, ...] = ()
    done: tuple[Done, ...] = ()
