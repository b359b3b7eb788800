"""The applications of a LeanIX inventory, as CSV or XLSX.

Looks at: the display name, alias, phase of life with the days on which the phases begin, the TIME
rating, the type of hosting.

Why it matters: it is the architects' own list of what runs, what comes and what goes.

Cannot say: what was decided. An active application is read as approved until its phase-out begins,
and said so; a TIME rating of *migrate* or *eliminate* outweighs that. One that is being introduced
is a pilot from the day on which it becomes active. What suits it technically is not carried over.
"""

from __future__ import annotations

from soescan.catalog.sources.lifecycles import read_lifecycle_list
from soescan.catalog.sources.rows import recognise_by_titles
from soescan.catalog.sources.source import ListReading, ListSource
from soescan.files import InputTable


def read(table: InputTable) -> ListReading:
    """Read the export; each application is a product."""
    return read_lifecycle_list(table, SOURCE.id)


SOURCE = ListSource(id="leanix", doc=__doc__, recognises=recognise_by_titles("leanix"), read=read)
