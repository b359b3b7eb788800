"""What is open, by whom it is asked of, ready to be sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

from soescan.model import Question, Report, Supplier
from soescan.report.page.cells import CellView, view_text
from soescan.report.tables.wording import (
    ADDRESSEES,
    name_or_count,
    name_standards,
    say_what_hangs,
)

OPEN_QUESTIONS = 12
MOST_LEADS = 6
"""Leads beside one question; the table of evidence has them all."""
MOST_STANDARDS = 6
"""Standards beside one question; the workbook names them all."""
MOST_LETTERS, _MOST_BRIEF_LETTERS = 500, 25
"""Vendors whose questions can be copied together; the second where the page must be brief."""


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question, which tools it is about, and what it would tell."""

    text: CellView
    points: tuple[CellView, ...]
    tools: str
    tells: str
    settles: int
    leads: tuple[CellView, ...] = ()
    """What registers say of it, which the addressee is to confirm."""


@dataclass(frozen=True, slots=True)
class Letter:
    """The questions that concern one vendor, by their numbers in the group."""

    to: str
    questions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Addressee:
    """Everything that is asked of one side."""

    name: str
    title: str
    questions: tuple[QuestionView, ...]
    letters: tuple[Letter, ...] = ()
    folded: bool = False


def group_by_addressee(
    report: Report, asked: Iterable[Question], *, brief: bool = False
) -> tuple[Addressee, ...]:
    """Questions by whom to ask, in their order. Their words are never cut: they are to be sent."""
    most_letters = _MOST_BRIEF_LETTERS if brief else MOST_LETTERS
    names = name_standards(report)
    groups: dict[tuple[Supplier, bool], list[Question]] = {}
    for question in asked:
        groups.setdefault((question.asks, question.good_to_know), []).append(question)
    return tuple(
        Addressee(
            ADDRESSEES[asks],
            _title(asks, good_to_know=good_to_know),
            tuple(_view_question(question, names) for question in questions),
            _letters(report, questions, most_letters) if asks is Supplier.VENDOR else (),
            good_to_know or len(questions) > OPEN_QUESTIONS,
        )
        for (asks, good_to_know), questions in groups.items()
    )


def _title(asks: Supplier, *, good_to_know: bool) -> str:
    if asks is Supplier.PROBE:
        return "Scan first"
    return f"Good to know, from {ADDRESSEES[asks]}" if good_to_know else f"Ask {ADDRESSEES[asks]}"


def _view_question(question: Question, names: Mapping[str, str]) -> QuestionView:
    return QuestionView(
        view_text(question.text),
        tuple(view_text(point.text) for point in question.points),
        name_or_count(question.tools),
        say_what_hangs(question, names, MOST_STANDARDS),
        question.settles,
        tuple(map(view_text, question.leads[:MOST_LEADS])),
    )


def _letters(report: Report, questions: list[Question], most: int) -> tuple[Letter, ...]:
    """One letter for each vendor; a tool whose vendor is not known stands for it."""
    tools_of_vendor: dict[str, set[str]] = {}
    for assessment in report.assessments:
        tool = assessment.tool
        tools_of_vendor.setdefault(tool.vendor.name or tool.name, set()).add(tool.name)
    letters = (
        Letter(to, tuple(n for n, q in enumerate(questions) if tools.intersection(q.tools)))
        for to, tools in tools_of_vendor.items()
    )
    return tuple(islice((letter for letter in letters if letter.questions), most))
