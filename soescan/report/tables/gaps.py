"""What stands in the way of each tool, what was seen, and what closes it."""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Finding, Report, Severity, Verdict
from soescan.report.tables.table import Cell, Column, ColumnKind, Hyperlink, TableData, TableSpec
from soescan.report.tables.wording import fact_label, format_fact, join_unique

_COLUMNS = (
    Column("Tool"),
    Column("Standard", width=24),
    Column("Area", width=14),
    Column("Severity", width=11),
    Column("Verdict", width=11),
    Column("What is expected and found", width=50),
    Column("What was seen", width=40),
    Column("Where", ColumnKind.LINK, width=30),
    Column("How to close it", width=40),
    Column("Steps it requires", width=24),
    Column("May be waived by", width=18),
    Column("Waiver", width=30),
)


def _build(report: Report) -> TableData:
    return TableData(_COLUMNS, tuple(_rows(report)))


def _rows(report: Report) -> Iterator[tuple[Cell, ...]]:
    gaps = [
        (finding, assessment.tool.name)
        for assessment in report.assessments
        for finding in assessment.findings
        if finding.verdict in (Verdict.CONFLICTS, Verdict.WAIVED)
    ]
    for finding, tool in sorted(gaps, key=lambda pair: severity_rank(pair[0])):
        yield (
            tool,
            finding.name,
            finding.area,
            finding.severity,
            finding.verdict,
            finding.says,
            join_unique(f"{fact_label(f.key)}: {format_fact(f)}" for f in finding.because),
            first_source(finding),
            finding.remedy,
            join_unique(finding.needs),
            join_unique(finding.waivable_by),
            finding.waiver,
        )


def severity_rank(finding: Finding) -> tuple[bool, int]:
    """The sort key of a finding: blockers, conditions, advice; waived findings after all others."""
    return finding.verdict is Verdict.WAIVED, list(Severity).index(finding.severity)


def first_source(finding: Finding) -> Hyperlink | None:
    """The address of the first fact of a finding that has one."""
    return next((Hyperlink(f.origin.url) for f in finding.because if f.origin.url), None)


TABLE = TableSpec(
    id="gaps",
    title="Gaps",
    description="Standards that a tool does not meet, and what closes each gap.",
    when_empty="No tool is known to conflict with a standard.",
    build=_build,
)
