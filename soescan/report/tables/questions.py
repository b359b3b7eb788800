"""What is not known, whom to ask, and what the answer would settle."""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Question, Report
from soescan.report.tables.table import Cell, Column, ColumnKind, TableData, TableSpec
from soescan.report.tables.wording import ADDRESSEES, fact_label, join_tools, join_unique

_COLUMNS = (
    Column("Ask", width=14),
    Column("Question", width=60),
    Column("For", width=30),
    Column("Settles", ColumnKind.NUMBER, width=9),
    Column("Tells", width=30),
    Column("Said to be so", width=36),
    Column("Answer", width=30),
)


_MOST_LEADS = 30
"""Leads beside one question; of a long list, the table of evidence has them all."""


def _build(report: Report) -> TableData:
    return TableData(_COLUMNS, tuple(_row(question) for question in all_questions(report)))


def all_questions(report: Report) -> Iterator[Question]:
    """Yield the questions about the tools, then those about the lead times that dates rest on."""
    yield from report.questions
    yield from report.plan.questions


def _row(question: Question) -> tuple[Cell, ...]:
    who, tools = ADDRESSEES[question.asks], join_tools(question.tools)
    keys = join_unique(map(fact_label, question.keys))
    leads = join_unique(question.leads[:_MOST_LEADS])
    return who, question.text, tools, question.settles or None, keys, leads, ""


TABLE = TableSpec(
    id="questions",
    title="Questions",
    description=(
        "What to ask, the most decisive first. A blocker that an answer settles weighs 100, a"
        " condition 10, advice 1, for each tool."
    ),
    when_empty="Nothing is open.",
    build=_build,
)
