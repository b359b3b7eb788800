"""What vendors say beside their lists: that there are none, and how early they tell of changes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from soescan.recognition.subprocessors.terms import holds, listed
from soescan.recognition.word_folding import words

LONG = 500_000
"""Characters of a page's text that are looked through."""
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
_MANY = 20_000


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text, the longest cut.

    >>> list(sentences("We tell you. Then\\nwe wait."))
    ['We tell you.', 'Then', 'we wait.']
    """
    for number, one in enumerate(_SENTENCE.split(text[:LONG])):
        if number >= _MANY:
            return
        if one := " ".join(one[:2_000].split()):
            yield one


def none_used(text: str) -> str:
    """The sentence in which a vendor says that it has no subprocessors; nothing when it does not.

    >>> none_used("We do not currently use any sub-processors.")
    'We do not currently use any sub-processors.'
    >>> none_used("We do not use subprocessors without your consent.")
    ''
    """
    fillers = sorted(listed("filler"), key=len, reverse=True)
    for sentence in sentences(text):
        folded = whole = words(sentence)
        for filler in fillers:
            folded = f" {folded} ".replace(f" {filler} ", " ").strip()
        if holds(folded, listed("none")) and not holds(whole, listed("but")):
            return sentence
    return ""


def notice_days(text: str) -> tuple[int, str] | None:
    """Days of notice before a change of subprocessors, the least that is promised, and where.

    >>> notice_days("We give notice of new Sub-processors thirty (30) days in advance.")
    (30, 'We give notice of new Sub-processors thirty (30) days in advance.')
    >>> notice_days("Customer may object within 10 days of notice of a new Subprocessor.")
    """
    found: list[tuple[int, str]] = []
    before = False
    for sentence in sentences(text):
        folded = words(sentence)
        about = holds(folded, listed("about"))
        said = (about or before) and holds(folded, listed("notice"))
        if said and holds(folded, listed("change")):
            found.extend((days, sentence) for days in _days(folded))
        before = about
    return min(found, key=lambda one: one[0]) if found else None


def _days(folded: str) -> Iterator[int]:
    """Numbers of days in a folded sentence that are no time to object in."""
    named = "|".join(map(re.escape, listed("days")))
    for found in re.finditer(
        rf"(?<!\S)(\d{{1,3}})(?: (?:calendar|business|working))? (?:{named})(?!\S)", folded
    ):
        before = folded[: found.start()].split()[-12:]
        if not set(before) & set(listed("objection")) and 0 < int(found[1]) <= 365:
            yield int(found[1])
