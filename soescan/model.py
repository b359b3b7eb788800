"""The nouns of soescan. Read this file first.

A datum flows one way through these types::

    Proposal + Catalog + Evidence  ->  Assessment  ->  Plan  ->  Report

Everything here is frozen, comparable and made of plain values. Nothing here reads a file, opens a
socket or knows what a terminal is. The nouns a person writes (`Catalog`, `Proposal`, `Evidence` and
what they are made of) are also the file formats: field names are the keys, types say what is
expected, a field without a default is required, and the text under a field is its description in
the published JSON Schema (`soescan.shape`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar, NewType

Value = str | int | float | bool | tuple[str, ...]
"""What a fact can say: text (also dates, versions and classes), a number, a flag, or texts."""

StandardId = NewType("StandardId", str)
ProductId = NewType("ProductId", str)
CapabilityId = NewType("CapabilityId", str)
DataClassId = NewType("DataClassId", str)
RoleId = NewType("RoleId", str)
StepId = NewType("StepId", str)
CommitteeId = NewType("CommitteeId", str)
"""A field of such a type refers to a record of that kind; a field named ``id`` defines one."""


# --- where things were written ------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in somebody's file a thing was written."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader did to a file's content that its author should know of.

    Notes are counted, not repeated: `places` holds the first few of `count`.
    """

    says: str
    count: int = 1
    places: tuple[Place, ...] = ()
    rejected: bool = False
    """True when something was left out, false when it was only put into a usual form."""


# --- the words of facts -------------------------------------------------------------------------


class Basis(StrEnum):
    """Why we believe a fact, strongest first. The order is what `min_basis` means."""

    OBSERVED = "observed"
    ANSWERED = "answered"
    STATED = "stated"
    INFERRED = "inferred"

    def at_least(self, other: Basis) -> bool:
        """Is this basis as strong as `other`?

        >>> Basis.OBSERVED.at_least(Basis.STATED), Basis.INFERRED.at_least(Basis.STATED)
        (True, False)
        """
        order = list(Basis)
        return order.index(self) <= order.index(other)


class Supplier(StrEnum):
    """Who can supply a fact."""

    PROBE = "probe"
    PAGE = "page"
    VENDOR = "vendor"
    REQUESTER = "requester"
    IT = "it"
    DERIVED = "derived"


class FactType(StrEnum):
    """What kind of value a fact key takes."""

    FLAG = "flag"
    NUMBER = "number"
    TEXT = "text"
    TEXTS = "texts"
    VERSION = "version"
    DATE = "date"
    CLASS = "class"


@dataclass(frozen=True, slots=True)
class FactKey:
    """One entry of the published vocabulary: a question the world can answer."""

    key: str
    """Dotted, subject first; ``{name}`` stands for each member of `each`."""
    type: FactType
    label: str
    """How the key reads in the middle of a sentence."""
    question: str
    """The sentence that asks for it, ready to send."""
    by: tuple[Supplier, ...]
    unit: str = ""
    meaning: str = ""
    values: tuple[str, ...] = ()
    """The values a text may take; empty: any."""
    order: tuple[str, ...] = ()
    """The values of a class, lowest first; empty for classes the catalog orders itself."""
    each: tuple[str, ...] = ()
    """What ``{name}`` in the key stands for."""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every fact key there is. A standard can only ask for what stands here."""

    SCHEMA: ClassVar[str] = "soescan/facts@1"

    facts: tuple[FactKey, ...]
    lasts: Mapping[str, int] = field(default_factory=dict)
    """For how many days a fact that was seen may be used, by the beginning of its key."""
    given: tuple[str, ...] = ()
    """What a what-if takes as it is, by the beginning of its key: to change it is to propose
    something else."""


@dataclass(frozen=True, slots=True)
class Words:
    """How people write the things that tables hold."""

    SCHEMA: ClassVar[str] = "soescan/words@1"

    nothing: tuple[str, ...]
    """What stands for an empty cell."""
    yes: tuple[str, ...]
    no: tuple[str, ...]
    proposal_columns: Mapping[str, tuple[str, ...]]
    """Column titles of tool lists, by field."""
    catalog_columns: Mapping[str, tuple[str, ...]]
    """Column titles of lists of products and standings, by field."""
    standings: Mapping[Standing, tuple[str, ...]]
    """Other organisations' words for a standing."""
    deployments: Mapping[str, tuple[str, ...]]
    uses: Mapping[Use, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class SharedHost:
    """A registrable domain that stands for more than one product."""

    domain: str
    products: tuple[str, ...]
    """Some of the products found on it."""
    source: str


@dataclass(frozen=True, slots=True)
class SharedHosts:
    """Domains that do not tell which product a tool is."""

    SCHEMA: ClassVar[str] = "soescan/shared-hosts@1"

    hosts: tuple[SharedHost, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a fact came from, in enough detail to go and look."""

    basis: Basis
    url: str = ""
    """Address, or ``file:line`` of what somebody wrote."""
    at: str = ""
    """When it was seen, ISO 8601; a date or a time in UTC."""
    by: str = ""
    """The person who answered, or the probe that looked."""
    excerpt: str = ""
    sha256: str = ""
    """Hash of the body the fact was read from."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing we believe about a tool, a host or a vendor."""

    subject: str
    """A tool's name, a host, or a vendor's name or domain."""
    key: str
    value: Value
    origin: Origin
    expires: date | None = None
    """The last day on which the fact may be used."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that was looked for and could not be read: who tried, where, and why not."""

    probe: str
    url: str
    state: str
    why: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that was seen, and everything that could not be."""

    SCHEMA: ClassVar[str] = "soescan/evidence@1"

    facts: tuple[Fact, ...] = ()
    gaps: tuple[Gap, ...] = ()

    @classmethod
    def of(cls, parts: Iterable[Evidence | Scan]) -> Evidence:
        """Everything that several looks came to, in their order."""
        found = tuple(parts)
        return cls(
            tuple(fact for one in found for fact in one.facts),
            tuple(gap for one in found for gap in one.gaps),
        )


@dataclass(frozen=True, slots=True)
class Scan:
    """What one look at a site came to."""

    site: str
    """The host, without ``www.``: what its facts are filed under."""
    url: str
    """The address that was given."""
    facts: tuple[Fact, ...] = ()
    gaps: tuple[Gap, ...] = ()

    @property
    def state(self) -> str:
        """What became of the page: ``ok``, or in which way it could not be read."""
        told = (str(f.value) for f in self.facts if f.key == "scan.state")
        missed = (g.state for g in self.gaps if g.probe == "scan-state")
        return next(iter((*told, *missed)), "")

    @property
    def readable(self) -> bool:
        """Was the page read, or anything else seen of the site?"""
        return self.state == "ok" or any(f.key != "scan.state" for f in self.facts)


@dataclass(frozen=True, slots=True)
class FactChange:
    """What became of one fact between two looks at a site."""

    subject: str
    key: str
    before: tuple[Value, ...] = ()
    """Nothing when it is new. Several values when several facts share the key."""
    after: tuple[Value, ...] = ()
    """Nothing when it is gone."""


# --- conditions ---------------------------------------------------------------------------------


class Quantifier(StrEnum):
    """When several facts share a key: must one of them hold, or each?"""

    ANY = "any"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Test:
    """One clause: a fact compared with a value."""

    __test__: ClassVar[bool] = False

    fact: str
    op: str
    value: Value = True
    of: Quantifier = Quantifier.ALL


@dataclass(frozen=True, slots=True)
class All:
    """Holds when every member holds."""

    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Holds when one member holds."""

    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Holds when its member does not."""

    of: Condition


Condition = Test | All | AnyOf | Not
"""A question about facts, as data. `soescan.conditions` evaluates, inverts and words it."""


# --- IT's catalog -------------------------------------------------------------------------------


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
    """How sure a lead time is: our default, asked of IT, or confirmed by IT."""

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
    source: str = ""
    license: str = ""
    own: bool = True
    """False for the catalogs shipped with soescan, which are nobody's policy."""


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
    place: Place = Place("")

    def __hash__(self) -> int:
        return hash(self.id)  # conditions are deep, and ids are unique in a catalog


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
    capabilities: Mapping[CapabilityId, Level] = field(default_factory=dict, hash=False)
    limits: Mapping[str, float] = field(default_factory=dict, hash=False)
    owner: Owner = Owner()
    lifecycle: Lifecycle = Lifecycle()
    replaced_by: tuple[ProductId, ...] = ()
    place: Place = Place("")

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
    contact: str = ""
    calendar: Calendar | None = None
    """Their own working days and days off; without one, those of the catalog."""
    place: Place = Place("")


@dataclass(frozen=True, slots=True)
class Committee:
    """A body that decides on fixed days."""

    id: CommitteeId
    label: str = ""
    dates: tuple[date, ...] = ()
    rrule: str = ""
    """RFC 5545 recurrence, e.g. ``FREQ=MONTHLY;BYDAY=2TU``."""
    submission_lead: int = 0
    """Working days before the meeting by which papers must be in."""
    max_items: int | None = None
    """How many things it decides in one meeting."""
    place: Place = Place("")


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
    join: str = Join.ALL
    """all, any, or a number: how many of `after` must be done."""
    scope: Scope = Scope.TOOL
    committee: CommitteeId | None = None
    always: bool = False
    """Asked of every tool."""
    when: Condition | None = None
    """Asked of a tool for which this holds, or cannot be told."""
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
    place: Place = Place("")

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


@dataclass(frozen=True, slots=True)
class Done:
    """A step that was done before and may still count: a review on file, a contract in force."""

    step: StepId
    subject: str
    """The tool, its host, its vendor or, for reviews of data, the data class it was done for."""
    on: date
    by: str = ""
    document: str = ""
    place: Place = Place("")


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
    place: Place = Place("")


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
    place: Place = Place("")


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


# --- marketing's proposal -----------------------------------------------------------------------


class Use(StrEnum):
    """Is the tool wanted, or already there?"""

    PROPOSED = "proposed"
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
    """One product somebody wants, or was found using."""

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
    weight: float | None = None
    """What an earlier day for this tool is worth beside the others of the list; 1 if not said."""
    other: Mapping[str, str] = field(default_factory=dict, hash=False)
    """Columns of a table that soescan does not know, carried along as they were written."""
    place: Place = Place("")


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


# --- what comes out -----------------------------------------------------------------------------


RULE_IDS = ("standing", "standards", "data-word")
"""The ids of soescan's own rules. No standard may be called like one of them."""


class Verdict(StrEnum):
    """The answer to one question about one tool. UNKNOWN is an answer; silence is not."""

    MEETS = "meets"
    CONFLICTS = "conflicts"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not-applicable"
    WAIVED = "waived"


class Outcome(StrEnum):
    """What the findings of a tool come to, best first."""

    IN_SOE = "in-soe"
    FITS = "fits"
    FITS_WITH_CONDITIONS = "fits-with-conditions"
    CANNOT_TELL = "cannot-tell"
    NEEDS_EXCEPTION = "needs-exception"
    BLOCKED = "blocked"


class MatchedBy(StrEnum):
    """What made a tool and a product the same thing, or not."""

    DOMAIN = "domain"
    NAME = "name"
    ALIAS = "alias"
    FORMER_NAME = "former name"
    AMBIGUOUS = "ambiguous"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Match:
    """Which product of the catalog a tool is, if any, and why we think so."""

    by: MatchedBy
    product: Product | None = None
    says: str = ""
    candidates: tuple[ProductId, ...] = ()
    """The rows that an ambiguous tool could be, or that agree on one."""
    suggestions: tuple[str, ...] = ()
    """Names that look alike. They change nothing."""


@dataclass(frozen=True, slots=True)
class Case:
    """Everything known about one tool, ready to be judged."""

    tool: Tool
    match: Match
    catalog: Catalog
    facts: Mapping[str, tuple[Fact, ...]]
    """What counts on the day, by key, each key's facts in a fixed order."""
    gaps: tuple[Gap, ...]
    orders: Mapping[str, tuple[str, ...]]
    """The order of classes, by fact key."""
    as_of: date


@dataclass(frozen=True, slots=True)
class Question:
    """Something to ask somebody, and what the answer would settle."""

    asks: Supplier
    text: str
    keys: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    settles: int = 0
    """What the answer would settle: a blocker weighs 100, a condition 10, advice 1, per tool."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One verdict, in words, with the facts behind it and the steps it calls for."""

    rule: str
    verdict: Verdict
    says: str
    area: str = ""
    severity: Severity = Severity.ADVICE
    on_unknown: OnUnknown = OnUnknown.ASK
    because: tuple[Fact, ...] = ()
    missing: tuple[str, ...] = ()
    """Fact keys whose values would settle an unknown verdict."""
    needs: tuple[str, ...] = ()
    remedy: str = ""
    question: str = ""
    waivable_by: tuple[str, ...] = ()
    waiver: str = ""
    """The waiver that counts here, or the reason why one does not."""


@dataclass(frozen=True, slots=True)
class AreaDistance:
    """How far a tool is from the SOE in one area."""

    area: str
    deviations: int
    weight: float
    unknown: int


@dataclass(frozen=True, slots=True)
class Term:
    """One factor of a score, with the reason for its size."""

    name: str
    value: float
    says: str
    known: bool = True


@dataclass(frozen=True, slots=True)
class Impact:
    """How big a change the tool would be: the product of its terms, never shown without them.

    When a term is not known it counts as its least, and `score` is a lower bound.
    """

    score: float
    terms: tuple[Term, ...]
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class Assessment:
    """What soescan thinks of one tool, and why."""

    tool: Tool
    match: Match
    outcome: Outcome
    says: str
    findings: tuple[Finding, ...] = ()
    gaps: tuple[Gap, ...] = ()
    distance: tuple[AreaDistance, ...] = ()
    impact: Impact = Impact(0, ())
    questions: tuple[Question, ...] = ()
    facts: tuple[Fact, ...] = ()
    """Everything that counts about it on the day, by key, used or not."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One line of a truth table: a part of a condition, and what the facts make of it."""

    depth: int
    says: str
    truth: bool | None
    seen: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """A standard taken apart and, if there is a tool, what each part of it comes to."""

    standard: Standard
    requires: str
    applies: str
    overlays: tuple[OverlayChange, ...] = ()
    tool: str = ""
    finding: Finding | None = None
    applies_clauses: tuple[Clause, ...] = ()
    requires_clauses: tuple[Clause, ...] = ()
    ways: tuple[str, ...] = ()
    """What would have to be so for the standard to be met, easiest first."""


class NeedsVerdict(StrEnum):
    """What the needs come to, given what we have."""

    USE_WHAT_WE_HAVE = "use what we have"
    EXTEND = "extend"
    JUSTIFIED = "justified"
    DROP_OR_PARK = "drop or park"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the weighted needs some approved products cover."""

    products: tuple[str, ...]
    share: float
    """Known to be covered, 0 to 1."""
    possible: float
    """Covered if every capability the catalog does not state were there."""
    uncovered: tuple[str, ...] = ()
    unstated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NeedsAnswer:
    """The 80 % rule applied: what we have, what it leaves open, and what follows."""

    verdict: NeedsVerdict
    says: str
    threshold: float
    single: tuple[Coverage, ...] = ()
    """Each approved product that covers something, best first."""
    combined: tuple[Coverage, ...] = ()
    """The combinations worth having: more coverage than any smaller one, smallest first."""


class NodeKind(StrEnum):
    """What stands in the graph of a plan."""

    REQUEST = "request"
    TOOL = "tool"
    EVIDENCE = "evidence"
    REVIEW = "review"
    APPROVAL = "approval"
    SHARED_APPROVAL = "shared-approval"
    COMMITTEE = "committee"
    ANY_OF = "any-of"
    ACTION = "action"
    GO_LIVE = "go-live"
    RENEWAL = "renewal"
    SUBPROCESSOR = "subprocessor"


class EdgeKind(StrEnum):
    """What one node of a plan is to another."""

    NEEDS = "needs"
    """The second waits for the first."""
    ANY_OF = "any-of"
    """The second waits for some of several, this among them."""
    INFORMS = "informs"
    SHARED_BY = "shared-by"
    """The first counts for the tool that is the second."""
    QUEUED_BEHIND = "queued-behind"
    """The same people do the first before the second."""
    MEETS = "meets"
    """The second is decided in the meeting that is the first."""
    SATISFIED_BY = "satisfied-by"
    """The second need not be done, for the first is on file."""
    BLOCKED_BY = "blocked-by"
    """The second cannot begin before the first is answered."""


@dataclass(frozen=True, slots=True)
class PlanNode:
    """One thing in the graph of a plan, and why it is there."""

    id: str
    kind: NodeKind
    label: str
    because: tuple[str, ...] = ()
    task: str = ""
    """The task it stands for, if it is one."""
    illustrative: bool = False
    """When it happens rests on lead times that IT has not confirmed."""


@dataclass(frozen=True, slots=True)
class PlanEdge:
    """Something between two nodes, in words."""

    from_: str
    to: str
    kind: EdgeKind
    says: str
    implied: bool = False
    """It follows from the other edges; drawn only when all are shown."""


@dataclass(frozen=True, slots=True)
class Task:
    """A step asked of one tool or of several that share it, with the reasons, on dates.

    `start` and `finish` number the days on which anybody works, from the start of the plan.
    """

    id: str
    step: StepId
    label: str
    role: str
    kind: StepKind
    because: tuple[str, ...]
    tools: tuple[str, ...]
    start: int
    finish: int
    starts: date
    ends: date
    """Its last day."""
    days: float = 0
    """Likely working days of work and waiting, without queues and meetings."""
    effort: float = 0
    """Likely person-days."""
    scope: Scope = Scope.TOOL
    critical: bool = False
    """On the chain that makes the date of one of its tools."""
    slack: int = 0
    """Working days it may slip without moving a go-live."""
    often_critical: float = 0
    """In which share of the draws it held a go-live up."""
    p80: date | None = None
    assumed: bool = False
    """Kept because it could not be told whether it is needed."""
    satisfied: str = ""
    """What is on file and still counts, so that nothing has to be done."""
    waits_for: str = ""
    """What decides when it can be done, in words."""
    queued: int = 0
    """Working days it waits for the people who do it."""
    meeting: date | None = None
    papers_by: date | None = None
    """The last day for handing in what the meeting is to decide on."""
    artefacts: tuple[str, ...] = ()
    """What must be there before it, on every route."""
    tests: tuple[str, ...] = ()
    """What must have been tried before it, on every route."""
    valid_until: date | None = None
    illustrative: bool = False
    """Its days rest on lead times that IT has not confirmed: its own, or those on the way to it."""
    status: Confidence = Confidence.DEFAULT
    source: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One link of the chain that makes a date."""

    says: str
    from_: date
    to: date
    task: str = ""


@dataclass(frozen=True, slots=True)
class Chance:
    """How likely something has happened by a day."""

    what: str
    by: date
    share: float


@dataclass(frozen=True, slots=True)
class ToolPlan:
    """The way of one tool to its go-live."""

    tool: str
    tasks: tuple[str, ...] = ()
    """Ids of its tasks, in an order in which they can be done."""
    days: int = 0
    """Working days from the start of the plan to the earliest go-live."""
    lead: int = 0
    """The same if nobody it needs were ever busy with something else."""
    effort: float = 0
    """Likely person-days; what it shares with other tools is counted in full."""
    earliest: date | None = None
    """If everything takes its likely time."""
    p50: date | None = None
    p80: date | None = None
    p95: date | None = None
    wish: Chance | None = None
    meetings: tuple[Chance, ...] = ()
    """How likely each meeting decides on it at the latest."""
    why: tuple[Reason, ...] = ()
    """Why not earlier: each link waits for the one before."""
    widest: str = ""
    """The task whose spread moves the date most."""
    route: str = ""
    """The fast track it takes."""
    assumptions: tuple[str, ...] = ()
    illustrative: bool = False
    """The dates rest on lead times that IT has not confirmed."""
    says: str = ""


@dataclass(frozen=True, slots=True)
class Load:
    """What a plan asks of the people of one role."""

    role: str
    effort: float
    """Likely person-days."""
    tasks: int
    capacity: float | None = None
    """Person-days a week; None when it is not known."""
    longest_wait: int = 0
    """Working days that a task waits for them at the most."""
    waits: str = ""
    """Which task that is."""
    slack: int = 0
    """Working days that any one of its open tasks may slip at the least, without moving a go-live
    while everything else keeps its turn."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The way to all go-lives: tasks, dates, chances and what makes them."""

    SCHEMA: ClassVar[str] = "soescan/plan@1"

    tools: tuple[ToolPlan, ...] = ()
    start: date | None = None
    tasks: tuple[Task, ...] = ()
    nodes: tuple[PlanNode, ...] = ()
    edges: tuple[PlanEdge, ...] = ()
    loads: tuple[Load, ...] = ()
    advice: tuple[str, ...] = ()
    """Swaps in a queue that would bring a tool forward."""
    questions: tuple[Question, ...] = ()
    """Lead times to ask IT for: those that the dates rest on."""
    freezes: tuple[Freeze, ...] = ()
    """Those that fall into the plan."""
    saved_by_sharing: float = 0
    """Person-days that would be needed besides if every tool went alone."""
    seed: int = 1
    draws: int = 0
    spread: Spread = Spread.PERT
    proved: bool = False
    """True when no order of work gives earlier go-lives."""
    gap: float = 0
    """How much earlier the go-lives could be at most, as a share of the mean."""
    solve: float = 0
    """Seconds that a solver had to find and prove better."""


@dataclass(frozen=True, slots=True)
class Lever:
    """One change, and what it would save."""

    kind: str
    says: str
    tools: tuple[str, ...]
    days: int = 0
    """Calendar days earlier at P80, added up over the tools."""
    effort: float = 0
    """Person-days less."""
    removes: tuple[str, ...] = ()
    """The steps that are gone, in words, with the tools they were for."""
    saved: Mapping[str, int] = field(default_factory=dict, hash=False)
    """Calendar days earlier at P80, by tool; less than 0 is later."""
    cost: int = 1
    """How many things have to change for it."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What would be quicker."""

    SCHEMA: ClassVar[str] = "soescan/whatif@1"

    plan: Plan
    levers: tuple[Lever, ...]
    left_out: int = 0
    """Changes that were not tried, for there are too many."""
    by: date | None = None
    """The date that was asked for."""
    reaches: tuple[Lever, ...] = ()
    """The cheapest changes found that together reach it at P80."""
    reached: bool = False
    proved: bool = False
    """True when no cheaper set of the changes that were tried reaches it."""
    says: str = ""


@dataclass(frozen=True, slots=True)
class MonthLoad:
    """What a month asks of a role."""

    role: str
    month: str
    requests: int
    effort: float
    """Person-days."""
    capacity: float | None = None
    """Person-days it has in that month."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """Requests and load per role and month, over several proposals."""

    SCHEMA: ClassVar[str] = "soescan/forecast@1"

    start: date
    proposals: tuple[str, ...]
    months: tuple[MonthLoad, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Everything soescan has to say about a proposal."""

    SCHEMA: ClassVar[str] = "soescan/report@1"

    title: str
    as_of: date
    catalog: Header
    assessments: tuple[Assessment, ...]
    plan: Plan
    questions: tuple[Question, ...] = ()
    needs: NeedsAnswer | None = None
    requests: tuple[WaiverRequest, ...] = ()
    """Waivers the requester asks for; shown, never counted."""
    levers: tuple[Lever, ...] = ()
    """Single changes that would be quicker or spare work, best first."""
    left_out: int = 0
    """Changes that were not tried, for there are too many."""
    notes: tuple[Note, ...] = ()
    version: str = ""

    def exit_code(self, fail_on: frozenset[Outcome]) -> int:
        """1 when a tool's outcome is in `fail_on`, else 0."""
        return int(any(a.outcome in fail_on for a in self.assessments))
