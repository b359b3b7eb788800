"""Large public tables that their publishers keep: cloud address ranges, the HSTS preload list.

They are not shipped. `soescan data update` fetches them into the user's data folder; without them
everything works and says what could not be told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from soescan.reference.public import table_files
from soescan.reference.public.preloads import Preload
from soescan.reference.public.ranges import AddressRanges, CloudNetwork

__all__ = ["CloudNetwork", "Preload", "PublicTables"]


@dataclass(frozen=True)
class PublicTables:
    """The tables at hand. Each may be absent, which is not the same as an empty one."""

    preloads: Mapping[str, Preload] | None = None
    """The HSTS preload list by host name; None when it is not there."""
    dates: Mapping[str, str] = field(default_factory=dict)
    """The day of each table that is there, by its name."""
    ranges: AddressRanges | None = None
    """Whose networks are whose; None when no such table is there."""

    @classmethod
    def load(cls, folder: Path) -> PublicTables:
        """The tables below a data folder; one that is not there, or not whole, is absent."""
        heads = table_files.read_headers(folder)
        preloads, ranges = table_files.load_preloads(folder), table_files.load_ranges(folder, heads)
        return cls(preloads, {name: head.day for name, head in heads.items()}, ranges)

    def network(self, address: str) -> CloudNetwork | None:
        """Whose network an IP address is in; None when no table tells."""
        return self.ranges.find_network(address) if self.ranges else None
