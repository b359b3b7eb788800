"""Do host names of the service point at a provider where nothing is set up any more?

Looks at: the CNAME records of the site's own hosts and of those that its page names; whether the
name they lead to exists, and whether the provider behind it shows that it has no such customer.

Why it matters: whoever signs up at that provider can take over the host name, and with it the
vendor's cookies and reputation.

Cannot see: host names that the page does not name, and providers whose "no such customer" page is
not in the catalog.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.errors import UnreadableError, UnreadableState
from soescan.model import Fact, Gap
from soescan.scan.probes.probe import Probe
from soescan.site import signatures
from soescan.site.dns_records import registered_domain
from soescan.site.links import vendor_hosts
from soescan.site.signatures import UnclaimedSignature
from soescan.site.site import Site
from soescan.site.whole_page import cut_state, require_whole
from soescan.web import Get, Lookup, Records

LIMIT = 20
"""Host names that are followed."""
SMALL = 20_000
"""Bytes of a page that may say "no such customer" with a status that says "ok"."""


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield ``dns.dangling_cname``; that there is none only if every name could be followed."""
    dangling: dict[str, str] = {}
    sources: list[Records] = []
    unread = False
    names, gap = _names_to_follow(site)
    if gap:
        yield gap
    for name in names:
        try:
            alias = site.ask(Lookup(name, "CNAME"))
            sources.append(alias)
            if alias.values and (why := _dangling_reason(site, name, alias.values[0])):
                dangling[name] = why
                sources.insert(0, alias)
        except UnreadableError as error:
            unread = True
            yield site.gap(PROBE.id, f"dns:{name}/CNAME", error.state, error.why)
    if sources and (dangling or not (unread or gap)):
        excerpt = "; ".join(f"{name}: {why}" for name, why in dangling.items())
        yield site.fact("dns.dangling_cname", tuple(dangling), sources[0], excerpt)


def _names_to_follow(site: Site) -> tuple[tuple[str, ...], Gap | None]:
    """The host names to follow, of the page at most `LIMIT`; and a gap for those left out."""
    is_domain = site.host == registered_domain(site)
    site_hosts = (site.host, f"www.{site.host}") if is_domain else (site.host,)
    try:
        names = (*site_hosts, *vendor_hosts(site))
        state, cut = cut_state(site.page)
        if state is not None:
            return names[:LIMIT], site.gap(PROBE.id, site.url, state, cut)
        if len(names) <= LIMIT:
            return names, None
        why = f"only {LIMIT} of {len(names)} host names of the page were looked up"
        return names[:LIMIT], site.gap(PROBE.id, site.url, UnreadableState.NOT_ASKED, why)
    except UnreadableError as error:
        return site_hosts, site.gap(PROBE.id, site.url, error.state, error.why)


def _dangling_reason(site: Site, name: str, target: str) -> str:
    """Why nobody is behind an alias; empty when somebody is."""
    target = target.rstrip(".").lower()
    if site.ask(Lookup(target, "A")).missing:
        return f"{target} does not exist"
    signature = next(
        (
            unclaimed
            for unclaimed in signatures.host_signatures().unclaimed
            if signatures.is_below_any(target, unclaimed.hosts)
        ),
        None,
    )
    return _unclaimed_reason(site, name, signature) if signature else ""


def _unclaimed_reason(site: Site, name: str, signature: UnclaimedSignature) -> str:
    """Why a provider has no such customer; empty when it has, or does not answer."""
    try:
        page = site.ask(Get(f"https://{name}/"))
    except UnreadableError as error:
        if error.state is not UnreadableState.TLS:
            raise
        page = site.ask(Get(f"http://{name}/"))  # no certificate either: nobody set the name up
    if page.status < 400 and len(page.body) > SMALL:
        return ""
    page_text = page.text.lower().replace("’", "'")
    if any(s in page_text for s in signature.says):
        return f"{signature.provider} knows no such customer"
    require_whole(page)
    return ""


PROBE = Probe(id="dangling", doc=__doc__, keys=("dns.dangling_cname",), look=look)
