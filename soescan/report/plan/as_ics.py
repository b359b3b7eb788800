"""Meetings, hand-ins and go-lives as an iCalendar file (RFC 5545).

Looks at: tasks that a committee decides on, the last days for their papers, go-lives and renewals.

Why it matters: a date that is in the calendar is not missed.

Cannot show: hours; all are whole days, so that no time zone moves them. What rests on lead times
that IT has not confirmed is marked, and takes a whole week unless it is a committee's day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from soescan.model import Plan, StepKind, Task
from soescan.report.format import RenderOptions
from soescan.report.plan.format import PlanFormat
from soescan.report.tables.in_use import describe_in_use

_FOLD = 75
"""Octets of a line, by RFC 5545, section 3.1."""


def render(plan: Plan, options: RenderOptions) -> str:
    """One calendar; the same plan gives the same file."""
    start = plan.start or date.min
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//soescan//plan//EN", "CALSCALE:GREGORIAN"]
    for event in (*_collect_entries(plan), *dict.fromkeys(_collect_reviews(plan))):
        lines += _event_lines(event, start)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _fold_line(line))


@dataclass(frozen=True, slots=True)
class _Entry:
    """A day to keep."""

    kind: str
    task: str
    day: date
    says: str
    about: str
    illustrative: bool = False
    counted: bool = True
    """The day comes of lead times; else it is one of a committee's calendar."""


def _collect_entries(plan: Plan) -> Iterator[_Entry]:
    for task in plan.tasks:
        rough = task.illustrative
        tools = ", ".join(task.tools)
        if task.papers_by:
            about = f"To hand in: {', '.join(task.artefacts) or 'the papers'}"
            says = f"Hand in: {task.label} ({tools})"
            yield _Entry("papers", task.id, task.papers_by, says, about, rough, False)
        if task.meeting:
            says = f"Decision: {task.label} ({tools})"
            yield _Entry("meeting", task.id, task.meeting, says, _describe(task), rough, False)
        if task.kind is StepKind.GO_LIVE:
            says = f"Go-live at the earliest: {tools}"
            counted = task.ends != task.meeting
            yield _Entry("live", task.id, task.ends, says, _describe(task), rough, counted)
        if task.valid_until:
            says = f"Renew: {task.label} ({tools})"
            about = "It counts until this day."
            yield _Entry("renew", task.id, task.valid_until, says, about, rough)


def _collect_reviews(plan: Plan) -> Iterator[_Entry]:
    """The next review of each tool in use, and its last day, where they are on record."""
    for tool in plan.tools:
        decision = tool.in_use
        if decision is None:
            continue
        about = describe_in_use(tool, plan)
        for kind, title, day in (
            ("review", "Review", decision.review),
            ("last", "Last day", decision.until),
        ):
            if day:
                says = f"{title}: {tool.tool} (in use)"
                yield _Entry(kind, tool.tool, day, says, about, counted=False)


def _describe(task: Task) -> str:
    tests = f" Tests: {', '.join(task.tests)}." if task.tests else ""
    return f"Who: {task.role}. When: {task.waits_for}.{tests}"


def _event_lines(entry: _Entry, start: date) -> list[str]:
    # Without the day: an entry that moves is the same entry.
    what = f"{entry.kind}\0{entry.task}\0{entry.says}"
    key = sha256(what.encode(errors="replace")).hexdigest()[:24]
    day, days, says, about, status = entry.day, 1, entry.says, entry.about, "CONFIRMED"
    if entry.illustrative:
        says, status = f"{says} (illustrative)", "TENTATIVE"
        if entry.counted:  # then only the week is worth saying
            day, days = day - timedelta(days=day.weekday()), 7
        about = f"Illustrative: the lead times are published defaults, ask IT for theirs. {about}"
    length = timedelta(days=days)
    return [
        "BEGIN:VEVENT",
        f"UID:{key}@soescan",
        # When the file was made would differ from run to run: the plan's first day does not.
        f"DTSTAMP:{start:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        # Some approvals end, formally, on the last day there is. Without an end it is that day.
        *([f"DTEND;VALUE=DATE:{day + length:%Y%m%d}"] if day <= date.max - length else ()),
        f"SUMMARY:{_escape(says)}",
        f"DESCRIPTION:{_escape(about)}",
        f"STATUS:{status}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _escape(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "".join(c if c.isprintable() else " " for c in escaped.replace("\n", "\\n"))


def _fold_line(line: str) -> Iterator[str]:
    """A line in pieces of 75 octets, further ones after a space; no character is cut in two."""
    piece = ""
    for c in line:
        if len((piece + c).encode()) > _FOLD:
            yield piece
            piece = " "
        piece += c
    yield piece


FORMAT = PlanFormat(id="ics", doc=__doc__, endings=(".ics",), render=render)
