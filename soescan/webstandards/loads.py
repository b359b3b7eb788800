"""What a page makes a browser load: scripts, styles, frames, images, and from where."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from soescan.web.url import Url, parse_url
from soescan.webstandards.base_url import find_base
from soescan.webstandards.deferred_scripts import deferred_addresses, script_type
from soescan.webstandards.inline_scripts import find_script_addresses
from soescan.webstandards.javascript import unescape_script

if TYPE_CHECKING:
    from lxml.etree import XPath
    from lxml.html import HtmlElement

_SCRIPT_TYPE = re.compile(
    r"(?:module|(?:application|text)/(?:x-)?(?:java|ecma|live|j)script[0-9.]*)?", re.IGNORECASE
)
_INTEGRITY = re.compile(r"(?i:sha(?:256|384|512))-[A-Za-z0-9+/_\-]{32,}={0,2}(?:\?\S*)?")
_TAIL = 8_192
_INLINE = 100_000
"""Characters of an inline script that are read."""
TAGS = (
    *("script", "link", "img", "iframe", "frame", "source", "video", "audio", "embed", "object"),
    *("track", "input"),
)
"""Elements that load something."""
_PLAIN = re.compile(
    r"(?s:[\x00-\x20]*h[\t\n\r]*t[\t\n\r]*t[\t\n\r]*p[\t\n\r]*:|.*, *http:)", re.IGNORECASE
)
_KINDS = {
    "img": "image",
    "iframe": "frame",
    "frame": "frame",
    "source": "image",
    "video": "image",
    "audio": "image",
    "track": "image",
    "embed": "object",
    "input": "image",
}


@dataclass(frozen=True, slots=True)
class Subresource:
    """One thing that a browser would fetch for the page, or try to."""

    kind: str
    """script, style, frame, object or image; media counts as image."""
    written: str
    """The address as it stands on the page."""
    address: Url | None
    """Where it leads; None when browsers give up on it."""
    integrity: bool = False
    """Does it carry a hash that browsers check?"""


def find_subresources(
    document: HtmlElement,
    url: str,
    *,
    text: str = "",
    upgraded: bool = False,
    tags: tuple[str, ...] = TAGS,
) -> tuple[Subresource, ...]:
    """What the page at `url` loads by elements of these `tags`, in order.

    What stands in ``noscript`` and ``template`` is not loaded, and what scripts load is not known.
    A last script whose end is missing does not run; that takes the page's `text` to tell. With
    `upgraded`, the page's policy says upgrade-insecure-requests: nothing is asked for over HTTP.
    """
    base = find_base(document, parse_url(url))
    inert = _inert(document)
    elements = [one for one in document.iter(*tags) if one not in inert]
    if text and _script_is_open(text):
        scripts = [one for one in elements if one.tag == "script"]
        elements = [one for one in elements if not scripts or one is not scripts[-1]]
    return tuple(
        Subresource(
            kind, written, _upgrade(parse_url(written, base), upgraded), _is_checked(element)
        )
        for element in elements
        for kind, written in _list_loads(element)
    )


def find_insecure(document: HtmlElement, url: str) -> tuple[Subresource, ...]:
    """What the page at `url` loads over plain HTTP.

    Most pages load hundreds of pictures and none over HTTP, so their addresses are looked at before
    they are resolved.
    """
    base = find_base(document, parse_url(url))
    if base and base.scheme != "http" and not any(map(_PLAIN.match, _list_addresses(document))):
        return ()
    loads = find_subresources(document, url)
    return tuple(one for one in loads if one.address and one.address.scheme == "http")


def _list_addresses(document: HtmlElement) -> list[str]:
    """Every address that an element of the page could load from, as it stands there."""
    result = _addresses()(document)
    return [str(one) for one in result] if isinstance(result, list) else []


@cache
def _addresses() -> XPath:
    from lxml.etree import XPath

    paths = "//@src|//@srcset|//@poster|//link/@href|//script/@*|//object/@data"
    return XPath(paths, smart_strings=False)


def count_scripts(document: HtmlElement) -> int:
    """How many script elements a page has, inline ones included, that could run."""
    inert = _inert(document)
    return sum(1 for one in document.iter("script") if one not in inert and _runs(one))


def _inert(document: HtmlElement) -> set[HtmlElement]:
    """Elements that stand on the page and do nothing while scripts run."""
    silent = document.iter("noscript", "template")
    return {below for element in silent for below in element.iterdescendants()}


def registered_sites(*urls: str) -> frozenset[str]:
    """The registrable domains of some addresses: where one was sent from and where to."""
    return frozenset(address.site for url in urls if (address := parse_url(url)))


def find_inline_references(document: HtmlElement, url: str) -> tuple[Url, ...]:
    """Addresses of scripts that stand in inline scripts (`inline_scripts`), each once."""
    page = parse_url(url)
    scripts = (s for s in document.iter("script") if _runs(s) and not _has_address(s))
    texts = (unescape_script((script.text or "")[:_INLINE]) for script in scripts)
    written = dict.fromkeys(
        reference for text in texts for reference in find_script_addresses(text)
    )
    return tuple(filter(None, (parse_url(found, page) for found in written)))


def _upgrade(address: Url | None, upgraded: bool) -> Url | None:
    if upgraded and address and address.scheme == "http":
        return replace(address, scheme="https")
    return address


def _list_loads(element: HtmlElement) -> list[tuple[str, str]]:
    """The kinds and addresses that an element asks for."""
    tag = element.tag
    if tag == "script":
        written = element.get("src") or _svg_href(element) or _deferred_address(element)
        return [("script", written)] if written and _runs(element) else []
    if tag == "link":
        kind = _link_kind(element.get("rel") or "")
        written = element.get("href")
        return [(kind, written)] if kind and written else []
    if tag == "object":
        written = element.get("data")
        return [("object", written)] if written else []
    return [] if _loads_nothing(element) else _list_media(element)


def _loads_nothing(element: HtmlElement) -> bool:
    """Is it a field that is no image, or a frame whose document stands in the page?"""
    if element.tag == "input":
        return (element.get("type") or "").lower() != "image"
    return element.tag == "iframe" and element.get("srcdoc") is not None


def _list_media(element: HtmlElement) -> list[tuple[str, str]]:
    tag = element.tag
    addresses = [element.get("src"), element.get("poster") if tag == "video" else None]
    addresses += _candidates(element.get("srcset") or "")
    return [(_KINDS[str(tag)], written) for written in addresses if written]


def _svg_href(element: HtmlElement) -> str | None:
    """The address of a script of SVG, which has another name there."""
    written = element.get("href") or element.get("xlink:href")
    return written if written and next(element.iterancestors("svg"), None) is not None else None


def _has_address(element: HtmlElement) -> bool:
    """Does a script stand elsewhere, so that what is written in it does not run?"""
    return element.get("src") is not None or _deferred_address(element) is not None


def _deferred_address(element: HtmlElement) -> str | None:
    """The address of a script that an optimizer runs later, which it keeps elsewhere."""
    names = deferred_addresses(element.get("type") or "")
    return next(filter(None, map(element.get, names)), None)


def _runs(element: HtmlElement) -> bool:
    """Would a browser run this script? Data in a script element is only data."""
    kind = (element.get("type") or "").partition(";")[0]
    return _SCRIPT_TYPE.fullmatch(script_type(kind)) is not None


def _link_kind(rel: str) -> str:
    words = rel.lower().split()
    if "stylesheet" in words:
        return "style"
    return "image" if "icon" in words else ""


def _candidates(srcset: str) -> list[str]:
    """The addresses of a ``srcset``, as far as they are set apart by commas and spaces."""
    return [part.split()[0] for part in srcset[:20_000].split(", ") if part.split()]


def _is_checked(element: HtmlElement) -> bool:
    """Does the element's ``integrity`` hold a hash that browsers know (SRI section 3.5)?"""
    written = element.get("integrity")
    return bool(written) and any(map(_INTEGRITY.fullmatch, (written or "").split()))


def _script_is_open(text: str) -> bool:
    """Does the page end inside a script? What the last tags say stands near the end."""
    for part in (text[-_TAIL:], text):
        low = part.lower()
        begins, ends = low.rfind("<script"), low.rfind("</script")
        if begins != ends:  # one of them is there
            return begins > ends
    return False
