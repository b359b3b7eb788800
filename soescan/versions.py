"""Versions as people write them, compared in three-valued logic.

Numbers decide first. Where they are equal, a pre-release comes before its release (Semantic
Versioning 2.0.0 §11.3, PEP 440 "Pre-releases"), build metadata decides nothing (Semantic Versioning
§10), and an ending of any other kind is not understood. A word such as *latest* is no version.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_FORM = re.compile(
    r"""\s* (?:(?P<family>tls|ssl) | version | ver\.? | v\.? | release)? \s* [v:]? \s*
    (?P<numbers> (?:[0-9]++|x++|\*) (?:[._]?(?:[0-9]++|x++|\*))*+ )
    (?P<ending> .*)""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_ANY = re.compile(r"v?(?:x+|\*)(?:\.(?:x+|\*))*", re.IGNORECASE)
_PART = re.compile(r"[0-9]+|[x*]+", re.IGNORECASE)
_BUILD = re.compile(r"\+[0-9a-z.-]+$", re.IGNORECASE)
_PRE_RELEASE = re.compile(
    r"[-._ ]?(?:(?P<word>alpha|beta|milestone|rc|cr|preview|pre|dev|snapshot|nightly|canary|ea)"
    r"|(?P<letter>[abcm])(?=[-._ ]?[0-9]))[-._ ]?(?P<number>[0-9]{0,9})(?P<more>[-._].*)?"
)
_RELEASE = re.compile(r"[-._ ]?(?:final|ga|release|lts)")
_AFTER_RELEASE = re.compile(r"[-._ ]?(?:post|sp)[-._ ]?[0-9]{0,9}")
_RANKS = {"a": 0, "alpha": 0, "b": 1, "beta": 1, "m": 2, "milestone": 2, "c": 3, "rc": 3, "cr": 3}
"""Kinds of pre-release whose order is agreed; others only come before their release."""
_MOST_PARTS = 8


@dataclass(frozen=True, slots=True)
class Version:
    """A version taken apart."""

    numbers: tuple[int | None, ...]
    """The parts of it; None stands for any number."""
    ending: str = ""
    """What follows the numbers, in lower case and without build metadata."""


@lru_cache(maxsize=4096)
def read_version(text: str) -> Version | None:
    """A version taken apart, or None where a text does not begin with one.

    >>> read_version("v2.x"), read_version("latest")
    (Version(numbers=(2, None), ending=''), None)
    """
    found = _FORM.fullmatch(text)
    if not found:
        return None
    parts = _PART.findall(found["numbers"])[:_MOST_PARTS]
    numbers = [int(part[:9]) if part.isdecimal() else None for part in parts]
    if all(number is None for number in numbers):
        return None
    if (found["family"] or "").casefold() == "ssl":  # before TLS 1.0 (RFC 6101, RFC 2246)
        numbers.insert(0, 0)
    ending = _BUILD.sub("", found["ending"].strip()).casefold()
    return Version(tuple(numbers), "" if _RELEASE.fullmatch(ending) else ending)


def is_version_or_later(got: str, want: str) -> bool | None:
    """Is a version another or a later one? None where the texts do not tell.

    >>> is_version_or_later("1.10", "1.9"), is_version_or_later("3.1.0-rc1", "3.1.0")
    (True, False)
    >>> is_version_or_later("latest", "3.1.0") is None
    True
    """
    one, other = read_version(got), read_version(want)
    if one is None or other is None:
        return None
    length = max(len(one.numbers), len(other.numbers))
    for left, right in zip(_pad(one, length), _pad(other, length), strict=True):
        if left is None or right is None:
            return None
        if left != right:
            return left > right
    return _is_ending_or_later(one.ending, other.ending)


def _pad(version: Version, length: int) -> tuple[int | None, ...]:
    """The numbers of a version with zeros behind them (PEP 440, "Version scheme")."""
    filler = None if version.numbers[-1] is None else 0
    return version.numbers + (filler,) * (length - len(version.numbers))


def _is_ending_or_later(got: str, want: str) -> bool | None:
    if got == want:
        return True
    one, other = _PRE_RELEASE.fullmatch(got), _PRE_RELEASE.fullmatch(want)
    if one and other:
        return _is_pre_release_or_later(one, other)
    if one and (not want or _AFTER_RELEASE.fullmatch(want)):
        return False
    if other and (not got or _AFTER_RELEASE.fullmatch(got)):
        return True
    if not want and _AFTER_RELEASE.fullmatch(got):
        return True
    return False if not got and _AFTER_RELEASE.fullmatch(want) else None


def _is_pre_release_or_later(got: re.Match[str], want: re.Match[str]) -> bool | None:
    kinds = [found["word"] or found["letter"] for found in (got, want)]
    ranks = [_RANKS.get(kind) for kind in kinds]
    if (None in ranks and kinds[0] != kinds[1]) or got["more"] or want["more"]:
        return None
    left, right = (
        (_RANKS.get(f["word"] or f["letter"], 0), int(f["number"] or 0)) for f in (got, want)
    )
    return left >= right


def covers_version(listed: str, version: str) -> bool | None:
    """Is a version one of those that a list means? None where that is not shown.

    ``x`` and ``*`` stand for any number, and a list that leaves out the last parts means all of
    them; a version that leaves them out does not show which one it is.

    >>> covers_version("2.x", "2.6.1"), covers_version("2.x", "3.1")
    (True, False)
    >>> covers_version("2.6", "2") is None, covers_version("2", "x") is None
    (True, True)
    """
    if _ANY.fullmatch(listed):
        return True
    allowed, shown = read_version(listed), read_version(version)
    if allowed is None or shown is None:
        return None
    is_certain = allowed.ending == shown.ending
    for want, got in zip(allowed.numbers, shown.numbers, strict=False):
        if want is not None and got is not None and want != got:
            # An ending such as "or later" may stretch the numbers before it.
            return None if allowed.ending and not _PRE_RELEASE.fullmatch(allowed.ending) else False
        is_certain = is_certain and (want is None or got is not None)
    unstated = allowed.numbers[len(shown.numbers) :]
    return True if is_certain and all(part is None for part in unstated) else None
