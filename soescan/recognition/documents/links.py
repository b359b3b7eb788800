"""What the links of a page seem to lead to: by their words, then by their address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import unquote

from soescan.recognition.documents.document_types import (
    DocumentKind,
    DocumentType,
    document_table,
    excluded_segments,
    vocabulary,
    word_lists,
)
from soescan.recognition.documents.trust_portals import portal_at_address
from soescan.recognition.word_folding import fold_words
from soescan.web import Page
from soescan.web.url import belongs, host, join_url, parse_url, registrable_domain

if TYPE_CHECKING:
    from lxml.html import HtmlElement


MAX_LINKS = 6_000
"""Links of a page that are looked at."""


_FILE = re.compile(r"\.(pdf|docx?|xlsx?|csv|zip)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DocumentLink:
    """A link that seems to lead to such a page."""

    url: str
    text: str
    source_page: Page
    """The page that holds it."""

    @property
    def is_file(self) -> bool:
        """Is it a file that nobody here reads?"""
        url = parse_url(self.url)
        return url is not None and _FILE.search(url.path) is not None


def links_by_kind(page: Page, root: HtmlElement) -> Mapping[DocumentKind, tuple[DocumentLink, ...]]:
    """At most 20 links of a page for each kind of document, the likeliest first."""
    ranked_links: dict[DocumentKind, list[tuple[int, int, DocumentLink]]] = {}
    for number, link in enumerate(_page_links(page, root)):
        kind, strength = _classify_link(link)
        if kind:
            ranked_links.setdefault(kind, []).append((-strength, number, link))
    links: dict[DocumentKind, tuple[DocumentLink, ...]] = {}
    for kind, ranked in ranked_links.items():
        by_url: dict[str, DocumentLink] = {}
        for _, _, link in sorted(ranked, key=lambda one: one[:2]):
            by_url.setdefault(link.url, link)
        links[kind] = tuple(by_url.values())[:20]
    return links


def _page_links(page: Page, root: HtmlElement) -> Iterator[DocumentLink]:
    base_href = next((str(element.get("href") or "") for element in root.iter("base")), "")
    base = join_url(page.url, base_href)
    for element in islice(root.iter("a"), MAX_LINKS):
        url = join_url(base, (element.get("href") or "").strip()[:2_000]).partition("#")[0]
        if url.startswith(("http://", "https://")) and host(url):
            text = (
                "".join(islice(element.itertext(), 50))
                or element.get("aria-label")
                or element.get("title")
                or ""
            )
            yield DocumentLink(url, " ".join(text[:300].split()), page)


def _classify_link(link: DocumentLink) -> tuple[DocumentKind | None, int]:
    """The kind of page that a link seems to lead to and how surely (0 to 9).

    Its words say more than its address; the longest wording that matches counts. Links to other
    companies' hosts must not be in the table of excluded ones.
    """
    if portal_at_address(link.url):
        return DocumentKind.TRUST, 9
    same = registrable_domain(host(link.url)) == registrable_domain(link.source_page.host)
    if vocabulary().isdisjoint(fold_words(f"{link.text} {unquote(link.url)}").split()):
        return None, 0  # most links: nothing in them is one of our words
    parts, segments = _link_phrases(link.text), _address_segments(link.url) if same else ()
    if any(excluded in segments for excluded in excluded_segments()):
        return None, 0
    if not same and any(belongs(host(link.url), domain) for domain in document_table().not_host):
        return None, 0
    best: tuple[int, int, DocumentKind, int] | None = None
    for kind, by_text, by_address in word_lists():
        text_length = max((_match_length(part, by_text) for part in parts), default=0)
        # The further down the address, the closer to the matter: /legal/dpa is about the DPA.
        address_depth = max(
            (
                depth
                for depth, segment in enumerate(segments, 1)
                if _match_length(segment, by_address)
            ),
            default=0,
        )
        if (text_length or address_depth) and (
            best is None or (text_length, address_depth) > best[:2]
        ):
            best = (
                text_length,
                address_depth,
                kind,
                4 * same + 2 * bool(text_length) + bool(address_depth),
            )
    return (best[2], best[3]) if best else (None, 0)


_JOINTS = re.compile(
    r"\s*[&/|,;:·•()\[\]]\s*|\s+[-–—+]\s+|\s+(?:and|und|et|y|e|en|og|och)\s+", re.IGNORECASE
)


def _link_phrases(text: str) -> tuple[str, ...]:
    """A link's folded text, whole and split at its joints: *Imprint & Privacy* leads to both."""
    return tuple(dict.fromkeys(map(fold_words, (text, *_JOINTS.split(text)[:8]))))


def _address_segments(url: str) -> tuple[str, ...]:
    """The folded parts of an address: the host's first label, then each part of the path."""
    parsed = parse_url(url)
    if parsed is None:
        return ()
    label = parsed.host.partition(".")[0]
    path = re.sub(r"\.[a-z]{2,5}$", "", unquote(parsed.path)[:500])
    return tuple(
        re.sub(r"\b[0-9]+\b", "", fold_words(part)).strip() for part in (label, *path.split("/"))
    )


def _match_length(part: str, wordings: tuple[str, ...]) -> int:
    """The length of the longest of some words that make up most of a text; 0 when none does.

    A sentence that mentions a matter is not its name: *national security* is none of ours.
    """
    if vocabulary().isdisjoint(part.split()):
        return 0
    size = part.count(" ") + 1
    padded = f" {part} "
    longest = 0
    for wording in wordings:
        if len(wording) > longest and f" {wording} " in padded:
            many = wording.count(" ") + 1
            if 2 * many > size or (many > 1 and 2 * many == size):
                longest = len(wording)
    return longest


def is_about(page: Page, document_type: DocumentType) -> bool:
    """Does the title, or one of the first ``h1`` and ``h2`` headings, hold a wording of a type?"""
    from soescan.webstandards.html import parse_page

    root = parse_page(page)
    headings = [
        str(element.text_content())[:200]
        for tag in ("title", "h1", "h2")
        for element in root.iter(tag)
    ]
    _, by_text, _ = next(entry for entry in word_lists() if entry[0] is document_type.kind)
    return any(f" {word} " in f" {fold_words(text)} " for text in headings[:20] for word in by_text)
