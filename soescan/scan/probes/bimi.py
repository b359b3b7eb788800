"""Does the sending domain publish a logo for inboxes?

Looks at: the ``default._bimi`` record of the domain.

Why it matters: inboxes show the logo only where DMARC is enforced, so the record is a sign that the
vendor maintains its mail and protects its brand.

Cannot see: records under other selectors, and whether the logo's certificate is valid.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Fact, Gap
from soescan.scan.probes.probe import Probe
from soescan.site.dns_records import look_up
from soescan.site.site import Site
from soescan.webstandards.dns import tag_list


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield ``mail.bimi``: true when a record names a logo; an empty address declines to."""
    answer = look_up(site, "TXT", "default._bimi")
    records = tag_list.records_of_version(answer.values, "BIMI1")
    logo = tag_list.parse_tags(records[0]).get("l", "") if len(records) == 1 else ""
    has_logo = logo.lower().startswith("https://")
    yield site.fact("mail.bimi", has_logo, answer, " / ".join(records) or "no record")


PROBE = Probe(id="bimi", doc=__doc__, keys=("mail.bimi",), look=look)
