"""How likely each tool is decided by each meeting, and live by the wish date."""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Report
from soescan.report.tables.table import Cell, Column, Kind, Sheet, Table

_COLUMNS = (
    Column("Tool"),
    Column("What", width=44),
    Column("By", Kind.DATE, width=14),
    Column("Chance", Kind.SHARE, width=9),
)


def _table(report: Report) -> Table:
    return Table(_COLUMNS, tuple(_rows(report)))


def _rows(report: Report) -> Iterator[tuple[Cell, ...]]:
    for tool in report.plan.tools:
        for chance in (*((tool.wish,) if tool.wish else ()), *tool.meetings):
            yield tool.tool, chance.what, chance.by, chance.share


SHEET = Sheet(
    id="chances",
    title="Chances",
    says="How likely each meeting decides on a tool at the latest, and the wish date is met.",
    empty="No committee meets, and no date is wished.",
    table=_table,
)
