"""Large public tables that their publishers keep: cloud address ranges, the HSTS preload list.

They are not shipped. `soescan data update` fetches them into the user's data folder; without them
everything works and says what could not be told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Network:
    """Whose address it is, as its publisher's list says."""

    provider: str
    """``aws``, ``gcp``, ``azure``, ``oci`` …"""
    region: str = ""
    """The provider's own code; empty for networks that are everywhere."""
    service: str = ""


@dataclass(frozen=True, slots=True)
class Preload:
    """An entry of the browsers' HSTS preload list."""

    force_https: bool
    include_subdomains: bool


@dataclass(frozen=True)
class Tables:
    """The tables at hand. Each may be absent, which is not the same as an empty one."""

    preloads: Mapping[str, Preload] | None = None
    """The HSTS preload list by host name; None when it is not there."""
    dates: Mapping[str, str] = field(default_factory=dict)
    """The day of each table that is there, by its name."""

    def network(self, address: str) -> Network | None:
        """Whose network an IP address is in; None when no table tells."""
        return None
