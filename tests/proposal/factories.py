"""Short ways to write a proposal."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from soescan import proposal
from soescan.model import Note, Proposal


def read(text: str, name: str = "tools.csv", **options: Any) -> tuple[Proposal, tuple[Note, ...]]:
    """Read a text as if it were a file of that name."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_text(text, encoding="utf-8", newline="")
        return proposal.read([path], **options)


def notes(said: Iterable[Note]) -> list[tuple[str, int]]:
    """What was said, and how often."""
    return [(note.says, note.count) for note in said]
