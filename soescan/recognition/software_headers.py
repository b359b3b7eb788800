"""Headers by which servers name their software, by ``catalogs/standards/disclosure.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from soescan.reference import builtin


@dataclass(frozen=True, slots=True)
class Telling:
    """A header that names software."""

    header: str
    product: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class TellingHeaders:
    """The headers that servers use to name themselves."""

    SCHEMA: ClassVar[str] = "soescan/disclosure@1"

    headers: tuple[Telling, ...]


@cache
def telling_headers() -> Mapping[str, Telling]:
    """The headers that name software, by name in lower case."""
    return {
        one.header: one for one in builtin.load("standards/disclosure.yaml", TellingHeaders).headers
    }
