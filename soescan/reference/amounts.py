"""Amounts of money as people write them: read where they can only mean one amount.

``24k``, ``$1.2M``, ``$99/mo``, ``1.500 €`` and ``43.200,00 €`` are amounts, with their currency and
period where they say so. What may be several amounts (``1.500``, ``10-20k``), or is counted by
something that nobody has counted (``25 € per user``), is none, with the reason. Words and signs are
in ``catalogs/money.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from soescan.model import FactKey, Value
from soescan.reference import builtin

ONCE = 0
"""The period of what is paid once."""


@dataclass(frozen=True, slots=True)
class MoneyWords:
    """What ``catalogs/money.yaml`` holds."""

    SCHEMA: ClassVar[str] = "soescan/money@1"

    currencies: Mapping[str, tuple[str, ...]]
    shared_signs: tuple[str, ...]
    points_between_thousands: tuple[str, ...]
    magnitudes: Mapping[str, tuple[str, ...]]
    periods: Mapping[str, tuple[str, ...]]
    once: tuple[str, ...]
    per: tuple[str, ...]
    idle: tuple[str, ...]
    free: tuple[str, ...]
    cost_titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of money that somebody wrote."""

    value: float
    currency: str = ""
    """ISO 4217; empty where none is named."""
    payments: int | None = None
    """Payments a year, `ONCE` for one altogether, None where nothing is said."""

    @property
    def total(self) -> float:
        """What it comes to in a year, or once; an amount without a period is one of a year."""
        total = round(float(self.value) * (self.payments or 1), 2)
        return int(total) if total.is_integer() else total

    def is_paid(self, *, once: bool) -> bool:
        """Does its period, if it says one, agree with being paid once, or each year?"""
        return self.payments is None or (self.payments == ONCE) is once


class AmountError(ValueError):
    """A text that is no amount, or may be several; its message says why."""


_NUMBER = re.compile(r"\d+(?:[.,'’]\d+| \d{3}(?!\d))*")
_TOKEN = re.compile(r"(?:[^\W\d_]{1,2})?[$¥]|[^\W\d_]+(?:[.-][^\W\d_]+)*|[^\w\s]")
_ROUND = re.compile(r"(?<=\d)[.,] ?[-–—]+")
"""*1.500,-* says that there are no cents."""
_LETTER = re.compile(r"[^\W\d_]")
_UNCLEAR = frozenset("-–—+<>≤≥%?=")


_PER_PERIOD = re.compile(r"\bp\. ?([am])\.?(?!\w)", re.IGNORECASE)
"""*p. a.* and *p. m.*, also with a space."""


def read_amount(text: str, title: str = "") -> Amount:
    """The amount that a text means; raises `AmountError` where it is none, or may be several.

    `title` is that of its column: where the text leaves them open, it may say the currency, the
    magnitude and the period.

    >>> read_amount("$99/mo")
    Amount(value=99.0, currency='USD', payments=12)
    >>> read_amount("43.200,00 €")
    Amount(value=43200.0, currency='EUR', payments=None)
    >>> read_amount("1.500", "Monthly cost (EUR)")
    Amount(value=1500.0, currency='EUR', payments=12)
    """
    text = _PER_PERIOD.sub(r"p\1", _ROUND.sub("", " ".join(text.split())))
    numbers = list(_NUMBER.finditer(text))
    if not numbers and set(_fold_words(text)) & set(_words().free):
        return Amount(0.0)
    if len(numbers) != 1:
        raise AmountError("several numbers" if numbers else "no number")
    if text.startswith("(") and text.endswith(")"):
        raise AmountError("whether it is negative, in brackets")
    (number,) = numbers
    before, after = text[: number.start()], text[number.end() :]
    parts = _AmountParts()
    parts.take(_fold_words(before))
    parts.take(_fold_words(after))
    parts.complete(_read_title(title))
    value = _read_digits(number[0], parts) * parts.magnitude
    return Amount(value, parts.currency, parts.payments)


def is_cost_title(title: str) -> bool:
    """Is a title one of a column of costs, with nothing beside it but currency and period?

    >>> [is_cost_title(text) for text in ("Kosten/Monat", "Cost (k€, net)", "Support cost")]
    [True, True, False]
    """
    folded = list(_fold_words(title))
    if not set(folded) & set(_words().cost_titles):
        return False
    parts = _AmountParts()
    try:
        parts.take(iter(folded))
    except AmountError:
        return False
    return True


def is_cost_once(title: str) -> bool:
    """Does the title of a column of costs say that they are paid once?"""
    return _read_title(title).payments == ONCE


def _read_title(title: str) -> _AmountParts:
    """What the title of a column says of its amounts."""
    parts = _AmountParts()
    if is_cost_title(title):
        parts.take(_fold_words(title))
    return parts


def coerce_amount(value: Value, key: FactKey) -> Value:
    """A fact's value as a number where the key asks for money and a text means one amount of it."""
    if not key.money or not isinstance(value, str):
        return value
    try:
        amount = read_amount(value)
    except AmountError:
        return value
    return amount.total if amount.is_paid(once=key.unit == "once") else value


def find_currency(text: str) -> str:
    """The ISO 4217 code that a text is, or is a name or sign of; empty for none.

    >>> [find_currency(text) for text in ("€", "usd", "THB", "kr")]
    ['EUR', 'USD', 'THB', '']
    """
    if re.fullmatch("[A-Z]{3}", text):
        return text
    return _currencies().get(text.strip().casefold(), "")


class _AmountParts:
    """What the words around a number say."""

    def __init__(self) -> None:
        self.currency = ""
        self.magnitude = 1
        self.payments: int | None = None
        self._is_per = False

    def take(self, words: Iterator[str]) -> None:
        """Take words one by one; raises `AmountError` for one that is not understood."""
        for word in words:
            if word in _UNCLEAR:
                raise AmountError(f"what {word!r} means")
            if self._is_per or not self._take_unit(word):
                self._take_period(word)

    def complete(self, other: _AmountParts) -> None:
        """Take from the title of the column what the cell leaves open."""
        self.currency = self.currency or other.currency
        if self.magnitude == 1:
            self.magnitude = other.magnitude
        if self.payments is None:
            self.payments = other.payments

    def _take_unit(self, word: str) -> bool:
        """Take a currency or a magnitude, also both in one word such as *TEUR*."""
        currency, magnitude = _currencies().get(word), _magnitudes().get(word)
        if currency is None and magnitude is None and word[:1] in _magnitudes():
            currency = _currencies().get(word[1:])
            magnitude = _magnitudes()[word[0]] if currency else None
        if currency and self.currency not in ("", currency):
            currency = self._choose_dollar(currency)
        if magnitude and self.magnitude != 1:
            raise AmountError("several magnitudes")
        self.currency = currency or self.currency
        self.magnitude = magnitude or self.magnitude
        return bool(currency or magnitude) or word in _words().shared_signs

    def _choose_dollar(self, currency: str) -> str:
        """Of two currencies the one that a dollar sign leaves open: *$1,200 AUD*."""
        both = {self.currency, currency}
        (other,) = both - {"USD"} if "USD" in both else ("",)
        if f"{other[:1].lower()}$" not in _words().currencies.get(other, ()):
            raise AmountError("several currencies")
        return other

    def _take_period(self, word: str) -> None:
        if word == "m" and self._is_per:
            word = "month"
        if word in _periods():
            if self.payments not in (None, _periods()[word]):
                raise AmountError("several periods")
            self.payments, self._is_per = _periods()[word], False
        elif word in _words().per:
            self._is_per = True
        elif self._is_per:
            raise AmountError(f"how many times {word!r} there is")
        elif word not in (*_words().idle, *_words().cost_titles) and _LETTER.search(word):
            raise AmountError(f"what {word!r} means")


def _read_digits(text: str, parts: _AmountParts) -> float:
    """The number that digits with points, commas, spaces and apostrophes are."""
    text = text.replace("’", "'")
    groups = re.split(r"[.,' ]", text)
    signs = re.findall(r"[.,' ]", text)
    if not signs:
        return float(text)
    has_cents = len(groups[-1]) <= 2 and signs[-1] in ".," and signs.count(signs[-1]) == 1
    inner, between = (groups[:-1], signs[:-1]) if has_cents else (groups, signs)
    if len(set(between)) > 1 or not _are_thousands(inner):
        raise AmountError("where its thousands and cents are")
    if not has_cents and len(signs) == 1 and _may_be_fraction(text, parts):
        raise AmountError(f"whether it is {''.join(groups)} or {groups[0]}.{groups[1]}")
    return float("".join(inner) + (f".{groups[-1]}" if has_cents else ""))


def _are_thousands(groups: list[str]) -> bool:
    """Are the groups of digits such as thousands are written in, or lakhs (*12,34,567*)?"""
    if len(groups) == 1:
        return True
    first, *middle, last = groups
    sizes = {len(group) for group in middle}
    return (
        len(last) == 3
        and 1 <= len(first) <= 3
        and first[0] != "0"
        and (sizes <= {3} or (sizes == {2} and len(first) <= 2))
    )


def _may_be_fraction(text: str, parts: _AmountParts) -> bool:
    """May one sign before three digits stand before a fraction?"""
    if parts.magnitude != 1:
        return "." in text or "," in text
    return "." in text and parts.currency not in _words().points_between_thousands


def _fold_words(text: str) -> Iterator[str]:
    return (token.casefold().replace(".", "") or token for token in _TOKEN.findall(text))


def _words() -> MoneyWords:
    return builtin.load("money.yaml", MoneyWords)


@cache
def _currencies() -> Mapping[str, str]:
    return {word: code for code, words in _words().currencies.items() for word in words}


@cache
def _magnitudes() -> Mapping[str, int]:
    return {word: int(size) for size, words in _words().magnitudes.items() for word in words}


@cache
def _periods() -> Mapping[str, int]:
    periods = {word: int(count) for count, words in _words().periods.items() for word in words}
    return periods | dict.fromkeys(_words().once, ONCE)
