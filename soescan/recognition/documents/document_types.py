"""Kinds of pages that vendors publish, and what they call them (``catalogs/claims/pages.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
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


@cache
def excluded_segments() -> tuple[str, ...]:
    """Folded parts of addresses, such as those of blogs, at which no such page stands."""
    return tuple(map(fold_words, document_table().not_address))
