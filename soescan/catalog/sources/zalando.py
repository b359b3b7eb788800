"""A technology radar as the JSON of Zalando's radar.

Looks at: label, ring and active of each entry; the names of the rings where the file has them.

Why it matters: many companies publish their radar in this form.

Cannot say: domains. A link leads to the company's own page about a technology as often as to the
technology, so it makes no product's domain.
"""

from __future__ import annotations

from collections.abc import Sequence

from soescan.catalog.sources.nodes import first, members, text
from soescan.catalog.sources.rows import Entry, catalog, cleaned
from soescan.catalog.sources.source import Content, ListReading, ListSource, vocabularies
from soescan.errors import InputError
from soescan.files import Document, DocumentNode


def recognises(content: Content) -> bool:
    """Is there a list of entries with a label and a ring?"""
    entry = first(content, "entries")
    return entry is not None and "label" in entry and "ring" in entry


def read(doc: Document) -> ListReading:
    """Read the radar as a catalog."""
    known = vocabularies()[SOURCE.id]
    named = tuple(text(ring, "name") for ring in members(doc.root, "rings", needed=False))
    rings = named or known.words["rings"]
    nodes = list(members(doc.root, "entries"))
    table, columns = cleaned(
        doc.name,
        [(n.place, {"name": text(n, "label"), "standing": _ring(n, rings)}) for n in nodes],
    )
    for node in nodes:
        if text(node, "active") == "false":
            table.notes.add("marked inactive; read as its ring says", node.place)
    doc.check(InputError)
    entries = [Entry(record.place, record.fields) for record in columns.records(table)]
    return catalog(doc.name, known, entries, table.notes), table.notes.as_tuple()


def _ring(node: DocumentNode, rings: Sequence[str]) -> str:
    """The name of the ring that a number stands for, from the middle outwards."""
    said = text(node, "ring")
    number = int(said) if len(said) < 4 and said.isdecimal() else len(rings)
    return rings[number] if number < len(rings) else said and f"ring {said}"


SOURCE = ListSource(id="zalando", doc=__doc__, recognises=recognises, read=read)
