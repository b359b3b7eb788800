"""Conditions over facts, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from soescan.model.values import Value


class Quantifier(StrEnum):
    """When several facts share a key: must one of them hold, or each?"""

    ANY = "any"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Test:
    """One clause: a fact compared with a value."""

    __test__: ClassVar[bool] = False

    fact: str
    op: str
    value: Value = True
    of: Quantifier = Quantifier.ALL


@dataclass(frozen=True, slots=True)
class All:
    """Holds when every member holds."""

    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Holds when one member holds."""

    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Holds when its member does not."""

    of: Condition


Condition = Test | All | AnyOf | Not
"""A question about facts, as data. `soescan.conditions` evaluates, inverts and words it."""
