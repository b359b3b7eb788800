"""A technology radar as the CSV of "Build your own radar".

Looks at: name and ring; quadrant and isNew only tell the list from others.

Why it matters: where there is no list of standards, the radar is what IT has said about products.

Cannot say: which entries are products and which are practices, who owns them, until when a ring
counts. Nothing is left out for being a practice: it might be a product, and prohibited.
"""

from __future__ import annotations

from soescan.catalog.sources.rows import read_simple_list, recognise_by_titles
from soescan.catalog.sources.source import ListReading, ListSource
from soescan.files import InputTable


def read(table: InputTable) -> ListReading:
    """Read the radar; each row is a product, its ring the standing."""
    return read_simple_list(table, SOURCE.id)


SOURCE = ListSource(id="byor", doc=__doc__, recognises=recognise_by_titles("byor"), read=read)
