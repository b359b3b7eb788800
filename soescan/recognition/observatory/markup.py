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
    position = 0
    while (position := text.find("<", position)) >= 0:
        if text.startswith("<!--", position):
            position = _skip_past(
                text, "-->", position + 2
            )  # "<!-->" is a comment that ends at once
        elif text[position + 1 : position + 2] in ("!", "?", "/"):
            position = _skip_past(text, ">", position + 2)
        elif tag := _TAG.match(text, position):
            name = tag[1].lower()
            if name in names:
                yield name, _attributes(tag[2])
            position = tag.end()
            if name in _RAW:
                closing = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(text, position)
                position = closing.start() if closing else len(text)
        elif (
            text[position + 1 : position + 2].isascii()
            and text[position + 1 : position + 2].isalpha()
        ):
            return  # a tag that never ends swallows the rest
        else:
            position += 1


def _skip_past(text: str, end: str, position: int) -> int:
    index = text.find(end, position)
    return len(text) if index < 0 else index + len(end)


def _attributes(text: str) -> dict[str, str]:
    """Names in lower case; of several with one name the first counts."""
    attributes: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(text):
        value = next((group for group in match.groups()[1:] if group is not None), "")
        attributes.setdefault(match[1].lower(), unescape(value))
    return attributes
