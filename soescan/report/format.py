"""What a format is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from soescan.model import Report


@dataclass(frozen=True, slots=True)
class Look:
    """How a reader would like it: columns to fill, and whether to give every reason."""

    width: int = 80
    verbose: bool = False


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write a report. Its module's docstring is its manual page."""

    id: str
    doc: str | None
    endings: tuple[str, ...]
    """File names that end like this are written in this format."""
    render: Callable[[Report, Look], Iterator[str]]
    """Yields the text bit by bit."""
