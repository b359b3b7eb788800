"""Waivers that the requester asks for. They count once IT has granted them."""

from __future__ import annotations

from soescan.model import Report
from soescan.report.tables.table import Column, Kind, Sheet, Table
from soescan.report.tables.words import joined

_COLUMNS = (
    Column("Tool"),
    Column("Standard", width=24),
    Column("Reason", width=50),
    Column("In its place", width=40),
    Column("Until", Kind.DATE, width=14),
)


def _table(report: Report) -> Table:
    rows = (
        (asked.tool, asked.standard, asked.reason, joined(asked.compensating), asked.until)
        for asked in report.requests
    )
    return Table(_COLUMNS, tuple(rows))


SHEET = Sheet(
    id="requests",
    title="Waivers asked for",
    says="Waivers that the requester asks for. They count once IT has granted them.",
    empty="No waiver is asked for.",
    table=_table,
)
