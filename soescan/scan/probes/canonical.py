"""At which address does the site settle?

Looks at: where the front page leads over HTTP and HTTPS, with and without ``www.``.

Why it matters: addresses go into allow-lists, contracts and single sign-on settings; a site that
answers at two addresses without redirecting has two sets of cookies, certificates and headers to
maintain.

Cannot see: redirects made by scripts, and other names of the product.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.errors import UnreadableError, UnreadableState
from soescan.model import Fact, Gap
from soescan.scan.probes.probe import Probe
from soescan.site.site import Site
from soescan.site.tls_connection import tls_endpoint
from soescan.web import Get, Page
from soescan.web.url import registrable_domain

_NO_ANSWER = (UnreadableState.DNS, UnreadableState.DOWN)
"""The ways in which an address leads nowhere, which is an answer when another leads somewhere."""


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield ``scan.canonical``: one fact for each address in which the ways end."""
    ends: dict[str, tuple[Page, list[str]]] = {}
    gaps: list[tuple[str, UnreadableError]] = []
    for url in front_page_addresses(site):
        try:
            page = site.ask(Get(url))
            end = page.way[-1].url
        except UnreadableError as error:
            gaps.append((url, error))
        else:
            ends.setdefault(end, (page, []))[1].append(url)
    for end, (page, urls) in ends.items():
        yield site.fact("scan.canonical", end, page, " and ".join(urls))
    for url, failure in gaps:
        if not ends or failure.state not in _NO_ANSWER:
            yield site.gap(PROBE.id, url, failure.state, failure.why)


def front_page_addresses(site: Site) -> tuple[str, ...]:
    """The addresses of the front page: both schemes, and with and without ``www.``.

    A host below the registered domain has no ``www.`` beside it, and a port of its own has one
    scheme.
    """
    name, port = tls_endpoint(site)
    if port != 443 or not site.url.lower().startswith("http"):
        return (site.url,)
    has_www = registrable_domain(site.host) == site.host or name != site.host
    beside = [f"www.{site.host}"] if has_www else []
    return tuple(f"{scheme}://{n}/" for n in (site.host, *beside) for scheme in ("https", "http"))


PROBE = Probe(id="canonical", doc=__doc__, keys=("scan.canonical",), look=look)
