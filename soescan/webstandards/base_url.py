"""The address that a page's relative addresses are read from (HTML, section 2.4.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from soescan.web.url import Url, parse_url

if TYPE_CHECKING:
    from lxml.html import HtmlElement


def find_base(document: HtmlElement, page: Url | None) -> Url | None:
    """The address that the relative addresses of a page at `page` are read from.

    The first ``base`` element with an ``href`` decides; the page's own address counts without one,
    and where that one leads to no host.
    """
    for element in document.iter("base"):
        if (href := element.get("href")) is not None:
            url = parse_url(href, page)
            return url if url and url.host else page
    return page


def base_address(document: HtmlElement, url: str) -> str:
    """As `find_base`, of a page at `url`, as text; `url` itself where that is no address."""
    base = find_base(document, parse_url(url))
    return str(base) if base else url
