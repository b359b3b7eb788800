"""What would be quicker or less work: single changes, and approved products instead."""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Coverage, Lever, NeedsAnswer, Report, Verdict
from soescan.report.tables.table import Cell, Column, Kind, Sheet, Table
from soescan.report.tables.words import joined, listed

_COLUMNS = (
    Column("Change", width=50),
    Column("Kind", width=16),
    Column("For", width=28),
    Column("Days earlier (P80, all tools)", Kind.NUMBER, width=13),
    Column("Effort saved (person-days)", Kind.NUMBER, width=13),
    Column("Steps that are gone", width=40),
    Column("Covers of the needs", Kind.SHARE, width=12),
)


def _table(report: Report) -> Table:
    return Table(_COLUMNS, tuple(_rows(report)))


def _rows(report: Report) -> Iterator[tuple[Cell, ...]]:
    yield from map(_lever, report.levers)
    if report.needs:
        yield from map(_approved, _worth(report.needs))
    yield from _replaced(report)


def _lever(lever: Lever) -> tuple[Cell, ...]:
    return (
        lever.says,
        lever.kind,
        listed(lever.tools),
        lever.days,
        lever.effort,
        joined(lever.removes),
        None,
    )


def _worth(needs: NeedsAnswer) -> list[Coverage]:
    """Approved products and combinations, most coverage first, the smaller before the larger."""
    found = (*needs.single, *needs.combined)
    return sorted(found, key=lambda one: (-one.share, len(one.products), one.products))


def _approved(coverage: Coverage) -> tuple[Cell, ...]:
    says = f"use {' and '.join(coverage.products)}, which IT has approved"
    return says, "approved product", "", None, None, "", coverage.share


def _replaced(report: Report) -> Iterator[tuple[Cell, ...]]:
    """What IT names in place of a product that it does not want."""
    for a in report.assessments:
        if a.match.product and a.match.product.replaced_by:
            for f in a.findings:
                if f.rule == "standing" and f.verdict is Verdict.CONFLICTS and f.remedy:
                    yield f.remedy, "approved product", a.tool.name, None, None, "", None


SHEET = Sheet(
    id="routes",
    title="Routes",
    says="Changes that would be quicker or spare work, and what IT has approved already.",
    empty="No single change would be quicker, and nothing approved covers the needs.",
    table=_table,
)
