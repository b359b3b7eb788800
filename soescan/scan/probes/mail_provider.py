"""Who runs the vendor's mail?

Looks at: the mail servers (MX) of the domain.

Why it matters: support mail holds customers' data, so whoever runs the mail is one more company
that processes it.

Cannot see: what stands behind a filter that takes the mail in first.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.model import Fact, Gap
from soescan.scan.probes.probe import Probe
from soescan.site import signatures
from soescan.site.dns_records import look_up, mail_servers
from soescan.site.site import Site
from soescan.web.url import registrable_domain


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield ``mail.provider``: known providers by name, others by domain; empty: takes no mail."""
    answer = look_up(site, "MX")
    servers = mail_servers(answer.values)
    provider_of_domain = {
        domain: service.service
        for service in signatures.dns_signatures().services
        for domain in service.mx
    }
    providers = {
        signatures.find_owner(server, provider_of_domain) or registrable_domain(server) or server
        for server in servers
    }
    excerpt = ", ".join(servers) or ("takes no mail" if answer.values else "no MX record")
    yield site.fact("mail.provider", tuple(sorted(providers)), answer, excerpt)


PROBE = Probe(id="mail-provider", doc=__doc__, keys=("mail.provider",), look=look)
