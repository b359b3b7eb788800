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
    rules: dict[str, dict[int, Finding]] = {}
    for number, assessment in enumerate(report.assessments):
        for finding in assessment.findings:
            rules.setdefault(finding.rule, {})[number] = finding
    many = len(report.assessments) > MOST_TOOLS
    over = (
        tuple(
            Column(verdict.replace("-", " "), ColumnKind.NUMBER, 8) for verdict in _COUNTED_VERDICTS
        )
        if many
        else tuple(Column(a.tool.name, width=14) for a in report.assessments)
    )
    columns = (Column("Standard", width=20), Column("Area"), Column("Severity", width=10), *over)
    rows = sorted(rules.items(), key=lambda item: _urgency(item[1]))
    return TableData(
        columns,
        tuple(
            (
                rule,
                first.area,
                first.severity,
                *(_count_verdicts(found) if many else _verdict_per_tool(found, report)),
            )
            for rule, found in rows
            for first in [next(iter(found.values()))]
        ),
    )


def _urgency(found: dict[int, Finding]) -> tuple[int, int]:
    worst = min(_VERDICT_RANK[f.verdict] for f in found.values())
    return worst, list(Severity).index(next(iter(found.values())).severity)


def _count_verdicts(found: dict[int, Finding]) -> Iterator[Cell]:
    verdicts = [f.verdict for f in found.values()]
    for verdict in _COUNTED_VERDICTS:
        yield verdicts.count(verdict) or None


def _verdict_per_tool(found: dict[int, Finding], report: Report) -> Iterator[Cell]:
    for number in range(len(report.assessments)):
        yield found[number].verdict if number in found else None


TABLE = TableSpec(
    id="standards",
    title="Standards",
    description=(
        "Every standard that was held against every tool. What is not met is under the gaps."
    ),
    when_empty="The catalog asks nothing of these tools: standards in it would stand here.",
    build=_build,
)
