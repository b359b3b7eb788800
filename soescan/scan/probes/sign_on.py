"""Which identity service runs the product's sign-in?

Looks at: the links of the site that lead to a sign-in page; where that page redirects to, loads
from and sends to; and the hosts in its security policy.

Why it matters: a known identity service brings single sign-on, second factors and logs within
reach; it is also one more company that knows who signs in, and when.

Cannot see: a service behind the vendor's own host name, pages that scripts alone draw, and whether
customers can bring their own identity provider. Buttons of social log-ins do not count.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from soescan.errors import UnreadableError, UnreadableState
from soescan.model import Fact, Gap
from soescan.quantities import quantity
from soescan.recognition.documents.page_matter import page_headings
from soescan.recognition.hosting import host_view, service_hosts
from soescan.scan.probes.probe import Probe
from soescan.site import links
from soescan.site.page_state import classify_page
from soescan.site.site import Site
from soescan.site.whole_page import cut_state
from soescan.web import Page
from soescan.web.url import belongs, host
from soescan.webstandards import policy_sources
from soescan.webstandards.html import parse_html, parse_page

MAX_PAGES = 2
"""Sign-in pages that are looked at, of the site's own and at identity services."""
MAX_LINKS = 20
"""Links to such pages that are told apart."""


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield ``auth.idp``: the services recognised; none only when a sign-in page was read."""
    leading = _sign_in_links(site)
    evidence: dict[str, tuple[str, Page]] = {}
    read: list[Page] = []
    gaps: list[Gap] = []
    chosen = _pages_to_read(leading)
    if others := [url for url in leading if url not in chosen]:
        links = quantity(len(others), "more link")
        why = f"not followed: {links} to sign-in pages"
        gaps.append(site.gap(PROBE.id, others[0], UnreadableState.NOT_ASKED, why))
    for url in chosen:
        try:
            page, services_here, (state, why) = _read_sign_in_page(site, url)
        except UnreadableError as error:
            state, why = error.state, error.why
        else:
            evidence = {name: (clue, page) for name, clue in services_here.items()} | evidence
            state, why = (state, why) if state is not None else cut_state(page)
            read += [page] if state is None else []
        if state is not None:
            gaps.append(site.gap(PROBE.id, url, state, why))
    if evidence:
        services = tuple(sorted(evidence))
        excerpt = "; ".join(f"{name}: {evidence[name][0]}" for name in services)
        yield site.fact("auth.idp", services, evidence[services[0]][1], excerpt)
    else:
        yield from _none_seen(site, leading, read, gaps)
    yield from gaps


def _none_seen(
    site: Site, leading: tuple[str, ...], read: Sequence[Page], gaps: Sequence[Gap]
) -> Iterator[Fact | Gap]:
    """That no service is there, if every page that could have named one was read whole."""
    state, why = cut_state(site.page)
    if state is not None:
        yield site.gap(PROBE.id, site.page.url, state, why)
    elif read and not any(_may_hide_service(gap) for gap in gaps):
        yield site.fact("auth.idp", (), read[0], "no known identity service")
    elif not leading:
        why = "the page links to no sign-in page"
        yield site.gap(PROBE.id, site.page.url, UnreadableState.NOT_FOUND, why)


def _may_hide_service(gap: Gap) -> bool:
    """Could what was not read have named an identity service that the pages read do not?"""
    is_service = bool(service_hosts.identity_service(gap.url))
    return is_service or gap.state == UnreadableState.NOT_ASKED


def _pages_to_read(leading: tuple[str, ...]) -> tuple[str, ...]:
    """The first sign-in pages at identity services, and the first of the site's own."""
    direct = [url for url in leading if service_hosts.identity_service(url)]
    return (*direct[:MAX_PAGES], *[url for url in leading if url not in direct][:MAX_PAGES])


def _read_sign_in_page(
    site: Site, url: str
) -> tuple[Page, dict[str, str], tuple[UnreadableState | None, str]]:
    """The page that a link calls a sign-in page, its services and how so, and its state.

    That the address is one of an identity service's counts only if a sign-in page answers there.
    """
    page = site.get(url)
    state, why = _unreadable_state(page)
    services = _identity_services(page)
    if not _is_sign_in_page(page, state):
        services.pop(service_hosts.identity_service(url), None)
        if state is None and not services:
            state, why = UnreadableState.SOFT_404, "the page there is not a sign-in page"
    return page, services, (state, why)


def _unreadable_state(page: Page) -> tuple[UnreadableState | None, str]:
    """Why a page does not count as a sign-in page that was read; a form to sign in is one."""
    if page.bodiless or policy_sources.has_unsaved_headers(page):
        return UnreadableState.NOT_RECORDED, "the page was not saved whole"
    state, why = classify_page(page)
    is_sign_in = state in (UnreadableState.LOGIN, UnreadableState.ELSEWHERE)
    return (None, "") if is_sign_in else (state, why)


def _is_sign_in_page(page: Page, state: UnreadableState | None) -> bool:
    """Does a page ask to sign in: does it hold a form, or say so in its title or headings?

    Of one that scripts draw, its title tells.
    """
    if state not in (None, UnreadableState.SCRIPT_ONLY):
        return False
    words = service_hosts.sign_on_table().words
    has_form = next(parse_page(page).iter("form", "input"), None) is not None
    headings = [heading.lower() for heading in page_headings(page)]
    return has_form or any(word in heading for heading in headings for word in words)


def _sign_in_links(site: Site) -> tuple[str, ...]:
    """Addresses of sign-in pages that the site links to: by service, words, path or host."""
    sign_in_urls = dict.fromkeys(
        url.partition("#")[0]
        for url, text in links.page_links(site)
        if service_hosts.identity_service(url)
        or (belongs(host(url), site.domain) and (_names_sign_in(text) or _is_sign_in_address(url)))
    )
    app = (f"https://{name}/" for name in host_view.app_hosts(site))
    return tuple(
        dict.fromkeys((*sorted(sign_in_urls, key=lambda url: not _is_sign_in_address(url)), *app))
    )[:MAX_LINKS]


def _names_sign_in(text: str) -> bool:
    return text.lower() in service_hosts.sign_on_table().words


def _is_sign_in_address(url: str) -> bool:
    """Does the address itself say that one signs in there?"""
    paths = service_hosts.sign_on_table().paths
    name, _, path = url.partition("?")[0].partition("://")[2].partition("/")
    return name.partition(".")[0] in paths or any(
        part in paths for part in path.lower().split("/")[:4]
    )


def _identity_services(page: Page) -> dict[str, str]:
    """The identity services that a sign-in page leads to, loads from or lets in, and how so."""
    services: dict[str, str] = {}
    if len(page.hops) == 1 and (service := service_hosts.identity_service(page.url)):
        services[service] = f"sign-in page at {page.url.partition('?')[0]}"
    for hop in page.hops:
        if service := service_hosts.identity_service(hop.url):
            services.setdefault(service, f"redirect to {hop.url.partition('?')[0]}")
    document = parse_html(page.text if page.is_html and not page.bodiless else "")
    for url, _ in links.links_in(document, page.url):
        if service := service_hosts.identity_service(url):
            services.setdefault(service, f"{page.host} refers to {url.partition('?')[0]}")
    for source in policy_sources.policy_sources(page, document):
        if service := service_hosts.identity_service(source):
            services.setdefault(service, f"{page.host} lets in {source}")
    return services


PROBE = Probe(id="sign-on", doc=__doc__, keys=("auth.idp",), look=look)
