"""Does the vendor say in a security.txt file where reports of security holes go?

Looks at: ``/.well-known/security.txt``, or else ``/security.txt``, read by RFC 9116: contacts,
expiry, fields, and whether the file is signed.

Why it matters: who finds a hole in the product has to reach somebody; a file that has expired was
last looked at by nobody.

Cannot see: whether the contact answers, and whether a signature is the vendor's.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.errors import UnreadableError, UnreadableState
from soescan.model import Fact, Gap
from soescan.scan.probes.probe import Probe
from soescan.site.page_state import classify_page, soft_404_reason
from soescan.site.site import Site
from soescan.web import Get, Page
from soescan.web.url import join_url
from soescan.webstandards import security_txt
from soescan.webstandards.security_txt import SecurityTxt

PATHS = ("/.well-known/security.txt", "/security.txt")
"""Where the file is (RFC 9116, section 3): its address, and that of older files."""


def look(site: Site) -> Iterator[Fact | Gap]:
    """Yield whether there is a file, whether it is valid, until when, and its contacts."""
    page, file = find_file(site)
    yield site.fact("securitytxt.present", file is not None, page, _excerpt(page, file))
    if file is None:
        yield site.fact("securitytxt.valid", False, page, "no file")
        yield site.fact("securitytxt.contact", (), page)
        return
    problems = [
        *file.problems,
        *_expiry_problems(file, page.at),
        *_transport_problems(file, page),
    ]
    excerpt = "; ".join(problems) or ("signed" if file.signed else "not signed")
    yield site.fact("securitytxt.valid", not problems, page, excerpt)
    if file.expires:
        yield site.fact("securitytxt.expires", str(file.expires.date()), page)
    yield site.fact("securitytxt.contact", file.all("contact")[:20], page)


def find_file(site: Site) -> tuple[Page, SecurityTxt | None]:
    """The file and the page it is on; the page that answers at its address when there is none.

    Raises:
        UnreadableError: an address could not be read, and the other has no file either.
    """
    first_page: Page | None = None
    failure: UnreadableError | None = None
    for path in PATHS:
        try:
            page = _fetch(site, path)
        except UnreadableError as error:
            failure = failure or error
            if failure.state is not UnreadableState.BLOCKED:
                raise
            continue  # servers that hide names with a dot refuse the first address only
        if file := _parse_file(site, page):
            return page, file
        first_page = first_page or page
    if failure or first_page is None:
        raise failure or UnreadableError(UnreadableState.DOWN)
    return first_page, None


def _fetch(site: Site, path: str) -> Page:
    """What answers at an address of the site, if nothing stands in front of it."""
    page = site.ask(Get(join_url(site.url, path)))
    state, why = classify_page(page)
    if state not in (None, UnreadableState.NOT_FOUND, *_NO_FILE):
        raise UnreadableError(state or UnreadableState.DOWN, why, at=page.at)
    return page


_NO_FILE = (UnreadableState.SOFT_404, UnreadableState.SCRIPT_ONLY, UnreadableState.LOGIN)
"""States of a page that answers for any address, and is no file."""


def _parse_file(site: Site, page: Page) -> SecurityTxt | None:
    """The file, if that is what came: a page for browsers is none, whatever it says."""
    if classify_page(page)[0] is not None:
        return None
    start = page.text[:500].lstrip("\ufeff \r\n\t").lower()
    if start.startswith(("<!doctype", "<html", "<?xml", "<head", "<body", "{")):
        return None
    if soft_404_reason(page, page.hops[0].url, site.landing.page):
        return None
    file = security_txt.parse_security_txt(page.text)
    return file if file.is_file else None


def _expiry_problems(file: SecurityTxt, seen_at: str) -> Iterator[str]:
    seen_moment = security_txt.parse_moment(seen_at)
    if file.expires and seen_moment and file.expires < seen_moment:
        yield f"it expired on {file.expires.date()}"


def _transport_problems(file: SecurityTxt, page: Page) -> Iterator[str]:
    """What is wrong with how the file came (section 3), and where from (section 2.5.2)."""
    if page.media_type != "text/plain":
        yield f"it comes as {page.media_type or 'no type'}, not as text/plain"
    if not page.url.startswith("https://"):
        yield "it does not come over HTTPS"
    canonical = file.all("canonical")
    if canonical and not {hop.url for hop in page.hops} & set(canonical):
        yield f"Canonical does not name {page.url}"


def _excerpt(page: Page, file: SecurityTxt | None) -> str:
    return f"status {page.status}" if file is None else page.text[:200]


PROBE = Probe(
    id="security-txt",
    doc=__doc__,
    keys=(
        "securitytxt.present",
        "securitytxt.valid",
        "securitytxt.expires",
        "securitytxt.contact",
    ),
    look=look,
)
