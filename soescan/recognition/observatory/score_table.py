"""The Observatory's results, modifiers and grades, by ``catalogs/standards/observatory.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from soescan.reference import builtin


@dataclass(frozen=True, slots=True)
class ScoredResult:
    """One outcome of one of the Observatory's tests, and what it is worth."""

    test: str
    name: str
    modifier: int
    pass_: bool
    says: str


@dataclass(frozen=True, slots=True)
class GradeMark:
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
    grades: tuple[GradeMark, ...]
    """Highest first."""
    results: tuple[ScoredResult, ...]


@cache
def observatory_table() -> ObservatoryTable:
    """The Observatory's table."""
    return builtin.load("standards/observatory.yaml", ObservatoryTable)


@cache
def results_by_name() -> Mapping[str, ScoredResult]:
    """The Observatory's results by name."""
    return {result.name: result for result in observatory_table().results}
