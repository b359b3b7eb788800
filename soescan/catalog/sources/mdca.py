"""The discovered apps of Microsoft Defender for Cloud Apps, as CSV.

Looks at: the app, its tags (sanctioned, unsanctioned, monitored) and its domains.

Why it matters: it holds what security has blocked, with the domains that make a match certain.

Cannot say: why. The risk score is Microsoft's, not IT's decision, and is not carried over. An app
without a tag was seen, not decided on, and is left out; other tags than the known ones are not
understood, because anybody may have meant anything by them.
"""

from __future__ import annotations

import re

from soescan.catalog.sources.rows import (
    ProductEntry,
    build_catalog,
    read_records,
    recognise_by_titles,
)
from soescan.catalog.sources.source import ListReading, ListSource, ListVocabulary, vocabularies
from soescan.files import InputTable
from soescan.reference.columns import fold_cell


def read(table: InputTable) -> ListReading:
    """Read the export; each app with a deciding tag is a product, sanctioned or not."""
    vocabulary = vocabularies()[SOURCE.id]
    entries = []
    for record in read_records(table, vocabulary):
        fields = dict(record.fields)
        tag = _find_deciding_tag(fields["standing"], vocabulary)
        if fields["name"] and not tag:
            note = "left out: discovered, neither sanctioned nor unsanctioned"
            table.notes.add(note, record.place, rejected=True)
            continue
        domains = "; ".join(_split_cell(fields.get("domains", "")))
        entries.append(ProductEntry(record.place, fields | {"standing": tag, "domains": domains}))
    return build_catalog(table.name, vocabulary, entries, table.notes), table.notes.as_tuple()


def _find_deciding_tag(cell: str, vocabulary: ListVocabulary) -> str:
    """The one tag that decides; all of them when none or several do; nothing without a tag."""
    undecided = vocabulary.folded_words("undecided")
    tags = [tag for tag in _split_cell(cell) if fold_cell(tag) not in undecided]
    deciding = [tag for tag in tags if vocabulary.find_standing(tag)]
    standings = {vocabulary.find_standing(tag) for tag in deciding}
    return deciding[0] if len(standings) == 1 else ", ".join(tags)


def _split_cell(cell: str) -> list[str]:
    return [part.strip() for part in re.split(r"[,;|]", cell) if part.strip()]


SOURCE = ListSource(id="mdca", doc=__doc__, recognises=recognise_by_titles("mdca"), read=read)
