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
from soescan.scan.probes.probe import Probe
from soescan.site.dns_records import look_up
from soescan.site.site import Site
from soescan.web import Lookup, Records
from soescan.webstandards.dns import spf

HOPS = 5
"""Redirects from record to record that are followed."""


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield ``mail.spf``; a record that receivers cannot use is a gap as well."""
    answer = look_up(site, "TXT")
    records = spf.spf_records(answer.values)
    if not records:
        yield site.fact("mail.spf", "none", answer, "no record")
        return
    record = _single_record(records, site.domain)
    ending = record.ending or _follow_redirects(site, record)
    yield site.fact("mail.spf", ending, answer, records[0])
    counted = spf.count_lookups(site.domain, record, lambda name, kind: _look_up(site, name, kind))
    if trouble := (counted.excess or "; ".join(counted.problems[:3])):
        why = f"receivers cannot use the record: {trouble}"
        yield site.gap(PROBE.id, answer.where, UnreadableState.MALFORMED, why)
    elif counted.unread:
        why = f"{counted.lookups} look-ups were counted, then: {counted.unread.why}"
        yield site.gap(PROBE.id, answer.where, counted.unread.state, why)


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


def _follow_redirects(site: Site, record: spf.SpfRecord) -> str:
    """What the record says to which others lead."""
    for _ in range(HOPS):
        records = spf.spf_records(_look_up(site, record.redirect, "TXT").values)
        if not records:
            raise UnreadableError(
                UnreadableState.MALFORMED, f"redirect: {record.redirect} has no SPF record"
            )
        record = _single_record(records, record.redirect)
        if record.ending:
            return record.ending
    raise UnreadableError(UnreadableState.MALFORMED, "SPF redirects lead in a circle")


def _look_up(site: Site, name: str, kind: str) -> Records:
    return site.ask(Lookup(name, kind))


PROBE = Probe(id="spf", doc=__doc__, keys=("mail.spf",), look=look)
