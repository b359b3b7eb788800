"""Escapes in JavaScript, as far as addresses in inline scripts are written with them."""

from __future__ import annotations

import re

_ESCAPE = re.compile(
    r"\\(?:u\{0{0,8}([0-9a-f]{1,6})\}|u([0-9a-f]{4})|x([0-9a-f]{2})|([/\\'\"`]))", re.IGNORECASE
)
"""Of single characters, those that no pattern (``/a\\.b/``) needs; a pattern names no host."""
_NESTED = 3
"""How deep a text of a text is read, such as JSON that stands in a string."""
_LAST = 0x10FFFF


def unescape_script(text: str) -> str:
    """A script with the escapes in its texts read (ECMA-262, section 12.9.4).

    A script may hold a text that holds JSON with escapes of its own; those are read as well.

    >>> unescape_script(r'"https:\\u002F\\u002Fa.example\\x2Fb\\/c\\u{2F}d"')
    '"https://a.example/b/c/d"'
    """
    for _ in range(_NESTED):
        if "\\" not in text:
            break
        text = _ESCAPE.sub(_character, text)
    return text


def _character(match: re.Match[str]) -> str:
    digits = match[1] or match[2] or match[3]
    if not digits:
        return match[4]
    code = int(digits, 16)
    is_character = code <= _LAST and not 0xD800 <= code < 0xE000
    return chr(code) if is_character and chr(code).isprintable() else match[0]
