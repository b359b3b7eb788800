"""Every standard held against every tool, as a table that is read along its rows."""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Finding, Report, Severity, Verdict
from soescan.report.tables.table import Cell, Column, ColumnKind, TableData, TableSpec

MOST_TOOLS = 8
"""Up to so many tools have a column each; more are counted by verdict."""
_COUNTED_VERDICTS = (
    Verdict.CONFLICTS,
    Verdict.WAIVED,
    Verdict.UNKNOWN,
    Verdict.MEETS,
    Verdict.NOT_APPLICABLE,
)
_VERDICT_RANK = {
    verdict: n
    for n, verdict in enumerate(
        (Verdict.CONFLICTS, Verdict.UNKNOWN, Verdict.WAIVED, Verdict.MEETS, Verdict.NOT_APPLICABLE)
    )
}


def _build(report: Report) -> TableData:
    findings_by_rule: dict[str, dict[int, Finding]] = {}
    for number, assessment in enumerate(report.assessments):
        for finding in assessment.findings:
            findings_by_rule.setdefault(finding.rule, {})[number] = finding
    many = len(report.assessments) > MOST_TOOLS
    tool_columns = (
        tuple(
            Column(verdict.replace("-", " "), ColumnKind.NUMBER, 8) for verdict in _COUNTED_VERDICTS
        )
        if many
        else tuple(Column(a.tool.name, width=14) for a in report.assessments)
    )
    columns = (
        Column("Standard", width=20),
        Column("Area"),
        Column("Severity", width=10),
        *tool_columns,
    )
    rows = sorted(findings_by_rule.items(), key=lambda item: _urgency(item[1]))
    return TableData(
        columns,
        tuple(
            (
                rule,
                sample.area,
                sample.severity,
                *(_count_verdicts(findings) if many else _verdict_per_tool(findings, report)),
            )
            for rule, findings in rows
            for sample in [next(iter(findings.values()))]
        ),
    )


def _urgency(findings: dict[int, Finding]) -> tuple[int, int]:
    worst = min(_VERDICT_RANK[f.verdict] for f in findings.values())
    return worst, list(Severity).index(next(iter(findings.values())).severity)


def _count_verdicts(findings: dict[int, Finding]) -> Iterator[Cell]:
    verdicts = [f.verdict for f in findings.values()]
    for verdict in _COUNTED_VERDICTS:
        yield verdicts.count(verdict) or None


def _verdict_per_tool(findings: dict[int, Finding], report: Report) -> Iterator[Cell]:
    for number in range(len(report.assessments)):
        yield findings[number].verdict if number in findings else None


TABLE = TableSpec(
    id="standards",
    title="Standards",
    description=(
        "Every standard that was applied to every tool. What is not met is listed as a gap."
    ),
    when_empty="The catalog asks nothing of these tools: standards in it would be listed here.",
    build=_build,
)
