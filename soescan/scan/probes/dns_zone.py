"""How well is the domain itself protected?

Looks at: DNSSEC and name servers of the registered domain, IPv6 addresses of the host, and the CAA
records that count for it (RFC 8659).

Why it matters: whoever can change or forge a domain's records owns its mail, its certificates and
its sign-in pages.

Cannot see: who may log in at the registrar, and a chain of DNSSEC that the resolver in use does not
check.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from soescan.errors import UnreadableError, UnreadableState
from soescan.model import Fact, Gap
from soescan.scan.probes.probe import Probe
from soescan.site import tls_connection
from soescan.site.dns_records import look_up, registered_domain, require_existing_domain
from soescan.site.site import Site
from soescan.web import Lookup
from soescan.web.url import registrable_domain
from soescan.webstandards.dns import caa


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield four facts, each from a look-up of its own; one that fails leaves the others."""
    registered_domain(site)
    questions: tuple[Callable[[Site], Fact], ...] = (
        _dnssec_fact,
        _caa_fact,
        _name_server_fact,
        _ipv6_fact,
    )
    for ask in questions:
        try:
            yield ask(site)
        except UnreadableError as error:
            yield site.gap(PROBE.id, f"dns:{site.domain}", error.state, error.why)


def _dnssec_fact(site: Site) -> Fact:
    answer = look_up(site, "DS")
    if not answer.values:
        return site.fact("dns.dnssec", False, answer, "no DS record")
    if not answer.authentic:
        why = "the domain is signed, but the resolver in use does not say whether the chain holds"
        raise UnreadableError(UnreadableState.DNS, why)
    return site.fact("dns.dnssec", True, answer, answer.values[0])


def _caa_fact(site: Site) -> Fact:
    name = tls_connection.tls_endpoint(site)[0]
    answer = caa.relevant_records(name, lambda at, kind: site.ask(Lookup(at, kind)))
    if not answer.values:
        require_existing_domain(site)
    limited = caa.limits_issuance(caa.parse_properties(answer.values))
    return site.fact("dns.caa", limited, answer, "; ".join(answer.values))


def _name_server_fact(site: Site) -> Fact:
    answer = look_up(site, "NS")
    if not answer.values:
        raise UnreadableError(UnreadableState.DNS, f"{site.domain} names no name servers")
    names = [name.rstrip(".").lower() for name in answer.values]
    operators = sorted({registrable_domain(name) or name for name in names})
    return site.fact("dns.ns_provider", tuple(operators), answer, ", ".join(names))


def _ipv6_fact(site: Site) -> Fact:
    name = tls_connection.tls_endpoint(site)[0]
    answer = site.ask(Lookup(name, "AAAA"))
    if answer.missing:
        raise UnreadableError(UnreadableState.DNS, f"{name} does not exist")
    return site.fact("dns.ipv6", bool(answer.values), answer, ", ".join(answer.values))


PROBE = Probe(
    id="dns-zone",
    doc=__doc__,
    keys=("dns.dnssec", "dns.caa", "dns.ns_provider", "dns.ipv6"),
    look=look,
)
