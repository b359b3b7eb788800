"""Which identity service runs the product's sign-in?

Looks at: the links of the site that lead to a sign-in page; where that page redirects to, loads
from and sends to; and the hosts in its security policy.

Why it matters: a known identity service brings single sign-on, second factors and logs within
reach; it is also one more company that knows who signs in, and when.

Cannot see: a service behind the vendor's own host name, pages that scripts alone draw, and whether
customers can bring their own identity provider. Buttons of social log-ins do not count.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from soescan.errors import State, UnreadableError
from soescan.evidence import hosting, surface
from soescan.evidence.html import parse
from soescan.evidence.probes.probe import Probe
from soescan.evidence.reading import judge
from soescan.evidence.site import Site
from soescan.model import Fact, Gap
from soescan.names import belongs, host
from soescan.web import Page

PAGES = 2
"""Sign-in pages that are looked at."""


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield ``auth.idp``: the services recognised; none only when a sign-in page was read."""
    links = _links(site)
    found: dict[str, tuple[str, Page]] = {}
    for url in links:
        if service := hosting.identity_service(url):
            found.setdefault(service, (f"link to {url}", site.page))
    read: list[Page] = []
    gaps: list[Gap] = []
    for url in [url for url in links if not hosting.identity_service(url)][:PAGES]:
        try:
            page = site.get(url)
        except UnreadableError as error:
            gaps.append(site.gap(PROBE.id, url, error.state, error.why))
            continue
        found = {name: (says, page) for name, says in _services(page).items()} | found
        state, why = judge(page)
        if state is None or state is State.LOGIN:
            read.append(page)
        else:
            gaps.append(site.gap(PROBE.id, url, state, why))
    if found:
        services = tuple(sorted(found))
        says = "; ".join(f"{name}: {found[name][0]}" for name in services)
        yield site.seen("auth.idp", services, found[services[0]][1], says)
    elif read:
        yield site.seen("auth.idp", (), read[0], "no identity service that is known")
    elif not links:
        why = "the page links to no sign-in page"
        yield site.gap(PROBE.id, site.page.url, State.NOT_FOUND, why)
    yield from gaps


def _links(site: Site) -> tuple[str, ...]:
    """Addresses of sign-in pages that the site links to: by their words, path, host, or service."""
    page = site.page
    known = hosting.sign_on()
    found: dict[str, None] = {}
    for at, anchor in enumerate(site.document.iter("a", "form")):
        if at >= surface.LINKS:
            break
        for url in surface.addresses_of(anchor, page.url):
            name = host(url)
            ours = belongs(name, site.domain)
            words = " ".join("".join(islice(anchor.itertext(), 20))[:200].split()).lower()
            path = url.partition("?")[0].partition("://")[2].partition("/")[2].lower()
            says = words in known.words or any(part in known.paths for part in path.split("/")[:4])
            label = name.partition(".")[0] in known.labels and name != page.host
            if hosting.identity_service(url) or (ours and (says or label)):
                found[url.partition("#")[0]] = None
    return tuple(sorted(found, key=lambda url: not _plainly(url)))[:20]


def _plainly(url: str) -> bool:
    """Does the address itself say that one signs in there?"""
    known = hosting.sign_on()
    name, _, path = url.partition("?")[0].partition("://")[2].partition("/")
    return name.partition(".")[0] in known.paths or any(
        part in known.paths for part in path.lower().split("/")[:4]
    )


def _services(page: Page) -> dict[str, str]:
    """The identity services that a sign-in page leads to, loads from or lets in, and how so."""
    found: dict[str, str] = {}
    for hop in page.hops:
        if service := hosting.identity_service(hop.url):
            found.setdefault(service, f"redirect to {hop.url.partition('?')[0]}")
    document = parse(page.text if page.is_html else "")
    for url in surface.addresses(document, page.url):
        if service := hosting.identity_service(url):
            found.setdefault(service, f"{page.host} refers to {url.partition('?')[0]}")
    for source in surface.policy_sources(page, document):
        if service := hosting.identity_service(source):
            found.setdefault(service, f"{page.host} lets in {source}")
    return found


PROBE = Probe(id="sign-on", doc=__doc__, keys=("auth.idp",), look=look)
