"""Which outside services do the domain's records give away?

Looks at: verification records (TXT), the senders that SPF includes, and the mail servers (MX).

Why it matters: if a service in use is missing from the vendor's list of subprocessors, the vendor
should be asked why.

Cannot see: whether a service is still in use, for what, and with whose data.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.errors import UnreadableError
from soescan.model import Basis, Fact, Gap
from soescan.scan.probes.probe import Probe
from soescan.site import signatures
from soescan.site.dns_records import look_up, mail_servers
from soescan.site.signatures import DnsService
from soescan.site.site import Site
from soescan.webstandards.dns import spf


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield ``dns.saas_tokens``: services by confirmed tokens observed, by others inferred."""
    answer = look_up(site, "TXT")
    servers: tuple[str, ...] = ()
    try:
        servers = mail_servers(look_up(site, "MX").values)
    except UnreadableError as error:
        yield site.gap(PROBE.id, f"dns:{site.domain}/MX", error.state, error.why)
    recognised = tuple(_recognised_services(answer.values, servers))
    sure = {
        service.service: token
        for service, token in recognised
        if service.source in signatures.dns_signatures().confirmed
    }
    inferred = {
        service.service: token for service, token in recognised if service.service not in sure
    }
    if sure or not inferred:
        yield site.fact("dns.saas_tokens", tuple(sorted(sure)), answer, ", ".join(sure.values()))
    if inferred:
        names, tokens = tuple(sorted(inferred)), ", ".join(inferred.values())
        yield site.fact("dns.saas_tokens", names, answer, tokens, basis=Basis.INFERRED)


def _recognised_services(
    texts: tuple[str, ...], servers: tuple[str, ...]
) -> Iterator[tuple[DnsService, str]]:
    """Each service with the token it was recognised by; never more of a token than its kind."""
    lowered = [text.strip().lower() for text in texts]
    includes = [
        name for record in spf.spf_records(texts) for name in spf.parse_record(record).includes
    ]
    for service in signatures.dns_signatures().services:
        token = next((t for t in service.txt if any(text.startswith(t) for text in lowered)), "")
        sender = next((name for name in includes if signatures.is_below_any(name, service.spf)), "")
        server = next((name for name in servers if signatures.is_below_any(name, service.mx)), "")
        if evidence := token or sender or server:
            yield service, evidence


PROBE = Probe(id="saas-tokens", doc=__doc__, keys=("dns.saas_tokens",), look=look)
