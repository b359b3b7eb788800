"""HTML as browsers would read it, near enough, and never an error."""

from __future__ import annotations

from functools import lru_cache

from lxml import etree, html
from lxml.html import HtmlElement

from soescan.web import Page

LIMIT = 2 << 20
"""Characters of a page that are parsed."""


def parse_html(text: str) -> HtmlElement:
    """The root element of a text, of which `LIMIT` characters count; never an error."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    content = text[:LIMIT].replace("\x00", "").encode("utf-8", "replace")
    try:
        root = html.document_fromstring(content, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        root = html.document_fromstring("<html></html>")
    return root


@lru_cache(maxsize=4)
def parse_page(page: Page) -> HtmlElement:
    """A page, parsed; an empty document when it is no HTML. Shared: do not change it.

    The last few are kept, since one page is judged, searched and read, mostly in this order.

    Raises:
        UnreadableError: the page's body was not kept.
    """
    return parse_html(page.text if page.is_html else "")


_UNREAD = frozenset(("head", "script", "style", "noscript", "template", "svg", "nav", "select"))
_LINES = frozenset(
    (
        *("p", "div", "section", "article", "main", "aside", "header", "footer", "br", "hr", "li"),
        *("ul", "ol", "dl", "dt", "dd", "table", "tr", "td", "th", "caption", "blockquote"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "pre", "form", "body"),
    )
)


def readable_text(text: str) -> str:
    """What a reader of a page sees, a line for each block; menus and scripts left out.

    >>> readable_text("<h1>A</h1><p>b <i>c</i></p><script>d</script>")
    'A\\nb c'
    """
    pieces: list[str] = []
    inside: HtmlElement | None = None
    for event, element in etree.iterwalk(parse_html(text), events=("start", "end")):
        if event == "start" and inside is None:
            if element.tag in _UNREAD:
                inside = element
            else:
                pieces.append("\n" if element.tag in _LINES else "")
                pieces.append(element.text or "")
        elif event == "end":
            if inside is element:
                inside = None
            if inside is None:
                pieces.append("\n" if element.tag in _LINES else "")
                pieces.append(element.tail or "")
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)
