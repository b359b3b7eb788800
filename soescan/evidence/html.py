"""HTML as browsers would read it, near enough, and never an error."""

from __future__ import annotations

from lxml import etree, html
from lxml.html import HtmlElement

LIMIT = 2 << 20
"""Characters of a page that are parsed."""


def parse(text: str) -> HtmlElement:
    """The root element of a page; an empty one when there is nothing to parse."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    content = text[:LIMIT].replace("\x00", "").encode("utf-8", "replace")
    try:
        root = html.document_fromstring(content, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        root = html.document_fromstring("<html></html>")
    return root
