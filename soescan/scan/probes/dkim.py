"""Under which well-known selectors does the sending domain publish DKIM keys?

Looks at: TXT records at the selectors that mail services use by default (RFC 6376).

Why it matters: signed mail can be told from forged mail; the selectors also tell which services
send for the vendor.

Cannot see: keys under other selectors, which cannot be listed; finding none proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.errors import UnreadableError, UnreadableState
from soescan.model import Fact, Gap
from soescan.scan.probes.probe import Probe
from soescan.site import signatures
from soescan.site.dns_records import look_up
from soescan.site.site import Site
from soescan.web import Records
from soescan.webstandards.dns import tag_list

UNUSED_SELECTOR = "soescan-asks-for-no-key"
"""A selector that nobody uses: a key there means that the domain answers for every name."""


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield ``mail.dkim_selectors``; what was found before a look-up failed counts."""
    control = _look_up_selector(site, UNUSED_SELECTOR)
    if _holds_key(control):
        why = f"every name below _domainkey.{site.domain} answers with a key"
        raise UnreadableError(UnreadableState.MALFORMED, why)
    selectors: list[str] = []
    source, failure = control, None
    for selector in signatures.dns_signatures().selectors:
        try:
            answer = _look_up_selector(site, selector)
        except UnreadableError as error:
            failure = error  # one that does not answer is followed by more that do not
            break
        if _holds_key(answer):
            selectors.append(selector)
            source = answer if len(selectors) == 1 else source
    if selectors or failure is None:
        yield site.fact("mail.dkim_selectors", tuple(selectors), source, ", ".join(source.values))
    if failure:
        raise failure


def _look_up_selector(site: Site, selector: str) -> Records:
    return look_up(site, "TXT", f"{selector}._domainkey")


def _holds_key(answer: Records) -> bool:
    """Does a record hold a key? An empty one was revoked (RFC 6376, section 3.6.1)."""
    for record in answer.values:
        tags = tag_list.parse_tags(record)
        if tags.get("v", "DKIM1") == "DKIM1" and len(tags.get("p", "")) > 20:
            return True
    return False


PROBE = Probe(id="dkim", doc=__doc__, keys=("mail.dkim_selectors",), look=look)
