"""Hosts and addresses that the security policies and reporting headers of a page name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from soescan.web import Page

if TYPE_CHECKING:
    from lxml.html import HtmlElement


_POLICY_HEADERS = (
    "content-security-policy",
    "content-security-policy-report-only",
    "report-to",
    "reporting-endpoints",
)


def policy_sources(page: Page, document: HtmlElement) -> Iterator[str]:
    """Hosts and addresses, as written, in a page's policies and reporting headers.

    Of a saved page, in those that were saved: see `has_unsaved_headers`.
    """
    texts = [", ".join(page.last.kept(name))[:20_000] for name in _POLICY_HEADERS]
    texts += [
        (meta.get("content") or "")[:20_000]
        for meta in islice(document.iter("meta"), 200)
        if (meta.get("http-equiv") or "").lower() == "content-security-policy"
    ]
    for token in re.findall(r"[A-Za-z0-9_.*:/-]{4,300}", " ".join(texts)):
        if "." in token:
            yield token


def has_unsaved_headers(page: Page, names: Iterable[str] = _POLICY_HEADERS) -> bool:
    """Was the page saved without some of these headers, so that what they named is not known?"""
    lost = set(page.last.unsaved)
    return bool(lost) and any({"*", n} & lost and not page.last.kept(n) for n in names)
