"""The registers as data: where each is, under which terms, and what its words are as facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from soescan.model import Place, Value
from soescan.reference import builtin
from soescan.reference.products.vendor_facts import Fit, SaidBy
from soescan.reference.vendors import FactSource, KnownProductId
from soescan.registers.readers import (
    diodb,
    fedramp,
    probo,
    second_factors,
    sso,
    status_pages,
    trustlists,
)
from soescan.registers.records import RegisterReader

READERS: Mapping[str, RegisterReader] = {
    "diodb": diodb.read,
    "fedramp": fedramp.read,
    "probo": probo.read,
    "second-factors": second_factors.read,
    "sso": sso.read,
    "status-pages": status_pages.read,
    "trustlists": trustlists.read,
}


@dataclass(frozen=True, slots=True)
class FactRule:
    """What a word of a register is as a fact."""

    word: str
    key: str
    value: Value = ""
    """The value; empty: what the register says beside the word."""
    texts: tuple[str, ...] = ()
    """What the register must say beside the word; empty: anything."""
    fit: Fit = Fit.EXACT
    condition: str = ""
    """What it holds for; a lead for what is not shown to be that."""
    editions: tuple[str, ...] = ()
    vendor_wide: bool = False
    """Does it hold for every product of the vendor?"""
    years: int = 0
    """After how many years before the register's day an entry says too little; 0: never."""


@dataclass(frozen=True, slots=True)
class Register:
    """A register: where it is, how it is read, and what comes of it."""

    id: str
    """The name of its reader and of the file of facts that comes of it."""
    file: str
    """The file as it is kept, with ``--from``."""
    address: str
    """Where its publisher offers the state of `source.date`."""
    mib: int
    source: FactSource
    page: str
    """Where a reader checks what has no address of its own."""
    rules: tuple[FactRule, ...]
    members: str = ""
    """The paths that are read, where it is an archive."""
    said_by: SaidBy = SaidBy.THIRD_PARTY
    platforms: tuple[str, ...] = ()
    """Domains on which others put what is theirs: they identify nobody."""
    share_alike: bool = False
    place: Place = Place("")  # noqa: RUF009 - a frozen dataclass

    @property
    def path(self) -> str:
        """The file of its facts, below the folder of the vendor catalog."""
        return f"{'share-alike/' if self.share_alike else ''}facts/{self.id}.yaml"


@dataclass(frozen=True, slots=True)
class RegisterTable:
    """Every register that `soescan data build` reads."""

    SCHEMA: ClassVar[str] = "soescan/registers@1"

    registers: tuple[Register, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """A fact of a register that is not believed, or only in part."""

    register: str
    product: KnownProductId
    key: str
    reason: str
    date: str
    url: str = ""
    """Only facts with this address; empty: all of the key."""
    value: Value = ""
    """What stands instead; empty: the value stays."""
    fit: Fit | None = None
    """How exact it is after all; without it and a value the fact is dropped."""


@dataclass(frozen=True, slots=True)
class CorrectionTable:
    """The corrections, each reviewed."""

    SCHEMA: ClassVar[str] = "soescan/register-corrections@1"

    corrections: tuple[Correction, ...] = ()


def load_registers() -> tuple[Register, ...]:
    """The registers, in the order of the table."""
    return builtin.load("registers.yaml", RegisterTable).registers


def load_corrections() -> tuple[Correction, ...]:
    """The corrections that came with soescan."""
    return builtin.load("corrections.yaml", CorrectionTable).corrections
