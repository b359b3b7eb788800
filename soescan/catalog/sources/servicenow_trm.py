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

from soescan.catalog import tabular as plain
from soescan.catalog.sources.rows import Entry, catalog, records, titled
from soescan.catalog.sources.source import ListReading, ListSource, ListVocabulary, vocabularies
from soescan.files import InputTable, NoteCollector
from soescan.model import Lifecycle, Standing
from soescan.reference.columns import Record, fold_cell


def read(table: InputTable) -> ListReading:
    """Read the export as a catalog."""
    known = vocabularies()[SOURCE.id]
    entries = []
    for record in records(table, known):
        approval = record.fields.get("approval", "")
        if approval and fold_cell(approval) not in known.known("decided"):
            says = f"left out: a request whose approval is {approval[:40]!r}"
            table.notes.add(says, record.place, rejected=True)
        else:
            entries.append(_entry(record, known, table.notes))
    return catalog(table.name, known, entries, table.notes), table.notes.as_tuple()


def _entry(record: Record, known: ListVocabulary, notes: NoteCollector) -> Entry:
    said = dict(record.fields)
    version = said.get("version", "")
    said["version"] = _wildcard(version)
    ends, beyond = said.get("ends", ""), {}
    if known.standing(said["standing"]) is Standing.RETIRING:
        beyond["lifecycle"] = Lifecycle(ours=plain.day(ends, "phase end date", record.place, notes))
    else:
        said["valid_until"] = ends
    if direction := said.get("direction"):
        said["reason"] = "; ".join(
            filter(None, (said.get("reason"), f"investment direction: {direction}"))
        )
    return Entry(record.place, said, beyond)


def _wildcard(version: str) -> str:
    """A version as we write it: ``x`` stands for any number, nothing for any version.

    >>> _wildcard("11.*"), _wildcard("12*"), _wildcard("*"), _wildcard("4.2")
    ('11.x', '12.x', '', '4.2')
    """
    if not version.endswith("*"):
        return version
    begin = re.sub(r"[.\s*]+$", "", version)
    return f"{begin}.x" if begin else ""


SOURCE = ListSource(
    id="servicenow-trm", doc=__doc__, recognises=titled("servicenow-trm"), read=read
)
