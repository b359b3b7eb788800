"""What reading files had to say, as text."""

from __future__ import annotations

from collections.abc import Sequence

from soescan.model import Note
from soescan.report.format import RenderOptions
from soescan.report.text import wrap


def note_lines(notes: Sequence[Note], options: RenderOptions) -> list[str]:
    """The notes of reading files, counted and with their first places; all of them if verbose."""
    shown = notes if options.verbose else notes[:8]
    lines = []
    for note in shown:
        places = ", ".join(map(str, note.places)) + (", …" if note.count > len(note.places) else "")
        lines += wrap(f"- {note.counted} ({places})", options, "  ")
    if left_out := len(notes) - len(shown):
        lines += wrap(f"{left_out} more; --verbose lists them.", options)
    return ["While reading", *lines] if lines else []
