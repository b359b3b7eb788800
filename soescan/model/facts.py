"""Facts, where they were seen, and the gaps where nothing could be seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar

from soescan.model.values import Value


class Basis(StrEnum):
    """Why we believe a fact, strongest first. The order is what `min_basis` means."""

    OBSERVED = "observed"
    ANSWERED = "answered"
    STATED = "stated"
    INFERRED = "inferred"

    def is_at_least(self, other: Basis) -> bool:
        """Is this basis as strong as `other`?

        >>> Basis.OBSERVED.is_at_least(Basis.STATED), Basis.INFERRED.is_at_least(Basis.STATED)
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


class SeenAt(StrEnum):
    """Where a probe must have looked for what it saw to count for a key."""

    ANY_SITE = "any-site"
    """At any address of the tool."""
    APPLICATION = "application"
    """Where people sign in."""
    OUR_PAGES = "our-pages"
    """On pages of our own, so at no address of the vendor's."""


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
    each: Mapping[str, str] = field(default_factory=dict, hash=False)
    """What ``{name}`` in the key stands for, and how that is written in the texts."""
    plural: bool = False
    """Is its label a plural, so that it takes "are"?"""
    countries: bool = False
    """Its texts are countries, as ISO 3166-1 codes, or groups of them."""
    names: Mapping[str, str] = field(default_factory=dict, hash=False)
    """What a folded name stands for, where only these are understood."""
    source: str = ""
    money: bool = False
    """Is it an amount of money, each year or ``once`` as its unit says?"""
    last_day: bool = False
    """Is it a last day, after which what it speaks of is over?"""
    past: bool = False
    """Is it the day of something that has happened, and so never in the future?"""
    seen_at: SeenAt = SeenAt.ANY_SITE
    """Where a sighting must have been made; elsewhere it is a lead. What somebody states counts."""
    inferred: bool = False
    """Can a probe only infer it, so that whoever knows is asked before and after a scan?"""
    active: bool = False
    """Does a probe see it only in a scan that asks what an intrusion detector may notice?"""


@dataclass(frozen=True, slots=True)
class Matter:
    """What one person hands over at once: facts that are asked for in one question."""

    id: str
    asks: Supplier
    """Who is asked for most of it."""
    label: str
    """What it is about, as it reads in the middle of a sentence."""
    text: str
    """The sentence before the points, where there are several."""
    keys: tuple[str, ...]
    """The beginnings of its keys; the longest that fits a key decides whose it is."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every fact key there is. A standard can only ask for what stands here."""

    SCHEMA: ClassVar[str] = "soescan/facts@1"

    facts: tuple[FactKey, ...]
    lasts: Mapping[str, int] = field(default_factory=dict)
    """For how many days a fact that was seen may be used, by the beginning of its key."""
    register_lasts: Mapping[str, int] = field(default_factory=dict)
    """For how many days a fact of a public register may be used, by the beginning of its key."""
    given: tuple[str, ...] = ()
    """What a what-if takes as it is, by the beginning of its key: to change it is to propose
    something else."""
    matters: tuple[Matter, ...] = ()
    """What facts are asked for together."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a fact came from, in enough detail to go and look."""

    basis: Basis
    url: str = ""
    """Address, or ``file:line`` of what somebody wrote."""
    at: str = ""
    """When it was seen, ISO 8601; a date or a time in UTC."""
    by: str = ""
    """The person who answered, the probe that looked, or how a register knows it."""
    excerpt: str = ""
    sha256: str = ""
    """Hash of the body the fact was read from."""
    register: str = ""
    """The code of the public register that says it; the vendor's own page goes before."""


@dataclass(frozen=True, slots=True)
class RegisterSource:
    """A public register that facts are taken from, as attribution asks for it."""

    code: str
    name: str
    license: str
    """An SPDX identifier, or what its publisher says."""
    date: str
    """The day of the state that was read."""
    url: str = ""


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
    claimed: bool = False
    """Said by somebody whose it is not to say, or seen where it says nothing of the tool: it is
    shown, asked about, and settles nothing."""
    condition: str = ""
    """What it holds for, in words: an offering, a scope. Empty: no limit is known."""
    editions: tuple[str, ...] = ()
    """The editions that it holds for; of a tool in none of them it says nothing."""

    @property
    def is_lead(self) -> bool:
        """Does it settle nothing: only claimed, or true of editions that the tool may not be in?"""
        return self.claimed or bool(self.editions)


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
    def merge(cls, parts: Iterable[Evidence | Scan]) -> Evidence:
        """The facts and gaps of several scans or files as one, in their order; nothing dropped."""
        listed = tuple(parts)
        return cls(
            tuple(fact for part in listed for fact in part.facts),
            tuple(gap for one in listed for gap in one.gaps),
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
        reported = (str(f.value) for f in self.facts if f.key == "scan.state")
        missed = (g.state for g in self.gaps if g.probe == "scan-state")
        return next(iter((*reported, *missed)), "")

    @property
    def is_readable(self) -> bool:
        """Was the page read, or anything else seen of the site?

        That a question does not arise was seen as well.
        """
        return (
            self.state == "ok"
            or any(fact.key != "scan.state" for fact in self.facts)
            or any(gap.state == "not-applicable" for gap in self.gaps)
        )


@dataclass(frozen=True, slots=True)
class FactChange:
    """What became of one fact between two looks at a site."""

    subject: str
    key: str
    before: tuple[Value, ...] = ()
    """Nothing when it is new. Several values when several facts share the key."""
    after: tuple[Value, ...] = ()
    """Nothing when it is gone."""
