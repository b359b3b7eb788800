"""Are the hosts where people and programs sign in protected as well as the public site is?

Looks at: hosts such as ``app.``, ``login.`` and ``api.`` that the page or its security policy
names: the version of TLS they agree on, their certificate, and Strict-Transport-Security.

Why it matters: customers' data is behind those hosts, while most tests look at the marketing site
only.

Cannot see: hosts that the page does not name, and what is behind the sign-in.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.errors import UnreadableError, UnreadableState
from soescan.model import Fact, Gap
from soescan.scan.probes.probe import Probe
from soescan.site import signatures, tls_connection
from soescan.site.links import vendor_hosts
from soescan.site.site import Site
from soescan.site.whole_page import cut_state
from soescan.web import Get, HandshakeResult, Hop

LIMIT = 5
"""Hosts that are compared with the site."""


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield ``tls.surface.parity``: false when one host is weaker, true when none of all is."""
    names = [name for name in vendor_hosts(site) if _is_sign_in_host(name, site.domain)]
    if not names:
        return
    site_handshake = tls_connection.handshake(site)
    insists = _enforces_https(site.page.last)
    weaker: list[str] = []
    state, cut = cut_state(site.page)
    if state is not None:
        yield site.gap(PROBE.id, site.url, state, cut)
    unread = state is not None or len(names) > LIMIT
    if len(names) > LIMIT:
        why = f"only {LIMIT} hosts are compared, not {', '.join(names[LIMIT:])}"
        yield site.gap(PROBE.id, site.url, UnreadableState.NOT_ASKED, why)
    for name in names[:LIMIT]:
        try:
            weaker.extend(_weaknesses(site, name, site_handshake, insists))
        except UnreadableError as error:
            unread = True
            yield site.gap(PROBE.id, f"https://{name}/", error.state, error.why)
    if weaker or not unread:
        excerpt = "; ".join(weaker) or f"compared with {', '.join(names)}"
        yield site.fact("tls.surface.parity", not weaker, site_handshake, excerpt)


def _is_sign_in_host(name: str, domain: str) -> bool:
    """Does one of the labels below the domain say that people or programs sign in there?"""
    labels = name.removesuffix(domain).strip(".").split(".")
    return any(label in signatures.host_signatures().surface for label in labels)


def _weaknesses(
    site: Site, name: str, site_handshake: HandshakeResult, insists: bool
) -> Iterator[str]:
    """In which respects a host is weaker than the site."""
    host_handshake = tls_connection.handshake(site, name)
    if host_handshake.version < site_handshake.version:
        yield f"{name}: TLS {host_handshake.version}, not {site_handshake.version}"
    if host_handshake.untrusted and not site_handshake.untrusted:
        yield f"{name}: {host_handshake.untrusted}"
        return
    if insists:
        page = site.ask(Get(f"https://{name}/"))
        hop = next(
            (candidate for candidate in page.hops if candidate.url.startswith(f"https://{name}/")),
            None,
        )
        if hop and not _enforces_https(hop):
            yield f"{name}: no Strict-Transport-Security"


def _enforces_https(hop: Hop) -> bool:
    """Does an answer ask browsers to come back over HTTPS only (RFC 6797)?"""
    value = hop.header("strict-transport-security").lower().replace('"', "").replace(" ", "")
    ages = [part.removeprefix("max-age=") for part in value.split(";") if "max-age=" in part]
    return hop.url.startswith("https://") and bool(ages) and ages[0].strip("0") != ""


PROBE = Probe(id="surface", doc=__doc__, keys=("tls.surface.parity",), look=look)
