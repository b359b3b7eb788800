"""What public registers say of a tool on a day: what counts, what is a lead, what is too old.

A lead settles nothing: somebody else than the vendor or an authority says it, it says a little less
than its key, or it is about an edition or an offering that the tool need not be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from soescan import conditions
from soescan.model import Fact
from soescan.names import fold
from soescan.reference import builtin
from soescan.reference.columns import is_doubtful
from soescan.reference.products.vendor_facts import known_facts, make_fact
from soescan.reference.vendors import KnownProduct


@dataclass(frozen=True, slots=True)
class EditionFit:
    """Facts by whether they hold for the edition of a tool."""

    holding: tuple[Fact, ...]
    conditional: tuple[Fact, ...] = ()
    """They hold for some editions, and nobody says which the tool is."""


def list_register_facts(product: KnownProduct) -> tuple[Fact, ...]:
    """Everything that the sources say of a product, leads marked, about the product by its name."""
    known = known_facts(product.id)
    facts = [make_fact(entry, product.name) for entry in known]
    return tuple(
        replace(fact, claimed=True) if _is_other_offering(fact, product) else fact for fact in facts
    )


_OFFERING = re.compile(r"\s*offering:\s*(.*)", re.DOTALL)


def _is_other_offering(fact: Fact, product: KnownProduct) -> bool:
    """Is a fact about one offering of the vendor that is not called as the product is?"""
    offering = _OFFERING.fullmatch(fact.condition)
    if offering is None:
        return False
    names = {fold(name) for name in product.names}
    names |= {fold(f"{product.vendor} {name}") for name in product.names}
    return fold(offering[1]) not in names


def sort_by_edition(facts: Iterable[Fact], about_edition: Sequence[Fact]) -> EditionFit:
    """Facts by whether they hold for a tool, given what is known of its edition.

    Of a tool in another edition they say nothing and are left out.
    """
    editions = [str(f.value) for f in conditions.settle_facts(about_edition).counting]
    is_known = bool(editions) and not any(map(is_doubtful, editions))
    own = {_bare_edition(text) for text in editions}
    holding, conditional = [], []
    for fact in facts:
        if not fact.editions:
            holding.append(fact)
        elif not is_known:
            conditional.append(fact)
        elif own <= {_bare_edition(text) for text in fact.editions}:
            words = f"edition {', '.join(fact.editions)}"
            condition = "; ".join(filter(None, (words, fact.condition)))
            holding.append(replace(fact, editions=(), condition=condition))
    return EditionFit(tuple(holding), tuple(conditional))


def _bare_edition(text: str) -> str:
    """The name of an edition without the word for what it is: *Enterprise* of *Enterprise plan*."""
    nouns = set(builtin.words().edition_nouns)
    kept = [word for word in text.casefold().split() if word.strip("()[],.") not in nouns]
    return fold(" ".join(kept)) or fold(text)


def read_period(at: str) -> tuple[date, date] | None:
    """The first and the last day of a year, a month or a day; None for what is none of them.

    >>> read_period("2024-02")
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    """
    match = _PERIOD.fullmatch(at)
    if match is None:
        return None
    year, month = int(match[1]), int(match[2] or 1)
    if not 1 <= month <= 12 or not year:
        return None
    after = date(year + 1, 1, 1) if not match[2] or month == 12 else date(year, month + 1, 1)
    return date(year, month, 1), date.fromordinal(after.toordinal() - 1)


_PERIOD = re.compile(r"(\d{4})(?:-(\d\d))?")
