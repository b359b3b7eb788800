"""Product names, put into the form in which they are compared.

Only exact equality of what this module returns makes two names the same product. Similarity is for
suggestions, which change nothing: fuzzy matching maps *Docusign* to a denied product named *Do*.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

LEGAL_FORMS = frozenset(
    {
        *("inc", "incorporated", "corp", "corporation", "llc", "llp", "ltd", "limited", "plc"),
        *("ag", "bv", "gmbh", "nv", "pty", "sarl", "srl"),
    }
)
"""Endings of company names that say nothing about the product.

ISO 20275 lists them all; those that are also words or product names (co, as, se, spa) stay out.
"""

_PUNCTUATION = re.compile(r"[\W_]+")
_SIGNS = (("+", " plus "), ("#", " sharp "), ("&", " and "))
_STYLES = frozenset(map(chr, range(0xFE00, 0xFE10)))
"""Variation selectors: they choose how a character looks."""
_MARKS = re.compile(
    r"[\u2120\u2122\u00a9\u00ae\u2117\u24b8\u24c7\u24d2\u24e1\U0001f12b\U0001f12c\U0001f16a-\U0001f16d]"
    r"|(?<=\S)\s*\((?:tm|sm|r|c)\)",
    re.IGNORECASE,
)
"""Signs of registration and copyright beside a name, as characters and as they are typed.

Unicode gives most of them a compatibility form of letters (*TM*, *SM*, *R*), so they are taken out
before normalization.
"""
_EDITION = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*$")
_VERSION = re.compile(
    r"""(?:^|[\s,-])\s*
    (?: (?:version|ver\.?|v\.?|release) \s*:?\s* ([0-9][\w.]*)      # Version 14, v 2.x, v.20x
      | ( [0-9]++ (?:\.[0-9x]++)++ \w*+ )                           # 3.6.x.x, 1.0
      | ( [0-9]++ x++ )                                             # 12x
      | ( [0-9]{1,4} )                                              # 10, 2021
    ) \s*$""",
    re.IGNORECASE | re.VERBOSE,
)


def lower_first(label: str) -> str:
    """A label as it stands within a sentence: its first word small, unless it is an abbreviation.

    >>> lower_first("Web analytics"), lower_first("E-mail"), lower_first("A/B testing")
    ('web analytics', 'e-mail', 'A/B testing')
    """
    is_word = label[1:2].islower() or (label[1:2] == "-" and label[2:3].islower())
    return label[:1].lower() + label[1:] if is_word else label


@dataclass(frozen=True, slots=True)
class Name:
    """A product name taken apart."""

    name: str
    edition: str = ""
    version: str = ""


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """A name as it is compared: no case, punctuation, spaces, legal form or trademark sign.

    >>> fold("Culture-Amp, Inc.") == fold("CultureAmp")
    True
    >>> fold("Trackhound™") == fold("Trackhound (R)") == fold("Trackhound")
    True
    >>> fold("Do") == fold("Docusign"), fold("C++") == fold("C#")
    (False, False)
    """
    if text.isascii() and text.isalnum():  # as most words are: nothing below changes them
        return text.lower()
    text = unicodedata.normalize("NFKC", _MARKS.sub("", text)).casefold()
    for sign, word in _SIGNS:
        text = text.replace(sign, word)
    words = [_bare(word) for word in text.split()]
    while len(words) > 1 and (words[-1] in LEGAL_FORMS or not words[-1]):
        words.pop()
    joined = "".join(words)
    # What stood apart may now combine (Hangul does).
    return joined if joined.isascii() else unicodedata.normalize("NFKC", joined)


def _bare(word: str) -> str:
    """A word without punctuation. Marks stay: in many scripts they are the vowels."""
    if word.isascii():
        return _PUNCTUATION.sub("", word)
    kept = ""
    for c in word:
        if c.isalnum() or (kept and unicodedata.category(c) in ("Mn", "Mc") and c not in _STYLES):
            kept += c
    return kept


@lru_cache(maxsize=65_536)
def split(text: str) -> Name:
    """Split edition and version off the end of a name.

    A trailing parenthesis is the edition. A version is marked as one (``v2``, ``1.x``), or is a
    bare number below 100 or a year: the 360 of *Google Analytics 360* names a product.

    >>> split("WinZip 25 (for Windows)")
    Name(name='WinZip', edition='for Windows', version='25')
    >>> split("Google Analytics 360").version
    ''
    """
    name, edition, version = " ".join(_MARKS.sub("", text).split()), "", ""
    while True:
        if found := _EDITION.search(name):
            rest = name[: found.start()]
            if not fold(rest):
                break
            edition = " ".join(filter(None, (found[1].strip(), edition)))
        elif not version and (found := _VERSION.search(name)):
            rest = name[: found.start()].rstrip(" -,:")
            bare = found[4]
            if not re.search(r"[^\W\d]", fold(rest)) or (bare and not _is_version(bare)):
                break
            version = next(part for part in found.groups() if part)
        else:
            break
        name = rest
    return Name(name.strip(), edition, version)


def _is_version(number: str) -> bool:
    return int(number) < 100 or 1990 <= int(number) < 2100
