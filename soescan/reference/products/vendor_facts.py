"""What public registers and documents say of martech products, fact by fact with its source.

``catalogs/vendors/facts/`` has one file for each source; files under share-alike terms are in
``catalogs/vendors/share-alike/``, and without them the rest is as whole.

A fact counts as *stated* where the vendor said it or an authority's register holds it, and only if
it says exactly what its key means. All else is a lead: it is shown and asked about, and settles
nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from soescan.dates import read_period
from soescan.errors import CatalogError
from soescan.model import Basis, Fact, FactKey, FactType, Origin, Place, RegisterSource, Value
from soescan.reference import builtin, compiled
from soescan.reference.vendors import FactSource, KnownProductId
from soescan.web.url import host

_NOWHERE = Place("")


class SaidBy(StrEnum):
    """Who says what a source holds."""

    VENDOR = "vendor"
    """The vendor, in a document of its own or an answer that is published."""
    AUTHORITY = "authority"
    """A register of whoever decides on it, as the FedRAMP marketplace."""
    THIRD_PARTY = "third-party"
    """Somebody who looked."""


class Fit(StrEnum):
    """Does a source say what the key means, or something a little different?"""

    EXACT = "exact"
    NEAR = "near"


@dataclass(frozen=True, slots=True)
class KnownFact:
    """One fact about a product, as a source holds it."""

    key: str
    value: Value
    url: str
    """Where a reader checks it."""
    as_of: str
    """The day of the fact, else of its source: a year, a month or a day."""
    said_by: SaidBy = SaidBy.THIRD_PARTY
    fit: Fit = Fit.EXACT
    condition: str = ""
    """What it holds for: ``offering: NAME``, ``host: NAME``, or in words; parts with ``;`` between.

    It is a lead for every product that is not shown to be what it holds for.
    """
    editions: tuple[str, ...] = ()
    """The editions that have it; empty where the source names none."""
    note: str = ""
    """How the source knows it, in words. It limits nothing."""
    source: str = ""
    """The code of the source; that of the file, unless it stands here."""
    place: Place = _NOWHERE

    @property
    def settles(self) -> bool:
        """May a standard be judged by it?"""
        return self.said_by is not SaidBy.THIRD_PARTY and self.fit is Fit.EXACT


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """What one source says of one product."""

    id: KnownProductId
    facts: tuple[KnownFact, ...]
    place: Place = _NOWHERE


@dataclass(frozen=True, slots=True)
class FactFile:
    """A file of facts from one source."""

    SCHEMA: ClassVar[str] = "soescan/vendor-facts@1"

    source: FactSource
    products: tuple[ProductFacts, ...]


@cache
def _load() -> tuple[Mapping[str, list[Any]], Mapping[str, FactSource]]:
    """The facts of each product, in plain form until somebody asks for them, and their sources."""
    folder = builtin.catalogs_folder()
    facts, sources = compiled.load_compiled(
        "vendor-facts",
        (*folder.glob("vendors/**/facts/*.yaml"), folder / "facts.yaml"),
        (KnownFact, FactSource),
        lambda: read_facts(folder / "vendors"),
    )
    return facts, {code: compiled.decode(FactSource, source) for code, source in sources.items()}


@cache
def known_facts(product: KnownProductId) -> tuple[KnownFact, ...]:
    """What the sources say of a product, by key; nothing for a product that none speaks of."""
    return tuple([compiled.decode(KnownFact, plain) for plain in _load()[0].get(product, ())])


def load_fact_sources() -> Mapping[str, FactSource]:
    """The sources of the facts by code, with licence and date."""
    return _load()[1]


def find_registers(facts: Iterable[Fact]) -> tuple[RegisterSource, ...]:
    """The registers that facts are taken from, by code, each once; those at hand."""
    codes = {fact.origin.register for fact in facts} & load_fact_sources().keys()
    sources = [load_fact_sources()[code] for code in sorted(codes)]
    return tuple(RegisterSource(s.code, s.name, s.license, s.date, s.url) for s in sources)


def word_day(code: str, at: str) -> str:
    """As of when a source says something.

    Where its entry has no day of its own, that is the day of the state that was read.

    >>> word_day("no such source", "2025-03"), word_day("", "")
    ('as of 2025-03', '')
    """
    source = load_fact_sources().get(code)
    if source and source.date == at:
        return f"state of {at}"
    return f"as of {at}" if at else ""


def describe_register(code: str) -> str:
    """What a source is called, with its licence."""
    source = load_fact_sources().get(code) if code else None
    return f"{name_register(code)} ({source.license})" if source else code


def name_register(code: str) -> str:
    """What a source is called, without its version; the code of one that is not at hand.

    >>> name_register(""), name_register("no such source")
    ('', 'no such source')
    """
    source = load_fact_sources().get(code) if code else None
    return source.name.partition(",")[0] if source else code


def read_facts(
    folder: Path,
) -> tuple[Mapping[KnownProductId, tuple[KnownFact, ...]], Mapping[str, FactSource]]:
    """Read the facts of a vendor catalog, or raise CatalogError with every problem.

    Returns the facts of each product by key, and the sources by code. Whether the products exist is
    not looked at: a catalog may leave out files of products as well.
    """
    problems: list[str] = []
    facts: dict[KnownProductId, list[KnownFact]] = defaultdict(list)
    sources: dict[str, FactSource] = {}
    for path in (
        *sorted(folder.glob("facts/*.yaml")),
        *sorted(folder.glob("share-alike/facts/*.yaml")),
    ):
        try:
            fact_file = builtin.read_table(path, FactFile)
        except CatalogError as error:
            problems += error.problems
            continue
        sources[fact_file.source.code] = fact_file.source
        for entry in fact_file.products:
            problems += [f"{k.place}: {text}" for k in entry.facts for text in find_mistakes(k)]
            facts[entry.id] += (replace(k, source=fact_file.source.code) for k in entry.facts)
    if problems:
        raise CatalogError(problems)
    ordered = {id_: tuple(sorted(facts[id_], key=_order)) for id_ in sorted(facts)}
    return ordered, sources


def _order(known: KnownFact) -> tuple[str, bool, str, str, str]:
    return known.key, not known.settles, known.source, known.url, repr(known.value)


def find_mistakes(known: KnownFact) -> Iterator[str]:
    """What makes a fact unfit to be shown: a key or a value that is none, no address, no date."""
    key = builtin.vocabulary().get(known.key)
    if key is None:
        yield f"expected a fact of the vocabulary, found {known.key!r}"
    elif not _is_of_type(known.value, key):
        yield f"expected {key.type} for {known.key}, found {known.value!r}"
    if not known.url.startswith(("https://", "http://")) or not host(known.url):
        yield f"expected the address where a reader checks it, found {known.url!r}"
    if not known.as_of.startswith("20") or read_period(known.as_of) is None:
        yield f"expected a year, a month or a day, found {known.as_of!r}"


def _is_of_type(value: Value, key: FactKey) -> bool:
    if key.type is FactType.FLAG:
        return isinstance(value, bool)
    if key.type is FactType.NUMBER:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if key.type is FactType.TEXTS:
        return isinstance(value, tuple) and bool(value)
    allowed = key.order or key.values
    return isinstance(value, str) and bool(value) and (not allowed or value in allowed)


def last_day(known: KnownFact) -> date:
    """The last day on which a fact may be used, by the last day that it may be of."""
    period = read_period(known.as_of)
    if period is None:
        return date.min
    return period[1] + timedelta(days=builtin.days_valid(known.key, in_register=True))


def make_fact(known: KnownFact, subject: str) -> Fact:
    """A fact of a source as one about a tool; a lead is marked as a claim.

    Whether its condition holds for the tool is not looked at.

    >>> lead = KnownFact("auth.mfa.offered", True, "https://a.example/", "2026-01-01", source="2FA")
    >>> make_fact(lead, "Mailkite").claimed
    True
    """
    origin = Origin(
        Basis.STATED, url=known.url, at=known.as_of, by=known.note, register=known.source
    )
    return Fact(
        subject,
        known.key,
        known.value,
        origin,
        claimed=not known.settles,
        condition=known.condition,
        editions=known.editions,
    )
