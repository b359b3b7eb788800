"""Regular expressions that strangers write: only those of bounded cost."""

from __future__ import annotations

import re
import warnings
from functools import lru_cache

MOST_MATCHED = 1_000

_MOST_CHOICES = 10_000_000
"""What a pattern may try on one value; about a tenth of a second."""

_ATOM = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)

_CHOICE = re.compile(r"[(|)]|(?:[*+?]|\{([0-9]*)(,?)([0-9]*)\})[?+]?")


def find_pattern_problem(pattern: str) -> str:
    """Why a pattern of the ``matches`` operator is refused, or nothing.

    Catalogs come from strangers, so only patterns whose cost is bounded are taken: no repetition
    of a group, no look-around, no back-references, and few choices.
    """
    if len(pattern) > 200:
        return "at most 200 characters"
    if any(re.match(r"\\[1-9]", atom) for atom in _ATOM.findall(pattern)):
        return "no back-references"
    bare = _ATOM.sub("_", pattern)  # an escape or a class is one character, whatever is in it
    if re.search(r"\(\?(?!:)", bare):
        return "no look-around, flags or named groups"
    if re.search(r"\)[*+?{]", bare):
        return "no repeated group"
    if pattern.startswith("^") != pattern.endswith("$"):
        return "a pattern for the whole value (use .* where anything may stand)"
    try:
        with warnings.catch_warnings(action="error"):
            re.compile(pattern)
    except (re.error, OverflowError, Warning) as error:
        return f"a regular expression ({error})"
    if _count_paths(bare.replace("(?:", "(")) > _MOST_CHOICES:
        return "at most two of *, + and {m,n}, and few alternatives and ? beside them"
    return ""


def _count_paths(bare: str) -> int:
    """How many ways there are to go through a pattern: one after the other, they multiply."""
    outer: list[tuple[int, int]] = []
    other_alternatives, ways = 0, 1  # of the alternatives before this one; of this one so far
    for token in _CHOICE.finditer(bare):
        match token[0]:
            case "(":
                outer.append((other_alternatives, ways))
                other_alternatives, ways = 0, 1
            case "|":
                other_alternatives, ways = other_alternatives + ways, 1
            case ")":
                inner = other_alternatives + ways
                other_alternatives, ways = outer.pop()
                ways *= inner
            case _:
                ways *= _count_repetitions(token)
    return other_alternatives + ways


def _count_repetitions(quantifier: re.Match[str]) -> int:
    """How many lengths a repetition can have."""
    if not quantifier[0].startswith("{"):
        return 2 if quantifier[0].startswith("?") else MOST_MATCHED
    low = int(quantifier[1] or 0)
    high = int(quantifier[3] or MOST_MATCHED) if quantifier[2] else low
    return max(1, min(high, MOST_MATCHED) - low + 1)


@lru_cache(maxsize=1_000)
def compile_pattern(pattern: str) -> re.Pattern[str]:
    """A pattern of which `find_pattern_problem` had nothing to say; letters match in any case."""
    return re.compile(pattern, re.IGNORECASE)
