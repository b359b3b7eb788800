"""What ``catalogs/countries.yaml`` and ``catalogs/adequacy.yaml`` hold: countries by code and name,
groups of them, and decisions that a country protects data well enough."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from soescan.model import Membership, Test


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
    territories: tuple[str, ...] = ()
    """Parts of members that have codes of their own, and in which the group's law holds."""


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


@dataclass(frozen=True, slots=True)
class AdequacyDecision:
    """A decision that a country protects personal data adequately (GDPR Art. 45)."""

    country: str
    """ISO 3166-1 alpha-2."""
    decision: str
    """Its number, or what it is called."""
    since: date
    source: str
    status: str
    """``confirmed``, or ``to be confirmed`` by the Official Journal."""
    until: date | None = None
    limit: str = ""
    """The recipients for whom alone it holds."""
    shown_by: tuple[Test, ...] = ()
    """See `Membership.shown_by`."""

    def membership(self) -> Membership:
        """The decision as conditions hold facts against it."""
        return Membership(self.country, self.since, self.until, self.limit, self.shown_by)


@dataclass(frozen=True, slots=True)
class AdequacyTable:
    """A group of countries found adequate, decision by decision."""

    SCHEMA: ClassVar[str] = "soescan/adequacy@1"

    id: str
    names: tuple[str, ...]
    as_of: date
    decisions: tuple[AdequacyDecision, ...]
