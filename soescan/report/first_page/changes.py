"""What would change the answer: the questions that settle most, and what would be quicker."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from soescan.model import Report
from soescan.quantities import quantity
from soescan.report.first_page.nouns import AnswerChange
from soescan.report.tables.wording import ADDRESSEES

_MOST_QUESTIONS, _MOST_LEVERS = 5, 2


def list_changes(report: Report) -> tuple[AnswerChange, ...]:
    """At most seven questions and changes, the most telling first."""
    return (*islice(_questions(report), _MOST_QUESTIONS), *islice(_levers(report), _MOST_LEVERS))


def _questions(report: Report) -> Iterator[AnswerChange]:
    for question in report.questions:
        if not question.good_to_know:
            settles = quantity(len(question.tools), "tool")
            yield AnswerChange(ADDRESSEES[question.asks], question.text, settles)


def _levers(report: Report) -> Iterator[AnswerChange]:
    for lever in report.levers:
        if lever.days > 0:
            yield AnswerChange("you", lever.says, f"{quantity(lever.days, 'day')} earlier in all")
