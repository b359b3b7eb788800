"""What public registers say of a matter that is open: named beside it, and settling nothing."""

from __future__ import annotations

from collections.abc import Sequence

from soescan import conditions
from soescan.dates import format_last_day
from soescan.model import Basis, Case, Fact
from soescan.reference import builtin
from soescan.reference.products.vendor_facts import name_register, word_day
from soescan.web.url import host

_MOST = 3
"""Leads named for one matter; the table of evidence has them all."""


def find_leads(case: Case, missing: Sequence[str]) -> tuple[Fact, ...]:
    """The leads on what is missing, the newest first; and what is known of a part of it.

    Those that only the edition keeps from counting go first. That a second factor is offered tells
    something of whether it can be enforced.
    """
    own = [fact for fact in case.leads if fact.key in missing and not _is_conditional(fact)]
    below = tuple(f"{key}." for key in missing)
    parts = [fact for fact in case.leads if fact.key not in missing and fact.key.startswith(below)]
    parts += [
        fact
        for key, facts in case.facts.items()
        if key not in missing and key.startswith(below)
        for fact in facts
        if fact.origin.register
    ]
    conditional = list_conditional(case, missing)
    ordered = [fact for group in (conditional, own, parts) for fact in sorted(group, key=_age)]
    return tuple(ordered[:_MOST])


def list_conditional(
    case: Case, missing: Sequence[str], basis: Basis = Basis.INFERRED
) -> tuple[Fact, ...]:
    """What would count of the missing facts, on a basis as strong as `basis`, in some editions.

    Only for these it helps to know the tool's edition: a lead settles nothing in any edition.
    """
    known = (*case.leads, *(fact for key in missing for fact in case.facts.get(key, ())))
    return tuple(
        fact
        for fact in known
        if fact.key in missing and _is_conditional(fact) and fact.origin.basis.is_at_least(basis)
    )


def _is_conditional(fact: Fact) -> bool:
    return bool(fact.editions) and not fact.claimed


def _age(fact: Fact) -> tuple[int, str, str]:
    digits = "".join(filter(str.isdecimal, fact.origin.at))[:8].ljust(8, "0")
    return -int(digits), fact.key, fact.origin.register


def word_leads(leads: Sequence[Fact]) -> tuple[str, ...]:
    """Leads in words, each once: who says it, and as of when; or which edition has it."""
    return tuple(dict.fromkeys(map(_word_lead, leads)))


def _word_lead(fact: Fact) -> str:
    entry = builtin.vocabulary().get(fact.key)
    what = conditions.describe_fact(fact.value, entry, fact.key)
    only = f", {' or '.join(fact.editions)} only" if fact.editions else ""
    only += f", {fact.condition}" if fact.condition else ""
    who = name_register(fact.origin.register) or host(fact.origin.url) or "the evidence"
    at = fact.origin.at[:10]
    day = word_day(fact.origin.register, at)
    if seen_on := conditions.read_date(at):
        day = day.replace(at, format_last_day(seen_on))
    return f"{what}{only}, according to {who}" + (f" ({day})" if day else "")
