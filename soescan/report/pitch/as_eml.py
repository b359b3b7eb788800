"""The pitch as a mail that waits to be sent: programs open it as a draft.

Shows: the whole page, as plain text and as HTML. The addresses are those that IT's catalog has for
the roles that are asked; without any, the line To is yours to fill in.
"""

from __future__ import annotations

import html
from email.message import EmailMessage
from email.policy import SMTP

from soescan.report.pitch import as_text
from soescan.report.pitch.nouns import Pitch, PitchFormat

_POLICY = SMTP.clone(max_line_length=78)
"""RFC 5322, 2.1.1: lines of at most 78 characters where that can be, and CRLF behind each."""
_BOUNDARY = "=_soescan_pitch_="
"""It cannot stand in a part: RFC 2045, 6.7, has quoted-printable write no `=_`."""


def render(pitch: Pitch) -> bytes:
    """A message of RFC 5322 without a date and without a sender; X-Unsent makes it a draft."""
    message = EmailMessage(policy=_POLICY)
    message["Subject"] = pitch.subject
    if pitch.to:
        message["To"] = ", ".join(pitch.to)
    message["X-Unsent"] = "1"
    message.set_content(as_text.render(pitch), cte="quoted-printable")
    message.add_alternative(_as_html(pitch), subtype="html", cte="quoted-printable")
    message.set_boundary(_BOUNDARY)
    return message.as_bytes()


def _as_html(pitch: Pitch) -> str:
    """The page with headings and lists, and nothing that would be fetched from elsewhere."""
    parts = [f"<h2>{html.escape(pitch.title)}</h2>", f"<p><b>{html.escape(pitch.opening)}</b></p>"]
    for part in pitch.parts:
        parts.append(f"<h3>{html.escape(part.heading)}</h3>\n<ul>")
        parts += [
            f"<li><b>{html.escape(point.label)}:</b> {html.escape(point.says)}</li>"
            for point in part.points
        ]
        parts.append("</ul>")
    parts.append(f"<p>{html.escape(pitch.closing)}</p>")
    body = "\n".join(parts)
    return f'<!doctype html>\n<html lang="en">\n<body>\n{body}\n</body>\n</html>\n'


FORMAT = PitchFormat(id="eml", doc=__doc__, endings=(".eml",), render=render, text=False)
