"""Does the site insist on HTTPS for return visits?

Looks at: the Strict-Transport-Security header of the page that answers in the end, and the
browsers' preload list if it has been downloaded.

Why it matters: without it, an attacker on the network can lead a visitor to plain HTTP and read
what is sent.

Cannot see: whether the application behind the sign-in, on other hosts, insists as well.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.errors import UnreadableState
from soescan.model import Fact, Gap
from soescan.scan.probes.probe import Probe
from soescan.site.site import Site
from soescan.web import Page
from soescan.webstandards.hsts import find_preload_entry, read_hsts

_NAME = "Strict-Transport-Security"


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield whether the host is preloaded, and what the header says by RFC 6797.

    Over plain HTTP the header does not count (section 8.1), nor does any but the first. What the
    host sends over HTTPS is not known then.
    """
    page = site.front_page
    yield _preload_fact(site, page)
    if not page.url.startswith("https:"):
        why = f"the page came over HTTP, where {_NAME} does not count"
        yield site.gap(PROBE.id, page.url, UnreadableState.NOT_APPLICABLE, why)
        return
    values = page.last.all(_NAME)
    hsts = read_hsts(values[0]) if values else None
    excerpt = f"{_NAME}: {values[0]}" if values else f"no {_NAME} that counts"
    yield site.fact("hsts.max_age", hsts.max_age if hsts else 0, page, excerpt)
    yield site.fact("hsts.subdomains", bool(hsts and hsts.subdomains), page, excerpt)
    yield site.fact("hsts.preload", bool(hsts and hsts.preload), page, excerpt)


def _preload_fact(site: Site, page: Page) -> Fact | Gap:
    """``hsts.preloaded``, if the list is at hand to tell."""
    table = site.tables.preloads
    if table is None:
        why = "the browsers' preload list is not stored here: soescan data update downloads it"
        return site.gap(PROBE.id, "preload", UnreadableState.NOT_RECORDED, why)
    is_preloaded = find_preload_entry(site.host, table) is not None
    day = site.tables.dates.get("preload", "")
    excerpt = f"{site.host} is {'' if is_preloaded else 'not '}on the HSTS preload list {day}"
    return site.fact("hsts.preloaded", is_preloaded, page, excerpt)


PROBE = Probe(
    id="hsts",
    doc=__doc__,
    keys=("hsts.max_age", "hsts.subdomains", "hsts.preload", "hsts.preloaded"),
    look=look,
)
