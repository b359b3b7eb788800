"""The applications of an Ardoq workspace, as CSV or XLSX.

Looks at: the name, the lifecycle phase, the days between which it is live, the standards category.

Why it matters: it is the architects' own list of what runs and what they mean to do with it.

Cannot say: what was decided. What is live is read as approved until its live end, and said so; a
standards category of *contain*, *divest* or *eliminate* outweighs that.
"""

from __future__ import annotations

from soescan.catalog.sources.lifecycles import read_lifecycle_list
from soescan.catalog.sources.rows import recognise_by_titles
from soescan.catalog.sources.source import ListReading, ListSource
from soescan.files import InputTable


def read(table: InputTable) -> ListReading:
    """Read the export; each application is a product."""
    return read_lifecycle_list(table, SOURCE.id)


SOURCE = ListSource(id="ardoq", doc=__doc__, recognises=recognise_by_titles("ardoq"), read=read)
