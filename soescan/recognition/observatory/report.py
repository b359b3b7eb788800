"""What the Observatory's tests come to: verdicts, score and grade."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from soescan.recognition.observatory import score_table


@dataclass(frozen=True, slots=True)
class TestVerdict:
    """The outcome of one test."""

    test: str
    result: str
    """A name of `catalogs/standards/observatory.yaml`."""
    details: Mapping[str, object] = field(default_factory=dict)
    reason: str = ""
    """What was put right on the way, where the result is not the Observatory's; strict only."""

    @property
    def modifier(self) -> int:
        """Points that the result adds to the score or takes off."""
        return score_table.results_by_name()[self.result].modifier

    @property
    def passed(self) -> bool:
        """Does the result count as passed, by the Observatory's table?"""
        return score_table.results_by_name()[self.result].pass_

    def __str__(self) -> str:
        return f"{self.result} {self.modifier:+d}" if self.modifier else f"{self.result} 0"


@dataclass(frozen=True, slots=True)
class ObservatoryReport:
    """Verdicts and what they add up to."""

    verdicts: tuple[TestVerdict, ...]
    score: int
    grade: str
    reason: str = ""
    """Why the score is not the sum; only in strict mode."""

    @property
    def passed_count(self) -> int:
        """How many tests were passed."""
        return sum(verdict.passed for verdict in self.verdicts)

    @property
    def arithmetic(self) -> str:
        """How the score comes about: 100, what is taken off, and bonuses where they count."""
        parts = [f"{v.modifier:+d} {v.result}" for v in self.verdicts if v.modifier < 0]
        if score_without_bonus(self.verdicts) >= score_table.observatory_table().bonus_from:
            parts += [f"{v.modifier:+d} {v.result}" for v in self.verdicts if v.modifier > 0]
        elif any(v.modifier > 0 for v in self.verdicts):
            parts.append("no bonus below 90")
        terms = ", ".join(("100", *parts))
        return f"{terms} = {self.score}" + (f" ({self.reason})" if self.reason else "")


def score_without_bonus(verdicts: Iterable[TestVerdict]) -> int:
    """100 plus all negative modifiers; may be negative."""
    return 100 + sum(verdict.modifier for verdict in verdicts if verdict.modifier < 0)


def score_verdicts(verdicts: tuple[TestVerdict, ...]) -> ObservatoryReport:
    """The report of some verdicts: score, at least 0, and grade.

    By the Observatory's algorithm: 100 plus modifiers, where positive ones count only if the score
    without them is at least ``bonus_from`` of its table (90).
    """
    score = score_without_bonus(verdicts)
    if score >= score_table.observatory_table().bonus_from:
        score += sum(verdict.modifier for verdict in verdicts if verdict.modifier > 0)
    score = max(score, 0)
    return ObservatoryReport(verdicts, score, grade(score))


def grade(score: int) -> str:
    """The grade of a score.

    >>> grade(104), grade(94), grade(69), grade(0)
    ('A+', 'A', 'B-', 'F')
    """
    grades = score_table.observatory_table().grades
    return next(mark.grade for mark in grades if score >= mark.at_least)
