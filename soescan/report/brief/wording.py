"""Texts that have to fit: cut after a word; ids as words."""

from __future__ import annotations

from collections.abc import Iterable

from soescan.model import words_of_id
from soescan.report.tables.wording import capitalize_first, name_or_count
from soescan.report.text import clean


def cut_text(text: str, most: int) -> str:
    """A text of at most so many characters, cut after a word where there is one.

    >>> cut_text("Ask the vendor for a report", 16), cut_text("Ask", 16), cut_text("x" * 9, 4)
    ('Ask the vendor…', 'Ask', 'xxx…')
    """
    text = " ".join(clean(text).split())
    if len(text) <= most:
        return text
    whole, space, _ = text[:most].rpartition(" ")
    kept = whole if space and len(whole) > most // 2 else text[: most - 1]
    return f"{kept.rstrip(' ,;:.')}…"


_RULES = {
    "standing": "what IT has decided",
    "lifecycle": "end of the product",
    "data-word": "class of the data",
    "standards": "standards that apply",
}
"""What soescan's own rules ask; a standard is called like its id."""


def name_rule(id_: str, title: str = "") -> str:
    """A standard, a rule or an area by name, at the beginning of a line: its title if it has one.

    >>> name_rule("personal-data-residency"), name_rule("standing"), name_rule("x", "sign-in")
    ('Personal data residency', 'What IT has decided', 'Sign-in')
    """
    return capitalize_first(title or _RULES.get(id_) or words_of_id(id_))


def name_tools(names: Iterable[str], total: int = 0) -> str:
    """Tools, each once: a few by name, more by number; `total` of them are all.

    >>> name_tools(["A", "B", "A"]), name_tools(["A", "B", "C", "D"], 4)
    ('A, B', 'all 4 tools')
    """
    return name_or_count(list(dict.fromkeys(names)), total=total)
