"""How much of the needs the products cover that IT has approved."""

from __future__ import annotations

from soescan.model import Report
from soescan.report.tables.table import Cell, Column, Kind, Sheet, Table
from soescan.report.tables.words import joined

_COLUMNS = (
    Column("Approved products", width=36),
    Column("Covers", Kind.SHARE, width=9),
    Column("Could cover", Kind.SHARE, width=9),
    Column("Enough from", Kind.SHARE, width=9),
    Column("Not covered", width=40),
    Column("Not stated", width=40),
)


def _table(report: Report) -> Table:
    needs = report.needs
    found = (*needs.single, *needs.combined) if needs else ()
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            " + ".join(one.products),
            one.share,
            one.possible,
            needs.threshold if needs else None,
            joined(one.uncovered),
            joined(one.unstated),
        )
        for one in found
    )
    return Table(_COLUMNS, rows)


SHEET = Sheet(
    id="needs",
    title="Needs",
    says="How much of the weighted needs is covered by what IT has approved.",
    empty="The proposal states no needs, or nothing approved covers any of them.",
    table=_table,
)
