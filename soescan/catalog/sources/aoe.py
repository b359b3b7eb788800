"""A technology radar as the JSON that the AOE technology radar builds.

Looks at: title (name in older files), ring and release of each item.

Why it matters: many companies publish their radar with this tool.

Cannot say: domains, owners, until when a ring counts. The release is when the radar last spoke of
an item, and is read as the day of the decision where it is a date.
"""

from __future__ import annotations

from soescan.catalog.sources.nodes import as_mapping, first_member, iter_members, read_text
from soescan.catalog.sources.rows import ProductEntry, build_catalog, build_table
from soescan.catalog.sources.source import Content, ListReading, ListSource, vocabularies
from soescan.errors import InputError
from soescan.files import Document, DocumentNode


def recognises(content: Content) -> bool:
    """Are there items with a ring, and releases?"""
    item = first_member(content, "items")
    listed = isinstance(as_mapping(content).get("releases"), list)
    return listed and item is not None and (not item or {"ring", "quadrant"} <= item.keys())


def read(doc: Document) -> ListReading:
    """Read the radar; each item is a product, its ring the standing, its release the day decided.

    Raises InputError for items that are no mappings or hold something else than text.
    """
    vocabulary = vocabularies()[SOURCE.id]
    nodes = list(iter_members(doc.root, "items"))
    table, columns = build_table(doc.name, [(node.place, _read_item(node)) for node in nodes])
    doc.check(InputError)
    entries = [ProductEntry(record.place, record.fields) for record in columns.records(table)]
    return build_catalog(doc.name, vocabulary, entries, table.notes), table.notes.as_tuple()


def _read_item(node: DocumentNode) -> dict[str, str]:
    return {
        "name": read_text(node, "title") or read_text(node, "name"),
        "standing": read_text(node, "ring"),
        "decided_on": _find_release(node),
    }


def _find_release(node: DocumentNode) -> str:
    """The release that spoke of an item last; older files only have it in the first revision."""
    revisions = [
        read_text(revision, "release") for revision in iter_members(node, "revisions", needed=False)
    ]
    return read_text(node, "release") or next(iter(revisions), "")


SOURCE = ListSource(id="aoe", doc=__doc__, recognises=recognises, read=read)
