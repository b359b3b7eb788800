"""How much of the needs the products cover that IT has approved, and which do not count."""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Coverage, NeedsAnswer, Report
from soescan.report.tables.table import Cell, Column, ColumnKind, TableData, TableSpec
from soescan.report.tables.wording import join_unique

_COLUMNS = (
    Column("Products", width=36),
    Column("Covers", ColumnKind.SHARE, width=9),
    Column("Could cover", ColumnKind.SHARE, width=9),
    Column("Threshold", ColumnKind.SHARE, width=9),
    Column("Not covered", width=40),
    Column("Not stated", width=40),
    Column("By the vendor catalog alone", width=30),
    Column("Does not count because", width=40),
)


def _build(report: Report) -> TableData:
    return TableData(_COLUMNS, tuple(_rows(report.needs)) if report.needs else ())


def _rows(needs: NeedsAnswer) -> Iterator[tuple[Cell, ...]]:
    coverages = (*needs.single, *needs.combined)
    for coverage in (*coverages, *(c for c in needs.silent if c not in coverages)):
        yield _coverage_row(coverage, needs.threshold)
    for product in needs.not_counting:
        covers = f"{product.reason}; it covers {join_unique(product.covers)}"
        yield product.product, None, None, None, "", "", "", covers


def _coverage_row(coverage: Coverage, threshold: float) -> tuple[Cell, ...]:
    return (
        " + ".join(coverage.products),
        coverage.share,
        coverage.possible,
        threshold,
        join_unique(coverage.uncovered),
        join_unique(coverage.unstated),
        join_unique(coverage.published),
        "",
    )


TABLE = TableSpec(
    id="needs",
    title="Needs",
    description="How much of the weighted needs is covered by what IT has approved.",
    when_empty="The proposal states no needs, or no product is known to cover any of them.",
    build=_build,
)
