"""The technology reference model of ServiceNow (products or their lifecycles), as CSV or XLSX.

Looks at: TRM product, version, edition, TRM phase, start and end of the phase, company,
justification, and the approval of requests.

Why it matters: decisions per version with dates, which most lists lack.

Cannot say: what the constraints are, where no column holds them. A version ending in ``*`` is read
as any release below it (``11.*`` as ``11.x``). A request nobody has approved decides nothing and is
left out. A phase's end is the end of an approval; in a phase of divesting it is our end of life.
"""

from __future__ import annotations

import re
from datetime import date

from soescan.catalog.sources.rows import (
    ProductEntry,
    build_catalog,
    read_records,
    recognise_by_titles,
)
from soescan.catalog.sources.source import ListReading, ListSource, ListVocabulary, vocabularies
from soescan.files import InputTable, NoteCollector
from soescan.model import Lifecycle, Standing
from soescan.reference.columns import ColumnRecord, fold_cell
from soescan.reference.written_dates import read_written_date


def read(table: InputTable) -> ListReading:
    """Read the export; each row is a product's version in a phase, undecided requests left out."""
    vocabulary = vocabularies()[SOURCE.id]
    entries = []
    for record in read_records(table, vocabulary):
        approval = record.fields.get("approval", "")
        if approval and fold_cell(approval) not in vocabulary.folded_words("decided"):
            note = f"left out: a request whose approval is {approval[:40]!r}"
            table.notes.add(note, record.place, rejected=True)
        else:
            entries.append(_make_entry(record, vocabulary, table.notes))
    return build_catalog(table.name, vocabulary, entries, table.notes), table.notes.as_tuple()


def _make_entry(
    record: ColumnRecord, vocabulary: ListVocabulary, notes: NoteCollector
) -> ProductEntry:
    fields = dict(record.fields)
    version = fields.get("version", "")
    fields["version"] = _rewrite_wildcard(version)
    ends, extra = fields.get("ends", ""), {}
    if vocabulary.find_standing(fields["standing"]) is Standing.RETIRING:
        extra["lifecycle"] = Lifecycle(ours=_read_end(ends, record, notes))
    else:
        fields["valid_until"] = ends
    if direction := fields.get("direction"):
        fields["reason"] = "; ".join(
            filter(None, (fields.get("reason"), f"investment direction: {direction}"))
        )
    return ProductEntry(record.place, fields, extra)


def _read_end(text: str, record: ColumnRecord, notes: NoteCollector) -> date | None:
    day = read_written_date(text) if text else None
    if text and day is None:
        note = "phase end date left blank: expected a date such as 2026-11-22"
        notes.add(note, record.place)
    return day


def _rewrite_wildcard(version: str) -> str:
    """A version as we write it: ``x`` stands for any number, nothing for any version.

    >>> [_rewrite_wildcard(version) for version in ("11.*", "12*", "*", "4.2")]
    ['11.x', '12.x', '', '4.2']
    """
    if not version.endswith("*"):
        return version
    begin = re.sub(r"[.\s*]+$", "", version)
    return f"{begin}.x" if begin else ""


SOURCE = ListSource(
    id="servicenow-trm", doc=__doc__, recognises=recognise_by_titles("servicenow-trm"), read=read
)
