"""A technology radar as the JSON of Backstage's tech-radar plug-in.

Looks at: title and timeline of each entry, and the names of the rings.

Why it matters: Backstage is where many engineering departments keep what they have decided.

Cannot say: domains, which a link is not; who decided. Of a timeline the newest moment counts, its
description is the reason; where the file lists another one first, that is noted.
"""

from __future__ import annotations

from collections.abc import Mapping

from soescan.catalog.sources.nodes import first, members, text
from soescan.catalog.sources.rows import Entry, catalog, cleaned
from soescan.catalog.sources.source import Content, ListReading, ListSource, vocabularies
from soescan.errors import InputError
from soescan.files import Document, DocumentNode, NoteCollector


def recognises(content: Content) -> bool:
    """Are there rings with ids, and entries with a timeline?"""
    ring, entry = first(content, "rings"), first(content, "entries")
    return bool(ring and "id" in ring and entry and "timeline" in entry)


def read(doc: Document) -> ListReading:
    """Read the radar as a catalog."""
    known = vocabularies()[SOURCE.id]
    rings = {text(r, "id"): text(r, "name") or text(r, "id") for r in members(doc.root, "rings")}
    noted = NoteCollector()
    said = [(node.place, _said(node, rings, noted)) for node in members(doc.root, "entries")]
    doc.check(InputError)
    table, columns = cleaned(doc.name, said)
    entries = [Entry(record.place, record.fields) for record in columns.records(table)]
    made = catalog(doc.name, known, entries, table.notes)
    return made, (*table.notes.as_tuple(), *noted.as_tuple())


def _said(node: DocumentNode, rings: Mapping[str, str], noted: NoteCollector) -> dict[str, str]:
    said = {"name": text(node, "title"), "standing": "", "decided_on": "", "reason": ""}
    moments = [
        (text(m, "date"), text(m, "ringId"), text(m, "description"))
        for m in members(node, "timeline")
    ]
    if moments:
        # ISO dates sort as text; of two moments on one day, the one listed first counts.
        newest = max(moments, key=lambda moment: moment[0][:10])
        if newest[1] != moments[0][1]:
            noted.add("the newest of the timeline counts, not the first", node.place)
        day, ring, reason = newest
        said |= {"standing": rings.get(ring, ring), "decided_on": day, "reason": reason}
    return said


SOURCE = ListSource(id="backstage", doc=__doc__, recognises=recognises, read=read)
