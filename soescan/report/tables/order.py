"""In which order a reader is shown the parts of a report. The facts are the same for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from soescan.report.format import Reader
from soescan.report.tables.table import Sheet

ORDER: Mapping[Reader, tuple[str, ...]] = {
    Reader.MARKETING: (
        *("summary", "figures", "why", "chances", "load", "tools", "gaps", "routes", "actions"),
        *("graph", "timeline", "approvals", "questions", "needs", "requests", "waivers"),
        *("evidence", "uptime", "security", "data", "standards", "subprocessors", "costs"),
        *("unread", "assumptions", "method", "notes"),
    ),
    Reader.IT: (
        *("uptime", "security", "data", "summary", "gaps", "standards", "tools", "requests"),
        *("waivers", "questions", "actions", "figures", "why", "load", "chances", "graph"),
        *("timeline", "approvals", "evidence", "subprocessors", "unread", "costs", "routes"),
        *("needs", "assumptions", "method", "notes"),
    ),
    Reader.PROCUREMENT: (
        *("summary", "tools", "costs", "gaps", "questions", "figures", "approvals", "evidence"),
        *("subprocessors", "requests", "waivers", "data", "actions", "why", "chances", "load"),
        *("graph", "timeline", "routes", "needs", "security", "uptime", "standards"),
        *("unread", "assumptions", "method", "notes"),
    ),
}
"""Ids of sheets, and of parts that only some formats have."""

HEADINGS: Mapping[Reader, Mapping[str, str]] = {
    Reader.MARKETING: {},
    Reader.IT: {
        "data": "Data integrity: where data is, who gets it, how it is kept and got out",
        "gaps": "Deviations from the SOE",
        "tools": "Tools and verdicts",
        "load": "What it asks of our people",
        "approvals": "Review and approval steps",
        "routes": "Other routes",
        "needs": "Needs, and what approved products cover",
        "questions": "What is not known yet, and whom to ask",
        "waivers": "Waivers in force and expired",
    },
    Reader.PROCUREMENT: {
        "tools": "Tools, vendors and verdicts",
        "gaps": "Gaps to close in the contract or with the vendor",
        "approvals": "Approvals and their dates",
        "subprocessors": "Subprocessors",
    },
}
"""Headings that a reader knows better under another name."""


def in_order(reader: Reader, parts: Sequence[str]) -> list[str]:
    """Some parts, in a reader's order."""
    return sorted(parts, key=ORDER[reader].index)


def heading(reader: Reader, sheet: Sheet) -> str:
    """What a reader knows a sheet as."""
    return HEADINGS[reader].get(sheet.id, sheet.title)
