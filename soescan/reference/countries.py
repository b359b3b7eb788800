"""What ``catalogs/countries.yaml`` holds: countries by code and name, and groups of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar


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
class CountryGroup:
    """A group of countries of which it is known who belongs to it."""

    id: str
    names: tuple[str, ...]
    members: tuple[str, ...]
    """ISO 3166-1 alpha-2."""
    source: str
    as_of: date


@dataclass(frozen=True, slots=True)
class CountryTable:
    """The gazetteer."""

    SCHEMA: ClassVar[str] = "soescan/countries@1"

    regions: tuple[str, ...]
    outside: tuple[str, ...]
    whose: tuple[str, ...]
    between: tuple[str, ...]
    groups: tuple[CountryGroup, ...]
    countries: tuple[Country, ...]
