"""Numbers with what they count, as English writes them."""

from __future__ import annotations

from collections.abc import Sequence

_SECONDS_A_DAY = 86_400


def quantity(number: float, noun: str, plural: str = "") -> str:
    """A number with its noun.

    >>> quantity(1, "task"), quantity(2, "person-day"), quantity(1.5, "day"), quantity(0, "tool")
    ('1 task', '2 person-days', '1.5 days', '0 tools')
    """
    return f"{number:g} {noun if number == 1 else plural or f'{noun}s'}"


_WORDS = (
    *("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve"),
)


def in_words(number: int) -> str:
    """A count as a word up to twelve, in digits beyond, as books print it.

    >>> in_words(2), in_words(12), in_words(13)
    ('two', 'twelve', '13')
    """
    return _WORDS[number] if 0 <= number < len(_WORDS) else str(number)


def measure(number: float, unit: str) -> str:
    """A number with a unit as the vocabulary of facts writes it: the plural, or words that stay.

    Seconds that make whole days are said in days.

    >>> measure(1, "days"), measure(99.5, "%"), measure(12_000, "a year"), measure(1, "breaches")
    ('1 day', '99.5%', '12,000 a year', '1 breach')
    >>> measure(15_552_000, "seconds"), measure(3_600, "seconds")
    ('180 days', '3,600 seconds')
    """
    if unit == "%":
        return f"{number}%"
    days = number / _SECONDS_A_DAY
    if unit == "seconds" and days >= 1 and days == int(days):
        return quantity(int(days), "day")
    noun, space, rest = unit.partition(" ")
    if number == 1 and noun.endswith("s"):
        noun = noun.removesuffix("es") if noun.endswith("ches") else noun.removesuffix("s")
    return f"{number:,} {noun}{space}{rest}".rstrip()


def name_some(names: Sequence[str], most: int = 4, word: str = "and") -> str:
    """The first names of a list as a sentence has them, and how many more there are.

    `word` stands before the last: *or* where nothing is true of any.

    >>> name_some(["a"]), name_some(["a", "b"]), name_some(["a", "b", "c"], most=2)
    ('a', 'a and b', 'a, b and 1 more')
    """
    more = len(names) - most
    parts = [*names[:most], *([f"{more} more"] if more > 0 else [])]
    return f" {word} ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def percent(share: float) -> str:
    """A share from 0 to 1 in whole per cent, half of one rounded up as spreadsheets do.

    >>> percent(0.985), percent(0.125), percent(1)
    ('99%', '13%', '100%')
    """
    return f"{int(share * 100 + 0.5 + 1e-9)}%"
