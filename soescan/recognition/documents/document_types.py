"""Kinds of pages that vendors publish, and what they call them (``catalogs/claims/pages.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import ClassVar

from soescan.recognition.word_folding import fold_words
from soescan.reference import builtin


class DocumentKind(StrEnum):
    """What a page is about."""

    SUBPROCESSORS = "subprocessors"
    DPA = "dpa"
    PRIVACY = "privacy"
    TERMS = "terms"
    TRUST = "trust"
    SECURITY = "security"
    LEGAL = "legal"
    STATUS = "status"
    ACCESSIBILITY = "accessibility"


@dataclass(frozen=True, slots=True)
class DocumentType:
    """How pages of a kind are found. See ``catalogs/claims/pages.yaml``."""

    kind: DocumentKind
    text: tuple[str, ...]
    address: tuple[str, ...]
    paths: tuple[str, ...]
    matter: tuple[str, ...] = ()
    """What a page of the kind speaks of."""
    alone: tuple[str, ...] = ()
    """Wordings that name the kind only when they are most of a heading."""
    ambiguous: tuple[str, ...] = ()
    """Wordings that mean other things too: the page's text has to speak of the matter."""
    hub: bool = False


@dataclass(frozen=True, slots=True)
class TrustPortal:
    """A service that keeps trust portals for vendors."""

    name: str
    at: tuple[str, ...]
    source: str
    loads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentTable:
    """The pages that vendors have, and how they call them."""

    SCHEMA: ClassVar[str] = "soescan/pages@1"

    documents: tuple[DocumentType, ...]
    not_address: tuple[str, ...]
    article: tuple[str, ...]
    """How headings of articles that explain a matter begin or end."""
    filler: tuple[str, ...]
    """Words that do not change what a link leads to."""
    not_below: tuple[str, ...]
    """Parts of addresses below which pages are about a topic."""
    not_below_product: tuple[str, ...]
    """Parts of addresses below which pages describe a product; of these, only security counts."""
    not_word: tuple[str, ...]
    """Words of links to rules of something that is no product."""
    not_host: tuple[str, ...]
    portals: tuple[TrustPortal, ...]


@cache
def document_table() -> DocumentTable:
    """Types of pages, excluded hosts and addresses, and trust portals."""
    return builtin.load("claims/pages.yaml", DocumentTable)


@cache
def types_by_kind() -> Mapping[DocumentKind, DocumentType]:
    """How pages of each kind are found: wording of links, parts of addresses, usual paths."""
    return {type_.kind: type_ for type_ in document_table().documents}


@cache
def word_lists() -> tuple[tuple[DocumentKind, tuple[str, ...], tuple[str, ...]], ...]:
    """For each kind: the folded wordings of links, and those of addresses."""
    return tuple(
        (type_.kind, tuple(map(fold_words, type_.text)), tuple(map(fold_words, type_.address)))
        for type_ in document_table().documents
    )


@cache
def vocabulary() -> frozenset[str]:
    """Every word of the word lists, to pass over texts that hold none of them."""
    listed = (wording for _, *both in word_lists() for words in both for wording in words)
    return frozenset(word for wording in listed for word in wording.split())


_PLURAL_ENDINGS = ("es", "en", "s", "n")


def has_listed_word(folded: str) -> bool:
    """Does a folded text hold one of our words, or its plural?"""
    words = folded.split()
    return not vocabulary().isdisjoint(words) or any(_singular(word) != word for word in words)


@lru_cache(maxsize=4_096)
def fold_plurals(text: str) -> str:
    """A folded text with plurals of our words made singular, where we list only that.

    >>> fold_plurals("politicas de privacidad"), fold_plurals("terms")
    ('politica de privacidad', 'terms')
    """
    return " ".join(map(_singular, text.split()))


def _singular(word: str) -> str:
    if word in vocabulary():
        return word
    stems = (word.removesuffix(ending) for ending in _PLURAL_ENDINGS if word.endswith(ending))
    return next((stem for stem in stems if len(stem) > 3 and stem in vocabulary()), word)


@cache
def folded_list(field: str) -> frozenset[str]:
    """The folded entries of one list of the table, such as ``not_address``."""
    return frozenset(map(fold_words, getattr(document_table(), field)))
