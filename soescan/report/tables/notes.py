"""What reading the files had to say."""

from __future__ import annotations

from soescan.model import Report
from soescan.report.tables.table import Column, ColumnKind, TableData, TableSpec
from soescan.report.tables.wording import join_unique

_COLUMNS = (
    Column("Note", width=70),
    Column("Times", ColumnKind.NUMBER, width=8),
    Column("First at", width=36),
    Column("Left out", width=9),
)


def _build(report: Report) -> TableData:
    rows = (
        (
            note.says,
            note.count,
            join_unique(map(str, note.places)),
            "yes" if note.rejected else "",
        )
        for note in sorted(report.notes, key=lambda note: not note.rejected)
    )
    return TableData(_COLUMNS, tuple(rows))


TABLE = TableSpec(
    id="notes",
    title="Notes",
    description="What was corrected or left out when the files were read.",
    when_empty="The files were read as they are.",
    build=_build,
)
