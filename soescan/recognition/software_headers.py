"""Headers by which servers name their software, by ``catalogs/standards/disclosure.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

from soescan.reference import builtin


@dataclass(frozen=True, slots=True)
class SoftwareHeader:
    """A header that names software."""

    header: str
    product: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class SoftwareHeaderTable:
    """The headers that servers use to name themselves."""

    SCHEMA: ClassVar[str] = "soescan/disclosure@1"

    headers: tuple[SoftwareHeader, ...]


@cache
def software_headers() -> Mapping[str, SoftwareHeader]:
    """Headers that name software, by name in lower case."""
    return {
        header.header: header
        for header in builtin.load("standards/disclosure.yaml", SoftwareHeaderTable).headers
    }
