"""What stands in the way of each tool, what was seen, and what closes it."""

from __future__ import annotations

from collections.abc import Iterator

from soescan.conditions import say_value
from soescan.model import Finding, Report, Verdict
from soescan.report.contents.table import Cell, Column, Kind, Link, Sheet, Table

_COLUMNS = (
    Column("Tool"),
    Column("Standard", width=24),
    Column("Area", width=14),
    Column("Severity", width=10),
    Column("Verdict", width=10),
    Column("What is expected and found", width=60),
    Column("What was seen", width=40),
    Column("Where", Kind.LINK, width=30),
    Column("What closes it", width=40),
    Column("Waiver", width=40),
)


def _table(report: Report) -> Table:
    return Table(_COLUMNS, tuple(_rows(report)))


def _rows(report: Report) -> Iterator[tuple[Cell, ...]]:
    for assessment in report.assessments:
        for finding in assessment.findings:
            if finding.verdict in (Verdict.CONFLICTS, Verdict.WAIVED):
                yield (
                    assessment.tool.name,
                    finding.rule,
                    finding.area,
                    finding.severity,
                    finding.verdict,
                    finding.says,
                    "; ".join(f"{f.key}: {say_value(f.value)}" for f in finding.because),
                    _where(finding),
                    finding.remedy,
                    finding.waiver,
                )


def _where(finding: Finding) -> Link | None:
    return next((Link(f.origin.url) for f in finding.because if f.origin.url), None)


SHEET = Sheet(
    id="gaps",
    title="Gaps",
    says="Standards that a tool does not meet, and what closes each gap.",
    empty="No tool conflicts with a standard.",
    table=_table,
)
