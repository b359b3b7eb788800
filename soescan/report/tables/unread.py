"""What was looked for and could not be read, and why."""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Report
from soescan.report.tables.table import Cell, Column, ColumnKind, Hyperlink, TableData, TableSpec

_COLUMNS = (
    Column("Tool"),
    Column("Looked for", width=20),
    Column("Where", ColumnKind.LINK, width=36),
    Column("Result", width=16),
    Column("Why", width=60),
)


def _build(report: Report) -> TableData:
    return TableData(_COLUMNS, tuple(_rows(report)))


def _rows(report: Report) -> Iterator[tuple[Cell, ...]]:
    for a in report.assessments:
        for gap in a.gaps:
            where = Hyperlink(gap.url) if gap.url else None
            yield a.tool.name, gap.probe, where, gap.state, gap.why


TABLE = TableSpec(
    id="unread",
    title="Unread",
    description=(
        "What was looked for and could not be read. Such a point counts as unknown, not as “no”."
    ),
    when_empty="Everything that was looked for could be read.",
    build=_build,
)
