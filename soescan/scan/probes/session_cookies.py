"""Are session cookies kept from the network, from scripts and from other sites?

Looks at: the cookies that the page, or the sign-in page in its place, and the redirects to it set,
read as browsers read them; what is deleted, refused or no session by its name does not count.
Without one, nothing is said.

Why it matters: whoever holds the session cookie is signed in as its owner.

Cannot see: cookies that are set after signing in, and those that scripts set.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from soescan.errors import UnreadableState
from soescan.model import Fact, Gap
from soescan.scan.probes.probe import Probe
from soescan.site.site import Site
from soescan.web.cookies.set_cookie import Cookie
from soescan.webstandards import cookie_names
from soescan.webstandards.cookies import stored_cookies


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield whether all session cookies are Secure, HttpOnly and SameSite; a gap without one."""
    page = site.front_page
    sessions = [
        cookie
        for cookie in stored_cookies(page.hops, page.at)
        if cookie_names.carries_session(cookie.name)
    ]
    if not sessions:
        why = "the page sets no session cookie before anybody signs in"
        yield site.gap(PROBE.id, page.url, UnreadableState.NOT_APPLICABLE, why)
        return
    for key, bad in (
        ("cookies.secure", [cookie for cookie in sessions if not cookie.secure]),
        ("cookies.httponly", [cookie for cookie in sessions if not cookie.httponly]),
        (
            "cookies.samesite",
            [cookie for cookie in sessions if cookie.samesite not in ("lax", "strict")],
        ),
    ):
        yield site.fact(key, not bad, page, _describe(sessions, bad))


def _describe(sessions: Sequence[Cookie], bad: Sequence[Cookie]) -> str:
    names = ", ".join(cookie.name for cookie in bad or sessions)
    return f"without it: {names}" if bad else f"all have it: {names}"


PROBE = Probe(
    id="session-cookies",
    doc=__doc__,
    keys=("cookies.secure", "cookies.httponly", "cookies.samesite"),
    look=look,
)
