"""How vendors write lists of subprocessors. See ``catalogs/claims/subprocessors.yaml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import ClassVar

from soescan.recognition.word_folding import words
from soescan.reference import builtin


@dataclass(frozen=True, slots=True)
class Words:
    """The words of lists of subprocessors."""

    SCHEMA: ClassVar[str] = "soescan/subprocessors@1"

    about: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    """Titles of columns and labels, by what stands below or after them."""
    foreign: tuple[str, ...]
    located: tuple[str, ...]
    beside: tuple[str, ...]
    clauses: tuple[str, ...]
    none: tuple[str, ...]
    but: tuple[str, ...]
    filler: tuple[str, ...]
    notice: tuple[str, ...]
    change: tuple[str, ...]
    days: tuple[str, ...]
    objection: tuple[str, ...]
    mechanisms: Mapping[str, tuple[str, ...]]
    ai_companies: tuple[str, ...]
    ai_in_names: tuple[str, ...]
    ai_words: tuple[str, ...]
    ai_not: tuple[str, ...]


@cache
def table() -> Words:
    """The words as they are written in the catalog."""
    return builtin.load("claims/subprocessors.yaml", Words)


@cache
def listed(field: str) -> tuple[str, ...]:
    """The words of one list, as they are compared."""
    return tuple(dict.fromkeys(map(words, getattr(table(), field))))


def speaks(field: str, text: str) -> bool:
    """Does a text hold one of the words of a list?

    >>> speaks("about", "Our Sub-Processors"), speaks("about", "Our partners")
    (True, False)
    """
    return holds(words(text), listed(field))


def holds(folded: str, wanted: tuple[str, ...]) -> bool:
    """Does a folded text hold one of some folded words?"""
    if _first_words(wanted).isdisjoint(folded.split()):
        return False
    padded = f" {folded} "
    return any(f" {one} " in padded for one in wanted)


@cache
def _first_words(wanted: tuple[str, ...]) -> frozenset[str]:
    """With what some words begin, to pass over texts that hold none of them."""
    return frozenset(one.partition(" ")[0] for one in wanted)


@cache
def _columns() -> tuple[tuple[str, str], ...]:
    pairs = [(words(one), field) for field, all in table().columns.items() for one in all]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


@cache
def _titled() -> Mapping[str, str]:
    return dict(reversed(_columns()))


@cache
def titles() -> frozenset[str]:
    """Every title of a column, which is no company's name."""
    return frozenset(_titled())


@lru_cache(maxsize=4_096)
def column(title: str) -> str:
    """What stands below a title: ``company``, ``purpose``, ``location`` …; nothing for others.

    >>> column("Sub-Processor Name"), column("Processing location(s)"), column("Price")
    ('company', 'location', '')
    """
    whole = words(re.sub(r"\(s\)", "s", title))[:200]
    if whole in (known := _titled()):
        return known[whole]
    if whole.count(" ") > 7:
        return ""
    found = [field for one, field in _columns() if f" {one} " in f" {whole} "]
    return next((one for one in ("location", "mechanism") if one in found), (found or [""])[0])


def ai(name: str, purpose: str) -> bool:
    """Is a company's service artificial intelligence, by its name or by what it is used for?

    >>> ai("OpenAI, L.L.C.", ""), ai("Acme", "Hosting (including AI processing)"), ai("Air", "Mail")
    (True, True, False)
    """
    called = words(name)
    if holds(called, listed("ai_companies")) or holds(called, listed("ai_in_names")):
        return True
    folded = words(purpose[:2_000])
    for word in listed("ai_words") if holds(folded, listed("ai_words")) else ():
        for found in re.finditer(rf"(?<!\S){re.escape(word)}(?!\S)", folded):
            before = folded[: found.start()].split()[-3:]
            if not set(before) & set(listed("ai_not")):
                return True
    return False


def mechanisms(text: str) -> tuple[str, ...]:
    """The mechanisms for transfers that a text names, as the vocabulary calls them.

    >>> mechanisms("EU-US Data Privacy Framework; SCCs")
    ('scc', 'dpf')
    """
    folded = words(text[:200_000])
    return tuple(key for key, said in _mechanisms().items() if holds(folded, said))


@cache
def _mechanisms() -> Mapping[str, tuple[str, ...]]:
    return {key: tuple(map(words, said)) for key, said in table().mechanisms.items()}
