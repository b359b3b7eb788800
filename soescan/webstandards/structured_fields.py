"""Values of headers that are structured fields (RFC 8941)."""

from __future__ import annotations

import re

_WORD = r"[A-Za-z*][A-Za-z0-9!#$%&'*+\-.^_`|~:/]*+"

_BARE = (
    r'(?:-?[0-9]{1,15}(?:\.[0-9]{1,3})?|"(?:[ !#-\[\]-~]|\\["\\])*+"|'
    + _WORD
    + r"|:[A-Za-z0-9+/=]*+:|\?[01])"
)

_ITEM = re.compile(rf"(?P<token>{_WORD})(?:; *+[a-z*][a-z0-9_\-.*]*+(?:={_BARE})?)*+ *+", re.ASCII)


def read_token(value: str) -> str:
    """The token that a structured field is (RFC 8941 section 3.3), its parameters left out.

    >>> [read_token(value) for value in ('same-origin; report-to="x"', "a, a", '"a"')]
    ['same-origin', '', '']
    """
    match = _ITEM.fullmatch(value[:1_024].lstrip(" "))
    return match["token"] if match else ""
