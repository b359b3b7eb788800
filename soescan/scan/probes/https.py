"""Does the service answer over HTTPS, and does it redirect every visitor to it?

Looks at: the front page over HTTPS and over HTTP, and each redirect on the way.

Why it matters: anybody on the same network, for example in a café, can read and change what is sent
over plain HTTP; most policies forbid it.

Cannot see: links within the product that lead back to HTTP.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from soescan.errors import UnreadableError, UnreadableState
from soescan.model import Fact, Gap
from soescan.quantities import quantity
from soescan.scan.probes.probe import Probe
from soescan.site.page_state import classify_page
from soescan.site.site import Site
from soescan.site.tls_connection import tls_endpoint
from soescan.web import Get, Handshake, Page, WebAnswer
from soescan.web.url import parse_url


@dataclass(frozen=True, slots=True)
class _Silence:
    """That nobody answered at an address, as an answer."""

    where: str
    at: str
    sha256: str = ""


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield whether HTTPS answers, whether HTTP leads there, and whether anything leads back."""
    name, port = tls_endpoint(site)
    secure, plain = _fetch(site, _front_page("https", name, port)), None
    if port == 443:
        plain = _fetch(site, _front_page("http", name, 80))
    answered = secure if isinstance(secure, Page) else _try_handshake(site, name, port)
    if not isinstance(answered, UnreadableError):
        yield site.fact("tls.https", True, answered)
    elif answered.state in _CLOSED and isinstance(plain, Page) and _is_plain_http(plain.url):
        yield site.fact("tls.https", False, plain, f"HTTPS: {answered.why}")
    else:
        yield site.gap(PROBE.id, _front_page("https", name, port), answered.state, answered.why)
    if plain is not None:
        yield _redirect_fact(site, plain, not isinstance(answered, UnreadableError))
    if isinstance(secure, Page):
        yield _downgrade_fact(site, [secure, *([plain] if isinstance(plain, Page) else [])])


_CLOSED = (UnreadableState.DOWN, UnreadableState.TLS)
"""The ways in which there is no HTTPS; a connection that times out may only be slow."""


_SERVED = frozenset(
    {
        UnreadableState.LOGIN,
        UnreadableState.SCRIPT_ONLY,
        UnreadableState.SOFT_404,
        UnreadableState.PARKED,
    }
)
"""What a server answers itself, whatever stands on the page."""


def _redirect_fact(site: Site, plain: Page | UnreadableError, has_https: bool) -> Fact | Gap:
    """``https.redirect``, from what came of asking over HTTP."""
    if isinstance(plain, Page):
        if not _is_plain_http(plain.url):
            return site.fact("https.redirect", True, plain, f"leads to {plain.url}")
        state, why = classify_page(plain)
        if state is None or state in _SERVED:
            return site.fact("https.redirect", False, plain, f"status {plain.status}")
        return site.gap(PROBE.id, plain.url, state or UnreadableState.DOWN, why)
    plain_url = _front_page("http", tls_endpoint(site)[0], 80)
    if plain.state is UnreadableState.DOWN and has_https and plain.at:
        silence = _Silence(plain_url, plain.at)
        return site.fact("https.redirect", True, silence, f"port 80: {plain.why}")
    return site.gap(PROBE.id, plain_url, plain.state, plain.why)


def _downgrade_fact(site: Site, pages: Sequence[Page]) -> Fact:
    """``https.downgrade``, from the hops of some pages."""
    for page in pages:
        for hop, next_hop in pairwise(page.hops):
            if not _is_plain_http(hop.url) and _is_plain_http(next_hop.url):
                return site.fact("https.downgrade", True, page, f"{hop.url} to {next_hop.url}")
    return site.fact(
        "https.downgrade", False, pages[0], quantity(len(pages[0].hops) - 1, "redirect")
    )


def _fetch(site: Site, url: str) -> Page | UnreadableError:
    try:
        page = site.ask(Get(url))
        _ = page.way  # of a page that somebody saved, nobody knows how it was reached
    except UnreadableError as error:
        return error
    return page


def _try_handshake(site: Site, name: str, port: int) -> WebAnswer | UnreadableError:
    """A handshake shows that HTTPS is there where the page itself could not be read."""
    try:
        return site.ask(Handshake(name, port))
    except UnreadableError as error:
        return error


def _front_page(scheme: str, name: str, port: int) -> str:
    return f"{scheme}://{name}/" if port in (80, 443) else f"{scheme}://{name}:{port}/"


def _is_plain_http(url: str) -> bool:
    parsed = parse_url(url)
    return parsed is not None and parsed.scheme == "http"


PROBE = Probe(
    id="https",
    doc=__doc__,
    keys=("tls.https", "https.redirect", "https.downgrade"),
    look=look,
)
