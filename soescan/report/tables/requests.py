"""Waivers that the requester asks for. They count once IT has granted them."""

from __future__ import annotations

from soescan.model import Report, words_of_id
from soescan.report.tables.table import Column, ColumnKind, TableData, TableSpec
from soescan.report.tables.wording import join_unique, name_standards

_COLUMNS = (
    Column("Tool"),
    Column("Standard", width=24),
    Column("Reason", width=50),
    Column("In its place", width=40),
    Column("Until", ColumnKind.DATE, width=14),
)


def _build(report: Report) -> TableData:
    names = name_standards(report)
    rows = (
        (
            request.tool,
            names.get(request.standard) or words_of_id(request.standard),
            request.reason,
            join_unique(request.compensating),
            request.until,
        )
        for request in report.requests
    )
    return TableData(_COLUMNS, tuple(rows))


TABLE = TableSpec(
    id="requests",
    title="Waivers asked for",
    description="Waivers that the requester asks for. They count once IT has granted them.",
    when_empty="No waiver is asked for.",
    build=_build,
)
