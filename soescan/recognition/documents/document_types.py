"""Kinds of pages that vendors publish, and what they call them (``catalogs/claims/pages.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import ClassVar

from soescan.recognition.word_folding import words
from soescan.reference import builtin


class Kind(StrEnum):
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
class Sort:
    """How pages of a kind are found. See ``catalogs/claims/pages.yaml``."""

    kind: Kind
    text: tuple[str, ...]
    address: tuple[str, ...]
    paths: tuple[str, ...]
    hub: bool = False


@dataclass(frozen=True, slots=True)
class Portal:
    """A service that keeps trust portals for vendors."""

    name: str
    at: tuple[str, ...]
    source: str
    loads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages that vendors have, and how they call them."""

    SCHEMA: ClassVar[str] = "soescan/pages@1"

    documents: tuple[Sort, ...]
    not_address: tuple[str, ...]
    not_host: tuple[str, ...]
    portals: tuple[Portal, ...]


@cache
def page_table() -> Pages:
    """The table as it is written."""
    return builtin.load("claims/pages.yaml", Pages)


@cache
def types_by_kind() -> Mapping[Kind, Sort]:
    """How pages of each kind are found."""
    return {sort.kind: sort for sort in page_table().documents}


@cache
def word_lists() -> tuple[tuple[Kind, tuple[str, ...], tuple[str, ...]], ...]:
    """For each kind the folded words of links' texts, and those of their addresses."""
    return tuple(
        (sort.kind, tuple(map(words, sort.text)), tuple(map(words, sort.address)))
        for sort in page_table().documents
    )


@cache
def vocabulary() -> frozenset[str]:
    """Every word in the lists, to pass over what holds none of them."""
    listed = (one for _, *both in word_lists() for words in both for one in words)
    return frozenset(word for one in listed for word in one.split())


@cache
def excluded_segments() -> tuple[str, ...]:
    """Folded parts of addresses, such as those of blogs, at which no such page stands."""
    return tuple(map(words, page_table().not_address))
