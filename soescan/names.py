"""Names and hosts, put into the form in which they are compared.

Only exact equality of what this module returns makes two names the same product. Similarity is for
suggestions, which change nothing: fuzzy matching maps *Docusign* to a denied product named *Do*.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

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


_VERSION_PART = re.compile(r"[0-9]+|(?<![a-z])x+(?![a-z])")


@dataclass(frozen=True, slots=True)
class Name:
    """A product name taken apart."""

    name: str
    edition: str = ""
    version: str = ""


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """A name as it is compared: no case, punctuation, spaces or legal form.

    >>> fold("Culture-Amp, Inc.") == fold("CultureAmp")
    True
    >>> fold("Do") == fold("Docusign"), fold("C++") == fold("C#")
    (False, False)
    """
    text = unicodedata.normalize("NFKC", text).casefold()
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
    name, edition, version = " ".join(text.split()), "", ""
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


def same_version(one: str, other: str) -> bool:
    """Could these be the same version? ``x`` stands for any number, and a part may be left out.

    >>> same_version("v1.x", "1.4"), same_version("2", "2.6.1"), same_version("2.x", "3.1")
    (True, True, False)
    """
    parts = [
        [part.lstrip("0") or "0" for part in _VERSION_PART.findall(text.casefold())]
        for text in (one, other)
    ]
    return all(a == b or "x" in (a[0], b[0]) for a, b in zip(*parts, strict=False))


# --- hosts ---------------------------------------------------------------------------------------


@lru_cache(maxsize=8_192)
def host(url: str) -> str:
    """The host of an address, in lower case and ASCII; nothing when there is none.

    >>> host("https://WWW.Figma.com:443/files"), host("figma.com/pricing"), host("n/a")
    ('www.figma.com', 'figma.com', '')
    """
    text = url.strip()
    if plain := _PLAIN_HOST.match(text):
        return _checked(plain[1])
    if "://" not in text:
        text = "https://" + text.removeprefix("//")
    try:
        found = urlsplit(text).hostname or ""
        found = found if found.isascii() else found.rstrip(".").encode("idna").decode("ascii")
    except (UnicodeError, ValueError):
        return ""
    return _checked(found)


_PLAIN_HOST = re.compile(r"https?://([a-z0-9.-]+)(?:[/?#]|\Z)")
"""Addresses as nearly all are, whose host can be told without taking them apart."""


@lru_cache(maxsize=8_192)
def _checked(name: str) -> str:
    """A host's name without the point at its end; nothing when it cannot be one."""
    found = name.rstrip(".")
    if not re.fullmatch(
        r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)+", found
    ):
        return ""
    return found if len(found) <= 253 else ""


@lru_cache(maxsize=65_536)
def registrable_domain(name: str) -> str:
    """The part of a host that somebody registered (publicsuffix.org); nothing for addresses.

    >>> registrable_domain("gitlab.pagerduty.com"), registrable_domain("shop.example.co.uk")
    ('pagerduty.com', 'example.co.uk')
    >>> registrable_domain("10.0.0.1")
    ''
    """
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return _suffixes().privatesuffix(name) or ""
    return ""


@cache
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()


def belongs(name: str, domain: str) -> bool:
    """Is a host the domain itself or below it? Compared by label, never by substring.

    >>> belongs("app.acme.example", "acme.example"), belongs("notacme.example", "acme.example")
    (True, False)
    """
    return name == domain or name.endswith("." + domain)


# --- showing -------------------------------------------------------------------------------------


def width(text: str) -> int:
    """How many columns of a terminal a text takes (Unicode Standard Annex #11)."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(c: str) -> int:
    if c.isascii():
        return 1
    if unicodedata.combining(c) or unicodedata.category(c) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(c) in "WF" else 1
