"""How likely each tool is decided by each meeting, and live by the wish date."""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Report
from soescan.report.tables.table import Cell, Column, ColumnKind, TableData, TableSpec

_COLUMNS = (
    Column("Tool"),
    Column("What", width=44),
    Column("By", ColumnKind.DATE, width=14),
    Column("Chance", ColumnKind.SHARE, width=9),
)


def _build(report: Report) -> TableData:
    return TableData(_COLUMNS, tuple(_rows(report)))


def _rows(report: Report) -> Iterator[tuple[Cell, ...]]:
    for tool in report.plan.tools:
        for chance in (*((tool.wish,) if tool.wish else ()), *tool.meetings):
            yield tool.tool, chance.what, chance.by, chance.share


TABLE = TableSpec(
    id="chances",
    title="Chances",
    description=(
        "How likely a tool is to be decided by each meeting, and to be live by the wish date."
    ),
    when_empty="No committee meets, and no date is wished.",
    build=_build,
)
