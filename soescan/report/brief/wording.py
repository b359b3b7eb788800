"""Texts that have to fit: cut after a word, lists of tools counted, ids as words."""

from __future__ import annotations

from collections.abc import Sequence

from soescan.report.tables.wording import capitalize_first
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


def name_tools(names: Sequence[str], total: int = 0, most_named: int = 3) -> str:
    """Tools by name, as many as fit in a cell, the others counted; `total` of them are all.

    >>> name_tools(["A", "B"]), name_tools(["A", "B", "C", "D"])
    ('A, B', 'A, B, C and 1 more')
    >>> name_tools(["A", "B", "C", "D"], total=4)
    'all 4 tools'
    """
    distinct = list(dict.fromkeys(names))
    if len(distinct) == total > most_named:
        return f"all {total} tools"
    named = [cut_text(name, _LONGEST_NAME) for name in distinct[:most_named]]
    more = len(distinct) - len(named)
    return ", ".join(named) + (f" and {more} more" if more else "")


_LONGEST_NAME = 28
"""Characters of a name among others."""


_NAMES = {
    "standing": "what IT has decided",
    "lifecycle": "end of the product",
    "data-word": "class of the data",
    "standards": "standards that apply",
}
"""What the rules of soescan itself are called; standards are called like their ids."""
_ACRONYMS = frozenset(
    ("ai", "api", "cors", "csp", "dkim", "dmarc", "dns", "eu", "hsts", "http", "https", "iso")
).union(("it", "mfa", "saml", "scim", "sla", "soc", "spf", "sso", "tls", "wcag"))


def as_words(id_: str) -> str:
    """An id of a standard, a rule or an area as people write it.

    >>> as_words("personal-data-residency"), as_words("tls-1.2")
    ('personal data residency', 'TLS 1.2')
    """
    words = (word.upper() if word in _ACRONYMS else word for word in id_.split("-"))
    return _NAMES.get(id_) or " ".join(words)


def as_heading(id_: str) -> str:
    """The same at the beginning of a line.

    >>> as_heading("ai-training"), as_heading("support-owner")
    ('AI training', 'Support owner')
    """
    return capitalize_first(as_words(id_))
