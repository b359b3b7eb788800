"""What a sheet of paper holds, block by block, before any format lays it out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BriefTitle:
    """What the brief is about."""

    text: str


@dataclass(frozen=True, slots=True)
class BriefHeading:
    """The heading of a part."""

    text: str


@dataclass(frozen=True, slots=True)
class BriefText:
    """A paragraph of whole sentences."""

    text: str
    label: str = ""
    """A short name before it, such as *Wish date*."""
    is_answer: bool = False
    """Whether it is what the reader came for: larger than the rest."""
    is_caution: bool = False
    """Whether it must be known before the rest is used: bold."""


@dataclass(frozen=True, slots=True)
class BriefTable:
    """Rows under a head."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    proportions: tuple[float, ...]
    """How wide the columns are beside each other."""
    is_named: bool = True
    """Whether the first cell of a row names what the row is about, and is bold."""
    spare_lines: int = 0
    """Lines that a cell may have beyond those of other tables: it tells several things."""


Block = BriefTitle | BriefHeading | BriefText | BriefTable


def list_statements(blocks: Iterable[Block]) -> Iterator[str]:
    """The paragraphs of a sheet: what is read as sentences, not looked up in a table."""
    return (block.text for block in blocks if isinstance(block, BriefText))
