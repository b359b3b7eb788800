"""Whose scripts does the page run, and are they loaded safely?

Looks at: the elements of the page that load something, their addresses read as browsers read them,
and addresses of scripts that stand in inline scripts, in the forms in which services write their
snippets.

Why it matters: a script can do on a page whatever the user can, so its supplier is part of the
supply chain; over plain HTTP, anybody on the network can replace it.

Cannot see: what scripts load in turn, which for tag managers is most of it; on which condition an
inline script loads what it names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from soescan.errors import UnreadableError, UnreadableState
from soescan.model import Fact, Gap
from soescan.scan.probes.probe import Probe
from soescan.site.site import Site
from soescan.web.url import Url
from soescan.webstandards import csp
from soescan.webstandards.loads import (
    Subresource,
    find_inline_references,
    find_insecure,
    find_subresources,
    registered_sites,
)


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield whose scripts there are, how many carry a hash, and what comes over HTTP."""
    page = site.front_page
    unsaved: UnreadableError | None = None
    try:
        policies = csp.header_policies(page.last)
    except UnreadableError as error:
        policies, unsaved = (), error
    upgraded = csp.upgrades_insecure_requests((*policies, *csp.meta_policies(site.front_document)))
    scripts = find_subresources(
        site.front_document, page.url, text=page.text, upgraded=upgraded, tags=("script",)
    )
    own_domains = registered_sites(site.url, page.url)
    foreign = [script for script in scripts if _is_foreign(script.address, own_domains)]
    foreign_addresses = {script.address for script in foreign}
    hinted = [
        address
        for address in find_inline_references(site.front_document, page.url)
        if _is_foreign(address, own_domains) and address not in foreign_addresses
    ]
    sites = {load.address.site for load in foreign if load.address} | {load.site for load in hinted}
    excerpt = ", ".join((*(script.written for script in foreign), *map(str, hinted)))
    yield site.fact(
        "scripts.third_party", tuple(sorted(sites)), page, excerpt or "no foreign script"
    )
    yield site.fact("sri.third_party", _integrity_share(foreign, len(hinted)), page, excerpt)
    if not page.url.startswith("https:"):
        why = "the page came over HTTP, where no content is mixed"
        yield site.gap(PROBE.id, page.url, UnreadableState.NOT_APPLICABLE, why)
        return
    loads = () if upgraded else find_insecure(site.front_document, page.url)
    plain = [load.written for load in loads]
    if plain and unsaved:
        raise unsaved  # a policy that nobody kept may have lifted it all to HTTPS
    yield site.fact("scripts.mixed_content", bool(plain), page, ", ".join(plain))


def _is_foreign(address: Url | None, own_domains: frozenset[str]) -> bool:
    return address is not None and bool(address.host) and address.site not in own_domains


def _integrity_share(foreign: Sequence[Subresource], hinted: int) -> str:
    """How many carry a hash; what inline scripts load carries none."""
    hashed = sum(script.integrity for script in foreign)
    if hashed == len(foreign) + hinted:
        return "all"
    return "some" if hashed else "none"


PROBE = Probe(
    id="scripts",
    doc=__doc__,
    keys=("scripts.third_party", "sri.third_party", "scripts.mixed_content"),
    look=look,
)
