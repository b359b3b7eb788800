"""Which cookies are set at the first visit, before anybody has consented?

Looks at: the cookies that the landing page and the redirects to it set, as browsers keep them;
those that a site cannot work without, by their names, are left out of what needs consent.

Why it matters: cookies that are not strictly necessary need consent first. What the vendor's own
site sets says nothing of what a tool sets on our pages: for that, somebody has to look there.

Cannot see: cookies that scripts set, which are most of them, nor those of other companies that only
a browser meets. When none is seen and the page runs scripts, that is a gap and not a "none".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from soescan.errors import UnreadableState
from soescan.model import Fact, Gap
from soescan.quantities import quantity
from soescan.scan.probes.probe import Probe
from soescan.site.site import Site
from soescan.web import Page
from soescan.web.cookies.set_cookie import Cookie, parse_time
from soescan.web.url import registrable_domain
from soescan.webstandards import cookie_names
from soescan.webstandards.cookies import stored_cookies
from soescan.webstandards.loads import count_scripts, registered_sites

_DAY = 86_400


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield what was set; what only scripts could tell is a gap."""
    page = site.front_page
    jar = stored_cookies(page.hops, page.at)
    own_domains = registered_sites(site.url, page.url)
    names = {cookie.name for cookie in jar}
    asking = tuple(sorted(name for name in names if not cookie_names.is_necessary(name)))
    foreign = tuple(sorted({cookie.host for cookie in jar if not _is_own(cookie, own_domains)}))
    excerpt = ", ".join(cookie.name for cookie in jar) or "no cookie was set"
    silent = count_scripts(site.front_document) == 0
    if asking or silent:
        yield site.fact("cookies.before_consent", asking, page, excerpt)
    if jar or silent:
        yield site.fact("cookies.lifetime", *_longest_lifetime(jar, page))
    if foreign or silent:
        yield site.fact("cookies.third_party", foreign, page, excerpt)
    if not (asking and foreign) and not silent:
        why = "scripts may set cookies, which cannot be seen without running them"
        yield site.gap(PROBE.id, page.url, UnreadableState.SCRIPT_ONLY, why)


def _is_own(cookie: Cookie, own_domains: frozenset[str]) -> bool:
    return (registrable_domain(cookie.host) or cookie.host) in own_domains


def _longest_lifetime(jar: Sequence[Cookie], page: Page) -> tuple[float | int, Page, str]:
    """Days that the longest-lived cookie lasts, the page, and the cookie's name."""
    received_at = parse_time(page.at)
    lives = [
        (life.total_seconds(), cookie.name) for cookie in jar if (life := cookie.lasts(received_at))
    ]
    seconds, name = max(lives, default=(0.0, ""))
    days = round(seconds / _DAY, 2)
    excerpt = f"{name} lasts {quantity(days, 'day')}" if name else "all end with the session"
    return (int(days) if days.is_integer() else days), page, excerpt


PROBE = Probe(
    id="first-cookies",
    doc=__doc__,
    keys=("cookies.before_consent", "cookies.lifetime", "cookies.third_party"),
    look=look,
)
