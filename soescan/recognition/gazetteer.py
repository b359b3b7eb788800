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

from soescan.reference import builtin
from soescan.reference.countries import CountryTable

MAX_TEXT = 20_000
"""Characters of a text that are read."""
_MAX_CODE_TEXT = 60
"""Characters of a text in which two capitals may be a country's code."""


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
    mentions = _resolve_neighbours(
        list(_find_mentions(_split_words(text), short=len(text) <= _MAX_CODE_TEXT))
    )
    countries = (mention.name.code for mention in mentions if mention.name.code)
    regions = (mention.raw for mention in mentions if mention.name.kind is _PlaceKind.REGION)
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
    words, gazetteer, position = _split_words(text[:MAX_TEXT]), _gazetteer(), 0
    other_words: list[str] = []
    while position < len(words):
        name = _name_at(words, position, gazetteer)
        if name is None:
            other_words.append(words[position].text)
        position += len(name.words) if name else 1
    return tuple(other_words)


def _country_codes(text: str) -> tuple[str, ...]:
    """Countries of a text that is nothing but codes. A lone NO is rather an answer than Norway."""
    if not re.fullmatch(r"\s*[A-Z]{2}(?:[\s,;/|&+]+[A-Z]{2}){0,300}\s*", text):
        return ()
    country_codes = _gazetteer().codes
    codes = [country_codes.get(code, "") for code in re.findall("[A-Z]{2}", text)]
    return tuple(dict.fromkeys(codes)) if all(codes) and codes != ["NO"] else ()


def _split_words(text: str) -> list[_Word]:
    words, end = [], 0
    for match in re.finditer(r"(?:[^\W\d_]\.){2,8}|[^\W_]+", text):
        words.append(_Word(_fold(match[0]), match[0], text[end : match.start()]))
        end = match.end()
    return words


def _fold(word: str) -> str:
    """A word without case, accents and points."""
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in plain if c.isalnum())


def _find_mentions(words: list[_Word], *, short: bool) -> Iterator[_Mention]:
    """Names of places in a text, the longest at each position, but for excluded ones."""
    gazetteer, position, since = _gazetteer(), 0, 0
    while position < len(words):
        name = _name_at(words, position, gazetteer)
        if name is None and short:
            name = _code_at(words, position, gazetteer)
        if name is None:
            position += 1
            continue
        size, before = len(name.words), words[position].before
        gap = " ".join(word.before + word.text for word in words[since:position]) + before
        if not _is_excluded(words, position, gazetteer) and not _describes_customers(
            words, position, size, gazetteer
        ):
            raw = " ".join(word.raw for word in words[position : position + size])
            yield _Mention(name, raw, gap[-100:], before)
        position += size
        since = position


def _name_at(words: list[_Word], position: int, gazetteer: _Gazetteer) -> _PlaceName | None:
    for name in gazetteer.names.get(words[position].text, ()):
        end = position + len(name.words)
        is_capital = words[position].raw.isupper() or not name.capitals
        if is_capital and tuple(word.text for word in words[position:end]) == name.words:
            return name
    return None


def _code_at(words: list[_Word], position: int, gazetteer: _Gazetteer) -> _PlaceName | None:
    """Two capitals after a comma or in brackets: a country's code, or a part's after a city."""
    word = words[position]
    if not re.fullmatch("[A-Z]{2}", word.raw) or not re.search(r"[,(\[]", word.before):
        return None
    code = gazetteer.codes.get(word.raw, "")
    city = position and _name_ending_before(words, position, gazetteer)
    if word.raw in gazetteer.part_codes and "," in word.before and not (city and city.code == code):
        return _PlaceName((word.text,), _PlaceKind.PART, gazetteer.part_codes[word.raw])
    return _PlaceName((word.text,), _PlaceKind.COUNTRY, code) if code else None


def _name_ending_before(
    words: list[_Word], position: int, gazetteer: _Gazetteer
) -> _PlaceName | None:
    """The place whose name ends right before a word."""
    for start in range(max(0, position - gazetteer.longest), position):
        name = _name_at(words, start, gazetteer)
        if name and start + len(name.words) == position:
            return name
    return None


def _is_excluded(words: list[_Word], position: int, gazetteer: _Gazetteer) -> bool:
    """Does a word like *outside* stand up to three words before, in the same breath?"""
    start = position
    while start > max(0, position - 3) and not re.search(r"[,;.:()\n]", words[start].before):
        start -= 1
    before = f" {' '.join(word.text for word in words[start:position])} "
    return any(f" {outside} " in before for outside in gazetteer.outside)


def _describes_customers(
    words: list[_Word], position: int, size: int, gazetteer: _Gazetteer
) -> bool:
    """Does a place say whose data it is and not where? *UK customers*, *customers based in the UK*.
    A list says so in brackets or after *for*; the place of the data stands elsewhere in it."""
    after = words[position + size] if position + size < len(words) else None
    if after and after.text in gazetteer.whose and not re.search(r"[,;.:()\n]", after.before):
        return True
    before = position - 1
    while before >= max(0, position - 5) and words[before].text in gazetteer.between:
        before -= 1
    return 0 <= before < position - 1 and words[before].text in gazetteer.whose


def _resolve_neighbours(mentions: list[_Mention]) -> list[_Mention]:
    """Mentions without cities that a part of a country explains, and without wrong namesakes."""
    settled: list[_Mention] = []
    for index, mention in enumerate(mentions):
        after = mentions[index + 1] if index + 1 < len(mentions) else None
        if after and not re.fullmatch(r"\s*[,(–-]*\s*", after.gap):
            after = None  # it does not stand right beside
        is_city = mention.name.kind is _PlaceKind.CITY
        if is_city and after and after.name.kind is _PlaceKind.PART:
            continue
        namesake = _gazetteer().shared.get((mention.name.kind, mention.name.words), "")
        before = mentions[index - 1] if index else None
        is_within = before and before.name.code == namesake and _is_inside(before, mention)
        if namesake and (is_within or (after and after.name.code == namesake)):
            continue
        settled.append(mention)
    return settled


def _is_inside(before: _Mention, mention: _Mention) -> bool:
    """Is a place within the one named before it? A city and its state, a state in brackets."""
    joint = r"\s*,\s*" if before.name.kind is not _PlaceKind.COUNTRY else r"\s*[(\[–:/-]\s*"
    return re.fullmatch(joint, mention.gap) is not None


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
            _place_name(name, _PlaceKind.COUNTRY, country.code)
            for name in (country.name, *country.also)
        ]
        names += [_place_name(city, _PlaceKind.CITY, country.code) for city in country.cities]
        names += [_place_name(part, _PlaceKind.PART, country.code) for part in country.parts]
    by_first_word: dict[str, list[_PlaceName]] = {}
    for name in sorted(names, key=lambda name: -len(name.words)):
        by_first_word.setdefault(name.words[0], []).append(name)
    shared = {c.name: c.unless_in for c in table.countries if c.unless_in}
    return _Gazetteer(
        {word: tuple(listed) for word, listed in by_first_word.items()},
        {"UK": "GB", "EL": "GR"} | {country.code: country.code for country in table.countries},
        {code: country.code for country in table.countries for code in country.part_codes},
        tuple(" ".join(word.text for word in _split_words(phrase)) for phrase in table.outside),
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
    names = {
        country.code: country.name
        for country in builtin.load("countries.yaml", CountryTable).countries
    }
    return tuple(names[code] for code in codes)
