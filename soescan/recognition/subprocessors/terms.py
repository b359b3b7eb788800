"""How vendors write lists of subprocessors. See ``catalogs/claims/subprocessors.yaml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import ClassVar

from soescan.recognition.word_folding import fold_words
from soescan.reference import builtin


@dataclass(frozen=True, slots=True)
class SubprocessorTerms:
    """The words of lists of subprocessors."""

    SCHEMA: ClassVar[str] = "soescan/subprocessors@1"

    about: tuple[str, ...]
    about_titles: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    """Titles of columns and labels, by what stands below or after them."""
    foreign: tuple[str, ...]
    located: tuple[str, ...]
    beside: tuple[str, ...]
    clauses: tuple[str, ...]
    none: tuple[str, ...]
    but: tuple[str, ...]
    filler: tuple[str, ...]
    future: tuple[str, ...]
    past: tuple[str, ...]
    status_titles: tuple[str, ...]
    present: tuple[str, ...]
    below: tuple[str, ...]
    notice: tuple[str, ...]
    change: tuple[str, ...]
    days: tuple[str, ...]
    limit: tuple[str, ...]
    ahead: tuple[str, ...]
    after: tuple[str, ...]
    objection: tuple[str, ...]
    mechanisms: Mapping[str, tuple[str, ...]]
    ai_companies: tuple[str, ...]
    ai_in_names: tuple[str, ...]
    ai_words: tuple[str, ...]
    ai_not: tuple[str, ...]


@cache
def terms_table() -> SubprocessorTerms:
    """The terms as ``catalogs/claims/subprocessors.yaml`` writes them."""
    return builtin.load("claims/subprocessors.yaml", SubprocessorTerms)


@cache
def term_list(field: str) -> tuple[str, ...]:
    """The folded terms of one list of the table, each once."""
    return tuple(dict.fromkeys(map(fold_words, getattr(terms_table(), field))))


def mentions(field: str, text: str) -> bool:
    """Does a text hold one of the words of a list?

    >>> mentions("about", "Our Sub-Processors"), mentions("about", "Our partners")
    (True, False)
    """
    return contains_term(fold_words(text), term_list(field))


def says_unused(text: str) -> bool:
    """Does a text say of companies that they are not used yet, or no longer?

    >>> [says_unused(text) for text in ("Former subprocessors", "Current and planned companies")]
    [True, False]
    """
    return any(mentions(field, text) for field in ("future", "past")) and not mentions(
        "present", text
    )


def is_title_about(title: str) -> bool:
    """Does a heading or the title of a column speak of subprocessors?

    >>> is_title_about("Our Subcontractors"), is_title_about("Our staff and all its subcontractors")
    (True, False)
    """
    return mentions("about", title) or (
        title.count(" ") < _SHORT_TITLE and mentions("about_titles", title)
    )


_SHORT_TITLE = 4
"""Words of a title that is short."""


def contains_term(folded: str, terms: tuple[str, ...]) -> bool:
    """Does a folded text hold one of some folded terms as whole words?"""
    if _first_words(terms).isdisjoint(folded.split()):
        return False
    padded = f" {folded} "
    return any(f" {term} " in padded for term in terms)


@cache
def _first_words(terms: tuple[str, ...]) -> frozenset[str]:
    """With what some words begin, to pass over texts that hold none of them."""
    return frozenset(term.partition(" ")[0] for term in terms)


@cache
def _columns_by_length() -> tuple[tuple[str, str], ...]:
    columns = [
        (fold_words(title), field) for field, all in terms_table().columns.items() for title in all
    ]
    return tuple(sorted(columns, key=lambda pair: -len(pair[0])))


@cache
def _columns_by_title() -> Mapping[str, str]:
    return dict(reversed(_columns_by_length()))


@cache
def column_titles() -> frozenset[str]:
    """Every folded title of a column; none of them is a company's name."""
    return frozenset(_columns_by_title())


@lru_cache(maxsize=4_096)
def column_of_title(title: str) -> str:
    """What stands below a title: ``company``, ``purpose``, ``location`` …; nothing for others.

    >>> [column_of_title(t) for t in ("Sub-Processor Name", "Processing location(s)", "Price")]
    ['company', 'location', '']
    """
    whole = fold_words(re.sub(r"\(s\)", "s", title))[:200]
    if whole in (columns := _columns_by_title()):
        return columns[whole]
    if whole.count(" ") > 7:
        return ""
    columns_named = [field for title, field in _columns_by_length() if f" {title} " in f" {whole} "]
    return next(
        (preferred for preferred in ("location", "mechanism") if preferred in columns_named),
        (columns_named or [""])[0],
    )


def is_ai_service(name: str, purpose: str) -> bool:
    """Is a company's service artificial intelligence, by its name or by what it is used for?

    >>> is_ai_service("OpenAI, L.L.C.", ""), is_ai_service("Air", "Mail")
    (True, False)
    >>> is_ai_service("Acme", "Hosting (including AI processing)")
    True
    """
    called = fold_words(name)
    if contains_term(called, term_list("ai_companies")) or contains_term(
        called, term_list("ai_in_names")
    ):
        return True
    folded = fold_words(purpose[:2_000])
    for word in term_list("ai_words") if contains_term(folded, term_list("ai_words")) else ():
        for match in re.finditer(rf"(?<!\S){re.escape(word)}(?!\S)", folded):
            before = folded[: match.start()].split()[-3:]
            if not set(before) & set(term_list("ai_not")):
                return True
    return False


def transfer_mechanisms(text: str) -> tuple[str, ...]:
    """The mechanisms for transfers that a text names, as the vocabulary calls them.

    >>> transfer_mechanisms("EU-US Data Privacy Framework; SCCs")
    ('scc', 'dpf')
    """
    folded = fold_words(text[:200_000])
    return tuple(key for key, terms in _fold_mechanisms().items() if contains_term(folded, terms))


@cache
def _fold_mechanisms() -> Mapping[str, tuple[str, ...]]:
    return {key: tuple(map(fold_words, terms)) for key, terms in terms_table().mechanisms.items()}
