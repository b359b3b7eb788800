"""Who publishes the tables, where, and what an honest table looks like."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar


class TableFormat(StrEnum):
    """The ways in which publishers write their tables."""

    AWS = "aws"
    AZURE = "azure"
    GCP = "gcp"
    OCI = "oci"
    GEOFEED = "geofeed"
    """CSV by RFC 8805."""
    LINES = "lines"
    """One prefix a line."""
    ZIPPED_LINES = "zipped-lines"
    FASTLY = "fastly"
    GITHUB = "github"
    PRELOAD = "preload"
    """Chromium's JSON with lines of comment."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """One table, as its publisher offers it."""

    id: str
    label: str
    format: TableFormat
    addresses: tuple[str, ...]
    mib: int
    """What it may weigh."""
    least: int
    """Rows below which it is not the whole table."""
    most: int
    source: str
    as_of: date
    link: str = ""
    wanted: tuple[str, ...] = ()
    """How the names of the parts begin that are kept; empty: all are."""
    general: tuple[str, ...] = ()
    """Services that only repeat what others say more exactly."""
    edge: tuple[str, ...] = ()
    """Services that answer near the visitor; ``*`` for all."""


@dataclass(frozen=True, slots=True)
class Publishers:
    """Every table that can be fetched, and what none of them may hold."""

    SCHEMA: ClassVar[str] = "soescan/tables@1"

    shortest: tuple[int, ...]
    """The shortest prefix that is believed, for IPv4 and IPv6."""
    never: tuple[str, ...]
    """Networks that belong to nobody in particular."""
    everywhere: tuple[str, ...]
    """What stands for a region that is none."""
    tables: tuple[Publisher, ...]
