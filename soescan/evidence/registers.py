"""What public registers say of a tool on a day: what counts, what is a lead, what is too old.

A lead settles nothing: somebody else than the vendor or an authority says it, it says a little less
than its key, or it holds for an edition, an offering or other conditions that the tool need not be
in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from soescan import conditions
from soescan.dates import read_period
from soescan.model import Fact
from soescan.names import fold
from soescan.reference import builtin
from soescan.reference.columns import is_doubtful
from soescan.reference.products.vendor_facts import KnownFact, known_facts, last_day, make_fact
from soescan.reference.vendors import KnownProduct, name_spellings
from soescan.web.url import belongs


@dataclass(frozen=True, slots=True)
class EditionFit:
    """Facts by whether they hold for the edition of a tool."""

    holding: tuple[Fact, ...]
    conditional: tuple[Fact, ...] = ()
    """They hold for some editions, and nobody says which the tool is."""
    other: tuple[Fact, ...] = ()
    """They hold for editions that the tool is not."""


def list_register_facts(product: KnownProduct) -> tuple[Fact, ...]:
    """Everything that the sources say of a product, leads marked, about the product by its name."""
    known = known_facts(product.id)
    facts = [make_fact(entry, product.name) for entry in known]
    return tuple(
        fact if _holds_for(product, fact) else replace(fact, claimed=True) for fact in facts
    )


def list_counting(product: KnownProduct, as_of: date) -> frozenset[KnownFact]:
    """Those of the sources' facts by which a standard may be judged on a day."""
    pairs = zip(known_facts(product.id), list_register_facts(product), strict=True)
    return frozenset(
        known
        for known, fact in pairs
        if not fact.is_lead and is_dated_by(known, as_of) and last_day(known) >= as_of
    )


def is_dated_by(known: KnownFact, as_of: date) -> bool:
    """Is a fact of no later than a day, as far as its date says?"""
    period = read_period(known.as_of)
    return period is not None and period[0] <= as_of


_NAMED = re.compile(r"\s*(?:offering|connector|app):\s*(.*\S)\s*", re.DOTALL)
_AT_HOST = re.compile(r"\s*host:\s*(\S+)\s*")


def _holds_for(product: KnownProduct, fact: Fact) -> bool:
    """Is every part of a fact's condition shown to hold for a product?

    The offering of a vendor that is called as the product is, is the product; a host below a domain
    of its own is its. What is written in other words, nobody can hold against a tool.
    """
    names = set(map(fold, name_spellings(product)))
    for part in filter(str.strip, fact.condition.split(";")):
        named, at_host = _NAMED.fullmatch(part), _AT_HOST.fullmatch(part)
        is_named = named is not None and fold(named[1]) in names
        is_there = at_host is not None and any(belongs(at_host[1], d) for d in product.domains)
        if not (is_named or is_there):
            return False
    return True


def sort_by_edition(facts: Iterable[Fact], about_edition: Sequence[Fact]) -> EditionFit:
    """Facts by whether they hold for a tool, given what is known of its edition.

    Of a tool in another edition they say nothing.
    """
    editions = [str(f.value) for f in conditions.settle_facts(about_edition).counting]
    is_known = bool(editions) and not any(map(is_doubtful, editions))
    own = {_bare_edition(text) for text in editions}
    holding, conditional, other = [], [], []
    for fact in facts:
        if not fact.editions:
            holding.append(fact)
        elif not is_known:
            conditional.append(fact)
        elif own <= {_bare_edition(text) for text in fact.editions}:
            words = f"edition {', '.join(fact.editions)}"
            condition = "; ".join(filter(None, (words, fact.condition)))
            holding.append(replace(fact, editions=(), condition=condition))
        else:
            other.append(fact)
    return EditionFit(tuple(holding), tuple(conditional), tuple(other))


def _bare_edition(text: str) -> str:
    """The name of an edition without the word for what it is: *Enterprise* of *Enterprise plan*."""
    nouns = set(builtin.words().edition_nouns)
    kept = [word for word in text.casefold().split() if word.strip("()[],.") not in nouns]
    return fold(" ".join(kept)) or fold(text)
