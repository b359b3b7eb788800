"""HTML as browsers would read it, near enough, and never an error."""

from __future__ import annotations

import re
from itertools import islice

from lxml import etree, html
from lxml.html import HtmlElement

from soescan.web import Page
from soescan.web.shelf import RecentPages

LIMIT = 2 << 20
"""Characters of a page that are parsed."""
TAGS = 60_000
"""Of a page that are parsed, three times what the longest of real pages hold. A tag can be three
characters long, and what is parsed takes two hundred bytes for each."""
ATTRIBUTES = 120_000
"""Likewise."""


def parse_html(text: str) -> HtmlElement:
    """The root element of a text, of which `LIMIT` characters count; never an error.

    Of more tags or attributes than a page may have (`TAGS`, `ATTRIBUTES`), the first are parsed.
    """
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    content = _bound(text).replace("\x00", "").encode("utf-8", "replace")
    try:
        root = html.document_fromstring(content, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        root = html.document_fromstring("<html></html>")
    return root


def why_incomplete(page: Page) -> str:
    """Why something of a page may not have been read; empty when all of it was.

    What is not seen on such a page may be on it all the same.
    """
    if page.cut or page.bodiless or not page.is_html:
        return page.cut
    return _flaws(page)


def _find_flaw(page: Page) -> str:
    text = page.text
    if len(_bound(text)) != len(text):
        return "more markup than is read"
    return "it ends in the middle of a tag" if ends_open(text) else ""


_flaws: RecentPages[Page, str] = RecentPages(_find_flaw, most=16 << 20)


def ends_open(text: str) -> bool:
    """Does a page end within a tag or a comment, where none ends (HTML 13.2.2, ``eof-in-tag``)?

    Where no length was sent or kept, that is all that shows that a page was cut.

    >>> ends_open("<p>a<img src=/b"), ends_open("<p>a<!-- b"), ends_open("<p>1 < 2 and 3 > 2 <")
    (True, True, False)
    """
    if text.rfind("<!--") > text.rfind("-->"):
        return True
    start = text.rfind("<")
    if start <= text.rfind(">") or not _OPENING.match(text, start):
        return False
    return not text[start:].lower().startswith(("</html", "</body"))


_OPENING = re.compile(r"</?[a-zA-Z]")


def _bound(text: str) -> str:
    """As much of a text as is parsed."""
    text = _cut_before(_cut_before(text[:LIMIT], "<", TAGS), "=", ATTRIBUTES)
    crowded = _CROWDED_TAG.search(text)
    return text[: crowded.start()] if crowded else text


_CROWDED_TAG = re.compile(
    r"""<[a-zA-Z][^\s/<>"'=]*+(?:[\s/]++[^\s/<>"'=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s<>"']*+))?+){1000}"""
)
"""A tag of a thousand attributes. The parser compares each with all before it."""


def _cut_before(text: str, mark: str, most: int) -> str:
    """A text up to where a character stands in it once too often."""
    if text.count(mark) <= most:
        return text
    return text[: next(islice(re.finditer(mark, text), most, None)).start()]


def parse_page(page: Page) -> HtmlElement:
    """A page, parsed; an empty document when it is no HTML. Shared: do not change it.

    The last few are kept, since one page is judged, searched and read, mostly in this order. A tree
    takes up to fifty times the bytes of its page, so who needs it later asks again.

    Raises:
        UnreadableError: the page's body was not kept.
    """
    return _trees(page)


_trees: RecentPages[Page, HtmlElement] = RecentPages(
    lambda page: parse_html(page.text if page.is_html else ""), most=3 << 20
)


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
