"""The security.txt file of a site, wherever it is kept (RFC 9116)."""

from __future__ import annotations

from soescan.errors import UnreadableError, UnreadableState
from soescan.site.page_state import classify_page, soft_404_reason
from soescan.site.site import Site
from soescan.site.whole_page import require_whole
from soescan.web import Get, Page
from soescan.web.url import join_url
from soescan.webstandards import security_txt
from soescan.webstandards.security_txt import SecurityTxt

PATHS = ("/.well-known/security.txt", "/security.txt")
"""Where the file is (RFC 9116, section 3): its address, and that of older files."""


def find_security_txt(site: Site) -> tuple[Page, SecurityTxt | None]:
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
    require_whole(page)
    start = page.text[:500].lstrip("\ufeff \r\n\t").lower()
    if start.startswith(("<!doctype", "<html", "<?xml", "<head", "<body", "{")):
        return None
    if soft_404_reason(page, page.hops[0].url, site.landing.page):
        return None
    file = security_txt.parse_security_txt(page.text)
    return file if file.is_file else None
