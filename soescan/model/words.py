"""How people write the things that tables hold, and hosts that are shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from soescan.model.catalog import Standing
from soescan.model.proposal import Use


@dataclass(frozen=True, slots=True)
class TableWords:
    """How people write the things that tables hold."""

    SCHEMA: ClassVar[str] = "soescan/words@1"

    name_tails: tuple[str, ...]
    """What stands behind a comma in a name and is no name itself."""
    nothing: tuple[str, ...]
    """What stands for an empty cell."""
    unknown: tuple[str, ...]
    """What says that something is not known."""
    unlimited: tuple[str, ...]
    """What says that there is no limit."""
    totals: tuple[str, ...]
    """What stands in the place of a name in a line of totals."""
    edition_words: tuple[str, ...]
    """Words that name an edition behind a product's name."""
    edition_nouns: tuple[str, ...]
    """Words for what an edition is, beside its name."""
    limiting_titles: tuple[str, ...]
    """Beginnings of words in titles of columns that limit a decision."""
    priorities: Mapping[str, tuple[str, ...]]
    months: Mapping[str, tuple[str, ...]]
    """Names of each month, by its number."""
    yes: tuple[str, ...]
    no: tuple[str, ...]
    proposal_columns: Mapping[str, tuple[str, ...]]
    """Column titles of tool lists, by field."""
    catalog_columns: Mapping[str, tuple[str, ...]]
    """Column titles of lists of products and standings, by field."""
    date_fields: tuple[str, ...]
    """Fields of tables that hold a day."""
    standings: Mapping[Standing, tuple[str, ...]]
    """Other organisations' words for a standing."""
    deployments: Mapping[str, tuple[str, ...]]
    uses: Mapping[Use, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class SharedHost:
    """A registrable domain that stands for more than one product."""

    domain: str
    products: tuple[str, ...]
    """Some of the products found on it."""
    source: str
    public: tuple[str, ...] = ()
    """Its hosts on which anybody publishes under a path."""
    broad: bool = False
    """Has its owner so many products that to be on it points at none of them?"""


@dataclass(frozen=True, slots=True)
class SharedHosts:
    """Domains that do not tell which product a tool is."""

    SCHEMA: ClassVar[str] = "soescan/shared-hosts@1"

    hosts: tuple[SharedHost, ...]
