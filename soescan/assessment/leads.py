"""What public registers say of a matter that is open: named beside it, and settling nothing."""

from __future__ import annotations

from collections.abc import Sequence

from soescan import conditions
from soescan.model import Case, Fact
from soescan.reference import builtin
from soescan.reference.products.vendor_facts import name_register

_MOST = 3
"""Leads named for one matter; the table of evidence has them all."""


def find_leads(case: Case, missing: Sequence[str]) -> tuple[Fact, ...]:
    """The leads on what is missing, the newest first; and what is known of a part of it.

    That a second factor is offered tells something of whether it can be enforced.
    """
    own = [fact for fact in case.leads if fact.key in missing]
    below = tuple(f"{key}." for key in missing)
    parts = [fact for fact in case.leads if fact.key not in missing and fact.key.startswith(below)]
    parts += [
        fact
        for key, facts in case.facts.items()
        if key not in missing and key.startswith(below)
        for fact in facts
        if fact.origin.register
    ]
    ordered = sorted(own, key=_age) + sorted(parts, key=_age)
    return tuple(ordered[:_MOST])


def _age(fact: Fact) -> tuple[int, str, str]:
    digits = fact.origin.at.replace("-", "").ljust(8, "0")[:8]
    return -int(digits), fact.key, fact.origin.register


def word_leads(leads: Sequence[Fact]) -> tuple[str, ...]:
    """Leads in words, each once: who says it, and as of when; or which edition has it."""
    return tuple(dict.fromkeys(map(_word_lead, leads)))


def _word_lead(fact: Fact) -> str:
    entry = builtin.vocabulary().get(fact.key)
    label = entry.label if entry else fact.key
    value = "" if fact.value is True else f": {conditions.format_fact_value(fact.value, entry)}"
    only = f"{',' if value else ':'} {' or '.join(fact.editions)} only" if fact.editions else ""
    return (
        f"{name_register(fact.origin.register)} says: {label}{value}{only} (as of {fact.origin.at})"
    )
