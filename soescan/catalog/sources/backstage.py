"""A technology radar as the JSON of Backstage's tech-radar plug-in.

Looks at: title and timeline of each entry, and the names of the rings.

Why it matters: Backstage is where many engineering departments keep what they have decided.

Cannot say: domains, which a link is not; who decided. Of a timeline the newest moment counts, its
description is the reason; where the file lists another one first, that is noted.
"""

from __future__ import annotations

from collections.abc import Mapping

from soescan.catalog.sources.nodes import first_member, iter_members, read_text
from soescan.catalog.sources.rows import ProductEntry, build_catalog, build_table
from soescan.catalog.sources.source import Content, ListReading, ListSource, vocabularies
from soescan.errors import InputError
from soescan.files import Document, DocumentNode, NoteCollector


def recognises(content: Content) -> bool:
    """Are there rings with ids, and entries with a timeline?"""
    ring, entry = first_member(content, "rings"), first_member(content, "entries")
    return bool(ring and "id" in ring and entry and "timeline" in entry)


def read(doc: Document) -> ListReading:
    """Read the radar; of an entry's timeline, the newest moment is its standing, day and reason.

    Raises InputError for entries that are no mappings or hold something else than text.
    """
    vocabulary = vocabularies()[SOURCE.id]
    rings = {
        read_text(r, "id"): read_text(r, "name") or read_text(r, "id")
        for r in iter_members(doc.root, "rings")
    }
    timeline_notes = NoteCollector()
    fields = [
        (node.place, _read_entry(node, rings, timeline_notes))
        for node in iter_members(doc.root, "entries")
    ]
    doc.check(InputError)
    table, columns = build_table(doc.name, fields)
    entries = [ProductEntry(record.place, record.fields) for record in columns.records(table)]
    built = build_catalog(doc.name, vocabulary, entries, table.notes)
    return built, (*table.notes.as_tuple(), *timeline_notes.as_tuple())


def _read_entry(
    node: DocumentNode, rings: Mapping[str, str], notes: NoteCollector
) -> dict[str, str]:
    fields = {"name": read_text(node, "title"), "standing": "", "decided_on": "", "reason": ""}
    moments = [
        (read_text(m, "date"), read_text(m, "ringId"), read_text(m, "description"))
        for m in iter_members(node, "timeline")
    ]
    if moments:
        # ISO dates sort as text; of two moments on one day, the one listed first counts.
        newest = max(moments, key=lambda moment: moment[0][:10])
        if newest[1] != moments[0][1]:
            notes.add("the newest of the timeline counts, not the first", node.place)
        day, ring, reason = newest
        fields |= {"standing": rings.get(ring, ring), "decided_on": day, "reason": reason}
    return fields


SOURCE = ListSource(id="backstage", doc=__doc__, recognises=recognises, read=read)
