"""The Observatory's results, modifiers and grades, by ``catalogs/standards/observatory.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from soescan.reference import builtin


@dataclass(frozen=True, slots=True)
class Result:
    """One outcome of one of the Observatory's tests, and what it is worth."""

    test: str
    name: str
    modifier: int
    pass_: bool
    says: str


@dataclass(frozen=True, slots=True)
class Mark:
    """The lowest score that earns a grade."""

    at_least: int
    grade: str


@dataclass(frozen=True, slots=True)
class ObservatoryTable:
    """The MDN HTTP Observatory's results, modifiers and grades."""

    SCHEMA: ClassVar[str] = "soescan/observatory@1"

    algorithm: int
    source: str
    taken: str
    bonus_from: int
    """Bonuses count only when what remains without them is at least this."""
    grades: tuple[Mark, ...]
    """Highest first."""
    results: tuple[Result, ...]


@cache
def observatory() -> ObservatoryTable:
    """The Observatory's table."""
    return builtin.load("standards/observatory.yaml", ObservatoryTable)


@cache
def results() -> Mapping[str, Result]:
    """The Observatory's results by name."""
    return {result.name: result for result in observatory().results}
