"""The IT standards list of the US General Services Administration, as CSV.

Looks at: Standard Name, Status, Deployment Type and Approval Expiration Date, one product a row.

Why it matters: a real SOE, public and with expiry dates, in the form many agencies export.

Cannot say: domains and vendors, which the list does not hold; what a product is for.
"""

from __future__ import annotations

from soescan.catalog.sources.rows import read_simple_list, recognise_by_titles
from soescan.catalog.sources.source import ListReading, ListSource
from soescan.files import InputTable


def read(table: InputTable) -> ListReading:
    """Read the list; each row is a product with its status as standing and its expiry date."""
    return read_simple_list(table, SOURCE.id)


SOURCE = ListSource(id="gsa", doc=__doc__, recognises=recognise_by_titles("gsa"), read=read)
