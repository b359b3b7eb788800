"""In which documents of vendors a question is usually settled, and which of them a vendor has."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import ClassVar

from soescan.model import Fact
from soescan.reference import builtin


@dataclass(frozen=True, slots=True)
class Paper:
    """A kind of document: what shows that a vendor has it, and what it usually says."""

    id: str
    label: str
    says: tuple[str, ...]
    """What it usually says, by the beginning of the keys of facts."""
    shown_by: tuple[str, ...] = ()
    """The facts that show that the vendor has it."""

    def is_about(self, key: str) -> bool:
        """Is a fact one that the document usually tells?"""
        return key.startswith(self.says)


@dataclass(frozen=True, slots=True)
class PaperTable:
    """Every kind of document, in the order in which they are asked for."""

    SCHEMA: ClassVar[str] = "soescan/papers@1"

    papers: tuple[Paper, ...] = field(default_factory=tuple)
    absent: tuple[str, ...] = ()
    """Words with which a fact says that what it is about is not there, or not yet."""


def find_papers(shown: Collection[str], kinds: Collection[str]) -> tuple[Paper, ...]:
    """The documents that a vendor has, going by facts that show them or addresses of their kinds.

    `shown` are keys of facts that hold, `kinds` the kinds of documents whose addresses are known.
    """
    papers = _table().papers
    return tuple(p for p in papers if p.id in kinds or not set(p.shown_by).isdisjoint(shown))


def is_there(fact: Fact) -> bool:
    """Does a fact say that what it is about is there?

    >>> from soescan.model import Basis, Origin
    >>> status = Fact("Acme", "assurance.soc2.status", "planned", Origin(Basis.STATED))
    >>> is_there(status)
    False
    """
    return fact.value not in (False, "", (), *_table().absent)


def _table() -> PaperTable:
    return builtin.load("papers.yaml", PaperTable)
