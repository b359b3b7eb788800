"""Products or business applications exported from ServiceNow, as CSV or XLSX.

Looks at: name, publisher, version, edition, status, planned disposition, install type and owners,
under the titles of the form or the names of the fields.

Why it matters: it is the list of what IT runs, with the people who answer for it.

Cannot say: what was decided. Being in production is read as approved, and said so; a planned end
(retire, migrate) outweighs it.
"""

from __future__ import annotations

from soescan.catalog.sources.rows import Entry, catalog, records, titled
from soescan.catalog.sources.source import ListReading, ListSource, ListVocabulary, vocabularies
from soescan.files import InputTable
from soescan.model import Owner, Standing
from soescan.reference.columns import Record


def read(table: InputTable) -> ListReading:
    """Read the export as a catalog."""
    known = vocabularies()[SOURCE.id]
    entries = [_entry(record, known) for record in records(table, known)]
    for entry in entries:
        if entry.said["name"] and known.standing(entry.said["standing"]) is Standing.APPROVED:
            says = "approved because it is in production: the list says what runs, not what was"
            table.notes.add(f"{says} decided", entry.place)
    return catalog(table.name, known, entries, table.notes), table.notes.as_tuple()


def _entry(record: Record, known: ListVocabulary) -> Entry:
    said = dict(record.fields)
    planned = said.get("disposition", "")
    if known.standing(planned):
        said["reason"] = said.get("reason") or f"planned disposition: {planned}"
        said["standing"] = planned
    owner = Owner(said.get("owner", ""), said.get("technical", ""), said.get("support", ""))
    return Entry(record.place, said, {"owner": owner})


SOURCE = ListSource(
    id="servicenow-products",
    doc=__doc__,
    recognises=titled("servicenow-products"),
    read=read,
)
