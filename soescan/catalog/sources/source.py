"""What every member of the family of foreign lists is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, ClassVar

from soescan.files import Document, InputTable
from soescan.model import Catalog, Note, Standing
from soescan.reference import builtin
from soescan.reference.columns import fold_cell, keep_certain

Content = Document | InputTable
ListReading = tuple[Catalog, tuple[Note, ...]]


@dataclass(frozen=True, slots=True)
class ListSource:
    """One kind of list that other people keep."""

    id: str
    doc: str | None
    recognises: Callable[[Content], bool]
    """Is this such a list? Tells by shape and titles, never by the name of the file."""
    read: Callable[[Any], ListReading]
    """The list as a catalog. Takes what `recognises` accepted."""


@dataclass(frozen=True, slots=True)
class ListVocabulary:
    """The words of one kind of list, and where they were read."""

    id: str
    name: str
    source: str
    read_on: date
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    """Column titles, by the field they hold."""
    marks: tuple[str, ...] = ()
    """Titles that tell the list from others."""
    least: int = 0
    """How many of the marks a header has at least."""
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    """What else the reader has to know, by what it means there."""
    standings: Mapping[Standing, tuple[str, ...]] = field(default_factory=dict, hash=False)
    """The list's words for a standing."""

    def folded_words(self, kind: str) -> frozenset[str]:
        """The words of a kind of meaning, folded by `fold_cell` as the cells of a list are."""
        return frozenset(map(fold_cell, self.words.get(kind, ())))

    def find_standing(self, word: str) -> Standing | None:
        """The standing that a word of the list stands for; None when its table does not say."""
        folded = fold_cell(word)
        standing = next(
            (Standing(s) for s, words in self.standings.items() if folded in map(fold_cell, words)),
            None,
        )
        return keep_certain(word, standing)


@dataclass(frozen=True, slots=True)
class ListVocabularies:
    """The words of every kind of list soescan reads."""

    SCHEMA: ClassVar[str] = "soescan/sources@1"

    sources: tuple[ListVocabulary, ...]


@cache
def vocabularies() -> Mapping[str, ListVocabulary]:
    """What ``catalogs/sources.yaml`` knows of each kind of list, by its id."""
    lists = builtin.load("sources.yaml", ListVocabularies).sources
    return {vocabulary.id: vocabulary for vocabulary in lists}
