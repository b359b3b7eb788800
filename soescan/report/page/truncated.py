"""Lists that the page shows as far as there is room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Truncated(Generic[T]):
    """The first things of a list, and how many more there are."""

    items: tuple[T, ...]
    left_out: int = 0

    def __bool__(self) -> bool:
        return bool(self.items)


def take(items: Sequence[T], most: int) -> tuple[Sequence[T], int]:
    """At most so many of a list, and how many that leaves out.

    >>> take("abcd", 3)
    ('abc', 1)
    """
    return items[:most], max(0, len(items) - most)
