"""Numbers with what they count, as English writes them."""

from __future__ import annotations

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

    Many seconds are said in days, too.

    >>> measure(1, "days"), measure(99.5, "%"), measure(12_000, "a year"), measure(1, "breaches")
    ('1 day', '99.5%', '12000 a year', '1 breach')
    >>> measure(15_552_000, "seconds")
    '15552000 seconds (180 days)'
    """
    if unit == "%":
        return f"{number}%"
    noun, space, rest = unit.partition(" ")
    if number == 1 and noun.endswith("s"):
        noun = noun.removesuffix("es") if noun.endswith("ches") else noun.removesuffix("s")
    days = number / _SECONDS_A_DAY
    in_days = unit == "seconds" and days >= 1 and days == int(days)
    more = f" ({quantity(int(days), 'day')})" if in_days else ""
    return f"{number} {noun}{space}{rest}".rstrip() + more


def percent(share: float) -> str:
    """A share from 0 to 1 in whole per cent, half of one rounded up as spreadsheets do.

    >>> percent(0.985), percent(0.125), percent(1)
    ('99%', '13%', '100%')
    """
    return f"{int(share * 100 + 0.5 + 1e-9)}%"
