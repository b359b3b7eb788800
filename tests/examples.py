"""How many examples a law is tried on: a fifth of them in every run, all in `make heavy`."""

from __future__ import annotations

from hypothesis import settings


def examples(number: int) -> int:
    """The share of a number of examples that this run tries, where a law needs more or fewer.

    `number` is for the profile ``heavy``, whose usual number is 100.
    """
    return max(3, number * settings().max_examples // 100)
