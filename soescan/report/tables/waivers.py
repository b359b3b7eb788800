"""Waivers that IT has granted: those that count, and those that no longer do."""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Report, Verdict
from soescan.report.tables.table import Cell, Column, TableData, TableSpec
from soescan.report.tables.wording import join_unique

_COLUMNS = (
    Column("Tool"),
    Column("Standard", width=24),
    Column("Counts", width=8),
    Column("Waiver, or why it does not count", width=60),
    Column("May be waived by", width=24),
)


def _build(report: Report) -> TableData:
    return TableData(_COLUMNS, tuple(sorted(_rows(report), key=lambda row: row[2] == "no")))


def _rows(report: Report) -> Iterator[tuple[Cell, ...]]:
    for a in report.assessments:
        for finding in a.findings:
            if finding.waiver:
                counts = "yes" if finding.verdict is Verdict.WAIVED else "no"
                waivable_by = join_unique(finding.waivable_by)
                yield a.tool.name, finding.name, counts, finding.waiver, waivable_by


TABLE = TableSpec(
    id="waivers",
    title="Waivers",
    description="Waivers that IT has granted: those that count, and those that no longer do.",
    when_empty="IT has granted no waiver for these tools.",
    build=_build,
)
