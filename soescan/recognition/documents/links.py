"""What the links of a page seem to lead to: by their words, then by their address."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from soescan.recognition.documents.document_types import (
    DocumentKind,
    document_table,
    fold_plurals,
    folded_list,
    has_listed_word,
    vocabulary,
    word_lists,
)
from soescan.recognition.documents.trust_portals import portal_at_address
from soescan.recognition.word_folding import fold_words
from soescan.web import Page
from soescan.web.url import belongs, host, join_url, parse_url, registrable_domain
from soescan.webstandards.base_url import base_address

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
        return is_file_address(self.url)


def is_file_address(address: str) -> bool:
    """Does an address name a file that nobody here reads?"""
    url = parse_url(address)
    return url is not None and _FILE.search(url.path) is not None


def links_by_kind(page: Page, root: HtmlElement) -> Mapping[DocumentKind, tuple[DocumentLink, ...]]:
    """At most 20 links of a page for each kind of document, the likeliest first."""
    ranked_links: dict[DocumentKind, list[tuple[int, int, DocumentLink]]] = {}
    for number, link in enumerate(_page_links(page, root)):
        for kind, strength in _classify_link(link).items():
            ranked_links.setdefault(kind, []).append((-strength, number, link))
    links: dict[DocumentKind, tuple[DocumentLink, ...]] = {}
    for kind, ranked in ranked_links.items():
        by_url: dict[str, DocumentLink] = {}
        for _, _, link in sorted(ranked, key=lambda one: one[:2]):
            by_url.setdefault(link.url, link)
        links[kind] = tuple(by_url.values())[:20]
    return links


def _page_links(page: Page, root: HtmlElement) -> Iterator[DocumentLink]:
    base = base_address(root, page.url)
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


def _classify_link(link: DocumentLink) -> Mapping[DocumentKind, int]:
    """The kinds of page that a link seems to lead to, and how surely (0 to 9).

    Its words say more than its address; the longest wording that matches counts. *Terms & Privacy*
    leads to both. Links to other companies' hosts must not be in the table of excluded ones.
    """
    if portal_at_address(link.url):
        return {DocumentKind.TRUST: 9}
    if not has_listed_word(fold_words(f"{link.text} {unquote(link.url)}")):
        return {}  # most links: nothing in them is one of our words
    same = registrable_domain(host(link.url)) == registrable_domain(link.source_page.host)
    segments = _address_segments(link.url)
    if _is_excluded(link, segments, same=same):
        return {}
    strengths: dict[DocumentKind, int] = {}
    for phrases in link_phrases(link.text):
        if best := _best_kind(phrases, segments if same else ()):
            kind, by_text, by_address = best
            strengths.setdefault(kind, 4 * same + 2 * by_text + by_address)
    named = any(strength & 2 for strength in strengths.values())
    below_product = not folded_list("not_below_product").isdisjoint(segments[:-1])
    return {
        kind: strength
        for kind, strength in strengths.items()
        if (not named or strength & 2) and (not below_product or kind is DocumentKind.SECURITY)
    }


_DATED = re.compile(r"/(?:19|20)[0-9]{2}/(?:0?[1-9]|1[0-2])/")


def _is_excluded(link: DocumentLink, segments: tuple[str, ...], *, same: bool) -> bool:
    """Does a link lead to an article, a topic, or rules of something that is no product?"""
    if not same and any(belongs(host(link.url), domain) for domain in document_table().not_host):
        return True
    words = {*fold_words(link.text).split(), *(word for part in segments for word in part.split())}
    query_names = {name for name, _ in parse_qsl(urlsplit(link.url).query[:500]) if len(name) > 1}
    return not (
        folded_list("not_address").isdisjoint(segments if same else segments[1:])
        and folded_list("not_below").isdisjoint((*segments[:-1], *map(fold_words, query_names)))
        and folded_list("not_word").isdisjoint(words)
        and (link.is_file or not _DATED.search(link.url))
    )


def _best_kind(
    phrases: tuple[str, ...], segments: tuple[str, ...]
) -> tuple[DocumentKind, bool, bool] | None:
    """The kind that phrases and an address name best, and whether each of the two names it."""
    best: tuple[int, int, DocumentKind] | None = None
    segments = tuple(map(fold_plurals, segments))
    for kind, by_text, by_address in word_lists():
        text_length = max((match_length(part, by_text) for part in phrases), default=0)
        # The further down the address, the closer to the matter: /legal/dpa is about the DPA.
        address_depth = max(
            (
                depth
                for depth, segment in enumerate(segments, 1)
                if match_length(segment, by_address)
            ),
            default=0,
        )
        if (text_length or address_depth) and (
            best is None or (text_length, address_depth) > best[:2]
        ):
            best = (text_length, address_depth, kind)
    return (best[2], bool(best[0]), bool(best[1])) if best else None


_JOINTS = re.compile(
    r"\s*[&/|,;:·•()\[\]]\s*|\s+[-–—+]\s+|\s+(?:and|und|et|y|e|en|og|och)\s+", re.IGNORECASE
)


def link_phrases(text: str) -> tuple[tuple[str, ...], ...]:
    """A link's folded text: as it stands where that is a listed wording; else whole and in parts.

    *Imprint & Privacy* is split at its joint, and each part may lead to a page of its own.
    """
    whole, *parts = dict.fromkeys(
        fold_plurals(fold_words(part)) for part in (text, *_JOINTS.split(text)[:8])
    )
    if any(whole in by_text for _, by_text, _ in word_lists()):
        return ((whole,),)
    return ((whole, *parts), *((part,) for part in parts))


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


def match_length(part: str, wordings: tuple[str, ...]) -> int:
    """The length of the longest of some words that make up most of a text; 0 when none does.

    A sentence that mentions a matter is not its name: *national security* is none of ours. Words
    such as *our* do not count.
    """
    if vocabulary().isdisjoint(part.split()):
        return 0
    size = _count_words(part)
    padded = f" {part} "
    longest = 0
    for wording in wordings:
        if len(wording) > longest and f" {wording} " in padded:
            many = _count_words(wording)
            if 2 * many > size or (many > 1 and 2 * many == size):
                longest = len(wording)
    return longest


def _count_words(folded: str) -> int:
    return sum(word not in folded_list("filler") for word in folded.split())
