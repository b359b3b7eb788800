"""What the name of a cookie says of its purpose, by ``catalogs/standards/cookies.yaml``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import ClassVar

from soescan.reference import builtin


@dataclass(frozen=True, slots=True)
class CookieNameGroup:
    """Names of cookies, and who says so."""

    source: str
    names: tuple[str, ...]
    kind: str = ""


@dataclass(frozen=True, slots=True)
class CookieNameTable:
    """What a cookie's name says."""

    SCHEMA: ClassVar[str] = "soescan/cookie-names@1"

    session_words: tuple[str, ...]
    session_names: tuple[CookieNameGroup, ...]
    not_sessions: tuple[CookieNameGroup, ...]
    csrf_words: tuple[str, ...]
    necessary: tuple[CookieNameGroup, ...]


@lru_cache(maxsize=4_096)
def carries_session(name: str) -> bool:
    """Does a cookie of this name carry a session or a sign-in?

    A token against forged requests does not, whatever else its name says: scripts have to read it.

    >>> carries_session("ASP.NET_SessionId"), carries_session("assessment_id")
    (True, False)
    >>> carries_session("x-csrf-jwt"), carries_session("SESSION_XSRF-TOKEN")
    (False, False)
    """
    if _names_pattern("not_sessions").fullmatch(name) or is_csrf_token(name):
        return False
    return bool(_names_pattern("session_names").fullmatch(name)) or _has_word(
        name, _cookie_name_table().session_words
    )


@lru_cache(maxsize=4_096)
def is_csrf_token(name: str) -> bool:
    """Is a cookie of this name a token against forged requests?"""
    return _has_word(name, _cookie_name_table().csrf_words)


@lru_cache(maxsize=4_096)
def is_necessary(name: str) -> bool:
    """Is a cookie of this name made for something that a site cannot work without?"""
    return carries_session(name) or bool(_names_pattern("necessary").fullmatch(name))


def _has_word(name: str, words: Iterable[str]) -> bool:
    return not _name_words(name).isdisjoint(words)


def _name_words(name: str) -> frozenset[str]:
    """The words of a name: between signs, and between a small and a capital letter."""
    parts = re.findall(r"[A-Za-z]+", name[:256])
    single = [word for part in parts for word in re.findall(r"[A-Z]*[a-z]+|[A-Z]+", part)]
    return frozenset(word.lower() for word in (*parts, *single))


@cache
def _cookie_name_table() -> CookieNameTable:
    return builtin.load("standards/cookies.yaml", CookieNameTable)


@cache
def _names_pattern(kind: str) -> re.Pattern[str]:
    """One expression for all names of a kind; `*` and `?` are its only signs."""
    groups: tuple[CookieNameGroup, ...] = getattr(_cookie_name_table(), kind)
    names = (re.escape(name) for group in groups for name in group.names)
    expressions = (name.replace(r"\*", ".*").replace(r"\?", ".") for name in names)
    return re.compile("|".join(expressions), re.IGNORECASE)
