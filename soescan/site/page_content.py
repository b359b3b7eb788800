"""What of a page its readers see, and what its source holds, as signatures are compared with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from functools import cache, cached_property
from itertools import islice
from typing import TYPE_CHECKING

from soescan.web import Page

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_UNREAD_TAGS = ("script", "style", "noscript", "template", "iframe", "svg", "title")
_VISIBLE_TAGS = ("img", "input", "video", "canvas", "object", "form")
_TITLE_PARTS = re.compile(r"\s*[|·•–—»]\s*|\s+-\s+")


class PageContent:
    """What of a page its readers see, and what its source holds; each looked up when needed."""

    def __init__(self, page: Page) -> None:
        """Nothing is looked up yet."""
        self.page = page

    @property
    def root(self) -> HtmlElement:
        """The parsed page. Shared: do not change it."""
        from soescan.webstandards.html import parse_page

        return parse_page(self.page)

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """The folded title, then each part of it between separators such as ``|`` and ``·``."""
        title = " ".join((self.root.findtext(".//title") or "")[:500].split())
        return tuple(
            dict.fromkeys(fold_title(part) for part in (title, *_TITLE_PARTS.split(title)))
        )

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """The folded text of the first ``h1`` and of the first ``h2``."""
        headings = (next(self.root.iter(name), None) for name in ("h1", "h2"))
        return tuple(
            fold_title(heading.text_content()[:200]) for heading in headings if heading is not None
        )

    @cached_property
    def noscript(self) -> str:
        """The folded text of all ``noscript`` elements."""
        texts = (element.text_content()[:1_000] for element in self.root.iter("noscript"))
        return fold_text(" ".join(texts))

    @cached_property
    def visible(self) -> str:
        """The text that a reader sees, whitespace collapsed."""
        return " ".join(_visible_text(self.root).split())

    @cached_property
    def text(self) -> str:
        """`visible`, folded."""
        return fold_text(self.visible)

    @cached_property
    def length(self) -> int:
        """Characters in `visible`; for what is no HTML, bytes of the body."""
        return len(self.visible) if self.page.is_html else len(self.page.body)

    @cached_property
    def source(self) -> str:
        """The source text in lower case."""
        return self.page.text.lower()

    @cached_property
    def field_types(self) -> frozenset[str]:
        """The ``type`` of every ``input`` element, in lower case; ``text`` where there is none."""
        return frozenset(
            (element.get("type") or "text").lower() for element in self.root.iter("input")
        )

    @cached_property
    def has_scripts(self) -> bool:
        """Is there a ``script`` element?"""
        return next(self.root.iter("script"), None) is not None

    @cached_property
    def empty_element_ids(self) -> tuple[str, ...]:
        """Ids of block elements without content, and ``body`` where one is alone in the body."""
        blocks = (
            element
            for element in self.root.iter("div", "main", "section", "body")
            if element.get("id")
        )
        empty_ids = [
            str(block.get("id")).lower() for block in islice(blocks, 30) if not _has_content(block)
        ]
        body = self.root.find("body")
        first_children = (
            [] if body is None else [child for child in body if child.tag not in _UNREAD_TAGS][:3]
        )
        alone = any(
            child.get("id") and not len(child) and not _has_content(child)
            for child in first_children
        )
        return (*empty_ids, *(["body"] if alone else []))


def _visible_text(root: HtmlElement) -> str:
    """The texts of a page outside of what browsers do not show as text."""
    readable = deepcopy(root)
    for unread in list(readable.iter(*_UNREAD_TAGS)):
        unread.clear(keep_tail=True)
    return " ".join(_find_texts()(readable))


@cache
def _find_texts() -> Callable[[HtmlElement], list[str]]:
    """The texts in an element, in their order; three times as fast as `itertext`."""
    from lxml.etree import XPath

    return XPath("descendant::text()", smart_strings=False)


def _has_content(element: HtmlElement) -> bool:
    """Is there text or something to see in an element? In one of 500 elements or more there is."""
    inside = list(islice(element.iter(), 500))
    if len(inside) == 500 or any(element.tag in _VISIBLE_TAGS for element in inside):
        return True
    return bool(_visible_text(element).strip())


def fold_title(text: str) -> str:
    """A title or heading as it is compared: no case, no marks at its ends."""
    return fold_text(text).strip(" .,:;!?…-–—|")


def fold_text(text: str) -> str:
    """A text as signatures are compared with it: no case, straight apostrophes, single spaces."""
    return " ".join(text.casefold().replace("’", "'").split())
