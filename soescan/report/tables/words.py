"""What the tables say in words: who is asked, what a fact is called, several things in one cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from soescan.conditions import format_value
from soescan.model import Fact, FactType, Supplier
from soescan.reference import builtin
from soescan.report.tables.table import Cell

ASKED: dict[Supplier, str] = {
    Supplier.REQUESTER: "the requester",
    Supplier.VENDOR: "the vendor",
    Supplier.IT: "IT",
    Supplier.PROBE: "the vendor",
    Supplier.PAGE: "the vendor",
    Supplier.DERIVED: "IT",
}
"""Who is asked for what a supplier has not supplied."""


def sentence(text: str) -> str:
    """A text that begins like a sentence and ends like one.

    >>> sentence("it sells data"), sentence("Why?")
    ('It sells data.', 'Why?')
    """
    return title(text) + ("" if text.endswith((".", "?", "!")) else ".")


def title(text: str) -> str:
    """A text with a capital at its beginning; the rest stays as it is.

    >>> title("contract partner"), title("AI features")
    ('Contract partner', 'AI features')
    """
    return text[:1].upper() + text[1:]


def joined(items: Iterable[str]) -> str:
    """Several things in one cell, each once, in their order."""
    return "; ".join(dict.fromkeys(filter(None, items)))


def listed(names: Iterable[str]) -> str:
    """Tools in one cell, each once; `few` can tell them apart again.

    >>> listed(["A", "B; C", "A"])
    'A; B, C'
    """
    return joined(name.replace("; ", ", ") for name in names)


def few(cell: str, most: int = 6) -> str:
    """A list of tools, counted where there is no room to name them.

    >>> few("A; B"), few("A; B; C; D; E; F; G")
    ('A; B', '7 tools')
    """
    names = cell.split("; ")
    return cell if len(names) <= most else f"{len(names)} tools"


def some(items: Sequence[str], most: int = 3, *, of: int = 0) -> str:
    """A few things by name, more by number; `of` is how many there are, for they may be all.

    >>> some(["a", "b"]), some(["a", "b", "c", "d", "e"]), some(["a", "b", "c", "d"], of=4)
    ('a, b', '5 tools (a, b, c, …)', 'all 4 tools')
    """
    if len(items) <= most:
        return ", ".join(items)
    if len(items) == of:
        return f"all {of} tools"
    return f"{len(items)} tools ({', '.join(items[:most])}, …)"


def label(key: str) -> str:
    """What a fact is called in a sentence; its key, where the vocabulary does not know it."""
    known = builtin.vocabulary().get(key)
    return known.label if known else key


def said(fact: Fact) -> str:
    """A fact in words, with its unit."""
    known = builtin.vocabulary().get(fact.key)
    counted = known and known.unit and not isinstance(fact.value, str | bool | tuple)
    return (
        f"{format_value(fact.value)} {known.unit}"
        if known and counted
        else format_value(fact.value)
    )


def value(facts: Sequence[Fact]) -> Cell:
    """What the facts of one key say: a number where they agree on one, else words."""
    values = list(dict.fromkeys(fact.value for fact in facts))
    if len(values) == 1 and isinstance(values[0], int | float) and not isinstance(values[0], bool):
        return values[0]
    return joined(format_value(one) for one in values) or None


def is_number(key: str) -> bool:
    """Do the facts of a key count something?"""
    known = builtin.vocabulary().get(key)
    return known is not None and known.type is FactType.NUMBER
