"""The public registers that a report draws on, each with its licence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from soescan.model import Report
from soescan.report.tables.table import Cell, Column, ColumnKind, Hyperlink, TableData, TableSpec

_COLUMNS = (
    Column("Register", width=40),
    Column("Facts", ColumnKind.NUMBER, width=8),
    Column("As of", width=12),
    Column("Licence", width=20),
    Column("Where", ColumnKind.LINK, width=36),
)


def _build(report: Report) -> TableData:
    return TableData(_COLUMNS, tuple(_rows(report)))


def _rows(report: Report) -> Iterator[tuple[Cell, ...]]:
    codes = Counter(f.origin.register for a in report.assessments for f in a.facts)
    for source in report.registers:
        link = Hyperlink(source.url) if source.url else None
        yield source.name, codes[source.code], source.date, source.license, link


TABLE = TableSpec(
    id="registers",
    title="Public registers",
    description="The registers that facts of this report are taken from, with their licences.",
    when_empty="Nothing is from a public register: none is known to speak of these tools.",
    build=_build,
)
