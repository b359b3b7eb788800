"""Hosts and addresses that a page names, in the order in which it names them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from soescan.evidence.site import Site
from soescan.names import belongs, host

if TYPE_CHECKING:
    from lxml.html import HtmlElement

LIMIT = 5_000
"""Addresses of a page that are looked at."""

_ATTRIBUTES = ("href", "src", "action", "data-src", "content")
_CSP_HOST = re.compile(
    r"(?<![\w.*-])(?:https?://)?((?:[a-z0-9_-]{1,63}\.){1,10}[a-z]{2,24})(?![\w-])"
)


def addresses(site: Site) -> tuple[tuple[str, str], ...]:
    """Each absolute address that the landing page links or loads, with the text of the link."""
    return site.links


def named(document: HtmlElement, base: str) -> tuple[tuple[str, str], ...]:
    """`addresses` of any page."""
    found: dict[str, str] = {}
    for element in document.iter():
        for name in _ATTRIBUTES:
            value = (element.get(name) or "").strip()
            if not value or (name == "content" and "://" not in value):
                continue
            try:
                url = urljoin(base, value[:2_000])
            except ValueError:
                continue
            if url.startswith(("http://", "https://")):
                text = element.text_content()[:200] if element.tag == "a" else ""
                found.setdefault(url, " ".join(text.split()))
        if len(found) >= LIMIT:
            break
    return tuple(found.items())


def own_hosts(site: Site) -> tuple[str, ...]:
    """The vendor's hosts that the page and its Content-Security-Policy name, but for its own."""
    known = (site.host, f"www.{site.host}", site.domain, f"www.{site.domain}")
    return tuple(
        dict.fromkeys(
            name for name in _hosts(site) if belongs(name, site.domain) and name not in known
        )
    )


def _hosts(site: Site) -> Iterator[str]:
    for url, _ in addresses(site):
        yield host(url)
    for header in ("content-security-policy", "content-security-policy-report-only"):
        for found in _CSP_HOST.finditer(site.page.header(header)[:50_000].lower()):
            yield found[1]
