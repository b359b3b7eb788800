"""Does the vendor's mail domain insist on encrypted delivery?

Looks at: the ``_mta-sts`` record of the domain, and the policy on its host ``mta-sts.`` over HTTPS
(RFC 8461).

Why it matters: without it, an attacker between two mail servers can make them deliver mail
unencrypted.

Cannot see: DANE, and whether the servers that the policy names comply with it.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.errors import UnreadableError, UnreadableState
from soescan.model import Fact, Gap
from soescan.scan.probes.probe import Probe
from soescan.site.dns_records import look_up
from soescan.site.page_state import classify_page
from soescan.site.site import Site
from soescan.site.whole_page import require_whole
from soescan.web import Get
from soescan.webstandards.dns import mta_sts, tag_list


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield ``mail.mta_sts``: the mode of the policy, or none."""
    answer = look_up(site, "TXT", "_mta-sts")
    records = tag_list.records_of_version(answer.values, "STSv1")
    if len(records) != 1 or not mta_sts.record_id(records[0]):
        excerpt = f"{len(records)} records" if len(records) != 1 else f"no id: {records[0]}"
        yield site.fact("mail.mta_sts", "none", answer, excerpt)
        return
    # Senders do not follow redirects either (section 3.3).
    url = f"https://mta-sts.{site.domain}/.well-known/mta-sts.txt"
    page = site.ask(Get(url, follow=False))
    if page.status != 200:
        state, why = classify_page(page)
        if state is not UnreadableState.NOT_FOUND:
            raise UnreadableError(
                state or UnreadableState.MALFORMED, why or f"status {page.status}"
            )
        yield site.fact("mail.mta_sts", "none", page, "a record, but no policy")
        return
    require_whole(page)
    policy = mta_sts.parse_policy(page.text)
    if policy.problems:
        why = f"the policy cannot be used: {'; '.join(policy.problems)}"
        raise UnreadableError(UnreadableState.MALFORMED, why)
    yield site.fact("mail.mta_sts", policy.mode, page, page.text)


PROBE = Probe(id="mta-sts", doc=__doc__, keys=("mail.mta_sts",), look=look)
