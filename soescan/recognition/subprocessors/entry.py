"""One entry of a list of subprocessors, put together from what its row or bullet says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from soescan.names import LEGAL_FORMS
from soescan.recognition.gazetteer import PlaceMentions, find_places, words_besides_places
from soescan.recognition.subprocessors.terms import (
    column_titles,
    is_ai_service,
    transfer_mechanisms,
)
from soescan.recognition.word_folding import fold_words

NAME = 120
"""Characters of a company's name."""
_FIELD = 500
DASH = re.compile(r"\s+[–—-]\s+|\s*[–—]\s+|:\s+|\s+\|\s+")
"""Between a company's name and what it does."""
BRACKETS = re.compile(r"\(([^()]{1,200})\)\s*\.?\s*$")


@dataclass(frozen=True, slots=True)
class Subprocessor:
    """One entry of a vendor's list."""

    name: str
    purpose: str = ""
    location: str = ""
    """As the list writes it, conditions included; of a section, what its title says."""
    countries: tuple[str, ...] = ()
    """ISO 3166-1 alpha-2, as far as the location names countries."""
    regions: tuple[str, ...] = ()
    """Groups of countries that the location names."""
    mechanisms: tuple[str, ...] = ()
    """For transfers abroad, as the vocabulary names them."""
    ai: bool = False
    """Does it supply artificial intelligence?"""


def parse_entry(entry: dict[str, str], place: str) -> Iterator[Subprocessor]:
    """Yield the subprocessor of an entry if its company has a name.

    The keys of `entry` are those of ``columns`` in ``catalogs/claims/subprocessors.yaml``, and
    ``rest`` for text after the name. `place` counts where the entry names no place, and the address
    of the company where that is not known either.
    """
    company, address = split_postal_address(entry.get("company", ""))
    name, aside = clean_name(company)
    if not is_name(name):
        return
    texts = {column: " ".join(text.split()) for column, text in entry.items()}
    purpose, location = texts.get("purpose", ""), texts.get("location", "")
    if hosting := texts.get("hosting", ""):
        if names_place(hosting):
            location = location or hosting
        else:
            purpose = f"{purpose}; {hosting}" if purpose else hosting
    if remainder := texts.get("rest", ""):
        purpose, location = _split_purpose_and_location(remainder, location)
    if not location and aside and names_place(aside):
        location = aside
    elif aside:
        purpose = f"{purpose} ({aside})" if purpose else aside
    location = location.strip(" -–—") or place or address
    mentions = find_places(location) if location else PlaceMentions()
    yield Subprocessor(
        name,
        purpose[:_FIELD].strip(),
        location[:_FIELD].strip(),
        mentions.countries,
        mentions.regions,
        transfer_mechanisms(f"{texts.get('mechanism', '')}; {purpose}"),
        is_ai_service(company, f"{purpose}; {texts.get('data', '')}"),
    )


def _split_purpose_and_location(remainder: str, location: str) -> tuple[str, str]:
    """The purpose, and the place in brackets or at the end, of the text after a company's name."""
    if location:
        return remainder, location
    bracketed = BRACKETS.search(remainder)
    if bracketed and names_place(bracketed[1]):
        return remainder[: bracketed.start()].strip(" ,;–—-"), bracketed[1]
    parts = DASH.split(remainder)
    if len(parts) == 1:
        parts = re.split(r"\s*[,;]\s+", remainder)
    for size in range(1, len(parts)):
        tail = remainder[remainder.find(parts[-size]) :]
        if names_place(tail) and len(tail) < 80 and _is_mostly_places(tail):
            before = remainder[: remainder.find(parts[-size])].strip(" ,;–—-|")
            return before.removeprefix("(").removesuffix(")") if before[:1] == "(" else before, tail
    return (
        ("", remainder)
        if names_place(remainder) and _is_mostly_places(remainder)
        else (remainder, "")
    )


def _is_mostly_places(text: str) -> bool:
    """Is a text hardly more than names of places?"""
    return len(words_besides_places(text)) <= 2


_JOINT = re.compile(r"\s*[,;|\n]\s*|\s+[–—·•-]\s+")
_POSTCODE = re.compile(r"\b(?:[A-Z]{1,2}-)?\d{4,6}\b|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b")
_LEGAL_FORM = re.compile(
    rf"(?<![^\W\d_])(?:{'|'.join(sorted(LEGAL_FORMS, key=len, reverse=True))}|s\.?a\.?r\.?l|l\.l\.c"
    r"|b\.v|s\.?a\.?s?|gmbh & co\.? kg|kg|ug|se|s\.p\.a|s\.r\.l|oy|ab|a/s|aps|as)\b\.?",
    re.IGNORECASE,
)


def split_postal_address(company: str) -> tuple[str, str]:
    """A company's name and its postal address, where both stand in one cell or line.

    An address has a number and a postcode or a place. It begins after the legal form, or with the
    first part between commas or lines that holds a digit.

    >>> split_postal_address("Acme GmbH, Musterstr. 1, 10115 Berlin")
    ('Acme GmbH', 'Musterstr. 1, 10115 Berlin')
    >>> split_postal_address("Acme, Inc."), split_postal_address("Level 3 Ltd")
    (('Acme, Inc.', ''), ('Level 3 Ltd', ''))
    """
    text = company.strip()[:_FIELD]
    cuts = [
        *(match.end() for match in _LEGAL_FORM.finditer(text) if match.start() > 0),
        *(
            match.end()
            for match in _JOINT.finditer(text)
            if re.match(r"[^,;|\n(]*\d", text[match.end() :])
        ),
    ]
    for cut in sorted(cuts):
        address = text[cut:].strip(" ,;|\n–—·•-")
        if _is_postal_address(address):
            name = text[:cut].strip(" ,;|\n–—·•-")
            return name, " ".join(_JOINT.sub(", ", address).split())
    return company, ""


def _is_postal_address(text: str) -> bool:
    """Does a text, but for what is in brackets, hold a number, and a postcode or a place?"""
    text = re.sub(r"\([^()]{0,200}\)", " ", text)
    if not re.search(r"\d", text):
        return False
    return _POSTCODE.search(text) is not None or names_place(text)


_NUMBER_BEFORE = re.compile(r"^(?:\[?\d{1,3}[.)\]]\s*|\(?[a-z\d]{1,2}\)\s+)")
"""What numbers the entries of a list."""
_MARKS = " *†‡§¹²³⁴•·–—-:;,|®™"


def clean_name(name: str) -> tuple[str, str]:
    """A company's name without marks of footnotes, and what stood behind it in brackets.

    >>> clean_name("Acme, Inc.* (including AI processing)"), clean_name("[1] Beta GmbH 2)")
    (('Acme, Inc.', 'including AI processing'), ('Beta GmbH', ''))
    """
    line = " ".join(re.sub(r"https?://\S+", " ", name[:1_000]).split())
    line = _NUMBER_BEFORE.sub("", line)
    if "(" not in line:
        line = re.sub(r"\s*(?:\[\w{1,3}\]|\s\d{1,2}\))$", "", line)
    line = line.strip(_MARKS)
    aside = ""
    if match := re.search(r"\s*[*†‡]*\s*\(([^()]{1,200})\)\s*[*†‡]*$", line):
        line, aside = line[: match.start()], match[1]
    return line.strip(_MARKS), aside.strip()


def is_name(text: str) -> bool:
    """Could a text be a company's name? Short, no sentence, and no title of a column."""
    name = clean_name(split_postal_address(text)[0])[0]
    if not 2 <= len(name) <= NAME or len(name.split()) > 12 or name.endswith(("?", "!", ":")):
        return False
    if fold_words(name) in column_titles():
        return False
    if not re.search(r"[^\W_]", name) or fold_words(name) in ("n a", "none", "tbd", "total"):
        return False
    first_word = name.split()[0]
    capital = any(c.isupper() or c.isdigit() for c in first_word) or not first_word.isascii()
    return capital or re.fullmatch(r"[a-z0-9-]+(\.[a-z]{2,10})?", name) is not None


def names_place(text: str) -> bool:
    """Does a text name a place?"""
    mentions = find_places(text)
    return bool(mentions.countries or mentions.regions)
