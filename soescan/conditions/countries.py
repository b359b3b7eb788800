"""What facts about countries may mean."""

from __future__ import annotations

from collections.abc import Iterable

from soescan.model import CountryIndex, Value

ELSEWHERE = "something else"
"""Stands for a country that no clause names."""


def list_readings(value: Value, wanted: Iterable[str], index: CountryIndex) -> tuple[Value, ...]:
    """What a fact about countries may mean.

    A group is one or more of its members. A group without known members, and a text that is the
    name of no country, may be any country: each of `wanted`, which are those that make a
    difference, or another.
    """
    texts = _texts(value)
    unsettled = [text for text in texts if not is_country(text, index)]
    if not unsettled:
        return (value,)
    anywhere = (*(text for text in wanted if text in index.codes), ELSEWHERE)
    possible = dict.fromkeys(
        country for text in unsettled for country in index.groups.get(text, ()) or anywhere
    )
    if not isinstance(value, tuple):
        return tuple(possible)
    known = tuple(text for text in texts if text not in unsettled)
    return (*((*known, country) for country in possible), (*known, *possible))


def is_country(text: str, index: CountryIndex) -> bool:
    """Is a text the code of one country?"""
    return text in index.codes or text == ELSEWHERE


def names_a_place(value: Value, index: CountryIndex) -> bool:
    """Does a fact name a country or a group of countries at all?"""
    return any(is_country(text, index) or text in index.groups for text in _texts(value))


def _texts(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value),)
