"""What is not known, whom to ask, and what the answer would settle."""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Question, Report
from soescan.report.tables.table import Cell, Column, Kind, Sheet, Table
from soescan.report.tables.words import ASKED, joined, label, listed

_COLUMNS = (
    Column("Ask", width=14),
    Column("Question", width=60),
    Column("For", width=30),
    Column("Settles", Kind.NUMBER, width=9),
    Column("Tells", width=30),
    Column("Answer", width=30),
)


def _table(report: Report) -> Table:
    return Table(_COLUMNS, tuple(_row(question) for question in asked(report)))


def asked(report: Report) -> Iterator[Question]:
    """About the tools first, then about the lead times that the dates rest on."""
    yield from report.questions
    yield from report.plan.questions


def _row(question: Question) -> tuple[Cell, ...]:
    return (
        ASKED[question.asks],
        question.text,
        listed(question.tools),
        question.settles or None,
        joined(map(label, question.keys)),
        "",
    )


SHEET = Sheet(
    id="questions",
    title="Questions",
    says=(
        "What to ask, the most telling first. A blocker that an answer settles weighs 100, a"
        " condition 10, advice 1, for each tool."
    ),
    empty="Nothing is open.",
    table=_table,
)
