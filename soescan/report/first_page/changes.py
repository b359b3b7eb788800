"""What would change the answer: the questions that settle most, and what would be quicker."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from soescan.model import Lever, Question, Report, Supplier
from soescan.quantities import quantity
from soescan.report.first_page.next_steps import name_requester
from soescan.report.first_page.nouns import AnswerChange
from soescan.report.first_page.reasons import name_rules
from soescan.report.format import Audience
from soescan.report.tables.routes import list_possible_changes
from soescan.report.tables.wording import (
    ADDRESSEES,
    capitalize_first,
    name_or_number,
    name_standards,
)
from soescan.report.text import shorten_words

_MOST_QUESTIONS, _MOST_LEVERS = 5, 2
_MOST_WORDS = 25
_NO_ADVICE = ("drop", "emergency")
"""Kinds of changes that nobody is advised: they leave a tool out, or IT's rules behind."""


def list_changes(report: Report, audience: Audience) -> tuple[AnswerChange, ...]:
    """At most seven questions and changes, the most telling first."""
    questions = islice(_questions(report, audience), _MOST_QUESTIONS)
    return (*questions, *islice(_levers(report, audience), _MOST_LEVERS))


def _questions(report: Report, audience: Audience) -> Iterator[AnswerChange]:
    names = name_standards(report)
    for question in report.questions:
        if not question.good_to_know and question.asks is not Supplier.PROBE:
            who = ADDRESSEES[question.asks]
            if question.asks is Supplier.REQUESTER:
                who = name_requester(audience)
            what = shorten_words(question.text, _MOST_WORDS)
            yield AnswerChange(who, what, _settles(question, names, len(report.assessments)))


def _settles(question: Question, names: Mapping[str, str], total: int) -> str:
    """What waits for an answer: which standards, for which tools.

    Others may have to answer, too, before a standard is settled.
    """
    tools = f"for {name_or_number(question.tools, 2, total=total)}" if total > 1 else ""
    if not question.standards and not question.keys:
        return f"Without it, {name_or_number(question.tools, 2, total=total)} cannot be judged"
    points = quantity(len(question.keys), "open point")
    standards = name_rules(question.standards, names) or points
    return ", ".join(filter(None, (f"It helps to settle {standards}", tools)))


def _levers(report: Report, audience: Audience) -> Iterator[AnswerChange]:
    for lever in list_possible_changes(report):
        if lever.kind in _NO_ADVICE or lever.days <= 0:
            continue
        what = capitalize_first(shorten_words(lever.says, _MOST_WORDS))
        yield AnswerChange(_who_changes(lever, name_requester(audience)), what, _saves(lever))


def _who_changes(lever: Lever, requester: str) -> str:
    if lever.kind == "capacity":
        return ADDRESSEES[Supplier.IT]
    vendor = ADDRESSEES[Supplier.VENDOR]
    return f"{requester} and {vendor}" if lever.kind == "finding" else requester


def _saves(lever: Lever) -> str:
    """By how much a change is quicker, for one tool or on average, and which tools it delays."""
    sooner = {tool: days for tool, days in lever.saved.items() if days > 0}
    later = [tool for tool, days in lever.saved.items() if days < 0]
    but = f", but {name_or_number(later, 1)} later" if later else ""
    if len(sooner) > 1:
        days = quantity(round(sum(sooner.values()) / len(sooner)), "day")
        return f"Then {len(sooner)} tools are live {days} earlier on average{but}"
    subject, saved = next(iter(sooner.items()), ("it", lever.days))
    return f"Then {subject} is live {quantity(saved, 'day')} earlier{but}"
