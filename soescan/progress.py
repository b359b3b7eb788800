"""How far long work has come, told to whoever waits for it: the work knows nobody's screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")
OnProgress = Callable[[str, int, int], None]
"""Gets what is being done ("judging tools"), how many are done, and of how many; 0 if unknown."""


def tell_nobody(activity: str, done: int, total: int) -> None:
    """Where nobody waits."""


def count_items(
    items: Iterable[T], total: int, activity: str, on_progress: OnProgress
) -> Iterator[T]:
    """Yield some items, and tell before each, and at the end, how many of `total` are done.

    >>> list(count_items("ab", 2, "reading", print))
    reading 0 2
    reading 1 2
    reading 2 2
    ['a', 'b']
    """
    done = 0
    for item in items:
        on_progress(activity, done, total)
        yield item
        done += 1
    on_progress(activity, done, total)
