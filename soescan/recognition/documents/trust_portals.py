"""Services that keep trust portals for vendors, known by address or by what a page loads."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from soescan.recognition.documents.document_types import document_table
from soescan.web import Page
from soescan.web.url import belongs, host, parse_url

if TYPE_CHECKING:
    from lxml.html import HtmlElement


def portal_at_address(url: str) -> str:
    """The service whose portal is at an address; nothing when it is none.

    >>> portal_at_address("https://app.drata.com/trust/9cbf"), portal_at_address("https://app.drata.com/login")
    ('Drata', '')
    """
    portals = _portals_of_host(host(url))
    parsed = parse_url(url) if portals else None
    if parsed is None:
        return ""
    path = parsed.path.strip("/").split("/")
    for pattern, portal in portals:
        fits = all(expected in ("*", part) for expected, part in zip(pattern, path, strict=False))
        if len(path) >= len(pattern) and fits:
            return portal
    return ""


@lru_cache(maxsize=8_192)
def _portals_of_host(name: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    """Trust portals on a host: the leading parts of their paths, and their names."""
    portals = document_table().portals
    listed = ((at.partition("/"), portal.name) for portal in portals for at in portal.at)
    own = ((start, portal) for (domain, _, start), portal in listed if belongs(name, domain))
    return tuple((tuple(start.split("/")) if start else (), portal) for start, portal in own)


def portal_of_page(page: Page, root: HtmlElement) -> str:
    """The service that keeps the portal, by its address or by what it loads; else empty."""
    if name := portal_at_address(page.url):
        return name
    loaded = {
        host(str(element.get("src") or element.get("href") or ""))
        for element in root.iter("script", "link")
    }
    for portal in document_table().portals:
        if any(belongs(name, domain) for name in loaded for domain in portal.loads):
            return portal.name
    return ""
