"""What is not known, whom to ask, and what the answer would settle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from soescan.model import Point, Question, Report, Supplier
from soescan.report.tables.table import Cell, Column, ColumnKind, TableData, TableSpec
from soescan.report.tables.wording import (
    ADDRESSEES,
    join_tools,
    join_unique,
    name_standards,
    say_what_hangs,
    word_in_line,
)

_COLUMNS = (
    Column("Ask", width=14),
    Column("Wanted", width=14),
    Column("Question", width=60),
    Column("For", width=30),
    Column("Weight", ColumnKind.NUMBER, width=9),
    Column("Standards it settles", width=30),
    Column("What registers say", width=36),
    Column("Answer", width=30),
)


_MOST_LEADS = 30
"""Leads beside one question; of a long list, the table of evidence has them all."""


def _build(report: Report) -> TableData:
    names = name_standards(report)
    return TableData(_COLUMNS, tuple(_row(question, names) for question in all_questions(report)))


def all_questions(report: Report) -> Iterator[Question]:
    """Yield the questions that somebody must answer, about the tools and then about the lead times
    that dates rest on; and behind them those that are good to know."""
    yield from (question for question in report.questions if not question.good_to_know)
    yield from _join_times(report.plan.questions)
    yield from (question for question in report.questions if question.good_to_know)


def _join_times(questions: Sequence[Question]) -> Iterator[Question]:
    """Yield one question for all the times and capacities that a plan assumes: one list to IT."""
    if len(questions) < 2:
        yield from questions
        return
    yield Question(
        questions[0].asks,
        "Are these times and capacities right? The dates of the plan rest on them.",
        tools=tuple(dict.fromkeys(tool for question in questions for tool in question.tools)),
        settles=sum(question.settles for question in questions),
        points=tuple(Point(question.text) for question in questions),
    )


GOOD_TO_KNOW = "good to know"
"""What is said of a question for which nothing waits."""


def describe_need(question: Question) -> str:
    """Whether somebody must answer a question: a scan does, or nothing waits for it."""
    if question.asks is Supplier.PROBE:
        return "scan first"
    return GOOD_TO_KNOW if question.good_to_know else "must answer"


def split_good_to_know(table: TableData) -> tuple[TableData, int]:
    """The table without what is only good to know, and how many rows that was."""
    wanted = [column.title for column in table.columns].index("Wanted")
    rows = tuple(row for row in table.rows if row[wanted] != GOOD_TO_KNOW)
    return replace(table, rows=rows), len(table.rows) - len(rows)


def _row(question: Question, names: Mapping[str, str]) -> tuple[Cell, ...]:
    who, tools = ADDRESSEES[question.asks], join_tools(question.tools)
    leads = join_unique(question.leads[:_MOST_LEADS])
    return (
        *(who, describe_need(question), word_in_line(question), tools),
        *(question.settles or None, say_what_hangs(question, names), leads, ""),
    )


TABLE = TableSpec(
    id="questions",
    title="Questions",
    description=(
        "What a scan would settle, then what to ask, the most decisive question first, then what is"
        " good to know. The weight adds up what an answer settles: 100 for a blocker, 10 for a"
        " condition, 1 for advice, for each tool."
    ),
    when_empty="Nothing is open.",
    build=_build,
)
