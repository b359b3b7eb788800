"""Tags as the Observatory's parser finds them: a stream, without the tree that browsers build.

It is not how browsers read a page, and that is the point: `compat` has to see what the Observatory
sees, such as scripts in ``template``. One pass, in time that grows with the length of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

_TAG = re.compile(
    r"<([a-zA-Z][^\s/>]*+)"
    r"((?:[\s/]++|=?[^\s/>=]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+)?)?)*+)>"
)
_ATTRIBUTE = re.compile(
    r"(=?[^\s/>=]++)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>\"'][^\s>]*+)?))?"
)
_RAW = frozenset(
    {"script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "plaintext"}
)
"""Elements that hold text and no tags."""


def elements(text: str, *names: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The start tags of these names, with their attributes, in order.

    >>> list(elements("<!-- <p> --><P Class=a id='b'><textarea><p></textarea>", "p"))
    [('p', {'class': 'a', 'id': 'b'})]
    """
    at = 0
    while (at := text.find("<", at)) >= 0:
        if text.startswith("<!--", at):
            at = _skip_past(text, "-->", at + 2)  # "<!-->" is a comment that ends at once
        elif text[at + 1 : at + 2] in ("!", "?", "/"):
            at = _skip_past(text, ">", at + 2)
        elif tag := _TAG.match(text, at):
            name = tag[1].lower()
            if name in names:
                yield name, _attributes(tag[2])
            at = tag.end()
            if name in _RAW:
                closing = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(text, at)
                at = closing.start() if closing else len(text)
        elif text[at + 1 : at + 2].isascii() and text[at + 1 : at + 2].isalpha():
            return  # a tag that never ends swallows the rest
        else:
            at += 1


def _skip_past(text: str, end: str, at: int) -> int:
    found = text.find(end, at)
    return len(text) if found < 0 else found + len(end)


def _attributes(text: str) -> dict[str, str]:
    """Names in lower case; of several with one name the first counts."""
    found: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(text):
        value = next((group for group in match.groups()[1:] if group is not None), "")
        found.setdefault(match[1].lower(), unescape(value))
    return found
