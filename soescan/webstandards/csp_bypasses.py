"""Hosts and paths that make an allow-list worthless: ``catalogs/standards/csp-bypasses.yaml``."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import ClassVar

from soescan.reference import builtin


@dataclass(frozen=True, slots=True)
class BypassTable:
    """Hosts and paths that make an allow-list of scripts or plugins worthless."""

    SCHEMA: ClassVar[str] = "soescan/csp-bypasses@1"

    source: str
    taken: str
    needs_eval: tuple[str, ...] = ()
    jsonp: tuple[str, ...] = ()
    angular: tuple[str, ...] = ()
    flash: tuple[str, ...] = field(default=())


@cache
def bypasses() -> BypassTable:
    """The table of hosts and paths known to serve scripts of the requester's choice."""
    return builtin.load("standards/csp-bypasses.yaml", BypassTable)
