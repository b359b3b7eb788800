"""Meetings, hand-ins and go-lives as an iCalendar file (RFC 5545).

Looks at: tasks that a committee decides on, the last days for their papers, go-lives and renewals.

Why it matters: a date that is in the calendar is not missed.

Cannot show: hours; all are whole days, so that no time zone moves them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256

from soescan.model import Plan, StepKind, Task
from soescan.report.format import Look
from soescan.report.plan.format import PlanFormat

_FOLD = 75
"""Octets of a line, by RFC 5545, section 3.1."""


def render(plan: Plan, look: Look) -> str:
    """One calendar; the same plan gives the same file."""
    start = plan.start or date.min
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//soescan//plan//EN", "CALSCALE:GREGORIAN"]
    for day, says, about in _events(plan):
        lines += _event(day, says, about, start)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _events(plan: Plan) -> Iterator[tuple[date, str, str]]:
    for task in plan.tasks:
        tools = ", ".join(task.tools)
        if task.papers_by:
            papers = ", ".join(task.artefacts) or "the papers"
            yield task.papers_by, f"Hand in: {task.label} ({tools})", f"To hand in: {papers}"
        if task.meeting:
            yield task.meeting, f"Decision: {task.label} ({tools})", _about(task)
        if task.kind is StepKind.GO_LIVE:
            yield task.ends, f"Go-live at the earliest: {tools}", _about(task)
        if task.valid_until:
            yield task.valid_until, f"Renew: {task.label} ({tools})", "It counts until this day."


def _about(task: Task) -> str:
    tests = f" Tests: {', '.join(task.tests)}." if task.tests else ""
    return f"Who: {task.role}. {task.waits_for}.{tests}"


def _event(day: date, says: str, about: str, start: date) -> list[str]:
    key = sha256(f"{day}{says}".encode()).hexdigest()[:24]
    return [
        "BEGIN:VEVENT",
        f"UID:{key}@soescan",
        # When the file was made would differ from run to run: the plan's first day does not.
        f"DTSTAMP:{start:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_text(says)}",
        f"DESCRIPTION:{_text(about)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "".join(c if c.isprintable() else " " for c in escaped.replace("\n", "\\n"))


def _folded(line: str) -> Iterator[str]:
    """A line in pieces of 75 octets, further ones after a space; no character is cut in two."""
    piece = ""
    for c in line:
        if len((piece + c).encode()) > _FOLD:
            yield piece
            piece = " "
        piece += c
    yield piece


FORMAT = PlanFormat(id="ics", doc=__doc__, endings=(".ics",), render=render)
