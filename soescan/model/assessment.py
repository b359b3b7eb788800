"""What comes of holding a tool against the catalog: findings, questions, an outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from soescan.model.catalog import (
    Catalog,
    OnUnknown,
    OverlayChange,
    Product,
    Severity,
    Standard,
    Standing,
)
from soescan.model.facts import Fact, Gap, Supplier
from soescan.model.proposal import Tool
from soescan.model.values import ProductId, StandardId, words_of_id

RULE_IDS = ("standing", "lifecycle", "standards", "data-word")
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
    prohibited: tuple[str, ...] = ()
    """Prohibited products that it may be: to be asked of IT before anything else."""


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
    expired: tuple[Fact, ...] = ()
    """What was known and does not count any more on the day."""
    leads: tuple[Fact, ...] = ()
    """What registers say that settles nothing: it is shown, and asked about. By key."""
    go_live: date | None = None
    """The earliest go-live once it is planned: what must hold then is judged for that day, too."""
    go_live_is_estimate: bool = False
    """Does that day rest on lead times that IT has not confirmed?"""


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that a question asks, and the fact keys that the answer tells."""

    text: str
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """Something to ask somebody, and what the answer would settle.

    A probe is asked by a scan: `text` then says what to run.
    """

    asks: Supplier
    text: str
    """The question, or the sentence before its `points`."""
    keys: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    settles: int = 0
    """What the answer would settle: a blocker weighs 100, a condition 10, advice 1, per tool."""
    leads: tuple[str, ...] = ()
    """What registers say of it, with the tool in front; it settles nothing until it is answered."""
    points: tuple[Point, ...] = ()
    """What is asked in particular, where it is more than one thing."""
    matter: str = ""
    """The matter of the vocabulary that it is about; empty for a question of its own."""
    standards: tuple[str, ...] = ()
    """The ids of the standards and rules that the answer would settle."""
    good_to_know: bool = False
    """Does nothing wait for the answer?"""


_RULE_NAMES = {
    "standing": "IT's decision",
    "lifecycle": "future of the product",
    "data-word": "meaning of the data class",
}
"""What soescan's own rules are called within a sentence."""


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
    leads: tuple[str, ...] = ()
    """What registers say of what is missing, in words with source and date."""
    title: str = ""
    """What the catalog calls the standard; empty where it has no name but its id."""

    @property
    def name(self) -> str:
        """What people call the standard or rule within a sentence.

        >>> Finding("personal-data-residency", Verdict.UNKNOWN, "").name
        'personal data residency'
        """
        return self.title or _RULE_NAMES.get(self.rule) or words_of_id(self.rule)


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


class OutlookKind(StrEnum):
    """What a tool that cannot be judged yet will probably come to, best first."""

    LIKELY = "likely"
    """Nothing speaks against it; what is open is usually met, seen by a scan, or ours to say."""
    NEEDS_PAPER = "needs-paper"
    """What is open stands in documents that the vendor is known to have."""
    UNKNOWN = "unknown"
    """Too little is known to say."""
    TROUBLE = "trouble"
    """Something known points to a conflict."""


@dataclass(frozen=True, slots=True)
class OutlookReason:
    """One thing that carries an outlook, in words, with the facts that say it."""

    says: str
    because: tuple[Fact, ...] = ()
    standards: tuple[StandardId, ...] = ()
    """The standards it speaks of."""
    step: str = ""
    """What would settle them, as something to do, such as *read its terms of service*; empty where
    the reason names nothing to do."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a tool that cannot be judged yet will probably come to, and why. It decides nothing."""

    kind: OutlookKind
    reasons: tuple[OutlookReason, ...]
    """Two or three, the most telling first; there is no outlook without one."""
    question: Question | None = None
    """The one question whose answer would settle most, without its points; None for no question."""

    @property
    def says(self) -> str:
        """The reasons in one sentence, without its full stop."""
        return "; ".join(reason.says for reason in self.reasons)


class UseAction(StrEnum):
    """What is to become of a tool that is in use already."""

    KEEP = "keep"
    REGULARISE = "regularise"
    """Get the approvals that it lacks."""
    REPLACE = "replace"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class UseDecision:
    """What is to become of a tool in use, who sees to it, and when it is looked at again.

    It is live already, so it has no go-live. Days are those that somebody has put on record.
    """

    action: UseAction
    because: str
    owner: str = ""
    """Who answers for it, in IT's catalog or else in the proposal; empty: nobody is known."""
    review: date | None = None
    """The day by which it has to be looked at again; None: none is on record."""
    until: date | None = None
    """The last day on which it may be used, or is supported; None: none is on record."""
    instead: tuple[str, ...] = ()
    """The products that take its place, by name."""


class CapabilityBasis(StrEnum):
    """Who says that a tool or a product does something for people."""

    STATED = "stated"
    """The requester: it is what the tool is wanted for."""
    LISTED = "listed"
    """IT's catalog, of the product."""
    PUBLISHED = "published"
    """The vendor catalog: inferred from the product's category, or with a source of its own."""


@dataclass(frozen=True, slots=True)
class ToolCapability:
    """Something that a tool does in full. It is shown, and no standard is judged by it."""

    id: str
    """That of the capability in IT's catalog or the published table."""
    basis: CapabilityBasis


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
    """Everything known about it on the day, by key, used or not; leads count for nothing."""
    in_use: UseDecision | None = None
    """What is to become of it, if it is in use already; None for a tool that is proposed."""
    outlook: Outlook | None = None
    """What it will probably come to; only where the outcome is that it cannot be told."""
    capabilities: tuple[ToolCapability, ...] = ()
    """What it does at least: by the requester or, where nothing is stated, by IT and the vendor
    catalog."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One line of a truth table: a part of a condition, and what the facts make of it."""

    depth: int
    says: str
    truth: bool | None
    seen: tuple[Fact, ...] = ()
    superseded: tuple[Fact, ...] = ()
    """Known and not counting: settled by IT's record, seen again later, disputed or expired."""


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
    """Covered if every capability that nobody states were there."""
    uncovered: tuple[str, ...] = ()
    unstated: tuple[str, ...] = ()
    """Not known to be covered, and not denied either."""
    published: tuple[str, ...] = ()
    """Covered by what the vendor catalog says of the products; IT's catalog is silent."""


@dataclass(frozen=True, slots=True)
class UncountedProduct:
    """A product that covers needs and does not count as cover, because of what IT decided."""

    product: str
    reason: str
    covers: tuple[str, ...]


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
    silent: tuple[Coverage, ...] = ()
    """Approved products of which nobody says whether they cover what is left, with what each could
    cover; those first of which it is worth asking first."""
    not_counting: tuple[UncountedProduct, ...] = ()


@dataclass(frozen=True, slots=True)
class OverlappingTool:
    """A tool of the list, or one in use beside it, that does what others do."""

    name: str
    basis: CapabilityBasis
    """Who says that it does so."""
    in_use: bool = False
    listed: bool = True
    """Is it under review? False for a tool of the stack that the proposal names."""
    approved: bool = False
    """Has IT approved it, so that it counts on the day?"""


@dataclass(frozen=True, slots=True)
class CoveringProduct:
    """A product that IT has approved and that does what tools of the list would."""

    product: str
    standing: Standing
    basis: CapabilityBasis
    """Who says that it does so."""
    covers: tuple[str, ...]
    """Capabilities, by id."""
    instead_of: tuple[str, ...] = ()
    """Tools that are known for nothing else."""
    in_part: tuple[str, ...] = ()
    """Tools that are known to do more."""


@dataclass(frozen=True, slots=True)
class SharedCapability:
    """Something that several tools do for people: a capability, or the kind of product they are."""

    id: str
    """That of a capability, or of a category of the vendor catalog."""
    label: str


@dataclass(frozen=True, slots=True)
class Overlap:
    """Tools that do the same for people, or one tool that does what IT already has."""

    capabilities: tuple[SharedCapability, ...]
    """All that the tools share, without headings such as *Measuring*."""
    tools: tuple[OverlappingTool, ...]
    covered_by: tuple[CoveringProduct, ...] = ()
    """Approved products that do it already, best standing first."""
    perhaps: tuple[str, ...] = ()
    """Tools that may do so as well: each has the name of a product, and the name is a word that
    others use, too."""
