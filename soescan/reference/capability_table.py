"""The table of capabilities: what products do for people, and what each category implies of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, NewType

from soescan.model import Capability, CapabilityId
from soescan.reference import builtin

CategoryId = NewType("CategoryId", str)


@dataclass(frozen=True, slots=True)
class ProductCategory:
    """A kind of product, and what every product of that kind does for people."""

    id: CategoryId
    label: str
    implies: tuple[CapabilityId, ...] = ()
    """The least that a product of the category does; what is not here is not denied."""
    because: str = ""
    """Why it implies nothing: what its products do, or in what they differ."""
    phrase: str = ""
    """What two of its products do, where they are an overlap for being of this kind alone."""


@dataclass(frozen=True, slots=True)
class CapabilityTable:
    """The words in which needs are written, and what categories imply of them."""

    SCHEMA: ClassVar[str] = "soescan/capabilities@1"

    capabilities: tuple[Capability, ...]
    categories: tuple[ProductCategory, ...]
    phrases: Mapping[CapabilityId, str] = field(default_factory=dict, hash=False)
    """What several products do that have a capability: *send email campaigns*."""
    side_by_side: Mapping[CapabilityId, str] = field(default_factory=dict, hash=False)
    """Capabilities of which two products at once are no overlap, each with the reason."""
    everyday: Mapping[CapabilityId, tuple[str, ...]] = field(default_factory=dict, hash=False)
    """Words that people use and that may mean a capability; they are suggested, never taken."""


def load_capabilities() -> CapabilityTable:
    """The published capabilities, and what each category of products implies of them."""
    return builtin.load("capabilities.yaml", CapabilityTable)
