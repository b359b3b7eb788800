"""X-Frame-Options as the HTML Standard reads it (7.1.3)."""

from __future__ import annotations

from collections.abc import Sequence


def read_frame_options(values: Sequence[str]) -> str:
    """X-Frame-Options as the HTML Standard reads it (7.1.3): ``deny``, ``sameorigin``, or nothing.

    Equal values count once, contradictory ones deny, and what is neither is ignored; so is
    ALLOW-FROM.
    """
    options = {part.strip(" \t").lower() for value in values for part in value.split(",")} - {""}
    if len(options) > 1:
        return "deny" if options & {"deny", "allowall", "sameorigin"} else ""
    only = options.pop() if options else ""
    return only if only in ("deny", "sameorigin") else ""
