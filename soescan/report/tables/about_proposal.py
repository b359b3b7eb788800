"""What the proposal says beside its tools: who stands behind it, its needs, cases and concerns."""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Report
from soescan.report.tables.quoted import quote_fields, quote_record
from soescan.report.tables.table import Cell, Column, TableData, TableSpec
from soescan.report.tables.wording import capitalize_first

_COLUMNS = (
    Column("Part", width=22),
    Column("What", width=36),
    Column("Details", width=80),
)


def _build(report: Report) -> TableData:
    return TableData(_COLUMNS, tuple(_rows(report)))


def _rows(report: Report) -> Iterator[tuple[Cell, ...]]:
    quoted = report.proposal
    for name, text in quote_fields(quoted.proposal, "title"):
        yield "The proposal", capitalize_first(name), text
    for need in quoted.needs:
        yield "Needs", need.capability, quote_record(need, "capability")
    for case in quoted.business_cases:
        yield "Business cases", case.id, quote_record(case, "id")
    for tool in quoted.current_stack:
        yield "In use today", tool.name, quote_record(tool, "name")
    if quoted.data_plan:
        for name, text in quote_fields(quoted.data_plan):
            yield "Plan for the data", capitalize_first(name), text
    for concern in quoted.concerns:
        yield "Concerns", concern.concern, quote_record(concern, "concern")
    for alternative in quoted.alternatives:
        yield "Alternatives", alternative.name, quote_record(alternative, "name")
    for task in quoted.raci:
        yield "Who does what", task.task, quote_record(task, "task")


TABLE = TableSpec(
    id="about-proposal",
    title="About the proposal",
    description="What else the proposal says apart from its tools, in its own words.",
    when_empty="",
    build=_build,
)
