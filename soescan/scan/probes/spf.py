"""Does the vendor's domain say who may send mail in its name?

Looks at: the SPF record of the domain (RFC 7208), what it says of other senders, and how many
look-ups it costs those who check it.

Why it matters: without it, anybody can send mail that seems to come from the vendor; with more than
ten look-ups, receivers report an error and the record protects nobody.

Cannot see: which of the listed senders are still in use, and what receivers do with the result.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.errors import UnreadableError, UnreadableState
from soescan.model import Fact, Gap
from soescan.quantities import quantity
from soescan.scan.probes.probe import Probe
from soescan.site.dns_records import look_up
from soescan.site.site import Site
from soescan.web import Lookup
from soescan.webstandards.dns import spf

ENDINGS = {
    spf.SpfResult.PASS: "open",
    spf.SpfResult.NEUTRAL: "neutral",
    spf.SpfResult.SOFTFAIL: "softfail",
    spf.SpfResult.FAIL: "fail",
}
"""Values of ``mail.spf`` by what becomes of a sender that the record does not list."""


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield ``mail.spf``; a record that receivers cannot use is a gap as well."""
    answer = look_up(site, "TXT")
    records = spf.spf_records(answer.values)
    if not records:
        yield site.fact("mail.spf", "none", answer, "no record")
        return
    record = _single_record(records, site.domain)
    stranger = spf.check_stranger(
        site.domain, record, lambda name, kind: site.ask(Lookup(name, kind))
    )
    if stranger.result in ENDINGS:
        yield site.fact("mail.spf", ENDINGS[stranger.result], answer, records[0])
    if trouble := (stranger.excess or "; ".join(stranger.problems[:3])):
        why = f"receivers cannot use the record: {trouble}"
        yield site.gap(PROBE.id, answer.where, UnreadableState.MALFORMED, why)
    elif stranger.unread:
        why = f"after {quantity(stranger.lookups, 'look-up')}: {stranger.unread.why}"
        yield site.gap(PROBE.id, answer.where, stranger.unread.state, why)
    elif stranger.result is None:
        why = "what the record says of others depends on the message"
        yield site.gap(PROBE.id, answer.where, UnreadableState.MALFORMED, why)


def _single_record(records: tuple[str, ...], domain: str) -> spf.SpfRecord:
    """The one record of a domain.

    Raises:
        UnreadableError: there are several, or it breaks the grammar: receivers report an error.
    """
    if len(records) > 1:
        raise UnreadableError(UnreadableState.MALFORMED, f"{domain} has {len(records)} SPF records")
    record = spf.parse_record(records[0])
    if record.problems:
        raise UnreadableError(
            UnreadableState.MALFORMED, f"SPF of {domain}: {'; '.join(record.problems)}"
        )
    return record


PROBE = Probe(id="spf", doc=__doc__, keys=("mail.spf",), look=look)
