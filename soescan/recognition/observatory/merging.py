"""Several policies made one, as the Observatory does it.

Browsers enforce each policy apart. The Observatory sorts the sources of all of them and keeps those
that stand beside an equal one of another policy. What comes out depends on the order of the sort,
which is that of the Unicode collation for English.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from urllib.parse import unquote_to_bytes

SHORTEST = 6
"""A policy of fewer characters is invalid."""
_REPEATABLE = frozenset({"report-uri", "report-to"})
_ORDER = "_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789abcdefghijklmnopqrstuvwxyz"
"""ASCII in the order of the CLDR root collation, small letters only."""
_RANK = {c: rank for rank, c in enumerate(_ORDER, start=1)}


class InvalidPolicyError(ValueError):
    """The Observatory cannot read the policy."""


@dataclass(slots=True)
class _PolicySource:
    text: str
    policy: int
    keep: bool


@dataclass(frozen=True, slots=True)
class MergedPolicy:
    """What the Observatory makes of several policies."""

    sources: dict[str, set[str]]
    repeated: frozenset[str] = frozenset()
    """Where-to-report directives that stand twice in one policy."""


def merge(policies: Sequence[str]) -> MergedPolicy:
    """One policy out of several texts.

    Raises:
        InvalidPolicyError: one is too short, repeats a directive, or has a broken percent escape.
    """
    cleaned = [text.replace("\r", "").replace("\n", "").strip() for text in policies]
    if any(len(text) < SHORTEST for text in cleaned):
        raise InvalidPolicyError("too short")
    merged: dict[str, list[_PolicySource]] = {}
    repeated: set[str] = set()
    for index, text in enumerate(cleaned):
        names: set[str] = set()
        for part in text.split(";"):
            if not (words := part.split()):
                continue
            name = words[0].lower()
            if name in names and name not in _REPEATABLE:
                raise InvalidPolicyError(f"{name} twice")
            if name in names:
                repeated.add(name)
            names.add(name)
            earlier = merged.get(name, []) if index else []
            merged[name] = _combine(earlier, _sources(name, words[1:], index))
            if index == 0 and len(cleaned) > 1:
                for source in merged[name]:
                    source.keep = False
    return MergedPolicy(
        {
            name: {source.text for source in sources} or {"'none'"}
            for name, sources in merged.items()
        },
        frozenset(repeated),
    )


def _sources(name: str, values: Sequence[str], index: int) -> list[_PolicySource]:
    if not values and name.endswith("-src"):
        values = ["'none'"]
    return [_PolicySource(value.lower(), index, index == 0) for value in values]


def _combine(earlier: list[_PolicySource], added: list[_PolicySource]) -> list[_PolicySource]:
    """What is left of a directive: within a policy the shorter, between policies the equal."""
    both = sorted((*earlier, *added), key=lambda source: _collation_key(source.text))
    for before, source in pairwise(both):
        if source.policy == before.policy:
            if source.text.startswith(before.text):
                source.keep = False
        elif _same_path(before.text, source.text):
            source.keep = True
    return [source for source in both if source.keep]


def _same_path(covering: str, covered: str) -> bool:
    """Does the first cover the second, slash by slash?"""
    if not covering or (covering == "/" and not covered):
        return True
    ours, theirs = covering.split("/"), covered.split("/")
    open_ended = covering.endswith("/")
    if len(ours) > len(theirs) or (not open_ended and len(ours) != len(theirs)):
        return False
    if open_ended:
        ours.pop()
    return all(_decode_path(a) == _decode_path(b) for a, b in zip(ours, theirs, strict=False))


def _decode_path(text: str) -> str:
    if re.search(r"%(?![0-9A-Fa-f]{2})", text):
        raise InvalidPolicyError("percent escape")
    try:
        return unquote_to_bytes(text).decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidPolicyError("percent escape") from error


@lru_cache(maxsize=8_192)
def _collation_key(text: str) -> tuple[tuple[int, ...], str]:
    """A key that sorts as the collation does, exactly for ASCII."""
    plain = unicodedata.normalize("NFD", text)
    ranks = (
        _RANK.get(c, 0x100 + ord(c)) for c in plain if not unicodedata.combining(c) and c >= " "
    )
    return tuple(ranks), text
