"""Hosts and addresses that a page names, in the order in which it names them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from soescan.site.site import Site
from soescan.web.url import belongs, host, join_url
from soescan.webstandards.base_url import base_address

if TYPE_CHECKING:
    from lxml.html import HtmlElement

LIMIT = 5_000
"""Addresses of a page that are looked at."""
_CHARACTERS = 2 << 20
"""Of those addresses together: encoded, one is up to twelve times as long as on the page."""

_ATTRIBUTES = ("href", "src", "action", "data-src", "content")
_CSP_HOST = re.compile(
    r"(?<![\w.*-])(?:https?://)?((?:[a-z0-9_-]{1,63}\.){1,10}[a-z]{2,24})(?![\w-])"
)


def page_links(site: Site) -> tuple[tuple[str, str], ...]:
    """Absolute addresses that the landing page links or loads, each with the text of its link.

    In the order of the page, each once, at most `LIMIT`.

    Raises:
        UnreadableError: the landing page cannot be read.
    """
    return site.compute_once(_landing_page_links)


def _landing_page_links(site: Site) -> tuple[tuple[str, str], ...]:
    from soescan.webstandards.html import parse_page

    return links_in(parse_page(site.page), site.page.url)  # a link that is seen is there


def links_in(document: HtmlElement, page_url: str) -> tuple[tuple[str, str], ...]:
    """As `page_links`, for any parsed page at `page_url`; its ``base`` element is honoured."""
    base = base_address(document, page_url)
    links: dict[str, str] = {}
    characters = 0
    for element in _find_linking_elements()(document)[: 4 * LIMIT]:
        for name in _ATTRIBUTES:
            value = (element.get(name) or "").strip()
            if not value or (name == "content" and "://" not in value):
                continue
            url = join_url(base, value[:2_000])
            if url.startswith(("http://", "https://")):
                known = len(links)
                text = element.text_content()[:200] if element.tag == "a" else ""
                # Of several links to one address, the first that has words names it.
                links[url] = links.get(url) or " ".join(text.split())
                characters += len(url) if len(links) > known else 0
        if len(links) >= LIMIT or characters > _CHARACTERS:
            break
    return tuple(links.items())


@cache
def _find_linking_elements() -> Callable[[HtmlElement], list[HtmlElement]]:
    """Looks for the elements that have such an attribute."""
    from lxml.etree import XPath

    condition = " or ".join(f"@{name}" for name in _ATTRIBUTES)
    return XPath(f"descendant-or-self::*[{condition}]")


def vendor_hosts(site: Site) -> tuple[str, ...]:
    """Other hosts below the vendor's domain that the landing page or its policy names.

    In the order in which they are named.

    Raises:
        UnreadableError: the landing page cannot be read.
    """
    return site.compute_once(_vendor_hosts)


def _vendor_hosts(site: Site) -> tuple[str, ...]:
    shown_hosts = (site.host, f"www.{site.host}", site.domain, f"www.{site.domain}")
    names = dict.fromkeys(_list_hosts(site))
    return tuple(name for name in names if belongs(name, site.domain) and name not in shown_hosts)


def _list_hosts(site: Site) -> Iterator[str]:
    for url, _ in page_links(site):
        yield host(url)
    for header in ("content-security-policy", "content-security-policy-report-only"):
        for match in _CSP_HOST.finditer(site.page.header(header)[:50_000].lower()):
            yield match[1]
