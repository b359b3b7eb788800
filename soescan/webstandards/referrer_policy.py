"""The referrer policy of a page (W3C Referrer Policy; HTML Standard, 4.2.5.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement


REFERRER_POLICIES = frozenset(
    {
        *("no-referrer", "no-referrer-when-downgrade", "same-origin", "origin", "strict-origin"),
        *("origin-when-cross-origin", "strict-origin-when-cross-origin", "unsafe-url"),
    }
)
"""W3C Referrer Policy, section 3."""

_LEGACY_POLICIES = {
    "never": "no-referrer",
    "default": "strict-origin-when-cross-origin",
    "always": "unsafe-url",
    "origin-when-crossorigin": "origin-when-cross-origin",
}
"""What ``meta name=referrer`` may say as well (HTML Standard, 4.2.5.1)."""


def effective_policy(values: Sequence[str], metas: Iterable[str]) -> str:
    """The policy that a browser follows on a page; nothing when none is given that it knows.

    The last known word of the headers, and after it the last of the page's own (W3C Referrer
    Policy, 8.1; HTML Standard, 4.2.5.1).
    """
    policy = ""
    for word in ",".join(values)[:8_192].split(","):
        if (candidate := word.strip(" \t").lower()) in REFERRER_POLICIES:
            policy = candidate
    for content in metas:
        word = content.strip().lower()
        word = _LEGACY_POLICIES.get(word, word)
        if word in REFERRER_POLICIES:
            policy = word
    return policy


def meta_referrers(document: HtmlElement) -> list[str]:
    """The values of ``meta name=referrer`` elements in their order (HTML Standard, 4.2.5.1)."""
    return [
        element.get("content") or ""
        for element in document.iter("meta")
        if (element.get("name") or "").strip().lower() == "referrer" and element.get("content")
    ]
