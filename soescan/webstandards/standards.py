"""What is known about the web's own rules, as catalogs say it: results, names of cookies, headers.

The facts stand in ``catalogs/standards/`` with their sources; this reads them, once each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import ClassVar, TypeVar

from soescan.errors import CatalogError
from soescan.files import read_document
from soescan.reference import builtin
from soescan.schema import Shape

N = TypeVar("N")


@dataclass(frozen=True, slots=True)
class Result:
    """One outcome of one of the Observatory's tests, and what it is worth."""

    test: str
    name: str
    modifier: int
    pass_: bool
    says: str


@dataclass(frozen=True, slots=True)
class Mark:
    """The lowest score that earns a grade."""

    at_least: int
    grade: str


@dataclass(frozen=True, slots=True)
class ObservatoryTable:
    """The MDN HTTP Observatory's results, modifiers and grades."""

    SCHEMA: ClassVar[str] = "soescan/observatory@1"

    algorithm: int
    source: str
    taken: str
    bonus_from: int
    """Bonuses count only when what remains without them is at least this."""
    grades: tuple[Mark, ...]
    """Highest first."""
    results: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class NamedGroup:
    """Names of cookies, and who says so."""

    source: str
    names: tuple[str, ...]
    kind: str = ""


@dataclass(frozen=True, slots=True)
class CookieNames:
    """What a cookie's name says."""

    SCHEMA: ClassVar[str] = "soescan/cookie-names@1"

    session_words: tuple[str, ...]
    session_names: tuple[NamedGroup, ...]
    not_sessions: tuple[NamedGroup, ...]
    csrf_words: tuple[str, ...]
    necessary: tuple[NamedGroup, ...]


@dataclass(frozen=True, slots=True)
class Telling:
    """A header that names software."""

    header: str
    product: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class TellingHeaders:
    """The headers that servers use to name themselves."""

    SCHEMA: ClassVar[str] = "soescan/disclosure@1"

    headers: tuple[Telling, ...]


@dataclass(frozen=True, slots=True)
class Bypasses:
    """Hosts and paths that make an allow-list of scripts or plugins worthless."""

    SCHEMA: ClassVar[str] = "soescan/csp-bypasses@1"

    source: str
    taken: str
    needs_eval: tuple[str, ...] = ()
    jsonp: tuple[str, ...] = ()
    angular: tuple[str, ...] = ()
    flash: tuple[str, ...] = field(default=())


@cache
def observatory() -> ObservatoryTable:
    """The Observatory's table."""
    return _read("observatory.yaml", ObservatoryTable)


@cache
def results() -> Mapping[str, Result]:
    """The Observatory's results by name."""
    return {result.name: result for result in observatory().results}


@cache
def telling_headers() -> Mapping[str, Telling]:
    """The headers that name software, by name in lower case."""
    return {one.header: one for one in _read("disclosure.yaml", TellingHeaders).headers}


@cache
def bypasses() -> Bypasses:
    """The known ways around allow-lists."""
    return _read("csp-bypasses.yaml", Bypasses)


@lru_cache(maxsize=4_096)
def carries_session(name: str) -> bool:
    """Does a cookie of this name carry a session or a sign-in?

    >>> carries_session("ASP.NET_SessionId"), carries_session("assessment_id")
    (True, False)
    """
    if _pattern("not_sessions").fullmatch(name):
        return False
    return bool(_pattern("session_names").fullmatch(name)) or _has_word(
        name, _names().session_words
    )


@lru_cache(maxsize=4_096)
def guards_forms(name: str) -> bool:
    """Is a cookie of this name a token against forged requests?"""
    return _has_word(name, _names().csrf_words)


@lru_cache(maxsize=4_096)
def is_necessary(name: str) -> bool:
    """Is a cookie of this name made for something that a site cannot work without?"""
    return carries_session(name) or bool(_pattern("necessary").fullmatch(name))


def _has_word(name: str, words: Iterable[str]) -> bool:
    return not _words(name).isdisjoint(words)


def _words(name: str) -> frozenset[str]:
    """The words of a name: between signs, and between a small and a capital letter."""
    parts = re.findall(r"[A-Za-z]+", name[:256])
    single = [word for part in parts for word in re.findall(r"[A-Z]*[a-z]+|[A-Z]+", part)]
    return frozenset(word.lower() for word in (*parts, *single))


@cache
def _names() -> CookieNames:
    return _read("cookies.yaml", CookieNames)


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    """One expression for all names of a kind; `*` and `?` are its only signs."""
    groups: tuple[NamedGroup, ...] = getattr(_names(), kind)
    each = (
        re.escape(name).replace(r"\*", ".*").replace(r"\?", ".")
        for group in groups
        for name in group.names
    )
    return re.compile("|".join(each), re.IGNORECASE)


def _read(name: str, kind: type[N]) -> N:
    doc = read_document(builtin.folder() / "standards" / name)
    made = Shape().read_document(doc, kind)
    doc.check(CatalogError)
    return made
