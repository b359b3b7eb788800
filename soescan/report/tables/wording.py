"""What the tables say in words: who is asked, what a fact is called, several things in one cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from soescan.conditions import format_fact_value, format_value
from soescan.model import (
    Fact,
    FactType,
    Origin,
    Question,
    RegisterSource,
    Report,
    Supplier,
    words_of_id,
)
from soescan.quantities import name_some, quantity
from soescan.reference import builtin
from soescan.reference.products.vendor_facts import describe_register, word_day
from soescan.report.tables.table import Cell
from soescan.report.text import capitalize_first as capitalize_first

ADDRESSEES: dict[Supplier, str] = {
    Supplier.REQUESTER: "the requester",
    Supplier.VENDOR: "the vendor",
    Supplier.IT: "IT",
    Supplier.PROBE: "a scan",
    Supplier.PAGE: "the vendor",
    Supplier.DERIVED: "IT",
}
"""Who is asked for what a supplier has not supplied."""


def as_sentence(text: str) -> str:
    """A text that begins like a sentence and ends like one.

    >>> as_sentence("it sells data"), as_sentence("Why?")
    ('It sells data.', 'Why?')
    """
    return capitalize_first(text) + ("" if text.endswith((".", "?", "!", "…")) else ".")


def join_names(names: Sequence[str]) -> str:
    """Names with commas, and *and* before the last.

    >>> join_names(["a"]), join_names(["a", "b", "c"]), join_names([])
    ('a', 'a, b and c', '')
    """
    return name_some(names, most=len(names))


def join_unique(items: Iterable[str]) -> str:
    """Texts in one cell with semicolons between, each once, in their order; empty ones left out."""
    return "; ".join(dict.fromkeys(filter(None, items)))


def join_tools(names: Iterable[str]) -> str:
    """Tools in one cell, each once; `few` can tell them apart again.

    >>> join_tools(["A", "B; C", "A"])
    'A; B, C'
    """
    return join_unique(name.replace("; ", ", ") for name in names)


def count_if_many(cell: str, most: int = 6) -> str:
    """A list of tools, counted where there is no room to name them.

    >>> count_if_many("A; B"), count_if_many("A; B; C; D; E; F; G")
    ('A; B', '7 tools')
    """
    names = cell.split("; ")
    return cell if len(names) <= most else f"{len(names)} tools"


def name_or_count(items: Sequence[str], most: int = 3, *, total: int = 0) -> str:
    """A few things by name, more by number; `total` is how many there are, for they may be all.

    >>> name_or_count(["a", "b"]), name_or_count(["a", "b", "c", "d", "e"])
    ('a, b', '5 tools (a, b, c, …)')
    >>> name_or_count(["a", "b", "c", "d"], total=4)
    'all 4 tools'
    """
    if len(items) <= most:
        return ", ".join(items)
    if len(items) == total:
        return name_all(total)
    return f"{len(items)} tools ({', '.join(items[:most])}, …)"


def name_or_number(items: Sequence[str], most: int = 3, *, total: int = 0) -> str:
    """A few things by name, more by number alone; `total` is how many there are in all.

    >>> name_or_number(["a", "b"]), name_or_number(["a", "b", "c", "d"])
    ('a and b', '4 tools')
    >>> name_or_number(["a", "b", "c", "d"], total=4)
    'all 4 tools'
    """
    if len(items) <= most:
        return join_names(items)
    return name_all(total) if len(items) == total else f"{len(items)} tools"


def name_all(total: int) -> str:
    """All the tools of a list of several.

    >>> name_all(2), name_all(5)
    ('both tools', 'all 5 tools')
    """
    return "both tools" if total == 2 else f"all {total} tools"


def word_in_line(question: Question) -> str:
    """A question with its points, in one line.

    >>> from soescan.model import Point
    >>> points = Point("With SAML?"), Point("With SCIM?")
    >>> word_in_line(Question(Supplier.VENDOR, "How do people sign in?", points=points))
    'How do people sign in? (1) With SAML? (2) With SCIM?'
    """
    points = (f"({number}) {point.text}" for number, point in enumerate(question.points, start=1))
    return " ".join((question.text, *points))


def name_standards(report: Report) -> Mapping[str, str]:
    """What the standards and rules of a report's findings are called, by id."""
    return {finding.rule: finding.name for a in report.assessments for finding in a.findings}


def say_what_hangs(question: Question, names: Mapping[str, str], most: int = 0) -> str:
    """What an answer settles: how many facts it tells, and the standards that wait for them.

    `names` are those of the standards. Of more than `most` standards, the others are counted; 0
    names them all.
    """
    standards = [names.get(rule) or words_of_id(rule) for rule in question.standards]
    listed = name_some(standards, most or len(standards)) if standards else ""
    points = quantity(len(question.keys), "open point") if question.keys else ""
    return ": ".join(filter(None, (points, listed)))


def say_what_is_told(question: Question, most: int = 0) -> str:
    """Which facts an answer tells; more than `most` are counted, 0 names them all."""
    labels = [fact_label(key) for key in question.keys]
    return f"It would show {name_some(labels, most or len(labels))}." if labels else ""


def fact_label(key: str) -> str:
    """What a fact is called in a sentence; its key, where the vocabulary does not know it."""
    entry = builtin.vocabulary().get(key)
    return entry.label if entry else key


def describe_origin(origin: Origin) -> str:
    """Where a fact comes from: basis, address, day, and the register with its licence."""
    day = word_day(origin.register, origin.at) if origin.register else origin.at
    parts = (origin.basis, origin.url, day, describe_register(origin.register), origin.by)
    return ", ".join(filter(None, parts))


def attribute_registers(registers: Iterable[RegisterSource]) -> str:
    """Registers by name, each with the licence under which its facts stand here.

    >>> attribute_registers([RegisterSource("T", "Tea list, of May", "MIT", "2026-05-02")])
    'Tea list (MIT)'
    """
    return ", ".join(f"{r.name.partition(',')[0]} ({r.license})" for r in registers)


def is_register_lead(fact: Fact) -> bool:
    """Does a register say it without settling anything? Then only the table of evidence has it."""
    return bool(fact.origin.register) and fact.is_lead


def is_seen_elsewhere(fact: Fact) -> bool:
    """Was it seen where it says nothing of the tool? Its condition then says where.

    Only the table of evidence, and what is open, have it.
    """
    return fact.claimed and bool(fact.condition) and not fact.origin.register


def describe_limits(fact: Fact) -> str:
    """For what a fact holds: an edition, an offering, a scope; nothing where no limit is known."""
    only = f"{' or '.join(fact.editions)} only" if fact.editions else ""
    return join_unique((only, "" if is_seen_elsewhere(fact) else fact.condition))


def format_fact(fact: Fact) -> str:
    """A fact in words, with its unit."""
    return format_fact_value(fact.value, builtin.vocabulary().get(fact.key))


def combine_values(facts: Sequence[Fact]) -> Cell:
    """What the facts of one key say: a number where they agree on one, else words."""
    values = list(dict.fromkeys(fact.value for fact in facts))
    if len(values) == 1 and isinstance(values[0], int | float) and not isinstance(values[0], bool):
        return values[0]
    return join_unique(format_value(value) for value in values) or None


def is_numeric_fact(key: str) -> bool:
    """Are the values of a fact key numbers? False for a key that the vocabulary lacks."""
    entry = builtin.vocabulary().get(key)
    return entry is not None and entry.type is FactType.NUMBER
