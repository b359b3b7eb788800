"""In which order a reader is shown the parts of a report. The facts are the same for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from soescan.report.format import Audience
from soescan.report.tables.table import TableSpec

ORDER: Mapping[Audience, tuple[str, ...]] = {
    Audience.MARKETING: (
        *("summary", "figures", "why", "chances", "load", "tools", "gaps", "routes", "actions"),
        *("graph", "timeline", "approvals", "questions", "needs", "requests", "waivers"),
        *("evidence", "uptime", "security", "data", "standards", "subprocessors", "costs"),
        *("unread", "assumptions", "method", "notes"),
    ),
    Audience.IT: (
        *("uptime", "security", "data", "summary", "gaps", "standards", "tools", "requests"),
        *("waivers", "questions", "actions", "figures", "why", "load", "chances", "graph"),
        *("timeline", "approvals", "evidence", "subprocessors", "unread", "costs", "routes"),
        *("needs", "assumptions", "method", "notes"),
    ),
    Audience.PROCUREMENT: (
        *("summary", "tools", "costs", "gaps", "questions", "figures", "approvals", "evidence"),
        *("subprocessors", "requests", "waivers", "data", "actions", "why", "chances", "load"),
        *("graph", "timeline", "routes", "needs", "security", "uptime", "standards"),
        *("unread", "assumptions", "method", "notes"),
    ),
}
"""Ids of sheets, and of parts that only some formats have."""

HEADINGS: Mapping[Audience, Mapping[str, str]] = {
    Audience.MARKETING: {},
    Audience.IT: {
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
    Audience.PROCUREMENT: {
        "tools": "Tools, vendors and verdicts",
        "gaps": "Gaps to close in the contract or with the vendor",
        "approvals": "Approvals and their dates",
        "subprocessors": "Subprocessors",
    },
}
"""Headings that a reader knows better under another name."""


def sort_parts(audience: Audience, parts: Sequence[str]) -> list[str]:
    """Some parts, in a reader's order."""
    return sorted(parts, key=ORDER[audience].index)


def heading_for(audience: Audience, sheet: TableSpec) -> str:
    """What a reader knows a sheet as."""
    return HEADINGS[audience].get(sheet.id, sheet.title)
