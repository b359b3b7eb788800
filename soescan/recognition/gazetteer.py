"""Where is that? A place as a list of suppliers writes it -> countries, as ISO 3166-1 codes.

Only what leaves no doubt is a country: *New Jersey* is not Jersey, *Georgia* beside Atlanta is no
country, the EU is a region, and what is *outside the United States* is not in them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import ClassVar

from soescan.reference import builtin

MAX_TEXT = 20_000
"""Characters of a text that are read."""
_MAX_CODE_TEXT = 60
"""Characters of a text in which two capitals may be a country's code."""


@dataclass(frozen=True, slots=True)
class Country:
    """A country and how lists write it. See ``catalogs/countries.yaml``."""

    code: str
    name: str
    also: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    """States and provinces; they outrule a city of another country that stands before them."""
    part_codes: tuple[str, ...] = ()
    unless_in: str = ""
    """The country that has a part of the same name."""


@dataclass(frozen=True, slots=True)
class CountryTable:
    """The gazetteer."""

    SCHEMA: ClassVar[str] = "soescan/countries@1"

    regions: tuple[str, ...]
    outside: tuple[str, ...]
    whose: tuple[str, ...]
    between: tuple[str, ...]
    countries: tuple[Country, ...]


@dataclass(frozen=True, slots=True)
class PlaceMentions:
    """The places that a text names, in its order."""

    countries: tuple[str, ...] = ()
    """ISO 3166-1 alpha-2."""
    regions: tuple[str, ...] = ()
    """Groups of countries, as the text calls them."""


class _PlaceKind(StrEnum):
    COUNTRY = "country"
    CITY = "city"
    PART = "part"
    REGION = "region"


@dataclass(frozen=True, slots=True)
class _PlaceName:
    """A name of the gazetteer."""

    words: tuple[str, ...]
    kind: _PlaceKind
    code: str = ""
    capitals: bool = False
    """An abbreviation: *us* is no country."""


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    raw: str
    before: str
    """What stands between it and the word before."""


@dataclass(frozen=True, slots=True)
class _Mention:
    name: _PlaceName
    raw: str
    gap: str
    """What stands between it and the place before; other words too."""
    apart: str
    """What stands right before it."""


def find_places(text: str) -> PlaceMentions:
    """The countries and regions in a text.

    >>> find_places("Dublin, Ireland; Frankfurt (EU customers only)")
    PlaceMentions(countries=('IE', 'DE'), regions=())
    >>> [find_places(t).countries for t in ("Atlanta, Georgia", "Georgia", "outside the US")]
    [('US',), ('GE',), ()]
    """
    text = text[:MAX_TEXT]
    if codes := _country_codes(text):
        return PlaceMentions(codes)
    found = _resolve_neighbours(
        list(_find_mentions(_split_words(text), short=len(text) <= _MAX_CODE_TEXT))
    )
    countries = (one.name.code for one in found if one.name.code)
    regions = (one.raw for one in found if one.name.kind is _PlaceKind.REGION)
    return PlaceMentions(tuple(dict.fromkeys(countries)), tuple(dict.fromkeys(regions)))


def find_countries(text: str) -> tuple[str, ...]:
    """The countries in a text.

    >>> [find_countries(text) for text in ("Austin, TX", "DE, UK", "New Jersey", "EU")]
    [('US',), ('DE', 'GB'), ('US',), ()]
    """
    return find_places(text).countries


def words_besides_places(text: str) -> tuple[str, ...]:
    """The words of a text that are no part of a place's name, in lower case without accents.

    >>> words_besides_places("Frankfurt region (EU)")
    ('region',)
    """
    words, known, at = _split_words(text[:MAX_TEXT]), _gazetteer(), 0
    left: list[str] = []
    while at < len(words):
        name = _name_at(words, at, known)
        if name is None:
            left.append(words[at].text)
        at += len(name.words) if name else 1
    return tuple(left)


def _country_codes(text: str) -> tuple[str, ...]:
    """A text that is nothing but codes. A lone NO is more likely an answer than Norway."""
    if not re.fullmatch(r"\s*[A-Z]{2}(?:[\s,;/|&+]+[A-Z]{2}){0,300}\s*", text):
        return ()
    known = _gazetteer().codes
    codes = [known.get(code, "") for code in re.findall("[A-Z]{2}", text)]
    return tuple(dict.fromkeys(codes)) if all(codes) and codes != ["NO"] else ()


def _split_words(text: str) -> list[_Word]:
    made, end = [], 0
    for found in re.finditer(r"(?:[^\W\d_]\.){2,8}|[^\W_]+", text):
        made.append(_Word(_fold(found[0]), found[0], text[end : found.start()]))
        end = found.end()
    return made


def _fold(word: str) -> str:
    """A word without case, accents and points."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in plain if c.isalnum())


def _find_mentions(words: list[_Word], *, short: bool) -> Iterator[_Mention]:
    """The names in a text, the longest at each place, those that are left out not."""
    known, at, since = _gazetteer(), 0, 0
    while at < len(words):
        name = _name_at(words, at, known) or (_code_at(words, at, known) if short else None)
        if name is None:
            at += 1
            continue
        size = len(name.words)
        gap = " ".join(word.before + word.text for word in words[since:at]) + words[at].before
        if not _is_excluded(words, at, known) and not _describes_customers(words, at, size, known):
            raw = " ".join(word.raw for word in words[at : at + size])
            yield _Mention(name, raw, gap[-100:], words[at].before)
        at += size
        since = at


def _name_at(words: list[_Word], at: int, known: _Gazetteer) -> _PlaceName | None:
    for name in known.names.get(words[at].text, ()):
        end = at + len(name.words)
        if tuple(word.text for word in words[at:end]) == name.words and (
            not name.capitals or words[at].raw.isupper()
        ):
            return name
    return None


def _code_at(words: list[_Word], at: int, known: _Gazetteer) -> _PlaceName | None:
    """Two capitals after a comma or in brackets: a country's code, or a part's after a city."""
    word = words[at]
    if not re.fullmatch("[A-Z]{2}", word.raw) or not re.search(r"[,(\[]", word.before):
        return None
    code = known.codes.get(word.raw, "")
    city = at and _name_ending_before(words, at, known)
    if word.raw in known.part_codes and "," in word.before and not (city and city.code == code):
        return _PlaceName((word.text,), _PlaceKind.PART, known.part_codes[word.raw])
    return _PlaceName((word.text,), _PlaceKind.COUNTRY, code) if code else None


def _name_ending_before(words: list[_Word], at: int, known: _Gazetteer) -> _PlaceName | None:
    """The place whose name ends right before a word."""
    for start in range(max(0, at - known.longest), at):
        name = _name_at(words, start, known)
        if name and start + len(name.words) == at:
            return name
    return None


def _is_excluded(words: list[_Word], at: int, known: _Gazetteer) -> bool:
    """Does a word like *outside* stand up to three words before, in the same breath?"""
    start = at
    while start > max(0, at - 3) and not re.search(r"[,;.:()\n]", words[start].before):
        start -= 1
    before = [word.text for word in words[start:at]]
    phrase = f" {' '.join(before)} "
    return any(f" {one} " in phrase for one in known.outside)


def _describes_customers(words: list[_Word], at: int, size: int, known: _Gazetteer) -> bool:
    """Does a place say whose data it is and not where? *UK customers*, *customers based in the UK*.
    A list says so in brackets or after *for*; the place of the data stands elsewhere in it."""
    after = words[at + size] if at + size < len(words) else None
    if after and after.text in known.whose and not re.search(r"[,;.:()\n]", after.before):
        return True
    before = at - 1
    while before >= max(0, at - 5) and words[before].text in known.between:
        before -= 1
    return 0 <= before < at - 1 and words[before].text in known.whose


def _resolve_neighbours(found: list[_Mention]) -> list[_Mention]:
    """Places as their neighbours explain them: cities in parts, and parts that share a name."""
    made: list[_Mention] = []
    for at, one in enumerate(found):
        after = found[at + 1] if at + 1 < len(found) else None
        beside = after is not None and re.fullmatch(r"\s*[,(–-]*\s*", after.gap)
        if (
            one.name.kind is _PlaceKind.CITY
            and after
            and beside
            and after.name.kind is _PlaceKind.PART
        ):
            continue
        other = _gazetteer().shared.get((one.name.kind, one.name.words), "")
        if other and (
            (after is not None and beside and after.name.code == other)
            or (at and found[at - 1].name.code == other and _is_inside(found[at - 1], one))
        ):
            continue
        made.append(one)
    return made


def _is_inside(before: _Mention, one: _Mention) -> bool:
    """Is a place within the one named before it? A city and its state, a state in brackets."""
    wanted = r"\s*,\s*" if before.name.kind is not _PlaceKind.COUNTRY else r"\s*[(\[–:/-]\s*"
    return re.fullmatch(wanted, one.gap) is not None


# --- the gazetteer -------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Gazetteer:
    names: Mapping[str, tuple[_PlaceName, ...]]
    """By first word, the longest first."""
    codes: Mapping[str, str]
    part_codes: Mapping[str, str]
    outside: tuple[str, ...]
    whose: frozenset[str]
    between: frozenset[str]
    shared: Mapping[tuple[_PlaceKind, tuple[str, ...]], str]
    """Names that also mean a part of another country, and that country."""
    longest: int


@cache
def _gazetteer() -> _Gazetteer:
    table = builtin.load("countries.yaml", CountryTable)
    names = [_place_name(region, _PlaceKind.REGION) for region in table.regions]
    for country in table.countries:
        names += [
            _place_name(one, _PlaceKind.COUNTRY, country.code)
            for one in (country.name, *country.also)
        ]
        names += [_place_name(one, _PlaceKind.CITY, country.code) for one in country.cities]
        names += [_place_name(one, _PlaceKind.PART, country.code) for one in country.parts]
    first: dict[str, list[_PlaceName]] = {}
    for name in sorted(names, key=lambda name: -len(name.words)):
        first.setdefault(name.words[0], []).append(name)
    shared = {c.name: c.unless_in for c in table.countries if c.unless_in}
    return _Gazetteer(
        {word: tuple(listed) for word, listed in first.items()},
        {"UK": "GB", "EL": "GR"} | {country.code: country.code for country in table.countries},
        {code: country.code for country in table.countries for code in country.part_codes},
        tuple(" ".join(word.text for word in _split_words(one)) for one in table.outside),
        frozenset(map(_fold, table.whose)),
        frozenset(map(_fold, table.between)),
        {
            (_PlaceKind.COUNTRY, _place_name(name, _PlaceKind.COUNTRY).words): code
            for name, code in shared.items()
        },
        max(len(name.words) for name in names),
    )


def _place_name(text: str, kind: _PlaceKind, code: str = "") -> _PlaceName:
    words = _split_words(text)
    capitals = len(words) == 1 and len(words[0].text) <= 4 and words[0].raw.isupper()
    return _PlaceName(tuple(word.text for word in words), kind, code, capitals)


def country_names(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Countries by their English names.

    >>> country_names(("IE", "US"))
    ('Ireland', 'United States')
    """
    names = {one.code: one.name for one in builtin.load("countries.yaml", CountryTable).countries}
    return tuple(names[code] for code in codes)
