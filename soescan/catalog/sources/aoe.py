"""A technology radar as the JSON that the AOE technology radar builds.

Looks at: title (name in older files), ring and release of each item.

Why it matters: many companies publish their radar with this tool.

Cannot say: domains, owners, until when a ring counts. The release is when the radar last spoke of
an item, and is read as the day of the decision where it is a date.
"""

from __future__ import annotations

from soescan.catalog.sources.nodes import first, mapping, members, text
from soescan.catalog.sources.rows import Entry, catalog, cleaned
from soescan.catalog.sources.source import Content, ListReading, ListSource, vocabularies
from soescan.errors import InputError
from soescan.files import Document, DocumentNode


def recognises(content: Content) -> bool:
    """Are there items with a ring, and releases?"""
    item = first(content, "items")
    listed = isinstance(mapping(content).get("releases"), list)
    return listed and item is not None and (not item or {"ring", "quadrant"} <= item.keys())


def read(doc: Document) -> ListReading:
    """Read the radar as a catalog."""
    known = vocabularies()[SOURCE.id]
    nodes = list(members(doc.root, "items"))
    table, columns = cleaned(
        doc.name,
        [
            (
                node.place,
                {
                    "name": text(node, "title") or text(node, "name"),
                    "standing": text(node, "ring"),
                    "decided_on": _release(node),
                },
            )
            for node in nodes
        ],
    )
    doc.check(InputError)
    entries = [Entry(record.place, record.fields) for record in columns.records(table)]
    return catalog(doc.name, known, entries, table.notes), table.notes.as_tuple()


def _release(node: DocumentNode) -> str:
    """The release that spoke of an item last; older files only have it in the first revision."""
    revisions = [text(revision, "release") for revision in members(node, "revisions", needed=False)]
    return text(node, "release") or next(iter(revisions), "")


SOURCE = ListSource(id="aoe", doc=__doc__, recognises=recognises, read=read)
