"""Every fact that is known about each tool, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterable

from soescan.model import Assessment, Fact, Report, Verdict
from soescan.reference.products.vendor_facts import name_register
from soescan.report.tables.gaps import severity_rank
from soescan.report.tables.table import Cell, Column, ColumnKind, Hyperlink, TableData, TableSpec
from soescan.report.tables.wording import (
    capitalize_first,
    describe_limits,
    fact_label,
    format_fact,
    is_seen_elsewhere,
    join_unique,
)

_COLUMNS = (
    Column("Tool"),
    Column("Of", width=24),
    Column("Fact", width=30),
    Column("Value", width=36),
    Column("Holds for", width=24),
    Column("Basis", width=10),
    Column("Counts", width=24),
    Column("Where", ColumnKind.LINK, width=36),
    Column("When", width=20),
    Column("By whom", width=18),
    Column("Excerpt", width=50),
    Column("May be used until", ColumnKind.DATE, width=14),
    Column("Key", width=26),
    Column("SHA-256 of the page", width=66),
)


def _build(report: Report) -> TableData:
    return _table_of((a, fact) for a in report.assessments for fact in a.facts)


def list_decisive(report: Report, most: int) -> TableData:
    """The facts that decided something, those of what is not met and of blockers first; by tool."""
    ranked = sorted(
        (
            (finding.verdict is Verdict.MEETS, *severity_rank(finding), number, fact)
            for number, assessment in enumerate(report.assessments)
            for finding in assessment.findings
            if finding.verdict in (Verdict.CONFLICTS, Verdict.WAIVED, Verdict.MEETS)
            for fact in finding.because
        ),
        key=lambda entry: entry[:3],
    )
    chosen = {(n, fact.subject, fact.key, fact.condition): fact for *_, n, fact in reversed(ranked)}
    first = sorted(list(reversed(chosen.items()))[:most], key=lambda item: item[0][0])
    return _table_of((report.assessments[number], fact) for (number, *_), fact in first)


def _table_of(facts: Iterable[tuple[Assessment, Fact]]) -> TableData:
    return TableData(_COLUMNS, tuple(_row(assessment, fact) for assessment, fact in facts))


def _row(assessment: Assessment, fact: Fact) -> tuple[Cell, ...]:
    origin = fact.origin
    return (
        assessment.tool.name,
        fact.subject,
        capitalize_first(fact_label(fact.key)),
        format_fact(fact),
        describe_limits(fact),
        origin.basis,
        _describe_lead(fact),
        Hyperlink(origin.url) if origin.url else None,
        origin.at,
        join_unique((name_register(origin.register), origin.by)),
        origin.excerpt,
        fact.expires,
        fact.key,
        origin.sha256,
    )


def _describe_lead(fact: Fact) -> str:
    """Why a fact counts for nothing, if it does not."""
    if is_seen_elsewhere(fact):
        return f"no: {fact.condition}"
    if fact.claimed:
        who = name_register(fact.origin.register) or "the proposal"
        return f"no: said by {who}"
    return "no: the edition is not known" if fact.editions else ""


TABLE = TableSpec(
    id="evidence",
    title="Evidence",
    description="Every fact that is known about a tool on the day, and where it comes from.",
    when_empty="Nothing is known of any tool: check --scan looks at their sites.",
    build=_build,
)
