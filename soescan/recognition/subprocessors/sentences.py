"""What vendors say beside their lists: that there are none, and how early they tell of changes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from soescan.recognition.subprocessors.terms import contains_term, term_list
from soescan.recognition.word_folding import fold_words

LONG = 500_000
"""Characters of a page's text that are looked through."""
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
_MANY = 20_000
_WORDS_BESIDE = 3
"""Words beside a statement that limit nothing: *At Acme, no subprocessors are used.*"""


def split_sentences(text: str) -> Iterator[str]:
    """The sentences of a text, the longest cut.

    >>> list(split_sentences("We tell you. Then\\nwe wait."))
    ['We tell you.', 'Then', 'we wait.']
    """
    for number, sentence in enumerate(_SENTENCE.split(text[:LONG])):
        if number >= _MANY:
            return
        if sentence := " ".join(sentence[:2_000].split()):
            yield sentence


def find_none_used(text: str) -> str:
    """The sentence in which a vendor says that it has no subprocessors; nothing when it does not.

    >>> find_none_used("We do not currently use any sub-processors.")
    'We do not currently use any sub-processors.'
    >>> find_none_used("We do not use subprocessors without your consent.")
    ''
    """
    fillers = sorted(term_list("filler"), key=len, reverse=True)
    for sentence in split_sentences(text):
        folded = whole = fold_words(sentence)
        for filler in fillers:
            folded = f" {folded} ".replace(f" {filler} ", " ").strip()
        if contains_term(folded, term_list("none")) and not contains_term(whole, term_list("but")):
            return sentence
    return ""


def says_none_at_all(sentence: str) -> bool:
    """Does a sentence in which a vendor says that it has none say so without limits?

    >>> says_none_at_all("No subprocessors are used at this time.")
    True
    >>> says_none_at_all("For the on-premises edition of Acme, no subprocessors are used.")
    False
    """
    words = fold_words(sentence).split()
    statement = max(
        (term for term in term_list("none") if f" {term} " in f" {' '.join(words)} "),
        key=len,
        default="",
    )
    fillers = {word for filler in term_list("filler") for word in filler.split()}
    others = [word for word in words if word not in fillers and word not in statement.split()]
    return bool(statement) and len(others) <= _WORDS_BESIDE


def find_notice_days(text: str) -> tuple[int, str] | None:
    """Days of notice before a change of subprocessors, the least that is promised, and where.

    >>> find_notice_days("We give notice of new Sub-processors thirty (30) days in advance.")
    (30, 'We give notice of new Sub-processors thirty (30) days in advance.')
    >>> find_notice_days("Customer may object within 10 days of notice of a new Subprocessor.")
    >>> find_notice_days("We update this page within 30 days of adding any Subprocessor.")
    """
    notices: list[tuple[int, str]] = []
    before = False
    for sentence in split_sentences(text):
        folded = fold_words(sentence)
        about = contains_term(folded, term_list("about"))
        gives_notice = (about or before) and contains_term(folded, term_list("notice"))
        if gives_notice and contains_term(folded, term_list("change")):
            notices.extend((days, sentence) for days in _day_counts(folded))
        before = about
    return min(notices, key=lambda one: one[0]) if notices else None


def _day_counts(folded: str) -> Iterator[int]:
    """Numbers of days in a folded sentence: before a change, and no time to object in."""
    day_words = "|".join(map(re.escape, term_list("days")))
    for match in re.finditer(
        rf"(?<!\S)(\d{{1,3}})(?: (?:calendar|business|working))? (?:{day_words})(?!\S)", folded
    ):
        before, after = folded[: match.start()].split(), folded[match.end() :].split()
        if set(before[-12:]) & set(term_list("objection")) or _is_afterwards(before, after):
            continue
        if 0 < int(match[1]) <= 365:
            yield int(match[1])


def _is_afterwards(before: list[str], after: list[str]) -> bool:
    """Do days that stand between these words lie after a change, rather than before it?

    *30 days after notice* lie before it, though.
    """
    if contains_term(" ".join(after[:4]), term_list("ahead")):
        return False
    if contains_term(" ".join(before[-4:]), term_list("limit")):
        return True
    if not contains_term(" ".join(after[:2]), term_list("after")):
        return False
    noticed = (word in term_list("notice") for word in after[1:8])
    changed = (word in term_list("change") for word in after[1:8])
    return next(
        (
            is_change
            for is_notice, is_change in zip(noticed, changed, strict=True)
            if is_notice or is_change
        ),
        True,
    )
