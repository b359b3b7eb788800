"""Is the vendor told when mail to it cannot be encrypted?

Looks at: the ``_smtp._tls`` record of the domain (RFC 8460).

Why it matters: a vendor that asks for these reports can notice failed deliveries and interference.

Cannot see: whether anybody reads the reports.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Fact, Gap
from soescan.scan.probes.probe import Probe
from soescan.site.dns_records import look_up
from soescan.site.site import Site
from soescan.webstandards.dns import tag_list


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield ``mail.tlsrpt``: true when one record names an address for reports."""
    answer = look_up(site, "TXT", "_smtp._tls")
    records = tag_list.records_of_version(answer.values, "TLSRPTv1")
    # Several records count as none (section 3).
    addressed = len(records) == 1 and _has_report_address(
        tag_list.parse_tags(records[0]).get("rua", "")
    )
    yield site.fact("mail.tlsrpt", addressed, answer, " / ".join(records) or "no record")


def _has_report_address(rua: str) -> bool:
    return any(
        address.strip().lower().startswith(("mailto:", "https:")) for address in rua.split(",")
    )


PROBE = Probe(id="tls-rpt", doc=__doc__, keys=("mail.tlsrpt",), look=look)
