"""X-Content-Type-Options as the Fetch Standard reads it (3.6)."""

from __future__ import annotations

from collections.abc import Sequence


def is_nosniff(values: Sequence[str]) -> bool:
    """X-Content-Type-Options: only the first value counts (Fetch Standard, 3.6)."""
    return ",".join(values).partition(",")[0].strip(" \t").lower() == "nosniff"
