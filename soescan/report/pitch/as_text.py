"""The pitch as plain text, to paste into a chat, a ticket or a mail.

Shows: the whole page, a line for each point.
"""

from __future__ import annotations

from collections.abc import Iterator

from soescan.report.pitch.nouns import Pitch, PitchFormat


def render(pitch: Pitch) -> str:
    """The page as lines; headings and points are marked as Markdown marks them."""
    return "".join(f"{line}\n" for line in list_lines(pitch))


def list_lines(pitch: Pitch) -> Iterator[str]:
    """The lines of the page, without their ends."""
    yield from (f"# {pitch.title}", "", pitch.opening)
    for part in pitch.parts:
        yield from ("", f"## {part.heading}", "")
        yield from (f"- {point.label}: {point.says}" for point in part.points)
    yield from ("", pitch.closing)


FORMAT = PitchFormat(id="table", doc=__doc__, endings=(".txt",), render=render)
