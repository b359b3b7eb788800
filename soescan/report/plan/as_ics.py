"""Meetings, days on which papers are due, go-lives and ends of trials as iCalendar (RFC 5545).

Looks at: tasks that a committee decides on, the last days for their papers, go-lives, and the days
on which trials end. What has to be renewed afterwards is a calendar of its own, `renewals-ics`.

Why it matters: dates in a calendar are less easily missed.

Cannot show: hours; all are whole days, so that no time zone moves them. What rests on lead times
that IT has not confirmed is marked, and takes a whole week unless it is a committee's day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

from soescan.model import Plan, StepKind, Task
from soescan.report.format import RenderOptions
from soescan.report.plan.format import PlanFormat
from soescan.report.tables.in_use import describe_in_use
from soescan.report.tables.prohibited import ask_about_prohibited, notice_of_plan

_FOLD = 75
"""Octets of a line, by RFC 5545, section 3.1."""


def render(plan: Plan, options: RenderOptions) -> str:
    """The calendar up to the go-lives, the ends of trials, and the next reviews of what is in use.

    The same plan gives the same file. An entry that is changed since the file that this one takes
    the place of has a higher SEQUENCE there, and one that is gone is cancelled, so that calendars
    notice (RFC 5545, section 3.8.7.4; RFC 5546, section 2.1.4).
    """
    entries = [entry for entry in _collect_entries(plan) if entry.kind != _RENEWAL]
    others = dict.fromkeys((*_collect_trials(plan), *_collect_reviews(plan)))
    return _write_calendar(plan, (*entries, *others), options)


def render_renewals(plan: Plan, options: RenderOptions) -> str:
    """The calendar of what has to be renewed after the go-lives, as `render` writes one."""
    entries = [entry for entry in _collect_entries(plan) if entry.kind == _RENEWAL]
    return _write_calendar(plan, entries, options)


_RENEWAL = "renew"
_PAPERS_DUE = "Papers due"
_EPOCH = date(1970, 1, 1)


def _write_calendar(plan: Plan, entries: Sequence[_Entry], options: RenderOptions) -> str:
    start = plan.start or _EPOCH
    previous = _read_previous(options.replaces) if options.replaces else {}
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//soescan//plan//EN", "CALSCALE:GREGORIAN"]
    if notice := notice_of_plan(plan):
        lines.append(f"DESCRIPTION:{_escape(notice)}")  # RFC 7986, section 5.2
    written = set()
    for entry in entries:
        uid = _find_uid(entry)
        written.add(uid)
        lines += _revise(uid, _event_properties(entry), start, previous.get(uid))
    for uid, event in previous.items():
        if uid not in written:
            kept = [line for line in event.properties if not line.startswith("STATUS:")]
            lines += _revise(uid, [*kept, "STATUS:CANCELLED"], start, event)
    if not entries and not previous:
        lines += _write_nothing(plan, start)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _fold_line(line))


def _write_nothing(plan: Plan, start: date) -> list[str]:
    """A note: a calendar must hold something (RFC 5545, section 3.6)."""
    reasons = "; ".join(f"{tool.tool}: {tool.says}" for tool in plan.tools if tool.says)
    return [
        "BEGIN:VJOURNAL",
        f"UID:nothing-{start:%Y%m%d}@soescan",
        f"DTSTAMP:{start:%Y%m%d}T000000Z",
        "SUMMARY:There is nothing to put into the calendar",
        f"DESCRIPTION:{_escape(reasons or 'no step is planned')}",
        "END:VJOURNAL",
    ]


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
    suspected = {tool.tool: tool.prohibited for tool in plan.tools if tool.prohibited}
    for task in plan.tasks:
        rough = task.illustrative
        asked = ask_about_prohibited((name, suspected.get(name, ())) for name in task.tools)
        tools = ", ".join(task.tools)
        if task.papers_by:
            about = f"To hand in: {', '.join(task.artefacts) or 'the papers'}"
            says = f"{_PAPERS_DUE}: {task.label} ({tools})"
            about = f"{asked} {about}".strip()
            yield _Entry("papers", task.id, task.papers_by, says, about, rough, False)
        if task.meeting:
            says = f"Decision: {task.label} ({tools})"
            about = f"{asked} {_describe(task)}".strip()
            yield _Entry("meeting", task.id, task.meeting, says, about, rough, False)
        if task.kind is StepKind.GO_LIVE and task.ends:
            says = f"Go-live at the earliest: {tools}"
            counted = task.ends != task.meeting
            about = f"{asked} {_describe(task)}".strip()
            yield _Entry("live", task.id, task.ends, says, about, rough, counted)
        if task.valid_until:
            says = f"Renew: {task.label} ({tools})"
            about = "Valid until this day."
            yield _Entry(_RENEWAL, task.id, task.valid_until, says, about, rough)


def _collect_trials(plan: Plan) -> Iterator[_Entry]:
    """The last day of each trial, with who decides then."""
    for tool in plan.tools:
        if tool.trial_ends:
            about = (
                f"Who decides: {tool.trial_decided_by}. A trial approves of nothing: propose the"
                " tool, or switch it off and have its data deleted."
            )
            says = f"Trial ends: {tool.tool}"
            yield _Entry("trial", tool.tool, tool.trial_ends, says, about, tool.illustrative)


def _collect_reviews(plan: Plan) -> Iterator[_Entry]:
    """The next review of each tool in use, and its last day, where they are on record."""
    for tool in plan.tools:
        decision = tool.in_use
        if decision is None:
            continue
        about = describe_in_use(tool, plan)
        about = about[:1].upper() + about[1:]
        for kind, title, day in (
            ("review", "Review", decision.review),
            ("last", "Last day", decision.until),
        ):
            if day:
                says = f"{title}: {tool.tool} (in use)"
                yield _Entry(kind, tool.tool, day, says, about, counted=False)


def _describe(task: Task) -> str:
    tests = f" Tests: {', '.join(task.tests)}." if task.tests else ""
    return f"Who: {task.role}. Waits for: {task.waits_for}.{tests}"


def _find_uid(entry: _Entry) -> str:
    # Without the day: an entry that moves is the same entry.
    says = entry.says.replace(_PAPERS_DUE, "Hand in", 1)  # as earlier versions wrote it
    what = f"{entry.kind}\0{entry.task}\0{says}"
    return f"{sha256(what.encode(errors='replace')).hexdigest()[:24]}@soescan"


def _event_properties(entry: _Entry) -> list[str]:
    """What an importer must notice when it changes."""
    day, days, says, about, status = entry.day, 1, entry.says, entry.about, "CONFIRMED"
    if entry.illustrative:
        says, status = f"{says} (illustrative)", "TENTATIVE"
        if entry.counted:  # then only the week is worth saying
            day, days = day - timedelta(days=day.weekday()), 7
        about = f"Illustrative: the lead times are published defaults, ask IT for theirs. {about}"
    length = timedelta(days=days)
    return [
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        # Some approvals end, formally, on the last day there is. Without an end it is that day.
        *([f"DTEND;VALUE=DATE:{day + length:%Y%m%d}"] if day <= date.max - length else ()),
        f"SUMMARY:{_escape(says)}",
        f"DESCRIPTION:{_escape(about)}",
        "TRANSP:TRANSPARENT",
        f"STATUS:{status}",
    ]


# --- changes since the last file -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _WrittenEvent:
    """An event as a file holds it."""

    sequence: int
    stamp: str
    properties: tuple[str, ...]


def _revise(
    uid: str, properties: Sequence[str], start: date, previous: _WrittenEvent | None
) -> list[str]:
    """The lines of an event, with the number of its revision and its stamp.

    The number counts the days of the plan's start, so that a later plan in another file is a later
    revision, too. When the file was made would differ from run to run: the first day does not.
    """
    sequence = base = max(0, (start - _EPOCH).days)
    stamp = f"{start:%Y%m%d}T000000Z"
    if previous and list(properties) == list(previous.properties):
        sequence, stamp = previous.sequence, previous.stamp
    elif previous and previous.sequence >= base:
        sequence = previous.sequence + 1
        second = min(sequence - base, 86_399)
        stamp = f"{start:%Y%m%d}T{second // 3600:02}{second // 60 % 60:02}{second % 60:02}Z"
    head = ["BEGIN:VEVENT", f"UID:{uid}", f"DTSTAMP:{stamp}", f"SEQUENCE:{sequence}"]
    return [*head, *properties, "END:VEVENT"]


def _read_previous(path: Path) -> dict[str, _WrittenEvent]:
    """The events of a calendar of ours by their UID; none of what is no such file."""
    try:
        if not path.is_file() or path.stat().st_size > _MOST_BYTES:
            return {}
        text = path.read_bytes().decode("utf-8")
    except (OSError, ValueError):
        return {}
    events: dict[str, _WrittenEvent] = {}
    for block in re.findall(r"BEGIN:VEVENT\r\n(.*?)END:VEVENT\r\n", text, re.DOTALL):
        lines = block.replace("\r\n ", "").split("\r\n")[:-1]
        head = dict(line.split(":", 1) for line in lines[:3] if ":" in line)
        number, uid = head.get("SEQUENCE", ""), head.get("UID", "")
        stamp = head.get("DTSTAMP", "")
        is_ours = uid.endswith("@soescan") and _STAMP.fullmatch(stamp)
        if is_ours and _SEQUENCE.fullmatch(number):
            events[uid] = _WrittenEvent(int(number), stamp, tuple(lines[3:]))
    return events


_MOST_BYTES = 8 << 20
_SEQUENCE = re.compile(r"\d{1,8}", re.ASCII)
_STAMP = re.compile(r"\d{8}T\d{6}Z", re.ASCII)


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
