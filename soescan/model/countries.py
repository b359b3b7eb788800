"""Countries as conditions compare them: which there are, and the groups that they belong to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from soescan.model.conditions import Test


@dataclass(frozen=True, slots=True)
class Membership:
    """That a country belongs to a group from one day to another, for all or for some."""

    country: str
    """ISO 3166-1 alpha-2."""
    since: date
    until: date | None = None
    """The last day; None where no end is set."""
    limit: str = ""
    """For whom alone; empty: for everybody."""
    shown_by: tuple[Test, ...] = ()
    """What shows that somebody is within the limit: the first clause that facts decide counts."""

    def is_in_force(self, day: date) -> bool:
        """Does the country belong to the group on a day?"""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True, eq=False)
class CountryIndex:
    """What conditions know of countries. It is compared by identity: there is one of it."""

    keys: frozenset[str] = frozenset()
    """The fact keys whose texts are countries."""
    codes: frozenset[str] = frozenset()
    """ISO 3166-1 alpha-2."""
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The members of each group, by its id; none where nobody has said who belongs to it."""
    dated: Mapping[str, tuple[Membership, ...]] = field(default_factory=dict)
    """The members of groups that change with the day and with who is asked, by the group's id."""
