"""What would be quicker or less work: single changes, and approved products instead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from soescan.model import Coverage, Lever, NeedsAnswer, Report, Verdict
from soescan.report.tables.table import Cell, Column, ColumnKind, TableData, TableSpec
from soescan.report.tables.wording import join_tools, join_unique

_COLUMNS = (
    Column("Change", width=50),
    Column("Kind", width=16),
    Column("For", width=28),
    Column("Days earlier (P80, total over the tools)", ColumnKind.NUMBER, width=13),
    Column("Effort saved (person-days)", ColumnKind.NUMBER, width=13),
    Column("Steps no longer needed", width=40),
    Column("Needs covered", ColumnKind.SHARE, width=12),
)

_DROP, _SUBMISSION = "drop", "submission"
"""The kinds of changes that leave a tool out, and that submit every request a week earlier."""
_WEEK = timedelta(days=7)


def _build(report: Report) -> TableData:
    return TableData(_COLUMNS, tuple(_rows(report)))


def _rows(report: Report) -> Iterator[tuple[Cell, ...]]:
    """What is quicker, what is approved already, and last what leaving a tool out would do."""
    levers = list(list_possible_changes(report))
    yield from (_change_row(lever) for lever in levers if lever.kind != _DROP)
    if report.needs:
        yield from map(_coverage_row, _coverages_by_share(report.needs))
    yield from _replacement_rows(report)
    yield from (_change_row(lever) for lever in levers if lever.kind == _DROP)


def list_possible_changes(report: Report) -> Iterator[Lever]:
    """The changes that somebody can still bring about: nobody submits a request in the past."""
    start = report.plan.start
    is_early = start is not None and start - _WEEK >= report.as_of
    return (lever for lever in report.levers if is_early or lever.kind != _SUBMISSION)


def _change_row(lever: Lever) -> tuple[Cell, ...]:
    tools, removes = join_tools(lever.tools), join_unique(lever.removes)
    return lever.says, lever.kind, tools, lever.days, lever.effort, removes, None


def _coverages_by_share(needs: NeedsAnswer) -> list[Coverage]:
    """Approved products and combinations, most coverage first, the smaller before the larger."""
    coverages = (*needs.single, *needs.combined)
    return sorted(
        coverages, key=lambda coverage: (-coverage.share, len(coverage.products), coverage.products)
    )


def _coverage_row(coverage: Coverage) -> tuple[Cell, ...]:
    change = f"use {' and '.join(coverage.products)}, which IT has approved"
    return change, "approved product", "", None, None, "", coverage.share


def _replacement_rows(report: Report) -> Iterator[tuple[Cell, ...]]:
    """What IT names in place of a product that it does not want."""
    for a in report.assessments:
        if a.match.product and a.match.product.replaced_by:
            for f in a.findings:
                if f.rule == "standing" and f.verdict is Verdict.CONFLICTS and f.remedy:
                    yield f.remedy, "approved product", a.tool.name, None, None, "", None


TABLE = TableSpec(
    id="routes",
    title="Routes",
    description="Changes that would bring go-live forward or save work, and what IT has approved.",
    when_empty="No single change is quicker, and no approved product is known to cover a need.",
    build=_build,
)
