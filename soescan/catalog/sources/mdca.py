"""The discovered apps of Microsoft Defender for Cloud Apps, as CSV.

Looks at: the app, its tags (sanctioned, unsanctioned, monitored) and its domains.

Why it matters: it holds what security has blocked, with the domains that make a match certain.

Cannot say: why. The risk score is Microsoft's, not IT's decision, and is not carried over. An app
without a tag was seen, not decided on, and is left out; other tags than the known ones are not
understood, because anybody may have meant anything by them.
"""

from __future__ import annotations

import re

from soescan.catalog.sources.rows import Entry, catalog, records, titled
from soescan.catalog.sources.source import ListReading, ListSource, ListVocabulary, vocabularies
from soescan.files import InputTable
from soescan.reference.columns import fold_cell


def read(table: InputTable) -> ListReading:
    """Read the export as a catalog."""
    known = vocabularies()[SOURCE.id]
    entries = []
    for record in records(table, known):
        said = dict(record.fields)
        tag = _tag(said["standing"], known)
        if said["name"] and not tag:
            says = "left out: discovered, neither sanctioned nor unsanctioned"
            table.notes.add(says, record.place, rejected=True)
            continue
        domains = "; ".join(_parts(said.get("domains", "")))
        entries.append(Entry(record.place, said | {"standing": tag, "domains": domains}))
    return catalog(table.name, known, entries, table.notes), table.notes.as_tuple()


def _tag(cell: str, known: ListVocabulary) -> str:
    """The one tag that decides; all of them when none or several do; nothing without a tag."""
    tags = [tag for tag in _parts(cell) if fold_cell(tag) not in known.known("undecided")]
    deciding = [tag for tag in tags if known.standing(tag)]
    meant = {known.standing(tag) for tag in deciding}
    return deciding[0] if len(meant) == 1 else ", ".join(tags)


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in re.split(r"[,;|]", cell) if part.strip()]


SOURCE = ListSource(id="mdca", doc=__doc__, recognises=titled("mdca"), read=read)
