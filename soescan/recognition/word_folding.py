"""Text as words are looked for in it."""

from __future__ import annotations

import re
import unicodedata

_ASCII_WORD = re.compile(r"[a-z0-9]+")


def fold_words(text: str) -> str:
    """A text as words are looked for in it: no case, accents, hyphens or punctuation.

    >>> fold_words("Sub-processors & Données")
    'sub processors donnees'
    """
    if text.isascii():
        return " ".join(_ASCII_WORD.findall(text.lower()))
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(c if c.isalnum() else "" if unicodedata.combining(c) else " " for c in plain)
    return " ".join(letters.split())
