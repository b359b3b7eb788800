"""In which order, and under which headings, an audience is shown the parts of a report.

The facts are the same for all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from soescan.report.format import Audience
from soescan.report.tables.table import TableSpec

ORDER: Mapping[Audience, tuple[str, ...]] = {
    Audience.MARKETING: (
        *("summary", "figures", "why", "chances", "load", "tools", "in-use", "overlaps"),
        *("gaps", "routes"),
        *("actions", "graph", "timeline", "approvals", "questions", "needs", "requests", "waivers"),
        *("evidence", "uptime", "security", "data", "standards", "subprocessors", "costs"),
        *("unread", "about-proposal", "about-catalog", "assumptions", "method", "notes"),
    ),
    Audience.IT: (
        *("uptime", "security", "data", "summary", "gaps", "standards", "tools", "in-use"),
        "overlaps",
        *("requests", "waivers", "questions", "actions", "figures", "why", "load", "chances"),
        *("graph", "timeline", "approvals", "evidence", "subprocessors", "unread", "costs"),
        *("routes", "needs", "about-proposal", "about-catalog", "assumptions", "method", "notes"),
    ),
    Audience.PROCUREMENT: (
        *("summary", "tools", "in-use", "costs", "overlaps", "gaps", "questions", "figures"),
        "approvals",
        *("evidence", "subprocessors", "requests", "waivers", "data", "actions", "why"),
        *("chances", "load", "graph", "timeline", "routes", "needs", "security", "uptime"),
        *("standards", "unread", "about-proposal", "about-catalog", "assumptions", "method"),
        "notes",
    ),
}
"""Ids of tables, and of parts that only some formats have."""

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
"""Headings of parts that an audience knows better under another name than the table's title."""


def sort_parts(audience: Audience, parts: Sequence[str]) -> list[str]:
    """Ids of tables and other parts, in the order in which an audience is shown them.

    A part that `ORDER` does not place stands behind the part that comes before it in `parts`.

    >>> sort_parts(Audience.IT, ["summary", "licences", "gaps", "uptime"])
    ['uptime', 'summary', 'licences', 'gaps']
    """
    places = {part: place for place, part in enumerate(ORDER[audience])}
    place, place_of = 0, dict[str, int]()
    for part in parts:
        place = place_of[part] = places.get(part, place)
    return sorted(parts, key=place_of.__getitem__)


def heading_for(audience: Audience, table: TableSpec) -> str:
    """The heading of a table for an audience: its title, where `HEADINGS` has no other."""
    return HEADINGS[audience].get(table.id, table.title)
