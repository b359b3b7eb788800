"""What reading the files had to say."""

from __future__ import annotations

from soescan.model import Report
from soescan.report.tables.table import Column, Kind, Sheet, Table
from soescan.report.tables.words import joined

_COLUMNS = (
    Column("Note", width=70),
    Column("Times", Kind.NUMBER, width=8),
    Column("First at", width=36),
    Column("Left out", width=9),
)


def _table(report: Report) -> Table:
    rows = (
        (
            note.says,
            note.count,
            joined(map(str, note.places)),
            "yes" if note.rejected else "",
        )
        for note in sorted(report.notes, key=lambda note: not note.rejected)
    )
    return Table(_COLUMNS, tuple(rows))


SHEET = Sheet(
    id="notes",
    title="Notes",
    says="What was put right or left out when the files were read.",
    empty="The files were read as they are.",
    table=_table,
)
