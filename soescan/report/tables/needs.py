"""How much of the needs the products cover that IT has approved."""

from __future__ import annotations

from soescan.model import Report
from soescan.report.tables.table import Cell, Column, ColumnKind, TableData, TableSpec
from soescan.report.tables.wording import join_unique

_COLUMNS = (
    Column("Approved products", width=36),
    Column("Covers", ColumnKind.SHARE, width=9),
    Column("Could cover", ColumnKind.SHARE, width=9),
    Column("Enough from", ColumnKind.SHARE, width=9),
    Column("Not covered", width=40),
    Column("Not stated", width=40),
)


def _build(report: Report) -> TableData:
    needs = report.needs
    coverages = (*needs.single, *needs.combined) if needs else ()
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            " + ".join(coverage.products),
            coverage.share,
            coverage.possible,
            needs.threshold if needs else None,
            join_unique(coverage.uncovered),
            join_unique(coverage.unstated),
        )
        for coverage in coverages
    )
    return TableData(_COLUMNS, rows)


TABLE = TableSpec(
    id="needs",
    title="Needs",
    description="How much of the weighted needs is covered by what IT has approved.",
    when_empty="The proposal states no needs, or nothing approved covers any of them.",
    build=_build,
)
