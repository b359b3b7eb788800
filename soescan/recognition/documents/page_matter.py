"""Does a page speak of the matter that a link or a usual address promises?

What a link is called says what somebody expects behind it: *© dpa/Musterfoto* leads to a press
agency, and *Real-time data processing* to a product. So the page itself has to name the matter in
its title or headings; where it only does so in words that mean other things too, or not at all, its
text has to speak of the matter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import islice

from soescan.recognition.documents.document_types import (
    DocumentKind,
    fold_plurals,
    folded_list,
    types_by_kind,
)
from soescan.recognition.documents.links import link_phrases, match_length
from soescan.recognition.word_folding import fold_words
from soescan.web import Page

_HEADINGS = 20
_TEXT = 200_000
"""Characters of a page's text that are looked through."""
_MENTIONS = 3
"""Mentions of the matter in the text of a page that does not name it in a heading."""
_SUPPORTING_MENTIONS = 2
"""Mentions of the matter where a heading names it in words that mean other things, too."""
_ASIDE = frozenset(
    (
        *("head", "script", "style", "noscript", "template", "svg", "nav", "select", "footer", "a"),
        *("button", "form", "iframe"),
    )
)
"""Elements whose text is not the page's own: menus, links to other pages, forms."""


def speaks_of(
    page: Page, kind: DocumentKind, link_text: str = "", *, by_mentions: bool = True
) -> bool:
    """Is a page about the matter of a kind, as its title, headings and text tell?

    `link_text` is what a link to it is called; nothing for a usual address. A name that other
    things bear too (*Terms*) counts in a heading if the link is unmistakable (*Terms of Service*).
    Without `by_mentions`, mentions in the text do not make up for a heading.
    """
    shown = page_headings(page)
    headings = [heading for heading in shown if not _explains(heading)]
    plain, alone, names = _plain_names(kind), _names(kind, "alone"), _names(kind, "text")
    if any(_contains(heading, plain) for heading in headings):
        return True
    phrases = [phrase for heading in headings for part in link_phrases(heading) for phrase in part]
    if any(match_length(phrase, alone) for phrase in phrases):
        return True
    is_hinted = any(_contains(heading, names) for heading in headings)
    if is_hinted and _contains(link_text, plain):
        return True
    if any(_explains(heading) and _contains(heading, names) for heading in shown):
        return False
    if _names_another(headings, kind):
        return False
    return by_mentions and _count_mentions(page, kind) >= (
        _SUPPORTING_MENTIONS if is_hinted else _MENTIONS
    )


def _names_another(headings: Sequence[str], kind: DocumentKind) -> bool:
    """Does a page call itself another document, whatever it mentions?"""
    others = [other for other in _CONTRACTUAL if other is not kind]
    return any(_contains(heading, _plain_names(other)) for heading in headings for other in others)


_CONTRACTUAL = (
    DocumentKind.SUBPROCESSORS,
    DocumentKind.DPA,
    DocumentKind.PRIVACY,
    DocumentKind.TERMS,
)


@cache
def _names(kind: DocumentKind, field: str) -> tuple[str, ...]:
    """The folded wordings of one list of a kind."""
    return tuple(map(fold_words, getattr(types_by_kind()[kind], field)))


@cache
def _plain_names(kind: DocumentKind) -> tuple[str, ...]:
    """The wordings of a kind that mean nothing else."""
    others = {*_names(kind, "alone"), *_names(kind, "ambiguous")}
    return tuple(name for name in _names(kind, "text") if name not in others)


def page_headings(page: Page) -> list[str]:
    """The title and the first headings of a page, 200 characters of each."""
    from soescan.webstandards.html import parse_page

    elements = (element for tag in ("title", "h1", "h2") for element in parse_page(page).iter(tag))
    return [str(element.text_content())[:200] for element in islice(elements, _HEADINGS)]


def _explains(heading: str) -> bool:
    """Is a heading, or a part of it, that of an article which explains a matter?"""
    parts = map(fold_words, re.split(r"\s*[|:·•–—?]\s*|\s+-\s+", heading))
    phrases = folded_list("article")
    return any(
        f"{part} ".startswith(f"{phrase} ") or f" {part}".endswith(f" {phrase}")
        for part in parts
        for phrase in phrases
    )


def _contains(text: str, names: tuple[str, ...]) -> bool:
    folded = fold_words(text)
    padded = (f" {folded} ", f" {fold_plurals(folded)} ")
    return any(f" {name} " in one for name in names for one in padded)


def _count_mentions(page: Page, kind: DocumentKind) -> int:
    """How often a page's text, outside of links and menus, speaks of a matter."""
    terms = "|".join(map(re.escape, _names(kind, "matter")))
    return len(re.findall(rf"(?<!\S)(?:{terms})(?!\S)", _text(page))) if terms else 0


def _text(page: Page) -> str:
    """The folded text of a page without what stands in `_ASIDE`."""
    from lxml import etree

    from soescan.webstandards.html import parse_page

    pieces: list[str] = []
    aside: object = None
    size = 0
    for event, element in etree.iterwalk(parse_page(page), events=("start", "end")):
        text = ""
        if event == "start" and aside is None:
            aside = element if element.tag in _ASIDE else None
            text = (element.text or "") if aside is None else ""
        elif event == "end" and aside in (None, element):
            aside = None
            text = element.tail or ""
        pieces.append(text)
        size += len(text)
        if size > _TEXT:
            break
    return fold_words(" ".join(pieces))
