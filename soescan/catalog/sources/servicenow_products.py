"""Products or business applications exported from ServiceNow, as CSV or XLSX.

Looks at: name, publisher, version, edition, status, planned disposition, install type and owners,
under the titles of the form or the names of the fields.

Why it matters: it is the list of what IT runs, with the people who answer for it.

Cannot say: what was decided, where no further column (such as ``u_trm_status``) holds it. Being in
production is read as approved, and said so; a planned end (retire, migrate) outweighs it, and so
does a stricter decision or one that is not understood.
"""

from __future__ import annotations

from soescan.catalog import tabular as plain
from soescan.catalog.sources.rows import (
    ProductEntry,
    build_catalog,
    read_records,
    recognise_by_titles,
)
from soescan.catalog.sources.source import ListReading, ListSource, ListVocabulary, vocabularies
from soescan.files import InputTable
from soescan.model import Owner, Standing
from soescan.reference.columns import ColumnRecord


def read(table: InputTable) -> ListReading:
    """Read the export; each row is a product, a planned end outweighing its being in production."""
    vocabulary = vocabularies()[SOURCE.id]
    entries = [_make_entry(record, vocabulary) for record in read_records(table, vocabulary)]
    for entry in entries:
        if (
            entry.fields["name"]
            and vocabulary.find_standing(entry.fields["standing"]) is Standing.APPROVED
        ):
            note = "approved because it is in production: the list says what runs, not what was"
            table.notes.add(f"{note} decided", entry.place)
    return build_catalog(table.name, vocabulary, entries, table.notes), table.notes.as_tuple()


def _make_entry(record: ColumnRecord, vocabulary: ListVocabulary) -> ProductEntry:
    fields = dict(record.fields)
    planned = fields.get("disposition", "")
    if vocabulary.find_standing(planned):
        standing = plain.choose_strictest(
            [planned, fields["standing"]],
            lambda word: vocabulary.find_standing(word) or plain.find_standing(word),
        )
        if standing == planned:
            fields["reason"] = fields.get("reason") or f"planned disposition: {planned}"
        fields["standing"] = standing
    owner = Owner(fields.get("owner", ""), fields.get("technical", ""), fields.get("support", ""))
    return ProductEntry(record.place, fields, {"owner": owner})


SOURCE = ListSource(
    id="servicenow-products",
    doc=__doc__,
    recognises=recognise_by_titles("servicenow-products"),
    read=read,
)
