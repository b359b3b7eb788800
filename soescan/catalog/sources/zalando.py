"""A technology radar as the JSON of Zalando's radar.

Looks at: label, ring and active of each entry; the names of the rings where the file has them.

Why it matters: many companies publish their radar in this form.

Cannot say: domains. A link leads to the company's own page about a technology as often as to the
technology, so it makes no product's domain.
"""

from __future__ import annotations

from collections.abc import Sequence

from soescan.catalog.sources.nodes import first_member, iter_members, read_text
from soescan.catalog.sources.rows import ProductEntry, build_catalog, build_table
from soescan.catalog.sources.source import Content, ListReading, ListSource, vocabularies
from soescan.errors import InputError
from soescan.files import Document, DocumentNode


def recognises(content: Content) -> bool:
    """Is there a list of entries with a label and a ring?"""
    entry = first_member(content, "entries")
    return entry is not None and "label" in entry and "ring" in entry


def read(doc: Document) -> ListReading:
    """Read the radar; each entry is a product, the name of its ring the standing.

    Raises InputError for entries that are no mappings or hold something else than text.
    """
    vocabulary = vocabularies()[SOURCE.id]
    ring_nodes = iter_members(doc.root, "rings", needed=False)
    rings = tuple(read_text(ring, "name") for ring in ring_nodes) or vocabulary.words["rings"]
    nodes = list(iter_members(doc.root, "entries"))
    fields = [{"name": read_text(n, "label"), "standing": _find_ring(n, rings)} for n in nodes]
    places = [node.place for node in nodes]
    table, columns = build_table(doc.name, list(zip(places, fields, strict=True)))
    for node in nodes:
        if read_text(node, "active") == "false":
            table.notes.add("marked inactive; read as its ring says", node.place)
    doc.check(InputError)
    entries = [ProductEntry(record.place, record.fields) for record in columns.records(table)]
    return build_catalog(doc.name, vocabulary, entries, table.notes), table.notes.as_tuple()


def _find_ring(node: DocumentNode, rings: Sequence[str]) -> str:
    """The name of the ring that a number stands for, from the middle outwards."""
    written = read_text(node, "ring")
    number = int(written) if len(written) < 4 and written.isdecimal() else len(rings)
    return rings[number] if number < len(rings) else written and f"ring {written}"


SOURCE = ListSource(id="zalando", doc=__doc__, recognises=recognises, read=read)
