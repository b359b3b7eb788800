"""The pitch in Markdown, for a wiki or a ticket.

Shows: the whole page. What a name holds is shown as it is, and never becomes markup.
"""

from __future__ import annotations

from soescan.report.formats.as_markdown import escape_markdown
from soescan.report.pitch.nouns import Pitch, PitchFormat


def render(pitch: Pitch) -> str:
    """A heading for the page and for each part, and a list of points below each."""
    parts = [f"# {escape_markdown(pitch.title)}", escape_markdown(pitch.opening)]
    for part in pitch.parts:
        parts.append(f"## {escape_markdown(part.heading)}")
        points = [
            f"- **{escape_markdown(point.label)}**: {escape_markdown(point.says)}"
            for point in part.points
        ]
        parts.append("\n".join(points))
    parts.append(escape_markdown(pitch.closing))
    return "\n\n".join(parts) + "\n"


FORMAT = PitchFormat(id="markdown", doc=__doc__, endings=(".md", ".markdown"), render=render)
